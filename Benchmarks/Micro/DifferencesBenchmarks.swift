import Causal
import Columns
import Foundation
import Kernels

/// Staggered adoption in a table in memory: 100,000 units in ten periods, a fifth of them first treated in each of three, the
/// others never. The numbers are remainders, which the peers (`peers/two_stage_*`) make as well to the bit.
struct DifferencesBenchmarks {
  static let units = 100_000
  static let periods = 10

  let table: Table

  init() throws {
    let count = Self.units * Self.periods
    let prime = 20_011
    var columns = [[Double]](repeating: [], count: 4)
    for column in columns.indices { columns[column].reserveCapacity(count) }
    for unit in 0..<Self.units {
      let first = [0, 4, 6, 8, 0][unit % 5]
      let own = Double(unit % 97) / 97
      for period in 1...Self.periods {
        let place = unit * Self.periods + period
        let remainder = (place % prime * (place % prime) % prime * 1009 + place % prime * 31) % prime
        let effect = first > 0 && period >= first ? 0.5 + 0.25 * Double(period - first) : 0
        columns[0].append(Double(unit))
        columns[1].append(Double(period))
        columns[2].append(Double(first))
        columns[3].append(own + 0.125 * Double(period) + effect + 2 * Double(remainder) / Double(prime) - 1)
      }
    }
    table = try Table([
      "id": Column(columns[0]), "t": Column(columns[1]), "g": Column(columns[2]), "y": Column(columns[3]),
    ])
  }

  /// `two-stage` or `imputation` from the table to the overall effect and those by event time, with their errors; the answer is the overall
  /// effect and its error. The effects are known: 0.5 + 0.25 a period, and the remainders' mean is near zero.
  func run(_ estimator: DifferencesEstimator, threads: Int, repetitions: Int) throws {
    var request = DifferencesRequest(
      TreatmentColumns(outcome: "y", unit: "id", time: "t", treatment: .firstTreated("g")),
      estimator: estimator, threads: threads)
    request.aggregation = .dynamic
    var result: DifferencesResult?
    var measurement = try Measurement(
      estimator.rawValue, threads: threads, bytes: 32 * Self.units * Self.periods, "rows",
      Self.units * Self.periods, repetitions: repetitions,
      work: {
        result = nil
        let start = Clock.now
        result = try request.estimate(table)
        return Clock.now - start
      },
      check: {
        let effects = result?.aggregate?.by ?? []
        return effects.allSatisfy { effect in
          guard case .number(let time) = effect.key else { return false }
          let wanted = time >= 0 ? 0.5 + 0.25 * Double(time) : 0
          return abs(effect.effect.estimate - wanted) < 0.05
        } && effects.count >= 7
      })
    let overall = result?.aggregate?.overall
    measurement.answer = [overall?.estimate ?? .nan, overall?.standardError ?? .nan]
    try measurement.emit()
  }
}
