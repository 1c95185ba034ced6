import Kernels
import Reports
import TestFixtures
import Testing

/// Oracle: tables worked by hand, published with one fault in a whole block of cells.
@Suite("One cause of all cells of a block that differ")
struct CommonCauseTests {
  private static let people = [
    ("2021", [238, 233, 229, 700]), ("2022", [215, 242, 274, 731]), ("2023", [195, 234, 322, 751]),
  ]
  private static let ages = ["a", "b", "c", "total"]

  /// People by age and their share of the year's total.
  private static let shares = TableFixture.table(
    id: "t", keyNames: ["anio", "edad"], columns: ["n", "pct"],
    rows: people.flatMap { year, counts in
      zip(ages, counts).map { age, count in
        ReportTable.Row(
          keys: [year, age],
          cells: [
            TableFixture.cell(Exact(count), decimals: 0),
            TableFixture.cell(
              Exact(100 * count, over: counts[3]), decimals: 1, Exact(count), Exact(counts[3])),
          ])
      }
    })

  private func compare(_ csv: String, _ table: ReportTable) throws -> PublishedComparison {
    try TemporaryFolder.with { folder in
      try folder.write(csv, to: "t.csv")
      return try PublishedComparison(folder: folder.path, tables: [table])
    }
  }

  /// The shares of each year over the total of the year that `base` gives; those of totals are 100.
  private func published(_ base: (String) -> String) -> String {
    let totals = Dictionary(uniqueKeysWithValues: Self.people.map { ($0, $1[3]) })
    return Self.people.reduce("anio,edad,n,pct\n") { text, year in
      let below = totals[base(year.0)] ?? 1
      return text
        + zip(Self.ages, year.1).map { age, count in
          let share = age == "total" ? Exact(100) : Exact(100 * count, over: below)
          return "\(year.0),\(age),\(count),\(share.text(decimals: 1))\n"
        }.joined()
    }
  }

  /// 215 of 700 is 30.7 %, where 29.4 % is of 731.
  @Test("all shares of a column over the total of one year")
  func wholeColumn() throws {
    let found = try compare(published { _ in "2021" }, Self.shares)
    #expect(found.count(.different) == 6)
    #expect(found.commonCauses.map(\.code) == ["other_base: n anio=2021 edad=total (t column=pct)"])
    #expect(
      found.differences.allSatisfy {
        found.commonCause(table: $0.table, row: $0.row, column: $0.column) == found.commonCauses.first
      })
    #expect(found.commonCause(table: "t", row: "2021/a", column: "pct") == nil)
    #expect(
      found.commonCauses[0].shown(.spanish) { $0 == "pct" ? "Porcentaje" : $0 }
        == "sobre otra base, n de anio 2021, edad total, resultan todas las celdas que difieren (columna Porcentaje)"
    )
    #expect(
      found.commonCauses[0].shown(.english)
        == "over another base, n of anio 2021, edad total, all cells that differ come out (column pct)")
  }

  @Test("the shares of one year over last year's total; with one that does not fit nothing is said")
  func oneYear() throws {
    let text = published { $0 == "2023" ? "2022" : $0 }
    let found = try compare(text, Self.shares)
    #expect(found.commonCauses.map(\.code) == ["other_base: n anio=2022 edad=total (t anio=2023 column=pct)"])
    #expect(try compare(text.replacing("32.0", with: "33.0"), Self.shares).commonCauses.isEmpty)
    #expect(try compare(text.replacing("32.0", with: "31.2"), Self.shares).commonCauses.isEmpty)
    #expect(try compare(published { $0 }, Self.shares).commonCauses.isEmpty)
  }

  /// 100 × (152 − 129) / 152 = 15.1 %, and over 129 it is 17.8 %: each row has a base of its own.
  @Test("a variation over the last year in place of the first")
  func variation() throws {
    let ends = [("norte", 129, 152), ("centro", 337, 371), ("sur", 164, 177), ("austral", 70, 68)]
    var rows: [ReportTable.Row] = []
    for (region, first, last) in ends {
      for (year, count) in [("2021", first), ("2024", last)] {
        rows.append(.init(keys: [year, region], cells: [TableFixture.cell(Exact(count), decimals: 0), nil]))
      }
      let change = Exact(last - first)
      rows.append(
        .init(
          keys: ["variacion", region],
          cells: [
            nil,
            TableFixture.cell(
              Exact(100 * (last - first), over: first), decimals: 1, change, Exact(first)),
          ]))
    }
    let table = TableFixture.table(
      id: "t", keyNames: ["anio", "region"], columns: ["n", "pct"], rows: rows)
    let found = try compare(
      "anio,region,pct\nvariacion,norte,15.1\nvariacion,centro,9.2\nvariacion,sur,7.3\nvariacion,austral,-2.9\n",
      table)
    #expect(found.count(.different) == 3)
    #expect(found.commonCauses.map(\.code) == ["other_base: n anio=2024 (t column=pct)"])
  }

  private static let spending = TableFixture.table(
    id: "t", keyNames: ["anio", "linea"], columns: ["gasto", "medio"],
    rows: [("2022", [46_560_000, 15_006_000, 61_566_000]), ("2023", [44_523_000, 18_104_000, 62_627_000])]
      .flatMap { year, values in
        zip(["A", "B", "total"], values).map { line, value in
          ReportTable.Row(
            keys: [year, line],
            cells: [
              TableFixture.cell(Exact(value), decimals: 0),
              TableFixture.cell(Exact(value, over: 1000), decimals: 0),
            ])
        }
      })

  /// 1.01 × 44,523,000 = 44,968,230; 1.01 × 18,104,000 = 18,285,040; 1.01 × 62,627,000 = 63,253,270.
  @Test("one factor on a year's figures")
  func factor() throws {
    let right = "anio,linea,gasto\n2022,A,46560000\n2022,B,15006000\n2022,total,61566000\n"
    let found = try compare(
      right + "2023,A,44968230\n2023,B,18285040\n2023,total,63253270\n", Self.spending)
    #expect(found.commonCauses.map(\.code) == ["common_factor: 1.01 (t column=gasto)"])
    #expect(
      found.commonCauses[0].shown(.spanish)
        == "una misma razón, 1,01, entre lo publicado y lo recompuesto en todas las celdas que difieren (columna gasto)"
    )
    // Of two, or of three with one that has another ratio, nothing is said.
    #expect(
      try compare(right + "2023,A,44968230\n2023,B,18285040\n2023,total,62627000\n", Self.spending)
        .commonCauses.isEmpty)
    #expect(
      try compare(right + "2023,A,44968230\n2023,B,18285940\n2023,total,63253270\n", Self.spending)
        .commonCauses.isEmpty)
  }

  /// 13/12, 26/24 and 39/36 have one ratio; so have about as many other triples as near to 12, 24 and 36.
  @Test("figures of few digits show no factor")
  func fewDigits() throws {
    let table = TableFixture.table(
      id: "t", keyNames: ["anio"], columns: ["n"],
      rows: [("2014", 12), ("2015", 24), ("2016", 36)].map {
        ReportTable.Row(keys: [$0], cells: [TableFixture.cell(Exact($1), decimals: 0)])
      })
    let found = try compare("anio,n\n2014,13\n2015,26\n2016,39\n", table)
    #expect(found.count(.different) == 3)
    #expect(found.commonCauses.isEmpty)
  }

  /// With half units of 0.05 and misses of 0.7, three agree with one of k by chance in k/343 cases: 1/20 lies between 17 and 18.
  @Test("how often figures agree by chance")
  func chance() {
    let figure = ChanceAgreement.Figure(
      published: Exact(267, over: 10), expected: Exact(26), half: Exact(1, over: 20))
    let three = Array(repeating: figure, count: 3)
    #expect(ChanceAgreement.isUnlikely(three, candidates: 17))
    #expect(!ChanceAgreement.isUnlikely(three, candidates: 18))
    #expect(!ChanceAgreement.isUnlikely([], candidates: 1))
  }

  @Test("pairs are told only where each has its one partner")
  func pairs() {
    let values = [1, 4, 3, 2]
    let sums = UniquePairs.of(4) { values[$0] + values[$1] == 5 }
    #expect(sums?.map { [$0.first, $0.second] } == [[0, 1], [2, 3]])
    #expect(UniquePairs.of(4) { values[$0] + values[$1] == 4 } == nil)
    #expect(UniquePairs.of(4) { values[$0] + values[$1] >= 5 } == nil)
    #expect(UniquePairs.of(0) { _, _ in true } == nil)
    #expect(UniquePairs.of(3) { _, _ in true } == nil)
  }

  @Test("a factor of a thousand millions is written out, not as zero")
  func tinyFactor() throws {
    let values = [412_345_678_901, 398_765_432_109, 455_555_123_456, 501_234_567_890]
    let table = TableFixture.table(
      id: "t", keyNames: ["anio"], columns: ["gasto"],
      rows: values.enumerated().map { place, value in
        ReportTable.Row(keys: ["\(2014 + place)"], cells: [TableFixture.cell(Exact(value), decimals: 0)])
      })
    let csv = values.enumerated().reduce("anio,gasto\n") { text, cell in
      text
        + "\(2014 + cell.offset),\((Exact(cell.element) * Exact(1, over: 1_000_000_000)).text(decimals: 3))\n"
    }
    let found = try compare(csv, table)
    #expect(found.count(.different) == 4)
    for cause in found.commonCauses {
      #expect(cause.code.hasPrefix("common_factor: 0.000000001 "), "\(cause.code)")
    }
    #expect(found.commonCauses.count == 1)
  }
}
