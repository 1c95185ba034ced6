import Causal
import Testing

/// Oracles: hypergeometric sums in 40 digits (mpmath), the same number of people in each call; exact rationals by enumeration; R 4.2.2
/// (fisher.test).
@Suite("Fisher's exact test of large and of wide tables")
struct LargeTableTests {
  private func table(_ rows: Int, _ columns: Int, _ counts: [Int]) throws -> ContingencyTable {
    try ContingencyTable(rows: rows, columns: columns, counts: counts)
  }

  @Test(
    "ten million people in a cell: all tails to 10⁻¹²",
    arguments: [
      (
        [10_000_000, 10_000_000, 10_000_000, 10_000_000], 0.500126156623735571, 0.500126156623735571, 1.0
      ),
      (
        [10_003_000, 10_000_000, 10_000_000, 10_000_000], 0.682465553887733336, 0.317759909814679731,
        0.635494453489880126
      ),
      (
        [10_020_000, 9_990_000, 9_998_000, 10_001_000], 0.999999908741403627, 9.15705161151464932e-8,
        1.8291894386284142e-7
      ),
      (
        [10_050_000, 9_950_000, 9_950_000, 10_050_000], 1, 9.050621589622292e-220, 1.8101243179244584e-219
      ),
      (
        [1000, 9_999_000, 1200, 9_998_800], 0.0000108971712430559217, 0.999991001643169278,
        0.0000217943424861118433
      ),
    ])
  func large(_ counts: [Int], _ lower: Double, _ upper: Double, _ two: Double) throws {
    let table = try table(2, 2, counts)
    for (alternative, wanted) in [(Alternative.less, lower), (.greater, upper), (.twoSided, two)] {
      let found = try #require(table.test(.fisher, TestOptions(alternative: alternative)).pValue)
      #expect(abs(found - wanted) <= 1e-12 * wanted, "\(counts) \(alternative): \(found), not \(wanted)")
    }
  }

  @Test("the odds ratio and its interval of large tables lie at the sample's, and turn with the rows")
  func odds() throws {
    let counts = [10_020_000, 9_990_000, 9_998_000, 10_001_000]
    let found = try table(2, 2, counts).test(.fisher)
    let turned = try table(2, 2, [counts[2], counts[3], counts[0], counts[1]]).test(.fisher)
    let sample = 10_020_000.0 * 10_001_000 / (9_990_000 * 9_998_000)
    // The conditional estimate is nearer to one by a share of 1/n.
    #expect(abs(try #require(found.estimate) - sample) < 1e-6)
    #expect(abs(try #require(found.estimate) * #require(turned.estimate) - 1) < 1e-10)
    #expect(abs(try #require(found.confidenceLow) * #require(turned.confidenceHigh) - 1) < 1e-9)
  }

  @Test("no chance that is a double: zero, at once")
  func beyond() throws {
    let far = try table(2, 2, [900_000_000_000, 10_000_000, 10_000_000, 900_000_000_000])
    #expect(try far.test(.fisher).pValue == 0)
    let ends = try table(2, 2, [10_000_000, 0, 0, 10_000_000])
    #expect(try ends.test(.fisher).pValue == 0)
  }

  @Test("descriptions and effects of large tables need no list of people")
  func described() throws {
    let comparison = try PrePostComparison(
      table(2, 2, [30_000_000, 10_000_000, 20_000_000, 20_000_000]), isPaired: nil)
    let first = comparison.descriptions[0]
    #expect(first.mean == 0.75 && first.median == 1 && first.lowerQuartile == 0.75)
    #expect(first.minimum == 0 && first.maximum == 1 && first.count == 40_000_000)
    // √(n p(1 − p)/(n − 1)).
    let deviation = (4e7 * 0.1875 / (4e7 - 1)).squareRoot()
    #expect(abs(try #require(first.deviation) - deviation) < 1e-15)
  }

  @Test("counts beyond 2⁵³ are refused")
  func tooLarge() {
    #expect(throws: PrePostError.tableTooLarge) { try self.table(2, 2, [1 << 53, 1, 0, 0]) }
    #expect(throws: PrePostError.tableTooLarge) { try self.table(2, 2, [.max, .max, 0, 0]) }
  }

  @Test(
    "more rows and columns: R's fisher.test, and exact rationals for the largest",
    arguments: [
      (4, 4, [1, 2, 1, 0, 3, 3, 6, 1, 10, 10, 14, 9, 6, 7, 12, 11], 0.78268493896653135, 1e-11),
      (2, 3, [3, 4, 2, 9, 8, 7], 0.89458372550698506, 1e-11),
      (3, 3, [3, 0, 2, 1, 5, 0, 0, 2, 4], 0.0052937258819611586, 1e-11),
      (2, 4, [20, 5, 7, 1, 8, 15, 9, 4], 0.0055756975912490247, 1e-11),
      (3, 5, [4, 1, 0, 2, 6, 1, 7, 2, 1, 3, 0, 1, 8, 4, 1], 0.00017134761081912672, 1e-11),
      (3, 3, [15, 22, 31, 40, 28, 12, 17, 33, 26], 4.592093806683022e-05, 1e-12),
    ])
  func wide(_ rows: Int, _ columns: Int, _ counts: [Int], _ wanted: Double, _ limit: Double) throws {
    let found = try #require(table(rows, columns, counts).test(.fisher).pValue)
    #expect(abs(found - wanted) <= limit * wanted, "\(found), not \(wanted)")
    // Rows and columns may be exchanged.
    var turned: [Int] = []
    for column in 0..<columns { for row in 0..<rows { turned.append(counts[row * columns + column]) } }
    let other = try #require(table(columns, rows, turned).test(.fisher).pValue)
    #expect(abs(found - other) <= 1e-12 * found)
  }

  @Test("by hand: 3×3 with ones on the diagonal; an empty row has no part; one table alone")
  func byHand() throws {
    // Six tables of one chance each: none is less likely.
    #expect(try table(3, 3, [1, 0, 0, 0, 1, 0, 0, 0, 1]).test(.fisher).pValue == 1)
    // Rows 2, 2 and columns 2, 1, 1: the first row may be 011, 101, 110 or 200, with chances 1/6, 1/3, 1/3, 1/6.
    let found = try #require(table(2, 3, [2, 0, 0, 0, 1, 1]).test(.fisher).pValue)
    #expect(abs(found - 1.0 / 3) < 1e-14)
    let wide = try #require(table(3, 3, [2, 0, 0, 0, 0, 0, 0, 1, 1]).test(.fisher).pValue)
    #expect(abs(found - wide) < 1e-15)
    #expect(try table(2, 3, [2, 0, 1, 0, 0, 0]).test(.fisher).pValue == 1)
  }

  @Test("two by two is the same by the network: a third column of nobody")
  func twoByTwo() throws {
    let wide = try #require(table(2, 3, [12, 5, 0, 3, 14, 0]).test(.fisher).pValue)
    #expect(abs(wide - 0.0048957925729217382) < 1e-15)
  }

  @Test("a table too large to be summed says how large, and what to use")
  func refused() throws {
    let counts = (0..<64).map { 20 + $0 % 7 }
    let error = #expect(throws: PrePostError.self) { try self.table(8, 8, counts).test(.fisher) }
    #expect(error?.description.contains("use chi_squared or g_test") == true)
  }
}
