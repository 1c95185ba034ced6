internal import LinearAlgebra

// With W swept out of the endogenous regressors Y (p) and the excluded instruments Z (m), Q orthonormal for Z, V what Z leaves of Y:
//
// - Cragg & Donald (1993, Econometric Theory 9): the smallest eigenvalue of Σ^{-½}YᵀQQᵀYΣ^{-½}/m, Σ = VᵀV/(N − L).
// - Kleibergen & Paap (2006, J. Econometrics 133): the same for errors of any covariance. Θ = QᵀYΣ^{-½} = U·S·Vᵀ; the part that
//   would be zero if the rank were p − 1, over its covariance, by m.
// - Montiel Olea & Pflueger (2013, JBES 31), one endogenous regressor: YᵀQQᵀY over the trace of the covariance of QᵀY.
//
// Stock & Yogo's critical values belong to the first under errors of one variance; the effective F is compared with 10 or
// with the authors' own critical values.

/// How strong the instruments are together.
public struct WeakInstruments: Sendable {
  /// Cragg and Donald's F.
  public let craggDonald: Double
  /// Kleibergen and Paap's rk Wald F; nil under `iid`, where it is Cragg and Donald's.
  public let kleibergenPaap: Double?
  /// Olea and Pflueger's effective F; nil for several endogenous regressors.
  public let effective: Double?

  init(_ sample: InstrumentedSample, _ kind: CovarianceKind, _ profile: Profile) throws(RegressionError) {
    let weights = sample.weights
    let own = sample.data.matrix.selecting(columns: sample.exogenous)
    func swept(_ columns: [Int]) throws(RegressionError) -> TallMatrix {
      try RegressionError.algebra { () throws(LinearAlgebraError) in
        var found: [TallColumn] = []
        for column in columns {
          let values = sample.data.matrix.columns[column]
          if own.width == 0 {
            found.append(values)
          } else {
            found.append(.real(try own.leastSquares(values, weights: weights).residuals))
          }
        }
        return TallMatrix(rows: sample.data.rows, columns: found)
      }
    }
    let regressors = try swept(sample.endogenous)
    let instruments = try swept(sample.excluded)
    let factor = try RegressionError.algebra { () throws(LinearAlgebraError) in
      try instruments.leastSquares(sample.outcome, weights: weights).inverseFactor.rounded
    }
    guard factor.rows == instruments.width else { throw .notIdentified(name: "the instruments") }
    let basis = TallMatrix(
      rows: instruments.rows,
      columns: (0..<instruments.width).map { .real(instruments.times(factor.column($0))) })
    let endogenous = sample.endogenous.count
    let excluded = sample.excluded.count
    let rest = Double(sample.count(sample.exogenous.count + excluded, profile).residualDegrees)
    // QᵀWY, m × p.
    var columns: [Double] = []
    for column in regressors.columns {
      let values = (0..<sample.data.rows).map { column[$0] }
      columns += basis.transposedTimes(KClass.weighted(values, weights))
    }
    let cross = Matrix(rows: excluded, columns: endogenous, columnMajor: columns)
    let left = TallMatrix(rows: sample.data.rows, columns: sample.firstResiduals.map { .real($0) })
    let variance = (1 / rest) * left.gram(weights: weights)
    let scale = try RegressionError.algebra { () throws(LinearAlgebraError) in
      try SymmetricEigensystem(of: variance).applying { $0 > 0 ? 1 / $0.squareRoot() : 0 }
    }
    let theta = cross * scale
    let system = try RegressionError.algebra { () throws(LinearAlgebraError) in try SingularValues(of: theta)
    }
    let smallest = system.values.last ?? 0
    craggDonald = smallest * smallest / Double(excluded)
    guard let meat = try WeakInstruments.meat(basis, left, scale, sample, kind, profile) else {
      kleibergenPaap = nil
      effective = endogenous == 1 ? craggDonald : nil
      return
    }
    kleibergenPaap = try WeakInstruments.rank(theta, system, meat, excluded, endogenous)
    if endogenous == 1 {
      let trace = meat.diagonal.reduce(0, +)
      effective = theta.column(0).reduce(0) { $0 + $1 * $1 } / trace
    } else {
      effective = nil
    }
  }

  /// The covariance of vec(QᵀYΣ^{-½}): Σ over rows or clusters of (v ⊗ q)(v ⊗ q)ᵀ, with the small-sample factor N/(N − L), for
  /// clusters the profile's; nil under `iid`.
  private static func meat(
    _ basis: TallMatrix, _ left: TallMatrix, _ scale: Matrix, _ sample: InstrumentedSample,
    _ kind: CovarianceKind,
    _ profile: Profile
  ) throws(RegressionError) -> Matrix? {
    if kind == .iid { return nil }
    let residuals = (0..<left.width).map { left.times(scale.column($0)) }
    let weights = sample.weights
    let observations = Double(sample.sample.observations)
    let rest = Double(sample.count(sample.exogenous.count + basis.width, profile).residualDegrees)
    var products: [TallColumn] = []
    for values in residuals {
      for column in basis.columns {
        products.append(.real(values.indices.map { values[$0] * column[$0] }))
      }
    }
    let scores = TallMatrix(rows: left.rows, columns: products)
    let ones = weights ?? [Double](repeating: 1, count: left.rows)
    switch kind {
    case .iid, .hc0, .hc1, .hc2, .hc3, .hc4, .hc4m, .hc5: break
    case .cluster(let groupings) where groupings.count > 1:
      return try serial(scores, kind, sample, basis.width, profile)
    case .neweyWest, .driscollKraay, .conley: return try serial(scores, kind, sample, basis.width, profile)
    case .cluster, .cr2, .cr3, .jackknife:
      let grouping = kind.groupings[0]
      let sums = scores.groupSums(ones, groups: grouping.codes, count: grouping.count)
      let count = sample.count(sample.exogenous.count + basis.width, profile)
      return profile.clusterFactor(count, [grouping], groups: grouping.count).value * sums.crossProduct()
    }
    if sample.data.weights?.kind == .frequency { return (observations / rest) * scores.gram(weights: ones) }
    return (observations / rest) * scores.meat(scores: ones)
  }

  /// The same for sums over several ways, lags or distances: the covariance of that kind for scores without a bread.
  private static func serial(
    _ scores: TallMatrix, _ kind: CovarianceKind, _ sample: InstrumentedSample, _ instruments: Int,
    _ profile: Profile
  ) throws(RegressionError) -> Matrix {
    try CovarianceContext(
      design: scores, residuals: [Double](repeating: 1, count: scores.rows), weights: sample.data.weights,
      bread: .identity(scores.width), root: .identity(scores.width), residualSumOfSquares: 1,
      count: sample.count(sample.exogenous.count + instruments, profile)
    ).covariance(kind, profile: profile).matrix
  }

  /// Kleibergen and Paap's statistic of rank p − 1, over m.
  private static func rank(
    _ theta: Matrix, _ system: SingularValues, _ covariance: Matrix, _ excluded: Int, _ endogenous: Int
  ) throws(RegressionError) -> Double? {
    // What is left of the left space after the p − 1 largest singular values, and the right vector of the smallest. The statistic
    // does not depend on the basis chosen in either, so the authors' normalisation is left out.
    let all = try RegressionError.algebra { () throws(LinearAlgebraError) in
      try SymmetricEigensystem(of: theta.productTransposed(theta).symmetrised()).vectors
    }
    let leftSpace = all.selecting(
      rows: Array(0..<excluded), columns: Array(0..<excluded - endogenous + 1))
    let right = (0..<endogenous).map { system.rightTransposed[endogenous - 1, $0] }
    let size = leftSpace.columns
    // (r ⊗ A)ᵀ over the blocks of vec.
    var selector = Matrix(rows: excluded * endogenous, columns: size)
    for block in 0..<endogenous {
      for row in 0..<excluded {
        for column in 0..<size {
          selector[block * excluded + row, column] = right[block] * leftSpace[row, column]
        }
      }
    }
    let gap = leftSpace.transposedTimes(theta.times(right))
    let spread = (selector.transposedProduct(covariance) * selector).symmetrised()
    return try form(gap, spread).map { $0 / Double(excluded) }
  }

  /// gapᵀ · spread⁻¹ · gap; nil where clusters are too few for an inverse.
  static func form(_ gap: [Double], _ spread: Matrix) throws(RegressionError) -> Double? {
    do { return try LinearFit.quadraticForm(gap, spread) } catch {
      if case .dependentRestrictions = error { return nil }
      throw error
    }
  }
}
