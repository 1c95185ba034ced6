import Columns
import Indicators
import Kernels
import Rosters

/// Evaluates conditions for all people of a year, one pass a leaf: verdicts of the rows of a register, then of its people.
struct ConditionEvaluator {
  let data: EligibilityData.Year
  let people: Int

  func verdicts(_ condition: Condition) -> [Verdict] {
    switch condition {
    case .window(let field, let interval):
      guard let range = interval.storedRange(scale: EligibilitySection.scale(field)) else {
        return numbers(field) { _ in false }
      }
      return numbers(field) { range.contains($0) }
    case .member(let field, let texts, let numbers):
      let column = data.column(field)
      if case .category(let codes, let levels) = column.values {
        let wanted = levels.map(texts.contains)
        return people(field.register, rows(column) { wanted[Int(codes[$0])] })
      }
      return self.numbers(field) { numbers.contains($0) }
    case .age(let field, let offset, let month, let day, let interval):
      return ages(field, year: data.year + offset, month: month, day: day, interval)
    case .registered(let register): return data.rows[register].map { $0 == 0 ? .failed : .passed }
    case .any(let all): return combined(all) { max($0, $1) }
    case .all(let all): return combined(all) { min($0, $1) }
    case .not(let other): return verdicts(other).map(\.negated)
    case .missing(let verdict, let other): return verdicts(other).map { $0 == .unknown ? verdict : $0 }
    }
  }

  private func combined(_ conditions: [Condition], _ join: (Verdict, Verdict) -> Verdict) -> [Verdict] {
    var result = verdicts(conditions[0])
    for condition in conditions.dropFirst() {
      let own = verdicts(condition)
      for person in result.indices { result[person] = join(result[person], own[person]) }
    }
    return result
  }

  /// Whole or decimal numbers as they are stored.
  static func stored(_ column: Column) -> [Int64] {
    switch column.values {
    case .integer(let values), .decimal(let values): values
    case .date(let values): values.map(Int64.init)
    case .category, .identifier, .key, .real: preconditionFailure("a column of no numbers")
    }
  }

  private func numbers(_ field: FieldReference, _ test: (Int64) -> Bool) -> [Verdict] {
    let column = data.column(field)
    let values = ConditionEvaluator.stored(column)
    return people(field.register, rows(column) { test(values[$0]) })
  }

  private func ages(_ field: FieldReference, year: Int, month: Int, day: Int, _ interval: Interval)
    -> [Verdict]
  {
    let column = data.column(field)
    guard let range = interval.storedRange(scale: 1), case .date(let days) = column.values else {
      return people(field.register, rows(column) { _ in false })
    }
    // Who is of an age at a day was born within some days: the bounds are worked out once.
    func born(_ age: Int64) -> Int32 {
      guard (0...1000).contains(age) else { return age < 0 ? .max : .min }
      let last =
        CalendarDate(year: year - Int(age), month: month, day: day)
        ?? CalendarDate(year: year - Int(age), month: 2, day: 28)
      return last?.days ?? .min
    }
    let latest = born(max(range.lowerBound, 0))
    let earliest = range.upperBound < 1000 ? born(range.upperBound + 1) : .min
    if range.upperBound < 0 { return people(field.register, rows(column) { _ in false }) }
    return people(field.register, rows(column) { days[$0] <= latest && days[$0] > earliest })
  }

  private func rows(_ column: Column, _ test: (Int) -> Bool) -> [Verdict] {
    var result = [Verdict](repeating: .unknown, count: column.count)
    for row in result.indices where column.validity[row] { result[row] = test(row) ? .passed : .failed }
    return result
  }

  /// From the rows of a register to its people; unknown for everybody else.
  func people(_ register: Int, _ rows: [Verdict]) -> [Verdict] {
    data.rows[register].map { $0 == 0 ? .unknown : rows[Int($0) - 1] }
  }
}
