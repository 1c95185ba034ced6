import Columns
import Kernels
import Testing

@Suite("Column")
struct ColumnTests {
  /// A text column from optional values, as a parser makes it: codes in order of first appearance, zero where missing.
  private static func text(_ values: [String?]) -> Column {
    var levels: [String] = []
    var validity = Bitmap()
    let codes = values.map { value -> UInt32 in
      validity.append(value != nil)
      guard let value else { return 0 }
      if let code = levels.firstIndex(of: value) { return UInt32(code) }
      levels.append(value)
      return UInt32(levels.count - 1)
    }
    return Column(values: .category(codes: codes, levels: levels), validity: validity)
  }

  private static func texts(_ column: Column) -> [String?] {
    guard case .category(let codes, let levels) = column.values else { return [] }
    return codes.indices.map { column.validity[$0] ? levels[Int(codes[$0])] : nil }
  }

  private static func valid(_ count: Int) -> Bitmap { Bitmap(count: count, repeating: true) }

  @Test("values of each type are appended with their validity")
  func append() {
    var validity = Bitmap(count: 2)
    validity[1] = true
    let pairs: [(ColumnValues, ColumnValues, ColumnValues)] = [
      (.integer([0, 2]), .integer([3]), .integer([0, 2, 3])),
      (.decimal([0, 5]), .decimal([7]), .decimal([0, 5, 7])),
      (.date([0, -3]), .date([9]), .date([0, -3, 9])),
      (.identifier([0, 11]), .identifier([12]), .identifier([0, 11, 12])),
      (.key([0, .max]), .key([12]), .key([0, .max, 12])),
    ]
    for (first, second, both) in pairs {
      var column = Column(values: first, validity: validity)
      column.append(Column(values: second, validity: Self.valid(1)))
      #expect(column.values == both)
      #expect((0..<3).map { column.validity[$0] } == [false, true, true])
      #expect(column.count == 3)
    }
  }

  // Oracle: the column made of all values at once. It must be the same column whichever way the rows come in pieces.
  @Test("categories appended in any pieces are one column")
  func categories() {
    let values: [String?] = ["b", nil, "a", "b", nil, "c", "a", "", nil, "d", "c", nil]
    let whole = Self.text(values)
    for first in 0...values.count {
      for second in first...values.count {
        var column = Self.text(Array(values[..<first]))
        column.append(Self.text(Array(values[first..<second])))
        column.append(Self.text(Array(values[second...])))
        #expect(Self.texts(column) == values)
        #expect(column == whole, "cut at \(first) and \(second)")
      }
    }
  }

  @Test("gathering picks rows, repeats them and keeps what is missing")
  func gathering() {
    let column = Self.text(["x", nil, "y"])
    #expect(Self.texts(column.gathering([2, 1, 0, 2])) == ["y", nil, "x", "y"])
    #expect(column.gathering([]).count == 0)
    let numbers = Column(values: .integer([4, 5, 6]), validity: Self.valid(3))
    #expect(numbers.gathering([2, 0]) == Column(values: .integer([6, 4]), validity: Self.valid(2)))
    let decimals = Column(values: .decimal([4, 5]), validity: Self.valid(2))
    #expect(decimals.gathering([1]) == Column(values: .decimal([5]), validity: Self.valid(1)))
    let dates = Column(values: .date([4, 5]), validity: Self.valid(2))
    #expect(dates.gathering([1]) == Column(values: .date([5]), validity: Self.valid(1)))
    let identifiers = Column(values: .identifier([4, 5]), validity: Self.valid(2))
    #expect(identifiers.gathering([1]) == Column(values: .identifier([5]), validity: Self.valid(1)))
    let keys = Column(values: .key([4, .max]), validity: Self.valid(2))
    #expect(keys.gathering([1]) == Column(values: .key([.max]), validity: Self.valid(1)))
  }

  @Test("gathering by a negative position gives a missing value")
  func gatheringMissing() {
    let numbers = Column([1.5, .nan, -2])
    var validity = Self.valid(3)
    validity[0] = false
    #expect(
      numbers.gathering(orMissing: [-1, 2, 0]) == Column(values: .real([0, -2, 1.5]), validity: validity))
    #expect(!numbers.gathering(orMissing: [1]).validity[0])
    let texts = Column(["x", nil])
    #expect(Self.texts(texts.gathering(orMissing: [1, -1, 0])) == [nil, nil, "x"])
    #expect(texts.gathering(orMissing: []).count == 0)
  }

  @Test("equal keys exactly for equal values")
  func comparisonKey() {
    let column = Self.text(["x", nil, "y", "x", nil])
    let texts = Self.texts(column)
    for a in 0..<5 {
      for b in 0..<5 {
        #expect((column.comparisonKey(a) == column.comparisonKey(b)) == (texts[a] == texts[b]))
      }
    }
    #expect(column.comparisonKey(1) == nil)
    #expect(Column(values: .date([-5]), validity: Self.valid(1)).comparisonKey(0) == -5)
    #expect(Column(values: .decimal([Int64.min]), validity: Self.valid(1)).comparisonKey(0) == .min)
    #expect(
      Column(values: .identifier([.max]), validity: Self.valid(1)).comparisonKey(0) == Int64(UInt32.max))
    #expect(Column(values: .integer([0]), validity: Bitmap(count: 1)).comparisonKey(0) == nil)
  }

  @Test("making room changes nothing")
  func reserve() {
    for column in [
      Self.text(["x", nil]), Column(values: .integer([1]), validity: Self.valid(1)),
      Column(values: .decimal([1]), validity: Self.valid(1)),
      Column(values: .date([1]), validity: Self.valid(1)),
      Column(values: .identifier([1]), validity: Self.valid(1)),
      Column(values: .key([1]), validity: Self.valid(1)),
    ] {
      var other = column
      other.reserve(1000)
      #expect(other == column)
    }
  }
}
