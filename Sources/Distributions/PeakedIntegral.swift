// ∫ exp(H) over the real line for a function H with one peak.
//
// Goals, in order: relative error near 10⁻¹⁵ also where the peak has a steep and a flat side; few evaluations.
// From the peak, panels of twenty Gauss–Legendre nodes double their length on each side until exp(H) has fallen by e⁻³⁸, so
// that each is no longer than its distance from the peak. A panel is accepted when its halves agree with it to 10⁻¹¹ of the
// integral found so far: since halving multiplies the number of correct digits, the halves, which are what is kept, are then
// at rounding. What lies on a scale of its own away from the peak is so found by halving.

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// The integral of `f` over the real line, `f` having its maximum of about one at `peak` and the width `scale` there.
func peakedIntegral(peak: Double, scale: Double, _ f: (Double) -> Double) -> Double {
  var total = 0.0
  for direction in [-1.0, 1.0] {
    var near = 0.0
    var far = 1.5 * scale
    while near < 1e4 {
      let edge = f(peak + direction * far)
      let from = peak + direction * (direction > 0 ? near : far)
      let to = peak + direction * (direction > 0 ? far : near)
      total += adaptivePanel(from: from, to: to, total: total, depth: 0, f)
      if edge < 1e-17 { break }
      near = far
      far *= 2
    }
  }
  return total
}

/// ∫ f over [from, to] by halving until two halves agree with their whole.
private func adaptivePanel(
  from: Double, to: Double, total: Double, depth: Int, _ f: (Double) -> Double
) -> Double {
  let whole = GaussLegendre.integral(from: from, to: to, panels: 1, f)
  let middle = 0.5 * (from + to)
  let left = GaussLegendre.integral(from: from, to: middle, panels: 1, f)
  let right = GaussLegendre.integral(from: middle, to: to, panels: 1, f)
  let sum = left + right
  if abs(sum - whole) <= 1e-11 * (total + sum) || depth == 12 { return sum }
  let first = adaptivePanel(from: from, to: middle, total: total + right, depth: depth + 1, f)
  return first + adaptivePanel(from: middle, to: to, total: total + first, depth: depth + 1, f)
}
