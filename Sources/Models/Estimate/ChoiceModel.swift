/// Logits of more than one linear predictor and a row.
public enum ChoiceModel: Sendable, Equatable {
  /// Of an outcome of ordered levels.
  case orderedLogit
  /// Of a 0/1 outcome given how many ones there are in each group of rows with one value of a column.
  case conditionalLogit(strata: String)

  /// As on the command line.
  public var name: String {
    switch self {
    case .orderedLogit: "ordered-logit"
    case .conditionalLogit: "conditional-logit"
    }
  }
}

extension EstimateRequest {
  /// The parts of a formula and options that these models do not have.
  func check(_ choice: ChoiceModel) throws(EstimateError) {
    let refused: [(Bool, String)] = [
      (design.formula.fixedEffects != nil, "fixed effects"),
      (design.formula.instruments != nil, "instruments"),
    ]
    if let part = refused.first(where: \.0) { throw .notOfEstimator(part: part.1, estimator: choice.name) }
    let choices: [(Bool, String)] = [
      (bootstrap != nil, "the wild bootstrap"),
      (randomisation != nil, "randomisation inference"),
      (estimator != .ols, "the estimator \(estimator.rawValue)"),
      (family != .gaussian, "the family \(family.rawValue)"),
      (choice != .orderedLogit && design.weights != nil, "weights"),
    ]
    if let other = choices.first(where: \.0) { throw .choicesTogether(other.1, choice.name) }
  }

  func estimate(_ choice: ChoiceModel, _ built: Design, _ kind: CovarianceKind) throws(EstimateError)
    -> Estimate
  {
    var strata: Grouping?
    if case .conditionalLogit(let column) = choice {
      do throws(DesignError) { strata = try built.grouping(column) } catch { throw .design(error) }
    }
    do throws(RegressionError) {
      let fit: LikelihoodFit
      if let strata {
        fit = try ConditionalLogit(covariance: kind, profile: profile, confidence: confidence)
          .fit(built.data, strata: strata)
      } else {
        fit = try OrderedLogit(covariance: kind, profile: profile, confidence: confidence).fit(built.data)
      }
      let sample = fit.rows.map { built.sample.keeping($0, reason: .separated) } ?? built.sample
      return try Estimate(fit, formula: design.formula, sample: sample, warnings: warnings(built))
    } catch { throw Self.located(error, built) }
  }
}
