import Columns
import Kernels

/// Codes of a dimension, one a row: 0 where the member is missing, else its position plus one.
package struct DimensionCodes: Sendable {
  package let codes: [UInt16]
  package let unknown: Int
  package let firstUnknownRow: Int?

  package init(codes: [UInt16], unknown: Int = 0, firstUnknownRow: Int? = nil) {
    self.codes = codes
    self.unknown = unknown
    self.firstUnknownRow = firstUnknownRow
  }
}

extension Roster {
  /// The codes of a record-level dimension. `resolve` gives the codes of another dimension by name.
  package func codes(of dimension: CategoryDimension, resolve: (String) -> DimensionCodes) -> DimensionCodes {
    switch dimension.rule {
    case .values(let field, let translation): valueCodes(field, translation)
    case .bands(let field, let intervals): bandCodes(field, intervals)
    case .groups(let other, let groups):
      DimensionCodes(
        codes: resolve(other).codes.map { code in
          code == 0 ? 0 : groups[Int(code) - 1].map { UInt16($0 + 1) } ?? 0
        })
    case .cohort: preconditionFailure("'\(dimension.name)' belongs to persons, not to records")
    }
  }

  private func valueCodes(_ field: String, _ translation: [String: Int]) -> DimensionCodes {
    guard let column = columns[field] else { preconditionFailure("no column '\(field)'") }
    if case .integer(let numbers) = column.values {
      return numberCodes(numbers, column.validity, translation)
    }
    guard case .category(let codes, let levels) = column.values else {
      preconditionFailure("column '\(field)' is neither text nor whole numbers")
    }
    let folded = Dictionary(
      translation.map { (StateColumn.canonical($0.key).lowercased(), $0.value) },
      uniquingKeysWith: { a, _ in a })
    let byLevel = levels.map { level in
      folded[StateColumn.canonical(level).lowercased()].map { UInt16($0 + 1) } ?? 0
    }
    var result = [UInt16](repeating: 0, count: codes.count)
    var unknown = 0
    var first: Int?
    for row in codes.indices where column.validity[row] {
      let code = byLevel[Int(codes[row])]
      result[row] = code
      if code == 0 {
        unknown += 1
        if first == nil { first = row }
      }
    }
    return DimensionCodes(codes: result, unknown: unknown, firstUnknownRow: first)
  }

  private func numberCodes(_ numbers: [Int64], _ validity: Bitmap, _ translation: [String: Int])
    -> DimensionCodes
  {
    let members = Dictionary(
      translation.compactMap { key, member in
        Int64(StateColumn.canonical(key)).map { ($0, UInt16(member + 1)) }
      },
      uniquingKeysWith: { a, _ in a })
    let lowest = members.keys.min() ?? 0
    let span = (members.keys.max() ?? 0) - lowest
    var table = [UInt16](repeating: 0, count: span < 1 << 16 ? Int(span) + 1 : 0)
    for (key, code) in members where !table.isEmpty { table[Int(key - lowest)] = code }
    var result = [UInt16](repeating: 0, count: numbers.count)
    var unknown = 0
    var first: Int?
    for row in numbers.indices where validity[row] {
      let offset = numbers[row] &- lowest
      let code =
        table.isEmpty
        ? members[numbers[row]] ?? 0 : offset >= 0 && offset < table.count ? table[Int(offset)] : 0
      result[row] = code
      if code == 0 {
        unknown += 1
        if first == nil { first = row }
      }
    }
    return DimensionCodes(codes: result, unknown: unknown, firstUnknownRow: first)
  }

  private func bandCodes(_ field: String, _ intervals: [Interval]) -> DimensionCodes {
    guard let column = columns[field] else { preconditionFailure("no column '\(field)'") }
    let values: [Int64]
    let scale: Int64
    switch column.values {
    case .integer(let array): (values, scale) = (array, 1)
    case .decimal(let array): (values, scale) = (array, FixedDecimal.scale)
    default: preconditionFailure("column '\(field)' is not numeric")
    }
    let ranges = intervals.map { $0.storedRange(scale: scale) }
    var result = [UInt16](repeating: 0, count: values.count)
    var unknown = 0
    var first: Int?
    for row in values.indices where column.validity[row] {
      if let index = ranges.firstIndex(where: { $0?.contains(values[row]) == true }) {
        result[row] = UInt16(index + 1)
      } else {
        unknown += 1
        if first == nil { first = row }
      }
    }
    return DimensionCodes(codes: result, unknown: unknown, firstUnknownRow: first)
  }
}
