public import Columns
public import LinearAlgebra

/// A formula read against a table: rows, columns and groups that an estimator works on.
public struct Design: Sendable {
  /// Columns of one part of the formula.
  public struct Part: Sendable {
    public let matrix: TallMatrix
    public let names: [String]
    /// Terms in their order, each with its columns; the intercept is `(Intercept)`.
    public let terms: [Term]
  }

  /// A term of the formula and the columns that it became.
  public struct Term: Sendable, Equatable {
    public let name: String
    public let columns: Range<Int>

    public init(name: String, columns: Range<Int>) {
      self.name = name
      self.columns = columns
    }
  }

  public let formula: Formula
  /// Exogenous regressors, outcome, weights and offset of the used rows.
  public let data: RegressionData
  /// The terms behind the columns of `data.matrix`.
  public let terms: [Term]
  public let fixedEffects: [FixedEffect]
  /// Endogenous regressors and their instruments; nil without a third part.
  public let endogenous: Part?
  public let instruments: Part?
  public let sample: EstimationSample
  let table: Table
  /// Of the factors of its columns.
  let levels: KnownLevels

  init(
    formula: Formula, data: RegressionData, terms: [Term], fixedEffects: [FixedEffect], endogenous: Part?,
    instruments: Part?, sample: EstimationSample, table: Table, levels: KnownLevels
  ) {
    self.levels = levels
    self.formula = formula
    self.data = data
    self.terms = terms
    self.fixedEffects = fixedEffects
    self.endogenous = endogenous
    self.instruments = instruments
    self.sample = sample
    self.table = table
  }

  /// Reads a request against a table.
  ///
  /// Throws `DesignError` where the formula has no meaning, a column is missing or of the wrong kind, or no row is left.
  /// O(rows · columns).
  public init(_ request: DesignRequest, _ table: Table) throws(DesignError) {
    var builder = try DesignBuilder(request, table)
    self = try builder.build()
  }

  /// The used rows in groups of equal values of a column: clusters, units, periods. Codes are in the order of the values.
  ///
  /// Throws where there is no such column, or where a used row has no value in it.
  public func grouping(_ column: String) throws(DesignError) -> Grouping {
    let value = try DesignBuilder.groupValue(column, table)
    let missing = (0..<sample.rowsUsed).count { DesignBuilder.isMissing(value, sample.position(of: $0)) }
    guard missing == 0 else { throw .missingGroup(column, count: missing) }
    let coded = CodedValues(value, rows: sample.positions)
    return Grouping(name: column, codes: coded.codes, count: coded.count)
  }

  /// A column's numbers in the used rows.
  ///
  /// Throws where there is no such column, it is text, or a used row has no value in it.
  public func numbers(_ column: String) throws(DesignError) -> [Double] {
    let values = try ExpressionEvaluator(table: table, panel: nil).numbers(DesignBuilder.name(column))
      .gathering(
        sample.positions)
    let missing = values.high.count { $0.isNaN }
    guard missing == 0 else { throw .missingGroup(column, count: missing) }
    return values.high
  }

  /// Throws where the periods of a column are no whole numbers (or dates), so that lags have nothing to count.
  func checkWholePeriods(_ column: String) throws(DesignError) {
    if let column = try? table.column(column), case .date = column.values { return }
    let values = try numbers(column)
    let fractional = values.indices.filter { values[$0] != values[$0].rounded() }
    guard let first = fractional.first else { return }
    throw .fractionalTime(column, count: fractional.count, first: place(ofRow: first))
  }

  /// Where a used row stands, as messages say it: `line 3`.
  func place(ofRow row: Int) -> String { table.place(ofRow: sample.position(of: row)) }

  /// The design of some of its rows (rising, counted among the used ones), the others left out for a reason: singletons.
  ///
  /// Groups of fixed effects without a row are gone. Columns stay as they are, those of levels without a row too.
  public func keeping(_ rows: [Int], reason: EstimationSample.Reason) -> Design {
    guard rows.count < data.rows else { return self }
    func part(_ part: Part?) -> Part? {
      part.map { Part(matrix: $0.matrix.selecting(rows: rows), names: $0.names, terms: $0.terms) }
    }
    return Design(
      formula: formula,
      data: RegressionData(
        matrix: data.matrix.selecting(rows: rows), names: data.names,
        outcome: data.outcome.selecting(rows: rows), outcomeName: data.outcomeName,
        weights: data.weights.map { weights in
          ObservationWeights(weights.kind, values: rows.map { weights.values[$0] })
        },
        offset: data.offset.map { offset in rows.map { offset[$0] } }),
      terms: terms, fixedEffects: fixedEffects.map { $0.keeping(rows) }, endogenous: part(endogenous),
      instruments: part(instruments), sample: sample.keeping(rows, reason: reason), table: table,
      levels: levels)
  }
}
