/// The line through a group's monthly attendance.
public struct AttendanceTrend: Sendable {
  /// Change of the rate a month, by least squares over the months, each with the same weight.
  public let slope: Double
  /// Months with student-days.
  public let months: Int
  public let first: Share
  public let last: Share

  /// Nil with fewer than two months.
  public init?(_ service: SchoolService, group: SchoolService.Group) {
    var points: [(time: Double, share: Share, rate: Double)] = []
    for period in service.periods {
      let share = service.attendance(of: group, in: period)
      guard let rate = share.value else { continue }
      points.append((Double(period.year * 12 + period.month), share, rate))
    }
    guard let first = points.first, let last = points.last, points.count >= 2 else { return nil }
    let count = Double(points.count)
    let middle = points.reduce(0) { $0 + $1.time } / count
    let level = points.reduce(0) { $0 + $1.rate } / count
    let products = points.reduce(0) { $0 + ($1.time - middle) * ($1.rate - level) }
    slope = products / points.reduce(0) { $0 + ($1.time - middle) * ($1.time - middle) }
    months = points.count
    self.first = first.share
    self.last = last.share
  }
}
