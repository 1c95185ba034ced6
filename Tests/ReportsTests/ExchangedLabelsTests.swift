import Kernels
import Reports
import TestFixtures
import Testing

/// Oracle: tables worked by hand, published with one exchange each.
@Suite("Labels of a publication that stand for each other")
struct ExchangedLabelsTests {
  private static let names = ["norte", "centro", "sur"]

  /// n of three regions in two years: 101, 211, 331 and 142, 252, 372; and a second column, half of it.
  private static let table = TableFixture.table(
    id: "t", keyNames: ["anio", "region"], columns: ["n", "mitad"],
    rows: [("2014", [101, 211, 331]), ("2015", [142, 252, 372])].flatMap { year, values in
      zip(names, values).map { name, value in
        ReportTable.Row(
          keys: [year, name],
          cells: [TableFixture.cell(Exact(value), decimals: 0), TableFixture.cell(Exact(value, over: 2))])
      }
    })

  private func compare(_ csv: String, _ name: String = "t.csv") throws -> PublishedComparison {
    try TemporaryFolder.with { folder in
      try folder.write(csv, to: name)
      return try PublishedComparison(folder: folder.path, tables: [Self.table])
    }
  }

  private func published(_ values: [[String]]) -> String {
    "anio,region,n,mitad\n"
      + zip(["2014", "2015"].flatMap { year in Self.names.map { "\(year),\($0)" } }, values)
      .map { "\($0),\($1.joined(separator: ","))\n" }.joined()
  }

  private static let right = [
    ["101", "50.5"], ["211", "105.5"], ["331", "165.5"], ["142", "71.0"], ["252", "126.0"], ["372", "186.0"],
  ]

  @Test("as it stands there is none")
  func none() throws { #expect(try compare(published(Self.right)).exchanges.isEmpty) }

  @Test("in the whole table, and every cell of it is explained")
  func whole() throws {
    let order = [1, 0, 2, 4, 3, 5]
    let found = try compare(published(order.map { Self.right[$0] }))
    #expect(found.exchanges.map(\.code) == ["swapped_labels: t region norte <> centro"])
    #expect(found.count(.different) == 8)
    #expect(
      found.differences.allSatisfy { found.exchange(table: $0.table, row: $0.row, column: $0.column) != nil })
    #expect(found.exchange(table: "t", row: "2014/sur", column: "n") == nil)
  }

  @Test("in one year")
  func oneYear() throws {
    let found = try compare(published([0, 2, 1, 3, 4, 5].map { Self.right[$0] }))
    #expect(found.exchanges.map(\.code) == ["swapped_labels: t region centro <> sur anio=2014"])
    #expect(
      found.exchanges[0].shown(.spanish) == "rótulos intercambiados: «centro» y «sur» de region, en anio 2014"
    )
    #expect(
      found.exchanges[0].shown(.english) { $0.uppercased() }
        == "labels swapped: 'CENTRO' and 'SUR' of REGION, in ANIO 2014")
    #expect(found.count(.different) == 4)
  }

  @Test("two columns")
  func columns() throws {
    let found = try compare(published(Self.right.map { [$0[1], $0[0]] }))
    #expect(found.exchanges.map(\.code) == ["swapped_labels: t column n <> mitad"])
    #expect(found.exchanges[0].shown(.spanish) == "columnas intercambiadas: «n» y «mitad»")
  }

  @Test("none is claimed where one cell of the labels does not fit, or too few digits say so")
  func refused() throws {
    var values = [1, 0, 2, 4, 3, 5].map { Self.right[$0] }
    values[0][0] = "212"
    let found = try compare(published(values))
    // The year without the misprint is exchanged all the same, and so is the other column.
    #expect(found.exchange(table: "t", row: "2014/norte", column: "n") == nil)
    let small = TableFixture.table(
      id: "t", keyNames: ["anio"], columns: ["n"],
      rows: [("2014", 12), ("2015", 13)].map {
        ReportTable.Row(keys: [$0], cells: [TableFixture.cell(Exact($1), decimals: 0)])
      })
    let few = try TemporaryFolder.with { folder in
      try folder.write("anio,n\n2014,13\n2015,12\n", to: "t.csv")
      return try PublishedComparison(folder: folder.path, tables: [small])
    }
    #expect(few.count(.different) == 2)
    #expect(few.exchanges.isEmpty)
  }

  @Test("one column of two rows, in one year")
  func oneCell() throws {
    var values = Self.right
    (values[3][0], values[5][0]) = (values[5][0], values[3][0])
    let found = try compare(published(values))
    #expect(found.exchanges.map(\.code) == ["swapped_labels: t region norte <> sur anio=2015 column=n"])
    #expect(
      found.exchanges[0].shown(.spanish)
        == "rótulos intercambiados: «norte» y «sur» de region, en anio 2015, columna n")
    #expect(found.count(.different) == 2)
    #expect(
      found.differences.allSatisfy { found.exchange(table: $0.table, row: $0.row, column: $0.column) != nil })
    // With another cell of the year that differs, all that is known is that they do.
    values[4][0] = "253"
    #expect(try compare(published(values)).exchanges.isEmpty)
    // Two pairs of a year, though not of one row.
    values = Self.right
    (values[0][0], values[1][0]) = (values[1][0], values[0][0])
    (values[1][1], values[2][1]) = (values[2][1], values[1][1])
    #expect(
      try compare(published(values)).exchanges.map(\.code) == [
        "swapped_labels: t region norte <> centro anio=2014 column=n",
        "swapped_labels: t region centro <> sur anio=2014 column=mitad",
      ])
  }

  /// 8.2 and 5.1 are of two digits; 418 and 423 five units apart; 418 and 433 fifteen.
  @Test(
    "a pair of cells of few digits, or close together, shows nothing",
    arguments: [(82, 51, 1, 0), (418, 423, 0, 0), (418, 433, 0, 1)])
  func chancePair(first: Int, second: Int, decimals: Int, count: Int) throws {
    let scale = decimals == 1 ? 10 : 1
    let table = TableFixture.table(
      id: "t", keyNames: ["anio", "region"], columns: ["a", "b"],
      rows: ["2014", "2015"].flatMap { year in
        [("norte", first, 111), ("sur", second, 222)].map { name, value, other in
          ReportTable.Row(
            keys: [year, name],
            cells: [
              TableFixture.cell(Exact(value, over: scale), decimals: decimals),
              TableFixture.cell(Exact(other), decimals: 0),
            ])
        }
      })
    let a = Exact(first, over: scale).text(decimals: decimals)
    let b = Exact(second, over: scale).text(decimals: decimals)
    let found = try TemporaryFolder.with { folder in
      try folder.write(
        "anio,region,a,b\n2014,norte,\(b),111\n2014,sur,\(a),222\n2015,norte,\(a),111\n2015,sur,\(b),222\n",
        to: "t.csv")
      return try PublishedComparison(folder: folder.path, tables: [table])
    }
    #expect(found.count(.different) == 2)
    #expect(found.exchanges.count == count)
  }

  @Test("a file is read whatever the case of its name, and named for its table")
  func capitals() throws {
    #expect(try compare(published(Self.right), "T.CSV").count(.equal) == 12)
    try TemporaryFolder.with { folder in
      try folder.write(published(Self.right), to: "t.csv")
      try folder.write("anio,region,n\n2014,norte,1\n", to: "T.CSV")
      let both = try PublishedComparison(folder: folder.path, tables: [Self.table])
      #expect(both.cells.map(\.table).filter { $0 == "t" }.count == 12)
      #expect(both.count(.notRecomputed) == 1)
    }
  }

  @Test("the comparison as tables: verdicts, differences with their cause, every cell")
  func tables() throws {
    let found = try compare(published([["101", "50.5"], ["212", "105.5"]]))
    let tables = found.tables([Self.table], texts: ["norte": "Norte", "n": "Personas"], language: .spanish) {
      _ in
      "errata"
    }
    #expect(tables.map(\.id) == ["comparison", "comparison-differences", "comparison-cells"])
    #expect(tables[0].rows.first?.keys == ["Igual"])
    #expect(tables[1].rows.map(\.keys) == [["Cuadro 1", "2014 · centro: Personas", "errata"]])
    #expect(tables[1].rows[0].cells.map { $0?.value?.double } == [212, 211])
    #expect(tables[2].rows.count == 4)
    #expect(tables[2].rows[0].keys == ["Cuadro 1", "2014 · Norte: Personas", "Igual"])
  }
}
