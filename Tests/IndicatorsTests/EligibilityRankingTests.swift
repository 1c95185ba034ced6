import Indicators
import Kernels
import Testing

/// Oracles: worked by hand, and counting the better ones one by one.
@Suite("Places in groups and the tramos of relative positions")
struct EligibilityRankingTests {
  private func all(_ count: Int) -> Bitmap { Bitmap(count: count, repeating: true) }

  private func ranking(
    _ values: [Int64], groups codes: [Int64], order: GroupRanking.Order = .descending,
    ties: GroupRanking.Ties = .lowest, counting: GroupRanking.Counting = .ranked, valid: [Bool]? = nil
  ) -> GroupRanking {
    var groups = DenseGroups(rows: values.count)
    groups.split(by: codes, validity: all(values.count))
    var validity = all(values.count)
    for (row, isValid) in (valid ?? []).enumerated() { validity[row] = isValid }
    return GroupRanking(
      values, validity: validity, groups: groups, order: order, ties: ties, counting: counting)
  }

  @Test("ties share their place: 1, 2, 2, 4 or 1, 3, 3, 4 or 1, 2, 2, 3")
  func ties() {
    let values: [Int64] = [60, 70, 60, 50]
    let groups: [Int64] = [1, 1, 1, 1]
    #expect(ranking(values, groups: groups).places == [2, 1, 2, 4])
    #expect(ranking(values, groups: groups, ties: .highest).places == [3, 1, 3, 4])
    #expect(ranking(values, groups: groups, ties: .dense).places == [2, 1, 2, 3])
    #expect(ranking(values, groups: groups, order: .ascending).places == [2, 4, 2, 1])
  }

  @Test("groups are ranked apart, and who has no value is in no place")
  func groups() {
    let own = ranking(
      [5, 9, 7, 8, 1], groups: [1, 2, 1, 2, 1], valid: [true, true, true, true, false])
    #expect(own.places == [2, 1, 1, 2, 0])
    #expect(own.sizes.sorted() == [2, 2])
    let counted = ranking(
      [5, 9, 7, 8, 1], groups: [1, 2, 1, 2, 1], counting: .all, valid: [true, true, true, true, false])
    #expect(counted.places == [2, 1, 1, 2, 0])
    #expect(counted.sizes.sorted() == [2, 3])
    #expect(ranking([], groups: []).places.isEmpty)
  }

  @Test("extreme values have places like others")
  func extremes() {
    let values: [Int64] = [.max, .min, 0, .max]
    #expect(ranking(values, groups: [0, 0, 0, 0]).places == [1, 4, 3, 1])
    #expect(ranking(values, groups: [0, 0, 0, 0], ties: .highest).places == [2, 4, 3, 2])
    #expect(ranking(values, groups: [.min, .max, .min, .max]).places == [1, 2, 2, 1])
  }

  @Test(
    "places are one more than the better ones of the group, and groups are pairs of values", arguments: 1...5)
  func random(seed: UInt64) {
    var generator = PCG64(seed: seed, stream: 1)
    let rows = 500
    let values = (0..<rows).map { _ in Int64(generator.nextInteger(in: -20...20)) }
    let first = (0..<rows).map { _ in Int64(generator.nextInteger(below: 4)) * 1_000_000_000_000 }
    let second = (0..<rows).map { _ in UInt32(generator.nextInteger(below: 5)) }
    var groups = DenseGroups(rows: rows)
    groups.split(by: first, validity: all(rows))
    groups.split(by: second, levels: 5, validity: all(rows))
    #expect(groups.count == 20)
    let own = GroupRanking(values, validity: all(rows), groups: groups)
    for row in 0..<rows {
      let mates = (0..<rows).filter { first[$0] == first[row] && second[$0] == second[row] }
      #expect(Int(own.places[row]) == 1 + mates.count { values[$0] > values[row] })
      #expect(Int(own.sizes[Int(own.groups[row])]) == mates.count)
      #expect(own.better(than: values[row], in: own.groups[row]) == Int(own.places[row]) - 1)
    }
  }

  private func tramos() throws -> RelativeTramos {
    try #require(
      RelativeTramos(
        cuts: [Exact(15, over: 100), Exact(30, over: 100)],
        sizeRules: [.init(sizes: 0...1, best: nil), .init(sizes: 2...6, best: 0)]))
  }

  @Test("3 of 20 is within 0.15 and 6 of 20 within 0.30, though no double is either")
  func cuts() throws {
    let tramos = try tramos()
    #expect(tramos.tramo(place: 3, size: 20, isBest: false) == 0)
    #expect(tramos.tramo(place: 4, size: 20, isBest: false) == 1)
    #expect(tramos.tramo(place: 6, size: 20, isBest: false) == 1)
    #expect(tramos.tramo(place: 7, size: 20, isBest: false) == nil)
    #expect(tramos.tramo(place: 1, size: 7, isBest: true) == 0)
    #expect(tramos.tramo(place: 2, size: 7, isBest: false) == 1)
  }

  @Test("of promotions under seven the best alone, of promotions under two nobody")
  func smallGroups() throws {
    let tramos = try tramos()
    #expect(tramos.tramo(place: 1, size: 6, isBest: true) == 0)
    #expect(tramos.tramo(place: 2, size: 6, isBest: false) == nil)
    #expect(tramos.tramo(place: 1, size: 2, isBest: true) == 0)
    #expect(tramos.tramo(place: 1, size: 1, isBest: true) == nil)
    // Two who share the first place are both the best, whichever place ties share.
    for ties in GroupRanking.Ties.allCases {
      let own = ranking([65, 65, 60, 50, 50], groups: [1, 1, 1, 1, 1], ties: ties)
      #expect(tramos.tramos(of: own, values: [65, 65, 60, 50, 50]) == [0, 0, 255, 255, 255], "\(ties)")
    }
  }

  @Test("every place of every size is where its fraction is")
  func fractions() throws {
    let tramos = try tramos()
    for size in 7...120 {
      for place in 1...size {
        let position = Exact(place, over: size)
        let expected = position <= Exact(15, over: 100) ? 0 : position <= Exact(30, over: 100) ? 1 : nil
        #expect(tramos.tramo(place: place, size: size, isBest: place == 1) == expected, "\(place) of \(size)")
      }
    }
  }

  @Test("cuts that do not rise, leave 0…1 or have ten decimals make no tramos; nor do overlapping sizes")
  func refused() {
    let half = Exact(1, over: 2)
    #expect(RelativeTramos(cuts: [half, half]) == nil)
    #expect(RelativeTramos(cuts: [Exact(2)]) == nil)
    #expect(RelativeTramos(cuts: []) == nil)
    #expect(RelativeTramos(from: half, cuts: [Exact(1, over: 4)]) == nil)
    #expect(RelativeTramos(cuts: [Exact(1, over: 3)]) == nil)
    #expect(
      RelativeTramos(
        cuts: [half], sizeRules: [.init(sizes: 0...3, best: nil), .init(sizes: 3...6, best: 0)]) == nil)
    #expect(RelativeTramos(cuts: [half], sizeRules: [.init(sizes: 0...3, best: 1)]) == nil)
  }

  @Test("alternatives and lists of rules in three values")
  func verdicts() {
    #expect(Verdict.any([.failed, .unknown]) == .unknown)
    #expect(Verdict.any([.unknown, .passed]) == .passed)
    #expect(Verdict.all([.passed, .unknown]) == .unknown)
    #expect(Verdict.all([.unknown, .failed]) == .failed)
    #expect(Verdict.all([]) == .passed && Verdict.any([]) == .failed)
    #expect(Verdict.allCases.map(\.negated) == [.passed, .unknown, .failed])
  }

  @Test("the amounts of 2014 to 2017 come from those of the decree, and rounding is as said")
  func amounts() {
    // An index with which 50,000 and 30,000 pesos come to what was paid in each year.
    let index: [Int: Exact] = [
      2013: Exact(100), 2014: Exact(103), 2015: Exact(107_786, over: 1000), 2016: Exact(112_506, over: 1000),
      2017: Exact(115_552, over: 1000),
    ]
    func amounts(
      _ chain: AdjustedAmounts.Chain, _ rounding: AdjustedAmounts.Rounding = .nearest, unit: Int = 1
    )
      -> AdjustedAmounts
    {
      AdjustedAmounts(
        baseYear: 2013, amounts: [Exact(50_000), Exact(30_000)], index: index, unit: unit, rounding: rounding,
        chain: chain)
    }
    let paid = [
      2014: (51_500, 30_900), 2015: (53_893, 32_336), 2016: (56_253, 33_752), 2017: (57_776, 34_666),
    ]
    for (year, pair) in paid {
      #expect(amounts(.base).amount(tramo: 0, year: year) == pair.0)
      #expect(amounts(.base).amount(tramo: 1, year: year) == pair.1)
    }
    #expect(amounts(.base, .down).amount(tramo: 1, year: 2015) == 32_335)
    #expect(amounts(.base, .up).amount(tramo: 1, year: 2015) == 32_336)
    #expect(amounts(.base, .nearest, unit: 100).amount(tramo: 1, year: 2015) == 32_300)
    #expect(amounts(.base).amount(tramo: 0, year: 2013) == 50_000)
    // A chain from rounded to rounded: 32,335.8 → 32,300, × 112,506 / 107,786 = 33,714.4 → 33,700, not 33,800.
    #expect(amounts(.yearly, .nearest, unit: 100).amount(tramo: 1, year: 2016) == 33_700)
    #expect(amounts(.base, .nearest, unit: 100).amount(tramo: 1, year: 2016) == 33_800)
    for (tramo, year) in [(0, 2018), (0, 2012), (2, 2014)] {
      #expect(amounts(.base).amount(tramo: tramo, year: year) == nil)
      #expect(amounts(.yearly).amount(tramo: tramo, year: year) == nil)
    }
  }
}
