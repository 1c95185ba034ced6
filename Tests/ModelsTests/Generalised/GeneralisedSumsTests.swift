import Foundation
import Kernels
import LinearAlgebra
import Models
import Testing

/// Oracle: the definitions, row by row from the fitted means. Rows are of more than one block, and their number no multiple of eight.
@Suite("Generalised linear models: sums over rows")
struct GeneralisedSumsTests {
  private static let rows = 20_011

  /// Outcomes that are counted by value, beyond what is counted, and no whole numbers.
  enum Counts: String, CaseIterable {
    case small, large, fractions, nearlyExact
  }

  private static func data(_ counts: Counts, weighted: Bool) -> RegressionData {
    var random = PCG64(seed: 41, stream: 0)
    let x = (0..<rows).map { _ in 2 * random.nextUnit() - 1 }
    let y = x.map { x -> Double in
      let mean = exp(0.3 + 0.5 * x)
      switch counts {
      case .small: return (2 * mean * random.nextUnit()).rounded()
      case .large: return (2000 * mean * random.nextUnit()).rounded()
      case .fractions: return random.nextUnit() < 0.2 ? 0 : 2 * mean * random.nextUnit()
      case .nearlyExact: return mean * (1 + 1e-5 * (random.nextUnit() - 0.5))
      }
    }
    let weights = weighted ? ObservationWeights(.analytic, values: x.map { 1.5 + $0 }) : nil
    return regression(y, [("x", .real(x))], weights: weights)
  }

  @Test(
    "Poisson: deviances, likelihoods and Pearson's sum are those of their definitions",
    arguments: Counts.allCases,
    [false, true])
  func poisson(counts: Counts, weighted: Bool) throws {
    let data = Self.data(counts, weighted: weighted)
    let fit = try GeneralisedLinearModel(family: .poisson, profile: .sandwich).fit(data)
    #expect(fit.isConverged)
    let y = (0..<Self.rows).map { data.outcome[$0] }
    let weights = data.weights?.values ?? y.map { _ in 1 }
    let mean = zip(weights, y).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)
    func deviance(_ y: Double, _ mean: Double) -> Double {
      let excess = (y - mean) / mean
      return 2 * ((y > 0 ? y * log1p(excess) : 0) - (y - mean))
    }
    var (own, null, likelihood, nullLikelihood, pearson) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for row in 0..<Self.rows {
      let (w, fitted) = (weights[row], fit.fitted[row])
      own += w * deviance(y[row], fitted)
      null += w * deviance(y[row], mean)
      likelihood += w * (y[row] * log(fitted) - fitted - lgamma(y[row] + 1))
      nullLikelihood += w * (y[row] * log(mean) - mean - lgamma(y[row] + 1))
      pearson += w * (y[row] - fitted) * (y[row] - fitted) / fitted
    }
    // A term of the nearly exact outcome's deviance is 10⁻⁶ of what it is the difference of.
    expectNear(fit.deviance, own, counts == .nearlyExact ? 1e-9 : 1e-11, "deviance")
    expectNear(fit.nullDeviance, null, 1e-11, "null deviance")
    expectNear(fit.logLikelihood, likelihood, 1e-11, "log-likelihood")
    expectNear(fit.nullLogLikelihood, nullLikelihood, 1e-11, "null log-likelihood")
    expectNear(fit.pearsonChiSquared, pearson, 1e-11, "Pearson")
  }

  @Test("logit: the same, of spread outcomes and of nearly certain ones", arguments: [1.0, 14])
  func logit(slope: Double) throws {
    var random = PCG64(seed: 43, stream: 0)
    // The nearly certain ones are far from where they turn.
    let x = (0..<Self.rows).map { _ in
      slope > 1 ? (random.nextUnit() < 0.5 ? -1 : 1) * (1 + random.nextUnit()) : 2 * random.nextUnit() - 1
    }
    var y = x.map { x -> Double in random.nextUnit() < 1 / (1 + exp(-slope * x)) ? 1.0 : 0 }
    if slope > 1 { (y[0], y[1], y[2], y[3]) = (x[0] > 0 ? 0 : 1, x[1] > 0 ? 0 : 1, 1, 0) }
    let fit = try GeneralisedLinearModel(family: .logit, profile: .sandwich)
      .fit(regression(y, [("x", .real(x))]))
    #expect(fit.isConverged)
    var (likelihood, pearson) = (0.0, 0.0)
    for row in 0..<Self.rows {
      let odds = fit.linearPredictor[row]
      likelihood += y[row] == 1 ? -log1p(exp(-odds)) : -log1p(exp(odds))
      pearson += y[row] == 1 ? exp(-odds) : exp(odds)
      expectNear(fit.fitted[row], 1 / (1 + exp(-odds)), 1e-14, "p")
    }
    expectNear(fit.logLikelihood, likelihood, 1e-11, "log-likelihood")
    expectNear(fit.deviance, -2 * likelihood, 1e-11, "deviance")
    expectNear(fit.pearsonChiSquared, pearson, 1e-11, "Pearson")
    let share = y.reduce(0, +) / Double(Self.rows)
    expectNear(
      fit.nullLogLikelihood, Double(Self.rows) * (share * log(share) + (1 - share) * log1p(-share)), 1e-11,
      "null log-likelihood")
  }
}
