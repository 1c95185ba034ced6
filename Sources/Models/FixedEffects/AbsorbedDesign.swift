package import Absorption
internal import Kernels
internal import LinearAlgebra

/// Effects that were swept out of a design, for the covariances that have to know them.
package final class AbsorbedDesign: Sendable {
  /// By term of the formula: intercepts or slopes of a grouping.
  let effects: [FixedEffect]
  let space: EffectSpace
  /// The regressors before the effects were swept out, those that were estimated.
  let regressors: TallMatrix
  let outcome: [Double]
  let weights: ObservationWeights?
  /// That of which this is a scaled copy: the parameters are counted there.
  private let origin: AbsorbedDesign?
  private let knownDegrees = Locked<EffectDegrees?>(nil)
  private let knownLeverages = Locked<[Double]?>(nil)

  /// Levels of effects that are spelled out as columns, at most.
  static let largestExpansion = 300

  init(
    effects: [FixedEffect], space: EffectSpace, regressors: TallMatrix, outcome: [Double],
    weights: ObservationWeights?, origin: AbsorbedDesign? = nil
  ) {
    self.origin = origin
    self.effects = effects
    self.space = space
    self.regressors = regressors
    self.outcome = outcome
    self.weights = weights
  }

  /// Parameters counted exactly where that is possible: found when first asked for.
  package var degrees: EffectDegrees {
    if let origin { return origin.degrees }
    return knownDegrees.withLock { known in
      if let known { return known }
      let found = space.degrees()
      known = found
      return found
    }
  }

  /// The same effects of rows that are multiplied with a factor each, as of a weighted regression: slopes of the factors.
  /// `weights`: those that are left beside the factors.
  func scaled(by factors: [Double], weights: ObservationWeights?) -> AbsorbedDesign {
    let own = effects.map { effect in
      let slope = effect.slope.map { slope in factors.indices.map { factors[$0] * slope[$0] } } ?? factors
      return FixedEffect(name: effect.name, grouping: effect.grouping, slope: .real(slope))
    }
    return AbsorbedDesign(
      effects: own,
      space: EffectSpace(
        rows: factors.count, blocks: FixedEffect.blocks(own), weights: weights?.values),
      regressors: regressors.scalingRows(factors), outcome: factors, weights: weights, origin: self)
  }

  /// The effects' own leverage a row, for frequencies that of one of the equal rows.
  func leverages() throws(RegressionError) -> [Double] {
    let found = knownLeverages.withLock { known -> [Double]? in
      if known == nil { known = space.leverages() }
      return known
    }
    guard var values = found else {
      throw .effectsTooLarge(
        what: "leverage", coefficients: space.coefficientsBesideLargest, limit: EffectSpace.largestLeverage)
    }
    if let weights, weights.kind == .frequency {
      for row in values.indices { values[row] /= weights.values[row] }
    }
    return values
  }
}
