import Foundation
import Kernels
import Reports
import TestFixtures
import Testing
import Workbooks

/// Oracles: the parts inflated by zlib; tags counted; sheets and cells by hand. (Python's openpyxl reads the workbook of the Bono por
/// Logro Escolar, and its cells are those of tables/*.csv.)
@Suite("Workbooks")
struct WorkbookTests {
  private static func workbook(_ tables: [ReportTable], _ language: Language = .spanish) -> Workbook {
    Workbook(
      WorkbookContent(heading: "Programa", tables: tables, texts: ["pct": "Porcentaje"], language: language))
  }

  private static func table(
    id: String = "cuadro-01", number: String = "Cuadro 1", title: String = "Título",
    keyNames: [String] = ["anio"], columns: [String] = ["pct"], rows: [ReportTable.Row], notes: [String] = [],
    source: String = "Fuente propia", formula: String = "a / b"
  ) -> ReportTable {
    ReportTable(
      id: id, number: number, chapter: "c", title: title, unit: "%", years: "2014-2015", keyNames: keyNames,
      columns: columns, rows: rows, formula: formula, source: source, notes: notes, across: nil)
  }

  private static func cell(_ value: Exact?, decimals: Int) -> ReportTable.Cell {
    .init(value: value.map(ReportTable.Value.exact), decimals: decimals)
  }

  private static let table: ReportTable = {
    var hidden = cell(Exact(3), decimals: 0)
    hidden.isSuppressed = true
    return table(
      columns: ["pct", "n", "x"],
      rows: [
        .init(
          keys: ["2014"],
          cells: [cell(Exact(100, over: 3), decimals: 1), cell(Exact(-1_234_567), decimals: 0), nil]),
        .init(
          keys: ["=1+1"], cells: [hidden, cell(nil, decimals: 1), .init(value: .real(.nan), decimals: 2)]),
        .init(
          keys: ["2016"], cells: [cell(Exact(1, over: 8), decimals: 99), cell(Exact(0), decimals: -1), nil]),
      ], notes: ["a < b & \"c\"\u{1}\u{ffff}"])
  }()

  @Test("a sheet a table after the list of them, numbers as numbers, text never as a formula")
  func sheets() throws {
    let parts = try WorkbookParts(Self.workbook([Self.table]).bytes())
    #expect(parts.sheetNames == ["Contenido", "Cuadro 1"])
    let cells = parts.cells(2)
    #expect(cells["A1"] == .init(format: nil, value: "Cuadro 1. Título", isText: true))
    #expect(cells["B4"] == .init(format: nil, value: "Porcentaje", isText: true))
    // 100/3 to 16 digits, shown with one decimal; a whole number with none.
    #expect(cells["B5"] == .init(format: "#,##0.0", value: "33.33333333333334", isText: false))
    #expect(cells["C5"] == .init(format: "#,##0", value: "-1234567", isText: false))
    #expect(cells["D5"] == nil)
    #expect(cells["A6"] == .init(format: nil, value: "=1+1", isText: true))
    #expect(cells["B6"] == .init(format: nil, value: "*", isText: true))
    #expect(cells["C6"]?.value == "–" && cells["D6"]?.value == "–")
    // No more decimals than twelve, and no fewer than none.
    #expect(cells["B7"] == .init(format: "#,##0.000000000000", value: "0.125", isText: false))
    #expect(cells["C7"] == .init(format: "#,##0", value: "0", isText: false))
    #expect(cells["A9"]?.value == "Nota: a &lt; b &amp; \"c\"  ")
    #expect(cells["A10"]?.value == "* Celda suprimida para proteger a las personas.")
    #expect(parts.files.values.allSatisfy { !$0.contains("<f>") })
    #expect(parts["xl/worksheets/sheet2.xml"].contains("ySplit=\"4\" topLeftCell=\"A5\""))
    #expect(parts["xl/worksheets/sheet1.xml"].contains("ref=\"A3\" location=\"'Cuadro 1'!A1\""))
    #expect(parts.cells(1)["A1"]?.value == "Programa" && parts.cells(1)["B3"]?.value == "Título")
  }

  @Test("the words are those of the language")
  func english() throws {
    let parts = try WorkbookParts(Self.workbook([Self.table], .english).bytes())
    #expect(parts.sheetNames == ["Contents", "Cuadro 1"])
    #expect(parts.cells(2)["A10"]?.value == "* Cell suppressed to protect people.")
  }

  private static let hostile = [
    "<script>alert(1)</script>", "\"\u{301} onmouseover=\"\u{301}alert(1)", "&lt;b&gt;", "a\r\nb",
    ",\u{301}x",
    "50 % & $x_1 #2 {a}~^\\", "' onclick='alert(1)", "\u{1b}[31mred", "\u{0}", "internal:x", "'", " x ",
    "𝔘\u{ffff}",
  ]

  @Test("every part is XML whatever the labels", arguments: hostile)
  func xml(label: String) throws {
    let table = Self.table(
      number: label, title: label, keyNames: [label], columns: [label],
      rows: [.init(keys: [label], cells: [Self.cell(Exact(1), decimals: 0)])], notes: [label], source: label,
      formula: label)
    let parts = try WorkbookParts(Self.workbook([table, table]).bytes())
    #expect(parts.sheetNames.count == 3)
    #expect(parts.cells(2)["B5"]?.value == "1")
    for (name, text) in parts.files {
      // Each tag that opens closes, no sign of markup stands in text, and no control character is left.
      var open: [Substring] = []
      for piece in text.split(separator: "<").dropFirst() {
        let parts = piece.split(separator: ">", maxSplits: 1, omittingEmptySubsequences: false)
        try #require(parts.count == 2, "\(name): \(piece)")
        if parts[0].hasPrefix("/") {
          #expect(open.popLast() == parts[0].dropFirst(), "\(name)")
        } else if !parts[0].hasSuffix("/"), !parts[0].hasPrefix("?") {
          open.append(parts[0].prefix { $0 != " " })
        }
      }
      #expect(open.isEmpty, "\(name)")
      #expect(text.unicodeScalars.allSatisfy { $0.value >= 32 || $0 == "\n" }, "\(name)")
    }
  }

  @Test("names of sheets are short, different and without signs of places")
  func names() throws {
    let long = String(repeating: "Cuadro muy largo ", count: 4)
    let tables = [long, long, "Contenido", "a/b:c", "'", "", "History"].map {
      Self.table(number: $0, rows: [])
    }
    let names = try WorkbookParts(Self.workbook(tables).bytes()).sheetNames
    #expect(
      names == [
        "Contenido", "Cuadro muy largo Cuadro muy lar", "Cuadro muy largo Cuadro muy (2)", "Contenido (2)",
        "a-b-c",
        "-", "cuadro-01", "History (2)",
      ])
    #expect(names.allSatisfy { $0.utf16.count <= 31 })
  }

  @Test("the same tables give the same bytes, with no time of the run in them")
  func bytes() throws {
    let bytes = try Self.workbook([Self.table]).bytes()
    let again = try Self.workbook([Self.table]).bytes()
    #expect(again == bytes)
    let core = try WorkbookParts(bytes)["docProps/core.xml"]
    #expect(core.split(separator: "1980-01-01T00:00:00Z").count == 3, "\(core)")
  }

  @Test("nothing is left behind, and a folder that is not there is said")
  func scratch() throws {
    try TemporaryFolder.with { folder in
      _ = try Self.workbook([Self.table]).bytes(scratch: folder.path)
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(left == [])
      #expect(throws: WorkbookError.scratch(folder: folder.at("no"), reason: "No such file or directory")) {
        try Self.workbook([Self.table]).bytes(scratch: folder.at("no"))
      }
    }
  }

  /// The format has 16,384 columns.
  @Test("a cell outside of the format is an error with its place, and a table of no rows a sheet")
  func tooWide() throws {
    func wide(_ columns: Int) -> ReportTable {
      Self.table(
        columns: Array(repeating: "pct", count: columns),
        rows: [.init(keys: ["a"], cells: Array(repeating: Self.cell(Exact(1), decimals: 0), count: columns))])
    }
    try TemporaryFolder.with { folder in
      #expect(
        throws: WorkbookError.cellRefused(
          sheet: "Cuadro 1", row: 1, column: 16_385, code: 23,
          reason: "Worksheet row or column index out of range.")
      ) { try Self.workbook([wide(16_384)]).bytes(scratch: folder.path) }
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(left == [])
    }
    #expect(throws: WorkbookError.self) { try Self.workbook([wide(70_000)]).bytes() }
    let parts = try WorkbookParts(Self.workbook([wide(16_383), Self.table(rows: [])]).bytes())
    #expect(parts.cells(2)["XFD5"]?.value == "1" && parts.cells(3)["A4"]?.value == "anio")
    #expect(try WorkbookParts(Self.workbook([]).bytes()).sheetNames == ["Contenido"])
  }

  @Test("a text longer than a cell is cut at 32,767 units")
  func longText() throws {
    let text = String(repeating: "𝔘", count: 20_000)
    let parts = try WorkbookParts(Self.workbook([Self.table(rows: [], notes: [text])]).bytes())
    #expect(
      parts.cells(2)["A6"]?.value.utf16.count == 32_766 || parts.cells(2)["A6"]?.value.utf16.count == 32_767)
  }
}
