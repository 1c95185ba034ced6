// The regularised incomplete gamma functions as functions of numbers.
//
// Error bound: relative 2·10⁻¹⁴ of the smaller of P and Q for shapes from 10⁻⁴ to 10⁸ and every x whose value is a normal
// number, of the logarithm beyond; docs/accuracy.md records what is measured, GammaTail.swift argues it.

/// P(a, x) = ∫₀ˣ t^{a−1} e^{−t} dt / Γ(a) for a > 0, x ≥ 0; NaN elsewhere. A few microseconds.
public func regularizedGammaP(_ a: Double, _ x: Double) -> Double { incompleteGamma(a, x).lower }

/// Q(a, x) = 1 − P(a, x), to its own relative precision.
public func regularizedGammaQ(_ a: Double, _ x: Double) -> Double { incompleteGamma(a, x).upper }

/// log P(a, x), also below the smallest double.
public func logRegularizedGammaP(_ a: Double, _ x: Double) -> Double { incompleteGamma(a, x).logLower }

/// log Q(a, x), also below the smallest double.
public func logRegularizedGammaQ(_ a: Double, _ x: Double) -> Double { incompleteGamma(a, x).logUpper }

private func incompleteGamma(_ a: Double, _ x: Double) -> TailPair {
  guard a > 0, a.isFinite, x >= 0 else { return .undefined }
  return gammaTail(a, Compensated(x))
}
