public import Kernels
import Panels
public import Rosters
public import TableFiles

extension Audit {
  /// Audits files without a spec, each on its own: identifier and check digit are found by their header, the type of
  /// every other column by what most of its fields are.
  ///
  /// Throws where a file cannot be understood at all, or has no column that could be the identifier.
  public init(
    files paths: [String], identifier: String? = nil, digit: String? = nil, kind: IdentifierKind? = nil,
    dialect: DialectOptions = DialectOptions(),
    threads: Int = Parallel.cores
  ) throws {
    var files: [RosterFile] = []
    var findings: [Finding] = []
    var conflicts: [DuplicateConflict] = []
    for path in paths {
      let header = try FileHeader(path: path, options: dialect)
      let number = try Audit.identifierColumn(header, given: identifier)
      // A column that happens to be called like a check digit is none of a text.
      let check =
        kind == nil || kind == .rut
        ? try Audit.digitColumn(header, given: digit, identifier: number) : nil
      let fields = ColumnTypes.guess(header, except: [number, check].compactMap { $0 })
      let schema = RosterSchema(
        identifier: number, digit: check, identifierKind: kind, fields: fields, state: .present,
        duplicates: .first, dialect: dialect)
      let roster = try RosterReader(schema: schema, threads: threads, hashing: true).read(
        year: 0, paths: [path])
      if roster.rows == 0 {
        files += roster.files
        findings += roster.findings
        continue
      }
      let panel = try Panel(rosters: [roster], schema: schema)
      files += panel.rosters[0].files
      findings += panel.rosters[0].findings + panel.findings
      conflicts += panel.conflicts
    }
    self.init(files: files, findings: findings, conflicts: conflicts)
  }

  private static func identifierColumn(_ header: FileHeader, given: String?) throws -> String {
    let candidates =
      given.map { [$0] } ?? ["run", "rut", "run_alumno", "rut_alumno", "mrun", "id", "identificador"]
    for name in candidates where try header.position(of: name) != nil { return name }
    throw header.missing(candidates[0])
  }

  private static func digitColumn(_ header: FileHeader, given: String?, identifier: String) throws -> String?
  {
    if let given {
      guard try header.position(of: given) != nil else { throw header.missing(given) }
      return given
    }
    // The masked number of a person has no check digit: a column of them is of somebody else's RUT.
    if identifier.lowercased() == "mrun" { return nil }
    for name in ["dv", "dv_\(identifier)", "digito", "digito_verificador"]
    where try header.position(of: name) != nil {
      return name
    }
    return nil
  }
}

/// Types of columns by what most of their fields are.
enum ColumnTypes {
  /// A field for each distinct column but those named. A type is taken where at least nineteen in twenty of the sampled
  /// fields that are not empty have it.
  static func guess(_ header: FileHeader, except: [String]) -> [FieldDefinition] {
    let rows = header.sampleRows(limit: 2000)
    let skipped = Set(except.map { $0.lowercased() })
    let positions = header.positions
    return header.names.enumerated().compactMap { index, name in
      // A header that stands twice cannot be asked for by name.
      guard !name.isEmpty, !skipped.contains(name.lowercased()), positions[name.lowercased()]?.count == 1
      else { return nil }
      let fields = rows.compactMap { index < $0.count && !$0[index].isEmpty ? $0[index] : nil }
      return FieldDefinition(name, type: type(of: fields, mark: header.dialect.decimalMark))
    }
  }

  private static func type(of fields: [[UInt8]], mark: UInt8) -> FieldType {
    guard !fields.isEmpty else { return .text }
    for candidate in [FieldType.integer, .decimal, .date] {
      let good = fields.count(where: { FieldTypeCheck.holds(candidate, $0, decimalMark: mark) })
      if good * 20 >= fields.count * 19 { return candidate }
    }
    return .text
  }
}
