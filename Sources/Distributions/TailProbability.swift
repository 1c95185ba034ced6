// A probability at which a quantile is wanted, by the tail it belongs to.
//
// 1 − p is exact for p in ½…1, so that a large tail can always be exchanged for the other one, which is small and in which
// the quantile is well conditioned; the searches only ever see a tail of at most ½.

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// A tail probability, or its logarithm where it may be too small for a double.
public enum TailProbability: Sendable, Equatable {
  /// P(X ≤ x).
  case lower(Double)
  /// P(X > x).
  case upper(Double)
  /// log P(X ≤ x).
  case logLower(Double)
  /// log P(X > x).
  case logUpper(Double)
}

/// A tail of at most ½ that a quantile is to have.
struct TailTarget {
  let isLower: Bool
  /// The probability; zero where only the logarithm is known.
  let value: Double
  let logValue: Double
  /// The relative change of the probability for one of the probability that was given: large where that is near one.
  let sensitivity: Double

  init(isLower: Bool, value: Double, logValue: Double) {
    sensitivity = 1
    self.isLower = isLower
    self.value = value
    self.logValue = logValue
  }

  /// Nil where there is no such probability.
  init?(_ tail: TailProbability) {
    switch tail {
    case .lower(let p): self.init(p, isLower: true)
    case .upper(let p): self.init(p, isLower: false)
    case .logLower(let logP): self.init(log: logP, isLower: true)
    case .logUpper(let logP): self.init(log: logP, isLower: false)
    }
  }

  private init?(_ p: Double, isLower: Bool) {
    guard p >= 0 && p <= 1 else { return nil }
    let small = p <= 0.5 ? p : 1 - p
    self.isLower = p <= 0.5 ? isLower : !isLower
    value = small
    logValue = log(small)
    sensitivity = p <= 0.5 || small == 0 ? 1 : p / small
  }

  private init?(log logP: Double, isLower: Bool) {
    guard logP <= 0 else { return nil }
    if logP < -0.6931471805599453 {
      self.isLower = isLower
      value = 0
      logValue = logP
      sensitivity = max(1, -logP)
    } else {
      self.isLower = !isLower
      value = -expm1(logP)
      logValue = log(value)
      sensitivity = 1
    }
  }

  /// Whether the tail has no mass.
  var isEmpty: Bool { logValue == -.infinity }

  /// log(tail / target): of the probabilities where they are near each other, else of their logarithms.
  func excess(_ pair: TailPair) -> Double {
    if value > 1e-290 {
      let tail = isLower ? pair.lower : pair.upper
      let relative = (tail - value) / value
      if relative > -0.5 && relative < 1 { return log1p(relative) }
    }
    return (isLower ? pair.logLower : pair.logUpper) - logValue
  }
}
