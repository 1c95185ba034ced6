import Evaluation
import Kernels
import Reports
import TableFiles
import TestFixtures
import Testing

@Suite("Publications and checks that are not as they should be")
struct PublicationHostileTests {
  private typealias Fixture = PublicationFixture

  private static let check =
    "checks: [{name: s, tables: t, rows: {tramo: total}, columns: n, expect: 'sum(n, tramo=known) / cell(d, tramo=1)'}]"

  @Test(
    "what cannot be computed says why",
    arguments: [
      ("tramo,n,d\n1,1,0\ntotal,1,\n", "a division by zero"),
      ("tramo,n,d\n1,1,\ntotal,1,\n", "no number in 't 1 d'"),
      ("tramo,n,d\n1,1,doce\ntotal,1,\n", "no number in 't 1 d'"),
      ("tramo,n\n1,1\ntotal,1\n", "no column 'd' in 't'"),
      ("tramo,n,d\n2,1,1\ntotal,1,\n", "no such row in 't'"),
      ("tramo,n,d\n1,1,1\n1,2,2\ntotal,1,\n", "more than one such row in 't'"),
      ("tramo,d\n1,1\ntotal,1\n", "no column 'n' in 't'"),
      ("tramo,n,d\n1,1,1\n", "no such table, row or number"),
      ("otra,n,d\n1,1,1\ntotal,1,\n", "no such table, row or number"),
      ("tramo,n,d\n1,\(String(repeating: "9", count: 61)),1\ntotal,1,\n", "no such row in 't'"),
    ])
  func reasons(table: String, reason: String) throws {
    let figures = try Fixture.declared(["t": table], Self.check)
    #expect(figures.map(\.verdict) == [.notRecomputed])
    #expect(figures.map(\.note) == [reason])
    #expect(figures.allSatisfy { $0.recomputed.isEmpty && $0.exact.isEmpty && !$0.isFailure })
  }

  @Test("ragged lines are counted, empty files an error, folders without tables nothing")
  func lines() throws {
    let audit = try Fixture.audit(["t": "tramo,n,d\n1,1\n2,1,1,1\n1,4,2\ntotal,2,\n"], Self.check)
    #expect(audit.malformedRows.map(\.count) == [2])
    #expect(audit.figures.first?.verdict == .equal)
    #expect(audit.tables(.spanish)[0].notes.count == 1)
    #expect(throws: TableFileError.self) { try Fixture.audit(["t": ""]) }
    #expect(try Fixture.audit(["t": "nombre,x\na,1\n"]).figures.isEmpty)
  }

  @Test("numbers of sixty digits are computed, and nothing overflows")
  func longNumbers() throws {
    let digits = String(repeating: "9", count: 60)
    let figures = try Fixture.declared(
      ["t": "tramo,n,m\n1,\(digits),\(digits)\n2,-\(digits.dropLast()),0.\(digits.dropLast(2))\n"],
      "checks: [{name: p, tables: t, columns: n, expect: n * m * m * m / m / m / m}]")
    #expect(figures.map(\.verdict) == [.equal, .equal])
  }

  @Test("a formula that grows without end is refused, not computed")
  func tooLarge() throws {
    let table = ["t": "tramo,n\n1,\(String(repeating: "7", count: 60))\n"]
    let product = Array(repeating: "n", count: 400).joined(separator: " * ")
    let figures = try Fixture.declared(
      table, "checks: [{name: p, tables: t, columns: n, expect: \(product)}]")
    #expect(figures.map(\.note) == ["a formula too large to compute"])
  }

  @Test("more work than any publication needs is refused, and said")
  func budget() throws {
    var text = "anio,n\n"
    for year in 0..<15_000 { text += "\(year),\(year)\n" }
    let audit = try Fixture.audit(
      ["t": text],
      """
      infer: false
      checks:
        - {name: a, tables: t, columns: n, expect: 'cell(n, anio=anio)'}
        - {name: b, tables: t, columns: n, expect: 'sum(n, anio={"*"})'}
      """)
    let first = audit.figures.filter { $0.check == "a" }
    #expect(first.count == 15_000)
    #expect(first.allSatisfy { $0.verdict == .equal })
    #expect(audit.figures.last?.note == "a formula too large to compute")
  }

  @Test("a table of tens of thousands of rows takes no time worth naming; a larger one is left out by name")
  func hugeTables() throws {
    var text = "anio,tramo,n,pct\n"
    for year in 0..<20_000 { text += "\(year),1,\(year),5.0\n\(year),total,\(year),5.0\n" }
    let audit = try Fixture.audit(
      ["t": text],
      "checks: [{name: s, tables: t, rows: {anio: 7, tramo: total}, columns: n, expect: 'cell(n, tramo=1)'}]")
    #expect(audit.figures.first?.verdict == .equal)
    #expect(audit.oversizedTables.isEmpty)
    let wide = "anio," + (0..<300).map { "c\($0)" }.joined(separator: ",") + "\n"
    let row = (0..<300).map(String.init).joined(separator: ",")
    let large = wide + (0..<1_000).map { "\($0),\(row)\n" }.joined()
    let other = try Fixture.audit(["t": large])
    #expect(other.oversizedTables == ["t"])
    #expect(other.figures.isEmpty)
  }

  @Test(
    "checks that are wrong: one line with the place and what to do",
    arguments: [
      ("checks: [{name: a, tables: t, columns: n, expect: count(anio)}]", "count counts in rosters"),
      ("checks: [{name: a, tables: t, columns: n, expect: suma(n)}]", "unknown function 'suma'"),
      ("checks: [{name: a, tables: t, columns: n, expect: 'over(tramo, n)'}]", "over goes in a definition"),
      ("checks: [{name: a, tables: t, columns: n, expect: 'gasto(2014, 1)'}]", "count counts in rosters"),
      (
        "checks: [{name: a, tables: t, columns: n, expect: 'costo(2014)'}]",
        "costo is written costo(anio, tramo)"
      ),
      ("checks: [{name: a, tables: t, columns: n, expect: 'cell(n, 2014)'}]", "a key is written key=value"),
      (
        "checks: [{name: a, tables: t, columns: n, expect: 'cell(n, table=otra)'}]",
        "a table is written table="
      ),
      ("checks: [{name: a, tables: t, columns: n, expect: 'cell(1)'}]", "cell is written cell(column"),
      (
        "checks: [{name: a, tables: t, columns: n, expect: 'running(n, m)'}]",
        "running is written running(column)"
      ),
      ("checks: [{name: a, tables: t, columns: n, expect: 'n +'}]", "a number, a name or '(' expected"),
      ("checks: [{name: a, tables: 't{anio', columns: n, expect: n}]", "braces that do not match"),
      ("checks: [{name: a, tables: 't{a}{b}', columns: n, expect: n}]", "braces that do not match"),
      ("checks: [{name: a, tables: t, expect: n}]", "a check needs columns"),
      ("checks: [{name: a, columns: n, expect: n}]", "a check needs tables"),
      ("checks: [{name: a, figure: mucho, expect: 1}]", "the figure must be a plain number"),
      ("checks: [{name: a, figure: 1, expect: n}]", "unknown name 'n'"),
      ("checks: [{name: a, figure: 1, expect: 'cell(n, anio=2014)'}]", "cell needs table="),
      ("checks: [{name: a, figure: 1, rows: {anio: 2014}, expect: 1}]", "rows and each need tables"),
      ("checks: [{name: a, figure: 1, tolerance: -1, expect: 1}]", "tolerance is not negative"),
      ("checks: [{name: a, figure: 1, informative: quizás, expect: 1}]", "informative must be true or false"),
      ("checks: [{figure: 1, expect: 1}]", "a check lacks the key 'name'"),
      ("checks: [{name: a, figure: 1}]", "a check lacks the key 'expect'"),
      ("checks: [{name: a, figure: 1, expects: 1}]", "unknown key 'expects'"),
      ("cheks: []", "did you mean 'checks'?"),
      ("checks: [{name: a, tables: t, rows: {anio: 2014..1900}, columns: n, expect: n}]", "a range rises"),
    ])
  func errors(section: String, message: String) throws {
    let error = try #require(try Fixture.error(section))
    #expect(error.message.contains(message), "\(error)")
    #expect(error.position != nil)
  }

  @Test("definitions that double each other are walked once, not two to the fiftieth times")
  func doubling() throws {
    var head = EvaluationFixture.head
    let chain = (1..<45).map { "  d\($0): d\($0 - 1) + d\($0 - 1)\n" }.joined()
    head = head.replacing("  constante: 12\n", with: "  constante: 12\n  d0: 1\n" + chain)
    let text = head + "publication_checks: {checks: [{name: a, figure: 1, expect: d44}]}\n"
    try TemporaryFolder.with { folder in
      let path = try folder.write(text, to: "s.yaml")
      try folder.write("anio,n\n2014,1\n", to: "pub/t.csv")
      let audit = try EvaluationSpec(path: path).auditPublication(folder: folder.at("pub"))
      #expect(audit.figures.map(\.note) == ["a formula too large to compute"])
    }
  }
}
