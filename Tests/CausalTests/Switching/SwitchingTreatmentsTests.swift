import Causal
import Columns
import Testing

@Suite("Treatments that switch on and off")
struct SwitchingTreatmentsTests {
  /// The data of `switching()` in notebooks-data/differences/oracles.py.
  static func table() throws -> Table {
    var rows: [(unit: Double, period: Double, treatment: Double, cluster: Double, outcome: Double)] = []
    for i in 0..<40 {
      let kind = i % 5
      for t in 1...7 {
        let d = [0, t >= 3 ? 1 : 0, 4 <= t && t <= 5 ? 1 : 0, 1, t < 5 ? 1 : 0][kind]
        let error = Double((i * 37 + t * 101 + (i * t) * 17) % 97) / 97 - 0.5
        let trend = 0.2 * Double(kind) + 0.1 * Double(t) * (1 + (kind >= 3 ? 1 : 0) * 0.5)
        rows.append(
          (
            Double(i + 1), Double(t), Double(d), Double(i / 4 + 1),
            trend + Double(d) * (0.7 + 0.05 * Double(t)) + error
          ))
      }
    }
    return try Table([
      "id": Column(rows.map(\.unit)), "t": Column(rows.map(\.period)), "d": Column(rows.map(\.treatment)),
      "cl": Column(rows.map(\.cluster)), "y": Column(rows.map(\.outcome)),
    ])
  }

  static func request(_ cluster: String? = nil) -> DifferencesRequest {
    var request = DifferencesRequest(
      TreatmentColumns(outcome: "y", unit: "id", time: "t", treatment: .dummy("d"), cluster: cluster),
      estimator: .switching)
    request.events.window = -3...3
    return request
  }

  @Test("did_multiplegt_dyn's effects, placebos, total effect and their errors", arguments: [nil, "cl"])
  func oracle(_ cluster: String?) throws {
    let result = try Self.request(cluster).estimate(Self.table())
    let set = "switching,\(cluster ?? "id")"
    let oracles = try DifferencesOracles()
    try oracles.check(set, "all", result.aggregate?.overall)
    try oracles.check(set, result.aggregate, others: 1)
    #expect(result.preTrend?.degrees == 2)
  }

  @Test("by hand: one joins, one leaves, each with a control of its own")
  func byHand() throws {
    let rows: [(Double, Double, Double, Double)] = [
      (1, 1, 0, 1), (1, 2, 1, 6), (2, 1, 0, 2), (2, 2, 0, 4), (3, 1, 1, 9), (3, 2, 0, 5), (4, 1, 1, 3),
      (4, 2, 1, 4),
    ]
    let table = try Table([
      "id": Column(rows.map(\.0)), "t": Column(rows.map(\.1)), "d": Column(rows.map(\.2)),
      "y": Column(rows.map(\.3)),
    ])
    var request = Self.request()
    request.events.window = nil
    let result = try request.estimate(table)
    // (5 − 2) and −(−4 − 1), the mean of both.
    expectNear(result.effect(0)?.estimate, 4, 1e-14)
    // Means of two units each: (1.5, −1.5) and (−2.5, 2.5), twice, times √2, over the two switchers.
    expectNear(result.effect(0)?.standardError, (2 * (2 * 1.5 * 1.5 + 2 * 2.5 * 2.5)).squareRoot() / 2, 1e-13)
  }

  @Test("switchers without a unit of the same first treatment that has not switched are counted")
  func withoutControl() throws {
    let rows: [(Double, Double, Double, Double)] = [
      (1, 1, 0, 1), (1, 2, 1, 6), (2, 1, 0, 2), (2, 2, 0, 4), (3, 1, 1, 9), (3, 2, 0, 5),
    ]
    let table = try Table([
      "id": Column(rows.map(\.0)), "t": Column(rows.map(\.1)), "d": Column(rows.map(\.2)),
      "y": Column(rows.map(\.3)),
    ])
    let result = try Self.request().estimate(table)
    #expect(result.warnings.contains { $0.hasPrefix("1 units switch without") })
    expectNear(result.effect(0)?.estimate, 3, 1e-14)
  }
}
