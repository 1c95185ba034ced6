internal import Absorption
internal import LinearAlgebra
internal import Models

extension SyntheticPanel {
  /// The outcomes of a panel of rows, every unit in every period. Covariates are taken out first: their coefficients are those of the
  /// untreated cells with unit and period effects (the residuals of Arkhangelsky et al. 2021, "projected" as in Clarke et al. 2024:
  /// from untreated cells, so that the effect does not enter them), and Xb is subtracted from every outcome.
  ///
  /// - Throws: `.unbalanced` with the number of missing cells, `.covariatesCollinear`, and what the panel's own check throws.
  public init(_ rows: TreatmentPanel) throws(SyntheticControlError) {
    let periods = rows.periods.count
    let cells = rows.units * periods
    guard rows.rows == cells else { throw .unbalanced(missing: cells - rows.rows, cells: cells) }
    var outcome = rows.outcome
    if let covariates = rows.covariates { outcome = try SyntheticPanel.residual(rows, covariates) }
    let adoption = rows.firstTreated.map { first in
      first.flatMap { first in rows.periods.firstIndex { $0 >= first } }
    }
    try self.init(
      outcomes: Matrix(rows: periods, columns: rows.units, columnMajor: outcome), adoption: adoption)
  }

  private static func residual(_ rows: TreatmentPanel, _ covariates: TreatmentPanel.Covariates)
    throws(SyntheticControlError) -> [Double]
  {
    let untreated = (0..<rows.rows).filter { !rows.isTreated[$0] }
    let columns = covariates.matrix.columns.indices.filter {
      if case .constant = covariates.matrix.columns[$0] { false } else { true }
    }
    guard !columns.isEmpty else { return rows.outcome }
    let matrix = covariates.matrix.selecting(columns: columns)
    let names = columns.map { covariates.names[$0] }
    func grouping(_ whole: Grouping) -> Grouping {
      var numbers = [UInt32](repeating: .max, count: whole.count)
      var count: UInt32 = 0
      let codes = untreated.map { row -> UInt32 in
        let code = Int(whole.codes[row])
        if numbers[code] == .max {
          numbers[code] = count
          count += 1
        }
        return numbers[code]
      }
      return Grouping(name: whole.name, codes: codes, count: Int(count))
    }
    let unit = grouping(rows.unitGrouping)
    let period = grouping(rows.periodGrouping)
    let data = RegressionData(
      matrix: matrix.selecting(rows: untreated), names: names,
      outcome: .real(untreated.map { rows.outcome[$0] }))
    let fit: LinearFit
    do throws(RegressionError) {
      fit = try FixedEffectsLeastSquares().fit(
        data,
        effects: [
          FixedEffect(name: unit.name, grouping: unit), FixedEffect(name: period.name, grouping: period),
        ])
    } catch {
      if case .absorbedRegressors(let names, _) = error { throw .covariatesCollinear(names: names) }
      throw .regression(error)
    }
    var result = rows.outcome
    for (position, name) in fit.names.enumerated() {
      guard let column = names.firstIndex(of: name) else { continue }
      let values = matrix.columns[column]
      for row in result.indices { result[row] -= fit.coefficients[position] * values[row] }
    }
    return result
  }
}
