import Foundation
import Kernels
import Reports
import TestFixtures
import Testing

@Suite("Formats of tables")
struct TableFormatTests {
  /// Labels that mean something to a format, some with a combining mark on the character that does.
  static let hostile = [
    "<script>alert(1)</script>", "\" onmouseover=\"alert(1)", "\"\u{301} onmouseover=\"\u{301}alert(1)",
    "<\u{338}img src=x onerror=alert(1)>", "&lt;b&gt;", "a|b", "a,b", "a\"b", "a\nb", "a\r\nb", ",\u{301}x",
    "50 % & $x_1 #2 {a}~^\\",
    "[x](javascript:alert(1))", "`code`", "\\|", "' onclick='alert(1)", "\u{1b}[31mred",
  ]

  private static func table(_ label: String) -> ReportTable {
    TableFixture.table(
      number: label, title: label, keyNames: [label, "b"], columns: [label],
      rows: [
        .init(
          keys: [label, "total"], cells: [TableFixture.cell(Exact(12_345, over: 10), Exact(1), Exact(3))])
      ], notes: [label], source: label, formula: label)
  }

  // MARK: CSV

  /// Oracle: a reader of RFC 4180 written here.
  private func fields(_ text: String) -> [[String]] {
    var lines: [[String]] = [[""]]
    var quoted = false
    for scalar in text.unicodeScalars {
      let last = lines.count - 1
      let field = lines[last].count - 1
      if scalar == "\"" {
        // A doubled quote inside quotes closes and opens again, and is kept as the second of the two.
        if !quoted, lines[last][field].unicodeScalars.last == "\u{0}" {
          lines[last][field].unicodeScalars.removeLast()
          lines[last][field].unicodeScalars.append("\"")
        } else if quoted {
          lines[last][field].unicodeScalars.append("\u{0}")
        }
        quoted.toggle()
      } else if !quoted, scalar == "," {
        lines[last].append("")
      } else if !quoted, scalar == "\n" {
        lines.append([""])
      } else {
        lines[last][field].unicodeScalars.append(scalar)
      }
    }
    return lines.dropLast().map { $0.map { $0.replacing("\u{0}", with: "") } }
  }

  @Test("every label comes back from CSV", arguments: hostile) func csv(label: String) throws {
    let read = fields(TableCSV.text(Self.table(label)))
    try #require(read.count == 2)
    #expect(read[0].joined(separator: ",") == TableCSV.header)
    let expected = ["cuadro-01", "\(label)/total", label, "1234.5", "1", "3", "false"]
    #expect(read[1].map { Array($0.unicodeScalars) } == expected.map { Array($0.unicodeScalars) })
  }

  @Test("a label that a spreadsheet would compute is text; signs and numbers stay as they are")
  func csvFormulas() throws {
    for (label, expected) in [
      ("=cmd|x!A0", "'=cmd|x!A0"), ("@SUM(1)", "'@SUM(1)"), ("-2+3", "'-2+3"), ("+a", "'+a"), ("a=b", "a=b"),
    ] {
      #expect(fields(TableCSV.line([label, "x"])) == [[expected, "x"]])
    }
    #expect(TableCSV.line(["-2.5", "-", "+3", "-inf"]) == "-2.5,-,+3,-inf\n")
  }

  @Test("values to the last digit, ratios as whole numbers where decimals do not end")
  func csvNumbers() {
    let third = Exact(100) * Exact(1, over: 3)
    var hidden = TableFixture.cell(nil)
    hidden.isSuppressed = true
    let table = TableFixture.table(
      columns: ["a", "b", "c", "d", "e"],
      rows: [
        .init(
          keys: ["2014"],
          cells: [
            TableFixture.cell(third, Exact(1), Exact(3)),
            TableFixture.cell(Exact(5), Exact(1, over: 3), Exact(1, over: 15)), nil, hidden,
            .init(value: .real(.nan), decimals: 2),
          ])
      ])
    #expect(
      TableCSV.text(table) == TableCSV.header
        + "\ncuadro-01,2014,a,33.333333333333336,1,3,false\ncuadro-01,2014,b,5,5,1,false\n"
        + "cuadro-01,2014,d,,,,true\ncuadro-01,2014,e,,,,false\n")
  }

  // MARK: JSON

  @Test("every label comes back from JSON, with all keys", arguments: hostile) func json(label: String) throws
  {
    let text = TableJSON.json(Self.table(label)).text
    let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(
      Set(object.keys) == [
        "id", "number", "title", "unit", "years", "keys", "columns", "rows", "formula", "numerators",
        "denominators", "suppressed", "source", "notes",
      ])
    #expect(object["title"] as? String == label)
    let rows = try #require(object["rows"] as? [[String: Any]])
    #expect(rows[0]["label"] as? String == "\(label)/total")
    #expect(rows[0]["values"] as? [Double] == [1234.5])
  }

  @Test("numbers that are none are null in JSON")
  func jsonNaN() throws {
    let table = TableFixture.table(
      columns: ["a", "b"],
      rows: [
        .init(
          keys: ["x"],
          cells: [.init(value: .real(.nan), decimals: 1), .init(value: .real(.infinity), decimals: 1)])
      ])
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(TableJSON.json(table).text.utf8)) as? [String: Any])
    let values = try #require((object["rows"] as? [[String: Any]])?.first?["values"] as? [Any])
    #expect(values.count == 2)
    #expect(values.allSatisfy { $0 is NSNull })
  }

  // MARK: Pages

  /// Tags of a page by their bytes: what stands between `<` and `>`.
  private func tags(_ html: String) -> [String] {
    var tags: [String] = []
    var open: [UInt8]?
    for byte in html.utf8 {
      if byte == UInt8(ascii: "<") {
        open = []
      } else if byte == UInt8(ascii: ">"), let tag = open {
        tags.append(String(decoding: tag, as: UTF8.self))
        open = nil
      } else {
        open?.append(byte)
      }
    }
    return tags
  }

  @Test("a label makes no tag and no attribute in HTML", arguments: hostile) func html(label: String) {
    let page = HTMLFragment.page([Self.table(label)], texts: [:], language: .spanish)
    let plain = HTMLFragment.page([Self.table("x")], texts: [:], language: .spanish)
    #expect(tags(page) == tags(plain))
  }

  @Test("nor in the report, from any of its texts", arguments: hostile) func report(label: String) throws {
    func report(_ label: String, _ name: String) throws -> String {
      try TemporaryFolder.with { folder in
        try folder.write("anio,pct\n" + TableCSV.line([label, "9"]), to: "\(name).csv")
        return HTMLReport(
          program: label, title: label, institution: label, notes: [label], chapters: [("c", label)],
          texts: ["total": label], language: .english, tables: [Self.table(label)],
          accounts: [("2014", 3, 2, 1)],
          people: 2,
          comparison: try PublishedComparison(folder: folder.path, tables: [Self.published(label)]),
          cause: { _ in label }
        ).text
      }
    }
    // The name of a file may hold anything but a slash.
    let name = label.replacing("/", with: "")
    let page = try report(label, name)
    let plain = try report("x", "x")
    #expect(
      tags(page).map { $0.hasPrefix("a href") ? "a" : $0 }
        == tags(plain).map { $0.hasPrefix("a href") ? "a" : $0 })
    let links = tags(page).filter { $0.hasPrefix("a href") }
    #expect(links.allSatisfy { $0.utf8.count(where: { $0 == UInt8(ascii: "\"") }) == 2 })
    #expect(!page.contains("<script"))
  }

  private static func published(_ label: String) -> ReportTable {
    TableFixture.table(
      id: label.replacing("/", with: ""), rows: [.init(keys: [label], cells: [TableFixture.cell(Exact(5))])])
  }

  @Test("a row of Markdown stays a row, and holds no HTML", arguments: hostile) func markdown(label: String) {
    let text = TableMarkdown.text(Self.table(label), texts: [:], language: .spanish)
    let plain = TableMarkdown.text(Self.table("x"), texts: [:], language: .spanish)
    func lines(_ text: String) -> [String] {
      text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(lines(text).count == lines(plain).count)
    func columns(_ line: String) -> Int {
      var count = 0
      var escaped = false
      for byte in line.utf8 {
        if byte == UInt8(ascii: "|"), !escaped { count += 1 }
        escaped = byte == UInt8(ascii: "\\") && !escaped
      }
      return count
    }
    for line in lines(text) where line.hasPrefix("|") { #expect(columns(line) == 4, "\(line)") }
    #expect(!text.utf8.contains(UInt8(ascii: "<")))
    #expect(!text.contains(" [x](") && !text.contains("\n[x]("))
  }

  static let latexEscapes = [
    "\\textbackslash{}", "\\textasciitilde{}", "\\textasciicircum{}", "\\%", "\\&", "\\$", "\\#", "\\_",
    "\\{", "\\}", "\\textless{}", "\\textgreater{}", "\\textbar{}", "\\char34{}", "\\textasciigrave{}",
    "{[}", "{]}",
  ]

  @Test(
    "signs that fonts of text print as something else, or not at all, are commands or formulas in LaTeX",
    arguments: [
      ("<5", "\\textless{}5"), ("a > b", "a \\textgreater{} b"), ("|x|", "\\textbar{}x\\textbar{}"),
      ("\"así\"", "\\char34{}así\\char34{}"), ("1 − λ₂", "1 $-$ $\\lambda$$_2$"),
      ("x ≤ 9⁵", "x $\\leq$ 9$^5$"),
      ("t−1 → t", "t$-$1 $\\rightarrow$ t"), ("p′", "p$'$"), ("[a]", "{[}a{]}"), ("12\u{a0}%", "12~\\%"),
    ]) func latexSigns(label: String, expected: String) throws
  {
    let text = TableLaTeX.text(Self.table(label), texts: [:], language: .spanish)
    #expect(text.contains("\\footnotesize Nota: \(expected)\n"), "\(text)")
  }

  @Test(
    "a table of LaTeX that is longer than a page goes on in the next one, and says its formula",
    arguments: [45, 46])
  func latexLong(rows: Int) {
    let text = TableLaTeX.text(
      TableFixture.table(
        rows: (0..<rows).map { .init(keys: ["\($0)"], cells: [TableFixture.cell(Exact($0))]) }), texts: [:],
      language: .spanish)
    let lines = text.split(separator: "\n")
    #expect(lines.contains("\\footnotesize Fórmula: a / b"))
    #expect(lines.count(where: { $0.hasSuffix(" \\\\") && $0.first?.isNumber == true }) == rows)
    let isLong = rows > 45
    #expect(text.contains("\\begin{longtable}") == isLong)
    #expect(text.contains("\\end{longtable}") == isLong)
    #expect(text.contains("\\begin{tabular}") == !isLong)
    #expect(lines.count(where: { $0 == "\\toprule" }) == (isLong ? 2 : 1))
    #expect(lines.count(where: { $0.hasPrefix("\\caption") }) == 1)
    #expect(text.contains("\\begin{table}") == !isLong)
    #expect(lines.last == (isLong ? "}" : "\\end{table}"))
  }

  @Test("a row of LaTeX that begins with a star is no starred end of the row before")
  func latexStar() {
    let text = TableLaTeX.text(
      TableFixture.table(rows: [.init(keys: ["* nota"], cells: [TableFixture.cell(Exact(1))])]), texts: [:],
      language: .spanish)
    #expect(text.contains("\n{}* nota & 1,0 \\\\\n"), "\(text)")
  }

  @Test("a table without a source has no line of it, nor of a formula that is not there")
  func withoutSource() throws {
    let rows = [ReportTable.Row(keys: ["2014"], cells: [TableFixture.cell(Exact(1))])]
    let bare = TableFixture.table(rows: rows, source: "", formula: "")
    let full = TableFixture.table(rows: rows)
    func texts(_ table: ReportTable) -> [String] {
      [
        TableMarkdown.text(table, texts: [:], language: .spanish),
        TableLaTeX.text(table, texts: [:], language: .spanish),
        HTMLFragment.page([table], texts: [:], language: .spanish),
      ]
    }
    for text in texts(full) { #expect(text.contains("Fuente: Fuente propia"), "\(text)") }
    for text in texts(bare) {
      #expect(!text.contains("Fuente"), "\(text)")
      #expect(!text.contains("<details><summary>F"), "\(text)")
    }
  }

  @Test("a label is text in LaTeX", arguments: hostile) func latex(label: String) {
    let text = TableLaTeX.text(Self.table(label), texts: [:], language: .spanish)
    let plain = TableLaTeX.text(Self.table("x"), texts: [:], language: .spanish)
    // Without what escapes write, the same commands are left, and no special character.
    func bare(_ text: String) -> [UInt8] {
      var rest = Array(text.utf8)
      for escape in Self.latexEscapes { rest.replace(Array(escape.utf8), with: []) }
      return rest
    }
    let (rest, expected) = (bare(text), bare(plain))
    for special in "\\&%$#_{}~^".utf8 {
      #expect(
        rest.count(where: { $0 == special }) == expected.count(where: { $0 == special }),
        "\(UnicodeScalar(special))")
    }
  }

  @Test("plain text keeps its lines, and sends nothing to the terminal", arguments: hostile)
  func plainText(label: String) {
    let text = TablePlainText.text(Self.table(label), texts: [:], language: .spanish)
    // Title, headings, rule, row and note.
    #expect(text.split(whereSeparator: \.isNewline).count == 5)
    #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
  }

  @Test(
    "no format but CSV, whose labels come back, holds a control character that is a command to a terminal")
  func controls() {
    let label = "x\u{1b}[31mrojo\u{7f}\u{9b}2J"
    let table = Self.table(label)
    let texts = [
      TablePlainText.text(table, texts: [:], language: .spanish),
      TableMarkdown.text(table, texts: [:], language: .spanish),
      TableLaTeX.text(table, texts: [:], language: .spanish),
      HTMLFragment.page([table], texts: [:], language: .spanish),
      TableJSON.json(table).text,
    ]
    for text in texts {
      #expect(text.contains("rojo"))
      #expect(
        !text.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" }, "\(text)")
    }
  }

  // MARK: Layout

  private static let wide: ReportTable = {
    var rows: [ReportTable.Row] = []
    for year in ["2014", "2015"] {
      for sex in ["hombres", "total"] {
        let value = Exact((year == "2014" ? 1_000 : 2_000) + (sex == "total" ? 500 : 0))
        rows.append(
          .init(keys: [year, sex], cells: [TableFixture.cell(value, decimals: 0), TableFixture.cell(nil)]))
      }
    }
    return TableFixture.table(keyNames: ["anio", "sexo"], columns: ["n", "pct"], rows: rows, across: "anio")
  }()

  @Test("an axis across the page, by hand") func across() {
    let text = TablePlainText.text(
      Self.wide, texts: ["hombres": "Hombres", "total": "Total", "sexo": "Sexo", "n": "N", "pct": "%"],
      language: .spanish)
    #expect(
      text == """
        Título
        Sexo     2014 N  2014 %  2015 N  2015 %
        ---------------------------------------
        Hombres   1.000       –   2.000       –
        Total     1.500       –   2.500       –

        """)
    let english = TableMarkdown.text(Self.wide, texts: [:], language: .english)
    #expect(english.contains("| sexo | 2014 · n | 2014 · pct | 2015 · n | 2015 · pct |\n"))
    #expect(english.contains("| hombres | 1,000 | – | 2,000 | – |\n"))
  }

  @Test("the language changes neither CSV nor JSON") func language() {
    #expect(TableCSV.text(Self.wide).contains("cuadro-01,2014/hombres,n,1000,,,false\n"))
    #expect(TableJSON.json(Self.wide).text.contains("\"label\": \"2014/hombres\""))
  }

  @Test("a suppressed cell is explained wherever people read it") func suppressed() {
    var table = Self.wide
    table.suppress(row: 0, column: 0)
    let wording = Wording(.spanish).suppressed(nil)
    #expect(HTMLFragment.page([table], texts: [:], language: .spanish).contains(wording))
    #expect(TableMarkdown.text(table, texts: [:], language: .spanish).contains(wording.dropFirst(2)))
    #expect(TableLaTeX.text(table, texts: [:], language: .spanish).contains(wording.dropFirst(2)))
    #expect(TablePlainText.text(table, texts: [:], language: .spanish).contains(wording))
    #expect(!TableCSV.text(table).contains("1000"))
    #expect(TableCSV.text(table).contains("cuadro-01,2014/hombres,n,,,,true\n"))
    #expect(TableJSON.json(table).text.contains("\"suppressed\": [\"2014/hombres/n\"]"))
  }

  @Test("what disclosure control hid says from how many people on cells are shown") func threshold() {
    var tables = [
      TableFixture.table(
        keyNames: ["sexo"], columns: ["n"],
        rows: [("h", 4), ("m", 1_200), ("total", 1_204)].map { sex, people in
          .init(
            keys: [sex],
            cells: [
              .init(
                value: .exact(Exact(people)), decimals: 0,
                counts: [
                  .init(
                    key: CountKey(universe: "people", filters: sex == "total" ? [:] : ["sexo": [sex]]),
                    value: people)
                ])
            ])
        })
    ]
    #expect(DisclosureControl(threshold: 10).apply(to: &tables) == 2)
    #expect(
      TablePlainText.text(tables[0], texts: [:], language: .spanish).hasSuffix(
        "* Celda suprimida para proteger a las personas: es de menos de 10, o permitiría calcular una que lo es.\n"
      ))
    #expect(
      TableMarkdown.text(tables[0], texts: [:], language: .english).contains(
        "it is of fewer than 10, or would give such a one away."))
  }

  @Test("a row may be shown by other words than its keys, which files keep") func shownKeys() {
    let cell = TableFixture.cell(Exact(1))
    let table = TableFixture.table(
      keyNames: ["estado", "tramo"], columns: ["n"],
      rows: [
        .init(keys: ["pagado", "1"], cells: [cell]),
        .init(keys: ["pagado", "2"], cells: [cell], shown: ["estado": "Sin pago"]),
      ])
    let texts = ["pagado": "Pagado", "2": "dos"]
    let display = DisplayTable(table, texts: texts, language: .spanish)
    #expect(display.rows.map(\.stubs) == [["Pagado", "1"], ["Sin pago", "dos"]])
    #expect(TableCSV.text(table).contains(",pagado/2,"))
  }
}
