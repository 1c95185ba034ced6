internal import Columns
internal import Kernels
internal import Models

/// Whole numbers of a column: periods, first-treated periods, dummies.
struct WholeValues {
  /// One a row, 0 where missing; `never` for an infinite one and, in a column of first-treated periods, a missing one; `notIndicator`
  /// for what is neither 0 nor 1, where indicators are read.
  let values: [Int32]
  /// Nil where all rows have one.
  let isMissing: [Bool]?

  static let never = Int32.max
  static let notIndicator: Int32 = 2

  /// What a column holds.
  enum Role {
    case periods
    /// Infinite ones, missing ones and words that say never are none.
    case firstTreated
    case indicator
  }

  /// Throws for text and for numbers that are no whole ones, but of indicators.
  init(_ column: Column, name: String, role: Role, table: Table) throws(DifferencesError) {
    let allowsNever = role == .firstTreated
    let count = column.count
    var values = [Int32](repeating: 0, count: count)
    let allValid = column.validity.population == count
    var wrong = 0
    var first: Int?
    func reject(_ row: Int) {
      if role == .indicator {
        values[row] = WholeValues.notIndicator
        return
      }
      wrong += 1
      if first == nil { first = row }
    }
    let limit = Double(Int32.max - 1)
    switch column.values {
    case .real(let numbers):
      var others: [Int] = []
      values.withUnsafeMutableBufferPointer { out in
        numbers.withUnsafeBufferPointer { numbers in
          for row in 0..<count {
            let number = numbers[row]
            if number == number.rounded(.towardZero), abs(number) < limit {
              out[row] = Int32(number)
            } else if allowsNever, number == .infinity {
              out[row] = WholeValues.never
            } else if allValid || column.validity[row] {
              others.append(row)
            }
          }
        }
      }
      for row in others { reject(row) }
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
    if allowsNever, !allValid {
      for row in 0..<count where !column.validity[row] { values[row] = WholeValues.never }
    }
    self.values = values
    isMissing = allValid ? nil : (0..<count).map { !column.validity[$0] }
  }
}
