import Foundation
import LinearAlgebra
import Models
import Testing

@Suite("Diagnostics by hand, and where they have no answer")
struct DiagnosticTests {
  /// The mean of 1, 2, 6, 7: e = −3, −2, 2, 3.
  let mean: LinearFit

  init() throws { mean = try LeastSquares().fit(regression([1, 2, 6, 7], [])) }

  @Test("Durbin–Watson (1 + 16 + 1)/26; Jarque–Bera without skewness; leverage ¼")
  func byHand() throws {
    expectNear(try mean.durbinWatson(), 18.0 / 26, 1e-15, "DW")
    // Fourth moment 194/4, variance 26/4.
    let kurtosis = 48.5 / (6.5 * 6.5)
    expectNear(mean.jarqueBera.statistic, (kurtosis - 3) * (kurtosis - 3) / 6, 1e-14, "JB")
    expectNear(mean.jarqueBera.pValue, exp(-mean.jarqueBera.statistic / 2), 1e-14, "its p")
    let influence = try mean.influence()
    for row in 0..<4 { expectNear(influence.leverage[row], 0.25, 1e-15, "h") }
    // r = e/(σ√(1 − h)) with σ² = 26/3: 3·3/(26·¾) = 9·4/26.
    expectNear(influence.standardised[3] * influence.standardised[3], 36.0 / 26, 1e-14, "r²")
    expectNear(influence.cooksDistance[3], 36.0 / 26 / 3, 1e-14, "D = r²·h/(1 − h)")
    #expect(mean.varianceInflation.isEmpty)
    #expect(try mean.conditionNumber() == 1)
  }

  @Test("orthogonal columns: a condition of one, no inflation; a copy with noise inflates both")
  func collinearity() throws {
    let a = [1.0, 1, -1, -1, 1, 1, -1, -1]
    let b = [1.0, -1, 1, -1, 1, -1, 1, -1]
    let y = [3.0, 1, 4, 1, 5, 9, 2, 6]
    let fit = try LeastSquares().fit(regression(y, [("a", .real(a)), ("b", .real(b))]))
    expectNear(try fit.conditionNumber(), 1, 1e-14, "condition")
    for inflation in fit.varianceInflation { expectNear(inflation.factor, 1, 1e-14, inflation.name) }
    // a + b/10 on a: R² = 1/(1 + 1/100).
    let near = zip(a, b).map { $0 + $1 / 10 }
    let other = try LeastSquares().fit(regression(y, [("a", .real(a)), ("near", .real(near))]))
    for inflation in other.varianceInflation { expectNear(inflation.factor, 101, 1e-12, inflation.name) }
  }

  @Test("a row of leverage one has no standardised residual")
  func leverageOne() throws {
    let fit = try LeastSquares().fit(regression([1, 2, 6, 10], [("d", .real([0, 0, 0, 1]))]))
    let influence = try fit.influence()
    #expect(influence.leverageOneRows == 1)
    #expect(influence.standardised[3].isNaN && influence.studentised[3].isNaN)
    #expect(influence.cooksDistance[3].isNaN)
    #expect(influence.standardised.prefix(3).allSatisfy { $0.isFinite })
  }

  @Test("a model of the intercept alone has nothing for variances and powers to depend on")
  func interceptAlone() throws {
    let variance = RegressionError.noDegreesOfFreedom(
      what: "the regression of squared residuals", rows: 4, parameters: 1)
    #expect(throws: variance) { try mean.breuschPagan() }
    #expect(throws: variance) { try mean.breuschPaganNormal() }
    #expect(throws: variance) { try mean.whiteTest() }
    #expect(
      throws: RegressionError.noDegreesOfFreedom(
        what: "the regression with powers of fitted values", rows: 4, parameters: 1)
    ) { try mean.reset() }
    #expect(mean.fTest == nil)
    #expect(try mean.waldOfModel() == nil)
  }

  @Test("more lags than rows, parts that are too small")
  func tooFewRows() throws {
    #expect(throws: RegressionError.self) { try mean.breuschGodfrey(lags: 4) }
    let fit = try LeastSquares().fit(
      regression([1, 2, 6, 7, 8], name: "y", [("x", .real([0, 1, 2, 3, 5]))]))
    let parts = Grouping(name: "period", codes: [0, 0, 0, 0, 1], count: 2)
    #expect(throws: RegressionError.tooFewRowsInPart(part: "part 2 of period", rows: 1, columns: 2)) {
      try fit.chow(parts)
    }
  }

  /// One break in the mean: SSR 26 falls to ½ + ½ in two parts, F = (25/1)/(1/2).
  @Test("Chow's by hand")
  func chow() throws {
    let test = try mean.chow(Grouping(name: "half", codes: [0, 0, 1, 1], count: 2))
    expectNear(test.statistic, 50, 1e-13, "F")
    #expect(test.degrees == 1)
    #expect(test.denominatorDegrees == 2)
  }
}
