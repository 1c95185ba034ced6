import Kernels
import Rosters
import TableFiles

extension EvaluationSpec {
  /// Reads a spec from its file. Throws `TableFileError` where the file cannot be read, `SpecError` where it is wrong.
  public init(path: String) throws {
    let bytes = try FileBytes.read(path, limit: 16 << 20)
    let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    let content = bytes.starts(with: mark) ? bytes[3...] : bytes[...]
    guard let text = String(validating: content, as: UTF8.self) else {
      throw TableFileError.unreadable(
        path: path, reason: "a spec is written in UTF-8, this is not; save it so")
    }
    try self.init(text: text, path: path)
  }

  /// Two tables of one id would be one file, and so would two that differ in capitals on many disks.
  private func checkTableIDs() throws(SpecError) {
    var seen: [String: String] = [:]
    for id in (hasRosters ? MobilityTables.ids : []) + tableIDs {
      guard let other = seen.updateValue(id, forKey: id.lowercased()) else { continue }
      throw SpecError(
        path: path, position: tables.last { $0.id == id }?.position,
        message: other == id
          ? "two tables have the id '\(id)'; give the spec's own another"
          : "two tables have the ids '\(other)' and '\(id)', which are one file where capitals are not told apart"
      )
    }
  }

  /// Reads a spec from its text.
  public init(text: String, path: String) throws(SpecError) {
    let document = try SpecNode.document(text, path: path)
    if document.holds("contract") {
      throw document.failure(
        "this is an outcome contract, not the spec of an evaluation; read it with trayectoria settle")
    }
    let top = try document.fields(
      "the spec",
      [
        "evaluation", "rosters", "fields", "dimensions", "paths", "deflator", "inputs", "definitions",
        "disclosure",
        "chapters", "texts", "tables", "school_service", "project", "framework", "eligibility", "coverage",
        "sequences", "targeting", "publication_checks",
      ])
    var reader = SpecReader(path: path)
    sections = try SpecReader.sections(top)
    // Without sections of its own a spec is about rosters.
    let rosters =
      sections.isEmpty && top["coverage"] == nil && top["framework"] == nil
      ? try document.required(top, "rosters", in: "the spec") : top["rosters"]
    heading = try reader.heading(top["evaluation"])
    if let rosters { try reader.readRosters(rosters) }
    try reader.readFields(top["fields"])
    try reader.readDimensions(top["dimensions"])
    try reader.readPaths(top["paths"])
    try reader.readDeflator(top["deflator"])
    try reader.readInputs(top["inputs"])
    try reader.readDefinitions(top["definitions"])
    try reader.readDisclosure(top["disclosure"])
    try reader.readChapters(top["chapters"])
    try reader.checkChapters(top)
    texts = try reader.texts(top["texts"])
    try reader.readTables(top["tables"])
    self.path = path
    folder = reader.folder
    files = reader.files
    periods = reader.periods
    periodName = reader.periodName
    schema =
      if let rosters { try reader.schema(rosters) } else {
        RosterSchema(identifier: "", fields: [], state: .present)
      }
    identifiers = reader.identifiers
    stateName = reader.stateName
    stateLabels = reader.stateLabels
    dimensions = reader.dimensions
    paths = reader.paths
    deflator = reader.deflator
    inputs = reader.inputs
    definitions = reader.definitions
    disclosure = reader.disclosure
    chapters = reader.chapters
    framework = try reader.framework(top["framework"])
    publication = try reader.publicationChecks(top["publication_checks"])
    let coverage = try reader.coverage(top["coverage"], texts: texts)
    hasCoverage = coverage != nil
    sequences = try reader.sequences(top["sequences"])
    tables =
      reader.tables
      + [
        coverage,
        framework?.measurement(named: periodName),
      ].compactMap { $0 }
    if rosters == nil, let table = tables.first(where: { PersonCounting(self).counts($0) }) {
      throw SpecError(
        path: path, position: table.position ?? PersonCounting(self).place(in: table),
        message: "the table '\(table.id)' counts people, and the spec has no rosters; add them or take it out"
      )
    }
    try checkTableIDs()
    try SpecChecker(self).check()
    try SpecChecker(self).checkPublication()
    try SpecReader.checkUnits(self)
    try SpecReader.checkCoverageUnits(self)
    try MoneyCheck(self).check()
  }
}
