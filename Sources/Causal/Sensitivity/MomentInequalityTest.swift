internal import Distributions
internal import Kernels
internal import LinearAlgebra

// Y ~ N(μ, Σ): is there a τ with μ − Xτ ≤ 0? The statistic is the least η with Y − Xτ ≤ σ̂η for some τ, σ̂ the standard deviations; by
// duality the largest γᵀY over the vertices of {γ ≥ 0, γᵀX = 0, γᵀσ̂ = 1}.
//
// The conditional test compares it, given the optimal vertex γ* and what is independent of γ*ᵀY, with a normal variable truncated to the
// values for which γ* stays optimal. The hybrid rejects at once where η is above the 1 − κ quantile of its least favourable
// distribution (μ = 0), κ = α/10, and else truncates there too and tests at (α − κ)/(1 − κ).
//
// Sources: Andrews, Roth & Pakes (2023), *Inference for Linear Conditional Moment Inequalities*, Review of Economic Studies 90,
// 2763–2791, doi 10.1093/restud/rdad004, sections 4–6; Rambachan & Roth (2023), section 3 and its appendix.

/// The conditional test of moment inequalities with nuisance parameters, and its hybrid with the least favourable one.
struct MomentInequalityTest {
  private let covariance: Matrix
  private let deviations: [Double]
  private var programme: LinearProgramme
  /// Quantile of the least favourable distribution at level κ.
  let leastFavourable: Double
  let level: Double
  private let firstLevel: Double

  /// `nuisance`: moments × parameters, none of columns allowed. Draws of the least favourable distribution use `generator`.
  ///
  /// Nil where there is no γ, which happens where X reaches everything, or where a moment has no variance.
  init?(
    covariance: Matrix, root: Matrix, nuisance: Matrix, level: Double, draws: Int,
    using generator: inout PCG64
  ) {
    let moments = covariance.rows
    deviations = covariance.diagonal.map { max(0, $0).squareRoot() }
    guard deviations.allSatisfy({ $0 > 0 }) else { return nil }
    var equations = Matrix(rows: nuisance.columns + 1, columns: moments)
    for moment in 0..<moments {
      for parameter in 0..<nuisance.columns { equations[parameter, moment] = nuisance[moment, parameter] }
      equations[nuisance.columns, moment] = deviations[moment]
    }
    guard
      let programme = LinearProgramme(equations, equal: [Double](repeating: 0, count: nuisance.columns) + [1])
    else { return nil }
    self.covariance = covariance
    self.programme = programme
    self.level = level
    firstLevel = level / 10
    // ξ = root · z, z standard normal.
    var values: [Double] = []
    values.reserveCapacity(draws)
    for _ in 0..<draws {
      let draw = root.times((0..<root.columns).map { _ in generator.nextNormal() })
      if case .optimal(let solution) = self.programme.maximise(draw) { values.append(solution.objective) }
    }
    values.sort()
    guard !values.isEmpty else { return nil }
    // The smallest value with at least 1 − κ of the draws at or below it.
    let position = Int((Double(values.count) * (1 - firstLevel)).rounded(.up)) - 1
    leastFavourable = values[min(max(position, 0), values.count - 1)]
  }

  /// Whether Y contradicts the inequalities.
  mutating func rejects(_ statistic: [Double]) -> Bool {
    guard case .optimal(let best) = programme.maximise(statistic) else { return true }
    let value = best.objective
    if value > leastFavourable { return true }
    guard value > 0 else { return false }
    let image = covariance.times(best.values)
    var variance = 0.0
    for moment in image.indices { variance += best.values[moment] * image[moment] }
    guard variance > 1e-20 else { return value > 1e-10 }
    let direction = image.map { $0 / variance }
    let rest = statistic.indices.map { statistic[$0] - direction[$0] * value }
    let (low, high) = truncation(rest, direction, value)
    let upper = min(high, leastFavourable)
    let second = (level - firstLevel) / (1 - firstLevel)
    return MomentInequalityTest.exceeds(
      value, low: low, high: upper, deviation: variance.squareRoot(), level: second)
  }

  /// The values v around `value` for which max γᵀ(S + cv) = v. The left side less v is convex in v and zero between the ends; from outside,
  /// each step goes to the zero of the vertex that is best there.
  private mutating func truncation(_ rest: [Double], _ direction: [Double], _ value: Double) -> (
    Double, Double
  ) {
    var size = abs(value)
    for entry in rest { size = max(size, abs(entry)) }
    for deviation in deviations { size = max(size, deviation) }
    let far = 1e6 * (size + 1)
    return (end(from: -far, rest, direction, value), end(from: far, rest, direction, value))
  }

  private mutating func end(from start: Double, _ rest: [Double], _ direction: [Double], _ value: Double)
    -> Double
  {
    var place = start
    for step in 0..<200 {
      let moved = rest.indices.map { rest[$0] + direction[$0] * place }
      guard case .optimal(let best) = programme.maximise(moved) else { return value }
      let gap = best.objective - place
      if gap <= 1e-10 * max(1, abs(place)) { return step == 0 ? (start < 0 ? -.infinity : .infinity) : place }
      var constant = 0.0
      var slope = 0.0
      for moment in rest.indices {
        constant += best.values[moment] * rest[moment]
        slope += best.values[moment] * direction[moment]
      }
      // constant + slope·v = v
      guard abs(1 - slope) > 1e-12 else { return value }
      let next = constant / (1 - slope)
      let isPast = start < 0 ? next >= value : next <= value
      if isPast { return value }
      if next == place { return place }
      place = next
    }
    return place
  }

  /// Whether a value lies above the 1 − level quantile of N(0, deviation²) truncated to low…high.
  static func exceeds(_ value: Double, low: Double, high: Double, deviation: Double, level: Double) -> Bool {
    guard high > low else { return true }
    let normal = Normal()
    // P(Z > value | low < Z < high) against the level, through logarithms of upper tails where all is far out.
    let reference = low == -.infinity ? 0 : normal.logUpper(low / deviation)
    func share(_ x: Double) -> Double {
      x == .infinity ? 0 : exponential(normal.logUpper(x / deviation) - reference)
    }
    let whole = 1 - share(high)
    guard whole > 0 else { return value >= high }
    return share(value) - share(high) < level * whole
  }

  private static func exponential(_ value: Double) -> Double {
    value < -745 ? 0 : PortableElementary.exp(value)
  }
}
