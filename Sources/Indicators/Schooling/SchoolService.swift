/// The monthly reports of a school service's establishments, in order of establishment and month.
public struct SchoolService: Sendable {
  public let reports: [SchoolMonth]
  /// Year and month of each period that is reported, in order of time.
  public let periods: [(year: Int, month: Int)]
  /// In alphabetical order.
  public let establishments: [String]
  public let communes: [String]

  /// Throws where an establishment reports a month twice or is in two communes.
  ///
  /// - Complexity: O(n log n) for n reports.
  public init(_ reports: [SchoolMonth]) throws(SchoolingError) {
    guard !reports.isEmpty else { throw .noReports }
    let sorted = reports.sorted { ($0.establishment, $0.index) < ($1.establishment, $1.index) }
    for (before, report) in zip(sorted, sorted.dropFirst())
    where before.establishment == report.establishment {
      if before.index == report.index {
        throw .twice(establishment: report.establishment, year: report.year, month: report.month)
      }
      if before.commune != report.commune { throw .twoCommunes(establishment: report.establishment) }
    }
    self.reports = sorted
    periods = Set(sorted.map(\.index)).sorted().map { ($0 / 12, $0 % 12 + 1) }
    establishments = sorted.map(\.establishment).reduce(into: []) { if $0.last != $1 { $0.append($1) } }
    communes = Set(sorted.map(\.commune)).sorted()
  }

  /// Who is counted: everybody, a commune or an establishment.
  public enum Group: Sendable, Hashable {
    case all
    case commune(String)
    case establishment(String)

    func contains(_ report: SchoolMonth) -> Bool {
      switch self {
      case .all: true
      case .commune(let name): report.commune == name
      case .establishment(let name): report.establishment == name
      }
    }
  }

  /// The reports of a group, and of a period where one is given.
  func reports(of group: Group, in period: (year: Int, month: Int)? = nil) -> [SchoolMonth] {
    reports.filter { report in
      group.contains(report) && period.map { $0.year == report.year && $0.month == report.month } ?? true
    }
  }

  /// The reports of a group in a period, of establishments that report another period too: what the two are compared by.
  func reports(
    of group: Group, in period: (year: Int, month: Int), reporting other: (year: Int, month: Int)
  ) -> [SchoolMonth] {
    let both = Set(reports(of: group, in: other).map(\.establishment))
    return reports(of: group, in: period).filter { both.contains($0.establishment) }
  }

  /// Days attended of days enrolled in a period, of establishments that report another period too.
  public func attendance(
    of group: Group, in period: (year: Int, month: Int), reporting other: (year: Int, month: Int)
  ) -> Share {
    let parts = reports(of: group, in: period, reporting: other).map(\.attendance)
    return Share(parts.reduce(0) { $0 + $1.numerator }, of: parts.reduce(0) { $0 + $1.denominator })
  }

  /// Days attended of days enrolled.
  public func attendance(of group: Group, in period: (year: Int, month: Int)? = nil) -> Share {
    let parts = reports(of: group, in: period).map(\.attendance)
    return Share(parts.reduce(0) { $0 + $1.numerator }, of: parts.reduce(0) { $0 + $1.denominator })
  }

  /// Students on the roll at the end of a period.
  public func enrolled(of group: Group, in period: (year: Int, month: Int)) -> Int {
    reports(of: group, in: period).reduce(0) { $0 + $1.enrolled }
  }

  /// Enrolment of places at the end of a period.
  public func occupancy(of group: Group, in period: (year: Int, month: Int)) -> Share {
    let found = reports(of: group, in: period)
    return Share(found.reduce(0) { $0 + $1.enrolled }, of: found.reduce(0) { $0 + $1.capacity })
  }
}
