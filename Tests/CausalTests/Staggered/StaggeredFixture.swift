import Causal
import Columns
import Foundation
import TestFixtures
import Testing

/// The panels of notebooks-data/differences/oracles.py, made by the same formulas.
struct StaggeredFixture {
  struct Row {
    var unit: Double
    var period: Double
    var first: Double
    var isTreated: Double
    var cluster: Double
    var weight: Double
    var x: Double
    var z: Double
    var outcome: Double
  }

  var rows: [Row]

  /// 60 units, five kinds: never treated (two), from 4, from 5 and from 7 on, over periods 1 to 8.
  init(gaps: Bool = false) {
    rows = []
    for i in 0..<60 {
      let kind = i % 5
      let first = [0, 4, 5, 7, 0][kind]
      for t in 1...8 {
        if gaps, (i * 5 + t * 3) % 17 == 0 { continue }
        let error = Double((i * 37 + t * 101 + (i * t) * 17) % 97) / 97 - 0.5
        let x = Double((i * 29 + t * 53) % 31) / 15 - 1
        let isTreated = first > 0 && t >= first
        let effect =
          isTreated
          ? 0.5 + 0.2 * Double(t - first) + 0.1 * (first == 5 ? 1 : 0) + 0.1 * Double((i * 3) % 4) : 0
        let trend =
          0.3 * Double(kind) + 0.1 * Double(i) / 60 + 0.2 * Double(t) + 0.05 * Double(t) * Double(t) / 4
        rows.append(
          Row(
            unit: Double(i + 1), period: Double(t), first: Double(first), isTreated: isTreated ? 1 : 0,
            cluster: Double(i / 6 + 1), weight: 1 + Double((i * 7) % 5) / 4, x: x,
            z: Double((i * 13) % 11) / 5 - 1, outcome: trend + effect + 0.4 * x + error))
      }
    }
  }

  /// Gaps; a cohort first treated one period after the data; units without an untreated row; a period of treated rows alone.
  static func hard() -> StaggeredFixture {
    StaggeredFixture(gaps: true)
      .changing { if (Int($0.unit) - 1) % 10 == 4 { $0.first = 9 } }
      .keeping { row in
        let place = (Int(row.unit) - 1) % 15
        if (place == 1 && row.period < 3) || (place == 7 && row.period < 4) { return false }
        return row.period != 4 || row.first == 4 || row.first == 5
      }
  }

  func table() throws -> Table {
    try Table([
      "id": Column(rows.map(\.unit)), "t": Column(rows.map(\.period)), "g": Column(rows.map(\.first)),
      "d": Column(rows.map(\.isTreated)), "cl": Column(rows.map(\.cluster)), "w": Column(rows.map(\.weight)),
      "x": Column(rows.map(\.x)), "z": Column(rows.map(\.z)), "y": Column(rows.map(\.outcome)),
    ])
  }

  static func request(
    _ estimator: DifferencesEstimator, covariates: String? = nil, weights: String? = nil,
    cluster: String? = nil, dummy: Bool = false
  ) -> DifferencesRequest {
    DifferencesRequest(
      TreatmentColumns(
        outcome: "y", unit: "id", time: "t", treatment: dummy ? .dummy("d") : .firstTreated("g"),
        covariates: covariates, weights: weights, cluster: cluster), estimator: estimator)
  }

  /// The result of an estimator on these rows.
  func estimate(_ request: DifferencesRequest) throws -> DifferencesResult {
    try request.estimate(try table())
  }

  /// What an estimator throws.
  func failure(_ request: DifferencesRequest) -> DifferencesError? {
    do { _ = try estimate(request) } catch { return error as? DifferencesError }
    return nil
  }

  /// Rows changed one by one.
  func changing(_ body: (inout Row) -> Void) -> StaggeredFixture {
    var result = self
    for index in result.rows.indices { body(&result.rows[index]) }
    return result
  }

  func keeping(_ isIn: (Row) -> Bool) -> StaggeredFixture {
    var result = self
    result.rows = rows.filter(isIn)
    return result
  }
}

/// notebooks-data/differences/oracles.json: by set and name an estimate and its standard error.
struct DifferencesOracles {
  private let sets: [String: [String: [Double]]]

  init() throws {
    let url = URL(fileURLWithPath: Project.path("notebooks-data/differences/oracles.json"))
    sets = try JSONDecoder().decode([String: [String: [Double]]].self, from: Data(contentsOf: url))
  }

  func count(_ set: String) throws -> Int { try #require(sets[set]).count }

  /// Relative deviations of at most `limit`; the peers' absorption leaves 10⁻¹³, conditions a few digits more.
  func check(
    _ set: String, _ name: String, _ effect: EffectEstimate?, _ limit: Double = 1e-10,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let wanted = try #require(sets[set]?[name], "no \(name) in \(set)", sourceLocation: sourceLocation)
    let effect = try #require(effect, "\(set) \(name)", sourceLocation: sourceLocation)
    let error = try #require(effect.standardError, "\(set) \(name)", sourceLocation: sourceLocation)
    #expect(
      abs(effect.estimate - wanted[0]) <= limit * abs(wanted[0]),
      "\(set) \(name): \(effect.estimate), not \(wanted[0])", sourceLocation: sourceLocation)
    #expect(
      abs(error - wanted[1]) <= limit * abs(wanted[1]), "\(set) \(name): error \(error), not \(wanted[1])",
      sourceLocation: sourceLocation)
  }

  /// Every effect of an aggregate, by its key.
  func check(
    _ set: String, _ aggregate: DifferencesResult.Aggregate?, prefix: String = "", others: Int = 0,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let aggregate = try #require(aggregate, "\(set)", sourceLocation: sourceLocation)
    #expect(aggregate.by.count + others == (try count(set)), "\(set)", sourceLocation: sourceLocation)
    for effect in aggregate.by {
      try check(set, prefix + effect.key.description, effect.effect, sourceLocation: sourceLocation)
    }
  }

  /// Every effect of a group in a period.
  func checkCells(
    _ set: String, _ result: DifferencesResult, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for cell in result.groupTimeEffects {
      let event = cell.time - cell.group
      try check(
        set, "c\(cell.group)_\(event < 0 ? "m" : "")\(abs(event))", cell.effect,
        sourceLocation: sourceLocation)
    }
  }
}

/// Weights and clusters that the oracles were worked out with.
struct OracleSample: CustomStringConvertible {
  let gaps: Bool
  let weights: String?
  let cluster: String?

  static let all = [false, true].flatMap { gaps in
    [nil, "w"].flatMap { weights in
      [nil, "cl"].map { OracleSample(gaps: gaps, weights: weights, cluster: $0) }
    }
  }

  var description: String { "\(gaps ? "gaps" : "balanced"),\(weights ?? "none"),\(cluster ?? "id")" }

  func estimate(_ estimator: DifferencesEstimator, covariates: String? = nil, window: ClosedRange<Int>? = nil)
    throws -> DifferencesResult
  {
    var request = StaggeredFixture.request(
      estimator, covariates: covariates, weights: weights, cluster: cluster)
    request.events.window = window
    return try StaggeredFixture(gaps: gaps).estimate(request)
  }
}

extension DifferencesResult {
  func effect(_ key: Int) -> EffectEstimate? { aggregate?.by.first { $0.key == .number(key) }?.effect }

  func figure(_ name: String) -> Double? { figures.first { $0.name == name }?.value }

  func effect(group: Int, time: Int) -> EffectEstimate? {
    groupTimeEffects.first { $0.group == group && $0.time == time }?.effect
  }

  /// Estimates of the aggregate, the overall one first.
  var numbers: [Double] {
    [aggregate?.overall?.estimate, aggregate?.overall?.standardError].compactMap { $0 }
      + (aggregate?.by ?? []).flatMap { [$0.effect.estimate, $0.effect.standardError ?? .nan] }
  }
}

func expectNear(
  _ found: Double?, _ wanted: Double?, _ limit: Double = 1e-10, _ what: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard let found, let wanted else {
    Issue.record(
      "\(what): \(String(describing: found)) and \(String(describing: wanted))",
      sourceLocation: sourceLocation)
    return
  }
  #expect(
    abs(found - wanted) <= limit * max(1, abs(wanted)), "\(what): \(found), not \(wanted)",
    sourceLocation: sourceLocation)
}
