/// A weight a row, and what it means for the number of observations and the variance.
public struct ObservationWeights: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable {
    /// Precision: a row's error has variance σ²/w; n is the number of rows.
    case analytic
    /// A row stands for w equal observations; n is the sum of the weights.
    case frequency
    /// Inverse probability of being in the sample: the point estimates of analytic weights, with robust variances.
    case probability
  }

  public let kind: Kind
  /// None below zero, none missing.
  public let values: [Double]

  public init(_ kind: Kind, values: [Double]) {
    precondition(values.allSatisfy { $0 >= 0 && $0.isFinite }, "weights are finite and not below zero")
    self.kind = kind
    self.values = values
  }
}
