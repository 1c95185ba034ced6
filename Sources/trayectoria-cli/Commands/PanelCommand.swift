import ArgumentParser
import Foundation
import Trayectoria

struct PanelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "panel",
    abstract: "Permanence, trajectories, mobility and amounts of yearly files, without a spec.",
    discussion:
      "Example: trayectoria panel 2014=a.csv 2015=b1.csv,b2.csv --id run --digit dv --cut dn_pos:0.15,0.30")

  @Argument(help: "Files of each year: 2014=FILE or 2014=FILE,FILE; of each month: 2023-01=FILE.")
  var years: [String]

  @Option(help: "Column of the person's identifier.")
  var id: String

  @Option(help: "Column of the check digit.")
  var digit: String?

  @Option(
    help:
      "What the identifiers are: rut, number (up to 64 bits) or text (default: rut with --digit, else told by the first rows)."
  )
  var idKind: IdentifierKind?

  @Option(help: "Column whose codes are the states.")
  var state: String?

  @Option(help: "Column and cut points that make the states: dn_pos:0.15,0.30.")
  var cut: String?

  @Option(help: "Column of the amount received.")
  var amount: String?

  @Option(help: "Columns by which people are told apart, separated by commas.")
  var by: String?

  @Option(help: "Rule for conflicting records of a person and year: stop, first, last, largest or drop.")
  var duplicates = "stop"

  @Option(help: "Memory to use, such as 512M or 4G; what does not fit goes to a sealed temporary file.")
  var memory: MemorySize?

  @Option(help: "Language of the result: es or en.")
  var language: Language = .spanish

  @OptionGroup var dialect: DialectArguments
  @OptionGroup var result: ResultOptions
  @OptionGroup var work: WorkOptions

  func run() throws {
    let (files, periods) = try yearFiles()
    let schema = try self.schema()
    if let output = result.output, files.flatMap(\.paths).contains(where: { SamePath.same($0, output) }) {
      throw Failure(.usage, "--output \(output) is one of the files to read")
    }
    let meter = ProgressMeter(
      asked: work.progress, total: ProgressMeter.size(of: files.flatMap(\.paths)), language: language)
    var request = PanelSummary.Request(
      files: files, schema: schema, by: byColumns, threads: work.threadCount, memory: memory?.bytes)
    request.periods = periods
    if let meter { request.progress = { stage, bytes in meter.report(stage, bytes) } }
    let summary = try PanelSummary(request)
    meter?.finish()
    if result.format == .json {
      try result.emit { try summary.json.write(to: $0) }
    } else {
      try result.emit(text(summary))
    }
    tell(summary.findings)
  }

  /// What the rows' account does not tell.
  private func tell(_ findings: [Finding]) {
    let spanish = language == .spanish
    let numbers = NumberFormat(language)
    let words = Audit.texts(language, findings: findings)
    func shown(_ text: String) -> String { words[text] ?? text }
    if let kind = findings.first(where: { $0.code == .identifierKind }) {
      let file = kind.file ?? ""
      let count =
        spanish ? numbers.count(kind.count, "fila", "filas") : numbers.count(kind.count, "row", "rows")
      Warning.write(
        spanish
          ? "identificador '\(id)' \(shown(kind.action)), por \(count) de \(file); --id-kind fija otro tipo"
          : "identifiers in '\(id)' are \(kind.action), by \(count) of \(file); --id-kind states another"
      )
    }
    for finding in findings
    where finding.severity == .warning && SetAside(rawValue: finding.code.rawValue) == nil {
      let line = finding.line.map { spanish ? "línea \($0)" : "line \($0)" }
      let place = [finding.file, line].compactMap { $0 }.joined(separator: ": ")
      let column = finding.column.map { spanish ? " en '\($0)'" : " in '\($0)'" } ?? ""
      Warning.write(
        "\(place): \(numbers.text(finding.count)) × \(shown(finding.code.rawValue))\(column), \(shown(finding.action))"
      )
    }
  }

  private var byColumns: [String] {
    (by ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
  }

  private func text(_ summary: PanelSummary) throws -> String {
    let tables = try summary.tables(language)
    if result.format == .csv { return ResultText.csv(tables) }
    return ResultText.text(tables, texts: PanelSummary.texts(language), language, result.format)
  }

  /// Files by year, or by months, quarters or semesters where all are.
  private func yearFiles() throws -> (files: [(year: Int, paths: [String])], periods: PeriodLabels) {
    var files: [(year: Int, paths: [String])] = []
    let first = years.first.map { String($0.prefix { $0 != "=" }) } ?? ""
    let periods = PeriodLabels(of: [first]) ?? .years
    for item in years {
      let parts = item.split(separator: "=", maxSplits: 1)
      guard parts.count == 2, let year = periods.number(of: String(parts[0])) else {
        throw Failure(
          .usage,
          "'\(item)' is not YEAR=FILE; write 2014=roster.csv, or 2023-01=roster.csv where all are months")
      }
      if files.contains(where: { $0.year == year }) {
        throw Failure(.usage, "the \(periods.areYears ? "year" : "period") \(parts[0]) is given twice")
      }
      let paths = parts[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      if let spec = paths.first(where: { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }) {
        throw Failure(
          .usage,
          "\(spec) is a spec, not the roster of a year; run it with trayectoria evaluate \(spec) --output DIR"
        )
      }
      guard !paths.contains("") else { throw Failure(.usage, "'\(item)' names no file") }
      files.append((year, paths))
    }
    return (files, periods)
  }

  private func schema() throws -> RosterSchema {
    let (rule, field) = try stateRule()
    guard let rule2 = DuplicateRule(rawValue: duplicates) else {
      throw Failure(
        .usage,
        "--duplicates must be \(DuplicateRule.allCases.map(\.rawValue).joined(separator: ", ")), not '\(duplicates)'"
      )
    }
    if digit != nil, let idKind, idKind != .rut {
      throw Failure(.usage, "--digit goes with RUTs, not with --id-kind \(idKind.rawValue)")
    }
    if rule2 == .largest, amount == nil { throw Failure(.usage, "--duplicates largest needs --amount") }
    // States and strata are shown by their values, and identifiers are not to be shown.
    let own = [id, digit].compactMap { $0?.lowercased() }
    if let shown = ([field?.name].compactMap { $0 } + byColumns).first(where: {
      own.contains($0.lowercased())
    }) {
      throw Failure(.usage, "'\(shown)' is the identifier's column; it cannot be a state or a stratum")
    }
    var fields: [FieldDefinition] = []
    if let field { fields.append(field) }
    if let amount { fields.append(FieldDefinition(amount, type: .integer)) }
    if Set(byColumns.map { $0.lowercased() }).count < byColumns.count {
      throw Failure(.usage, "--by names a column twice")
    }
    for column in byColumns {
      if let other = fields.first(where: { $0.name == column }) {
        // The same column with another meaning is read a second time, as text.
        if other.type != .text {
          throw Failure(.usage, "--by '\(column)' is a number of another option; it cannot be a stratum")
        }
        continue
      }
      fields.append(FieldDefinition(column, type: .text))
    }
    return RosterSchema(
      identifier: id, digit: digit, identifierKind: idKind, fields: fields, state: rule, amount: amount,
      duplicates: rule2, dialect: try dialect.options())
  }

  private func stateRule() throws -> (StateRule, FieldDefinition?) {
    switch (state, cut) {
    case (let column?, nil): return (.given(field: column), FieldDefinition(column, type: .text))
    case (nil, let text?):
      let parts = text.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else {
        throw Failure(.usage, "--cut is written COLUMN:POINT,POINT, for instance dn_pos:0.15,0.30")
      }
      var points: [Exact] = []
      for point in parts[1].split(separator: ",", omittingEmptySubsequences: false) {
        guard let value = Exact(decimal: point) else {
          throw Failure(.usage, "--cut: '\(point)' is no number (decimal point)")
        }
        if let last = points.last, value <= last { throw Failure(.usage, "--cut: the points must rise") }
        points.append(value)
      }
      guard !points.isEmpty else { throw Failure(.usage, "--cut needs at least one point") }
      let column = String(parts[0])
      return (.cut(field: column, at: points), FieldDefinition(column, type: .decimal))
    case (nil, nil), (.some, .some): throw Failure(.usage, "give exactly one of --state and --cut")
    }
  }
}
