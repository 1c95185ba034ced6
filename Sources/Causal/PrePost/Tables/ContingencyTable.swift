/// Counts of people by two categories: groups by outcomes, or the first occasion by the second.
///
///     let table = try ContingencyTable(rows: 2, columns: 2, counts: [794, 150, 86, 570])
///     let exact = try table.test(.mcNemarExact)
public struct ContingencyTable: Sendable, Equatable {
  public let rows: Int
  public let columns: Int
  /// Row by row.
  public let counts: [Int]

  /// People up to which a table's counts and their sums are exact as doubles.
  static let largestTotal = 1 << 53

  /// Throws where there are fewer than two rows or columns, as many counts as cells are not given, one is negative, or they add up to
  /// more than 2⁵³.
  public init(rows: Int, columns: Int, counts: [Int]) throws(PrePostError) {
    guard rows >= 2, columns >= 2, counts.count == rows * columns else {
      throw .tableShape(rows: rows, columns: columns, counts: counts.count)
    }
    var total = 0
    for (cell, count) in counts.enumerated() {
      guard count >= 0 else {
        throw .count(row: cell / columns + 1, column: cell % columns + 1, value: String(count))
      }
      let (sum, overflow) = total.addingReportingOverflow(count)
      guard !overflow, sum <= ContingencyTable.largestTotal else { throw .tableTooLarge }
      total = sum
    }
    self.rows = rows
    self.columns = columns
    self.counts = counts
  }

  public var total: Int { counts.reduce(0, +) }

  subscript(_ row: Int, _ column: Int) -> Int { counts[row * columns + column] }

  var rowTotals: [Int] { (0..<rows).map { row in (0..<columns).reduce(0) { $0 + self[row, $1] } } }
  var columnTotals: [Int] { (0..<columns).map { column in (0..<rows).reduce(0) { $0 + self[$1, column] } } }
  public var isTwoByTwo: Bool { rows == 2 && columns == 2 }

  /// One test. McNemar's: rows are the first occasion, columns the second. Proportions: rows are groups, the first column
  /// events; the estimate is that of the first row − the second. Throws `PrePostError` where it has no answer.
  public func test(_ test: PrePostTest, _ options: TestOptions = TestOptions()) throws(PrePostError)
    -> TestOutcome
  {
    guard total > 0 else { throw .emptyTable(test: test.rawValue) }
    switch test {
    case .mcNemar, .mcNemarCorrected, .mcNemarUncorrected, .mcNemarExact, .mcNemarMidP:
      return try mcNemar(test, options)
    case .twoProportions, .twoProportionsUncorrected: return try twoProportions(test, options)
    case .chiSquared, .chiSquaredYates, .chiSquaredUncorrected: return try chiSquared(test)
    case .gTest: return try likelihoodRatio()
    case .fisher: return try fisher(options)
    default: throw .notOfDesign(test: test.rawValue, design: "tables of counts")
    }
  }

  func checkTwoByTwo(_ test: PrePostTest) throws(PrePostError) {
    guard isTwoByTwo else { throw .notTwoByTwo(test: test.rawValue, rows: rows, columns: columns) }
  }

  func checkMargins(_ test: PrePostTest) throws(PrePostError) {
    if let row = rowTotals.firstIndex(of: 0) {
      throw .emptyMargin(test: test.rawValue, row: row + 1, column: nil)
    }
    if let column = columnTotals.firstIndex(of: 0) {
      throw .emptyMargin(test: test.rawValue, row: nil, column: column + 1)
    }
  }

  /// Counts expected from the margins alone, row by row.
  var expected: [Double] {
    let (byRow, byColumn, all) = (rowTotals, columnTotals, Double(total))
    return byRow.flatMap { row in byColumn.map { Double(row) * Double($0) / all } }
  }
}
