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

  /// 493 is printed for 439: 220 + 219 by sex, 100 + 339 by zone.
  @Test("a total that is not the sum of its rows, with its digits in the other order")
  func transposedTotal() throws {
    let table = """
      anio,sexo,region,n
      2014,h,a,50
      2014,h,b,170
      2014,h,total,220
      2014,m,a,50
      2014,m,b,169
      2014,m,total,219
      2014,total,a,100
      2014,total,b,339
      2014,total,total,493

      """
    let audit = try Fixture.audit(["t": table], "whole: [t.n]")
    let failing = audit.figures.filter { $0.verdict == .different }
    #expect(failing.map(\.check) == ["sum_of_rows(sexo)", "sum_of_rows(region)"])
    for figure in failing {
      #expect(
        figure.diagnoses
          == [.transposedDigits(place: "t 2014/total/total n", printed: "493", read: "439")])
    }
    // A total that no exchange of digits explains is said to fail, and no more.
    let other = try Fixture.audit(["t": table.replacing("493", with: "440")], "whole: [t.n]")
    let unexplained = other.figures.filter { $0.verdict == .different }
    #expect(unexplained.count == 2)
    #expect(unexplained.allSatisfy { $0.diagnoses.isEmpty })
  }

  /// A share printed 27.2 for 22.7 (37 of 163), across the decimal point; and of two figures of three digits that should be the same none is
  /// said to be the wrong one, but where sums of one of them say so.
  @Test("digits in the other order across the point, and only where it is clear whose they are")
  func whoseDigits() throws {
    let table =
      "anio,parte,n,pct\n2022,a,37,27.2\n2022,b,126,77.3\n2022,total,163,100.0\n"
      + "2023,a,40,25.0\n2023,b,120,75.0\n2023,total,160,100.0\n"
    let audit = try Fixture.audit(["t": table], "keys: [parte]\nwhole: [t.n]")
    let failing = audit.figures.filter { $0.verdict == .different }
    #expect(!failing.isEmpty)
    for figure in failing {
      #expect(figure.diagnoses == [.transposedDigits(place: "t 2022/a pct", printed: "27.2", read: "22.7")])
    }
    let same = "checks: [{name: m, tables: u, columns: n, expect: 'cell(n, table=\"v\")'}]"
    let pair = ["u": "anio,n\n2024,439\n", "v": "anio,n\n2024,493\n"]
    #expect(try Fixture.declared(pair, same).map(\.diagnoses) == [[]])
    #expect(
      try Fixture.declared(
        ["v": "anio,n,a,b\n2024,493,205,234\n"], "checks: [{name: s, tables: v, columns: n, expect: a + b}]"
      ).map(\.diagnoses) == [[.transposedDigits(place: "v 2024 n", printed: "493", read: "439")]])
  }

  /// 100 × (440 / 420 − 1) = 4.8; the other rows of the variation are of n too: 20.0, 10.0, −20.0.
  @Test("a variation is read as those beside it are")
  func variation() throws {
    let table = """
      anio,edad,n,pct
      2021,a,110,26.2
      2021,b,200,47.6
      2021,c,110,26.2
      2021,total,420,100.0
      2024,a,132,30.0
      2024,b,220,50.0
      2024,c,88,20.0
      2024,total,440,100.0
      variacion_2021_2024_pct,a,,20.0
      variacion_2021_2024_pct,b,,10.0
      variacion_2021_2024_pct,c,,-20.0
      variacion_2021_2024_pct,total,,5.3

      """
    let audit = try Fixture.audit(["t": table], "keys: [edad]\nwhole: [t.n]")
    let changes = audit.figures.filter { $0.row.hasPrefix("variacion") }
    #expect(Set(changes.map(\.check)) == ["change_pct(n, 2021, 2024)"])
    #expect(changes.map(\.verdict) == [.equal, .equal, .equal, .different])
    #expect(changes.last?.recomputed == "4.8")
  }

  /// In 2015 the shares are of last year's total: 50.6 and 50.6 add up to 101.2.
  @Test("a share of a total beyond 100, though its parts add up to it", arguments: [true, false])
  func beyondHundred(hasCounts: Bool) throws {
    var table = hasCounts ? "anio,edad,n,pct\n" : "anio,edad,pct\n"
    for (year, shares) in [
      ("2013", ["40.0", "60.0", "100.0"]), ("2014", ["45.0", "55.0", "100.0"]),
      ("2015", ["50.6", "50.6", "101.2"]), ("2016", ["30.0", "70.0", "100.0"]),
    ] {
      for (label, share) in zip(["a", "b", "total"], shares) {
        let count = share.replacing(".", with: "")
        table += hasCounts ? "\(year),\(label),\(count),\(share)\n" : "\(year),\(label),\(share)\n"
      }
    }
    let audit = try Fixture.audit(["t": table], "keys: [edad]")
    let found = audit.figures.filter { $0.check == "total_is_100(edad)" }
    #expect(found.map(\.verdict) == [.equal, .equal, .different, .equal])
    #expect(found.map(\.row) == ["2013/total", "2014/total", "2015/total", "2016/total"])
    #expect(found[2].rule?.shown(.spanish) == "la proporción del total de edad es 100")
  }

  @Test("patterns of columns that count which fit none are told")
  func idlePatterns() throws {
    let audit = try Fixture.audit(["t": "anio,n\n2014,3\n"], "whole: [t.n, \"nada.*\", t.m]")
    #expect(audit.idleCounts == ["nada.*", "t.m"])
    #expect(
      audit.tables(.spanish)[0].notes == [
        "whole: ninguna columna publicada calza con «nada.*».",
        "whole: ninguna columna publicada calza con «t.m».",
      ])
  }
}
