import Evaluation
import Kernels
import Reports
import TestFixtures
import Testing

/// Oracle: publications with one planted fault each.
@Suite("What is found behind a failure of a publication")
struct PublicationDiagnosisTests {
  private typealias Fixture = PublicationFixture

  @Test("labels that are exchanged: with them the other way round everything comes out")
  func swappedLabels() throws {
    let nominal = "anio,tramo,monto\n2014,1,30\n2014,2,50\n2015,1,40\n2015,2,60\n"
    let real = "anio,tramo,monto\n2014,1,55\n2014,2,33\n2015,1,63\n2015,2,42\n"
    let check =
      "checks: [{name: f, tables: real, columns: monto, expect: 'factor(anio) * cell(monto, table=\"nominal\")'}]"
    let figures = try Fixture.declared(["nominal": nominal, "real": real], check)
    #expect(figures.map(\.verdict) == Array(repeating: .different, count: 4))
    for figure in figures {
      #expect(
        figure.diagnoses == [
          .swappedLabels(table: "nominal", key: "tramo", first: "1", second: "2"),
          .swappedLabels(table: "real", key: "tramo", first: "1", second: "2"),
        ])
    }
    #expect(
      figures[0].diagnoses[0].shown(.spanish)
        == "con los rótulos «1» y «2» de tramo intercambiados en nominal todo cuadra")
    // With one figure that no exchange explains, none is claimed.
    let other = try Fixture.declared(["nominal": nominal, "real": real.replacing("55", with: "99")], check)
    #expect(other.allSatisfy { $0.diagnoses.isEmpty })
  }

  @Test("a share over another base")
  func otherBase() throws {
    let table =
      "anio,parte,base,total,pct\n2014,250,1000,2000,25.0\n2015,333,1000,2600,12.8\n2016,480,900,3000,53.3\n"
    let figures = try Fixture.declared(
      ["t": table], "checks: [{name: p, tables: t, columns: pct, expect: 100 * parte / base}]")
    #expect(figures.map(\.verdict) == [.equal, .different, .equal])
    #expect(figures[1].diagnoses == [.otherBase(place: "t 2015 total", value: "2600")])
  }

  @Test("two digits in the other order, of the figure or of what it is made from")
  func transposed() throws {
    let table = "anio,n,total,pct\n2014,21371,215352,10.09\n2015,20542,208355,9.86\n2016,12345,54321,22.37\n"
    let figures = try Fixture.declared(
      ["t": table],
      "whole: [t.n, t.total]\nchecks: [{name: p, tables: t, columns: pct, expect: 100 * n / total}]")
    #expect(figures.map(\.verdict) == [.different, .equal, .different])
    #expect(figures[0].diagnoses == [.transposedDigits(place: "t 2014 n", printed: "21371", read: "21731")])
    // 12,345 of 54,321 is 22.73 %.
    #expect(
      figures[2].diagnoses == [.transposedDigits(place: "t 2016 pct", printed: "22.37", read: "22.73")])
  }

  @Test("a level in a row of variation, and last year's figure in this year's table")
  func repeated() throws {
    let table = "anio,pct\n2014,27.2\n2015,35.5\n2016,37.0\nvariacion_2014_2016_pct,27.2\n"
    let figures = try Fixture.declared(
      [
        "t": table, "costo-2015": "concepto,x\npago,1889\n", "costo-2016": "concepto,x\npago,1889\n",
      ],
      """
      checks:
        - {name: v, tables: t, rows: {anio: "variacion_*"}, columns: pct, expect: '100 * (cell(pct, anio=2016) / cell(pct, anio=2014) - 1)'}
        - {name: c, tables: "costo-2016", columns: x, expect: 1847}
      """)
    #expect(figures.map(\.verdict) == [.different, .different])
    #expect(figures[0].recomputed == "36.0")
    #expect(figures[0].diagnoses == [.repeats(place: "t 2014 pct")])
    #expect(figures[1].diagnoses == [.repeats(place: "costo-2015 pago x")])
  }

  /// 0.9998 × (12,345,678; 9,876,543) = (12,343,208.9; 9,874,567.7).
  @Test("one factor behind all failures of a table")
  func commonFactor() throws {
    let figures = try Fixture.declared(
      ["t": "tramo,a,b\n1,12343209,12345678\n2,9874568,9876543\n"],
      "checks: [{name: f, tables: t, columns: a, expect: b}]")
    #expect(figures.map(\.diagnoses) == Array(repeating: [.commonFactor("0.9998000")], count: 2))
    let unlike = try Fixture.declared(
      ["t": "tramo,a,b\n1,12343209,12345678\n2,9874560,9876543\n"],
      "checks: [{name: f, tables: t, columns: a, expect: b}]")
    #expect(unlike.allSatisfy { $0.diagnoses.isEmpty && $0.verdict == .different })
  }
}
