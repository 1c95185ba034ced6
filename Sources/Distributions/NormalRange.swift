// The range of k independent standard normals: P(R > r), P(R ≤ r) and the density.
//
// Goals, in order: the relative precision of both tails and no underflow; few evaluations.
//   P(R ≤ r) = k ∫ φ(z) Δ(z)^{k−1} dz,  Δ(z) = Φ(z) − Φ(z − r)   (z the largest; Tippett 1925, Biometrika 17),
//   P(R > r) = k ∫ φ(z) (Φ(z)^{k−1} − Δ(z)^{k−1}) dz,  the difference as −Φ(z)^{k−1} expm1((k−1) log1p(−Φ(z−r)/Φ(z))),
//   f(r) = k (k − 1) ∫ φ(z) φ(z − r) Δ(z)^{k−2} dz,
// integrals of positive functions, analytic on the whole plane and falling like e^{−z²}, for which the trapezoidal rule with
// step h errs by e^{−2π²σ²/h²} (Trefethen & Weideman 2014, "The Exponentially Convergent Trapezoidal Rule", SIAM Review
// 56(3)), σ² ≥ 1/k being the least variance the integrands can have: h = 0.7/√k leaves e⁻⁴⁰. For r < 1 the difference Δ is
// ∫ φ over z − r…z by ten Gauss–Legendre pairs of nodes. A tail is exp(exponent) · sum with exponent −r²/4 for the upper tail and
// (k − 1) log Δ(r/2) for the others, the largest that the integrand's factor can be.

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// The range of `count` standard normals.
struct NormalRange {
  let count: Int
  /// k − 1.
  private let others: Double
  private let step: Double

  init(count: Int) {
    self.count = count
    others = Double(count - 1)
    step = 0.7 / Double(count).squareRoot()
  }

  /// A positive number as exp(exponent) · factor.
  typealias Scaled = (exponent: Double, factor: Double)

  /// P(R > r) for r > 0.
  func upper(_ r: Double) -> Scaled {
    let half = 0.5 * r
    let quarter = half * half
    let sum = trapezoid(middle: half) { z, distance in
      // Φ(z − r)/Φ(z), and the logarithm of Φ(z)^{k−1}.
      let beyond = z > 0 ? normalLower(-z) : 0
      let below = z > 0 ? 1 - beyond : normalLower(z)
      let logPower = others * (z > 0 ? log1p(-beyond) : log(below))
      let rest = r - z
      if rest > 0 {
        // φ(z) Φ(z − r) = φ(z) φ(z − r) R(r − z) = exp(−(z − r/2)² − r²/4) R/2π.
        let small = normalLower(-rest) / below
        if small * others < 1e-17 {
          return others * exp(logPower - distance * distance) * millsRatio(rest) * inverseTwoPi / below
        }
        return -expm1(others * log1p(-small)) * exp(logPower + (quarter - 0.5 * z * z)) * inverseRootTwoPi
      }
      let inside = mass(z, r)
      let power = inside > 0 ? exp(others * log(inside / below)) : 0
      return (1 - power) * exp(logPower + (quarter - 0.5 * z * z)) * inverseRootTwoPi
    }
    return (-quarter, sum * Double(count))
  }

  /// P(R ≤ r) for r > 0.
  func lower(_ r: Double) -> Scaled {
    let top = log(mass(0.5 * r, r))
    // For long ranges the peak is where the largest is.
    let sum = trapezoid(middle: min(0.5 * r, 2)) { z, _ in
      let inside = mass(z, r)
      if inside <= 0 { return 0 }
      return exp(others * (log(inside) - top) - 0.5 * z * z) * inverseRootTwoPi
    }
    return (others * top, sum * Double(count))
  }

  /// The density at r > 0.
  func density(_ r: Double) -> Scaled {
    let half = 0.5 * r
    let top = log(mass(half, r))
    let sum = trapezoid(middle: half) { z, distance in
      let inside = mass(z, r)
      if inside <= 0 { return 0 }
      return exp((others - 1) * (log(inside) - top) - distance * distance) * inverseTwoPi
    }
    return ((others - 1) * top - half * half, sum * Double(count) * others)
  }

  /// Φ(z) − Φ(z − r), from the tails on the side where they are small.
  private func mass(_ z: Double, _ r: Double) -> Double {
    if r < 1 {
      let middle = z - 0.5 * r
      return GaussLegendre.integral(from: 0, to: 0.5 * r, panels: 1) { u in
        exp(-0.5 * (u * u + middle * middle)) * cosh(middle * u)
      } * (2 * inverseRootTwoPi)
    }
    if z - r > 0 { return normalLower(r - z) - normalLower(-z) }
    if z > 0 { return 1 - normalLower(-z) - normalLower(z - r) }
    return normalLower(z) - normalLower(z - r)
  }

  /// ∫ f by the trapezoidal rule, from `middle` outward until nothing is added; f has the distance from there as well,
  /// which a long range would round away.
  private func trapezoid(middle: Double, _ f: (Double, Double) -> Double) -> Double {
    var sum = f(middle, 0)
    for direction in [-step, step] {
      var k = 1.0
      var last = 0.0
      while true {
        let term = f(middle + k * direction, k * direction)
        sum += term
        // The integrand has one peak: once it falls and is below rounding nothing is left.
        if term <= last && term <= 0x1p-58 * sum { break }
        last = term
        k += 1
      }
    }
    return sum * step
  }
}

private let inverseTwoPi = 0.15915494309189533577
