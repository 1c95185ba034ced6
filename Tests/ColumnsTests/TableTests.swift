import Columns
import Kernels
import Testing

@Suite("Tables")
struct TableTests {
  @Test("columns by name")
  func names() throws {
    let table = try Table(["x": [1, 2], "group": Column(["a", nil])])
    #expect(table.rows == 2)
    #expect(table.names == ["x", "group"])
    #expect(try table.column("x").values == .real([1, 2]))
    #expect(try table.column("group").validity[1] == false)
    #expect(throws: TableError.noColumn("grup", nearest: ["group"])) { try table.column("grup") }
    #expect(table.has("x") && !table.has("X"))
    #expect(table.place(ofRow: 1) == "row 2")
  }

  @Test("what makes no table")
  func errors() {
    #expect(throws: TableError.nameTwice("x", positions: [1, 3])) {
      try Table(["x": [1], "y": [1], "x": [2]])
    }
    #expect(throws: TableError.length("y", rows: 1, expected: 2)) { try Table(["x": [1, 2], "y": [1]]) }
    #expect(TableError.noColumn("q", nearest: []).description.contains("check its name"))
  }

  @Test("numbers: a NaN is missing, an infinity is not")
  func reals() {
    let column = Column([1, .nan, .infinity, -0.0])
    #expect((0..<4).map { column.validity[$0] } == [true, false, true, true])
    #expect(column.comparisonKey(1) == nil)
    #expect(column.comparisonKey(3) == Column([0.0]).comparisonKey(0))
    #expect(column.gathering([2, 0]).values == .real([.infinity, 1]))
    var longer: Column = [1]
    longer.reserve(4)
    longer.append([2, 3])
    #expect(longer == [1, 2, 3])
  }
}
