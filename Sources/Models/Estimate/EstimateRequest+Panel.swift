internal import Columns

/// What estimators of panels have to choose.
public struct PanelChoices: Sendable, Equatable {
  /// How random effects estimate their variances; nil for what the profile's tool does.
  public var variances: RandomEffects.Method?
  /// Of first differences.
  public var gaps: FirstDifferences.Gaps?

  public init(variances: RandomEffects.Method? = nil, gaps: FirstDifferences.Gaps? = nil) {
    self.variances = variances
    self.gaps = gaps
  }
}

extension Profile {
  /// Whether its tool differences over gaps in time.
  public var differenceGaps: FirstDifferences.Gaps {
    switch self {
    case .stata, .reghdfe, .linearmodels: .skipped
    case .fixest, .pyfixest, .statsmodels, .sandwich, .clubsandwich: .spanned
    }
  }
}

extension EstimateRequest {
  /// An estimator of panels over the rows of a table.
  func panelEstimate(_ table: Table) throws(EstimateError) -> Estimate {
    let parts = [
      ("fixed effects", design.formula.fixedEffects != nil),
      ("instruments", design.formula.instruments != nil),
    ]
    if let part = parts.first(where: { $0.1 }) {
      throw .notOfEstimator(part: part.0, estimator: estimator.rawValue)
    }
    let choices = [
      ("weights", design.weights != nil), ("the wild bootstrap", bootstrap != nil),
      ("randomisation inference", randomisation != nil),
    ]
    if let other = choices.first(where: { $0.1 }) { throw .choicesTogether(other.0, estimator.rawValue) }
    guard let unit = design.panelID else {
      throw .noPanelColumn(estimator: estimator.rawValue, isTime: false)
    }
    if estimator.needsTime, design.panelTime == nil {
      throw .noPanelColumn(estimator: estimator.rawValue, isTime: true)
    }
    let built: Design
    let rows: PanelRows
    let kind: CovarianceKind
    do throws(DesignError) {
      built = try Design(complete, table)
      rows = try built.panel(unit: unit, time: design.panelTime)
      kind = try covariance.kind(of: built, panelID: design.panelID, panelTime: design.panelTime)
    } catch { throw .design(error) }
    do throws(RegressionError) { try kind.checkRows() } catch { throw Self.located(error, built) }
    do throws(RegressionError) {
      let random = RandomEffects(
        panel.variances ?? profile.randomEffectsMethod, covariance: kind, profile: profile,
        confidence: confidence)
      let found =
        switch estimator {
        case .between:
          try BetweenEstimator(covariance: kind, profile: profile, confidence: confidence)
            .fit(built.data, panel: rows)
        case .firstDifference:
          try FirstDifferences(
            gaps: panel.gaps ?? profile.differenceGaps, covariance: kind, profile: profile,
            confidence: confidence
          ).fit(built.data, panel: rows)
        case .correlatedRandomEffects: try CorrelatedRandomEffects(random).fit(built.data, panel: rows)
        case .ols, .liml, .fuller, .gmm, .cue, .randomEffects: try random.fit(built.data, panel: rows)
        }
      let fit = try ruled(found.fit, found.fit.covariance.kind)
      return try Estimate(
        found.replacing(fit), estimator: estimator, method: random.method, formula: design.formula,
        sample: built.sample,
        warnings: estimator == .between ? [] : warnings(built))
    } catch { throw .regression(error) }
  }
}
