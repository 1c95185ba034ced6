// x^a (1 − x)^b / B(a, b), the density of logit X for a beta variable, whose logarithm scales both tails.
//
// Goals, in order: absolute error of the logarithm below 10⁻¹⁷ of its size; every a, b and x; speed.
// With Stirling's error δ it is √(ab / (2π n)) exp(a ℓ(d/a) + b ℓ(−d/b) + δ(n) − δ(a) − δ(b)), n = a + b, d = b x − a (1 − x)
// and ℓ(t) = log(1 + t) − t: the terms of first order have cancelled on paper, both ℓ are negative, and the sums are formed
// in pairs of doubles (Loader 2000).

/// log (x^a y^b / B(a, b)) for a, b > 0 and x, y > 0 with x + y = 1.
func logBetaPrefactor(_ a: Double, _ b: Double, _ x: Compensated, _ y: Compensated) -> Compensated {
  let n = Compensated.sum(a, b)
  let d = x * b - y * a
  let first = Compensated.logOnePlusMinus(d / a, onePlus: x * n / a) * a
  let second = Compensated.logOnePlusMinus(-d / b, onePlus: y * n / b) * b
  let errors = stirlingError(n) - stirlingError(a) - stirlingError(b)
  // a b / n as a b/n with the larger divided by n, which cannot overflow.
  let root = (Compensated(max(a, b)) / n * min(a, b)).logarithm * 0.5
  return first + second + errors + root - halfLogTwoPi
}
