import Foundation
import Kernels
import LinearAlgebra
import Models
import Testing

/// Oracle: the recursion over all numbers of ones, in logarithms; derivatives by differences.
@Suite("Conditional logit of large strata")
struct LargeStratumTests {
  /// log Σ_S e^{Σ_{i∈S} η_i} over the sets of m rows: B(r, i) = B(r, i − 1) + e^{η_i}·B(r − 1, i − 1).
  private func logSum(_ predictors: [Double], _ ones: Int) -> Double {
    var logs = [Double](repeating: -.infinity, count: ones + 1)
    logs[0] = 0
    for predictor in predictors {
      for size in stride(from: ones, through: 1, by: -1) {
        let (a, b) = (logs[size], logs[size - 1] + predictor)
        let largest = max(a, b)
        if largest > -.infinity { logs[size] = largest + log1p(exp(min(a, b) - largest)) }
      }
    }
    return logs[ones]
  }

  private func logLikelihood(_ x: [Double], _ y: [Double], _ slope: Double, offset: [Double]? = nil) -> Double
  {
    let predictors = x.indices.map { slope * x[$0] + (offset?[$0] ?? 0) }
    let own = predictors.indices.reduce(0) { $0 + y[$1] * predictors[$1] }
    return own - logSum(predictors, y.count { $0 == 1 })
  }

  private func sample(_ rows: Int, share: Double, slope: Double, seed: UInt64) -> (x: [Double], y: [Double]) {
    var random = PCG64(seed: seed, stream: 31)
    let x = (0..<rows).map { _ in random.nextNormal() }
    let y = x.map { value -> Double in
      random.nextUnit() < 1 / (1 + exp(-slope * value - log(share / (1 - share)))) ? 1 : 0
    }
    return (x, y)
  }

  private func one(_ rows: Int) -> Grouping {
    Grouping(name: "s", codes: [UInt32](repeating: 0, count: rows), count: 1)
  }

  @Test(
    "one stratum: log-likelihood, maximum and error by the recursion",
    arguments: [(60, 0.5, 0.4), (400, 0.3, 1), (400, 0.02, -1), (3000, 0.5, 0.5), (3000, 0.97, 2)])
  func recursion(_ rows: Int, _ share: Double, _ slope: Double) throws {
    let (x, y) = sample(rows, share: share, slope: slope, seed: UInt64(rows))
    let fit = try ConditionalLogit(profile: .stata).fit(
      regression(y, [("x", .real(x))]), strata: one(rows))
    #expect(fit.isConverged)
    let found = fit.coefficients[0]
    let value = logLikelihood(x, y, found)
    // The recursion's sums of n logarithms of size n·log 2.
    #expect(abs(fit.logLikelihood - value) <= 1e-13 * Double(rows) * max(1, abs(value)))
    let step = 0.01
    let at = [-2.0, -1, 1, 2].map { logLikelihood(x, y, found + $0 * step) }
    let curvature = (16 * (at[1] + at[2]) - at[0] - at[3] - 30 * value) / (12 * step * step)
    // Differences of five points err by the fourth power of the step.
    #expect(abs(-1 / curvature / pow(fit.standardErrors[0], 2) - 1) < 1e-5)
    let slope = (8 * (at[2] - at[1]) - at[3] + at[0]) / (12 * step)
    #expect(abs(slope) < 1e-5 * abs(curvature) * step)
  }

  @Test("offsets that spread predictors over hundreds: the same numbers")
  func spread() throws {
    let (x, y) = sample(300, share: 0.4, slope: 0.5, seed: 9)
    let offset = x.indices.map { Double($0 % 7) * 40 - 120 }
    var data = regression(y, [("x", .real(x))])
    data = RegressionData(
      matrix: data.matrix, names: data.names, outcome: data.outcome, outcomeName: data.outcomeName,
      weights: nil, offset: offset)
    let fit = try ConditionalLogit(profile: .stata).fit(data, strata: one(300))
    let value = logLikelihood(x, y, fit.coefficients[0], offset: offset)
    #expect(abs(fit.logLikelihood - value) <= 1e-11 * abs(value))
  }

  @Test("ones and zeros exchanged turn the sign")
  func exchanged() throws {
    let (x, y) = sample(500, share: 0.2, slope: 0.7, seed: 10)
    let fit = try ConditionalLogit().fit(regression(y, [("x", .real(x))]), strata: one(500))
    let other = try ConditionalLogit().fit(
      regression(y.map { 1 - $0 }, [("x", .real(x))]), strata: one(500))
    #expect(abs(fit.coefficients[0] + other.coefficients[0]) < 1e-11)
    #expect(abs(fit.standardErrors[0] - other.standardErrors[0]) < 1e-11)
    #expect(abs(fit.logLikelihood - other.logLikelihood) < 1e-10)
  }

  @Test("a stratum too large is refused with its sizes and another way")
  func tooLarge() {
    let rows = 600_000
    let y = (0..<rows).map { Double($0 % 2) }
    let x = (0..<rows).map { Double($0 % 7) }
    let error = #expect(throws: RegressionError.self) {
      try ConditionalLogit().fit(regression(y, [("x", .real(x))]), strata: one(rows))
    }
    #expect(error == .strataTooLarge(strata: "s", rows: rows, ones: rows / 2, regressors: 1))
    #expect(error?.description.contains("| s") == true)
  }
}
