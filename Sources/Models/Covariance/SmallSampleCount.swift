/// Effects that were swept out of the design instead of being columns of it.
public struct AbsorbedEffect: Sendable, Equatable {
  /// The levels, a code a row.
  public let grouping: Grouping
  /// Parameters that it stands for where nothing else is in the model: its levels, or for slopes one a level.
  public let levels: Int
  /// Slopes hold no constant: they repeat nothing of the other effects' and stay counted where clusters nest them.
  public let isSlope: Bool

  public init(grouping: Grouping, levels: Int, isSlope: Bool = false) {
    self.grouping = grouping
    self.levels = levels
    self.isSlope = isSlope
  }

  public init(_ grouping: Grouping, isSlope: Bool = false) {
    self.init(grouping: grouping, levels: grouping.count, isSlope: isSlope)
  }
}

/// What a finite-sample factor counts: observations, columns, absorbed effects.
///
/// With m₁, m₂, … levels of effects of which F are intercepts the full count is K = k + Σ mᵢ − (F − 1): every set of
/// intercepts after the first repeats the constant. An effect is nested in a cluster variable where each of its levels lies in one cluster; its parameters then
/// cost no degree of freedom of a clustered covariance, and which tool says so is what differs.
public struct SmallSampleCount: Sendable, Equatable {
  /// What the estimates are: tools have other factors and distributions for maximum likelihood than for least squares.
  public enum Theory: Sendable, Equatable {
    case leastSquares
    /// `estimatesDispersion`: whether the variance has a factor of its own, as the gamma's.
    case likelihood(estimatesDispersion: Bool)
    /// A likelihood of choices, ordered or conditional logit, that fixest and pyfixest do not have.
    case choice
  }

  /// N: rows, or the sum of frequency weights.
  public let observations: Int
  /// k: columns of the design less restrictions.
  public let regressors: Int
  public let effects: [AbsorbedEffect]
  /// Parameters of the effects where their redundancies were counted exactly; nil takes Σ mᵢ − (F − 1).
  public var absorbed: Int?
  public let theory: Theory

  public init(
    observations: Int, regressors: Int, effects: [AbsorbedEffect] = [], absorbed: Int? = nil,
    theory: Theory = .leastSquares
  ) {
    self.observations = observations
    self.regressors = regressors
    self.effects = effects
    self.absorbed = absorbed
    self.theory = theory
  }

  /// Parameters of the effects: Σ mᵢ − (F − 1), or as counted.
  public var absorbedParameters: Int {
    if let absorbed { return absorbed }
    return effects.reduce(0) { $0 + $1.levels } - max(0, effects.count { !$0.isSlope } - 1)
  }

  /// K with every effect counted.
  public var parameters: Int { regressors + absorbedParameters }

  /// N − K.
  public var residualDegrees: Int { observations - parameters }

  /// The absorbed effects that are nested in one of the groupings.
  func nested(in groupings: [Grouping]) -> [AbsorbedEffect] {
    effects.filter { effect in !effect.isSlope && groupings.contains { effect.grouping.isNested(in: $0) } }
  }

  /// K for a covariance clustered on these groupings: linearmodels' rule. A single effect that is nested in each of them counts nothing,
  /// of several each counts whole.
  func parametersDroppingSingle(in groupings: [Grouping]) -> Int {
    guard effects.count == 1, !effects[0].isSlope,
      groupings.allSatisfy({ effects[0].grouping.isNested(in: $0) })
    else { return parameters }
    return regressors
  }

  /// K for a covariance clustered on these groupings: fixest's rule. A nested effect counts as one level; where all are
  /// nested, the constant alone is left of them.
  func parametersNested(in groupings: [Grouping]) -> Int {
    guard !effects.isEmpty else { return regressors }
    let nested = nested(in: groupings)
    if nested.count == effects.count { return regressors + 1 }
    return parameters - nested.reduce(0) { $0 + $1.levels - 1 }
  }

  /// K for a covariance clustered on these groupings: reghdfe's rule. Nested effects count nothing but one for all of them.
  func parametersDroppingNested(in groupings: [Grouping]) -> Int {
    let nested = nested(in: groupings)
    guard !nested.isEmpty else { return parameters }
    if nested.count == effects.count { return regressors + 1 }
    return parameters - nested.reduce(0) { $0 + $1.levels } + 1
  }
}
