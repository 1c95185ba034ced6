internal import Absorption
internal import LinearAlgebra

/// What effects leave of the outcome and the regressors.
struct WithinDesign: Sendable {
  let space: EffectSpace
  let outcome: [Double]
  /// The regressors that the effects do not fit.
  let matrix: TallMatrix
  /// Which columns of the data these are.
  let columns: [Int]
  private let absorbedNames: [String]
  private let absorbed: AbsorbedColumns

  init(_ sample: FixedEffectsSample, options: AbsorptionOptions) throws(RegressionError) {
    let data = sample.data
    let weights = data.weights?.values
    let space = EffectSpace(rows: data.rows, blocks: FixedEffect.blocks(sample.effects), weights: weights)
    let given = [sample.outcome] + data.matrix.columns.map { $0.values(count: data.rows) }
    let absorbed = space.absorb(given, options: options)
    var isAbsorbed: [Bool] = []
    for (position, column) in absorbed.columns.enumerated() {
      isAbsorbed.append(
        WithinDesign.isAbsorbed(
          given[position], column, absorbed.progress[position], space, weights, options))
    }
    if isAbsorbed[0] {
      throw .absorbedOutcome(name: data.outcomeName, effects: sample.effects.map(\.name))
    }
    let kept = (0..<data.matrix.width).filter { !isAbsorbed[$0 + 1] }
    let lost = (0..<data.matrix.width).filter { isAbsorbed[$0 + 1] }
    guard !kept.isEmpty else {
      throw .absorbedRegressors(names: data.names, effects: sample.effects.map(\.name))
    }
    self.space = space
    self.absorbed = absorbed
    outcome = absorbed.columns[0]
    matrix = TallMatrix(rows: data.rows, columns: kept.map { .real(absorbed.columns[$0 + 1]) })
    columns = kept
    absorbedNames = lost.map { data.names[$0] }
  }

  /// Whether what is left of a column is rounding.
  static func isAbsorbed(
    _ given: [Double], _ left: [Double], _ progress: AbsorbedColumns.Progress, _ space: EffectSpace,
    _ weights: [Double]?, _ options: AbsorptionOptions
  ) -> Bool {
    let before = progress.norms.before
    var after = progress.norms.after
    if after <= FixedEffectsLeastSquares.rounding * before { return true }
    guard after <= FixedEffectsLeastSquares.suspiciousShare * before else { return false }
    // Around the mean: a large constant hides nothing.
    let spread = WithinDesign.spread(given, weights)
    if after <= FixedEffectsLeastSquares.absorbedShare * spread { return true }
    guard after <= FixedEffectsLeastSquares.suspiciousShare * spread else { return false }
    // What effects fit shrinks each time, what they do not fit stays.
    var column = left
    for _ in 0..<3 {
      let again = space.absorb([column], options: options)
      let next = again.progress[0].norms.after
      if next > 0.5 * after { return false }
      after = next
      column = again.columns[0]
      if after <= FixedEffectsLeastSquares.absorbedShare * spread { return true }
    }
    return false
  }

  /// √Σw(x − x̄)².
  private static func spread(_ values: [Double], _ weights: [Double]?) -> Double {
    var total = CompensatedSum()
    var sum = CompensatedSum()
    for row in values.indices {
      let weight = weights?[row] ?? 1
      total.add(weight)
      sum.add(weight * values[row])
    }
    let mean = sum.value / total.value
    var squares = CompensatedSum()
    for row in values.indices {
      squares.add((weights?[row] ?? 1) * (values[row] - mean) * (values[row] - mean))
    }
    return squares.value.squareRoot()
  }

  /// What the fit says of the absorption; `kept` are columns of `matrix`.
  func account(
    of design: AbsorbedDesign, _ kept: [Int], slopes: [Double], singletons: Int, tolerance: Double
  ) -> AbsorbedEffects {
    AbsorbedEffects(
      names: design.effects.map(\.name), levels: design.effects.map(\.grouping.count),
      absorbedRegressors: absorbedNames, singletons: singletons, iterations: absorbed.iterations,
      method: absorbed.method, residual: absorbed.residual, converged: absorbed.converged,
      tolerance: tolerance,
      coefficients: [absorbed.coefficients[0]] + kept.map { absorbed.coefficients[columns[$0] + 1] },
      slopes: slopes, design: design)
  }
}

extension TallColumn {
  /// A double a row.
  func values(count: Int) -> [Double] {
    switch self {
    case .constant(let value): Array(repeating: value, count: count)
    case .real(let values), .extended(let values, _): values
    case .indicator(let codes, let level): codes.map { $0 == level ? 1 : 0 }
    case .scaledIndicator(let codes, let level, let values):
      zip(codes, values).map { $0 == level ? $1 : 0 }
    }
  }
}
