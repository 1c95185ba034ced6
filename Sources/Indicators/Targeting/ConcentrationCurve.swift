public import Kernels

// To whom does a benefit go, from the poorest to the richest?
//
// The concentration curve L(p) is the share of the benefit that goes to the poorest share p of the people (Kakwani 1977,
// Econometrica 45(3), 719–728). People of equal rank are one group: within it the benefit is taken to be spread evenly, so that the
// curve is a straight line there and no figure depends on the order of records. A record of weight w is w people, all of one rank.
// The concentration index is C = 1 − 2 ∫ L = 1 − Σ (p_k − p_{k−1}) (L_k + L_{k−1}), below zero where the poor receive more; for single
// records it is 2 cov(benefit, fractional rank) / mean. The targeting ratio of Coady, Grosh and Hoddinott (2004, "Targeting of
// Transfers in Developing Countries", World Bank, chapter 2) is L(q)/q. Everything here is a ratio of exact integers.

/// The shares of people and of a benefit, from the poorest up.
public struct ConcentrationCurve: Sendable, Equatable {
  /// People of one rank.
  public struct Group: Sendable, Equatable {
    public let rank: Int64
    public let records: Int
    /// Sum of weights.
    public let weight: Int128
    /// Sum of weight × benefit.
    public let benefit: Int128
    /// Weight and benefit of the groups below.
    public let weightBelow: Int128
    public let benefitBelow: Int128
  }

  /// By rising rank; records without weight are left out.
  public let groups: [Group]
  public let weight: Int128
  public let benefit: Int128

  /// Throws for weights or benefits below zero, for no people, and for sums beyond 127 bits.
  ///
  /// - Complexity: O(n log n) for n records.
  public init(_ records: [BenefitRecord]) throws(TargetingError) {
    for (place, record) in records.enumerated() {
      if record.weight < 0 { throw .negativeWeight(record: place, record.weight) }
      if record.benefit < 0 { throw .negativeBenefit(record: place, record.benefit) }
    }
    let sorted = records.filter { $0.weight > 0 }.sorted { $0.rank < $1.rank }
    guard !sorted.isEmpty else { throw .noPeople }
    var groups: [Group] = []
    var (weight, benefit) = (Int128(0), Int128(0))
    var start = 0
    while start < sorted.count {
      var end = start
      var own = (weight: Int128(0), benefit: Int128(0))
      while end < sorted.count, sorted[end].rank == sorted[start].rank {
        let record = sorted[end]
        own.weight = try ConcentrationCurve.sum(own.weight, Int128(record.weight))
        own.benefit = try ConcentrationCurve.sum(
          own.benefit, Int128(record.weight) * Int128(record.benefit))
        end += 1
      }
      groups.append(
        Group(
          rank: sorted[start].rank, records: end - start, weight: own.weight, benefit: own.benefit,
          weightBelow: weight, benefitBelow: benefit))
      weight = try ConcentrationCurve.sum(weight, own.weight)
      benefit = try ConcentrationCurve.sum(benefit, own.benefit)
      start = end
    }
    self.groups = groups
    self.weight = weight
    self.benefit = benefit
  }

  private static func sum(_ a: Int128, _ b: Int128) throws(TargetingError) -> Int128 {
    let (sum, overflow) = a.addingReportingOverflow(b)
    if overflow { throw .sumTooLarge }
    return sum
  }

  /// The benefit that the poorest share of the people receives, in units of weight × benefit: on the straight line of the group
  /// that the share ends in. O(log groups).
  public func amount(ofPoorest share: Exact) -> Exact {
    precondition(share >= .zero && share <= .one, "a share of the people outside 0…1")
    let wanted = share * Exact(weight)
    // The first group that the share does not go beyond.
    var (low, high) = (0, groups.count - 1)
    while low < high {
      let middle = (low + high) / 2
      let end = groups[middle].weightBelow + groups[middle].weight
      if Exact(end) >= wanted { high = middle } else { low = middle + 1 }
    }
    let group = groups[low]
    let inside = wanted - Exact(group.weightBelow)
    return Exact(group.benefitBelow) + ((inside * Exact(group.benefit)) / Exact(group.weight) ?? .zero)
  }

  /// L(share): the share of the benefit that the poorest share of the people receives; nil where nobody receives anything.
  public func benefits(ofPoorest share: Exact) -> Exact? { amount(ofPoorest: share) / Exact(benefit) }

  /// Coady, Grosh and Hoddinott: L(q)/q. 1 where everyone receives the same, 1/q at most. Nil for q = 0.
  public func targetingRatio(poorest q: Exact) -> Exact? { benefits(ofPoorest: q).flatMap { $0 / q } }

  /// C, −1…1: below zero where the benefit goes to the poor; nil where nobody receives anything. O(groups).
  public var index: Exact? { (twiceArea / (Exact(weight) * Exact(benefit))).map { .one - $0 } }

  /// Σ weight · (benefit up to the group + benefit up to the one before): in 127 bits where it fits.
  private var twiceArea: Exact {
    var sum = Int128(0)
    var isWhole = true
    for group in groups where isWhole {
      let (ends, tooFar) = group.benefitBelow.addingReportingOverflow(group.benefitBelow + group.benefit)
      let (area, tooWide) = group.weight.multipliedReportingOverflow(by: ends)
      let (next, tooLarge) = sum.addingReportingOverflow(area)
      isWhole = !tooFar && !tooWide && !tooLarge
      sum = next
    }
    if isWhole { return Exact(sum) }
    var twice = Exact.zero
    for group in groups {
      let before = Exact(group.benefitBelow)
      twice = twice + Exact(group.weight) * (before + before + Exact(group.benefit))
    }
    return twice
  }
}
