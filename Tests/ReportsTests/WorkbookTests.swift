import Kernels
import Reports
import Testing

/// Oracles: check sums by the definition, bit by bit; tags counted; sheets and cells by hand. (Python's zipfile and R's openxlsx read the
/// workbook of the Bono por Logro Escolar without a complaint.)
@Suite("Workbooks")
struct WorkbookTests {
  private static func workbook(_ tables: [ReportTable], texts: [String: String] = [:]) -> Workbook {
    Workbook(heading: "Programa", tables: tables, texts: texts, language: .spanish)
  }

  private static let hidden: ReportTable.Cell = {
    var cell = ReportTable.Cell(value: nil, decimals: 0)
    cell.isSuppressed = true
    return cell
  }()

  private static let table = TableFixture.table(
    columns: ["pct", "n", "x"],
    rows: [
      .init(
        keys: ["2014"],
        cells: [
          TableFixture.cell(Exact(100, over: 3), decimals: 1),
          TableFixture.cell(Exact(-1_234_567), decimals: 0), nil,
        ]),
      .init(keys: ["=1+1"], cells: [hidden, TableFixture.cell(nil), .init(value: .real(.nan), decimals: 2)]),
    ], notes: ["a < b & \"c\"\u{1}\u{ffff}"])

  /// The remainder of the reflected polynomial, bit by bit.
  private func checkSum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var rest = ~UInt32(0)
    for byte in bytes {
      for bit in 0..<8 {
        let last = (rest ^ UInt32(byte >> bit)) & 1
        rest >>= 1
        if last == 1 { rest ^= 0xedb8_8320 }
      }
    }
    return ~rest
  }

  /// The stored files of an archive, read by its directory.
  private func files(_ bytes: [UInt8]) throws -> [String: [UInt8]] {
    func whole(_ place: Int, _ size: Int) -> Int {
      (0..<size).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
    }
    let end = bytes.count - 22
    try #require(end >= 0 && whole(end, 4) == 0x0605_4b50)
    var place = whole(end + 16, 4)
    var found: [String: [UInt8]] = [:]
    for _ in 0..<whole(end + 10, 2) {
      try #require(whole(place, 4) == 0x0201_4b50)
      let (size, length, offset) = (whole(place + 24, 4), whole(place + 28, 2), whole(place + 42, 4))
      let name = String(decoding: bytes[place + 46..<place + 46 + length], as: UTF8.self)
      try #require(whole(offset, 4) == 0x0403_4b50 && whole(offset + 8, 2) == 0)
      let start = offset + 30 + whole(offset + 26, 2) + whole(offset + 28, 2)
      found[name] = Array(bytes[start..<start + size])
      #expect(whole(place + 16, 4) == Int(checkSum(bytes[start..<start + size])), "\(name)")
      // Both places say the same check sum and sizes.
      #expect(bytes[place + 16..<place + 28] == bytes[offset + 14..<offset + 26])
      place += 46 + length
    }
    return found
  }

  private func text(_ bytes: [UInt8]?) -> String { String(decoding: bytes ?? [], as: UTF8.self) }

  @Test("a sheet a table after the list of them, numbers as numbers, text never as a formula")
  func sheets() throws {
    let all = try files(try #require(Self.workbook([Self.table]).bytes))
    #expect(
      Set(all.keys) == [
        "[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml",
      ])
    let sheet = text(all["xl/worksheets/sheet2.xml"])
    // 100/3 with one decimal (style 4 + 1), a whole number with none (4).
    #expect(sheet.contains("<c r=\"B5\" s=\"5\"><v>33.333333333333336</v></c>"), "\(sheet)")
    #expect(sheet.contains("<c r=\"C5\" s=\"4\"><v>-1234567</v></c>"))
    #expect(!sheet.contains("r=\"D5\""))
    #expect(sheet.contains("<t>=1+1</t>") && !sheet.contains("<f>"))
    #expect(sheet.contains("<c r=\"B6\" s=\"3\" t=\"inlineStr\"><is><t>*</t>"))
    #expect(sheet.contains("a &lt; b &amp; &quot;c&quot;  </t>"))
    #expect(text(all["xl/worksheets/sheet1.xml"]).contains("location=\"'Cuadro 1'!A1\""))
  }

  @Test("every part is XML that a parser reads", arguments: TableFormatTests.hostile)
  func xml(label: String) throws {
    let table = TableFixture.table(
      number: label, title: label, keyNames: [label], columns: [label],
      rows: [.init(keys: [label], cells: [TableFixture.cell(Exact(1))])], notes: [label], source: label,
      formula: label)
    let all = try files(try #require(Self.workbook([table, table]).bytes))
    for (name, bytes) in all {
      // Each tag that opens closes, and no sign of markup stands in text.
      var open: [Substring] = []
      for piece in text(bytes).split(separator: "<").dropFirst() {
        let parts = piece.split(separator: ">", maxSplits: 1, omittingEmptySubsequences: false)
        try #require(parts.count == 2, "\(name): \(piece)")
        if parts[0].hasPrefix("/") {
          #expect(open.popLast() == parts[0].dropFirst(), "\(name)")
        } else if !parts[0].hasSuffix("/") {
          open.append(parts[0].prefix { $0 != " " })
        }
      }
      #expect(open.isEmpty, "\(name)")
    }
  }

  @Test("names of sheets are short, different and without signs of places")
  func names() throws {
    let long = String(repeating: "Cuadro muy largo ", count: 4)
    let tables = [long, long, "Contenido", "a/b:c", "'", ""].map {
      TableFixture.table(number: $0, rows: [])
    }
    let all = try files(try #require(Self.workbook(tables).bytes))
    let names = text(all["xl/workbook.xml"]).split(separator: "<sheet name=\"").dropFirst().map {
      String($0.prefix { $0 != "\"" })
    }
    #expect(
      names == [
        "Contenido", "Cuadro muy largo Cuadro muy lar", "Cuadro muy largo Cuadro muy (2)", "Contenido (2)",
        "a-b-c",
        "-", "cuadro-01",
      ])
    #expect(names.allSatisfy { $0.utf16.count <= 31 })
  }

  @Test("the same tables give the same bytes")
  func bytes() { #expect(Self.workbook([Self.table]).bytes == Self.workbook([Self.table]).bytes) }
}
