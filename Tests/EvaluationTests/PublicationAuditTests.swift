import Evaluation
import Kernels
import Reports
import TableFiles
import TestFixtures
import Testing

/// Oracle: publications of a few cells, worked by hand.
@Suite("Declared checks of a publication")
struct PublicationAuditTests {
  private typealias Fixture = PublicationFixture

  private static let sales = """
    anio,tramo,n,monto
    2014,1,10,10.4
    2014,2,20,5.4
    2014,total,30,15.8
    2015,1,11,10.4
    2015,2,22,5.4
    2015,total,34,15.7
    2016,1,11,10.4
    2016,2,22,5.4
    2016,total,33,16.0

    """

  @Test("of some tables alone: their figures, and the checks that were meant for them")
  func chosen() throws {
    let checks = """
      infer: false
      checks:
        - {name: suma, tables: "ventas{x}", rows: {tramo: total}, columns: n, expect: 'sum(n, tramo=known)'}
        - {name: nada, tables: "compras-{x}", rows: {tramo: total}, columns: n, expect: 'sum(n, tramo=known)'}
        - {name: texto, figure: 34, expect: 'cell(n, table="ventas-b", anio=2015, tramo=total)'}
      """
    let tables = ["ventas-a": Self.sales, "ventas-b": Self.sales + "2017,1\n"]
    func names(_ ids: [String]?) throws -> [String] {
      try Fixture.audit(tables, checks, only: ids).figures.map { "\($0.check) \($0.table)" }
    }
    let a = Array(repeating: "suma ventas-a", count: 3)
    let b = Array(repeating: "suma ventas-b", count: 3)
    #expect(try names(nil) == a + b + ["nada compras-{x}", "texto "])
    #expect(try names(["ventas-a"]) == a)
    #expect(try names(["ventas-b"]) == b + ["texto "])
    #expect(try names(["compras-1"]) == ["nada compras-{x}"])
    #expect(try Fixture.audit(tables, checks, only: ["ventas-a"]).malformedRows.isEmpty)
    #expect(try Fixture.audit(tables, checks, only: ["ventas-b"]).malformedRows.map(\.table) == ["ventas-b"])
  }

  @Test("a total that adds up, one that adds up within its rounding, one that does not")
  func totals() throws {
    let figures = try Fixture.declared(
      ["ventas": Self.sales],
      """
      whole: [ventas.n]
      checks:
        - {name: suma, tables: ventas, rows: {tramo: total}, columns: [n, monto], expect: 'sum(column, tramo=known)'}
      """)
    #expect(
      figures.map(Fixture.line) == [
        "2014/total n: 30 → 30 equal", "2014/total monto: 15.8 → 15.8 equal",
        "2015/total n: 34 → 33 different",
        // Three rounded figures: 15.8 ± 0.10 beside 15.7 ± 0.05.
        "2015/total monto: 15.7 → 15.8 within_rounding", "2016/total n: 33 → 33 equal",
        "2016/total monto: 16.0 → 15.8 different",
      ])
    #expect(figures.allSatisfy { $0.group == "ventas" && $0.check == "suma" && $0.origin == .declared })
    #expect(figures.map(\.exact) == ["30", "15.8", "33", "15.8", "33", "15.8"])
  }

  @Test("a whole number is taken for rounded where no one says that it counts")
  func rounded() throws {
    let checks =
      "checks: [{name: s, tables: ventas, rows: {anio: 2015, tramo: total}, columns: n, expect: 'sum(n, tramo=known)'}]"
    #expect(try Fixture.declared(["ventas": Self.sales], checks).map(\.verdict) == [.withinRounding])
    let exact = "whole: [\"v*.n\"]\n" + checks
    #expect(try Fixture.declared(["ventas": Self.sales], exact).map(\.verdict) == [.different])
    let open =
      "whole: [ventas.n]\nchecks: [{name: s, tables: ventas, rows: {anio: 2015, tramo: total}, columns: n, tolerance: 1, expect: 'sum(n, tramo=known)'}]"
    #expect(try Fixture.declared(["ventas": Self.sales], open).map(\.verdict) == [.withinRounding])
  }

  /// 16,875 of 113,664 is 14.84639 %: 14.85, then 14.9.
  @Test("rounded twice; over what a column holds, running, of the row at hand")
  func doubleRounding() throws {
    let table = """
      trayectoria,n,pct,acum
      1-1,36323,32.0,32.0
      1-2,18429,16.2,48.2
      2-2,42037,37.0,85.2
      2-1,16875,14.9,100.0
      total,113664,100.0,

      """
    let figures = try Fixture.declared(
      ["cuadro": table],
      """
      whole: [cuadro.n]
      checks:
        - {name: p, tables: cuadro, rows: {trayectoria: known}, columns: pct, expect: '100 * n / cell(n, trayectoria=total)'}
        - {name: a, tables: cuadro, rows: {trayectoria: known}, columns: acum, expect: '100 * running(n) / cell(n, trayectoria=total)'}
      """)
    #expect(
      figures.map(\.verdict) == [.equal, .equal, .equal, .doubleRounding, .equal, .equal, .equal, .equal])
    #expect(figures[3].exact.hasPrefix("14.8463893581081"))
    #expect(figures.map(\.row) == ["1-1", "1-2", "2-2", "2-1", "1-1", "1-2", "2-2", "2-1"])
  }

  @Test("figures of other tables, of the text, of the spec; a name in the id of a table")
  func elsewhere() throws {
    let figures = try Fixture.declared(
      [
        "ventas": Self.sales, "gasto-2014": "concepto,x\npersonas,10\nmonto,220\n",
        "gasto-2015": "concepto,x\npersonas,11\nmonto,346\n",
      ],
      """
      whole: ["*.n", "*.x"]
      checks:
        - {name: otra, tables: "gasto-{anio}", rows: {concepto: personas}, columns: x, expect: 'cell(n, table="ventas", tramo=1)'}
        - {name: dato, tables: "gasto-{anio}", rows: {concepto: monto}, columns: x, expect: 'real(costo(anio, 2), anio) * cell(x, concepto=personas)'}
        - {name: texto, group: Texto, figure: "66.7", expect: '100 * cell(n, table="ventas", anio=2014, tramo=2) / cell(n, table="ventas", anio=2014, tramo=total)'}
        - {name: constante, figure: 24, expect: doble(constante())}
        - {name: inverso, tables: ventas, rows: {anio: 2014, tramo: total}, columns: n, expect: 'sum(x, table="gasto-{anio}", concepto={personas, otra}) + 20'}
      """)
    #expect(
      figures.map(Fixture.line) == [
        "personas x: 10 → 10 equal", "personas x: 11 → 11 equal",
        // 20 × 1.1 × 10 = 220; 40.5 × 1.05 × 11 = 467.775.
        "monto x: 220 → 220 equal", "monto x: 346 → 468 different",
        " : 66.7 → 66.7 equal", " : 24 → 24 equal", "2014/total n: 30 → 30 equal",
      ])
    #expect(figures[4].group == "Texto")
    #expect(figures[3].exact == "467.775")
  }

  @Test("shares that add up to 100 by group, though no row says so")
  func hundred() throws {
    let table = """
      anio,sexo,edad,pct
      2014,h,a,33.3
      2014,h,b,33.3
      2014,h,c,33.3
      2014,m,a,50.0
      2014,m,b,50.0
      2014,m,c,1.0

      """
    let checks = """
      keys: [edad]
      checks:
        - {name: c, tables: t, each: [anio, sexo], columns: pct, figure: 100, expect: 'sum(pct, edad=known)'}
      """
    let figures = try Fixture.declared(["t": table], checks)
    #expect(
      figures.map(Fixture.line) == [
        "2014/h pct: 100 → 99.9 within_rounding", "2014/m pct: 100 → 101.0 different",
      ])
  }

  @Test("what is informative is shown and is no failure")
  func informative() throws {
    let checks = "checks: [{name: i, figure: 1, informative: true, cause: sabido, expect: 2}]"
    let audit = try Fixture.audit([:], "infer: false\n" + checks)
    #expect(audit.figures.map(\.verdict) == [.different])
    #expect(audit.failures.isEmpty)
    #expect(audit.count(.different) == 0)
    #expect(audit.figures[0].note == "sabido")
  }

  @Test("the file of results")
  func csv() throws {
    let audit = try Fixture.audit(
      ["ventas": "anio,a,b,total\n2014,1,2,4\n"],
      "whole: [\"ventas.*\"]\ninfer: false\nchecks: [{name: s, tables: ventas, columns: total, cause: porque sí, expect: a + b}]"
    )
    #expect(
      audit.csv
        == "group,check,origin,table,row,column,published,recomputed,exact,verdict,informative,diagnosis,note\n"
        + "ventas,s,declared,ventas,2014,total,4,3,3,different,false,,porque sí\n")
    #expect(audit.failures(table: "ventas", row: "2014", column: "a").map(\.check) == ["s"])
    #expect(audit.failures(table: "ventas", row: "2015", column: "a").isEmpty)
    let tables = audit.tables(.spanish)
    #expect(tables.map(\.id) == ["publication-audit", "publication-audit-failures"])
    #expect(tables[1].rows[0].keys == ["ventas", "s", "2014 · total", "porque sí"])
  }

  /// Law: a publication made of true numbers, each rounded once, never fails.
  @Test("true figures rounded once never fail", arguments: [1, 7, 2018])
  func roundedTruth(seed: UInt64) throws {
    var generator = PCG64(seed: seed, stream: 3)
    var text = "anio,a,b,c,total,razon,pct\n"
    for year in 1900..<2000 {
      let parts = (0..<3).map { _ in Exact(Int.random(in: 1...900_000, using: &generator), over: 1000) }
      let total = parts[0] + parts[1] + parts[2]
      let (quotient, part) = (parts[0] / parts[1], parts[2] / total)
      let ratio = try #require(quotient)
      let share = try #require(part)
      text +=
        "\(year)," + (parts + [total]).map { $0.text(decimals: 1) }.joined(separator: ",")
        + ",\(ratio.text(decimals: 3)),\((share * Exact(100)).text(decimals: 2))\n"
    }
    let figures = try Fixture.declared(
      ["t": text],
      """
      checks:
        - {name: s, tables: t, columns: total, expect: a + b + c}
        - {name: d, tables: t, columns: a, expect: total - b - c}
        - {name: r, tables: t, columns: razon, expect: a / b}
        - {name: p, tables: t, columns: pct, expect: 100 * c / total}
        - {name: m, tables: t, columns: a, expect: razon * b}
      """)
    #expect(figures.count == 500)
    for figure in figures where figure.verdict == .different {
      Issue.record("\(figure.check) \(Fixture.line(figure)) \(figure.exact)")
    }
    #expect(figures.contains { $0.verdict == .withinRounding })
  }
}
