import BigInt
public import Kernels

/// Whole pesos shared out in proportion to weights, none made and none lost.
///
/// Jefferson's divisor method (D'Hondt): every party gets the whole part of its quota, and each peso left goes to the party with
/// the largest weight per peso that it would then have, the first of them where several are equal. It is house monotone: a
/// larger sum gives nobody less, which largest remainders do not promise (Balinski and Young 1982, "Fair Representation",
/// chapters 5 and 6 and appendix A).
public enum Apportionment {
  /// One amount a weight; they add up to `amount`.
  ///
  /// - Parameters:
  ///   - amount: pesos, at least zero.
  ///   - weights: at least zero, not all of them zero unless the amount is.
  /// - Complexity: O(k²) for k weights.
  public static func share(_ amount: Int, by weights: [Exact]) -> [Int] {
    precondition(amount >= 0, "an apportionment of \(amount)")
    precondition(weights.allSatisfy { $0 >= .zero }, "an apportionment by negative weights")
    let total = weights.reduce(.zero, +)
    precondition(amount == 0 || total > .zero, "an apportionment by weights that are all zero")
    guard amount > 0, total > .zero else { return weights.map { _ in 0 } }
    var parts = weights.map { weight in
      let quota = Exact(amount) * weight
      return Int((quota.numerator * total.denominator) / (quota.denominator * total.numerator))
    }
    for _ in 0..<(amount - parts.reduce(0, +)) {
      var best = 0
      for candidate in weights.indices.dropFirst()
      where weights[candidate] * Exact(parts[best] + 1) > weights[best] * Exact(parts[candidate] + 1) {
        best = candidate
      }
      parts[best] += 1
    }
    return parts
  }

  /// The same by whole weights.
  public static func share(_ amount: Int, by weights: [Int]) -> [Int] {
    share(amount, by: weights.map { Exact($0) })
  }
}
