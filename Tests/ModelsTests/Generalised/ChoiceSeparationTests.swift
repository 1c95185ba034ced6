import Kernels
import LinearAlgebra
import Models
import Testing

/// Worked by hand: where a regressor orders the outcome there is no maximum (Albert & Anderson 1984).
@Suite("Separation in ordered and conditional logit")
struct ChoiceSeparationTests {
  private func cells(_ codes: [UInt32]) -> Grouping {
    Grouping(name: "s", codes: codes, count: Int(codes.max() ?? 0) + 1)
  }

  @Test("levels that a regressor orders: how many rows, and by what")
  func ordered() {
    let data = regression(
      [1, 1, 2, 2, 3, 3], [("x", .real([1, 2, 3, 4, 5, 6])), ("z", .real([1, 0, 1, 1, 0, 1]))])
    let error = #expect(throws: RegressionError.self) { try OrderedLogit().fit(data) }
    guard case .separation("ordered-logit", let terms, let rows, 6)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(terms.contains("x") && rows == 6)
  }

  @Test("a dummy that tells the lowest level: quasi-complete, the others have spread")
  func quasi() {
    let y = [1.0, 1, 1, 2, 3, 2, 1, 3, 2, 3, 1, 2]
    let d = [1.0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    let z = [0.2, 1.1, 0.4, 0.9, 0.3, 1.4, 0.8, 1.6, 0.1, 0.7, 1.2, 0.5]
    let error = #expect(throws: RegressionError.self) {
      try OrderedLogit().fit(regression(y, [("d", .real(d)), ("z", .real(z))]))
    }
    guard case .separation(_, let terms, let rows, 12)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(terms == ["d"] && rows == 3)
  }

  @Test("one pair of rows in the wrong order, and there is a maximum")
  func overlap() throws {
    let fit = try OrderedLogit().fit(
      regression([1, 2, 1, 2, 3, 3, 2, 3], [("x", .real([1, 2, 3, 4, 5, 6, 7, 8]))]))
    #expect(fit.isConverged && fit.coefficients[0] > 0)
    // Steep, but with one row out of order.
    let x = (0..<40).map { Double($0) }
    let y = x.map { $0 < 20 ? 1.0 : 2 }.enumerated().map {
      $0.offset == 19 ? 2 : $0.offset == 20 ? 1 : $0.element
    }
    #expect(try OrderedLogit().fit(regression(y, [("x", .real(x))])).isConverged)
  }

  @Test("choices within strata: a level whose outcomes are all one, among other regressors")
  func level() throws {
    for seed in 0..<20 as Range<UInt64> {
      var random = PCG64(seed: seed, stream: 12)
      let rows = 240
      let strata = Grouping(name: "s", codes: (0..<rows).map { UInt32($0 / 6) }, count: rows / 6)
      let levels = (0..<rows).map { _ in random.nextInteger(below: 4) }
      let x = (0..<rows).map { _ in random.nextNormal() }
      let y = (0..<rows).map { levels[$0] == 1 || random.nextUnit() < 0.4 ? 1.0 : 0 }
      let data = RegressionData(
        matrix: TallMatrix(
          rows: rows,
          columns: [.real(x)] + [1, 2, 3].map { level in .real(levels.map { $0 == level ? 1 : 0 }) }),
        names: ["x", "a1", "a2", "a3"], outcome: .real(y))
      let error = #expect(throws: RegressionError.self) {
        try ConditionalLogit().fit(data, strata: strata)
      }
      // Rows of the level in strata with a zero, and these zeros.
      var separated = 0
      var used = 0
      for start in stride(from: 0, to: rows, by: 6) {
        let zeros = (start..<start + 6).count { y[$0] == 0 }
        let told = (start..<start + 6).count { levels[$0] == 1 }
        if zeros > 0, zeros < 6 { used += 6 }
        if zeros > 0, told > 0 { separated += zeros + told }
      }
      #expect(
        error == .separation(family: "conditional-logit", terms: ["a1"], rows: separated, of: used))
    }
  }

  @Test("choices within strata that a regressor tells, all of them or one stratum's direction")
  func conditional() throws {
    let strata = cells([0, 0, 1, 1, 2, 2])
    let told = regression([0, 1, 0, 1, 0, 1], intercept: false, [("x", .real([1, 2, 3, 4, 5, 6]))])
    #expect(
      throws: RegressionError.separation(family: "conditional-logit", terms: ["x"], rows: 6, of: 6)
    ) { try ConditionalLogit().fit(told, strata: strata) }
    // d differs within one stratum alone, where the choice has it.
    let quasi = regression(
      [0, 1, 0, 1, 1, 0, 1, 0], intercept: false,
      [("d", .real([0, 1, 0, 0, 0, 0, 1, 1])), ("z", .real([1, 2, 2, 1, 3, 1, 1, 2]))])
    #expect(
      throws: RegressionError.separation(family: "conditional-logit", terms: ["d"], rows: 2, of: 8)
    ) { try ConditionalLogit().fit(quasi, strata: cells([0, 0, 1, 1, 2, 2, 3, 3])) }
    let overlap = regression([0, 1, 1, 0, 0, 1], intercept: false, [("x", .real([1, 2, 3, 4, 5, 6]))])
    #expect(try ConditionalLogit().fit(overlap, strata: strata).isConverged)
  }
}
