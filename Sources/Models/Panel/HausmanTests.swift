internal import LinearAlgebra

// Are the units' effects unrelated to the regressors? With b_w of the within regression, consistent anyway, and b_r of random effects,
// efficient if they are:
//   classic     (b_w − b_r)ᵀ(V_w − V_r)⁻¹(b_w − b_r), both covariances `iid` with their own error variances, of the coefficients that both
//               have (Hausman 1978, Econometrica 46(6)). The difference of the estimated covariances need not be positive definite; the
//               statistic keeps its sign, and a negative one has no p-value.
//   one variance  the same with the error variance of random effects in both, which cannot be negative (`sigmamore` in Stata).
//   auxiliary   the within-transformed columns added to the regression of random effects, their coefficients zero: the Wald test with any
//               covariance (Arellano 1993, J. Econometrics 59(1); Wooldridge 2010, §10.7.3). It is the test of Mundlak's means.

/// The tests of random against fixed effects.
struct HausmanTests {
  private(set) var found: [PanelTest] = []
  private(set) var warnings: [String] = []

  /// None.
  init() {}

  /// The robust one has the covariance that was asked for, clusters of units where that is `iid`.
  init(
    _ start: PanelRegressions, _ random: QuasiDemeaned, covariance: CovarianceKind, profile: Profile
  ) throws(RegressionError) {
    guard let within = start.within else { return }
    let names = within.names.filter { random.fit.names.contains($0) }
    guard !names.isEmpty else { return }
    try classic(within, random.fit, names, profile)
    try auxiliary(start, random, names, covariance, profile)
  }

  private mutating func classic(
    _ within: LinearFit, _ random: LinearFit, _ names: [String], _ profile: Profile
  ) throws(RegressionError) {
    let own = names.compactMap { name in within.names.firstIndex(of: name) }
    let theirs = names.compactMap { name in random.names.firstIndex(of: name) }
    let gap = zip(own, theirs).map { within.coefficients[$0] - random.coefficients[$1] }
    func variance(_ fit: LinearFit) -> Double { fit.residualSumOfSquares / Double(fit.residualDegrees) }
    let randomVariance = random.context.residualSumOfSquares / Double(random.residualDegrees)
    let right = randomVariance * random.context.bread.selecting(rows: theirs, columns: theirs)
    for (name, factor) in [
      (PanelTest.Name.hausman, variance(within)), (.hausmanCommonVariance, randomVariance),
    ] {
      let left = factor * within.context.bread.selecting(rows: own, columns: own)
      guard let statistic = HausmanTests.form(gap, left, right) else {
        if name == .hausman {
          warnings.append(
            "no classic Hausman test: the difference of the covariances of within and random effects has no inverse; "
              + "use the auxiliary regression")
        }
        continue
      }
      found.append(PanelTest(name, statistic, .chiSquared(names.count)))
      if name == .hausman, statistic < 0 {
        warnings.append(
          "the classic Hausman statistic is negative (\(statistic)): the difference of the covariances is not positive definite; "
            + "use the auxiliary regression")
      }
    }
  }

  /// gapᵀ·(left − right)⁻¹·gap with its sign, or nil where the difference has no inverse: its rounding is that of the larger part.
  static func form(_ gap: [Double], _ left: Matrix, _ right: Matrix) -> Double? {
    // In units of left's standard errors.
    let scales = left.diagonal.map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
    var difference = left - right
    for j in scales.indices {
      for i in scales.indices { difference[i, j] *= scales[i] * scales[j] }
    }
    let scaled = zip(gap, scales).map { $0 * $1 }
    guard let system = try? SymmetricEigensystem(of: difference.symmetrised()),
      system.values.allSatisfy({ abs($0) > 1e-12 }),
      let solved = try? difference.solve(Matrix(rows: scaled.count, columns: 1, columnMajor: scaled))
    else { return nil }
    return zip(solved.elements, scaled).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private mutating func auxiliary(
    _ start: PanelRegressions, _ random: QuasiDemeaned, _ names: [String], _ covariance: CovarianceKind,
    _ profile: Profile
  ) throws(RegressionError) {
    let panel = start.panel
    let whole = [Double](repeating: 1, count: panel.unit.count)
    var columns = random.columns
    var labels = random.fit.names
    let added = names.map { "within(\($0))" }
    for name in names {
      guard let place = random.fit.names.firstIndex(of: name) else { continue }
      columns.append(random.means.less(whole, column: place))
    }
    labels += added
    let data = RegressionData(
      matrix: TallMatrix(rows: panel.rows, columns: columns), names: labels, outcome: .real(random.outcome))
    var robust = covariance
    if covariance == .iid { robust = .cluster([panel.unit]) }
    for (name, kind) in [(PanelTest.Name.hausmanAuxiliary, CovarianceKind.iid), (.hausmanRobust, robust)] {
      do {
        let fit = try LeastSquares(covariance: kind, profile: profile).fit(data)
        let tested = added.filter { fit.names.contains($0) }
        guard !tested.isEmpty else { continue }
        let test = try fit.waldChiSquared(LinearHypothesis.zero(tested, in: fit.names))
        found.append(PanelTest(name, test, covariance: kind.description))
      } catch {
        switch error {
        case .dependentRestrictions, .noDegreesOfFreedom, .singleCluster, .tooFewRows:
          warnings.append("no \(name.rawValue) test: \(error.description)")
        default: throw error
        }
      }
    }
  }
}

extension LinearFit {
  /// The Wald statistic against χ² of as many degrees as restrictions, whatever the fit's coefficients are compared with.
  func waldChiSquared(_ hypothesis: LinearHypothesis) throws(RegressionError) -> WaldTest {
    let gap = zip(hypothesis.restrictions.times(coefficients), hypothesis.values).map { $0 - $1 }
    let spread = (hypothesis.restrictions * covariance.matrix)
      .productTransposed(hypothesis.restrictions).symmetrised()
    return WaldTest(
      chiSquared: try LinearFit.quadraticForm(gap, spread), degrees: hypothesis.restrictions.rows)
  }
}
