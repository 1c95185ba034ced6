import Indicators
import Kernels
import Testing

/// Oracles: the glove game and products worked by hand, and the laws of the value (efficiency, symmetry, null player).
@Suite("Changes split over factors")
struct ShapleyTests {
  @Test("the glove game: 2/3 for the one left glove, 1/6 for each right one")
  func gloves() {
    let split = ShapleyDecomposition(factors: 3) { set in set & 1 == 1 && set & 6 != 0 ? .one : .zero }
    #expect(split.parts == [Exact(2, over: 3), Exact(1, over: 6), Exact(1, over: 6)])
    #expect(split.change == .one)
  }

  @Test("a product of two factors: half of each order")
  func product() {
    // 10 × 0.4 → 8 × 0.5: quantity −2 at a mean share of 0.45, share +0.1 at a mean quantity of 9.
    let split = ShapleyDecomposition(factors: 2) { set in
      (set & 1 == 0 ? Exact(10) : Exact(8)) * (set & 2 == 0 ? Exact(4, over: 10) : Exact(5, over: 10))
    }
    #expect(split.parts == [Exact(-9, over: 10), Exact(9, over: 10)])
    #expect(split.change == .zero)
  }

  @Test("parts add up, a factor that does nothing has none, equal factors have equal parts", arguments: 1...6)
  func laws(factors: Int) {
    var generator = PCG64(seed: 3, stream: UInt64(factors))
    let values = (0..<(1 << factors)).map { _ in Exact(generator.nextInteger(in: -50...50), over: 7) }
    let any = ShapleyDecomposition(factors: factors) { values[Int($0)] }
    #expect(any.parts.reduce(.zero, +) == any.change)
    #expect(any.change == values[values.count - 1] - values[0])
    let null = ShapleyDecomposition(factors: factors + 1) { values[Int($0) & (values.count - 1)] }
    #expect(null.parts == any.parts + [.zero])
    let symmetric = ShapleyDecomposition(factors: factors) { Exact($0.nonzeroBitCount * $0.nonzeroBitCount) }
    #expect(Set(symmetric.parts).count == 1)
  }

  @Test("beneficiaries: population alone, instrument alone, and a cell that appears")
  func beneficiaries() throws {
    func counts(_ a: CascadeCount, _ b: CascadeCount) -> BeneficiaryChange {
      BeneficiaryChange([[[a], [a]], [[b], [b]]])
    }
    let population = counts(
      CascadeCount(population: 100, vulnerable: 50, entitled: 10),
      CascadeCount(population: 200, vulnerable: 100, entitled: 20))
    #expect(population.parts[.population] == Exact(10))
    #expect(population.parts[.vulnerability] == .zero && population.parts[.performance] == .zero)
    // The same people under other rules.
    let old = CascadeCount(population: 100, vulnerable: 50, entitled: 10)
    let new = CascadeCount(population: 100, vulnerable: 40, entitled: 8)
    let instrument = BeneficiaryChange([[[old], [new]], [[old], [new]]])
    #expect(instrument.parts[.instrument] == Exact(-2))
    #expect(instrument.change == Exact(-2))
    // Vulnerable 0.5 → 0.4 and performance 0.2 → 0.25 of the same population: −10·… by hand.
    let shares = counts(
      CascadeCount(population: 100, vulnerable: 50, entitled: 10),
      CascadeCount(population: 100, vulnerable: 40, entitled: 10))
    #expect(shares.parts[.vulnerability] == Exact(-225, over: 100))
    #expect(shares.parts[.performance] == Exact(225, over: 100))
    let appears = BeneficiaryChange([
      [[CascadeCount()], [CascadeCount()]], [[old], [old]],
    ])
    #expect(appears.parts[.population] == Exact(10) && appears.change == Exact(10))
  }

  @Test("parts add up to the change for any counts", arguments: 1...20)
  func random(seed: UInt64) {
    var generator = PCG64(seed: seed, stream: 9)
    func count() -> CascadeCount {
      let population = generator.nextInteger(below: 50)
      let vulnerable = generator.nextInteger(below: population + 1)
      return CascadeCount(
        population: population, vulnerable: vulnerable, entitled: generator.nextInteger(below: vulnerable + 1)
      )
    }
    let counts = (0..<2).map { _ in (0..<2).map { _ in (0..<3).map { _ in count() } } }
    let change = BeneficiaryChange(counts)
    #expect(change.parts.values.reduce(.zero, +) == change.change)
    let before = counts[0][0].reduce(0) { $0 + $1.entitled }
    let after = counts[1][1].reduce(0) { $0 + $1.entitled }
    #expect(change.change == Exact(after - before))
  }

  private func ranking(_ values: [Int64]) -> GroupRanking {
    GroupRanking(
      values, validity: Bitmap(count: values.count, repeating: true), groups: DenseGroups(rows: values.count))
  }

  @Test("one's own average fell, the others' rose, the promotion changed size")
  func positions() throws {
    let before: [Int64] = [60, 70, 50, 40, 30]
    // Only oneself: from second of five to fourth.
    let own = try #require(
      PositionChange(
        from: ranking(before), row: 0, value: 60, to: ranking([35, 70, 50, 40, 30]), row: 0, value: 35))
    #expect(own.part(.ownFell) == Exact(2, over: 5))
    #expect(own.part(.othersRose) == .zero && own.part(.sizeChanged) == .zero)
    #expect(own.mainCause == .ownFell)
    // Only the others.
    let others = try #require(
      PositionChange(
        from: ranking(before), row: 0, value: 60, to: ranking([60, 70, 65, 65, 30]), row: 0, value: 60))
    #expect(others.part(.othersRose) == Exact(2, over: 5))
    #expect(others.part(.ownFell) == .zero)
    #expect(others.mainCause == .othersRose)
    // First of five, then first of two: one's own place among fewer.
    let size = try #require(
      PositionChange(
        from: ranking([70, 60, 50, 40, 30]), row: 0, value: 70, to: ranking([70, 60]), row: 0, value: 70))
    #expect(size.part(.sizeChanged) == Exact(1, over: 2) - Exact(1, over: 5))
    #expect(size.change == Exact(3, over: 10))
    #expect(size.mainCause == .sizeChanged)
    // A position that got no worse.
    let better = try #require(
      PositionChange(
        from: ranking([60, 70]), row: 0, value: 60, to: ranking([60, 70, 50, 40]), row: 0, value: 60))
    #expect(better.change == Exact(-1, over: 2) && better.mainCause == .sizeChanged)
  }

  @Test("the three parts add up to the change of the position, for anybody", arguments: 1...20)
  func positionLaw(seed: UInt64) throws {
    var generator = PCG64(seed: seed, stream: 4)
    func values() -> [Int64] {
      (0..<(2 + generator.nextInteger(below: 40))).map { _ in Int64(generator.nextInteger(in: 40...70)) }
    }
    let old = values()
    let new = values()
    let before = ranking(old)
    let after = ranking(new)
    var sum = PositionChangeSum()
    var total = Exact.zero
    for row in 0..<min(old.count, new.count) {
      let change = try #require(
        PositionChange(from: before, row: row, value: old[row], to: after, row: row, value: new[row]))
      let parts = PositionChange.Cause.allCases.map { change.part($0) }
      #expect(parts.reduce(.zero, +) == change.change)
      #expect(
        change.change
          == Exact(Int(after.places[row]), over: new.count) - Exact(Int(before.places[row]), over: old.count))
      sum.add(change)
      total = total + change.change
    }
    let means = try PositionChange.Cause.allCases.map { try #require(sum.mean($0)) }
    #expect(means.reduce(.zero, +) * Exact(sum.people) == total)
    #expect(PositionChangeSum().mean(.ownFell) == nil)
  }
}
