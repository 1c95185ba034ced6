// Is an establishment's attendance of a month out of the ordinary?
//
// Attendance has a season: it falls in winter everywhere. An establishment is therefore compared with what is expected of it in
// that month: the rate of all other establishments in the month, plus its own mean distance from them in the months before; its
// first month has nothing of its own to be held against. The
// distance is measured in binomial standard deviations of its student-days, z. Days of the same student are not independent, so
// that z scatters more than a standard normal; the scatter is estimated from the moving ranges of z, as the p′ chart does (Laney
// 2002, "Improved control charts for attributes", Quality Engineering 14(4), 531–537): σ_z = mean |z_m − z_{m−1}| / 1.128, the
// divisor being the mean range of two standard normals, 2/√π. A month below three σ_z is an alarm of the chart.
//
// An establishment may have a season of its own: the valley that floods every July falls further below the others than they fall
// themselves. With the option `ownSeason` its expected rate of a month also has the mean, over the years before that report the month
// and another one, of its distance in that month less its mean distance in that year's other months.

/// Attendance of establishments beside what is expected of each in each month.
public struct AttendanceChart: Sendable {
  public struct Point: Sendable {
    public let establishment: String
    public let commune: String
    public let year: Int
    public let month: Int
    /// Days attended of days enrolled.
    public let attendance: Share
    /// 0…1; nil where no other establishment reports the month.
    public let expected: Double?
    /// Distance from the expected in binomial standard deviations; nil in an establishment's first month.
    public let deviation: Double?
    /// The rate below which the chart gives alarm; nil where there is no scatter to judge by.
    public let lowerLimit: Double?
  }

  /// In order of establishment and month; months without student-days are left out.
  public let points: [Point]
  /// σ_z; nil where no establishment has two neighbouring months.
  public let scatter: Double?

  /// Mean range of two draws from a standard normal, 2/√π.
  static let meanRange = 2 / 3.141592653589793.squareRoot()

  /// - Parameter ownSeason: whether what an establishment's month was in earlier years, against its own years, is expected again.
  public init(_ service: SchoolService, ownSeason: Bool = false) {
    var all: [Int: (Int, Int)] = [:]
    for report in service.reports {
      let sum = all[report.index] ?? (0, 0)
      all[report.index] = (sum.0 + report.attendance.numerator, sum.1 + report.attendance.denominator)
    }
    var raw: [(report: SchoolMonth, expected: Double?, deviation: Double?)] = []
    var ranges: [Double] = []
    var distances: [Double] = []
    var past: [(year: Int, month: Int, distance: Double)] = []
    var current: String?
    var before: (index: Int, deviation: Double)?
    for report in service.reports {
      guard let own = report.attendance.value else { continue }
      if current != report.establishment {
        current = report.establishment
        distances = []
        past = []
        before = nil
      }
      let sum = all[report.index] ?? (0, 0)
      let others = Share(
        sum.0 - report.attendance.numerator, of: sum.1 - report.attendance.denominator)
      guard let peers = others.value else {
        raw.append((report, nil, nil))
        continue
      }
      guard !distances.isEmpty else {
        raw.append((report, peers, nil))
        distances.append(own - peers)
        past.append((report.year, report.month, own - peers))
        continue
      }
      let habit = distances.reduce(0, +) / Double(distances.count)
      let season = ownSeason ? AttendanceChart.season(of: report, in: past) : 0
      // A rate of nothing or everything has no binomial scatter.
      let expected = min(max(peers + habit + season, 0.001), 0.999)
      let error = (expected * (1 - expected) / Double(report.attendance.denominator)).squareRoot()
      let deviation = (own - expected) / error
      if let last = before, last.index == report.index - 1 { ranges.append(abs(deviation - last.deviation)) }
      before = (report.index, deviation)
      distances.append(own - peers)
      past.append((report.year, report.month, own - peers))
      raw.append((report, expected, deviation))
    }
    let scatter =
      ranges.isEmpty ? nil : ranges.reduce(0, +) / Double(ranges.count) / AttendanceChart.meanRange
    self.scatter = scatter
    points = raw.map { report, expected, deviation in
      var limit: Double?
      if let expected, let scatter, deviation != nil {
        let error = (expected * (1 - expected) / Double(report.attendance.denominator)).squareRoot()
        limit = max(expected - 3 * scatter * error, 0)
      }
      return Point(
        establishment: report.establishment, commune: report.commune, year: report.year,
        month: report.month, attendance: report.attendance, expected: expected, deviation: deviation,
        lowerLimit: limit)
    }
  }

  /// How far the month lay from its year's other months in earlier years, on average; 0 where none reports both.
  private static func season(
    of report: SchoolMonth, in past: [(year: Int, month: Int, distance: Double)]
  ) -> Double {
    var departures: [Double] = []
    for entry in past where entry.month == report.month && entry.year < report.year {
      let others = past.filter { $0.year == entry.year && $0.month != entry.month }
      guard !others.isEmpty else { continue }
      departures.append(entry.distance - others.reduce(0) { $0 + $1.distance } / Double(others.count))
    }
    return departures.isEmpty ? 0 : departures.reduce(0, +) / Double(departures.count)
  }
}
