import Evaluation
import Kernels
import Reports
import TestFixtures
import Testing

/// Oracle: small tables whose relations are plain to see, and one planted fault in each.
@Suite("Relations that the tables of a publication suggest")
struct InferredRelationTests {
  private typealias Fixture = PublicationFixture

  private func inferred(_ tables: [String: String], whole: String = "\"*.n\"") throws -> [CheckedFigure] {
    try Fixture.audit(tables, "whole: [\(whole)]\nkeys: [comuna]").figures
  }

  @Test("totals of rows and of columns; the wrong ones are shown, what is no total is not")
  func totals() throws {
    let table = """
      comuna,anio,hombres,mujeres,total,promedio
      a,2014,10,20,30,6.1
      b,2014,11,22,33,6.2
      total,2014,21,42,64,6.1
      a,2015,12,20,32,6.3
      b,2015,13,22,36,6.2
      total,2015,25,42,68,6.2

      """
    let figures = try inferred(["t": table], whole: "t.hombres, t.mujeres, t.total")
    #expect(figures.allSatisfy { $0.origin == .inferred && $0.column != "promedio" })
    let rows = figures.filter { $0.check == "sum_of_rows(comuna)" }
    #expect(rows.map(\.verdict) == [.equal, .equal, .equal, .equal, .different, .equal])
    #expect(
      rows.filter { $0.verdict == .different }.map(Fixture.line) == ["total/2014 total: 64 → 63 different"])
    let columns = figures.filter { $0.check == "sum_of_columns" }
    #expect(
      columns.filter { $0.verdict == .different }.map(Fixture.line) == [
        "total/2014 total: 64 → 63 different", "b/2015 total: 36 → 35 different",
        "total/2015 total: 68 → 67 different",
      ])
    #expect(Set(figures.map(\.check)) == ["sum_of_rows(comuna)", "sum_of_columns"])
  }

  @Test("shares of a total row, their running sum, shares of one column in another")
  func shares() throws {
    let table = """
      ocasiones,n,porcentaje,acumulado
      1,252200,55.9,55.9
      2,113664,25.2,81.0
      3,62142,13.9,94.8
      4,23499,5.2,100.0
      total,451505,100.0,

      """
    let figures = try inferred(["c": table])
    let shares = figures.filter { $0.check == "share(n / n, ocasiones=total)" }
    #expect(shares.map(\.verdict) == [.equal, .equal, .different, .equal])
    let running = figures.filter { $0.check == "cumulative(n, ocasiones)" }
    #expect(running.map(\.verdict) == [.equal, .equal, .equal, .equal])
    let ratio = try inferred([
      "d": "anio,n,base,pct\n2014,10,40,25.0\n2015,10,30,33.3\n2016,20,30,66.7\n2017,30,40,70.0\n"
    ])
    #expect(ratio.map(\.check) == Array(repeating: "share(n / base)", count: 4))
    #expect(
      ratio.filter { $0.verdict == .different }.map(Fixture.line) == ["2017 pct: 70.0 → 75.0 different"])
  }

  @Test("shares that add up to 100 in most groups")
  func hundreds() throws {
    var table = "anio,cod_region,region,pct\n"
    for year in 2014...2017 {
      table += "\(year),1,Norte,\(year == 2016 ? 23.3 : 33.3)\n\(year),2,Centro,33.3\n\(year),3,Sur,33.4\n"
    }
    let figures = try inferred(["t": table])
    #expect(figures.map(\.verdict) == [.equal, .equal, .different, .equal])
    #expect(figures.map(\.check) == Array(repeating: "adds_to_100(cod_region)", count: 4))
    #expect(Fixture.line(figures[2]) == "2016/*/Norte pct: 100 → 90.0 different")
  }

  @Test("rows of variation, in percent and as a difference")
  func changes() throws {
    let table = """
      anio,a,b,c
      2014,100,50,20
      2017,110,40,30
      variacion_2014_2017_pct,10.0,-20.0,5.0

      """
    let percent = try inferred(["t": table])
    #expect(percent.map(\.check) == ["a", "b", "c"].map { "change_pct(\($0), 2014, 2017)" })
    #expect(percent.map(\.verdict) == [.equal, .equal, .different])
    #expect(percent[2].recomputed == "50.0")
    let plain = try inferred(["t": "anio,a,b\n2014,100,50\n2017,110,40\nvariacion_2014_2017,10,-10\n"])
    #expect(plain.map(\.check) == ["change(a, 2014, 2017)", "change(b, 2014, 2017)"])
    #expect(plain.map(\.verdict) == [.equal, .equal])
  }

  @Test("the same figure in two tables; tables that only look alike are left alone")
  func same() throws {
    let one = "anio,monto\n2014,1000\n2015,2000\n2016,3000\n2017,4000\n"
    let figures = try inferred(["uno": one, "dos": one.replacing("4000", with: "4100")])
    #expect(figures.map(\.check) == Array(repeating: "same_as(dos)", count: 4))
    #expect(
      figures.filter { $0.verdict == .different }.map(Fixture.line) == ["2017 monto: 4000 → 4100 different"])
    // Two of four is half, but only two different figures agree.
    #expect(
      try inferred(["uno": one, "dos": "anio,monto\n2014,1000\n2015,2000\n2016,1\n2017,2\n"]).isEmpty)
    // The same of two years.
    #expect(try inferred(["uno-2014": one, "uno-2015": one.replacing("4000", with: "4100")]).isEmpty)
  }

  @Test("what is declared is not shown a second time; inference can be left out")
  func declared() throws {
    let table = ["t": "anio,a,b,total\n2014,1,2,3\n2015,1,2,3\n"]
    let checks = "checks: [{name: s, tables: t, columns: total, expect: a + b}]"
    #expect(try Fixture.audit(table, checks).figures.map(\.origin) == [.declared, .declared])
    #expect(try Fixture.audit(table).figures.map(\.check) == ["sum_of_columns", "sum_of_columns"])
    #expect(try Fixture.audit(table, "infer: false").figures.isEmpty)
    #expect(try Fixture.audit(table).failures.isEmpty)
  }
}
