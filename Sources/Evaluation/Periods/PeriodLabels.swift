import Reports

/// How the periods of a panel are written, and the numbers by which the panel knows them: neighbours in time differ by one.
///
/// A year is its own number, a month year × 12 + month − 1 (`2023-01`), a quarter year × 4 + quarter − 1 (`2023-T1` or `2023-Q1`), a
/// semester year × 2 + semester − 1 (`2023-S1`); other labels are numbered in the order in which they are listed.
public struct PeriodLabels: Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    case years
    case months
    /// The letter before the number: T or Q.
    case quarters(Character)
    case semesters
    /// In order of time.
    case listed([String])
  }

  public let kind: Kind

  public init(_ kind: Kind) { self.kind = kind }

  public static let years = PeriodLabels(.years)

  public var areYears: Bool { kind == .years }

  /// The kind that all of some labels are of; nil where there is none, as of labels of two kinds.
  public init?(of labels: some Collection<String>) {
    let kinds: [Kind] = [.years, .months, .quarters("T"), .quarters("Q"), .semesters]
    guard !labels.isEmpty,
      let found = kinds.first(where: { kind in
        labels.allSatisfy { PeriodLabels(kind).number(of: $0) != nil }
      })
    else { return nil }
    kind = found
  }

  /// Periods of a year, where years hold periods.
  private var partsOfYear: Int? {
    switch kind {
    case .years: 1
    case .months: 12
    case .quarters: 4
    case .semesters: 2
    case .listed: nil
    }
  }

  /// The number of a period by its label; nil where it is none of this kind.
  public func number(of label: String) -> Int? {
    switch kind {
    case .years: return Int(label)
    case .listed(let labels): return labels.firstIndex(of: label).map { $0 + 1 }
    case .months: return part(label, mark: "", digits: 2)
    case .quarters(let mark): return part(label, mark: String(mark), digits: 1)
    case .semesters: return part(label, mark: "S", digits: 1)
    }
  }

  private func part(_ label: String, mark: String, digits: Int) -> Int? {
    let pieces = label.split(separator: "-", omittingEmptySubsequences: false)
    guard let parts = partsOfYear, pieces.count == 2, pieces[0].utf8.count == 4,
      let year = PeriodLabels.whole(pieces[0]), pieces[1].hasPrefix(mark)
    else { return nil }
    let rest = pieces[1].dropFirst(mark.count)
    guard rest.utf8.count == digits, let value = PeriodLabels.whole(rest), (1...parts).contains(value) else {
      return nil
    }
    return year * parts + value - 1
  }

  private static func whole(_ text: Substring) -> Int? {
    text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(text) : nil
  }

  /// The label of a period; the number itself where it is none of this kind.
  public func label(of number: Int) -> String {
    switch kind {
    case .years: return String(number)
    case .listed(let labels):
      return labels.indices.contains(number - 1) ? labels[number - 1] : String(number)
    case .months, .quarters, .semesters:
      guard let parts = partsOfYear, (0..<10_000 * parts).contains(number) else { return String(number) }
      let year = String(number / parts)
      let part = String(number % parts + 1)
      let padded = String(repeating: "0", count: 4 - year.utf8.count) + year
      switch kind {
      case .quarters(let mark): return "\(padded)-\(mark)\(part)"
      case .semesters: return "\(padded)-S\(part)"
      default: return "\(padded)-\(part.utf8.count == 1 ? "0" : "")\(part)"
      }
    }
  }

  /// Numbers of the periods of a year; nil where years hold no periods.
  public func numbers(ofYear year: Int) -> Range<Int>? {
    guard let parts = partsOfYear, (0..<10_000).contains(year) else { return nil }
    return year * parts..<(year + 1) * parts
  }

  /// What one of them is called, in messages.
  var word: String { areYears ? "year" : "period" }

  /// First and last of some periods in order, as a table says what time it is of.
  func span(_ numbers: [Int]) -> String {
    guard let first = numbers.first, let last = numbers.last else { return "" }
    if first == last { return label(of: first) }
    return areYears ? "\(first)-\(last)" : "\(label(of: first)) a \(label(of: last))"
  }

  /// The same in each language.
  func spanned(_ numbers: [Int]) -> Phrase {
    guard !areYears, let first = numbers.first, let last = numbers.last, first != last else {
      return Phrase(same: span(numbers))
    }
    return Phrase(span(numbers), "\(label(of: first)) to \(label(of: last))")
  }
}
