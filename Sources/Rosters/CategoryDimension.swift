public import Kernels

/// A category that records belong to, derived from their fields: sex, region, age band, level of schooling.
public struct CategoryDimension: Sendable {
  /// How the member of a record is found.
  public enum Rule: Sendable {
    /// Text in a field → position of the member.
    case values(field: String, [String: Int])
    /// Numeric intervals of a field, one a member; the first that holds the value counts.
    case bands(field: String, [Interval])
    /// Members of another dimension gathered into groups: member of the other → position of the member here.
    case groups(of: String, [Int: Int])
    /// Person level: position of the member of another dimension, plus `first`, minus years since the panel's first
    /// year, in the person's first record.
    case cohort(of: String, first: Int)
  }

  public let name: String
  public let members: [String]
  /// Texts to show for members.
  public let labels: [String: String]
  public let rule: Rule

  public init(_ name: String, members: [String], labels: [String: String] = [:], rule: Rule) {
    self.name = name
    self.members = members
    self.labels = labels
    self.rule = rule
  }

  /// The form in which texts of a field are compared with those of a dimension's values.
  package static func compared(_ text: String) -> String { StateColumn.canonical(text).lowercased() }

  /// Whether it belongs to persons rather than to their yearly records.
  public var isPersonLevel: Bool { if case .cohort = rule { true } else { false } }

  /// The field or dimension it reads.
  public var source: String {
    switch rule {
    case .values(let field, _), .bands(let field, _): field
    case .groups(let other, _), .cohort(let other, _): other
    }
  }
}

/// A numeric interval, each end inside or outside.
public struct Interval: Sendable, Equatable {
  public let low: Exact
  public let high: Exact
  public let includesLow: Bool
  public let includesHigh: Bool

  public init(from low: Exact, to high: Exact, includesLow: Bool = true, includesHigh: Bool = true) {
    self.low = low
    self.high = high
    self.includesLow = includesLow
    self.includesHigh = includesHigh
  }

  /// Mathematical notation: "[5, 6)"; decimals with a point.
  public init?(notation: String) {
    let text = notation.filter { $0 != " " }
    guard let open = text.first, let close = text.last, "[(".contains(open), "])".contains(close) else {
      return nil
    }
    let ends = text.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false)
    guard ends.count == 2, let low = Exact(decimal: ends[0]), let high = Exact(decimal: ends[1]), low <= high
    else {
      return nil
    }
    self.init(from: low, to: high, includesLow: open == "[", includesHigh: close == "]")
  }

  /// The same bounds on stored values (× 10⁹ or whole), as a closed range of integers.
  package func storedRange(scale: Int64) -> ClosedRange<Int64>? {
    let bottom = low * Exact(Int(scale))
    let top = high * Exact(Int(scale))
    let least = Exact(Int.min)
    let most = Exact(Int.max)
    guard bottom <= most, top >= least else { return nil }
    guard var first = Interval.ceiling(max(bottom, least)), var last = Interval.floor(min(top, most)) else {
      return nil
    }
    if !includesLow, Exact(first) == bottom {
      guard first < last else { return nil }
      first += 1
    }
    if !includesHigh, Exact(last) == top {
      guard first < last else { return nil }
      last -= 1
    }
    return first <= last ? Int64(first)...Int64(last) : nil
  }

  /// Whether some value is in this interval and in a range of stored values; nil is a range without values.
  package func overlaps(_ range: ClosedRange<Int64>?, scale: Int64) -> Bool {
    guard let range, let own = storedRange(scale: scale) else { return false }
    return own.overlaps(range)
  }

  private static func floor(_ value: Exact) -> Int? {
    let rounded = value.rounded(decimals: 0)
    return (rounded > value ? rounded - .one : rounded).integer
  }

  private static func ceiling(_ value: Exact) -> Int? {
    let rounded = value.rounded(decimals: 0)
    return (rounded < value ? rounded + .one : rounded).integer
  }
}
