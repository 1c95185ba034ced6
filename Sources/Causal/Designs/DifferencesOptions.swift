/// Estimators of difference-in-differences, by their names on the command line.
public enum DifferencesEstimator: String, Sendable, CaseIterable {
  case twoByTwo = "two-by-two"
  case twoWayFixedEffects = "twfe"
  case eventStudy = "event-study"
  case callawaySantAnna = "callaway-santanna"
  case sunAbraham = "sun-abraham"
  case imputation
  case twoStage = "two-stage"
  case stacked
  case localProjections = "local-projections"
  case extendedTwoWay = "etwfe"
  case switching
  case bacon
  case syntheticDifferences = "synthetic-did"
  case syntheticControl = "synthetic-control"
}

/// Who is compared with a treated group.
public enum ComparisonGroup: String, Sendable, CaseIterable {
  /// Units that no period of the data treats.
  case neverTreated = "never"
  /// Those too that are treated later.
  case notYetTreated = "not-yet"
}

/// How effects are averaged.
public enum EffectAggregation: String, Sendable, CaseIterable {
  /// Over groups and periods under treatment, by the size of the groups.
  case simple
  /// By time since the first treated period.
  case dynamic
  case group
  /// By period.
  case calendar
}

/// The period that effects before the treatment are differences from.
public enum BasePeriod: String, Sendable, CaseIterable {
  /// The period before each, and for treated periods the last one before the treatment.
  case varying
  /// The last period before the treatment for all.
  case universal
}

/// What becomes of units without a row in every period, where an estimator takes differences within units.
public enum IncompleteUnits: String, Sendable, CaseIterable {
  /// Left out, and counted.
  case drop
  /// Kept: periods are compared as cross-sections, errors are clustered by unit.
  case keep
}

/// Random multipliers of a bootstrap of influence functions: mean 0, variance 1.
public enum MultiplierWeights: String, Sendable, CaseIterable {
  /// Two points with third moment 1 (Mammen 1993, Ann. Statist. 21, 255).
  case mammen
  /// ±1.
  case rademacher
}

/// How covariates enter a comparison of two groups and two periods.
public enum DifferencesMethod: String, Sendable, CaseIterable {
  /// Least squares of the outcome on group, period, their product and the covariates; two-by-two alone.
  case regression
  /// Outcome regression: the comparison units' changes predicted for the treated.
  case outcomeRegression = "reg"
  /// Inverse probability weights that sum to one.
  case weighting = "ipw"
  /// Inverse probability weights as they are (Abadie 2005).
  case abadie = "ipw-abadie"
  /// Doubly robust: maximum likelihood and least squares, locally efficient.
  case doublyRobust = "dr"
  /// Doubly robust: inverse probability tilting and weighted least squares, locally efficient.
  case improved = "dr-improved"
  /// Of repeated cross-sections: `dr` without the treated rows' own regressions.
  case doublyRobustSimple = "dr-simple"
  /// Of repeated cross-sections: `dr-improved` without them.
  case improvedSimple = "dr-improved-simple"
  /// Changes in changes (Athey and Imbens 2006); two-by-two alone.
  case changesInChanges = "cic"
}
