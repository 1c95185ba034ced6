internal import Distributions
internal import LinearAlgebra

// Of an equation with p endogenous regressors, k exogenous ones, m excluded instruments, L = k + m:
//
// - first stage: F of the excluded instruments in the regression of an endogenous regressor on all instruments, from the sums of
//   squares, and with the covariance that was asked for; the share of variance that they explain beyond the exogenous ones.
// - Wu–Hausman: F of the first stages' residuals added to the equation (Wu 1973, Econometrica 41; Hausman 1978, Econometrica 46).
// - Durbin: the same difference of sums of squares over SSR/N of least squares, χ²(p) (Durbin 1954, Rev. Int. Stat. Inst. 22).
// - Sargan: N·R² of the residuals on all instruments, χ²(m − p) (Sargan 1958, Econometrica 26).
// - Basmann: (N − L)·uᵀPu/uᵀMu, χ²(m − p) (Basmann 1960, JASA 55).
// - Hansen: the criterion of GMM (Hansen 1982, Econometrica 50).

/// Tests of instruments: are they strong, are the regressors endogenous, do the instruments agree.
public struct InstrumentTests: Sendable {
  public struct FirstStage: Sendable {
    public let endogenous: String
    /// From sums of squares.
    public let f: WaldTest
    /// With the covariance of the fit.
    public let robust: WaldTest?
    /// Of the excluded instruments, given the exogenous regressors.
    public let partialRSquared: Double
  }

  public let firstStages: [FirstStage]
  public let wuHausman: WaldTest?
  public let durbin: WaldTest?
  /// Nil where there are as many instruments as endogenous regressors.
  public let sargan: WaldTest?
  public let basmann: WaldTest?
  /// Nil but for GMM.
  public let hansen: WaldTest?
  public let weakness: WeakInstruments
  /// Nil where clusters or periods are too few for the covariance of the instruments' coefficients.
  public let andersonRubin: AndersonRubin?

  /// `confidence`: of Anderson and Rubin's set, `scale` an estimate of the one endogenous coefficient and its error.
  init(
    _ sample: InstrumentedSample, _ kind: CovarianceKind, _ profile: Profile, residuals: [Double],
    overidentification: Double?, confidence: Double, scale: (estimate: Double, error: Double)
  ) throws(RegressionError) {
    var stages: [FirstStage] = []
    for position in sample.endogenous.indices {
      stages.append(try InstrumentTests.firstStage(sample, position, kind, profile))
    }
    firstStages = stages
    let endogenous = sample.endogenous.count
    let degrees = sample.excluded.count - endogenous
    (wuHausman, durbin) = try InstrumentTests.endogeneity(sample, profile)
    if degrees > 0 {
      let weights = sample.weights
      let outside: Double
      do {
        outside = try sample.instruments.leastSquares(.real(residuals), weights: weights).residualSumOfSquares
      } catch { throw .algebra(error) }
      let total = KClass.sumOfSquares(residuals, weights)
      let inside = max(0, total - outside)
      let observations = Double(sample.sample.observations)
      sargan = WaldTest(chiSquared: observations * inside / total, degrees: degrees)
      let rest = sample.count(sample.exogenous.count + sample.excluded.count, profile).residualDegrees
      basmann = WaldTest(chiSquared: Double(rest) * inside / outside, degrees: degrees)
      hansen = overidentification.map { WaldTest(chiSquared: $0, degrees: degrees) }
    } else {
      sargan = nil
      basmann = nil
      hansen = nil
    }
    weakness = try WeakInstruments(sample, kind, profile)
    do {
      andersonRubin = try AndersonRubin(
        sample, kind, profile, confidence: confidence, estimate: scale.estimate, error: scale.error)
    } catch {
      guard case .dependentRestrictions = error else { throw error }
      andersonRubin = nil
    }
  }

  /// What a reader should know before believing the errors: instruments are weak where the effective F (Cragg and Donald's
  /// for several endogenous regressors) is below ten, the rule of Staiger & Stock (1997, Econometrica 65).
  var warnings: [String] {
    let strength = weakness.effective ?? weakness.craggDonald
    guard strength < 10 else { return [] }
    return [
      "the instruments are weak: \(weakness.effective == nil ? "Cragg and Donald's F" : "the effective F") is "
        + "\((strength * 10).rounded(.down) / 10), below 10; errors and intervals may mislead, compare --estimator liml and "
        + "Anderson and Rubin's set (anderson_rubin)"
    ]
  }

  private static func firstStage(
    _ sample: InstrumentedSample, _ position: Int, _ kind: CovarianceKind, _ profile: Profile
  ) throws(RegressionError) -> FirstStage {
    let column = sample.data.matrix.columns[sample.endogenous[position]]
    let weights = sample.weights
    let instruments = sample.instruments
    let name = sample.data.names[sample.endogenous[position]]
    let (full, within) = try RegressionError.algebra { () throws(LinearAlgebraError) in
      (try instruments.leastSquares(column, weights: weights), try sample.restricted(column))
    }
    let count = sample.count(instruments.width, profile)
    let excluded = sample.excluded.count
    // Effects that are nested in clusters count as they do in the clustered covariance.
    var parameters = count.parameters
    if case .cluster(let groupings) = kind { parameters = profile.clusteredParameters(count, groupings) }
    let rest = Double(count.observations - parameters)
    let f = WaldTest(
      f: max(0, within - full.residualSumOfSquares) / Double(excluded)
        / (full.residualSumOfSquares / rest), degrees: excluded, denominator: rest)
    var robust: WaldTest?
    if kind != .iid {
      let context = try CovarianceContext(
        design: instruments, residuals: full.residuals, weights: sample.data.weights,
        bread: full.inverseGram, residualSumOfSquares: full.residualSumOfSquares, count: count,
        effects: sample.absorption?.design(sample.shown.matrix))
      let covariance = try context.covariance(kind, profile: profile)
      let tested = Array(sample.exogenous.count..<instruments.width)
      let form = try WeakInstruments.form(
        tested.map { full.coefficients[$0] }, covariance.matrix.selecting(rows: tested, columns: tested))
      if let form {
        robust =
          covariance.reference.degrees(tested[0]).map {
            WaldTest(f: form / Double(excluded), degrees: excluded, denominator: $0)
          } ?? WaldTest(chiSquared: form, degrees: excluded)
      }
    }
    return FirstStage(
      endogenous: name, f: f, robust: robust, partialRSquared: 1 - full.residualSumOfSquares / within)
  }

  /// The equation by least squares, and with the first stages' residuals added.
  private static func endogeneity(
    _ sample: InstrumentedSample, _ profile: Profile
  ) throws(RegressionError) -> (
    WaldTest?, WaldTest?
  ) {
    let added = TallMatrix(
      rows: sample.data.rows,
      columns: sample.regressors.columns + sample.firstResiduals.map { .real($0) })
    let count = sample.count(added.width, profile)
    guard count.residualDegrees > 0 else { return (nil, nil) }
    do {
      let plain = try sample.regressors.leastSquares(sample.outcome, weights: sample.weights)
        .residualSumOfSquares
      let full = try added.leastSquares(sample.outcome, weights: sample.weights)
      let tested = full.kept.count - sample.regressors.width
      guard tested > 0 else { return (nil, nil) }
      let gain = max(0, plain - full.residualSumOfSquares)
      let f = WaldTest(
        f: gain / Double(tested) / (full.residualSumOfSquares / Double(count.residualDegrees)),
        degrees: tested, denominator: Double(count.residualDegrees))
      let durbin = WaldTest(
        chiSquared: gain / (plain / Double(sample.sample.observations)), degrees: tested)
      return (f, durbin)
    } catch { throw .algebra(error) }
  }
}

extension InstrumentedSample {
  /// Σ w·e² of a column on the exogenous regressors alone.
  func restricted(_ column: TallColumn) throws(LinearAlgebraError) -> Double {
    guard !exogenous.isEmpty else {
      return KClass.sumOfSquares((0..<data.rows).map { column[$0] }, weights)
    }
    return try data.matrix.selecting(columns: exogenous).leastSquares(column, weights: weights)
      .residualSumOfSquares
  }
}
