import Causal
import Columns
import Kernels

/// Effects of groups in periods of a staggered panel: from columns in memory to all averages with their errors.
///
/// The data are hashes of the row's number, so that another program can make the same ones: people seen in the ten years from
/// 2001, four in ten never treated, the others first treated in one of the years from 2003 to 2010; two covariates that do not
/// vary, trends that follow the first, effects that grow with time.
struct DifferencesBenchmarks {
  private let table: Table
  private let units: Int

  init(units: Int) throws {
    self.units = units
    let years = 10
    var columns = [[Double]](repeating: [Double](repeating: 0, count: units * years), count: 6)
    for unit in 0..<units {
      let base = UInt64(unit) * 64
      let kind = Self.uniform(base)
      let group = kind < 0.4 ? 0 : 2003 + Int(Self.uniform(base + 1) * 8)
      let first = Self.noise(base + 2)
      let second = Self.noise(base + 3)
      let level = Self.noise(base + 4)
      for year in 0..<years {
        let row = unit * years + year
        let time = 2001 + year
        let event = group == 0 ? -1 : time - group
        let effect = event >= 0 ? 0.2 + 0.1 * Double(event) : 0
        columns[0][row] = Double(unit)
        columns[1][row] = Double(time)
        columns[2][row] = Double(group)
        columns[3][row] = first
        columns[4][row] = second
        columns[5][row] =
          level + 0.1 * Double(year) * (1 + 0.5 * first) + effect + Self.noise(base + 8 + UInt64(year))
      }
    }
    table = try Table(zip(["unit", "time", "first", "x1", "x2", "y"], columns).map { ($0, Column($1)) })
  }

  /// SplitMix64 of a number (Steele, Lea & Flood 2014), as a uniform in [0, 1).
  private static func uniform(_ number: UInt64) -> Double {
    var z = (number &+ 1) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    z ^= z >> 31
    return Double(z >> 11) * 0x1p-53
  }

  /// Three uniforms less their mean.
  private static func noise(_ number: UInt64) -> Double {
    let third = number &* 3 &+ 1_000_000_000_000
    return uniform(third) + uniform(third + 1) + uniform(third + 2) - 1.5
  }

  func run(covariates: Bool, repetitions: Int) throws {
    var request = DifferencesRequest(
      TreatmentColumns(
        outcome: "y", unit: "unit", time: "time", treatment: .firstTreated("first"),
        covariates: covariates ? "~ x1 + x2" : nil), threads: Parallel.cores)
    request.method = .doublyRobust
    var result: DifferencesResult?
    var measurement = try Measurement(
      covariates ? "differences-covariates" : "differences", threads: Parallel.cores,
      bytes: table.rows * 8 * (covariates ? 6 : 4), "rows", table.rows, repetitions: repetitions,
      work: {
        result = nil
        let start = Clock.now
        result = try request.estimate(table)
        return Clock.now - start
      },
      check: { result.map { isRight($0, covariates: covariates) } ?? false })
    measurement.answer = result.map(Self.answer)
    try measurement.emit()
  }

  /// Averages and their errors: simple, over event times, over groups, over years, then by event time.
  private static func answer(_ result: DifferencesResult) -> [Double] {
    let averages = result.aggregates.flatMap { [$0.overall?.estimate, $0.overall?.standardError] }
    let events =
      result.aggregates.first { $0.type == "dynamic" }?.by.flatMap {
        [$0.effect.estimate, $0.effect.standardError]
      } ?? []
    return (averages + events).compactMap { $0 }
  }

  /// With the covariates in, the effects by event time are within five standard errors of what the data were made with.
  private func isRight(_ result: DifferencesResult, covariates: Bool) -> Bool {
    guard let events = result.aggregates.first(where: { $0.type == "dynamic" }), result.units == units else {
      return false
    }
    return events.by.allSatisfy { average in
      guard case .number(let event) = average.key, let error = average.effect.standardError else {
        return false
      }
      let truth = event >= 0 ? 0.2 + 0.1 * Double(event) : 0
      return abs(average.effect.estimate - truth) <= 5 * error
    }
  }
}
