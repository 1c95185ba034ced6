import Kernels
import Reports
import Testing

/// Oracle: how Chilean (and English) tables write the number.
@Suite("Numbers as people read them")
struct NumberFormatTests {
  @Test(arguments: [
    ("0", 0, "0"), ("999", 0, "999"), ("1000", 0, "1.000"), ("1234567.5", 1, "1.234.567,5"),
    ("-1000", 0, "-1.000"),
    ("0.05", 1, "0,1"), ("-0.05", 1, "-0,1"), ("-0.04", 1, "0,0"), ("99.95", 1, "100,0"),
    ("999.95", 1, "1.000,0"),
    ("2.5", 0, "3"), ("-2.5", 0, "-3"), ("12.3456789", 4, "12,3457"),
    ("100000000000000000000", 0, "100.000.000.000.000.000.000"),
  ])
  func spanish(text: String, decimals: Int, shown: String) throws {
    let value = try #require(Exact(decimal: text))
    #expect(NumberFormat(.spanish).text(value, decimals: decimals) == shown)
  }

  @Test func english() throws {
    #expect(NumberFormat(.english).text(Exact(12_345_678, over: 10), decimals: 1) == "1,234,567.8")
    #expect(NumberFormat(.english).text(-1_234) == "-1,234")
  }

  @Test func doubles() {
    #expect(NumberFormat(.spanish).text(1234.56, decimals: 1) == "1.234,6")
    #expect(NumberFormat(.spanish).text(-0.0, decimals: 2) == "0,00")
    #expect(NumberFormat(.spanish).text(.nan, decimals: 2) == "–")
    #expect(NumberFormat(.spanish).text(.infinity, decimals: 2) == "–")
  }

  @Test(
    "published digits keep their decimals",
    arguments: [
      ("1234.50", "1.234,50"), ("-0.5", "-0,5"), (".5", "0,5"), ("-.5", "-0,5"), ("+5", "5"), ("5.", "5"),
      ("n/a", "n/a"),
    ])
  func published(digits: String, shown: String) {
    #expect(NumberFormat(.spanish).published(digits) == shown)
  }

  @Test("one of something, and so many of it")
  func count() {
    let format = NumberFormat(.spanish)
    #expect(format.count(1, "fila", "filas") == "1 fila" && format.count(0, "fila", "filas") == "0 filas")
    #expect(format.count(1_234, "fila", "filas") == "1.234 filas")
  }

  @Test("cells: nothing, no value, suppressed")
  func cells() {
    let format = NumberFormat(.spanish)
    #expect(format.text(nil as ReportTable.Cell?) == "")
    #expect(format.text(TableFixture.cell(nil)) == "–")
    #expect(format.text(TableFixture.cell(Exact(1, over: 3))) == "0,3")
    var hidden = TableFixture.cell(Exact(1, over: 3))
    hidden.isSuppressed = true
    #expect(format.text(hidden) == "*")
  }
}
