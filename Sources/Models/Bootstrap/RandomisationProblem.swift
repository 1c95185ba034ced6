internal import Absorption
internal import Kernels
internal import LinearAlgebra

// The treatment under an assignment is x* = Σ_g c_{g,p(g)}, c_{g,p} the path p in the rows of cluster g and zero elsewhere. With M
// sweeping out all other regressors and the effects, ỹ = My, x̃ = Mx:
//
//   β*(r) = x*ᵀ(ỹ − r·x̃)/x*ᵀMx*,   score of cluster h: (Mx*)_hᵀ(ỹ − r·x̃ − β*(r)·Mx*)_h,
//
// all of it sums over the clusters of x* of products that are made once.

/// The draws of a randomisation as polynomials of the null.
struct RandomisationProblem: Sendable {
  let estimate: Double
  /// Of the statistic: one for the coefficient.
  let variance: Double
  /// The clustered standard error.
  let searchError: Double
  private let clusters: Int
  private let paths: Int
  private let usesVariance: Bool
  /// c_{g,p}ᵀỹ and c_{g,p}ᵀx̃, g slowest.
  private let outcome: [Double]
  private let treatment: [Double]
  /// c_{g,p}ᵀMc_{h,q}.
  private let products: [Double]
  /// (Mc_{g,p})_hᵀỹ_h, (Mc_{g,p})_hᵀx̃_h: h fastest; (Mc_{g,p})_hᵀ(Mc_{h',q})_h.
  private let ofOutcome: [Double]
  private let ofTreatment: [Double]
  private let ofPairs: [Double]
  private let factor: Double

  private static let largest = 1 << 25
  private static let batch = 8

  init(
    _ fit: LinearFit, _ position: Int, _ cluster: Grouping, _ paths: TreatmentPaths,
    _ statistic: RandomisationInference.Statistic
  ) throws(RegressionError) {
    let context = fit.context
    let rows = context.design.rows
    let weights = context.weights?.values ?? [Double](repeating: 1, count: rows)
    let codes = cluster.codes.map(Int.init)
    let width = cluster.count * paths.count
    usesVariance = statistic == .t
    let pairs = usesVariance ? width * width * cluster.count : 0
    guard width * width <= RandomisationProblem.largest, pairs <= RandomisationProblem.largest,
      !usesVariance || width * rows <= 8 * RandomisationProblem.largest
    else { throw .randomisationTooLarge(clusters: cluster.count, paths: paths.count) }
    // x̃ = X̃·(A⁻¹'s column of the coefficient over its middle).
    let middle = context.bread[position, position]
    let size = context.design.width
    let swept = context.design.times((0..<size).map { context.bread[$0, position] / middle })
    let residuals = context.residuals
    estimate = fit.coefficients[position]
    let left = zip(residuals, swept).map { $0 + fit.coefficients[position] * $1 }
    clusters = cluster.count
    self.paths = paths.count
    let others = (0..<size).filter { $0 != position }
    let design = context.design.selecting(columns: others)
    let bread: Matrix
    do {
      bread =
        others.isEmpty
        ? Matrix(rows: 0, columns: 0)
        : try design.leastSquares(.real(residuals), weights: context.weights?.values).inverseGram
    } catch { throw .algebra(error) }

    var outcome = [Double](repeating: 0, count: width)
    var treatment = outcome
    for row in 0..<rows {
      for path in 0..<paths.count {
        let value = weights[row] * paths.values[path][paths.periods[row]]
        outcome[codes[row] * paths.count + path] += value * left[row]
        treatment[codes[row] * paths.count + path] += value * swept[row]
      }
    }
    self.outcome = outcome
    self.treatment = treatment
    var products = [Double](repeating: 0, count: width * width)
    var kept: [[Double]] = []
    for start in stride(from: 0, to: width, by: RandomisationProblem.batch) {
      let members = start..<min(width, start + RandomisationProblem.batch)
      var columns = members.map { member in
        (0..<rows).map { row in
          codes[row] == member / paths.count ? paths.values[member % paths.count][paths.periods[row]] : 0
        }
      }
      if let effects = context.effects {
        columns = effects.space.absorb(columns, options: AbsorptionOptions(tolerance: 1e-13)).columns
      }
      for (place, member) in members.enumerated() {
        var column = columns[place]
        if !others.isEmpty {
          let along = bread.times(design.transposedTimes(zip(weights, column).map { $0 * $1 }))
          let fitted = design.times(along)
          for row in column.indices { column[row] -= fitted[row] }
        }
        for row in 0..<rows {
          for path in 0..<paths.count {
            products[member * width + codes[row] * paths.count + path] +=
              weights[row] * paths.values[path][paths.periods[row]] * column[row]
          }
        }
        if statistic == .t { kept.append(column) }
      }
    }
    self.products = products
    var scores = [Double](repeating: 0, count: cluster.count)
    for row in 0..<rows { scores[codes[row]] += weights[row] * swept[row] * residuals[row] }
    let count = context.count(for: fit.covariance.profile)
    factor = fit.covariance.profile.clusterFactor(count, [cluster], groups: cluster.count).value
    let spread = factor * scores.reduce(0) { $0 + $1 * $1 } * middle * middle
    searchError = spread.squareRoot()
    variance = usesVariance ? spread : 1
    guard spread > 0 else { throw .bootstrapVariance(term: fit.names[position]) }
    var ofOutcome = [Double](repeating: 0, count: usesVariance ? width * cluster.count : 0)
    var ofTreatment = ofOutcome
    var ofPairs = [Double](repeating: 0, count: pairs)
    for (member, column) in kept.enumerated() {
      for row in 0..<rows {
        let value = weights[row] * column[row]
        ofOutcome[member * cluster.count + codes[row]] += value * left[row]
        ofTreatment[member * cluster.count + codes[row]] += value * swept[row]
      }
      for (other, second) in kept.enumerated() {
        let base = (member * width + other) * cluster.count
        for row in 0..<rows { ofPairs[base + codes[row]] += weights[row] * column[row] * second[row] }
      }
    }
    self.ofOutcome = ofOutcome
    self.ofTreatment = ofTreatment
    self.ofPairs = ofPairs
  }

  func draws(_ assignments: Assignments, threads: Int) -> [WildDraw] {
    Parallel.map(assignments.blocks, threads: threads) { block in
      assignments.block(block).map(draw)
    }.flatMap { $0 }
  }

  private func draw(_ assigned: [Int]) -> WildDraw {
    let width = clusters * paths
    let members = assigned.indices.map { $0 * paths + assigned[$0] }
    var (first, second, square) = (0.0, 0.0, 0.0)
    for member in members {
      first += outcome[member]
      second += treatment[member]
      for other in members { square += products[member * width + other] }
    }
    // Nothing is left of the treatment: its square is rounding.
    var own = 0.0
    for member in members { own += products[member * width + member] }
    guard square > 1e-12 * own else { return WildDraw() }
    var result = WildDraw(n0: first / square, n1: -second / square)
    guard usesVariance else {
      result.d0 = 1
      return result
    }
    for cluster in 0..<clusters {
      var (ofOutcome, ofTreatment, pairs) = (0.0, 0.0, 0.0)
      for member in members {
        ofOutcome += self.ofOutcome[member * clusters + cluster]
        ofTreatment += self.ofTreatment[member * clusters + cluster]
        for other in members { pairs += ofPairs[(member * width + other) * clusters + cluster] }
      }
      let value = (ofOutcome - result.n0 * pairs) / square
      let slope = (-ofTreatment - result.n1 * pairs) / square
      result.d0 += factor * value * value
      result.d1 += factor * value * slope
      result.d2 += factor * slope * slope
    }
    return result
  }
}
