internal import LinearAlgebra
internal import Models

/// The regression that effects by cell come from: the outcome on an indicator of each cell, covariates, and effects of units and
/// periods, over all or some rows of a panel.
struct EffectRegression: Sendable {
  let panel: TreatmentPanel
  /// Nil for all; rising.
  let rows: [Int]?
  let request: DifferencesRequest

  init(_ panel: TreatmentPanel, rows: [Int]? = nil, request: DifferencesRequest) {
    self.panel = panel
    self.rows = rows
    self.request = request
  }

  var count: Int { rows?.count ?? panel.rows }

  func pick(_ values: [Double]) -> [Double] { rows.map { $0.map { values[$0] } } ?? values }

  func pick(_ grouping: Grouping) -> Grouping { rows.map { grouping.selecting(rows: $0) } ?? grouping }

  /// Covariates without constants.
  var covariates: [(name: String, column: TallColumn)] {
    guard let given = panel.covariates else { return [] }
    return zip(given.names, given.matrix.columns).compactMap { name, column in
      if case .constant = column { return nil }
      return (name, rows.map { column.selecting(rows: $0) } ?? column)
    }
  }

  var weights: ObservationWeights? { panel.weights.map { ObservationWeights(.analytic, values: pick($0)) } }

  /// - Parameters:
  ///   - regressors: by name, of as many rows as the regression has; those of interest first.
  ///   - effects: nil for units and periods.
  ///   - given: weights in place of the panel's.
  func fit(
    _ regressors: [(name: String, column: TallColumn)], outcome: [Double]? = nil,
    effects: [FixedEffect]? = nil, covariance: CovarianceKind? = nil, weights given: [Double]? = nil,
    withCovariates: Bool = true
  ) throws(DifferencesError) -> LinearFit {
    let all = regressors + (withCovariates ? covariates : [])
    let data = RegressionData(
      matrix: TallMatrix(rows: count, columns: all.map(\.column)), names: all.map(\.name),
      outcome: .real(outcome ?? pick(panel.outcome)), outcomeName: panel.columns.outcome,
      weights: given.map { ObservationWeights(.analytic, values: $0) } ?? weights)
    let kind: CovarianceKind
    if let covariance { kind = covariance } else { kind = try request.covarianceKind(panel, rows: rows) }
    do {
      return try FixedEffectsLeastSquares(
        covariance: kind, profile: request.profile, confidence: request.confidence
      ).fit(data, effects: effects ?? twoWayEffects)
    } catch { throw .regression(error) }
  }

  var twoWayEffects: [FixedEffect] {
    let units = pick(panel.unitGrouping)
    let periods = pick(panel.periodGrouping)
    return [
      FixedEffect(name: units.name, grouping: units), FixedEffect(name: periods.name, grouping: periods),
    ]
  }
}

extension LinearFit {
  /// Degrees of Student's t for intervals; nil for the normal. Of Satterthwaite's the smallest.
  var effectDegrees: Double? {
    switch covariance.reference {
    case .normal: nil
    case .studentT(let degrees): degrees
    case .satterthwaite(let degrees): degrees.min()
    }
  }

  /// The first terms as effects with keys; those that were dropped as collinear are not among them.
  func path(_ keys: [(name: String, key: DifferencesResult.Key)]) -> EffectPath {
    var positions: [Int] = []
    var used: [DifferencesResult.Key] = []
    let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    for (name, key) in keys {
      guard let position = places[name] else { continue }
      positions.append(position)
      used.append(key)
    }
    return EffectPath(
      keys: used, estimates: positions.map { coefficients[$0] },
      covariance: covariance.matrix.selecting(rows: positions, columns: positions), degrees: effectDegrees,
      confidence: confidence)
  }

  /// What did not go as usual, a line each.
  var effectWarnings: [String] {
    var lines: [String] = []
    if !dropped.isEmpty { lines.append("left out as collinear: \(dropped.joined(separator: ", "))") }
    if let absorption, !absorption.converged {
      lines.append(
        "the effects of units and periods were absorbed to \(absorption.residual), not to the tolerance of \(absorption.tolerance)"
      )
    }
    return lines + covariance.adjustments.map(\.description)
  }
}
