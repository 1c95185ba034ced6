// Gauss–Legendre quadrature with twenty nodes a panel, for the tails of log-concave densities.
//
// Goals, in order: truncation below rounding; a fixed order of summation; speed.
// The integrands are exp(h(s)) with h concave, analytic around the interval and scaled so that they fall from 1 to
// e⁻³⁸ over the whole range. On a panel over which h falls by D the error of n nodes is below the least value over
// ρ > 1 of max|f| on the Bernstein ellipse times ρ⁻²ⁿ (Trefethen 2008, "Is Gauss Quadrature Better than
// Clenshaw–Curtis?", SIAM Review 50(1), theorem 4.5): with n = 20 it is e⁻⁴⁵ for a straight line and for a parabola that
// fall by D = 19, and the panels here fall by no more or fall later.

enum GaussLegendre {
  /// The positive nodes of the 20-point rule on [−1, 1] (zeros of P₂₀, from 40 digits).
  static let nodes: [Double] = [
    0.99312859918509492479, 0.96397192727791379127, 0.91223442825132590587, 0.83911697182221882339,
    0.74633190646015079261, 0.63605368072651502545, 0.510867001950827098, 0.37370608871541956067,
    0.22778585114164507808, 0.076526521133497333755,
  ]

  /// Their weights 2 / ((1 − x²) P₂₀′(x)²).
  static let weights: [Double] = [
    0.017614007139152118312, 0.040601429800386941331, 0.06267204833410906357, 0.083276741576704748725,
    0.10193011981724043504, 0.11819453196151841731, 0.1316886384491766269, 0.14209610931838205133,
    0.14917298647260374679, 0.1527533871307258507,
  ]

  /// ∫ f over [from, to] in `panels` equal panels.
  @inline(__always)
  static func integral(from: Double, to: Double, panels: Int, _ f: (Double) -> Double) -> Double {
    let half = 0.5 * (to - from) / Double(panels)
    return nodes.withUnsafeBufferPointer { nodes in
      weights.withUnsafeBufferPointer { weights in
        var total = 0.0
        // From the far end, where the terms are small.
        for panel in stride(from: panels - 1, through: 0, by: -1) {
          let middle = from + half * Double(2 * panel + 1)
          var sum = 0.0
          for k in 0..<nodes.count {
            let step = half * nodes[k]
            sum += weights[k] * (f(middle + step) + f(middle - step))
          }
          total += sum
        }
        return total * half
      }
    }
  }
}
