import Columns
import Models
import Synchronization
import Testing

/// Oracle: the sizes by hand.
@Suite("What is said before long work")
struct LongWorkTests {
  /// Lines told before an estimate, which fails at once as its outcome is constant.
  private func advice(_ formula: String, levels: Int) throws -> [String] {
    let rows = 20_000
    let table = try Table([
      (name: "y", column: Column([Double](repeating: 1, count: rows))),
      (name: "x", column: Column((0..<rows).map { Double($0 % 7) })),
      (name: "g", column: Column((0..<rows).map { Double($0 % levels) })),
    ])
    let told = Mutex<[String]>([])
    var request = EstimateRequest(DesignRequest(try Formula(formula)))
    request.advise = { line in told.withLock { $0.append(line) } }
    #expect(throws: EstimateError.regression(.constantOutcome(name: "y", value: 1))) {
      try request.estimate(table)
    }
    return told.withLock { $0 }
  }

  @Test("a factor of many levels: how many columns it has, and how its effects are absorbed")
  func factor() throws {
    #expect(
      try advice("y ~ x + factor(g)", levels: 1500) == [
        "factor(g) has 1499 columns, and 20000 rows by 1501 columns take long; its effects are absorbed at no such cost by | g"
      ])
    #expect(try advice("y ~ x + i(g, ref = 3)", levels: 1500).first?.hasSuffix("by | g") == true)
    #expect(try advice("y ~ x + factor(g)", levels: 400).isEmpty)
  }
}
