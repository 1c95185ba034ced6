// The error of Stirling's formula, δ(a) = log Γ(a) − (a − ½) log a + a − ½ log 2π.
//
// Goals, in order: absolute error below 10⁻²⁹, so that log Γ keeps its relative precision next to its zeros at 1 and 2;
// speed for the degrees of freedom in use.
// For a ≥ 24 the asymptotic series Σ B₂ₖ / (2k (2k − 1) a²ᵏ⁻¹) (DLMF 5.11.1): its error is below the first term left out,
// 36108 / 24²⁷ < 10⁻³², and from the fifth term on (< 10⁻¹⁵) doubles suffice. Below 24 the recurrence Γ(a + 1) = a Γ(a)
// lifts the argument. δ of the whole and half numbers below 24, which is what degrees of freedom ask for, is kept.
//
// Source: Loader (2000), "Fast and Accurate Computation of Binomial Probabilities", for the use of δ in prefactors.

/// ½ log 2π as a compensated number.
let halfLogTwoPi = Compensated(0x1.d67f1c864beb5p-1, -0x1.65b5a1b7ff5dfp-55)

/// B₂ₖ / (2k (2k − 1)), k = 1…4.
private let leading: [Compensated] = [
  .quotient(1, 12), .quotient(-1, 360), .quotient(1, 1260), .quotient(-1, 1680),
]

/// B₂ₖ / (2k (2k − 1)), k = 5…13.
private let trailing: [Double] = [
  1.0 / 1188, -691.0 / 360_360, 1.0 / 156, -3617.0 / 122_400, 43867.0 / 244_188, -174_611.0 / 125_400,
  77683.0 / 5796, -236_364_091.0 / 1_506_960, 657_931.0 / 300,
]

/// Where the asymptotic series begins to be used.
private let threshold = 24.0

/// δ(j/2), j = 1…47; the first is unused.
private let halves: [Compensated] = [Compensated(0)] + (1..<48).map { lifted(Double($0) / 2) }

/// δ(a) for a > 0.
func stirlingError(_ a: Double) -> Compensated { stirlingError(Compensated(a)) }

/// δ(a) for a > 0, a sum of two parameters being exact as a compensated number.
func stirlingError(_ a: Compensated) -> Compensated {
  if a.high >= threshold { return asymptotic(a) }
  let twice = 2 * a.high
  if a.low == 0 && twice == twice.rounded() { return halves[Int(twice)] }
  return lifted(a)
}

private func asymptotic(_ a: Compensated) -> Compensated {
  if a.high > 1e17 { return Compensated(1 / (12 * a.high)) }
  let r = Compensated(1) / a
  let z = r * r
  var plain = 0.0
  for c in trailing.reversed() { plain = plain * z.high + c }
  var sum = Compensated(plain)
  for c in leading.reversed() { sum = sum * z + c }
  return sum * r
}

private func lifted(_ a: Double) -> Compensated { lifted(Compensated(a)) }

/// δ(a) from δ(a + n), n the number of steps to the threshold.
private func lifted(_ a: Compensated) -> Compensated {
  var rising = Compensated(1)
  var top = a
  while top.high < threshold {
    rising = rising * top
    top = top + 1
  }
  let logGammaTop = (top - 0.5) * top.logarithm - top + asymptotic(top)
  return logGammaTop - rising.logarithm - ((a - 0.5) * a.logarithm - a)
}

/// log Γ(a) for a > 0 as a compensated number.
func compensatedLogGamma(_ a: Compensated) -> Compensated {
  if a.high >= threshold {
    return (a - 0.5) * a.logarithm - a + halfLogTwoPi + asymptotic(a)
  }
  var rising = Compensated(1)
  var top = a
  while top.high < threshold {
    rising = rising * top
    top = top + 1
  }
  return (top - 0.5) * top.logarithm - top + halfLogTwoPi + asymptotic(top) - rising.logarithm
}
