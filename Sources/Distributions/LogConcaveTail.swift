// ∫₀^∞ exp(h(s)) ds for concave h with h(0) = 0 and h′(0) ≤ 0.
//
// Goals, in order: relative error of a few ulp; few evaluations.
// The end L with h(L) ≈ −38 is found by Newton's method, which for a concave function reaches it from above; then panels of
// twenty Gauss–Legendre nodes, at least two and none longer than 1.6, since the functions of this module have their
// singularities at distance π from the real line.

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// The integral, for −h′(0) = `slope` and −h″(0) = `curvature`.
@inline(__always)
func logConcaveTail(slope: Double, curvature: Double, _ h: (Double) -> Double) -> Double {
  let end = tailEnd(slope: slope, curvature: curvature, h)
  let panels = max(2, Int((end / 1.6).rounded(.up)))
  return GaussLegendre.integral(from: 0, to: end, panels: panels) { exp(h($0)) }
}

/// A point where h is between −48 and −38.
@inline(__always)
private func tailEnd(slope: Double, curvature: Double, _ h: (Double) -> Double) -> Double {
  // The root for a parabola, written so that neither term can cancel.
  var end = 2 * integrandDepth / (slope + (slope * slope + 2 * curvature * integrandDepth).squareRoot())
  // Secants from zero shrink what is too far down, doubling what is too near; both are rare and need few steps.
  var below = 0.0
  var above = Double.infinity
  for _ in 0..<60 {
    let value = h(end)
    if value >= -integrandDepth {
      below = end
      end = above.isFinite ? 0.5 * (below + above) : end * 1.5
    } else if value < -integrandDepth - 10 {
      above = end
      end = below > 0 ? 0.5 * (below + above) : end * max(0.3, -(integrandDepth + 3) / value)
    } else {
      break
    }
  }
  return end
}
