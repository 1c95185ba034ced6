import Indicators
import Kernels
import Testing

/// Oracles: curves worked by hand; the covariance formula and the regression of O'Donnell, van Doorslaer, Wagstaff and Lindelow
/// (2008, chapter 8) run in statsmodels; formulas (14) and (15) of Kakwani, Wagstaff and van Doorslaer (1997) written out apart.
@Suite("Concentration of a benefit")
struct ConcentrationTests {
  private func records(_ values: [(Int64, Int64, Int64)]) -> [BenefitRecord] {
    values.map { BenefitRecord(rank: $0.0, weight: $0.1, benefit: $0.2) }
  }

  private static let ranks: [Int64] = [1, 2, 2, 3, 4, 4, 4, 5, 6, 7, 8, 8]
  private static let benefits: [Int64] = [9, 7, 3, 8, 0, 5, 4, 2, 6, 0, 1, 0]
  private static let weights: [Int64] = [1, 2, 3, 1, 2, 1, 4, 1, 2, 3, 1, 2]

  private var tied: [BenefitRecord] {
    zip(Self.ranks, Self.benefits).map { BenefitRecord(rank: $0, benefit: $1) }
  }

  @Test("by hand: 4, 3, 2, 1 from the poorest up")
  func byHand() throws {
    let curve = try ConcentrationCurve(records([(1, 1, 4), (2, 1, 3), (3, 1, 2), (4, 1, 1)]))
    // L at 1/4, 1/2, 3/4 is 0.4, 0.7, 0.9; C = 1 − (0.4 + 1.1 + 1.6 + 1.9)/4.
    #expect(curve.benefits(ofPoorest: Exact(1, over: 4)) == Exact(2, over: 5))
    #expect(curve.benefits(ofPoorest: Exact(3, over: 4)) == Exact(9, over: 10))
    #expect(curve.index == Exact(-1, over: 4))
    // Half of the way from 0.4 to 0.7.
    #expect(curve.benefits(ofPoorest: Exact(3, over: 8)) == Exact(11, over: 20))
    #expect(curve.targetingRatio(poorest: Exact(1, over: 4)) == Exact(8, over: 5))
    #expect(curve.targetingRatio(poorest: .zero) == nil && curve.targetingRatio(poorest: .one) == .one)
    let halves = BenefitDistribution(curve, groups: 2)
    #expect(
      halves.amounts == [Exact(7), Exact(3)] && halves.shares == [Exact(7, over: 10), Exact(3, over: 10)])
  }

  @Test("ties are one group, whatever the order of records")
  func ties() throws {
    let curve = try ConcentrationCurve(records([(1, 1, 10), (1, 1, 0), (2, 2, 1)]))
    #expect(curve.groups.map(\.records) == [2, 1] && curve.groups.map(\.benefit) == [10, 2])
    #expect(curve.benefits(ofPoorest: Exact(1, over: 4)) == Exact(5, over: 12))
    #expect(try ConcentrationCurve(records([(2, 2, 1), (1, 1, 0), (1, 1, 10)])) == curve)
    #expect(
      try ConcentrationIndex(tied)?.standardError == ConcentrationIndex(Array(tied.reversed()))?.standardError
    )
  }

  @Test("the index of tied and weighted records is that of the regression on fractional ranks")
  func regression() throws {
    let index = try #require(try ConcentrationIndex(tied))
    #expect(abs(index.value.double - -0.337_037_037_037_037) < 1e-15)
    let weighted = zip(zip(Self.ranks, Self.weights), Self.benefits).map {
      BenefitRecord(rank: $0.0, weight: $0.1, benefit: $1)
    }
    let other = try #require(try ConcentrationIndex(weighted))
    #expect(abs(other.value.double - -0.313_501_144_164_759_7) < 1e-15)
    // A weight is so many people of that rank.
    let repeated = weighted.flatMap {
      Array(repeating: BenefitRecord(rank: $0.rank, benefit: $0.benefit), count: Int($0.weight))
    }
    #expect(try ConcentrationIndex(repeated)?.value == other.value)
  }

  @Test("standard errors: formula (15) with ties, formula (14) without")
  func errors() throws {
    #expect(abs((try ConcentrationIndex(tied)?.standardError ?? 0) - 0.113_114_427_677_995_04) < 1e-14)
    let untied = Self.benefits.enumerated().map { BenefitRecord(rank: Int64($0), benefit: $1) }
    let index = try #require(try ConcentrationIndex(untied))
    #expect(abs(index.value.double - -0.331_481_481_481_481_4) < 1e-15)
    #expect(abs((index.standardError ?? 0) - 0.114_501_957_705_297_56) < 1e-14)
    // Equal weights of any size are no weights.
    let scaled = untied.map { BenefitRecord(rank: $0.rank, weight: 7, benefit: $0.benefit * 1000) }
    #expect(abs((try ConcentrationIndex(scaled)?.standardError ?? 0) - (index.standardError ?? 1)) < 1e-14)
  }

  @Test("laws: the same for all is 0 and CGH 1; all to the poorest; turned round it changes sign")
  func laws() throws {
    let same = try ConcentrationCurve((0..<9).map { BenefitRecord(rank: $0, weight: $0 + 1, benefit: 5) })
    #expect(same.index == .zero && same.targetingRatio(poorest: Exact(1, over: 7)) == .one)
    let even = try #require(try ConcentrationIndex((0..<9).map { BenefitRecord(rank: $0, benefit: 5) }))
    #expect((even.standardError ?? 1) < 1e-15)
    let poorest = try ConcentrationCurve((0..<10).map { BenefitRecord(rank: $0, benefit: $0 == 0 ? 3 : 0) })
    #expect(poorest.index == Exact(-9, over: 10))
    #expect(poorest.targetingRatio(poorest: Exact(1, over: 10)) == Exact(10))
    var generator = PCG64(seed: 7, stream: 3)
    for _ in 0..<20 {
      let some = (0..<30).map { _ in
        BenefitRecord(
          rank: Int64(generator.nextInteger(in: 0...9)), weight: Int64(generator.nextInteger(in: 0...5)),
          benefit: Int64(generator.nextInteger(in: 0...100)))
      }
      let turned = some.map { BenefitRecord(rank: -$0.rank, weight: $0.weight, benefit: $0.benefit) }
      let (a, b) = (try ConcentrationCurve(some), try ConcentrationCurve(turned))
      #expect(a.index.map { -$0 } == b.index)
      let share = Exact(generator.nextInteger(in: 0...20), over: 20)
      #expect(a.amount(ofPoorest: share) + b.amount(ofPoorest: .one - share) == Exact(a.benefit))
      let tenths = BenefitDistribution(a, groups: 10)
      #expect(tenths.amounts.reduce(.zero, +) == tenths.total)
    }
  }

  @Test("nobody, nothing, below zero, too large")
  func degenerate() throws {
    #expect(throws: TargetingError.noPeople) { try ConcentrationCurve([]) }
    #expect(throws: TargetingError.noPeople) { try ConcentrationCurve(records([(1, 0, 4)])) }
    #expect(throws: TargetingError.negativeWeight(record: 1, -1)) {
      try ConcentrationCurve(records([(1, 1, 1), (1, -1, 1)]))
    }
    #expect(throws: TargetingError.negativeBenefit(record: 0, -2)) {
      try ConcentrationCurve(records([(1, 1, -2)]))
    }
    #expect(throws: TargetingError.sumTooLarge) {
      try ConcentrationCurve(records([(1, .max, .max), (2, .max, .max), (3, .max, .max)]))
    }
    let nothing = try ConcentrationCurve(records([(1, 1, 0), (2, 1, 0)]))
    #expect(nothing.index == nil && nothing.benefits(ofPoorest: .one) == nil)
    #expect(nothing.targetingRatio(poorest: .one) == nil)
    #expect(BenefitDistribution(nothing, groups: 2).shares == [nil, nil])
    let alone = try #require(try ConcentrationIndex(records([(5, 2, 3)])))
    #expect(alone.value == .zero && alone.standardError == nil && alone.records == 1)
    // Near the largest sums the figures are still finite.
    let large = try #require(try ConcentrationIndex(records([(1, .max, .max), (2, 1, 0)])))
    #expect(large.value < .zero && large.standardError?.isFinite == true)
  }
}
