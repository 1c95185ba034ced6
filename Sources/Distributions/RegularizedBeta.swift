// The regularised incomplete beta function as a function of numbers.
//
// Error bound: relative 2·10⁻¹⁴ of the smaller of I and its complement for parameters from 10⁻⁴ to 10⁸ and every x whose
// value is a normal number, of the logarithm beyond; docs/accuracy.md records what is measured, BetaTail.swift argues it.

/// I_x(a, b) = ∫₀ˣ t^{a−1} (1 − t)^{b−1} dt / B(a, b) for a, b > 0 and 0 ≤ x ≤ 1; NaN elsewhere. A few microseconds.
public func regularizedBeta(_ x: Double, _ a: Double, _ b: Double) -> Double { incompleteBeta(x, a, b).lower }

/// 1 − I_x(a, b) = I_{1−x}(b, a), to its own relative precision.
public func regularizedBetaComplement(_ x: Double, _ a: Double, _ b: Double) -> Double {
  incompleteBeta(x, a, b).upper
}

/// log I_x(a, b), also below the smallest double.
public func logRegularizedBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
  incompleteBeta(x, a, b).logLower
}

/// log(1 − I_x(a, b)), also below the smallest double.
public func logRegularizedBetaComplement(_ x: Double, _ a: Double, _ b: Double) -> Double {
  incompleteBeta(x, a, b).logUpper
}

private func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> TailPair {
  guard a > 0, b > 0, a.isFinite, b.isFinite, x >= 0, x <= 1 else { return .undefined }
  return betaTail(a, b, Compensated(x), Compensated.sum(1, -x))
}
