import Trayectoria

/// Tables as a result on standard output.
enum ResultText {
  static func csv(_ tables: [ReportTable]) -> String {
    tables.enumerated().map { index, table in
      let text = TableCSV.text(table)
      return index == 0 ? text : String(text.drop { $0 != "\n" }.dropFirst())
    }.joined()
  }

  static func text(
    _ tables: [ReportTable], texts: [String: String], _ language: Language, _ format: ResultFormat
  ) -> String {
    switch format {
    case .html: HTMLFragment.page(tables, texts: texts, language: language)
    case .latex: tables.map { TableLaTeX.text($0, texts: texts, language: language) }.joined(separator: "\n")
    case .markdown:
      tables.map { TableMarkdown.text($0, texts: texts, language: language) }.joined(separator: "\n")
    case .text, .json, .csv:
      tables.map { TablePlainText.text($0, texts: texts, language: language) }.joined(separator: "\n")
    }
  }
}
