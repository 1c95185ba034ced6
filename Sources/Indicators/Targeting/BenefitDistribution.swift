public import Kernels

/// A benefit over equal groups of people, from the poorest to the richest (quintiles, deciles).
public struct BenefitDistribution: Sendable, Equatable {
  /// The benefit of group 1, 2, … in units of weight × benefit; together all of it.
  public let amounts: [Exact]
  /// What the groups up to each received.
  public let cumulative: [Exact]
  public let total: Exact

  /// - Parameters:
  ///   - groups: how many groups of equal weight, 1 or more; a rank that two of them share is divided in proportion.
  public init(_ curve: ConcentrationCurve, groups: Int) {
    precondition(groups >= 1, "\(groups) groups")
    let up = (1...groups).map { curve.amount(ofPoorest: Exact($0, over: groups)) }
    cumulative = up
    amounts = up.indices.map { $0 == 0 ? up[0] : up[$0] - up[$0 - 1] }
    total = Exact(curve.benefit)
  }

  /// Share of the benefit that each group receives; nil where nobody receives anything.
  public var shares: [Exact?] { amounts.map { $0 / total } }
}
