import LinearAlgebra

// Attendance has a season, so that years can be compared only month with month. Two ways:
//
// The same months: for a year and the one before, the months that both report, each over the establishments that report it in both
// years; the mean of the differences month by month, each month with the same weight, beside the rates of their summed days.
//
// Month effects removed: rate(year, month) = level(year) + effect(month), effects adding up to zero, by least squares over the months
// reported, each with the same weight (the additive two-way layout; Scheffé 1959, "The Analysis of Variance", chapter 4). A level is
// what the year's mean rate would have been over all months reported in some year, whichever it reports itself. The trend is the
// slope b of rate = effect(month) + b · time.

/// Monthly attendance over several years, season apart.
public struct SeasonalAttendance: Sendable {
  /// A year beside the one before it.
  public struct Comparison: Sendable, Equatable {
    public let year: Int
    /// Months that both years report.
    public let months: [Int]
    /// Days attended of days enrolled in these months of the year before.
    public let before: Share
    public let now: Share
    /// Mean over the months of the rate less that of the year before, −1…1.
    public let difference: Double
  }

  public struct Level: Sendable, Equatable {
    public let year: Int
    /// Days attended of days enrolled, as reported.
    public let observed: Share
    /// The rate without month effects.
    public let adjusted: Double
  }

  /// Years after the first that share months with the year before.
  public let comparisons: [Comparison]
  /// By month: how far its rate lies from the year's; they add up to zero. Empty where the months do not tell years and season apart.
  public let effects: [(month: Int, effect: Double)]
  /// Empty where there are no effects.
  public let levels: [Level]
  /// Change of the rate a year with month effects held; nil where there are no effects.
  public let slope: Double?

  /// Nil for a group that reports student-days in one calendar year or none.
  public init?(_ service: SchoolService, group: SchoolService.Group) {
    var points: [(year: Int, month: Int, share: Share, rate: Double)] = []
    for period in service.periods {
      let share = service.attendance(of: group, in: period)
      guard let rate = share.value else { continue }
      points.append((period.year, period.month, share, rate))
    }
    let years = Set(points.map(\.year)).sorted()
    let months = Set(points.map(\.month)).sorted()
    guard years.count > 1 else { return nil }
    comparisons = years.compactMap { year in
      let pairs = points.filter { $0.year == year }.compactMap { now in
        SeasonalAttendance.pair(service, group, year, now.month)
      }
      guard !pairs.isEmpty else { return nil }
      func total(_ shares: [Share]) -> Share {
        Share(shares.reduce(0) { $0 + $1.numerator }, of: shares.reduce(0) { $0 + $1.denominator })
      }
      return Comparison(
        year: year, months: pairs.map(\.month), before: total(pairs.map(\.before)),
        now: total(pairs.map(\.now)),
        difference: pairs.reduce(0) { $0 + $1.difference } / Double(pairs.count))
    }
    let layout = points.map { point in
      (years.firstIndex(of: point.year) ?? 0, months.firstIndex(of: point.month) ?? 0)
    }
    guard months.count > 1, SeasonalAttendance.isConnected(layout, years: years.count, months: months.count),
      let fit = SeasonalAttendance.fit(
        points.indices.map { place in
          // A column a year, and one a month but the last, which is minus all others: effects add up to zero.
          var row = [Double](repeating: 0, count: years.count + months.count - 1)
          row[layout[place].0] = 1
          for month in 0..<months.count - 1 {
            row[years.count + month] =
              layout[place].1 == month ? 1 : layout[place].1 == months.count - 1 ? -1 : 0
          }
          return row
        }, points.map(\.rate))
    else {
      (effects, levels, slope) = ([], [], nil)
      return
    }
    let own = Array(fit[years.count...])
    effects = zip(months, own + [-own.reduce(0, +)]).map { ($0, $1) }
    levels = years.enumerated().map { place, year in
      let shares = points.filter { $0.year == year }.map(\.share)
      return Level(
        year: year,
        observed: Share(
          shares.reduce(0) { $0 + $1.numerator }, of: shares.reduce(0) { $0 + $1.denominator }),
        adjusted: fit[place])
    }
    // The same months in another year are twelve months apart, so that time is not a sum of month effects.
    let middle = points.reduce(0.0) { $0 + Double($1.year * 12 + $1.month) } / Double(points.count)
    slope =
      SeasonalAttendance.fit(
        points.indices.map { place in
          var row = [Double](repeating: 0, count: months.count + 1)
          row[layout[place].1] = 1
          row[months.count] = (Double(points[place].year * 12 + points[place].month) - middle) / 12
          return row
        }, points.map(\.rate))?.last
  }

  /// A month of two years over the establishments that report it in both; nil where there are no student-days.
  private static func pair(
    _ service: SchoolService, _ group: SchoolService.Group, _ year: Int, _ month: Int
  ) -> (month: Int, before: Share, now: Share, difference: Double)? {
    let (then, here) = ((year: year - 1, month: month), (year: year, month: month))
    let before = service.attendance(of: group, in: then, reporting: here)
    let now = service.attendance(of: group, in: here, reporting: then)
    guard let old = before.value, let new = now.value else { return nil }
    return (month, before, now, new - old)
  }

  /// Whether months lead from every year to every other: else their levels are not comparable.
  private static func isConnected(_ layout: [(Int, Int)], years: Int, months: Int) -> Bool {
    var reached: Set<Int> = [0]
    var seen: Set<Int> = []
    var grew = true
    while grew {
      grew = false
      for (year, month) in layout {
        if reached.contains(year), seen.insert(month).inserted { grew = true }
        if seen.contains(month), reached.insert(year).inserted { grew = true }
      }
    }
    return reached.count == years && seen.count == months
  }

  /// Least squares by the normal equations of a small design of zeros and ones; nil where it has no one answer.
  private static func fit(_ rows: [[Double]], _ values: [Double]) -> [Double]? {
    guard let size = rows.first?.count else { return nil }
    var gram = Matrix(rows: size, columns: size)
    var right = [Double](repeating: 0, count: size)
    for (row, value) in zip(rows, values) {
      for i in 0..<size where row[i] != 0 {
        right[i] += row[i] * value
        for j in 0..<size { gram[i, j] += row[i] * row[j] }
      }
    }
    guard let factored = try? Cholesky(of: gram), let condition = try? factored.reciprocalCondition(),
      condition > 1e-12
    else { return nil }
    return try? factored.solve(right)
  }
}
