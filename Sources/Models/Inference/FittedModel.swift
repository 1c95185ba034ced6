public import Columns
internal import LinearAlgebra

// A model that is fitted on one table and applied to another: a survey and a registry. The other table's rows go through the same
// design: factors are coded against the levels of the fit, in their order and with their references, whatever levels the other
// table has; a row with a level that the fit has not seen, or without a value, has no prediction and is counted.

/// A fitted regression that gives predictions for the rows of other tables.
///
///     let model = try FittedModel(request, survey)
///     let scores = try model.predict(registry)
///
/// Of least squares and of every family without absorbed effects and instruments.
public struct FittedModel: Sendable {
  private enum Fit: Sendable {
    case linear(LinearFit)
    case generalised(GeneralisedFit)
  }

  public let estimate: Estimate
  /// The mean of each row used, worked out as that of another table's rows: equal characteristics have the same bits.
  public let fitted: [Double]
  /// The weights of these rows; nil for one each.
  public let weights: [Double]?
  private let fit: Fit
  private let request: DesignRequest
  private let names: [String]

  /// Fits a request. Throws `EstimateError` as `EstimateRequest.estimate`, and where the model has no predictions for other tables.
  public init(_ request: EstimateRequest, _ table: Table) throws(EstimateError) {
    let what = "predictions for another table"
    if request.design.formula.fixedEffects != nil {
      throw .notOfEstimator(part: what, estimator: "absorbed effects (write them as i(f))")
    }
    if request.design.formula.instruments != nil {
      throw .notOfEstimator(part: what, estimator: "instruments")
    }
    if let choice = request.choice { throw .notOfEstimator(part: what, estimator: choice.name) }
    if request.estimator != .ols { throw .notOfEstimator(part: what, estimator: request.estimator.rawValue) }
    let (built, kind) = try request.built(table)
    do throws(RegressionError) {
      if request.family == .gaussian {
        let own = try LeastSquares(
          covariance: kind, profile: request.profile, confidence: request.confidence
        ).fit(built.data)
        fit = .linear(own)
        fitted = try own.predict(own.data.matrix, offset: own.data.offset).map(\.mean)
        weights = own.data.weights?.values
        estimate = try Estimate(
          own, estimator: "ols", formula: request.design.formula, sample: built.sample,
          warnings: request.warnings(built))
      } else {
        let own = try GeneralisedLinearModel(
          family: request.family, covariance: kind, profile: request.profile, confidence: request.confidence
        ).fit(built.data)
        fit = .generalised(own)
        fitted = own.predict(own.data.matrix, offset: own.data.offset).map(\.mean)
        weights = own.data.weights?.values
        estimate = try Estimate(
          own, formula: request.design.formula, sample: built.sample, warnings: request.warnings(built))
      }
    } catch { throw EstimateRequest.located(error, built) }
    self.request = request.design.predicting(built.levels)
    names = built.data.names
  }

  /// The columns that another table must have, each once.
  public var columns: [String] { request.columns }

  /// Throws for the first of them that is not among the names.
  public func check(names: [String]) throws(DesignError) { try request.check(names: names) }

  /// What the model gives for each row of a table.
  ///
  /// Throws where a column is missing or of another kind than in the fit, or where no row can be predicted. O(n·k²) for n rows and
  /// k columns.
  public func predict(_ table: Table) throws(EstimateError) -> TablePrediction {
    let built: Design
    do throws(DesignError) { built = try Design(request, table) } catch { throw .design(error) }
    let found = built.data.names
    let positions = names.compactMap { found.firstIndex(of: $0) }
    guard positions.count == names.count else {
      throw .otherColumns(names.filter { !found.contains($0) })
    }
    var rows = [TablePrediction.Row?](repeating: nil, count: table.rows)
    let design = built.data.matrix.selecting(columns: positions)
    let offset = built.data.offset
    // A pair of levels that no row of the fit has is a column that the fit has not.
    let unseen = found.indices.filter { !positions.contains($0) }.map { built.data.matrix.columns[$0] }
    let isUnseen = (0..<design.rows).map { row in unseen.contains { $0[row] != 0 } }
    switch fit {
    case .generalised(let fit):
      for (place, own) in fit.predict(design, offset: offset).enumerated() where !isUnseen[place] {
        rows[built.sample.position(of: place)] = TablePrediction.Row(
          predictor: own.predictor, mean: own.mean, standardError: own.standardError,
          confidenceLow: own.confidenceLow, confidenceHigh: own.confidenceHigh)
      }
    case .linear(let fit):
      do throws(RegressionError) {
        for (place, own) in try fit.predict(design, offset: offset).enumerated()
        where !isUnseen[place] {
          rows[built.sample.position(of: place)] = TablePrediction.Row(
            predictor: own.mean, mean: own.mean, standardError: own.standardError,
            confidenceLow: own.confidenceLow, confidenceHigh: own.confidenceHigh)
        }
      } catch { throw .regression(error) }
    }
    let lost = isUnseen.count { $0 }
    return TablePrediction(
      rows: rows,
      dropped: built.sample.dropped + (lost == 0 ? [] : [.init(reason: .unknownLevel("pairs"), rows: lost)]))
  }
}

/// What a model gives for the rows of a table.
public struct TablePrediction: Sendable {
  public struct Row: Sendable, Equatable {
    /// Xb and the offset.
    public let predictor: Double
    public let mean: Double
    /// Of the mean.
    public let standardError: Double
    /// Interval of the mean.
    public let confidenceLow: Double
    public let confidenceHigh: Double
  }

  /// One a row of the table; nil where it has no prediction.
  public let rows: [Row?]
  /// Why rows have none.
  public let dropped: [EstimationSample.Dropped]

  /// The place of each row among those predicted, from 1 for the lowest mean; equal means share the lowest place. O(n log n).
  public var ranks: [Int?] {
    let order = rows.indices.filter { rows[$0] != nil }
      .sorted { ((rows[$0]?.mean ?? 0), $0) < ((rows[$1]?.mean ?? 0), $1) }
    var ranks = [Int?](repeating: nil, count: rows.count)
    var first = 0
    for (place, row) in order.enumerated() {
      if place > 0, rows[row]?.mean != rows[order[place - 1]]?.mean { first = place }
      ranks[row] = first + 1
    }
    return ranks
  }
}
