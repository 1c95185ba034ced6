import Causal
import Columns
import Kernels
import Testing

@Suite("What a synthetic control warns of")
struct SyntheticWarningTests {
  /// Eight donors and one treated unit over three periods, treated from the second on; before, its outcome is between those of two
  /// donors and `off` beyond.
  private func warns(seed: UInt64, off: Double) throws -> Bool {
    var generator = PCG64(seed: seed, stream: 0)
    var before = (0..<8).map { _ in 100 * generator.nextNormal() }
    before.append(0.3 * before[0] + 0.7 * before[1] + off)
    var (unit, time, outcome, first): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
    for (id, start) in before.enumerated() {
      for period in 1...3 {
        unit.append(Double(id))
        time.append(Double(period))
        outcome.append(start + (period > 1 ? generator.nextNormal() : 0))
        first.append(id == 8 ? 2 : 0)
      }
    }
    var request = DifferencesRequest(
      TreatmentColumns(outcome: "y", unit: "id", time: "t", treatment: .firstTreated("g")),
      estimator: .syntheticControl)
    request.errorSource = SyntheticErrorSource.none
    let table = try Table([
      "id": Column(unit), "t": Column(time), "y": Column(outcome), "g": Column(first),
    ])
    return try request.estimate(table).warnings.contains { $0.contains("outside the donors' hull") }
  }

  @Test("a treated unit that donors miss by rounding alone is within their hull")
  func rounding() throws {
    for seed in 0..<20 { #expect(try !warns(seed: UInt64(seed), off: 0), "seed \(seed)") }
    #expect(try warns(seed: 0, off: 1000))
  }
}
