public import Absorption
internal import LinearAlgebra

/// How effects were absorbed in a generalised linear model, and what was left out for them.
public struct GeneralisedAbsorption: Sendable {
  /// Of the effects, in the formula's order.
  public let names: [String]
  /// Levels of each that have a row.
  public let levels: [Int]
  /// Regressors that the effects fit exactly; they are among the fit's `dropped` too.
  public let absorbedRegressors: [String]
  /// Rows left out because they were alone in a level.
  public let singletons: Int
  /// Rows left out because the effects, or effects and regressors, tell their outcome for certain.
  public let separated: Int
  /// Those of them in whose separation regressors take part.
  public let separatedByRegressors: Int
  /// The largest ‖ZᵀW·r‖ of the last step's columns, relative to what it was or to the column's length, and whether each is below
  /// the tolerance.
  public let residual: Double
  public let converged: Bool
  public let tolerance: Double
  public let method: AbsorptionOptions.Method

  let swept: AbsorbedDesign

  /// Rows a level below which the bias of effects of a 0/1 outcome is told: of the order of one over them.
  static let fewRows = 20

  /// The effect with the fewest rows a level, where these are few.
  func shortEffect(rows: Int) -> String? {
    let intercepts = names.indices.filter { swept.effects[$0].slope == nil }
    return intercepts.max { levels[$0] < levels[$1] }
      .flatMap { rows < Self.fewRows * levels[$0] ? names[$0] : nil }
  }

  /// Parameters of the effects with their redundancies counted, or a bound; found when asked for.
  public var degrees: EffectDegrees { swept.degrees }
}

extension GeneralisedFit {
  /// A design's sample without the rows that were alone in a level or separated.
  func sample(of design: Design) -> EstimationSample {
    guard let rows, let absorption else { return design.sample }
    return design.sample.keeping(
      rows,
      dropped: [
        .init(reason: .separated, rows: absorption.separated),
        .init(reason: .singleton, rows: absorption.singletons),
      ])
  }

  /// The effects on the scale of the predictor; see `AbsorbedEffects.estimates`. None without effects. O(n).
  public func effectEstimates() -> [AbsorbedEffects.Estimate] {
    guard let absorption else { return [] }
    let design = data.matrix.selecting(columns: kept)
    let fitted = design.times(coefficients)
    let rest = linearPredictor.indices.map { linearPredictor[$0] - fitted[$0] - (data.offset?[$0] ?? 0) }
    let swept = absorption.swept
    let own = swept.space.absorb([rest], options: AbsorptionOptions(tolerance: 1e-12))
    return AbsorbedEffects(
      names: absorption.names, levels: absorption.levels, absorbedRegressors: [], singletons: 0,
      iterations: own.iterations, method: own.method, residual: own.residual, converged: own.converged,
      tolerance: 1e-12, coefficients: own.coefficients, slopes: [], design: swept
    ).estimates()
  }
}
