internal import LinearAlgebra

// y_it = x_it·b + α_i + u_it, α and u normal. With λ = σ²_α/σ²_u the inverse of a unit's covariance is (I − (λ/(1 + λT))·J)/σ²_u, so that
// after b and σ²_u = S(λ)/n are put in, the likelihood is one of λ alone:
//   ℓ(λ) = −½·(n·log S(λ) + Σ log(1 + λT_i)) + constant, S(λ) = min_b Σ(y − xb)ᵀ(I − λ/(1 + λT_i)·J)(y − xb),
//   ℓ′(λ) = ½·(n·Σ (T_i·ē_i)²/(1 + λT_i)²/S − Σ T_i/(1 + λT_i)), e = y − xb(λ) (the envelope theorem).
// It may have two maxima, one of them at zero (Maddala 1971, Econometrica 39(2)): zeros of ℓ′ are looked for on a grid of log λ, each is
// refined by bisection to the last bit, and the highest is taken, zero among them.
//
// S and ē come from sums by number of rows, so that a step costs O(k³ + k²·D), D the different T_i.
//
// Source: Breusch (1987), J. Econometrics 36(3); Hsiao (2014), Analysis of Panel Data, 3rd ed., §3.3.3.

/// The likelihood of random effects as a function of σ²_α/σ²_u.
struct RandomEffectsLikelihood {
  struct Maximum {
    let components: VarianceComponents
    let steps: Int
    let isConverged: Bool
  }

  /// Of [XR, e] with e the pooled residuals: within units.
  private let within: Matrix
  /// Σ T·x̄x̄ᵀ by number of rows T.
  private let between: [(rows: Double, units: Double, gram: Matrix)]
  private let rows: Double
  private let width: Int

  /// Points of log λ for each of its natural units, and how far the grid goes: σ²_α/σ²_u from e⁻²⁴ to e²⁴.
  private static let grid = (step: 0.125, limit: 24.0)

  init(_ pooled: LinearFit, _ panel: PanelRows) {
    let root = pooled.context.root
    let design = pooled.context.design
    let columns = (0..<root.columns).map { design.times(root.column($0)) }
    let means = UnitMeans(panel, columns: columns.map { .real($0) }, outcome: pooled.residuals)
    let whole = [Double](repeating: 1, count: panel.unit.count)
    within = TallMatrix(
      rows: panel.rows,
      columns: columns.indices.map { means.less(whole, column: $0) } + [.real(means.outcome(less: whole))]
    ).gram()
    let all = TallMatrix(
      rows: panel.unit.count, columns: (means.columns + [means.outcome]).map { .real($0) })
    let counts = panel.counts
    between = Set(counts).sorted().map { size in
      let units = counts.indices.filter { counts[$0] == size }
      let gram = all.selecting(rows: units).gram()
      return (Double(size), Double(units.count), Double(size) * gram)
    }
    rows = Double(panel.rows)
    width = columns.count
  }

  /// S and ℓ′, and ℓ without its constant.
  private func value(_ ratio: Double) -> (likelihood: Double, slope: Double, squares: Double)? {
    var gram = within
    for part in between { gram = gram + (1 / (1 + ratio * part.rows)) * part.gram }
    let own = Array(0..<width)
    guard
      let solved = try? Cholesky(of: gram.selecting(rows: own, columns: own)).solve(
        own.map { gram[$0, width] })
    else { return nil }
    // [−b, 1] turns the sums of the columns and the outcome into those of the residuals.
    let direction = solved.map { -$0 } + [1]
    func form(_ matrix: Matrix) -> Double {
      zip(direction, matrix.times(direction)).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let squares = form(gram)
    guard squares > 0 else { return nil }
    var likelihood = -rows / 2 * RealPower.logarithm(squares)
    var slope = 0.0
    for part in between {
      let scale = 1 + ratio * part.rows
      likelihood -= part.units / 2 * RealPower.logarithm(scale)
      slope +=
        (rows * form(part.gram) * part.rows / (scale * scale) / squares - part.units * part.rows / scale) / 2
    }
    return (likelihood, slope, squares)
  }

  /// The highest maximum. O(k³·log(1/ε)) after the sums.
  func maximum() -> Maximum {
    var best = (ratio: 0.0, value: value(0))
    var steps = 0
    let points = Int(2 * Self.grid.limit / Self.grid.step)
    var before: (ratio: Double, slope: Double) = (0, best.value?.slope ?? 0)
    for point in 0...points {
      let ratio = RealPower.exponential(-Self.grid.limit + Self.grid.step * Double(point))
      guard let found = value(ratio) else { continue }
      if before.slope > 0, found.slope <= 0 {
        let refined = refine(before.ratio, ratio)
        steps += refined.steps
        if let value = value(refined.ratio),
          value.likelihood > best.value?.likelihood ?? -Double.infinity
        {
          best = (refined.ratio, value)
        }
      }
      before = (ratio, found.slope)
    }
    // Rising to the end of the grid: the errors of rows vanish beside the units'.
    let isConverged = best.value != nil && before.slope <= 0
    let rest = (best.value?.squares ?? 0) / rows
    return Maximum(
      components: VarianceComponents(idiosyncratic: rest, unit: best.ratio * rest), steps: steps,
      isConverged: isConverged)
  }

  /// A zero of ℓ′ between a ratio where it rises and one where it falls.
  private func refine(_ from: Double, _ to: Double) -> (ratio: Double, steps: Int) {
    var (low, high) = (from, to)
    for step in 1...200 {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high, let found = value(middle) else { return (middle, step) }
      if found.slope > 0 { low = middle } else { high = middle }
    }
    return (low + (high - low) / 2, 200)
  }
}
