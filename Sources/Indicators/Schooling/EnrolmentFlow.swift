public import Kernels

/// How enrolment moved within a year, from its highest month to its last: over the establishments that report both, so that a report
/// that is missing is no movement, and none is upwards.
public struct EnrolmentFlow: Sendable {
  /// Each month of the year with its enrolment.
  public let months: [(month: Int, enrolled: Int)]
  /// The first month of the highest enrolment.
  public let highest: (month: Int, enrolled: Int)
  public let last: (month: Int, enrolled: Int)
  /// The month that the last is compared with: the first in which the establishments that report both it and the last had most students.
  public let peak: Int
  /// The enrolment of both months in the establishments that report both.
  public let compared: (highest: Int, last: Int)
  /// How many they are, and how many report one of the two months.
  public let establishments: (both: Int, any: Int)
  /// Students withdrawn in the year of the highest enrolment: the dropout rate.
  public let dropout: Share

  /// Nil where the group reports nothing in the year.
  public init?(_ service: SchoolService, group: SchoolService.Group, year: Int) {
    let periods = service.periods.filter { $0.year == year }
    let months = periods.compactMap { period -> (month: Int, enrolled: Int)? in
      let found = service.reports(of: group, in: period)
      return found.isEmpty ? nil : (period.month, found.reduce(0) { $0 + $1.enrolled })
    }
    guard let first = months.first, let last = months.last else { return nil }
    self.months = months
    self.last = last
    highest = months.reduce(first) { $1.enrolled > $0.enrolled ? $1 : $0 }
    let end = (year, last.month)
    func students(_ month: Int, alsoIn other: Int) -> Int {
      service.reports(of: group, in: (year, month), reporting: (year, other)).reduce(0) { $0 + $1.enrolled }
    }
    let both = months.map { (month: $0.month, enrolled: students($0.month, alsoIn: last.month)) }
    let peak = both.reduce(both[0]) { $1.enrolled > $0.enrolled ? $1 : $0 }
    self.peak = peak.month
    compared = (peak.enrolled, students(last.month, alsoIn: peak.month))
    let any = service.reports(of: group, in: (year, peak.month)) + service.reports(of: group, in: end)
    establishments = (
      service.reports(of: group, in: end, reporting: (year, peak.month)).count,
      Set(any.map(\.establishment)).count
    )
    let withdrawn = service.reports(of: group).reduce(0) { $0 + ($1.year == year ? $1.withdrawn : 0) }
    dropout = Share(withdrawn, of: highest.enrolled)
  }

  /// Students fewer, as a number of 0 or less, in the last month than in the highest, in the establishments that report both.
  public var change: Int { compared.last - compared.highest }

  /// The change as a share of what it is compared with; nil where nobody was enrolled.
  public var relativeChange: Exact? { Exact(change) / Exact(compared.highest) }
}
