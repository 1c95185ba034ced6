import ArgumentParser
import Foundation
import Trayectoria
import Workbooks

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Run a whole evaluation: audit, join, every table of the spec, report.")

  @Argument(help: "The spec of the evaluation (YAML).")
  var spec: String

  @Option(help: "Folder for the results.")
  var output: String

  @Option(help: "Folder of the rosters, in place of the spec's.")
  var rosters: String?

  @Option(help: "Ids of the tables wanted, separated by commas (default: all).")
  var tables: String?

  @Option(help: "Formats to write: csv, json, markdown, html, latex, xlsx, separated by commas.")
  var formats = "csv,json,markdown,html,xlsx"

  @Option(help: "Folder of published tables to compare with, one CSV a table.")
  var compare: String?

  @Flag(
    help:
      "Exit with 2 if a cell differs from the published one, a declared check of the publication fails, or the audit has findings of error."
  )
  var strict = false

  @Option(help: "Format of the summary on standard output: text or json.")
  var format: ResultFormat = .text

  @Option(help: "Language of the report: es or en.")
  var language: Language = .spanish

  @Option(
    help:
      "Memory to make do with, such as 512M or 4G: bounds what is read at once. Columns stay in memory; where that takes more, it is said."
  )
  var memory: MemorySize?

  @Flag(help: "Put the time of the run into the manifest.")
  var timestamp = false

  @OptionGroup var work: WorkOptions

  func run() throws {
    if output.isEmpty { throw Failure(.usage, "--output is empty; name the folder for the results") }
    let formats = try chosenFormats()
    if formats.isEmpty { throw Failure(.usage, "--formats names no format") }
    if let tables, tables.split(separator: ",", omittingEmptySubsequences: false).contains(where: \.isEmpty) {
      throw Failure(.usage, "--tables names no table, or has an empty place between commas")
    }
    guard format == .text || format == .json else {
      throw Failure(.usage, "the summary of evaluate is text or json; the tables' formats go with --formats")
    }
    let spec = try EvaluationSpec(path: spec)
    let wanted = tables.map { $0.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } }
    if let wanted, let message = spec.unknownTable(among: wanted) {
      throw Failure(.usage, "--tables: \(message)")
    }
    if let compare { _ = try FileBytes.names(in: compare) }
    let meter = ProgressMeter(asked: work.progress, total: 0, language: language)
    var options = EvaluationOptions(
      rosters: rosters, tables: wanted, threads: work.threadCount, memory: memory?.bytes)
    if let meter { options.progress = { stage, bytes in meter.report(stage, bytes) } }
    let result = try spec.run(options)
    meter?.finish()
    let comparison = try compare.map {
      try PublishedComparison(folder: $0, tables: result.tables, only: wanted)
    }
    var publication = try compare.map { try spec.auditPublication(folder: $0, tables: wanted) }
    if let comparison { publication?.explain(by: comparison) }
    let output = EvaluationOutput(
      result: result, language: language, formats: formats,
      workbookWriter: { try Workbook($0).bytes(scratch: $1) }, comparison: comparison,
      publication: publication,
      timestamp: timestamp ? ISO8601DateFormatter().string(from: Date()) : nil,
      version: TrayectoriaVersion.current)
    let paths: [String]
    do throws(TableFileError) {
      paths = try output.write(to: self.output)
    } catch {
      if case .unwritable(let path, let reason) = error, reason == EvaluationOutput.isInput {
        throw Failure(.usage, "--output: \(path) would be replaced, and \(reason)")
      }
      throw error
    }
    let summary = EvaluationSummary(
      result: result, comparison: comparison, publication: publication, folder: self.output,
      files: paths.count, language: language,
      hasReport: formats.contains(.html))
    try StandardOutput.write(format == .json ? summary.json.text : MessageText.escaped(summary.text))
    let numbers = NumberFormat(language)
    if let memory, let peak = PeakMemory.bytes, peak > memory.bytes {
      let (needed, given) = (numbers.text(peak >> 20), numbers.text(memory.bytes >> 20))
      Warning.write(
        language == .spanish
          ? "se necesitaron \(needed) MB, más que los \(given) MB de --memory: las columnas de las nóminas quedan en memoria"
          : "\(needed) MB were needed, more than the \(given) MB of --memory: the columns of the rosters stay in memory"
      )
    }
    if let comparison { Warning.write(unreadOf: comparison, language, listedIn: "manifest.json") }
    for pattern in publication?.idleCounts ?? [] {
      Warning.write(
        language == .spanish
          ? "publication_checks: ninguna columna publicada calza con «\(pattern)» de whole; vea el nombre del cuadro y de la columna"
          : "publication_checks: no published column fits '\(pattern)' of whole; see the name of the table and of the column"
      )
    }
    if let unanswered = publication?.unanswered, let first = unanswered.first {
      let (count, why) = (numbers.text(unanswered.count), first.noteShown(language))
      Warning.write(
        language == .spanish
          ? "comprobaciones declaradas de la publicación que no se pudieron hacer: \(count); la primera, «\(first.check)»: \(why)"
          : "\(count) of the declared checks of the publication could not be tried; the first, '\(first.check)': \(why)"
      )
    }
    if strict,
      comparison?.differences.isEmpty == false || publication?.failures.isEmpty == false
        || publication?.unanswered.isEmpty == false
        || result.audit.worst == .error
    {
      throw Failure(
        .findings,
        language == .spanish
          ? "hallazgos con --strict: ver comparison.csv, publication_audit.csv y audit.json en \(self.output)"
          : "findings under --strict: see comparison.csv, publication_audit.csv and audit.json in \(self.output)"
      )
    }
  }

  private func chosenFormats() throws -> Set<OutputFormat> {
    var chosen: Set<OutputFormat> = []
    for name in formats.split(separator: ",").map({ $0.trimmingCharacters(in: .whitespaces) }) {
      guard let format = OutputFormat(rawValue: name) else {
        throw Failure(
          .usage,
          "unknown format '\(name)' in --formats; this version writes "
            + OutputFormat.allCases.map(\.rawValue).joined(separator: ", "))
      }
      chosen.insert(format)
    }
    return chosen
  }
}
