// The binomial distribution.
//
// Goals, in order: relative precision of both tails and of the mass for any number of trials; speed.
// P(K ≤ k) = I_{1−p}(n − k, k + 1) (Abramowitz & Stegun 26.5.24), 1 − p being exact as a compensated number. The mass is
// the incomplete beta function's prefactor at p with parameters k and n − k times n/(k (n − k)) (Loader 2000).

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// The number of successes in n independent trials of probability p.
public struct Binomial: DiscreteDistribution, Equatable {
  /// n.
  public let trials: Int
  /// p.
  public let probability: Double

  /// - Precondition: the number of trials is not negative and the probability is in 0…1.
  public init(trials: Int, probability: Double) {
    precondition(
      trials >= 0 && probability >= 0 && probability <= 1,
      "binomial distribution of \(trials) trials with probability \(probability)")
    self.trials = trials
    self.probability = probability
  }

  public func mass(_ k: Int) -> Double { compensatedLogMass(k)?.exponential ?? 0 }

  public func logMass(_ k: Int) -> Double { compensatedLogMass(k)?.value ?? -.infinity }

  /// Nil where there is no mass.
  private func compensatedLogMass(_ k: Int) -> Compensated? {
    if k < 0 || k > trials { return nil }
    if probability == 0 { return k == 0 ? Compensated(0) : nil }
    if probability == 1 { return k == trials ? Compensated(0) : nil }
    let n = Double(trials)
    let p = Compensated(probability)
    let failure = Compensated.sum(1, -probability)
    // log(1 − p) by log(1 + d) − d, which keeps its precision for small p.
    let logFailure = Compensated.logOnePlusMinus(-p, onePlus: failure) - p
    if k == 0 { return logFailure * n }
    if k == trials { return p.logarithm * n }
    let successes = Double(k)
    let failures = Double(trials - k)
    let weight = Compensated.quotient(n, successes) / failures
    return logBetaPrefactor(successes, failures, p, failure) + weight.logarithm
  }

  public func tails(_ k: Int) -> TailPair {
    if k < 0 { return .all(below: false) }
    if k >= trials || probability == 0 { return .all(below: true) }
    if probability == 1 { return .all(below: false) }
    return betaTail(
      Double(trials - k), Double(k + 1), Compensated.sum(1, -probability), Compensated(probability))
  }

  public func quantile(at tail: TailProbability) -> Double {
    guard let target = TailTarget(tail) else { return .nan }
    if trials == 0 || probability == 0 { return 0 }
    if target.isEmpty { return target.isLower ? 0 : Double(trials) }
    if probability == 1 { return Double(trials) }
    let mean = Double(trials) * probability
    return wholeQuantile(
      target, mean: mean, deviation: (mean * (1 - probability)).squareRoot(), last: trials)
  }
}
