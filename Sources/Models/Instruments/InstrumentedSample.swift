internal import Absorption
internal import LinearAlgebra

/// The columns of an instrumented regression once it is known which depend on others, and what each endogenous regressor
/// becomes when it is projected on the instruments.
struct InstrumentedSample {
  let sample: RegressionSample
  /// Of the sample's columns: what is in the equation and exogenous, endogenous, or left out of it.
  let exogenous: [Int]
  let endogenous: [Int]
  let excluded: [Int]
  /// Columns that depend on others: exogenous regressors, then instruments.
  let dropped: [Int]
  let droppedInstruments: [Int]
  /// What the instruments leave of each endogenous regressor: x − Zπ.
  let firstResiduals: [[Double]]
  /// Effects swept out before; nil where there were none.
  let absorption: InstrumentedAbsorption?

  var data: RegressionData { sample.data }
  var weights: [Double]? { data.weights?.values }
  var outcome: TallColumn { .real(sample.outcome) }

  /// All instruments: those of the equation, then the excluded ones.
  var instruments: TallMatrix { data.matrix.selecting(columns: exogenous + excluded) }
  /// The equation's regressors as they are: endogenous first but for the intercept, which leads.
  var order: [Int] {
    let intercept = data.intercept.map { [$0] } ?? []
    return intercept.filter(exogenous.contains) + endogenous + exogenous.filter { !intercept.contains($0) }
  }
  var regressors: TallMatrix { data.matrix.selecting(columns: order) }

  /// The regressors with each endogenous one less κ times what the instruments leave of it.
  func projected(kappa: Double) -> TallMatrix {
    TallMatrix(
      rows: data.rows,
      columns: order.map { column in
        guard let position = endogenous.firstIndex(of: column) else { return data.matrix.columns[column] }
        let values = data.matrix.columns[column]
        let rest = firstResiduals[position]
        return .real(rest.indices.map { values[$0] - kappa * rest[$0] })
      })
  }

  /// The projected regressors (κ = 1) and all instruments without the effects' sweep, for covariances that spell effects out.
  var shownProjected: TallMatrix {
    let given = shown.matrix
    return TallMatrix(
      rows: data.rows,
      columns: order.map { column in
        guard let position = endogenous.firstIndex(of: column) else { return given.columns[column] }
        let values = given.columns[column]
        let rest = firstResiduals[position]
        return .real(rest.indices.map { values[$0] - rest[$0] })
      })
  }
  var shownInstruments: TallMatrix { shown.matrix.selecting(columns: exogenous + excluded) }

  /// The columns as they were given, without the effects' sweep.
  var shown: RegressionData { absorption?.shown ?? sample.data }
  /// Of what was given, the rows used; nil for all.
  var rows: [Int]? { absorption?.sample.rows ?? sample.rows }

  func selecting(_ kind: CovarianceKind) -> CovarianceKind { rows.map { kind.selecting(rows: $0) } ?? kind }

  /// N and parameters with that many columns, by the rule of a profile for absorbed effects.
  func count(_ regressors: Int, _ profile: Profile) -> SmallSampleCount {
    var count = SmallSampleCount(
      observations: sample.observations, regressors: regressors,
      effects: absorption?.sample.effects.map { AbsorbedEffect($0.grouping, isSlope: $0.slope != nil) } ?? [])
    if let absorption, profile.countsEffectsExactly {
      count.absorbed = absorption.design(shown.matrix).degrees.count
    }
    return count
  }

  init(_ given: InstrumentedData, absorption: InstrumentedAbsorption? = nil) throws(RegressionError) {
    self.absorption = absorption
    sample = try RegressionSample(given.combined)
    let ownCount = given.regression.matrix.width
    let endogenousColumns = Array(ownCount..<ownCount + given.endogenous.width)
    let instrumentColumns = Array(
      endogenousColumns.endIndex + ownCount..<sample.data.matrix.width)
    let weights = sample.data.weights?.values
    let all = Array(0..<ownCount) + instrumentColumns
    let independent: [Int]
    do {
      independent = try sample.data.matrix.selecting(columns: all)
        .independentColumns(weights: weights, tolerance: ColumnDependence.tolerance).map { all[$0] }
    } catch { throw .algebra(error) }
    let exogenous = independent.filter { $0 < ownCount }
    let excluded = independent.filter { $0 >= ownCount }
    // An endogenous regressor that the exogenous ones give is none.
    let equation = exogenous + endogenousColumns
    let names = sample.data.names
    let distinct: [Int]
    do {
      distinct = try sample.data.matrix.selecting(columns: equation)
        .independentColumns(weights: weights, tolerance: ColumnDependence.tolerance).map { equation[$0] }
    } catch { throw .algebra(error) }
    let endogenous = endogenousColumns.filter(distinct.contains)
    guard !endogenous.isEmpty else {
      throw .endogenousDependent(names: endogenousColumns.map { names[$0] })
    }
    guard excluded.count >= endogenous.count else {
      throw .tooFewInstruments(
        instruments: excluded.count, endogenous: endogenous.count,
        dependent: instrumentColumns.filter { !excluded.contains($0) }.map { names[$0] })
    }
    self.exogenous = exogenous
    self.endogenous = endogenous
    self.excluded = excluded
    dropped =
      (0..<ownCount).filter { !exogenous.contains($0) } + endogenousColumns.filter { !distinct.contains($0) }
    droppedInstruments = instrumentColumns.filter { !excluded.contains($0) }
    let instruments = sample.data.matrix.selecting(columns: exogenous + excluded)
    var rests: [[Double]] = []
    do {
      for column in endogenous {
        rests.append(
          try instruments.leastSquares(sample.data.matrix.columns[column], weights: weights).residuals)
      }
    } catch { throw .algebra(error) }
    firstResiduals = rests
    // The projections must be told apart, else the coefficients are not identified.
    let identified: [Int]
    do {
      identified = try projected(kappa: 1).independentColumns(weights: weights)
    } catch { throw .algebra(error) }
    guard identified.count == order.count else {
      let lost = order.indices.first { !identified.contains($0) } ?? 0
      throw .notIdentified(name: names[order[lost]])
    }
  }
}
