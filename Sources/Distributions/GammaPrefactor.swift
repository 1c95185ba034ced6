// x^a e^{−x} / Γ(a), the density of log X for a gamma variable, whose logarithm scales both tails.
//
// Goals, in order: absolute error of the logarithm below 10⁻¹⁷ of its size; every a and x; speed.
// With Stirling's error δ it is √(a/2π) exp(a (log(x/a) − (x/a − 1)) − δ(a)): the large terms have cancelled on paper and
// the rest is formed in pairs of doubles (Loader 2000).

/// log (x^a e^{−x} / Γ(a)) for a, x > 0.
func logGammaPrefactor(_ a: Double, _ x: Compensated) -> Compensated {
  let ratio = x / a
  let deviation = (x - a) / a
  let exponent = Compensated.logOnePlusMinus(deviation, onePlus: ratio) * a
  return exponent - stirlingError(a) + Compensated(a).logarithm * 0.5 - halfLogTwoPi
}
