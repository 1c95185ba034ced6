public import LinearAlgebra

// A synthetic control that matches predictors: w minimises (x₁ − X₀w)ᵀV(x₁ − X₀w) over the simplex, V = diag(v), Σv = 1, each predictor
// divided by its standard deviation over all units. V is given, equal, or chosen so that w(V) tracks the treated's outcomes before the
// treatment best. That outer problem is neither convex nor smooth: a Nelder–Mead search over log v from equal importance, and from each
// predictor alone, gives the best of what it finds, no guaranteed optimum (Becker & Klößner 2018, *Fast and reliable computation of
// generalized synthetic controls*, Econometrics and Statistics 5, 1–19, on how solvers differ).
//
// Source: Abadie, Diamond & Hainmueller (2010), JASA 105, 493–505, section 2.3; Nelder & Mead (1965), Computer Journal 7, 308–313.

/// A synthetic control by predictors.
public struct PredictorControl: Sendable {
  public enum Importance: Sendable, Equatable {
    case equal
    /// One weight a predictor, not negative, their sum above zero.
    case given([Double])
    /// Chosen to fit the outcomes before the treatment.
    case optimised
  }

  public var importance: Importance
  public var threads: Int

  public init(importance: Importance = .optimised, threads: Int = 1) {
    self.importance = importance
    self.threads = threads
  }

  public struct Estimate: Sendable {
    /// v, sum 1.
    public let importance: [Double]
    /// Positions of the donors and their weights.
    public let donors: [Int]
    public let weights: [Double]
    /// Mean predictors of the treated and those of the weighted donors, in their own units.
    public let treatedPredictors: [Double]
    public let syntheticPredictors: [Double]
    public let treatedPath: [Double]
    public let syntheticPath: [Double]
    /// Mean gap over the periods after.
    public let effect: Double
    /// Root mean squared gaps before and after.
    public let errorBefore: Double
    public let errorAfter: Double
    /// Evaluations of the outer search.
    public let evaluations: Int
  }

  /// - Parameter predictors: predictors × units.
  /// - Throws: `.severalCohorts`, `.predictor` for a value that is no finite number or a predictor that does not vary.
  /// - Complexity: a quadratic programme an evaluation; the search takes some hundreds a predictor.
  public func fit(_ panel: SyntheticPanel, predictors: Matrix) throws(SyntheticControlError) -> Estimate {
    precondition(
      predictors.columns == panel.units, "predictors of \(predictors.columns) units for \(panel.units)")
    guard panel.cohorts.count == 1, let cohort = panel.cohorts.first else {
      throw .severalCohorts(panel.cohorts.count)
    }
    let problem = try PredictorProblem(panel, cohort.units, cohort.adoption, predictors)
    let count = predictors.rows
    var evaluations = 0
    let chosen: [Double]
    switch importance {
    case .equal: chosen = [Double](repeating: 1 / Double(count), count: count)
    case .given(let values):
      let total = values.reduce(0, +)
      precondition(
        values.count == count && values.allSatisfy { $0 >= 0 } && total > 0,
        "\(values.count) importances for \(count) predictors")
      chosen = values.map { $0 / total }
    case .optimised: chosen = try problem.search(&evaluations)
    }
    let weights = try problem.weights(chosen)
    let path = panel.mean(cohort.units)
    let synthetic = panel.weighted(panel.donors, weights)
    let gaps = zip(path, synthetic).map { $0 - $1 }
    var matched = [Double](repeating: 0, count: count)
    for (position, unit) in panel.donors.enumerated() {
      for row in 0..<count { matched[row] += weights[position] * predictors[row, unit] }
    }
    return Estimate(
      importance: chosen, donors: panel.donors, weights: weights, treatedPredictors: problem.treatedMeans,
      syntheticPredictors: matched, treatedPath: path, syntheticPath: synthetic,
      effect: SyntheticCohort.mean(gaps[cohort.adoption...]),
      errorBefore: SyntheticCohort.rootMeanSquare(gaps[..<cohort.adoption], isCentred: false),
      errorAfter: SyntheticCohort.rootMeanSquare(gaps[cohort.adoption...], isCentred: false),
      evaluations: evaluations)
  }
}

/// The inner programme for any importance, and the search for the best one.
private struct PredictorProblem {
  let treatedMeans: [Double]
  /// Predictors × donors and those of the treated, in standard deviations.
  private let donors: Matrix
  private let target: [Double]
  /// Periods before × donors, and the treated's outcomes.
  private let outcomes: Matrix
  private let path: [Double]

  init(_ panel: SyntheticPanel, _ treated: [Int], _ before: Int, _ predictors: Matrix)
    throws(SyntheticControlError)
  {
    let count = predictors.rows
    var scaled = predictors
    var means: [Double] = []
    var target: [Double] = []
    for row in 0..<count {
      let values = (0..<panel.units).map { predictors[row, $0] }
      guard values.allSatisfy(\.isFinite) else {
        throw .predictor(index: row + 1, reason: "a value that is no finite number")
      }
      let mean = values.reduce(0, +) / Double(values.count)
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let deviation = (squares / Double(values.count - 1)).squareRoot()
      guard deviation > 1e-14 * max(abs(mean), 1e-300) else {
        throw .predictor(index: row + 1, reason: "it does not vary")
      }
      let own = treated.reduce(0) { $0 + values[$1] } / Double(treated.count)
      means.append(own)
      target.append(own / deviation)
      for unit in 0..<panel.units { scaled[row, unit] = values[unit] / deviation }
    }
    treatedMeans = means
    self.target = target
    donors = scaled.selecting(rows: Array(0..<count), columns: panel.donors)
    outcomes = panel.outcomes.selecting(rows: Array(0..<before), columns: panel.donors)
    path = Array(panel.mean(treated)[..<before])
  }

  func weights(_ importance: [Double]) throws(SyntheticControlError) -> [Double] {
    var rooted = donors
    var right = target
    for row in importance.indices {
      let root = importance[row].squareRoot()
      right[row] *= root
      for column in 0..<donors.columns { rooted[row, column] *= root }
    }
    do throws(LinearAlgebraError) {
      return try SimplexLeastSquares(rooted, target: right, ridge: 0).weights
    } catch { throw .algebra(error) }
  }

  private func loss(_ logarithms: [Double]) throws(SyntheticControlError) -> Double {
    let fitted = outcomes.times(try weights(PredictorProblem.shares(logarithms)))
    return zip(fitted, path).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }

  /// v from log₂ v, sum one; below 2⁻³⁰ of the largest a predictor counts as that.
  private static func shares(_ logarithms: [Double]) -> [Double] {
    let largest = logarithms.max() ?? 0
    let values = logarithms.map { power(max($0 - largest, -30)) }
    let total = values.reduce(0, +)
    return values.map { $0 / total }
  }

  /// 2ˣ for x ≤ 0: the whole part exactly, the rest by its series.
  private static func power(_ x: Double) -> Double {
    let whole = x.rounded(.down)
    let rest = (x - whole) * 0.6931471805599453
    var term = 1.0
    var sum = 1.0
    for index in 1...20 {
      term *= rest / Double(index)
      sum += term
    }
    return Double(sign: .plus, exponent: Int(whole), significand: sum)
  }

  func search(_ evaluations: inout Int) throws(SyntheticControlError) -> [Double] {
    let count = target.count
    guard count > 1 else { return [1] }
    var best = [Double](repeating: 0, count: count)
    var least = Double.infinity
    for start in 0...count {
      // Equal importance, then each predictor with most of it.
      let origin = (0..<count).map { start == 0 || $0 == start - 1 ? 0.0 : -6.0 }
      let (place, value) = try simplex(from: origin, &evaluations)
      if value < least {
        least = value
        best = place
      }
    }
    return PredictorProblem.shares(best)
  }

  /// Nelder and Mead's search with their coefficients, until its values agree to 10⁻¹⁰ or after 200 steps a dimension.
  private func simplex(from origin: [Double], _ evaluations: inout Int) throws(SyntheticControlError) -> (
    [Double], Double
  ) {
    let count = origin.count
    var points = [origin]
    for index in 0..<count {
      var point = origin
      point[index] += 2
      points.append(point)
    }
    var values: [Double] = []
    for point in points { values.append(try loss(point)) }
    evaluations += points.count
    for _ in 0..<200 * count {
      let order = values.indices.sorted { values[$0] < values[$1] }
      points = order.map { points[$0] }
      values = order.map { values[$0] }
      if values[count] - values[0] <= 1e-10 * abs(values[0]) { break }
      var centre = [Double](repeating: 0, count: count)
      for point in points[..<count] {
        for index in 0..<count { centre[index] += point[index] / Double(count) }
      }
      func along(_ factor: Double) -> [Double] {
        (0..<count).map { centre[$0] + factor * (points[count][$0] - centre[$0]) }
      }
      let reflected = along(-1)
      let value = try loss(reflected)
      evaluations += 1
      if value < values[0] {
        let expanded = along(-2)
        let further = try loss(expanded)
        evaluations += 1
        (points[count], values[count]) = further < value ? (expanded, further) : (reflected, value)
      } else if value < values[count - 1] {
        (points[count], values[count]) = (reflected, value)
      } else {
        let contracted = along(value < values[count] ? -0.5 : 0.5)
        let inside = try loss(contracted)
        evaluations += 1
        if inside < min(value, values[count]) {
          (points[count], values[count]) = (contracted, inside)
        } else {
          for index in 1...count {
            points[index] = zip(points[index], points[0]).map { 0.5 * ($0 + $1) }
            values[index] = try loss(points[index])
          }
          evaluations += count
        }
      }
    }
    return (points[0], values[0])
  }
}
