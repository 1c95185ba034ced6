import Causal
import Columns
import Foundation
import Kernels
import TableFiles
import TestFixtures

/// Staggered panels for laws: drawn with a seed, effects that differ by group and time.
struct GroupTimeFixture {
  var units = 120
  var periods = 6
  /// First treated periods that are drawn; 0 for never.
  var groups = [0, 3, 4, 5]
  var seed: UInt64 = 7

  struct Row {
    var id: Double
    var time: Double
    var outcome: Double
    var group: Double
    var x: Double
    var weight: Double
    var cluster: Double
  }

  var rows: [Row] {
    var generator = PCG64(seed: seed, stream: 3)
    var rows: [Row] = []
    for unit in 0..<units {
      let group = groups[generator.nextInteger(below: groups.count)]
      let x = generator.nextNormal()
      let level = generator.nextNormal()
      let weight = 0.5 + generator.nextUnit()
      for time in 1...periods {
        let event = group == 0 ? -1 : time - group
        let effect = event >= 0 ? 0.5 + 0.3 * Double(event) - 0.1 * Double(group) : 0
        rows.append(
          Row(
            id: Double(unit), time: Double(time),
            outcome: level + 0.2 * Double(time) * (1 + 0.3 * x) + effect + 0.5 * generator.nextNormal(),
            group: Double(group), x: x, weight: weight, cluster: Double(unit % 20)))
      }
    }
    return rows
  }

  static func table(_ rows: [Row]) throws -> Table {
    try Table([
      "id": Column(rows.map(\.id)), "t": Column(rows.map(\.time)), "y": Column(rows.map(\.outcome)),
      "g": Column(rows.map(\.group)), "x": Column(rows.map(\.x)), "w": Column(rows.map(\.weight)),
      "c": Column(rows.map(\.cluster)),
    ])
  }

  static func request(
    covariates: String? = nil, weights: String? = nil, cluster: String? = nil, isCross: Bool = false,
    _ change: (inout DifferencesRequest) -> Void = { _ in }
  ) -> DifferencesRequest {
    var request = DifferencesRequest(
      TreatmentColumns(
        outcome: "y", unit: "id", time: "t", treatment: .firstTreated("g"), covariates: covariates,
        weights: weights, cluster: cluster, areRepeatedCrossSections: isCross))
    change(&request)
    return request
  }

  static func error(_ rows: [Row], _ request: DifferencesRequest) throws -> DifferencesError? {
    let table = try table(rows)
    do throws(DifferencesError) { _ = try request.estimate(table) } catch { return error }
    return nil
  }
}

extension DifferencesResult {
  /// Every number of it that is an effect or an error, in a fixed order.
  var estimates: [Double] {
    func of(_ effect: EffectEstimate?) -> [Double] {
      [effect?.estimate, effect?.standardError].compactMap { $0 }
    }
    return groupTimeEffects.flatMap { of($0.effect) }
      + aggregates.flatMap { of($0.overall) + $0.by.flatMap { of($0.effect) } }
      + [preTrend?.statistic].compactMap { $0 }
  }

  func aggregate(_ type: EffectAggregation) -> Aggregate? { aggregates.first { $0.type == type.rawValue } }
}

/// Whether all numbers agree, relative to the larger of them and one thousandth.
func agree(_ a: [Double], _ b: [Double], _ limit: Double) -> Bool {
  a.count == b.count
    && zip(a, b).allSatisfy { abs($0 - $1) <= limit * max(abs($0), abs($1), 1e-3) }
}
