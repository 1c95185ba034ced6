internal import Kernels

extension ObservationWeights {
  /// Weights of a column that may hold anything.
  ///
  /// Throws `RegressionError.weight` for the first that is negative or not finite, `.fractionalFrequency` for a
  /// frequency that is no whole number, `.noPositiveWeight` where all are zero.
  public static func checking(_ kind: Kind, _ values: [Double]) throws(RegressionError) -> ObservationWeights
  {
    for (row, value) in values.enumerated() where !(value >= 0 && value.isFinite) {
      throw .weight(row: row + 1, value: value)
    }
    let weights = ObservationWeights(kind, values: values)
    try weights.check()
    return weights
  }

  func check() throws(RegressionError) {
    if kind == .frequency {
      for (row, value) in values.enumerated() where value != value.rounded() {
        throw .fractionalFrequency(row: row + 1, value: value)
      }
      // Beyond this a double does not count any more.
      let sum = values.reduce(0, +)
      guard sum <= 0x1p53 else { throw .frequenciesTooLarge(sum: sum) }
    }
    if !values.contains(where: { $0 > 0 }) { throw .noPositiveWeight }
  }

  func selecting(rows: [Int]) -> ObservationWeights {
    ObservationWeights(kind, values: values.gathered(rows))
  }
}
