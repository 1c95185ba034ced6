internal import Columns
internal import Kernels
internal import Rosters

/// Columns of a table as a comparison reads them.
struct PrePostColumns {
  let table: Table

  init(_ table: Table) { self.table = table }

  func column(_ name: String) throws(PrePostError) -> Column {
    do throws(TableError) { return try table.column(name) } catch {
      let shown = table.names.filter {
        !IdentifierLikeness.holdsBody($0) && !IdentifierLikeness.isCertain($0)
      }
      throw .noColumn(name, nearest: Suggestion.nearest(to: name, among: shown))
    }
  }

  /// Numbers a row; nil where there is none, or an infinite one. Throws where the column is text.
  func numbers(_ name: String) throws(PrePostError) -> [Double?] {
    let column = try column(name)
    let valid = column.validity
    switch column.values {
    case .real(let values): return values.indices.map { valid[$0] && values[$0].isFinite ? values[$0] : nil }
    case .integer(let values): return values.indices.map { valid[$0] ? Double(values[$0]) : nil }
    case .decimal(let values): return values.indices.map { valid[$0] ? FixedDecimal.double(values[$0]) : nil }
    case .category(_, let levels):
      // A column without any value is read as text.
      if levels.isEmpty || !(0..<column.count).contains(where: { valid[$0] }) {
        return Array(repeating: nil, count: column.count)
      }
      throw .textForNumber(name)
    case .date, .identifier, .key: throw .textForNumber(name)
    }
  }

  /// Levels in order: numbers by size, texts by their letters. Each row's position among them, nil where it has none.
  func levels(_ name: String) throws(PrePostError) -> Levels {
    let column = try column(name)
    let valid = column.validity
    if case .category(let codes, let texts) = column.values {
      var used = Set<UInt32>()
      for row in codes.indices where valid[row] { used.insert(codes[row]) }
      let names = used.map { texts[Int($0)] }.sorted()
      let position = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
      return Levels(
        column: name, names: names,
        codes: codes.indices.map { valid[$0] ? position[texts[Int(codes[$0])]] : nil }, isIndicator: false)
    }
    let values = try numbers(name)
    let distinct = Set(values.compactMap { $0 }).sorted()
    let position = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, $0) })
    return Levels(
      column: name, names: distinct.map(PrePostColumns.text),
      codes: values.map { $0.flatMap { position[$0] } },
      isIndicator: distinct == [0, 1])
  }

  static func text(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : NumberText.roundTrip(value)
  }

  struct Levels {
    let column: String
    let names: [String]
    let codes: [Int?]
    /// Whether the values are the numbers 0 and 1.
    let isIndicator: Bool

    /// Throws where the names of the levels look like numbers of persons.
    func checkShown() throws(PrePostError) {
      if IdentifierLikeness.mustNotBeShown(names) || IdentifierLikeness.holds(names) {
        throw .identifier(column)
      }
    }

    func position(of level: String) throws(PrePostError) -> Int {
      if let found = names.firstIndex(of: level) { return found }
      if let value = Double(level), let found = names.firstIndex(of: PrePostColumns.text(value)) {
        return found
      }
      try checkShown()
      throw .noLevel(column: column, level: level, nearest: Suggestion.nearest(to: level, among: names))
    }
  }
}
