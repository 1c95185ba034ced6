// Several tests at once. Family-wise: the chance of any false rejection. False discovery rate: the expected share of false ones
// among the rejections.
//
// Sources: Holm (1979), Scand. J. Statistics 6; Hochberg (1988), Biometrika 75; Hommel (1988), Biometrika 75, adjusted as
// in Wright (1992), Biometrics 48; Benjamini & Hochberg (1995), JRSS B 57; Benjamini & Yekutieli (2001), Annals of Statistics 29.

/// A rule that adjusts the p-values of a family of tests.
public enum MultipleTesting: String, Sendable, CaseIterable {
  /// n·p. Family-wise, any dependence.
  case bonferroni
  /// Step-down (n − i + 1)·p₍ᵢ₎. Family-wise, any dependence.
  case holm
  /// Step-up with the same factors. Family-wise for independent tests.
  case hochberg
  /// By Simes's tests of all intersections. Family-wise for independent tests.
  case hommel
  /// Step-up n/i·p₍ᵢ₎. False discovery rate for independent tests.
  case benjaminiHochberg
  /// The same times Σ 1/i. False discovery rate, any dependence.
  case benjaminiYekutieli

  /// Adjusted p-values in the order given, at most one. A test without a p-value (not a number) has none after it either and
  /// is not counted. O(n log n), Hommel's O(n²).
  public func adjust(_ pValues: [Double]) -> [Double] {
    precondition(
      pValues.allSatisfy { $0.isNaN || ($0 >= 0 && $0 <= 1) }, "p-values are between 0 and 1")
    let tests = pValues.indices.filter { !pValues[$0].isNaN }
    let order = tests.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
    let adjusted = adjustSorted(order.map { pValues[$0] })
    var result = [Double](repeating: .nan, count: pValues.count)
    for (rank, test) in order.enumerated() { result[test] = min(1, adjusted[rank]) }
    return result
  }

  private func adjustSorted(_ sorted: [Double]) -> [Double] {
    let count = sorted.count
    let total = Double(count)
    switch self {
    case .bonferroni: return sorted.map { total * $0 }
    case .holm:
      var largest = 0.0
      return sorted.enumerated().map { rank, value in
        largest = max(largest, (total - Double(rank)) * value)
        return largest
      }
    case .hochberg: return MultipleTesting.stepUp(sorted) { total - Double($0) }
    case .benjaminiHochberg: return MultipleTesting.stepUp(sorted) { total / Double($0 + 1) }
    case .benjaminiYekutieli:
      let harmonic = stride(from: count, to: 0, by: -1).reduce(0.0) { $0 + 1 / Double($1) }
      return MultipleTesting.stepUp(sorted) { harmonic * total / Double($0 + 1) }
    case .hommel: return MultipleTesting.hommel(sorted)
    }
  }

  /// The running minimum from the largest down of factor(rank)·p.
  private static func stepUp(_ sorted: [Double], _ factor: (Int) -> Double) -> [Double] {
    var result = sorted
    var smallest = Double.infinity
    for rank in stride(from: sorted.count - 1, through: 0, by: -1) {
      smallest = min(smallest, factor(rank) * sorted[rank])
      result[rank] = smallest
    }
    return result
  }

  /// Wright's algorithm: for each size m of an intersection, Simes's bound over the largest m − 1 p-values and what it says of
  /// each smaller one with them.
  private static func hommel(_ sorted: [Double]) -> [Double] {
    let count = sorted.count
    var result = sorted
    for size in stride(from: count, to: 1, by: -1) {
      let m = Double(size)
      let split = count - size + 1
      var bound = Double.infinity
      for rank in split..<count {
        bound = min(bound, m * sorted[rank] / Double(rank + 1 + size - count))
      }
      for rank in split..<count { result[rank] = max(result[rank], bound) }
      for rank in 0..<split { result[rank] = max(result[rank], min(bound, m * sorted[rank])) }
    }
    return result
  }
}
