// The studentised range, Q = R/S with R the range of k standard normals and S² = χ²_ν/ν independent of it.
//
// Goals, in order: the relative precision of both tails; below a millisecond for ν ≥ 2.
// P(Q > q) = E P(R > qS), and so for the lower tail; f(q) = E S r(qS): integrals of positive functions over w = log S², whose
// density is √(a/2π) e^{−δ(a)} exp(−a (e^w − 1 − w)) with a = ν/2 and δ Stirling's error, by the trapezoidal rule, whose
// error is the integrand's Fourier transform at 2π/h. The integrand is no narrower than e^{A w − A e^w}, A = a + k/2, whose
// transform is Γ(A + iω) A^{−iω}; h is chosen so that this has fallen by e⁻⁴⁰. The rule runs outward from near the peak in
// both directions until terms fall and are below rounding.
// With ν = ∞ it is the range itself (NormalRange.swift).

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// Tukey's studentised range of k means.
public struct StudentizedRange: ContinuousDistribution, Equatable {
  /// k, the number of means.
  public let groups: Int
  /// ν, the degrees of freedom of the estimated variance.
  public let degreesOfFreedom: Double

  /// - Precondition: there are at least two groups, and at least half a degree of freedom, perhaps infinitely many.
  public init(groups: Int, degreesOfFreedom: Double) {
    precondition(
      groups >= 2 && degreesOfFreedom >= 0.5,
      "studentised range of \(groups) groups with \(degreesOfFreedom) degrees of freedom")
    self.groups = groups
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// From here on S differs from one by less than rounding in every tail.
  private var isNormal: Bool { degreesOfFreedom > 1e25 }

  /// Below it the lower tail is a power of q to the last digit.
  private static let nearZero = 1e-290

  public func logDensity(_ q: Double) -> Double {
    if q.isNaN { return .nan }
    if q < 0 || q == .infinity { return -.infinity }
    if q == 0 && groups > 2 { return -.infinity }
    let near = max(q, Self.nearZero)
    return expectation(isDensity: true, near) { $0.density($1) }.logDirectUnbounded
      + (groups == 2 ? 0 : Double(groups - 2) * log(q / near))
  }

  public func density(_ q: Double) -> Double { exp(logDensity(q)) }

  public func tails(_ q: Double) -> TailPair {
    if q.isNaN { return .undefined }
    if q <= 0 { return .all(below: false) }
    if q == .infinity { return .all(below: true) }
    // The median is near that of the range of normals, here by its order of magnitude alone.
    let isUpper = q > 1.1 + 0.8 * log(Double(groups))
    let first = tail(q, isLower: !isUpper)
    return first.direct > 0.7 ? tail(q, isLower: isUpper) : first
  }

  private func tail(_ q: Double, isLower: Bool) -> TailPair {
    let near = max(q, Self.nearZero)
    var pair = expectation(isDensity: false, near) { isLower ? $0.lower($1) : $0.upper($1) }
    pair.isLower = isLower
    if isLower && q < near { pair.exponent = pair.exponent + Double(groups - 1) * log(q / near) }
    return pair
  }

  /// E f(qS), or E S f(qS).
  private func expectation(
    isDensity: Bool, _ q: Double, _ f: (NormalRange, Double) -> NormalRange.Scaled
  ) -> TailPair {
    let range = NormalRange(count: groups)
    if isNormal {
      let at = f(range, q)
      if at.exponent == -.infinity { return .value(0, isLower: true) }
      return TailPair(exponent: Compensated(at.exponent), factor: at.factor, isLower: true)
    }
    let shape = 0.5 * degreesOfFreedom
    let step = trapezoidalStep(shape: shape + 0.5 * Double(groups))
    func term(_ w: Double) -> NormalRange.Scaled {
      let at = f(range, q * exp(0.5 * w))
      let weight = (isDensity ? 0.5 * w : 0) - shape * expMinusOneMinus(w)
      return (at.exponent + weight, at.factor)
    }
    // Beyond the bulk P(R > r) falls like e^{−r²/4}, so that the peak is at S² = a/(a + q²/4).
    let ratio = q / (2 * shape.squareRoot())
    let start = ratio < 1 ? 0 : -2 * log(ratio)
    // The sum is kept relative to the largest exponent so far.
    var (top, sum) = term(start)
    for direction in [-step, step] {
      var k = 1.0
      var last = -Double.infinity
      while k < 1e6 {
        let at = term(start + k * direction)
        let size = at.factor > 0 ? at.exponent + log(at.factor) : -.infinity
        if at.exponent > top {
          sum = sum * exp(top - at.exponent) + at.factor
          top = at.exponent
        } else {
          sum += at.factor * exp(at.exponent - top)
        }
        if size <= last && size <= top + log(sum) - 40 { break }
        last = size
        k += 1
      }
    }
    let scale = Compensated(shape).logarithm * 0.5 - halfLogTwoPi - stirlingError(shape) + top
    return TailPair(exponent: scale, factor: sum * step, isLower: true)
  }

  /// The h with log |Γ(A + 2πi/h)/Γ(A)| = −40, by Stirling's formula and Newton's method from above.
  private func trapezoidalStep(shape: Double) -> Double {
    var frequency = 26 + 9 * shape.squareRoot()
    for _ in 0..<5 {
      let turn = frequency / shape
      let angle = atan(turn)
      let fall = frequency * angle - 0.5 * (shape - 0.5) * log1p(turn * turn)
      frequency += (40 - fall) / (angle + 0.5 * frequency / (shape * shape + frequency * frequency))
    }
    return 6.283185307179586 / frequency
  }

  public func quantile(at tail: TailProbability) -> Double {
    guard let target = TailTarget(tail) else { return .nan }
    if target.isEmpty { return target.isLower ? 0 : .infinity }
    // From the largest of the k (k − 1)/2 differences taken as one t of that tail.
    let pairs = 0.5 * Double(groups) * Double(groups - 1)
    let t = StudentT(degreesOfFreedom: degreesOfFreedom)
    let start =
      target.isLower
      ? 2.0 : 1.4142135623730951 * t.quantile(at: .logUpper(target.logValue - log(2 * pairs)))
    return mixtureQuantile(start: start, target, law: self)
  }
}
