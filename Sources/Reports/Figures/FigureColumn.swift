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
      || !cells.isEmpty && cells.allSatisfy(FigureColumn.isHundredTimesRatio)
    isQuantity =
      !isPercent
      && cells.allSatisfy { cell in
        guard case .exact = cell.value else { return false }
        return cell.denominator == nil || cell.denominator == .one
      }
    let saysUnit = heading.contains("%") || heading.hasSuffix(")")
    let unit = saysUnit ? nil : FigureColumn.unit(parts, heading, isPercent: isPercent, cells)
    name =
      switch unit {
      case nil: heading
      case let unit? where unit.lowercased() == heading.lowercased(): heading
      case let unit?: unit.contains("(") ? "\(heading), \(unit)" : "\(heading) (\(unit))"
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
    let isCount =
      !cells.isEmpty
      && cells.allSatisfy { cell in cell.counts.contains { .exact(Exact($0.value)) == cell.value } }
    let own = others.filter { isMoney($0) != isCount }
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
    return bottom != .one && value == ratio * Exact(100)
  }

  private static func isMoney(_ unit: String) -> Bool {
    let words = unit.lowercased().split { !$0.isLetter && $0 != "$" }
    return words.contains {
      ["peso", "pesos", "$", "uf", "utm", "clp", "usd", "dólares", "dollars", "euros"].contains($0)
    }
  }
}
