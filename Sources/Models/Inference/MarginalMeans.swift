public import LinearAlgebra

// The mean of the model's predictions where everybody is at one level of a factor and all else is as it is in a reference
// population: the sample itself, or a grid that weighs every cell alike (Searle, Speed & Milliken 1980, The American Statistician 34).
// Each is x̄ᵀb for the mean row x̄ of that population's design, so that its error is that of a contrast.

/// A level of a factor with the design of the reference population at that level.
public struct MarginalLevel: Sendable {
  public let name: String
  /// The model's columns, dropped ones included.
  public let rows: TallMatrix
  /// Of the rows in the mean; nil for one each.
  public let weights: [Double]?

  public init(name: String, rows: TallMatrix, weights: [Double]? = nil) {
    self.name = name
    self.rows = rows
    self.weights = weights
  }
}

/// Means of the predictions by level, and all their differences.
public struct MarginalMeans: Sendable {
  public let means: [CoefficientTerm]
  /// `b − a` for each pair of levels a before b.
  public let differences: [CoefficientTerm]
  /// p-values of the differences, adjusted as a family.
  public let adjusted: [Double]
}

extension LinearFit {
  /// The means by level and their differences, with this fit's covariance.
  public func marginalMeans(_ levels: [MarginalLevel], adjusting rule: MultipleTesting = .holm)
    throws(RegressionError) -> MarginalMeans
  {
    var rows: [[Double]] = []
    var means: [CoefficientTerm] = []
    for level in levels {
      precondition(
        level.rows.width == data.names.count, "\(level.rows.width) columns for a model of \(data.names.count)"
      )
      let weights = level.weights ?? [Double](repeating: 1, count: level.rows.rows)
      let total = weights.reduce(0, +)
      guard total > 0 else { throw .noPositiveWeight }
      let mean = level.rows.selecting(columns: kept).transposedTimes(weights).map { $0 / total }
      rows.append(mean)
      means.append(try contrast(level.name, mean))
    }
    var differences: [CoefficientTerm] = []
    for first in levels.indices {
      for second in levels.indices.dropFirst(first + 1) {
        differences.append(
          try contrast(
            "\(levels[second].name) − \(levels[first].name)", zip(rows[second], rows[first]).map { $0 - $1 }))
      }
    }
    return MarginalMeans(
      means: means, differences: differences, adjusted: rule.adjust(differences.map(\.pValue)))
  }
}
