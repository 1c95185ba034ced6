import Kernels

/// What a figure says of the column that it draws: its name with its own unit, and where its axis begins.
///
/// The unit of a table may be of several columns ("personas, %"): a figure names only that of what it draws, and none where the words of the
/// table do not tell which it is.
struct FigureColumn {
  let index: Int
  /// The heading, with the unit where it does not say it.
  let name: String
  let isPercent: Bool
  /// Counts and amounts: their axis begins at zero.
  let isQuantity: Bool

  /// `rows`: those that are drawn.
  init(_ index: Int, of table: ReportTable, rows: [ReportTable.Row], texts: [String: String]) {
    self.index = index
    let column = table.columns[index]
    let heading = table.headings[column] ?? texts[column] ?? column
    let cells = rows.compactMap { $0.cells[index] }.filter { $0.value != nil }
    let parts = FigureColumn.units(table.unit)
    isPercent =
      heading.contains("%") || FigureColumn.isNamedPercent(column)
      || parts.count == 1 && parts[0].hasPrefix("%")
      || cells.contains(where: FigureColumn.isHundredTimesRatio)
        && cells.allSatisfy { $0.value == .exact(.zero) || FigureColumn.isHundredTimesRatio($0) }
    isQuantity =
      !isPercent
      && cells.allSatisfy { cell in
        guard case .exact = cell.value else { return false }
        return cell.denominator == nil || cell.denominator == .one
      }
    let unit =
      FigureColumn.saysUnit(heading, parts)
      ? nil : FigureColumn.unit(parts, heading, isPercent: isPercent, cells)
    name =
      switch unit {
      case nil: heading
      case let unit? where unit.lowercased() == heading.lowercased(): heading
      case let unit?:
        unit.contains("(") || heading.hasSuffix(")") ? "\(heading), \(unit)" : "\(heading) (\(unit))"
      }
  }

  /// The part of a unit that is the column's; nil where it is not known.
  private static func unit(
    _ parts: [String], _ heading: String, isPercent: Bool, _ cells: [ReportTable.Cell]
  ) -> String? {
    if parts.count <= 1 { return parts.first }
    if isPercent { return parts.first { $0.contains("%") } }
    let others = parts.filter { !$0.contains("%") }
    let words = Set(heading.lowercased().split(separator: " "))
    if let named = others.first(where: {
      $0.lowercased().split(separator: " ").first.map(words.contains) == true
    }) {
      return named
    }
    if others.count == 1 { return others[0] }
    // Of people and of money: a cell that shows a count is of the one, another of the other.
    let areCounts =
      cells.contains(where: isCount) && cells.allSatisfy { $0.value == .exact(.zero) || isCount($0) }
    let own = others.filter { isMoney($0) != areCounts }
    return own.count == 1 ? own[0] : nil
  }

  /// "personas, % y pesos (miles, de 2018)" in its parts; commas within parentheses or numbers part nothing.
  static func units(_ text: String) -> [String] {
    var parts: [String] = [""]
    var depth = 0
    let characters = Array(text)
    for (place, character) in characters.enumerated() {
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      let isLast = place + 1 == characters.count
      if depth == 0, character == ";" || character == ",", isLast || characters[place + 1] == " " {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    return parts.flatMap { part -> [String] in
      for joint in [" y ", " and "] {
        guard let range = part.firstRange(of: joint) else { continue }
        let sides = [String(part[..<range.lowerBound]), String(part[range.upperBound...])]
        if sides.contains(where: { $0.contains("%") }) { return sides }
      }
      return [part]
    }.map(trimmed).filter { !$0.isEmpty }
  }

  /// The rows whose cells in a column are of one unit: those of the first, where shares of a hundred or, under a unit of people and money,
  /// counts and other numbers stand in one column.
  static func alike(
    _ rows: [ReportTable.Row], _ index: Int, of table: ReportTable, texts: [String: String]
  ) -> [ReportTable.Row] {
    let column = table.columns[index]
    if (table.headings[column] ?? texts[column] ?? column).contains("%") || isNamedPercent(column) {
      return rows
    }
    let others = units(table.unit).filter { !$0.contains("%") }
    let tellsCounts = others.contains(where: isMoney) && !others.allSatisfy(isMoney)
    func kind(_ row: ReportTable.Row) -> [Bool]? {
      // A zero is of any unit.
      guard let cell = row.cells[index], let value = cell.value, value != .exact(.zero) else { return nil }
      let isShare =
        isHundredTimesRatio(cell)
        || table.shownKeys(row, texts).contains { $0.hasPrefix("%") || $0.hasSuffix("(%)") }
      return [isShare, tellsCounts && !isShare && isCount(cell)]
    }
    let kinds = rows.map(kind)
    // Shares only where there is nothing else.
    guard let first = kinds.first(where: { $0?[0] == false }) ?? nil else { return rows }
    return zip(rows, kinds).filter { $1 == nil || $1 == first }.map { $0.0 }
  }

  private static func isCount(_ cell: ReportTable.Cell) -> Bool {
    cell.counts.contains { .exact(Exact($0.value)) == cell.value }
  }

  /// Whether a heading ends with its unit: "Edad (años)", but not "Población (panel)".
  private static func saysUnit(_ heading: String, _ parts: [String]) -> Bool {
    if heading.contains("%") { return true }
    guard heading.hasSuffix(")"), let start = heading.lastIndex(of: "(") else { return false }
    func first(_ text: some StringProtocol) -> Substring? {
      Substring(text.lowercased()).split { !$0.isLetter }.first
    }
    let own = first(heading[heading.index(after: start)...])
    return own == nil || parts.contains { first($0) == own }
  }

  private static func trimmed(_ text: String) -> String {
    text.split(separator: " ").joined(separator: " ")
  }

  private static func isNamedPercent(_ column: String) -> Bool {
    column.split(separator: "_").contains("pct") || column == "porcentaje"
  }

  private static func isHundredTimesRatio(_ cell: ReportTable.Cell) -> Bool {
    guard case .exact(let value) = cell.value, let top = cell.numerator, let bottom = cell.denominator,
      let ratio = top / bottom
    else { return false }
    return bottom != .one && !value.isZero && value == ratio * Exact(100)
  }

  private static func isMoney(_ unit: String) -> Bool {
    let words = unit.lowercased().split { !$0.isLetter && $0 != "$" }
    return words.contains {
      ["peso", "pesos", "$", "uf", "utm", "clp", "usd", "dólares", "dollars", "euros"].contains($0)
    }
  }
}
