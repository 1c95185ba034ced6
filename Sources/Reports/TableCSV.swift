/// Tables as CSV for programs: tidy, one line a cell, decimal point, the same in every language.
public enum TableCSV {
  public static let header = "table,row,column,value,numerator,denominator,suppressed"

  public static func text(_ table: ReportTable) -> String {
    var out = header + "\n"
    for row in table.rows {
      for (name, cell) in zip(table.columns, row.cells) {
        guard let cell else { continue }
        let sides = ExactText.sides(cell)
        out += line([
          table.id, row.label, name, ExactText.value(cell) ?? "", sides?.numerator ?? "",
          sides?.denominator ?? "",
          cell.isSuppressed ? "true" : "false",
        ])
      }
    }
    return out
  }

  /// One line of CSV, quoted where needed.
  public static func line(_ fields: [String]) -> String {
    fields.map(EscapedText.csv).joined(separator: ",") + "\n"
  }
}
