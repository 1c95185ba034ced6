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
  if x == 1 || x == 2 { return 0 }
  return compensatedLogGamma(Compensated(x)).value
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
