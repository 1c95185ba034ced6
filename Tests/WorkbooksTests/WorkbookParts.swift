import TestFixtures

/// The parts of a workbook, and what stands in its cells.
struct WorkbookParts {
  struct Cell: Equatable {
    /// The code of the format that numbers are shown with; nil where there is none.
    let format: String?
    /// Text of the shared strings, still with XML's escapes, or a number as written.
    let value: String
    let isText: Bool
  }

  let files: [String: String]

  init(_ bytes: [UInt8]) throws {
    files = try ZipArchive.files(bytes).mapValues { String(decoding: $0, as: UTF8.self) }
  }

  subscript(name: String) -> String { files[name] ?? "" }

  var sheetNames: [String] {
    self["xl/workbook.xml"].split(separator: "<sheet name=\"").dropFirst().map {
      String($0.prefix { $0 != "\"" })
    }
  }

  private var strings: [String] {
    self["xl/sharedStrings.xml"].split(separator: "<si><t").dropFirst().map { piece in
      let text = piece.drop { $0 != ">" }.dropFirst()
      return String(text.prefix { $0 != "<" })
    }
  }

  /// The codes of number formats by the place of the cell format that uses them.
  private var formats: [String?] {
    let styles = self["xl/styles.xml"]
    var codes: [String: String] = [:]
    for piece in styles.split(separator: "<numFmt ").dropFirst() {
      codes[WorkbookParts.attribute("numFmtId", of: piece) ?? ""] = WorkbookParts.attribute(
        "formatCode", of: piece)
    }
    codes["3"] = "#,##0"
    codes["4"] = "#,##0.00"
    guard let cells = styles.split(separator: "<cellXfs ").dropFirst().first else { return [] }
    let list = cells.split(separator: "</cellXfs>").first ?? ""
    return list.split(separator: "<xf ").dropFirst().map {
      codes[WorkbookParts.attribute("numFmtId", of: $0) ?? ""]
    }
  }

  private static func attribute(_ name: String, of tag: Substring) -> String? {
    let head = tag.prefix { $0 != ">" }
    guard
      let found = head.split(separator: "\(name)=\"", maxSplits: 1, omittingEmptySubsequences: false)
        .dropFirst().first
    else { return nil }
    return String(found.prefix { $0 != "\"" })
  }

  /// The cells of a sheet, counted from 1, by their place.
  func cells(_ sheet: Int) -> [String: Cell] {
    let (strings, formats) = (strings, formats)
    var found: [String: Cell] = [:]
    for piece in self["xl/worksheets/sheet\(sheet).xml"].split(separator: "<c ").dropFirst() {
      guard let place = WorkbookParts.attribute("r", of: piece),
        let start = piece.split(separator: "<v>", maxSplits: 1, omittingEmptySubsequences: false).dropFirst()
          .first
      else { continue }
      let value = String(start.prefix { $0 != "<" })
      let style = WorkbookParts.attribute("s", of: piece).flatMap { Int($0) } ?? 0
      let isText = WorkbookParts.attribute("t", of: piece) == "s"
      let shown =
        isText ? Int(value).flatMap { strings.indices.contains($0) ? strings[$0] : nil } ?? "?" : value
      found[place] = Cell(
        format: formats.indices.contains(style) ? formats[style] : nil, value: shown, isText: isText)
    }
    return found
  }
}
