import Evaluation
import Reports
import TestFixtures
import Testing

/// Oracle: people by age and region worked by hand, published with one fault in a block of shares.
@Suite("What is found behind the failures of a block of shares")
struct PublicationBlockTests {
  private typealias Fixture = PublicationFixture

  /// 195, 234 and 322 are 26.0, 31.2 and 42.9 % of 751; of last year's 731 they are 26.7, 32.0 and 44.0.
  private static let ages = """
    anio,edad,n,pct
    2021,a,238,34.0
    2021,b,233,33.3
    2021,c,229,32.7
    2021,total,700,100.0
    2022,a,215,29.4
    2022,b,242,33.1
    2022,c,274,37.5
    2022,total,731,100.0
    2023,a,195,26.7
    2023,b,234,32.0
    2023,c,322,44.0
    2023,total,751,100.0

    """

  private static let head = "keys: [edad, region]\nwhole: [t.n]"

  private func failing(_ table: String) throws -> [CheckedFigure] {
    try Fixture.audit(["t": table], Self.head).figures.filter { $0.verdict == .different }
  }

  @Test("another base under all shares of a total, which explains their sum too")
  func otherBase() throws {
    let found = try failing(Self.ages)
    #expect(
      found.map { "\($0.check) \($0.row)" } == [
        "sum_of_rows(edad) 2023/total", "share(n / n, edad=total) 2023/a", "share(n / n, edad=total) 2023/b",
        "share(n / n, edad=total) 2023/c",
      ])
    for figure in found {
      #expect(figure.diagnoses == [.otherBase(place: "t 2022/total n", value: "731")], "\(figure.row)")
    }
  }

  /// 751 of 731 is 102.7 %.
  @Test("the share of the total itself over the other base")
  func totalToo() throws {
    let found = try failing(Self.ages.replacing("751,100.0", with: "751,102.7"))
    #expect(found.map(\.check).last == "total_is_100(edad)")
    #expect(found.count == 4)
    for figure in found {
      #expect(figure.diagnoses == [.otherBase(place: "t 2022/total n", value: "731")], "\(figure.row)")
    }
  }

  /// 195 and 234 of 322 are 60.6 and 72.7 %.
  @Test("over one of the parts")
  func overPart() throws {
    let found = try failing(
      Self.ages.replacing("26.7", with: "60.6").replacing("32.0", with: "72.7").replacing(
        "44.0", with: "100.0"))
    #expect(found.count == 4)
    #expect(
      found.allSatisfy { $0.diagnoses == [.otherBase(place: "t 2023/c n", value: "322")] })
  }

  @Test(
    "none where one share holds, where one fits no base, or where no figure of the table is it",
    arguments: [["44.0": "42.9"], ["44.0": "46.0"], ["26.7": "26.2", "32.0": "31.4", "44.0": "43.2"]])
  func refused(changes: [String: String]) throws {
    let found = try failing(changes.reduce(Self.ages) { $0.replacing($1.key, with: $1.value) })
    #expect(found.count >= 3)
    #expect(found.allSatisfy { $0.diagnoses.isEmpty })
  }

  @Test("of one column in another, under one label of a key")
  func besideBase() throws {
    var table = "anio,sexo,n,base,otra,pct\n"
    for (year, sex, part, base, other, share) in [
      (2014, "h", 123, 456, 789, "27.0"), (2014, "m", 234, 567, 891, "41.3"),
      (2015, "h", 345, 678, 912, "50.9"),
      (2015, "m", 321, 654, 987, "49.1"), (2016, "h", 217, 543, 876, "24.8"),
      (2016, "m", 198, 432, 765, "25.9"),
    ] { table += "\(year),\(sex),\(part),\(base),\(other),\(share)\n" }
    let audit = try Fixture.audit(["t": table], "whole: [t.n, t.base, t.otra]")
    let found = audit.figures.filter { $0.verdict == .different }
    #expect(found.map { "\($0.check) \($0.row)" } == ["share(n / base) 2016/h", "share(n / base) 2016/m"])
    #expect(
      found.map(\.diagnoses) == [
        [.otherBase(place: "t 2016/h otra", value: "876")],
        [.otherBase(place: "t 2016/m otra", value: "765")],
      ])
  }

  /// In 2022 the counts of norte and sur are exchanged, the shares are right.
  private static let regions = """
    anio,region,n,pct
    2021,norte,129,18.4
    2021,centro,337,48.1
    2021,sur,164,23.4
    2021,austral,70,10.0
    2021,total,700,100.0
    2022,norte,160,19.4
    2022,centro,361,49.4
    2022,sur,142,21.9
    2022,austral,68,9.3
    2022,total,731,100.0

    """

  private static func swap(_ column: String) -> Diagnosis {
    .swappedLabels(
      table: "t", key: "region", first: "norte", second: "sur",
      within: [.init(key: "anio", member: "2022"), .init(key: "column", member: column)])
  }

  private static let check =
    "\nchecks: [{name: p, tables: t, rows: {region: known}, columns: pct, expect: '100 * n / cell(n, region=total)'}]"

  @Test("labels exchanged in one column of one year, inferred and declared", arguments: [false, true])
  func swapped(isDeclared: Bool) throws {
    let section = Self.head + (isDeclared ? Self.check : "")
    let found = try Fixture.audit(["t": Self.regions], section).figures.filter { $0.verdict == .different }
    #expect(found.map(\.row) == ["2022/norte", "2022/sur"])
    #expect(found.allSatisfy { $0.origin == (isDeclared ? .declared : .inferred) })
    // Of the two columns either may be the one.
    for figure in found { #expect(figure.diagnoses == [Self.swap("n"), Self.swap("pct")]) }
    #expect(
      Self.swap("n").shown(.spanish)
        == "con los rótulos «norte» y «sur» de region intercambiados en t (anio 2022, columna n) todo cuadra")
    #expect(
      Self.swap("n").shown(.english)
        == "with the labels 'norte' and 'sur' of region exchanged in t (anio 2022, column n) everything adds up"
    )
    #expect(Self.swap("n").code == "swapped_labels: t region norte <> sur anio=2022 column=n")
  }

  /// 142 of 129 is 10.1 % more, 160 of 164 is 2.4 % less: the variation is of the counts, which are the ones exchanged.
  @Test("which column it is, where another relation shows it")
  func whichColumn() throws {
    let variation = [
      ("norte", "10.1"), ("centro", "7.1"), ("sur", "-2.4"), ("austral", "-2.9"), ("total", "4.4"),
    ]
    .map { "variacion_2021_2022_pct,\($0),,\($1)\n" }.joined()
    let found = try failing(Self.regions + variation)
    #expect(Set(found.map(\.check)) == ["change_pct(n, 2021, 2022)", "share(n / n, region=total)"])
    #expect(found.count == 4)
    for figure in found { #expect(figure.diagnoses == [Self.swap("n")], "\(figure.row)") }
  }

  @Test("none where another share of the year fails too", arguments: [false, true])
  func notSwapped(isDeclared: Bool) throws {
    let table = Self.regions.replacing("361,49.4", with: "361,48.4")
    let section = Self.head + (isDeclared ? Self.check : "")
    let found = try Fixture.audit(["t": table], section).figures.filter { $0.verdict == .different }
    #expect(found.count >= 3)
    #expect(found.allSatisfy { $0.diagnoses.isEmpty })
  }
}
