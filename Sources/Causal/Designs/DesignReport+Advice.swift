// Advice is for who has not taken it: a concern whose remedy is the estimator in use, or that this estimator does not rest on, is left out.

extension DesignReport {
  /// Estimators whose comparison is never with units that are treated already.
  private static let staggered: Set<DifferencesEstimator> = [
    .callawaySantAnna, .sunAbraham, .imputation, .twoStage, .stacked, .localProjections, .extendedTwoWay,
    .switching, .syntheticDifferences, .syntheticControl,
  ]
  private static let synthetic: Set<DifferencesEstimator> = [.syntheticDifferences, .syntheticControl]
  /// Those that compare with units treated later unless they are told otherwise.
  private static let withLater: Set<DifferencesEstimator> = [
    .imputation, .twoStage, .stacked, .localProjections, .switching, .sunAbraham,
  ]

  /// The same without advice that a request follows.
  func advising(_ request: DifferencesRequest) -> DesignReport {
    let estimator = request.estimator
    let isFollowed: (Concern) -> Bool = { concern in
      switch concern.assumption {
      case "one_adoption_date": Self.staggered.contains(estimator)
      case "no_reversals": estimator == .switching
      case "never_treated":
        Self.withLater.contains(estimator)
          || (request.control == .notYetTreated
            && (estimator == .callawaySantAnna || estimator == .extendedTwoWay))
      case "large_groups", "many_treated_clusters", "many_clusters", "balanced_clusters":
        Self.synthetic.contains(estimator)
      default: false
      }
    }
    var report = self
    report.concerns = concerns.filter { !isFollowed($0) }
    return report
  }
}
