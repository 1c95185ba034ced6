// A change between two situations that differ in several factors, split over the factors.
//
// The part of factor i is the mean of what changing it does over all orders in which the factors may change:
//   φᵢ = Σ_{S ∌ i} |S|! (k − |S| − 1)! / k! · [v(S ∪ i) − v(S)]
// (Shapley 1953, "A value for n-person games"; Shorrocks 2013, "Decomposition procedures for distributional analysis: a
// unified framework based on the Shapley value", Journal of Economic Inequality 11). The parts add up to v(all) − v(none)
// exactly, whatever v is; no order of the factors is preferred.

public import Kernels

/// The parts of a change by factor.
public struct ShapleyDecomposition: Sendable, Equatable {
  /// One a factor; they add up to `change`.
  public let parts: [Exact]
  /// Value with all factors changed less value with none.
  public let change: Exact

  /// Splits a change over 1 to 16 factors.
  ///
  /// `value`: the value where the factors of the set are as they became and the others as they were; bit i of the set stands
  /// for factor i. Called once a set, 2ᵏ times.
  public init(factors: Int, _ value: (UInt32) -> Exact) {
    precondition((1...16).contains(factors), "\(factors) factors")
    let sets = UInt32(1) << UInt32(factors)
    let values = (0..<sets).map(value)
    var factorials = [Exact.one]
    for number in 1...factors { factorials.append(factorials[number - 1] * Exact(number)) }
    let orders = Exact.one / factorials[factors] ?? .zero
    parts = (0..<factors).map { factor in
      let bit = UInt32(1) << UInt32(factor)
      // Differences by how many factors changed before, so that each weight is used once.
      var sums = [Exact](repeating: .zero, count: factors)
      for set in 0..<sets where set & bit == 0 {
        sums[set.nonzeroBitCount] = sums[set.nonzeroBitCount] + values[Int(set | bit)] - values[Int(set)]
      }
      return sums.indices.reduce(.zero) { total, before in
        total + sums[before] * factorials[before] * factorials[factors - before - 1] * orders
      }
    }
    change = values[Int(sets - 1)] - values[0]
  }
}
