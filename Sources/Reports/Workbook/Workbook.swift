import Kernels

/// Tables as a workbook (Office Open XML, ECMA-376): a first sheet that lists them, and a sheet a table, in which numbers are numbers.
///
/// Cells hold the unrounded value in the table's unit and show it with the table's decimals, in the marks of whoever opens it. Text is
/// never a formula. The bytes are the same for the same tables.
public struct Workbook: Sendable {
  /// What stands above the list of tables.
  public var heading: String
  public var tables: [ReportTable]
  /// What to show for machine labels.
  public var texts: [String: String]
  public var language: Language

  /// Rows of a sheet that the format allows.
  static let mostRows = 1_048_576

  public init(heading: String, tables: [ReportTable], texts: [String: String], language: Language) {
    self.heading = heading
    self.tables = tables
    self.texts = texts
    self.language = language
  }

  /// The file; nil where the tables do not fit into one of 4 GB.
  public var bytes: [UInt8]? {
    let names = SheetNames.of(tables.map { $0.number.isEmpty ? $0.id : $0.number }, after: contents)
    let sheets =
      [index(names)] + tables.map { WorkbookSheet.text($0, texts: texts, language: language) }
    var archive = StoredArchive()
    var files = [
      ("[Content_Types].xml", WorkbookParts.types(sheets.count)), ("_rels/.rels", WorkbookParts.root),
      ("xl/workbook.xml", WorkbookParts.workbook([contents] + names)),
      ("xl/_rels/workbook.xml.rels", WorkbookParts.relations(sheets.count)),
      ("xl/styles.xml", WorkbookParts.styles),
    ]
    for (place, sheet) in sheets.enumerated() { files.append(("xl/worksheets/sheet\(place + 1).xml", sheet)) }
    for (name, text) in files where !archive.add(name, Array(text.utf8)) { return nil }
    return archive.bytes
  }

  private var contents: String { Wording(language).contents }

  /// The first sheet: number and title of each table, and the way to it.
  private func index(_ names: [String]) -> String {
    var sheet = SheetText()
    sheet.row([.text(heading, .title)])
    sheet.row([])
    var links: [(cell: String, place: String)] = []
    for (table, name) in zip(tables, names) {
      sheet.row([.text(table.number.isEmpty ? table.id : table.number, .plain), .text(table.title, .plain)])
      links.append(("A\(sheet.rows)", "'\(name.replacing("'", with: "''"))'!A1"))
    }
    return sheet.finished(widths: [28, 90], links: links)
  }
}

/// Names of sheets: at most 31 characters, none of them twice whatever the case, without the signs that places are written with.
enum SheetNames {
  private static let limit = 31

  static func of(_ wanted: [String], after first: String) -> [String] {
    var taken: Set<String> = [first.lowercased()]
    return wanted.map { text in
      let plain = cleaned(text)
      var name = shortened(plain, limit)
      var number = 1
      while !taken.insert(name.lowercased()).inserted {
        number += 1
        name = shortened(plain, limit - 3 - String(number).count) + " (\(number))"
      }
      return name
    }
  }

  private static func cleaned(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    for scalar in EscapedText.oneLine(text).unicodeScalars {
      out.append("[]:*?/\\".unicodeScalars.contains(scalar) ? "-" : scalar)
    }
    // A name neither begins nor ends with an apostrophe.
    let name = String(out).trimmed(of: "'").trimmed(of: " ")
    return name.isEmpty ? "-" : name
  }

  /// The format counts units of UTF-16.
  private static func shortened(_ text: String, _ most: Int) -> String {
    var name = text
    while name.utf16.count > most { name.removeLast() }
    return name.trimmed(of: "'").trimmed(of: " ")
  }
}

extension String {
  fileprivate func trimmed(of character: Character) -> String {
    var rest = self[...]
    while rest.first == character { rest = rest.dropFirst() }
    while rest.last == character { rest = rest.dropLast() }
    return String(rest)
  }
}
