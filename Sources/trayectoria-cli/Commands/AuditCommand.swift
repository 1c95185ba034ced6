import ArgumentParser
import Foundation
import Trayectoria

struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Data quality of rosters: what was found, where, and what was done with it.")

  @Argument(help: "A spec (.yaml, .yml), or the files to audit.")
  var inputs: [String]

  @Option(help: "Folder of the rosters, in place of the spec's.")
  var rosters: String?

  @Option(help: "Column of the person's identifier, where files are audited without a spec.")
  var id: String?

  @Option(help: "Column of the check digit, where files are audited without a spec.")
  var digit: String?

  @Option(help: "What the identifiers are, where files are audited without a spec: rut, number or text.")
  var idKind: IdentifierKind?

  @Flag(help: "Exit with 2 if there is any finding of warning or error.")
  var strict = false

  @Option(help: "Language of the result: es or en.")
  var language: Language = .spanish

  @OptionGroup var dialect: DialectArguments
  @OptionGroup var result: ResultOptions
  @OptionGroup var work: WorkOptions

  func run() throws {
    let specs = inputs.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
    guard specs.isEmpty || inputs.count == 1 else {
      throw Failure(.usage, "give one spec, or files, not both")
    }
    if specs.isEmpty, rosters != nil { throw Failure(.usage, "--rosters goes with a spec, not with files") }
    if !specs.isEmpty, id != nil || digit != nil || idKind != nil {
      throw Failure(.usage, "--id, --digit and --id-kind go with files, not with a spec")
    }
    if digit != nil, let idKind, idKind != .rut {
      throw Failure(.usage, "--digit goes with RUTs, not with --id-kind \(idKind.rawValue)")
    }
    let audit: Audit
    var shown: (String) -> String = { $0 }
    if let path = specs.first {
      let spec = try EvaluationSpec(path: path)
      audit = try spec.audit(EvaluationOptions(rosters: rosters, threads: work.threadCount))
      let paths = ShownPaths(spec, rosters: rosters)
      shown = { paths($0) }
    } else {
      do throws {
        audit = try Audit(
          files: inputs, identifier: id, digit: digit, kind: idKind, dialect: dialect.options(),
          threads: work.threadCount)
      } catch let error as TableFileError {
        throw Failure(error, hint: id == nil ? AuditCommand.hint(error) : nil)
      }
    }
    if let output = result.output,
      (inputs + audit.files.map(\.path)).contains(where: { SamePath.same($0, output) })
    {
      throw Failure(.usage, "--output \(output) is one of the files to read")
    }
    let tables = audit.tables(language, shown: shown)
    switch result.format {
    case .json: try result.emit(audit.json(shown: shown).text)
    case .csv: try result.emit(ResultText.csv(tables))
    case .text, .markdown, .latex, .html:
      try result.emit(
        ResultText.text(
          tables, texts: Audit.texts(language, findings: audit.findings), language, result.format))
    }
    if let obstacle = audit.obstacle { throw obstacle }
    if strict, let worst = audit.worst, worst > .information {
      let format = NumberFormat(language)
      let count = audit.findings.count
      throw Failure(
        .findings,
        language == .spanish
          ? "\(format.count(count, "hallazgo", "hallazgos")) con --strict"
          : "\(format.count(count, "finding", "findings")) under --strict")
    }
  }

  /// What to do where no column is called like an identifier.
  private static func hint(_ error: TableFileError) -> String? {
    guard case .columnMissing = error else { return nil }
    return
      "name the column of the identifier with --id COLUMN, and what it holds with --id-kind rut, number or text "
      + "(an MRUN is a number); a spec is a file whose name ends in .yaml or .yml"
  }
}
