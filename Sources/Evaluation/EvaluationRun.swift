import Foundation
import Indicators
import Kernels
import Panels
public import Reports
import Rosters
import TableFiles

/// What a run of an evaluation needs to know besides the spec.
public struct EvaluationOptions: Sendable {
  /// Folder of the rosters, in place of the spec's own.
  public var rosters: String?
  /// Ids of the tables wanted; all where nil.
  public var tables: [String]?
  public var threads: Int
  public var blockSize: Int
  /// Bytes of memory to make do with; nil for no bound. It bounds what is read at once; the columns that the tables need stay
  /// in memory whatever they take.
  public var memory: Int?
  /// Called with a stage and the bytes of rosters read so far.
  public var progress: (@Sendable (String, Int) -> Void)?

  public init(
    rosters: String? = nil, tables: [String]? = nil, threads: Int? = nil, blockSize: Int = 1 << 20,
    memory: Int? = nil, progress: (@Sendable (String, Int) -> Void)? = nil
  ) {
    self.rosters = rosters
    self.tables = tables
    self.threads = threads ?? Parallel.cores
    self.blockSize = blockSize
    self.memory = memory
    self.progress = progress
  }

  /// Bytes that a worker reads at once: within a memory budget at most a sixteenth of it for all workers, since masks and fields
  /// of a block come to as much again.
  var readSize: Int {
    guard let memory else { return blockSize }
    return min(blockSize, max(1 << 14, memory / 16 / max(1, threads)))
  }
}

/// A finished evaluation: tables, audit and the account of its inputs.
public struct EvaluationResult: Sendable {
  public let spec: EvaluationSpec
  public let rosterFolder: String
  public let tables: [ReportTable]
  public let audit: Audit
  public let suppressedCells: Int
  /// Whether a report may say how many rows each year has and how many people there are: where nothing is hidden, or tables show these numbers.
  /// With them those who leave and enter between two years could be had.
  let showsAccount: Bool
  /// Labels of the tables that the program makes itself.
  let labels: [String: Phrase]

  /// What to show for machine labels: the spec's texts as they are, and those of the tables that the program makes itself.
  public func texts(_ language: Language) -> [String: String] {
    EvaluationResult.filters.merging(labels, uniquingKeysWith: { _, own in own }).texts(language)
      .merging(spec.texts, uniquingKeysWith: { _, own in own })
  }

  /// Members of axes that are no members of dimensions, and the axis of years.
  private static let filters = [
    "missing": Phrase("Sin dato", "No data"), "known": Phrase("Con dato", "With data"),
    EvaluationSpec.yearName: Phrase("Año", "Year"),
  ]
}

extension EvaluationSpec {
  /// Runs the evaluation: reads and joins the rosters, builds the cubes, computes the tables and hides small cells.
  ///
  /// Throws `TableFileError`, `PanelError` or `SpecError`; bad rows are no errors but findings of the audit.
  public func run(_ options: EvaluationOptions = EvaluationOptions()) throws -> EvaluationResult {
    let chosen = try chosenTables(options.tables)
    try checkFolder(options)
    let extra = try runSections(options)
    guard hasRosters else { return try result(of: extra, chosen: chosen, options) }
    let folder = RosterFiles.folder(of: self, given: options.rosters)
    let panel = try readPanel(folder: folder, options)
    options.progress?("tables", 0)
    let dimensions = try DimensionTable(self.dimensions, panel: panel)
    let kinds = sequences?.kinds.filter { options.tables?.contains($0.id) ?? true } ?? []
    let plan = CubePlan(self, tables: chosen, sequences: kinds.contains(.indices))
    let cubes = try recordCubes(plan, panel, dimensions, options)
    let (trajectories, cohortFindings) = panel.trajectories(
      strata: plan.personStrata(), dimensions: dimensions, threads: options.threads)
    let counts = Counts(spec: self, recordCubes: cubes, trajectories: trajectories)
    let builder = TableBuilder(spec: self, evaluator: Evaluator(spec: self, counts: counts))
    var tables: [ReportTable] = []
    for table in chosen { tables.append(try builder.build(table)) }
    let coverageFindings = try CoverageCheck(spec: self).check(among: &tables)
    if options.tables == nil || options.tables?.contains(where: MobilityTables.ids.contains) == true {
      tables += try MobilityTables.tables(
        trajectories.pooled, stateName: stateName, periods: periods, shown: texts
      ).filter { options.tables?.contains($0.id) ?? true }
    }
    addMatrix(to: &tables, options)
    if let sequences, !kinds.isEmpty {
      let made = SequenceTables(sequences, spec: self, trajectories: trajectories)
      tables += kinds.map(made.table)
    }
    tables += extra.tables
    let suppressed = try DisclosureControl(threshold: disclosure.threshold).apply(to: &tables) { keys in
      let people = try panel.personCells(
        strata: plan.personStrata(), by: recordDimensions(of: keys, counts), dimensions: dimensions,
        threads: options.threads)
      let measures = PersonMeasures(spec: self, people: people, records: counts.records)
      return [measures.population(keys)] + extra.populations
    }
    let told = Set(panel.years.map(counts.records) + [CountKey(universe: "people", filters: [:])])
    let shown = tables.reduce(into: Set()) { $0.formUnion($1.shownCounts) }
    let audit = Audit(
      files: panel.rosters.flatMap(\.files) + extra.files,
      findings: panel.rosters.flatMap(\.findings) + panel.findings + dimensions.findings + cohortFindings
        + coverageFindings + extra.findings,
      identities: panel.identities, conflicts: panel.conflicts,
      accounts: panel.years.indices.map { panel.account(year: $0) },
      people: panel.people, periods: periods)
    return EvaluationResult(
      spec: self, rosterFolder: folder, tables: tables, audit: audit, suppressedCells: suppressed,
      showsAccount: suppressed == 0 || told.isSubset(of: shown),
      labels: MobilityTables.texts(trajectories, stateName: stateName, shown: texts).merging(
        extra.texts.merging(sectionTexts, uniquingKeysWith: { own, _ in own }),
        uniquingKeysWith: { _, own in own }))
  }

  /// Records counted by the dimensions that a plan names.
  func recordCubes(
    _ plan: CubePlan, _ panel: Panel, _ dimensions: DimensionTable, _ options: EvaluationOptions
  ) throws -> [Set<String>: RecordCube] {
    var cubes: [Set<String>: RecordCube] = [:]
    for (names, fields) in plan.records {
      cubes[names] = try panel.records(
        by: names.sorted(), sums: fields.sorted(), dimensions: dimensions, yearName: periodName,
        stateName: stateName, threads: options.threads)
    }
    return cubes
  }

  /// Counts for formulas of inputs alone.
  func countsOfNobody() -> Counts {
    Counts(
      spec: self, recordCubes: [:], trajectories: TrajectoryCube(years: [], stateLabels: [], cells: []))
  }

  /// The categories of records, besides year and state, that counts restrict.
  private func recordDimensions(of keys: [CountKey], _ counts: Counts) -> [String] {
    let names = keys.reduce(into: Set<String>()) {
      $0.formUnion(counts.records[$1]?.filters.keys ?? [:].keys)
    }
    return names.subtracting([periodName, stateName]).sorted()
  }

  /// A folder that was asked for is there, also where the spec has no rosters to look for in it.
  func checkFolder(_ options: EvaluationOptions) throws(TableFileError) {
    guard !hasRosters, let folder = options.rosters, !folder.isEmpty else { return }
    _ = try FileBytes.names(in: folder)
  }

  /// Words for the labels of sections made of formulas.
  private var sectionTexts: [String: Phrase] {
    (hasCoverage ? CoverageTable.texts : [:])
      .merging(framework?.texts ?? [:], uniquingKeysWith: { own, _ in own })
      .merging(sequences == nil ? [:] : SequenceTables.texts, uniquingKeysWith: { own, _ in own })
  }

  /// The sections' tables that are wanted.
  private func runSections(_ options: EvaluationOptions) throws -> SectionResult {
    var all = SectionResult(tables: [])
    let beside = (path as NSString).deletingLastPathComponent
    for section in sections {
      if let wanted = options.tables, !section.tableIDs.contains(where: wanted.contains) { continue }
      let own = try section.run(
        folder: section.readsRosters ? options.rosters ?? beside : beside, threads: options.threads)
      all.tables += own.tables.filter { options.tables?.contains($0.id) ?? true }
      all.texts.merge(own.texts, uniquingKeysWith: { first, _ in first })
      all.files += own.files
      all.findings += own.findings
      all.populations += own.populations
    }
    return all
  }

  /// Puts the matrix of the logical framework before its measurement, where the spec has one and it is wanted.
  private func addMatrix(to tables: inout [ReportTable], _ options: EvaluationOptions) {
    guard let framework, options.tables?.contains(LogicalFramework.matrixID) ?? true else { return }
    let place = tables.firstIndex { $0.id == LogicalFramework.measurementID }
    let matrix = framework.matrix(measured: place.map { tables[$0] })
    tables.insert(matrix, at: place ?? tables.endIndex)
  }

  /// A result without a panel; formulas are then of inputs alone.
  private func result(of sections: SectionResult, chosen: [Table], _ options: EvaluationOptions)
    throws(SpecError) -> EvaluationResult
  {
    let builder = TableBuilder(spec: self, evaluator: Evaluator(spec: self, counts: countsOfNobody()))
    var tables: [ReportTable] = []
    for table in chosen { tables.append(try builder.build(table)) }
    let coverageFindings = try CoverageCheck(spec: self).check(among: &tables)
    addMatrix(to: &tables, options)
    tables += sections.tables
    let suppressed = DisclosureControl(threshold: disclosure.threshold).apply(to: &tables) { _ in
      sections.populations
    }
    return EvaluationResult(
      spec: self, rosterFolder: RosterFiles.folder(of: self, given: nil), tables: tables,
      audit: Audit(files: sections.files, findings: coverageFindings + sections.findings),
      suppressedCells: suppressed, showsAccount: true,
      labels: sections.texts.merging(sectionTexts, uniquingKeysWith: { own, _ in own }))
  }

  private func chosenTables(_ ids: [String]?) throws(SpecError) -> [Table] {
    guard let ids else { return tables }
    if let message = unknownTable(among: ids) { throw SpecError(path: path, position: nil, message: message) }
    return tables.filter { table in
      ids.contains(table.id)
        || table.id == LogicalFramework.measurementID && ids.contains(LogicalFramework.matrixID)
    }
  }

  /// What to say of the first id that names no table, with those nearest to it, or with all where none is near; nil where all do.
  public func unknownTable(among ids: [String]) -> String? {
    let known = tableIDs + (hasRosters ? MobilityTables.ids : [])
    guard let id = ids.first(where: { !known.contains($0) }) else { return nil }
    let nearest = Suggestion.nearest(to: id, among: known)
    return "no table '\(id)'"
      + (nearest.isEmpty
        ? "; the tables are \(known.joined(separator: ", "))"
        : "; did you mean \(nearest.map { "'\($0)'" }.joined(separator: ", "))?")
  }
}
