internal import Columns
internal import Kernels

/// What an expression is worth, row by row or once for all rows.
enum ExpressionValue {
  case numbers(NumberValues)
  case constant(DoubleDouble, isLogical: Bool)
  /// Texts of a column; `validity` says which rows have one.
  case texts(codes: [UInt32], levels: [String], validity: Bitmap)
  /// A text in quotes.
  case literal(String)

  /// A column's values: numbers, days, or texts. Identifiers are numbers only where groups are asked for.
  static func of(_ column: Column, identifiersAsGroups: Bool = false) -> ExpressionValue? {
    func numbers<Value>(_ values: [Value], _ double: (Value) -> Double) -> ExpressionValue {
      .numbers(
        NumberValues(values.indices.map { column.validity[$0] ? double(values[$0]) : .nan }))
    }
    switch column.values {
    case .real(let values):
      if column.validity.population == column.count { return .numbers(NumberValues(values)) }
      var values = values
      for row in values.indices where !column.validity[row] { values[row] = .nan }
      return .numbers(NumberValues(values))
    case .integer(let values): return numbers(values) { Double($0) }
    case .decimal(let values): return numbers(values) { FixedDecimal.double($0) }
    case .date(let values): return numbers(values) { Double($0) }
    case .identifier(let values): return identifiersAsGroups ? numbers(values) { Double($0) } : nil
    case .key(let values):
      // A key says only who is the same: groups are numbered in the order in which they are met.
      guard identifiersAsGroups else { return nil }
      var groups: [UInt128: Double] = [:]
      return numbers(values) { key in
        let group = groups[key] ?? Double(groups.count)
        groups[key] = group
        return group
      }
    case .category(let codes, let levels):
      return .texts(codes: codes, levels: levels, validity: column.validity)
    }
  }
}
