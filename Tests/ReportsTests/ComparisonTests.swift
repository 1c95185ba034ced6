import Kernels
import Reports
import TableFiles
import TestFixtures
import Testing

@Suite("Comparison with what was published")
struct ComparisonTests {
  struct Case: Sendable {
    let value: String
    let published: String
    let decimals: Int
    var parts: [String] = []
    let verdict: ComparedCell.Verdict
  }

  /// By hand, at the borders of each verdict.
  @Test(arguments: [
    Case(value: "14.85", published: "14.9", decimals: 1, verdict: .equal),
    Case(value: "14.8499999", published: "14.8", decimals: 1, verdict: .equal),
    Case(value: "-14.85", published: "-14.9", decimals: 1, verdict: .equal),
    Case(value: "-14.85", published: "-14.8", decimals: 1, verdict: .different),
    Case(value: "14.8464", published: "14.9", decimals: 1, verdict: .doubleRounding),
    Case(value: "14.845", published: "14.9", decimals: 1, verdict: .doubleRounding),
    Case(value: "14.8449", published: "14.9", decimals: 1, verdict: .different),
    Case(value: "-2.45", published: "-3", decimals: 0, verdict: .doubleRounding),
    Case(value: "10", published: "11", decimals: 0, parts: ["4.4", "5.6"], verdict: .withinRounding),
    Case(value: "10", published: "12", decimals: 0, parts: ["4.4", "5.6"], verdict: .different),
    // A part that is whole already brings no rounding of its own.
    Case(value: "10.6", published: "12", decimals: 0, parts: ["5", "5.6"], verdict: .different),
    Case(value: "10.4", published: "11", decimals: 0, parts: ["5", "5.4"], verdict: .different),
    Case(value: "10", published: "11", decimals: 0, parts: ["10.4", "-0.4"], verdict: .withinRounding),
    // Three rounded parts admit 1.5 units: one, not two.
    Case(value: "10", published: "9", decimals: 0, parts: ["3.4", "3.3", "3.3"], verdict: .withinRounding),
    Case(value: "10", published: "8", decimals: 0, parts: ["3.4", "3.3", "3.3"], verdict: .different),
    Case(
      value: "10", published: "8", decimals: 0, parts: ["2.4", "2.6", "2.4", "2.6"], verdict: .withinRounding),
    Case(
      value: "0.1", published: "0.3", decimals: 1, parts: ["0.05", "0.01", "0.02", "0.02"],
      verdict: .withinRounding),
  ])
  func verdict(_ given: Case) throws {
    let found = Classification.verdict(
      of: try #require(Exact(decimal: given.value)),
      parts: try given.parts.map { try #require(Exact(decimal: $0)) },
      published: try #require(Exact(decimal: given.published)), decimals: given.decimals)
    #expect(found == given.verdict)
  }

  /// Rounding by hand; 0.125 and 2.5 are halves to the last bit, 0.15 and 1.005 lie below theirs by their own rounding: both neighbours are
  /// equal there, and no other number.
  @Test(
    "numbers in floating point are compared at the printed decimals",
    arguments: [
      (0.4565066319193778, "0.4565", ComparedCell.Verdict.equal), (0.4565066319193778, "0.457", .equal),
      (0.4565066319193778, "0.456", .different), (0.4565066319193778, "0.5", .equal),
      (0.125, "0.12", .equal), (0.125, "0.13", .equal), (0.125, "0.14", .different), (0.15, "0.2", .equal),
      (0.15, "0.1", .equal), (1.005, "1.01", .equal), (-2.5, "-3", .equal), (-2.5, "-2", .equal),
      (-2.5, "-4", .different), (14.8464, "14.9", .doubleRounding), (0, "0.00", .equal),
      (1e-9, "0.00", .equal),
      (.leastNonzeroMagnitude, "0", .equal), (1e300, "1", .different), (.infinity, "1", .notRecomputed),
      (.nan, "1", .notRecomputed),
    ])
  func real(_ value: Double, _ published: String, _ verdict: ComparedCell.Verdict) throws {
    let row = ReportTable.Row(keys: ["2014"], cells: [.init(value: .real(value), decimals: 4)])
    let cells = try compare("anio,x\n2014,\(published)\n", [row], keys: ["anio"], columns: ["x"])
    #expect(cells.map(\.verdict) == [verdict])
    #expect(cells[0].exact.isEmpty == !value.isFinite)
    if value.isFinite { #expect(Double(cells[0].exact) == value) }
  }

  @Test("what is shown coarser than it was computed is not recomputed, and hidden where no digit is left")
  func coarse() throws {
    func row(_ value: Double, smallest: Int) -> ReportTable.Row {
      ReportTable.Row(
        keys: ["2014"],
        cells: [
          .init(
            value: .real(value), decimals: 2,
            coarse: .mean(value, of: 100, width: value > 2 ? 20 : 1, smallest: smallest))
        ])
    }
    // Ten of a hundred people change a mean of values from 0 to 1 by a tenth: one decimal.
    for (value, smallest, shown, verdict) in [
      (1.14, 5, 1.1, ComparedCell.Verdict.notRecomputed), (1.14, 10, 1.14, .equal),
      (0.04, 5, nil, .notRecomputed), (0, 5, 0, .notRecomputed),
      // Of values over a range of 20 ten people of a hundred change the whole number.
      (7.2, 5, nil, .notRecomputed),
    ] {
      var tables = [
        TableFixture.table(keyNames: ["anio"], columns: ["x"], rows: [row(value, smallest: smallest)])
      ]
      let suppressed = DisclosureControl(threshold: 10).apply(to: &tables)
      let cell = try #require(tables[0].rows[0].cells[0])
      #expect(cell.value?.double == shown && cell.isSuppressed == (shown == nil))
      #expect(suppressed == (shown == nil ? 1 : 0))
      #expect(tables[0].notes.contains { $0.contains("tantos decimales") } == (shown != nil && smallest < 10))
      let cells = try compare(
        "anio,x\n2014,\(value)\n", tables[0].rows, keys: ["anio"], columns: ["x"])
      #expect(cells.map(\.verdict) == [verdict])
    }
  }

  private func compare(_ csv: String, _ rows: [ReportTable.Row], keys: [String], columns: [String]) throws
    -> [ComparedCell]
  {
    try TemporaryFolder.with { folder in
      let path = try folder.write(csv, to: "cuadro-01.csv")
      return try PublishedTable(id: "cuadro-01", path: path).compare(
        with: TableFixture.table(keyNames: keys, columns: columns, rows: rows))
    }
  }

  @Test("k is the commonest number of decimals of the column within its measure")
  func decimals() throws {
    // In `valor`, percentages have one decimal mostly, counts none; "12" is 12.0 as a percentage.
    let csv = """
      indicador,anio,valor,unidad
      pct,2014,12,%
      pct,2015,13.4,%
      pct,2016,15.6,%
      n,2014,100,personas
      n,2015,200,personas
      n,2016,,personas
      n,2017,sin dato,personas

      """
    let values = ["12.04", "13.44", "15.64", "100.4", "200.6"]
    let keys = [["pct", "2014"], ["pct", "2015"], ["pct", "2016"], ["n", "2014"], ["n", "2015"]]
    let rows = zip(keys, values).map { key, value in
      ReportTable.Row(keys: key, cells: [TableFixture.cell(Exact(decimal: value))])
    }
    let cells = try compare(csv, rows, keys: ["indicador", "anio"], columns: ["valor"])
    #expect(cells.map(\.row) == ["pct/2014", "pct/2015", "pct/2016", "n/2014", "n/2015"])
    #expect(cells.map(\.recomputed) == ["12.0", "13.4", "15.6", "100", "201"])
    #expect(cells.map(\.verdict) == [.equal, .equal, .equal, .equal, .different])
    #expect(cells.map(\.exact) == values)
    #expect(cells.map(\.published) == ["12", "13.4", "15.6", "100", "200"])
  }

  @Test("more decimals than the commonest are kept")
  func moreDecimals() throws {
    let rows = [2014, 2015, 2016].map {
      ReportTable.Row(keys: [String($0)], cells: [TableFixture.cell(Exact(decimal: "1.256"))])
    }
    let cells = try compare(
      "anio,pct\n2014,1.3\n2015,1.3\n2016,1.25\n", rows, keys: ["anio"], columns: ["pct"])
    #expect(cells.map(\.verdict) == [.equal, .equal, .different])
    #expect(cells.map(\.recomputed) == ["1.3", "1.3", "1.26"])
  }

  @Test("what is not computed, not there or suppressed is not recomputed")
  func notRecomputed() throws {
    var hidden = TableFixture.cell(Exact(3))
    hidden.value = nil
    hidden.isSuppressed = true
    let rows = [
      ReportTable.Row(keys: ["2014"], cells: [hidden]), ReportTable.Row(keys: ["2015"], cells: [nil]),
      ReportTable.Row(keys: ["2017"], cells: [TableFixture.cell(Exact(4), decimals: 0)]),
    ]
    let cells = try compare(
      "anio,n,otra\n2014,3,1\n2015,3,1\n2016,3,1\n2017,4,1\n", rows, keys: ["anio"], columns: ["n"])
    #expect(
      cells.map(\.verdict) == [
        .notRecomputed, .notRecomputed, .notRecomputed, .notRecomputed, .notRecomputed, .notRecomputed,
        .equal,
        .notRecomputed,
      ])
    #expect(
      cells.filter { $0.verdict == .notRecomputed }.allSatisfy { $0.recomputed.isEmpty && $0.exact.isEmpty })
  }

  @Test("the keys of a table are keys of what was published of it, whatever they are called")
  func ownKeys() throws {
    try TemporaryFolder.with { folder in
      try folder.write("comuna,n\nCalama,5\nOllagüe,7\n", to: "t.csv")
      let rows = ["Calama", "Ollagüe"].map {
        ReportTable.Row(keys: [$0], cells: [TableFixture.cell(Exact(5), decimals: 0)])
      }
      let table = TableFixture.table(id: "t", keyNames: ["comuna"], columns: ["n"], rows: rows)
      let comparison = try PublishedComparison(folder: folder.path, tables: [table])
      #expect(comparison.cells.map(\.row) == ["Calama", "Ollagüe"])
      #expect(comparison.cells.map(\.verdict) == [.equal, .different])
      #expect(try PublishedComparison(folder: folder.path, tables: []).cells.isEmpty)
    }
  }

  @Test("the columns, keys and lines of a published table; ragged lines are counted, long digits no number")
  func published() throws {
    try TemporaryFolder.with { folder in
      let digits = String(repeating: "1", count: 61)
      let path = try folder.write("anio,n,m\n2014,1,2\n2015,1\n2016,\(digits),3\n", to: "t.csv")
      let table = try PublishedTable(id: "t", path: path)
      #expect(table.keyNames == ["anio"])
      #expect(table.columns == ["n", "m"])
      #expect(table.rows.map(\.keys) == [["2014"], ["2016"]])
      #expect(table.rows.map(\.texts) == [["1", "2"], [digits, "3"]])
      #expect(table.malformedRows == 1)
      #expect(table.compare(with: nil).map(\.published) == ["1", "2", "3"])
      #expect(try PublishedTable(id: "t", path: path, extraKeys: ["n"]).keyNames == ["anio", "n"])
    }
  }

  @Test("lines of a publication with a person for a key, or a second line of the same keys, go no further")
  func persons() throws {
    try TemporaryFolder.with { folder in
      let rows = ["Calama", "hasta 1.000.000", "12345678"].map {
        ReportTable.Row(keys: [$0], cells: [TableFixture.cell(Exact(5), decimals: 0)])
      }
      let table = TableFixture.table(id: "t", keyNames: ["comuna"], columns: ["n"], rows: rows)
      try folder.write(
        "comuna;n\nCalama;5\n12.345.678-5;5\n11111111;5\nRUT 7654321-6;5\nhasta 1.000.000;5\n12345678;5\nCalama;7\n",
        to: "t.csv")
      try folder.write("detalle;n\n15000001-7;3\nuno;4\nuno;5\n", to: "otro.csv")
      try folder.write("detalle;15000001-7\nuno;3\n", to: "otro2.csv")
      let comparison = try PublishedComparison(folder: folder.path, tables: [table])
      #expect(
        comparison.cells.map { "\($0.table) \($0.row) \($0.published)" } == [
          "otro uno 4", "otro uno 5", "t Calama 5", "t hasta 1.000.000 5", "t 12345678 5",
        ])
      #expect(
        comparison.unread == [
          UnreadPublication(file: "otro.csv", line: 2, column: nil, reason: .identifier),
          UnreadPublication(file: "otro2.csv", line: 1, column: nil, reason: .identifier),
          UnreadPublication(file: "t.csv", line: 3, column: nil, reason: .identifier),
          UnreadPublication(file: "t.csv", line: 4, column: nil, reason: .identifier),
          UnreadPublication(file: "t.csv", line: 5, column: nil, reason: .identifier),
          UnreadPublication(file: "t.csv", line: 8, column: nil, reason: .twice),
        ])
      let told = comparison.unreadLines(.spanish).joined() + comparison.csv + comparison.unreadJSON.text
      for number in ["15000001", "11111111", "12.345.678-5", "7654321"] { #expect(!told.contains(number)) }
    }
  }

  @Test("a folder of published tables, in order of name")
  func folder() throws {
    try TemporaryFolder.with { folder in
      try folder.write("anio,n\n2014,5\n", to: "b.csv")
      try folder.write("anio,n\n2014,6\n", to: "a.csv")
      try folder.write("detalle,texto\nx,1\n", to: "anexo3-cuadro-01.csv")
      try folder.write("not a table", to: "notas.txt")
      let rows = [ReportTable.Row(keys: ["2014"], cells: [TableFixture.cell(Exact(5), decimals: 0)])]
      let comparison = try PublishedComparison(
        folder: folder.path,
        tables: ["a", "b"].map { TableFixture.table(id: $0, columns: ["n"], rows: rows) })
      #expect(comparison.cells.map(\.table) == ["a", "b"])
      #expect(comparison.count(.different) == 1)
      #expect(comparison.differences.map(\.table) == ["a"])
      #expect(
        comparison.csv == "table,row,column,published,recomputed,exact,verdict\na,2014,n,6,5,5,different\n"
          + "b,2014,n,5,5,5,equal\n")
      try folder.write("", to: "empty.csv")
      #expect(throws: TableFileError.self) { try PublishedComparison(folder: folder.path, tables: []) }
      #expect(throws: TableFileError.self) { try PublishedComparison(folder: folder.at("none"), tables: []) }
    }
  }

  private func published(
    _ text: String, keys: [String] = ["anio"], columns: [String] = ["n", "pct"], values: [[Exact?]] = []
  ) throws -> PublishedComparison {
    try TemporaryFolder.with { folder in
      try folder.write(text, to: "t.csv")
      let rows = values.enumerated().map { index, row in
        ReportTable.Row(
          keys: [String(2014 + index)],
          cells: row.map { value in value.map { TableFixture.cell($0, decimals: 1) } })
      }
      return try PublishedComparison(
        folder: folder.path,
        tables: [TableFixture.table(id: "t", keyNames: keys, columns: columns, rows: rows)])
    }
  }

  @Test(
    "files of a spreadsheet in Chile, and those of commas, give the same verdicts",
    arguments: [
      "anio,n,pct\n2014,1143,62.2\n2015,95000,7.5\n", "anio;n;pct\n2014;1.143;62,2\n2015;95.000;7,5\n",
      "\u{FEFF}anio;n;pct\r\n2014;1143;62,2\r\n2015;95000;7,5\r\n;;\r\n",
      "anio;n;pct\n2014;1143;62.2\n2015;95000;7.5\n",
      "anio,n,pct\n2014,\"1.143\",\"62,2\"\n2015,\"95.000\",\"7,5\"\n",
    ])
  func notations(_ text: String) throws {
    let found = try published(
      text, values: [[Exact(1143), Exact(decimal: "62.2")], [Exact(95_000), Exact(decimal: "7.4")]])
    #expect(found.cells.map(\.published) == ["1143", "62.2", "95000", "7.5"])
    #expect(found.cells.map(\.verdict) == [.equal, .equal, .equal, .different])
    #expect(found.unread.isEmpty)
  }

  @Test("what is not read is counted with file, line and column, and no text of it is repeated")
  func unread() throws {
    let found = try published(
      "anio,n,pct\n2014,\"1,143\",62.2%\n\n2015,5\n2016,s/i,7.5\n", values: [[nil, nil]])
    #expect(found.cells.map(\.published) == ["7.5"])
    #expect(
      found.unread == [
        UnreadPublication(file: "t.csv", line: 4, column: nil, reason: .fields(found: 2, expected: 3)),
        UnreadPublication(file: "t.csv", line: 2, column: "n", reason: .marks(decimalComma: false)),
        UnreadPublication(file: "t.csv", line: 2, column: "pct", reason: .percentSign),
        UnreadPublication(file: "t.csv", line: 5, column: "n", reason: .words),
      ])
    #expect(
      found.unreadLines(.spanish).last == "t.csv:5 (n): no es un número")
    #expect(
      found.countsJSON.text.contains("\"not_read\": 4") || found.countsJSON.text.contains("\"not_read\":4"))
    let chile = try published("anio;n;pct\n2014;24.7;62,2\n2015;12.34;1,5\n", values: [[nil, nil]])
    #expect(chile.unread.map(\.line) == [2, 3])
    #expect(
      chile.unreadLines(.spanish) == [
        "t.csv:2 (n): no es un número con las marcas del archivo, que lleva coma decimal; y 1 más"
      ])
    let foreign = try published("comuna,n\nCalama,5\n", values: [[nil, nil]])
    #expect(foreign.cells.isEmpty)
    #expect(foreign.unread.map(\.reason) == [.noKeys(expected: ["anio"])])
  }

  @Test("the table's own keys and columns decide what is a key, before the names known beforehand")
  func keysOfTheTable() throws {
    let text = "anio,gasto,ejecucion\n2014,500,62.5\n"
    let own = try published(
      text, columns: ["gasto", "ejecucion"], values: [[Exact(500), Exact(decimal: "62.5")]])
    #expect(own.cells.map(\.column) == ["gasto", "ejecucion"])
    #expect(own.count(.equal) == 2)
    // A column of numbers that the table does not have is compared, and found not to be recomputed.
    let other = try published(text, columns: ["ejecucion"], values: [[Exact(decimal: "62.5")]])
    #expect(other.cells.map(\.verdict) == [.notRecomputed, .equal])
    // Words after the keys are keys where their name is one.
    let words = try published("anio,gasto,n\n2014,personal,5\n", columns: ["n"], values: [[Exact(5)]])
    #expect(words.cells.map(\.row) == ["2014/personal"])
  }

  @Test(
    "whole numbers are told without the decimals of the publication, figures with them; files have them all")
  func wholes() throws {
    try TemporaryFolder.with { folder in
      try folder.write("anio,n,pct\n2014,17.3795,62.0\n", to: "t.csv")
      let table = TableFixture.table(
        id: "t", columns: ["n", "pct"],
        rows: [
          .init(
            keys: ["2014"],
            cells: [TableFixture.cell(Exact(17_395), decimals: 0), TableFixture.cell(Exact(61), decimals: 1)])
        ])
      let comparison = try PublishedComparison(folder: folder.path, tables: [table])
      #expect(
        comparison.cells.map { $0.recomputed(NumberFormat(.spanish)) } == ["17.395", "61,0"])
      #expect(comparison.cells.map(\.recomputed) == ["17395.0000", "61.0"])
      #expect(try PublishedComparison(folder: folder.path, tables: [table], only: ["otro"]).cells.isEmpty)
      #expect(try PublishedComparison(folder: folder.path, tables: [table], only: ["t"]).cells.count == 2)
    }
  }
}
