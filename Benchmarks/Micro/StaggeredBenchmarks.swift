import Causal
import Columns
import Foundation
import Kernels

/// Staggered adoption in a table in memory: a fifth of the units is first treated after two, three and four fifths of the periods each,
/// the others never. The numbers are remainders, which the peers (`peers/two_stage_*`) make as well to the bit.
struct StaggeredBenchmarks {
  let units: Int
  let periods: Int
  let table: Table

  init(units: Int, periods: Int) throws {
    self.units = units
    self.periods = periods
    let count = units * periods
    let starts = [0, periods * 2 / 5, periods * 3 / 5, periods * 4 / 5, 0]
    let prime = 20_011
    var columns = [[Double]](repeating: [], count: 4)
    for column in columns.indices { columns[column].reserveCapacity(count) }
    for unit in 0..<units {
      let first = starts[unit % 5]
      let own = Double(unit % 97) / 97
      for period in 1...periods {
        let place = unit * periods + period
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
      estimator.rawValue, "\(units) × \(periods)", threads: threads, bytes: 32 * units * periods, "rows",
      units * periods, repetitions: repetitions,
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
          return abs(effect.effect.estimate - wanted) < 0.2
        } && effects.count >= periods * 3 / 5
      })
    let overall = result?.aggregate?.overall
    measurement.answer = [overall?.estimate ?? .nan, overall?.standardError ?? .nan]
    try measurement.emit()
  }
}
