public import Kernels

/// Early alerts of critical attendance.
public struct AttendanceAlerts: Sendable {
  public enum Reason: String, Sendable, CaseIterable {
    /// Below the threshold.
    case threshold
    /// Below the expected for so many months in a row.
    case run
    /// Below the lower limit of the control chart.
    case chart
  }

  public struct Alert: Sendable {
    public let point: AttendanceChart.Point
    public let reasons: [Reason]
  }

  /// In order of establishment and month.
  public let alerts: [Alert]

  /// - Parameters:
  ///   - threshold: the rate below which attendance is critical, 0…1.
  ///   - run: months in a row below the expected that are an alert, 1 or more.
  public init(_ chart: AttendanceChart, threshold: Exact, run: Int) {
    precondition(run >= 1, "a run of \(run) months")
    var alerts: [Alert] = []
    var streak = 0
    var before: AttendanceChart.Point?
    for point in chart.points {
      let follows =
        before.map {
          $0.establishment == point.establishment
            && $0.year * 12 + $0.month + 1 == point.year * 12 + point.month
        } ?? false
      let isBelow = (point.deviation ?? 0) < 0
      streak = isBelow ? (follows ? streak : 0) + 1 : 0
      before = point
      var reasons: [Reason] = []
      if let rate = point.attendance.exact, rate < threshold { reasons.append(.threshold) }
      if streak >= run { reasons.append(.run) }
      if let limit = point.lowerLimit, let rate = point.attendance.value, rate < limit {
        reasons.append(.chart)
      }
      if !reasons.isEmpty { alerts.append(Alert(point: point, reasons: reasons)) }
    }
    self.alerts = alerts
  }
}
