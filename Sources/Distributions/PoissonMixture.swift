// Σ p_j T_j over the Poisson probabilities p_j of mean m, T_j a tail of an incomplete gamma or beta function whose first
// parameter is a + j: the non-central χ² and F distributions.
//
// Goals, in order: the relative precision of both tails, of which neither is one minus the other; any m; speed.
// T_j and p_j are log-concave in j, so the terms have one peak. It is found by bisection on their ratio, and so are the
// places where they have fallen by e⁻⁴². The lower tails obey L_{j−1} = L_j + t_{j−1} with t_j > 0, which is stable downward,
// the upper ones U_{j+1} = U_j + t_j, stable upward: the sum runs in that direction from one tail computed in full, with p_j
// and t_j by their own two-term recurrences. All terms are positive; the recurrences' errors grow with the
// number of terms, itself 13 √m: 10⁻¹⁴ at m = 10⁶, 10⁻¹³ at 10⁸, 6·10⁻¹³ at 10¹⁰.
//
// Source: Benton & Krishnamoorthy (2003), "Computing discrete mixtures of continuous distributions", Computational
// Statistics & Data Analysis 43, for starting at the dominating term.

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// The component whose first parameter is a + j.
protocol MixtureComponent {
  /// Both tails.
  func tails(_ j: Double) -> TailPair
  /// The logarithm of the prefactor x^{a+j} …, the density of log X or logit X.
  func logPrefactor(_ j: Double) -> Compensated
  /// a + j.
  func parameter(_ j: Double) -> Double
  /// The prefactor at j + 1 over that at j.
  func ratio(_ j: Double) -> Double
}

/// A mixture of components with Poisson weights of mean `mean`.
struct PoissonMixture<Component: MixtureComponent> {
  let mean: Double
  let component: Component

  private func logWeight(_ j: Double) -> Compensated {
    j == 0
      ? Compensated(-mean)
      : logGammaPrefactor(j, Compensated(mean)) - Compensated(j).logarithm
  }

  /// Σ p_j prefactor_j as exp(exponent) · factor.
  func prefactor() -> TailPair {
    // The ratio of successive terms is decreasing: its crossing of one is the peak.
    let peak = firstIndex { mean / ($0 + 1) * component.ratio($0) < 1 }
    var sum = 1.0
    var term = 1.0
    var j = peak
    while term > 1e-19 {
      term *= mean / (j + 1) * component.ratio(j)
      sum += term
      j += 1
    }
    term = 1
    j = peak
    while term > 1e-19 && j > 0 {
      j -= 1
      term /= mean / (j + 1) * component.ratio(j)
      sum += term
    }
    return TailPair(
      exponent: logWeight(peak) + component.logPrefactor(peak), factor: sum, isLower: true)
  }

  /// Both tails; the lower one is computed unless it is not the small one.
  func tails(lowerFirst: Bool) -> TailPair {
    let first = tail(isLower: lowerFirst)
    return first.direct > 0.7 ? tail(isLower: !lowerFirst) : first
  }

  /// Σ p_j T_j for the lower or the upper tails.
  private func tail(isLower: Bool) -> TailPair {
    func logTail(_ j: Double) -> Double {
      let pair = component.tails(j)
      return isLower ? pair.logLower : pair.logUpper
    }
    func logTerm(_ j: Double) -> Double { logWeight(j).value + logTail(j) }
    let peak = firstIndex { j in
      log(mean / (j + 1)) + logTail(j + 1) - logTail(j) < 0
    }
    let top = logTerm(peak)
    if top == -.infinity { return .value(0, isLower: isLower) }
    let spread = (mean + 1).squareRoot()
    let last = lastIndex(from: peak, step: spread) { logTerm($0) > top - 42 }
    let first = peak == 0 ? 0 : lastIndex(from: peak, step: -spread) { logTerm($0) > top - 42 }
    let start = isLower ? last : first
    let pair = component.tails(start)
    // Everything relative to the tail at the start, and the weights to that at the start.
    let logStart = isLower ? pair.logLower : pair.logUpper
    var step = stepRelative(start, to: logStart)
    var tail = 1.0
    var weight = 1.0
    var sum = 0.0
    var scale = Compensated(0)
    var j = start
    let end = isLower ? first : last
    while true {
      sum += weight * tail
      if j == end { break }
      if isLower {
        // t_{j−1} = t_j (a + j)/((a + j − 1) ratio_{j−1}).
        step *= component.parameter(j) / (component.parameter(j - 1) * component.ratio(j - 1))
        tail += step
        weight *= j / mean
        j -= 1
      } else {
        tail += step
        step *= component.ratio(j) * component.parameter(j) / component.parameter(j + 1)
        weight *= mean / (j + 1)
        j += 1
      }
      // Kept within the doubles; powers of two are exact.
      if tail > 0x1p300 {
        (tail, step, sum, scale) = (tail * 0x1p-300, step * 0x1p-300, sum * 0x1p-300, scale + logTwoTimes300)
      }
      if weight > 0x1p300 {
        (weight, sum, scale) = (weight * 0x1p-300, sum * 0x1p-300, scale + logTwoTimes300)
      }
    }
    let exponent = logWeight(start) + scale
    if logStart > -600 {
      let plain = isLower ? pair.lower : pair.upper
      return TailPair(exponent: exponent, factor: sum * plain, isLower: isLower)
    }
    return TailPair(exponent: exponent + pair.exponent, factor: sum * pair.factor, isLower: isLower)
  }

  /// t_j relative to exp(`logTail`).
  private func stepRelative(_ j: Double, to logTail: Double) -> Double {
    (component.logPrefactor(j) - logTail).exponential / component.parameter(j)
  }

  /// The least j ≥ 0 for which a condition holds that stays true once it is.
  private func firstIndex(_ holds: (Double) -> Bool) -> Double {
    if holds(0) { return 0 }
    var low = 0.0
    var high = 1.0
    // Whole numbers end at 2⁵³.
    while high < 0x1p52 && !holds(high) {
      low = high
      high *= 2
    }
    while high - low > 1 {
      let middle = ((low + high) / 2).rounded(.down)
      if holds(middle) { high = middle } else { low = middle }
    }
    return high
  }

  /// The last j ≥ 0 from `from` on in the direction of `step` where a condition holds that stays false once it is.
  private func lastIndex(from: Double, step: Double, _ holds: (Double) -> Bool) -> Double {
    var inside = from
    var length = (2 * step).rounded(.awayFromZero)
    while true {
      let j = max(from + length, 0)
      if !holds(j) {
        // Terms that fall steeply would leave the doubles before so wide a bound is reached.
        return bisected(inside: inside, outside: j, holds)
      }
      if j == 0 { return 0 }
      inside = j
      length = (length * 1.5).rounded(.awayFromZero)
    }
  }

  private func bisected(inside: Double, outside: Double, _ holds: (Double) -> Bool) -> Double {
    var inside = inside
    var outside = outside
    while abs(outside - inside) > 1 {
      let middle = (0.5 * (inside + outside)).rounded(.down)
      if holds(middle) { inside = middle } else { outside = middle }
    }
    return inside
  }
}

/// 300 log 2.
private let logTwoTimes300 = Compensated(0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56) * 300
