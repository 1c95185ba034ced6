import Foundation
public import Panels
import Reports
import Rosters
import TableFiles

extension EvaluationSpec {
  /// Reads and joins the rosters of the spec.
  public func readPanel(folder: String, _ options: EvaluationOptions) throws -> Panel {
    try join(readRosters(folder: folder, options), schema: schema)
  }

  /// The rosters of the spec, year by year, all of one kind of identifiers where the first has any.
  private func readRosters(folder: String, _ options: EvaluationOptions) throws -> [Roster] {
    var rosters: [Roster] = []
    var schema = self.schema
    for entry in files {
      let paths = try RosterFiles.matching(entry.glob, in: folder)
      let stage = periods.label(of: entry.year)
      var reader = RosterReader(
        schema: try identifiers.schema(schema, of: paths), threads: options.threads,
        blockSize: options.readSize, hashing: true)
      if let progress = options.progress { reader.progress = { bytes in progress(stage, bytes) } }
      let roster = try reader.read(year: entry.year, paths: paths)
      // What the first year's identifiers are, all are.
      schema.identifierKind = roster.kind
      rosters.append(roster)
    }
    return rosters
  }

  private func join(_ rosters: [Roster], schema given: RosterSchema) throws(PanelError) -> Panel {
    var schema = given
    schema.identifierKind = rosters.last?.kind
    do throws(PanelError) {
      return try Panel(rosters: rosters, schema: schema)
    } catch {
      if periods.areYears { throw error }
      throw PanelError.inPeriods(error.description(of: periods.label))
    }
  }

  /// The audit alone.
  ///
  /// Where the data allows no evaluation (a year without a valid row, conflicting records under the rule `stop`) the audit is of what was
  /// read, and its `obstacle` says what is in the way. Throws where a file is missing or the spec is wrong.
  public func audit(_ options: EvaluationOptions = EvaluationOptions()) throws -> Audit {
    try checkFolder(options)
    var obstacle: (any Error)?
    var extra = SectionResult(tables: [])
    let beside = (path as NSString).deletingLastPathComponent
    for section in sections {
      let folder = section.readsRosters ? options.rosters ?? beside : beside
      do {
        let own = try section.run(folder: folder, threads: options.threads)
        extra.files += own.files
        extra.findings += own.findings
      } catch  where error is PanelError || error is SectionDataError {
        obstacle = obstacle ?? error
        let read = try section.inputs(folder: folder, threads: options.threads)
        extra.files += read.files
        extra.findings += read.findings
      }
    }
    guard hasRosters else {
      let findings = try coverageFindings(countsOfNobody())
      return Audit(files: extra.files, findings: findings + extra.findings, obstacle: obstacle)
    }
    let rosters = try readRosters(folder: RosterFiles.folder(of: self, given: options.rosters), options)
      .sorted { $0.year < $1.year }
    let found: PanelAudit
    do throws(PanelError) {
      found = PanelAudit(try join(rosters, schema: schema))
    } catch {
      found = PanelAudit(unjoined: rosters, schema: schema)
      obstacle = obstacle ?? error
    }
    var findings = found.findings
    if let panel = found.panel {
      let dimensions = try DimensionTable(self.dimensions, panel: panel)
      findings += dimensions.findings
      // Of a panel that an evaluation makes no tables of, nothing but its rosters is told.
      if found.isJoined { findings += try countedFindings(panel, dimensions, options) }
    }
    return Audit(
      files: found.files + extra.files, findings: findings + extra.findings,
      identities: found.panel?.identities ?? [], conflicts: found.panel?.conflicts ?? [],
      accounts: found.accounts, people: found.panel?.people, periods: periods, obstacle: obstacle)
  }
}

extension EvaluationSpec {
  /// What an evaluation finds when it counts a panel: cohorts that contradict themselves, and populations of coverage that do not hold
  /// those in them. Counts no more than that takes.
  private func countedFindings(
    _ panel: Panel, _ dimensions: DimensionTable, _ options: EvaluationOptions
  ) throws -> [Finding] {
    let needed = CubePlan(self, tables: tables.filter { $0.id == CoverageTable.id })
    let own = Set(needed.personStrata().map(\.name))
    let strata = CubePlan(
      self, tables: tables, sequences: sequences?.kinds.contains(.indices) ?? false
    ).personStrata().filter { stratum in
      if case .cohort = stratum.rule { return true }
      return own.contains(stratum.name)
    }
    guard hasCoverage || !strata.isEmpty else { return [] }
    let (trajectories, cohorts) = panel.trajectories(
      strata: strata, dimensions: dimensions, threads: options.threads)
    let cubes = try recordCubes(needed, panel, dimensions, options)
    return cohorts
      + (try coverageFindings(Counts(spec: self, recordCubes: cubes, trajectories: trajectories)))
  }

  /// What stands out in the table of coverage; nothing where there is none.
  private func coverageFindings(_ counts: Counts) throws(SpecError) -> [Finding] {
    let builder = TableBuilder(spec: self, evaluator: Evaluator(spec: self, counts: counts))
    var coverage: [ReportTable] = []
    for table in tables where table.id == CoverageTable.id { coverage.append(try builder.build(table)) }
    return try CoverageCheck(spec: self).check(among: &coverage)
  }
}

/// What an audit says of yearly rosters, joined or not.
private struct PanelAudit {
  let panel: Panel?
  /// Whether the panel is the one that an evaluation has.
  let isJoined: Bool
  let files: [RosterFile]
  let findings: [Finding]
  let accounts: [YearAccount]

  init(_ panel: Panel) {
    self.panel = panel
    isJoined = true
    files = panel.rosters.flatMap(\.files)
    findings = panel.rosters.flatMap(\.findings) + panel.findings
    accounts = panel.years.indices.map { panel.account(year: $0) }
  }

  /// Rosters that make no panel under the schema's rule: those that have a valid row are joined with every first record kept, so that
  /// conflicts and changed identities are counted all the same.
  init(unjoined rosters: [Roster], schema given: RosterSchema) {
    var schema = given
    schema.identifierKind = rosters.last?.kind
    let stops = schema.duplicates == .stop
    if stops { schema.duplicates = .first }
    let panel = try? Panel(rosters: rosters.filter { $0.rows > 0 }, schema: schema)
    let joined = panel?.rosters ?? []
    let own = rosters.map { roster in joined.first { $0.year == roster.year } ?? roster }
    self.panel = panel
    isJoined = false
    files = own.flatMap(\.files)
    findings =
      own.flatMap(\.findings)
      + (panel?.findings ?? []).map { finding in
        guard stops, finding.code == .duplicateConflicting else { return finding }
        return Finding(
          finding.code, severity: .error, file: finding.file, line: finding.line, column: finding.column,
          count: finding.count, action: "stopped")
      }
    accounts = (panel?.years ?? []).indices.compactMap { panel?.account(year: $0) }
  }
}
