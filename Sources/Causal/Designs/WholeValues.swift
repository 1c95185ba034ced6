internal import Columns
internal import Kernels
internal import Models

/// Whole numbers of a column: periods, first-treated periods, dummies.
struct WholeValues {
  /// One a row, 0 where missing; `never` for an infinite one.
  let values: [Int32]
  /// Nil where all rows have one.
  let isMissing: [Bool]?

  static let never = Int32.max

  /// `neverWords`: texts that stand for an infinite number, in a column of first-treated periods.
  init(_ column: Column, name: String, allowsNever: Bool, table: Table) throws(DifferencesError) {
    let count = column.count
    var values = [Int32](repeating: 0, count: count)
    let allValid = column.validity.population == count
    var wrong = 0
    var first: Int?
    func reject(_ row: Int) {
      wrong += 1
      if first == nil { first = row }
    }
    let limit = Double(Int32.max - 1)
    switch column.values {
    case .real(let numbers):
      values.withUnsafeMutableBufferPointer { out in
        numbers.withUnsafeBufferPointer { numbers in
          for row in 0..<count {
            let number = numbers[row]
            if number == number.rounded(.towardZero), abs(number) < limit {
              out[row] = Int32(number)
            } else if allowsNever, number == .infinity {
              out[row] = WholeValues.never
            } else if allValid || column.validity[row] {
              reject(row)
            }
          }
        }
      }
    case .integer(let numbers):
      for row in 0..<count where allValid || column.validity[row] {
        if let value = Int32(exactly: numbers[row]), value != WholeValues.never {
          values[row] = value
        } else {
          reject(row)
        }
      }
    case .decimal(let numbers):
      for row in 0..<count where allValid || column.validity[row] {
        let number = FixedDecimal.double(numbers[row])
        if number == number.rounded(), abs(number) < limit {
          values[row] = Int32(number)
        } else {
          reject(row)
        }
      }
    case .date(let days): values = days
    case .category(let codes, let levels):
      // Text that is numbers but for words that say never.
      let meanings = levels.map { level -> Int32? in
        let word = level.lowercased()
        if allowsNever, ["inf", "+inf", "infinity", "never", "nunca", "∞"].contains(word) {
          return WholeValues.never
        }
        guard let number = Double(level), number == number.rounded(), abs(number) < limit else { return nil }
        return Int32(number)
      }
      guard meanings.contains(where: { $0 != nil }) else { throw .notNumbers(column: name) }
      for row in 0..<count where allValid || column.validity[row] {
        if let value = meanings[Int(codes[row])] { values[row] = value } else { reject(row) }
      }
    case .identifier, .key: throw .notNumbers(column: name)
    }
    if let first { throw .notWhole(column: name, count: wrong, first: table.place(ofRow: first)) }
    self.values = values
    isMissing = allValid ? nil : (0..<count).map { !column.validity[$0] }
  }
}
