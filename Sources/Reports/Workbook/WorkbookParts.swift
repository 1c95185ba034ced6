/// The parts of a workbook beside its sheets: what there is, how it hangs together, and how cells look.
enum WorkbookParts {
  static let opening = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
  static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
  private static let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
  private static let package = "http://schemas.openxmlformats.org/package/2006"
  private static let sheetType = "application/vnd.openxmlformats-officedocument.spreadsheetml"

  static func types(_ sheets: Int) -> String {
    var out = opening + "<Types xmlns=\"\(package)/content-types\">"
    out +=
      "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
    out += "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    out += "<Override PartName=\"/xl/workbook.xml\" ContentType=\"\(sheetType).sheet.main+xml\"/>"
    out += "<Override PartName=\"/xl/styles.xml\" ContentType=\"\(sheetType).styles+xml\"/>"
    for number in 1...sheets {
      out +=
        "<Override PartName=\"/xl/worksheets/sheet\(number).xml\" ContentType=\"\(sheetType).worksheet+xml\"/>"
    }
    return out + "</Types>\n"
  }

  static let root =
    opening + "<Relationships xmlns=\"\(package)/relationships\">"
    + "<Relationship Id=\"rId1\" Type=\"\(office)/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>\n"

  static func workbook(_ names: [String]) -> String {
    var out = opening + "<workbook xmlns=\"\(main)\" xmlns:r=\"\(office)\"><sheets>"
    for (place, name) in names.enumerated() {
      out += "<sheet name=\"\(SheetText.escaped(name))\" sheetId=\"\(place + 1)\" r:id=\"rId\(place + 1)\"/>"
    }
    return out + "</sheets></workbook>\n"
  }

  static func relations(_ sheets: Int) -> String {
    var out = opening + "<Relationships xmlns=\"\(package)/relationships\">"
    for number in 1...sheets {
      out +=
        "<Relationship Id=\"rId\(number)\" Type=\"\(office)/worksheet\" Target=\"worksheets/sheet\(number).xml\"/>"
    }
    out += "<Relationship Id=\"rId\(sheets + 1)\" Type=\"\(office)/styles\" Target=\"styles.xml\"/>"
    return out + "</Relationships>\n"
  }

  /// In the order of `SheetText.Style`, then a style for each number of decimals.
  static let styles: String = {
    let decimals = 0...SheetText.mostDecimals
    var out = opening + "<styleSheet xmlns=\"\(main)\"><numFmts count=\"\(decimals.count)\">"
    for count in decimals {
      out += "<numFmt numFmtId=\"\(164 + count)\" formatCode=\"#,##0\(count > 0 ? "." : "")"
      out += String(repeating: "0", count: count) + "\"/>"
    }
    out += "</numFmts><fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font>"
    out += "<font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>"
    out += "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
    out += "<fill><patternFill patternType=\"gray125\"/></fill></fills>"
    out += "<borders count=\"2\"><border><left/><right/><top/><bottom/><diagonal/></border>"
    out += "<border><left/><right/><top/><bottom style=\"thin\"/><diagonal/></border></borders>"
    out +=
      "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>"
    out += "<cellXfs count=\"\(SheetText.firstNumber + decimals.count)\">"
    out += "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>"
    out += "<xf numFmtId=\"0\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\"/>"
    out +=
      "<xf numFmtId=\"0\" fontId=\"1\" fillId=\"0\" borderId=\"1\" xfId=\"0\" applyFont=\"1\" applyBorder=\"1\" "
    out += "applyAlignment=\"1\"><alignment wrapText=\"1\" vertical=\"bottom\"/></xf>"
    out += "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyAlignment=\"1\">"
    out += "<alignment horizontal=\"right\"/></xf>"
    for count in decimals {
      out += "<xf numFmtId=\"\(164 + count)\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" "
      out += "applyNumberFormat=\"1\"/>"
    }
    out +=
      "</cellXfs><cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>"
    return out + "</styleSheet>\n"
  }()
}
