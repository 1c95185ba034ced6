internal import Absorption
internal import LinearAlgebra

// Adjusted clusters take rows' part in the whole hat matrix, effects included. Effects whose levels lie each in one cluster
// drop out of it: with errors taken as equally variable the within design gives what the design with indicators gives
// (Pustejovsky & Tipton 2018, theorem 2), and leaving a cluster out takes its effects with it. The others are spelled out as
// columns beside the regressors, and so are all of them under CR2 with precision weights, where the theorem does not hold.

extension CovarianceContext {
  /// The context that adjusted clusters are worked out in: this one, or one with effects as columns after its own.
  ///
  /// Throws `.effectsTooLarge`.
  func expanded(for kind: CovarianceKind) throws(RegressionError) -> CovarianceContext {
    let grouping: Grouping
    switch kind {
    case .cr2(let own), .cr3(let own), .jackknife(let own): grouping = own
    case .cluster(let groupings) where groupings.count == 1: grouping = groupings[0]
    default: return self
    }
    guard let effects else { return self }
    var spellsOutAll = false
    if case .cr2 = kind, precisionWeights != nil { spellsOutAll = true }
    let nested = effects.effects.filter { !spellsOutAll && $0.grouping.isNested(in: grouping) }
    let crossing = effects.effects.filter { spellsOutAll || !$0.grouping.isNested(in: grouping) }
    guard !crossing.isEmpty else { return self }
    let levels = crossing.reduce(0) { $0 + $1.grouping.count }
    guard levels <= AbsorbedDesign.largestExpansion else {
      throw .effectsTooLarge(
        what: kind.description, coefficients: levels, limit: AbsorbedDesign.largestExpansion)
    }
    let columns = effects.columns(with: crossing)
    var matrix = TallMatrix(rows: design.rows, columns: columns)
    if !nested.isEmpty {
      let space = EffectSpace(
        rows: design.rows, blocks: FixedEffect.blocks(nested), weights: weights?.values)
      let within = space.absorb(
        columns.map { column in (0..<design.rows).map { column[$0] } },
        options: AbsorptionOptions(tolerance: 1e-12))
      matrix = TallMatrix(rows: design.rows, columns: within.columns.map { .real($0) })
    }
    let solution: LeastSquaresSolution
    do {
      solution = try matrix.leastSquares(
        .real(effects.outcome), weights: weights?.values, tolerance: ColumnDependence.tolerance)
    } catch { throw .algebra(error) }
    guard solution.kept.prefix(design.width).elementsEqual(0..<design.width) else {
      throw .noDegreesOfFreedom(what: kind.description, rows: design.rows, parameters: matrix.width)
    }
    return try CovarianceContext(
      design: matrix.selecting(columns: solution.kept), residuals: residuals, weights: weights,
      bread: solution.inverseGram, root: solution.inverseFactor.rounded,
      residualSumOfSquares: residualSumOfSquares, count: count, condition: solution.condition)
  }

  /// The first `width` coefficients as contrasts in the basis of the root, a column each.
  func contrasts(of width: Int) -> Matrix {
    let transposed = root.transposed
    return transposed.selecting(rows: Array(0..<transposed.rows), columns: Array(0..<width))
  }
}

extension AbsorbedDesign {
  /// The regressors and a column for each level of some of the effects.
  func columns(with spelledOut: [FixedEffect]) -> [TallColumn] {
    var columns = regressors.columns
    for effect in spelledOut {
      let values = effect.slope.map { slope in (0..<regressors.rows).map { slope[$0] } }
      for level in 0..<UInt32(effect.grouping.count) {
        if let values {
          columns.append(.scaledIndicator(codes: effect.grouping.codes, level: level, values: values))
        } else {
          columns.append(.indicator(codes: effect.grouping.codes, level: level))
        }
      }
    }
    return columns
  }

  /// The regressors and a column for each level; nil for more levels than are spelled out.
  func expandedColumns() -> TallMatrix? {
    guard effects.reduce(0, { $0 + $1.grouping.count }) <= AbsorbedDesign.largestExpansion else { return nil }
    return TallMatrix(rows: regressors.rows, columns: columns(with: effects))
  }
}
