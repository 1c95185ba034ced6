// The first two derivatives of log Γ for positive arguments.
//
// Goals, in order: relative error of a few ulp, for ψ also next to its zero at 1.4616; clarity.
// ψ(x) = log x − 1/(2x) − Σ B₂ₖ / (2k x²ᵏ) (DLMF 5.11.2) for x ≥ 24, where the first term left out is below 10⁻³⁰, below
// it the recurrence ψ(x) = ψ(x + 1) − 1/x; in pairs of doubles, since the terms cancel next to the zero.
// ψ′(x) = 1/x + 1/(2x²) + Σ B₂ₖ / x²ᵏ⁺¹ (DLMF 5.15.8) for x ≥ 14, below it ψ′(x) = ψ′(x + 1) + 1/x²: positive terms.

/// B₂ₖ / 2k, k = 1…4.
private let leading: [Compensated] = [
  .quotient(1, 12), .quotient(-1, 120), .quotient(1, 252), .quotient(-1, 240),
]

/// B₂ₖ / 2k, k = 5…13.
private let trailing: [Double] = [
  1.0 / 132, -691.0 / 32760, 1.0 / 12, -3617.0 / 8160, 43867.0 / 14364, -174_611.0 / 6600, 77683.0 / 276,
  -236_364_091.0 / 65520, 657_931.0 / 12,
]

/// B₂ₖ, k = 1…8.
private let bernoulli: [Double] = [
  1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510,
]

/// ψ(x) = d log Γ(x)/dx for x > 0; −∞ at 0 and NaN below.
public func digamma(_ x: Double) -> Double {
  if x.isNaN || x < 0 { return .nan }
  if x == 0 { return -.infinity }
  if x == .infinity { return .infinity }
  var top = Compensated(x)
  if x < 1e-290 { return -1 / x }
  var sum = Compensated(0)
  while top.high < 24 {
    sum = sum - Compensated(1) / top
    top = top + 1
  }
  let reciprocal = Compensated(1) / top
  let z = reciprocal * reciprocal
  var plain = 0.0
  for c in trailing.reversed() { plain = plain * z.high + c }
  var series = Compensated(plain)
  for c in leading.reversed() { series = series * z + c }
  return (top.logarithm + sum - reciprocal * 0.5 - series * z).value
}

/// ψ′(x) = d² log Γ(x)/dx² for x > 0; ∞ at 0 and NaN below.
public func trigamma(_ x: Double) -> Double {
  if x.isNaN || x < 0 { return .nan }
  if x == 0 { return .infinity }
  if x == .infinity { return 0 }
  var top = x
  var steps: [Double] = []
  while top < 14 {
    steps.append(1 / (top * top))
    top += 1
  }
  let reciprocal = 1 / top
  let z = reciprocal * reciprocal
  var series = 0.0
  for c in bernoulli.reversed() { series = series * z + c }
  var sum = reciprocal * (1 + reciprocal * (0.5 + reciprocal * series))
  // From the small ones.
  for step in steps.reversed() { sum += step }
  return sum
}
