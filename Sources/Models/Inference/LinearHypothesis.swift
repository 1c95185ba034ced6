public import LinearAlgebra

/// Linear restrictions R·b = r on a model's coefficients, a row each.
public struct LinearHypothesis: Sendable, Equatable {
  /// q × k, columns in the order of the model's terms.
  public let restrictions: Matrix
  /// q values.
  public let values: [Double]

  public init(_ restrictions: Matrix, equals values: [Double]) {
    precondition(
      restrictions.rows == values.count, "\(restrictions.rows) restrictions with \(values.count) values")
    self.restrictions = restrictions
    self.values = values
  }

  /// Weights of named terms, a dictionary a restriction; a term that is not named has weight zero.
  ///
  /// Throws `RegressionError.unknownTerm`.
  public init(_ rows: [[String: Double]], equals values: [Double]? = nil, in names: [String])
    throws(RegressionError)
  {
    var restrictions = Matrix(rows: rows.count, columns: names.count)
    for (row, weights) in rows.enumerated() {
      for (name, weight) in weights {
        guard let column = names.firstIndex(of: name) else {
          throw .unknownTerm(name: name, known: names)
        }
        restrictions[row, column] = weight
      }
    }
    self.init(restrictions, equals: values ?? Array(repeating: 0, count: rows.count))
  }

  /// Each of these terms is zero.
  public static func zero(_ terms: [String], in names: [String]) throws(RegressionError) -> LinearHypothesis {
    try LinearHypothesis(terms.map { [$0: 1] }, in: names)
  }
}
