internal import Distributions
internal import LinearAlgebra

// H₀: β = b for the coefficients of the endogenous regressors. Then y − Yb has no relation to the instruments left out of the
// equation: the test of their coefficients π(b) in its regression on all exogenous variables (Anderson & Rubin 1949, Ann. Math.
// Stat. 20) has its size however weak the instruments are. Under `iid` F = ((SSR_W − SSR_Z)/m)/(SSR_Z/(N − L)), else the Wald
// statistic of π over m with the covariance that was asked for (Chernozhukov & Hansen 2008, Economics Letters 100).
//
// The set of b that is not rejected, one endogenous regressor: π(b) = p − b·q is linear in b, and its covariance V(b), made of
// residuals that are linear in b, is quadratic. The ends solve det(V(b) − π(b)π(b)ᵀ/c) = 0, c = m·(quantile of F): a quadratic
// eigenvalue problem of size m, so that every end is found and no search is made. The set may be an interval, empty, all numbers,
// two rays, or several pieces (Dufour 1997, Econometrica 65; Mikusheva 2010, J. Econometrics 157).

/// The test of Anderson and Rubin, and the coefficients that it does not reject.
public struct AndersonRubin: Sendable {
  /// That all coefficients of endogenous regressors are zero.
  public let test: WaldTest
  /// Rising intervals of the coefficient that are not rejected, ends infinite where there are none; empty where every value is
  /// rejected, nil for several endogenous regressors.
  public let confidenceSet: [ClosedRange<Double>]?
  public let confidence: Double

  /// What the set looks like.
  public enum Shape: String, Sendable {
    case empty, interval, line
    /// One ray, or several pieces of which two may be rays.
    case ray, pieces
  }

  public var shape: Shape? {
    confidenceSet.map { set in
      if set.isEmpty { return .empty }
      if set.count > 1 { return .pieces }
      switch (set[0].lowerBound.isInfinite, set[0].upperBound.isInfinite) {
      case (false, false): return .interval
      case (true, true): return .line
      default: return .ray
      }
    }
  }

  init(
    _ sample: InstrumentedSample, _ kind: CovarianceKind, _ profile: Profile, confidence: Double,
    estimate: Double, error: Double
  ) throws(RegressionError) {
    let problem = try AndersonRubinProblem(sample, kind, profile)
    self.confidence = confidence
    test = try problem.test(at: [Double](repeating: 0, count: sample.endogenous.count))
    confidenceSet =
      sample.endogenous.count == 1
      ? try problem.set(confidence: confidence, around: estimate, error: error) : nil
  }
}

/// The regressions of the outcome and the endogenous regressors on all instruments.
struct AndersonRubinProblem {
  private let sample: InstrumentedSample
  private let kind: CovarianceKind
  private let profile: Profile
  private let count: SmallSampleCount
  private let instruments: TallMatrix
  private let solutions: [LeastSquaresSolution]
  /// Σ w·e² of the columns on the exogenous regressors alone, and with the excluded instruments: their products with one another.
  private let within: Matrix
  private let outside: Matrix
  /// Of the excluded instruments among all.
  private let tested: [Int]

  init(_ sample: InstrumentedSample, _ kind: CovarianceKind, _ profile: Profile) throws(RegressionError) {
    self.sample = sample
    self.kind = kind
    self.profile = profile
    instruments = sample.instruments
    count = sample.count(instruments.width, profile)
    tested = Array(sample.exogenous.count..<instruments.width)
    let columns = [sample.outcome] + sample.endogenous.map { sample.data.matrix.columns[$0] }
    let weights = sample.weights
    var solutions: [LeastSquaresSolution] = []
    var rests: [TallColumn] = []
    let own = sample.data.matrix.selecting(columns: sample.exogenous)
    do {
      for column in columns {
        solutions.append(try instruments.leastSquares(column, weights: weights))
        rests.append(
          own.width == 0 ? column : .real(try own.leastSquares(column, weights: weights).residuals))
      }
    } catch { throw .algebra(error) }
    self.solutions = solutions
    within = TallMatrix(rows: sample.data.rows, columns: rests).gram(weights: weights)
    outside = TallMatrix(rows: sample.data.rows, columns: solutions.map { .real($0.residuals) })
      .gram(weights: weights)
  }

  /// The test of β = b.
  func test(at null: [Double]) throws(RegressionError) -> WaldTest {
    let size = tested.count
    if kind == .iid {
      let factors = [1] + null.map { -$0 }
      func form(_ matrix: Matrix) -> Double {
        zip(factors, matrix.times(factors)).reduce(0) { $0 + $1.0 * $1.1 }
      }
      let (inside, rest) = (form(within), form(outside))
      let degrees = denominator
      if profile.leavesInstrumentsUncorrected {
        return WaldTest(
          chiSquared: max(0, inside - rest) / rest * Double(count.observations), degrees: size)
      }
      return WaldTest(
        f: max(0, inside - rest) / Double(size) / (rest / degrees), degrees: size, denominator: degrees)
    }
    let (covariance, reference) = try covariance(at: null)
    let gap = direction(null)
    guard let form = try WeakInstruments.form(gap, covariance) else {
      throw .dependentRestrictions(count: size, rank: size - 1)
    }
    return reference.degrees(tested[0]).map {
      WaldTest(f: form / Double(size), degrees: size, denominator: $0)
    } ?? WaldTest(chiSquared: form, degrees: size)
  }

  /// N − K of the first stage, nested effects counted as in a clustered covariance.
  private var denominator: Double { Double(count.residualDegrees) }

  /// π(b).
  private func direction(_ null: [Double]) -> [Double] {
    tested.map { index in
      null.indices.reduce(solutions[0].coefficients[index]) {
        $0 - null[$1] * solutions[1 + $1].coefficients[index]
      }
    }
  }

  /// V(b) of π(b).
  private func covariance(at null: [Double]) throws(RegressionError) -> (Matrix, ReferenceDistribution) {
    try covariance([1] + null.map { -$0 })
  }

  /// The covariance of π from the residuals of a combination of y and Y.
  private func covariance(_ factors: [Double]) throws(RegressionError) -> (Matrix, ReferenceDistribution) {
    var residuals = [Double](repeating: 0, count: sample.data.rows)
    for (factor, solution) in zip(factors, solutions) where factor != 0 {
      let own = solution.residuals
      for row in residuals.indices { residuals[row] += factor * own[row] }
    }
    let context = try CovarianceContext(
      design: instruments, residuals: residuals, weights: sample.data.weights,
      bread: solutions[0].inverseGram,
      residualSumOfSquares: zip(factors, outside.times(factors)).reduce(0) { $0 + $1.0 * $1.1 },
      count: count, effects: sample.absorption?.design(sample.shown.matrix))
    if case .cluster(let groupings) = kind, groupings.count > 1 {
      return try severalWays(context, groupings)
    }
    var covariance = try context.covariance(kind, profile: profile)
    if profile.leavesInstrumentsUncorrected { covariance = covariance.uncorrected(context.count) }
    return (covariance.matrix.selecting(rows: tested, columns: tested), covariance.reference)
  }

  /// The sum over several cluster variables as it is: a repair of negative eigenvalues is not quadratic in the residuals.
  private func severalWays(_ context: CovarianceContext, _ groupings: [Grouping]) throws(RegressionError) -> (
    Matrix, ReferenceDistribution
  ) {
    let count = context.count(for: profile)
    let fewest = groupings.map(\.count).min() ?? 0
    var sum = Matrix(rows: tested.count, columns: tested.count)
    for set in 1..<(1 << groupings.count) {
      let members = groupings.indices.filter { set & (1 << $0) != 0 }
      let cells = Grouping.intersection(members.map { groupings[$0] })
      let part = try context.covariance(.cluster([cells]), profile: profile)
      var own = 1 / part.factor
      if !profile.leavesInstrumentsUncorrected {
        own *=
          profile.clusterFactor(
            count, groupings, groups: profile.takesFewestClusters ? fewest : cells.count
          ).value
      }
      sum =
        sum + (members.count % 2 == 1 ? own : -own)
        * part.matrix.selecting(rows: tested, columns: tested)
    }
    return (
      sum,
      profile.leavesInstrumentsUncorrected ? .normal : profile.clusteredReference(count, groups: fewest)
    )
  }

  /// The values of the one coefficient that are not rejected. `estimate` and `error` set the scale.
  func set(confidence: Double, around estimate: Double, error: Double) throws(RegressionError)
    -> [ClosedRange<Double>]
  {
    let size = tested.count
    let scale = error > 0 && error.isFinite ? error : max(abs(estimate), 1)
    let ends: [Double]
    let accepts: (Double) throws(RegressionError) -> Bool
    if kind == .iid {
      // (y − bY)ᵀP(y − bY) ≤ c·(y − bY)ᵀM(y − bY): a quadratic in b = estimate + scale·τ.
      let quantile: Double
      if profile.leavesInstrumentsUncorrected {
        quantile =
          ChiSquared(degreesOfFreedom: Double(size)).upperQuantile(1 - confidence)
          / Double(count.observations)
      } else {
        quantile =
          FisherF(numerator: Double(size), denominator: denominator).upperQuantile(1 - confidence)
          * Double(size) / denominator
      }
      let matrix = within - outside - quantile * outside
      func form(_ left: [Double], _ right: [Double]) -> Double {
        zip(left, matrix.times(right)).reduce(0) { $0 + $1.0 * $1.1 }
      }
      let (base, step) = ([1, -estimate], [0, -scale])
      let (c0, c1, c2) = (form(base, base), form(base, step), form(step, step))
      ends = QuadraticRoots.real(c2, 2 * c1, c0)
      accepts = { (value: Double) throws(RegressionError) in c0 + value * (2 * c1 + value * c2) <= 0 }
    } else {
      // V at y − Y·estimate, at −Y·scale and at their sum and difference give all of V(τ).
      let (atBase, reference) = try covariance([1, -estimate])
      let (atStep, _) = try covariance([0, -scale])
      let (atSum, _) = try covariance([1, -estimate - scale])
      let (atDifference, _) = try covariance([1, -estimate + scale])
      let cross = 0.5 * (atSum - atDifference)
      let first = direction([estimate])
      let second = tested.map { -scale * solutions[1].coefficients[$0] }
      let quantile =
        reference.degrees(tested[0]).map {
          FisherF(numerator: Double(size), denominator: $0).upperQuantile(1 - confidence) * Double(size)
        } ?? ChiSquared(degreesOfFreedom: Double(size)).upperQuantile(1 - confidence)
      func less(_ matrix: Matrix, _ left: [Double], _ right: [Double], _ factor: Double) -> Matrix {
        var result = matrix
        for j in 0..<size {
          for i in 0..<size {
            result[i, j] -= factor * (left[i] * right[j] + right[i] * left[j]) / quantile
          }
        }
        return result
      }
      ends = try QuadraticRoots.singular(
        less(atStep, second, second, 0.5), less(cross, first, second, 1), less(atBase, first, first, 0.5))
      accepts = { (value: Double) throws(RegressionError) in
        let spread = atBase + value * cross + (value * value) * atStep
        let gap = zip(first, second).map { $0 + value * $1 }
        guard let form = try WeakInstruments.form(gap, spread) else { return true }
        return form <= quantile
      }
    }
    return try AndersonRubinProblem.pieces(ends, accepts).map {
      ($0.lowerBound * scale + estimate)...($0.upperBound * scale + estimate)
    }
  }

  /// The pieces between ends that are accepted, neighbours joined.
  private static func pieces(
    _ ends: [Double], _ accepts: (Double) throws(RegressionError) -> Bool
  ) throws(RegressionError) -> [ClosedRange<Double>] {
    let places = [-Double.infinity] + ends.sorted() + [.infinity]
    var result: [ClosedRange<Double>] = []
    for (low, high) in zip(places, places.dropFirst()) where low < high {
      let inside: Double =
        if low.isInfinite, high.isInfinite { 0 } else if low.isInfinite {
          high - 1 - abs(high)
        } else if high.isInfinite { low + 1 + abs(low) } else { low + (high - low) / 2 }
      guard try accepts(inside) else { continue }
      if let last = result.last, last.upperBound == low {
        result[result.count - 1] = last.lowerBound...high
      } else {
        result.append(low...high)
      }
    }
    return result
  }
}
