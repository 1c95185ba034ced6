// Logarithms of the gamma and beta functions of positive arguments.
//
// Goals, in order: relative error of an ulp or two, also next to the zeros of log Γ at 1 and 2; speed.
// log Γ(x) = (x − ½) log x − x + ½ log 2π + δ(x) in pairs of doubles (StirlingError.swift): absolute error 10⁻²⁹ near the
// zeros, where the value is at least 10⁻¹⁶. log B(a, b) in the form in which the large terms have cancelled on paper:
// δ(a) + δ(b) − δ(n) + ½ log 2π − ½ log(ab/n) + a log(a/n) + b log(b/n).

/// log Γ(x) for x > 0; ∞ at 0 and NaN below.
public func logGamma(_ x: Double) -> Double {
  if x.isNaN || x < 0 { return .nan }
  if x == 0 || x == .infinity { return .infinity }
  if x > 2.5e305 { return .infinity }
  if abs(x - 1) < 1e-5 { return logGammaNearOne(x - 1) }
  if abs(x - 2) < 1e-5 { return logGammaNearTwo(x - 2) }
  return compensatedLogGamma(Compensated(x)).value
}

/// log Γ(1 + e) = −γ e + ζ(2) e²/2 − ζ(3) e³/3 + … (DLMF 5.7.3), whose zero at e = 0 is kept exact.
private func logGammaNearOne(_ e: Double) -> Double {
  let rest = 0.8224670334241132182 - e * (0.4006856343865314285 - e * 0.2705808084277845479)
  return -e * (0.5772156649015328606 - e * rest)
}

/// log Γ(2 + e) = (1 − γ) e + (ζ(2) − 1) e²/2 − (ζ(3) − 1) e³/3 + ….
private func logGammaNearTwo(_ e: Double) -> Double {
  let rest = 0.3224670334241132182 - e * (0.06735230105319809513 - e * 0.02058080842778454788)
  return e * (0.4227843350984671394 + e * rest)
}

/// log B(a, b) = log Γ(a) + log Γ(b) − log Γ(a + b) for a, b > 0; NaN elsewhere.
public func logBeta(_ a: Double, _ b: Double) -> Double {
  guard a > 0, b > 0, a.isFinite, b.isFinite else { return .nan }
  return compensatedLogBeta(a, b).value
}

/// log B(a, b) as a compensated number.
func compensatedLogBeta(_ a: Double, _ b: Double) -> Compensated {
  let n = Compensated.sum(a, b)
  let small = min(a, b)
  let large = max(a, b)
  // large · log(large/n) by log(1 + t) − t with t = −small/n.
  let share = Compensated(small) / n
  let rest = Compensated(large) / n
  let logRest = Compensated.logOnePlusMinus(-share, onePlus: rest) - share
  let errors = stirlingError(a) + stirlingError(b) - stirlingError(n)
  return errors + halfLogTwoPi - (rest * small).logarithm * 0.5 + share.logarithm * small + logRest * large
}
