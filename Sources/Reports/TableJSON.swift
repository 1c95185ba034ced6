/// Tables as JSON for programs.
public enum TableJSON {
  public static func json(_ table: ReportTable) -> JSONText {
    func each(_ value: (ReportTable.Cell) -> String?) -> JSONText {
      .array(
        table.rows.map { row in
          .array(row.cells.map { cell in cell.flatMap(value).map(JSONText.digits) ?? .null })
        })
    }
    return .object([
      ("id", .string(table.id)), ("number", .string(table.number)), ("title", .string(table.title)),
      ("unit", .string(table.unit)), ("years", .string(table.years)),
      ("keys", .array(table.keyNames.map(JSONText.string))),
      ("columns", .array(table.columns.map(JSONText.string))),
      (
        "rows",
        .array(
          table.rows.map { row in
            .object([
              ("label", .string(row.label)),
              (
                "values",
                .array(row.cells.map { cell in cell.flatMap(ExactText.value).map(JSONText.digits) ?? .null })
              ),
            ])
          })
      ),
      ("formula", .string(table.formula)), ("numerators", each { ExactText.sides($0)?.numerator }),
      ("denominators", each { ExactText.sides($0)?.denominator }),
      (
        "suppressed",
        .array(
          table.rows.flatMap { row in
            zip(table.columns, row.cells).compactMap { column, cell in
              cell?.isSuppressed == true ? .string("\(row.label)/\(column)") : nil
            }
          })
      ),
      ("source", .string(table.source)), ("notes", .array(table.notes.map(JSONText.string))),
    ])
  }
}
