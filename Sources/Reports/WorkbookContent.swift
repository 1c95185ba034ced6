/// What a workbook of tables shows: a first sheet that lists them, and a sheet a table.
///
/// It says what, and not how: a target of its own writes the file, so that this library needs no library of workbooks.
public struct WorkbookContent: Sendable {
  /// What stands above the list of tables.
  public var heading: String
  public var tables: [ReportTable]
  /// What to show for machine labels.
  public var texts: [String: String]
  public var language: Language

  public init(heading: String, tables: [ReportTable], texts: [String: String], language: Language) {
    self.heading = heading
    self.tables = tables.map { $0.said(in: language) }
    self.texts = texts
    self.language = language
  }
}
