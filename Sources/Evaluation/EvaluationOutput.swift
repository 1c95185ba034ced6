import Foundation
import Panels
public import Reports
import Rosters
public import TableFiles

/// Formats in which an evaluation is written.
public enum OutputFormat: String, Sendable, CaseIterable {
  case csv
  case json
  case markdown
  case html
  case latex
  case xlsx
}

/// Writes a finished evaluation to a folder: every file appears whole or not at all, and nothing is written before
/// everything has been computed.
public struct EvaluationOutput: Sendable {
  public let result: EvaluationResult
  public var language: Language
  public var formats: Set<OutputFormat>
  /// Writes the tables as a workbook, for `xlsx` among the formats: the bytes of the file. Temporary files go into the folder at the path
  /// it is given, and are gone when it returns. This library itself needs no library of workbooks.
  public var workbookWriter: (@Sendable (_ content: WorkbookContent, _ scratch: String) throws -> [UInt8])?
  public var comparison: PublishedComparison?
  /// The arithmetic of the publication against itself.
  public var publication: PublicationAudit?
  /// A time for the manifest; without one no file knows when it was made.
  public var timestamp: String?
  public let version: String

  public init(
    result: EvaluationResult, language: Language = .spanish,
    formats: Set<OutputFormat> = [.csv, .json, .markdown, .html],
    workbookWriter: (@Sendable (_ content: WorkbookContent, _ scratch: String) throws -> [UInt8])? = nil,
    comparison: PublishedComparison? = nil, publication: PublicationAudit? = nil, timestamp: String? = nil,
    version: String
  ) {
    self.result = result
    self.language = language
    self.formats = formats
    self.workbookWriter = workbookWriter
    self.comparison = comparison
    self.publication = publication
    if let comparison { self.publication?.explain(by: comparison) }
    self.timestamp = timestamp
    self.version = version
  }

  /// Why a file is not written whose place is that of one that was read.
  public static let isInput = "it is one of the files that were read; choose another folder"

  /// Writes all files and returns their paths; nothing where one of them would take the place of a file that was read. `xlsx` among the
  /// formats without `workbookWriter` is an error, and nothing is written. Files of an earlier run in the folder that this one does not
  /// write are removed, so that no table of it stands beside those of another spec or disclosure.
  public func write(to folder: String) throws(TableFileError) -> [String] {
    let earlier = EarlierRun.files(in: folder)
    let paths = try writeFiles(to: folder)
    let kept = Set(paths.map(place)).union(inputs)
    for name in earlier where !kept.contains(place("\(folder)/\(name)")) {
      try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
    }
    return paths
  }

  private func writeFiles(to folder: String) throws(TableFileError) -> [String] {
    var files: [(name: String, text: String)] = []
    let texts = result.texts(language)
    for table in result.tables {
      if formats.contains(.csv) { files.append(("tables/\(table.id).csv", TableCSV.text(table))) }
      if formats.contains(.json) { files.append(("tables/\(table.id).json", TableJSON.json(table).text)) }
      if formats.contains(.latex) {
        files.append(("tables/\(table.id).tex", TableLaTeX.text(table, texts: texts, language: language)))
      }
    }
    if formats.contains(.latex) { files.append(("report.tex", latex)) }
    let figures = formats.contains(.html) || formats.contains(.markdown) ? drawn() : []
    if formats.contains(.markdown) { files.append(("report.md", markdown(figures))) }
    if formats.contains(.html) { files.append(("report.html", html(figures))) }
    files += figures.map { ("figures/\($0.id).svg", $0.svg) }
    if let comparison {
      files.append(("comparison.csv", comparison.csv))
      files.append(("differences.csv", differences(comparison)))
    }
    if let publication { files.append(("publication_audit.csv", publication.csv)) }
    files.append(("audit.json", result.audit.json(shown: shown).text))
    files.append(("manifest.json", try manifest().text))
    try spareInputs(files.map(\.name) + (formats.contains(.xlsx) ? [workbookName] : []), in: folder)
    var all = files.map { (name: $0.name, bytes: Array($0.text.utf8)) }
    guard formats.contains(.xlsx) else { return try FolderWriter.write(all, to: folder) }
    let existed = FileManager.default.fileExists(atPath: folder)
    do throws(TableFileError) {
      all.append((workbookName, try workbook(to: folder)))
      return try FolderWriter.write(all, to: folder)
    } catch {
      if !existed { try? FileManager.default.removeItem(atPath: folder) }
      throw error
    }
  }

  private func place(_ path: String) -> String { URL(fileURLWithPath: path).resolvingSymlinksInPath().path }

  /// Where the files lie that were read.
  private var inputs: Set<String> {
    Set(([result.spec.path] + result.audit.files.map(\.path) + (comparison?.files ?? [])).map(place))
  }

  private func spareInputs(_ names: [String], in folder: String) throws(TableFileError) {
    let inputs = self.inputs
    for name in names where inputs.contains(place("\(folder)/\(name)")) {
      throw .unwritable(path: "\(folder)/\(name)", reason: EvaluationOutput.isInput)
    }
  }

  private typealias Figure = (id: String, svg: String)

  /// Lines over the periods, of the tables that are over periods, and curves of concentration.
  private func drawn() -> [Figure] {
    let keys: Set<String> = [result.spec.periodName, EvaluationSpec.yearName, "anio_t", "periodo_t"]
    let texts = result.texts(language)
    let chosen = Dictionary(
      result.spec.tables.map { ($0.id, $0.figure) }, uniquingKeysWith: { first, _ in first })
    // Indicators of the logical framework are each in a unit of their own.
    return result.tables.filter { $0.id != LogicalFramework.measurementID }.compactMap { table in
      let choice = chosen[table.id]?.map { FigureChoice(column: $0) } ?? FigureChoice.of(table.id)
      return choice.svg(table, periodKeys: keys, texts: texts, language: language)
        .map { (table.id, $0) }
    }
  }

  private var causes: KnownCauses {
    KnownCauses(result.spec, comparison: comparison, publication: publication)
  }

  /// What is compared, as tables.
  private var comparisonTables: [ReportTable] {
    let texts = result.texts(language)
    let tables = result.tables.map { $0.said(in: language) }
    return comparison?.tables(tables, texts: texts, language: language) { cell in
      causes.text(cell, language) { texts[$0] ?? result.spec.label(of: $0) ?? $0 }
    } ?? []
  }

  /// The arithmetic of the publication, as tables.
  private var checkTables: [ReportTable] {
    publication?.tables(
      language,
      numbers: Dictionary(
        result.tables.map { ($0.id, $0.number) }, uniquingKeysWith: { first, _ in first })) ?? []
  }

  /// What to show for the keys of tables of a publication.
  private var publicationTexts: [String: String] {
    PublicationAudit.texts(language).merging(
      PublishedComparison.texts(language), uniquingKeysWith: { first, _ in first })
  }

  private var workbookName: String { "report.xlsx" }

  private func workbook(to folder: String) throws(TableFileError) -> [UInt8] {
    let path = "\(folder)/\(workbookName)"
    guard let workbookWriter else {
      throw .unwritable(
        path: path,
        reason:
          "xlsx is among the formats and nothing writes workbooks; give workbookWriter, or leave xlsx out")
    }
    let content = WorkbookContent(
      heading: result.spec.heading.line, tables: result.tables + comparisonTables + checkTables,
      texts: publicationTexts.merging(result.texts(language), uniquingKeysWith: { _, own in own }),
      language: language)
    try AtomicFile.makeFolder(folder)
    do {
      return try workbookWriter(content, folder)
    } catch let error as TableFileError {
      throw error
    } catch {
      throw .unwritable(path: path, reason: "\(error)")
    }
  }

  private func shown(_ path: String) -> String {
    ShownPaths(result.spec, rosters: result.rosterFolder)(path)
  }

  private func markdown(_ figures: [Figure]) -> String {
    let heading = result.spec.heading
    func escaped(_ text: String) -> String { EscapedText.markdown(text) }
    var out = heading.line.isEmpty ? "" : "# \(escaped(heading.line))\n\n"
    if !heading.institution.isEmpty { out += "\(escaped(heading.institution))\n\n" }
    for note in heading.notes { out += "> \(escaped(note))\n\n" }
    let drawn = Set(figures.map(\.id))
    for table in result.tables {
      out += TableMarkdown.text(table, texts: result.texts(language), language: language) + "\n"
      if drawn.contains(table.id) {
        out += "![\(escaped(table.said(in: language).caption))](figures/\(table.id).svg)\n\n"
      }
    }
    for table in comparisonTables + checkTables {
      out += TableMarkdown.text(table, texts: publicationTexts, language: language) + "\n"
    }
    return out
  }

  /// What was found in the files and in a publication has no file among the tables, and stands in the report itself.
  private var latex: String {
    let heading = result.spec.heading
    let findings = result.audit.findings
    let checks = publication?.tables(language) ?? []
    return LaTeXReport(
      program: heading.program, title: heading.title, institution: heading.institution, notes: heading.notes,
      chapters: result.spec.chapters, language: language, tables: result.tables,
      others: (findings.isEmpty
        ? []
        : [
          TableLaTeX.text(
            Audit.table(of: findings, language, shown: shown),
            texts: Audit.texts(language, findings: findings), language: language)
        ]) + checks.map { TableLaTeX.text($0, texts: PublicationAudit.texts(language), language: language) }
    ).text
  }

  private func html(_ figures: [Figure]) -> String {
    let spec = result.spec
    let audit = result.audit
    return HTMLReport(
      program: spec.heading.program, title: spec.heading.title, institution: spec.heading.institution,
      notes: spec.heading.notes, chapters: spec.chapters,
      texts: Audit.texts(language, findings: audit.findings).merging(
        result.texts(language), uniquingKeysWith: { _, own in own }),
      language: language,
      tables: result.tables,
      accounts: result.showsAccount
        ? audit.accounts.map { (audit.periods.label(of: $0.year), $0.read, $0.used, $0.read - $0.used) } : [],
      people: result.showsAccount ? audit.people : nil, hasYears: audit.periods.areYears,
      findings: audit.findings.isEmpty ? nil : Audit.table(of: audit.findings, language, shown: shown),
      comparison: comparison, checks: checkTables, checkTexts: publicationTexts,
      figures: Dictionary(figures, uniquingKeysWith: { first, _ in first }),
      cause: { [causes, language, texts = result.texts(language)] cell in
        causes.text(cell, language) { texts[$0] ?? result.spec.label(of: $0) ?? $0 }
      }
    ).text
  }

  private func differences(_ comparison: PublishedComparison) -> String {
    "table,row,column,published,recomputed,cause,failed_checks\n"
      + comparison.differences.map { cell in
        TableCSV.line([
          cell.table, cell.row, cell.column, cell.published, cell.recomputed,
          causes.code(cell) ?? "",
          failedChecks(cell).joined(separator: "; "),
        ])
      }.joined()
  }

  /// Names of the relations that fail and that a cell has part in, each once.
  private func failedChecks(_ cell: ComparedCell) -> [String] {
    var seen: Set<String> = []
    return (publication?.failures(table: cell.table, row: cell.row, column: cell.column) ?? [])
      .map { "\($0.group): \($0.check)" }.filter { seen.insert($0).inserted }
  }

  private func manifest() throws(TableFileError) -> JSONText {
    let spec = result.spec
    let specBytes = try FileBytes.read(spec.path)
    var pairs: [(String, JSONText)] = [
      ("program", .string("trayectoria")), ("version", .string(version)),
      (
        "spec",
        .object([
          ("path", .string((spec.path as NSString).lastPathComponent)),
          ("sha256", .string(FileBytes.sha256(specBytes))),
        ])
      ),
      (
        "inputs",
        .array(
          result.audit.files.map { file in
            .object([
              ("path", .string(shown(file.path))), ("sha256", .string(file.sha256)),
              ("bytes", .integer(file.bytes)),
              ("rows_read", .integer(file.rowsRead)), ("rows_used", .integer(file.rowsUsed)),
            ])
          })
      ),
      ("tables", .array(result.tables.map { .string($0.id) })), ("seed", .null),
      ("language", .string(language.rawValue)),
      (
        "disclosure",
        .object([
          ("threshold", .integer(spec.disclosure.threshold)), ("reason", .string(spec.disclosure.reason)),
          ("suppressed_cells", .integer(result.suppressedCells)),
        ])
      ),
      ("identifiers_revealed", .bool(false)),
    ]
    if let comparison {
      pairs.append(("comparison", comparison.countsJSON))
      if !comparison.unread.isEmpty { pairs.append(("not_read", comparison.unreadJSON)) }
    }
    if let publication { pairs.append(("publication_audit", publication.json)) }
    if let timestamp { pairs.append(("timestamp", .string(timestamp))) }
    return .object(pairs)
  }
}
