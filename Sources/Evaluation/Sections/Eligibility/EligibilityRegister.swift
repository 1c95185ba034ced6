import Kernels
import Rosters
import TableFiles

/// A register of persons that rules of eligibility read: the school results, the households, the list that was paid; one
/// roster for each year of the programme.
struct EligibilityRegister: Sendable {
  let name: String
  /// Patterns of the files of each year, years rising.
  let files: [(year: Int, glob: String)]
  let schema: RosterSchema
  /// The headers of the identifier, of which the schema has the first.
  let identifiers: IdentifierColumns
  let path: String
  let position: SpecPosition?
  /// Where the identifier stands in the spec, for what is wrong with it in a file.
  let identifierPosition: SpecPosition?

  init(_ name: String, _ node: SpecNode) throws(SpecError) {
    let fields = try node.fields(
      "the register '\(name)'",
      ["files", "delimiter", "decimal", "encoding", "identifier", "duplicates", "fields"])
    var files: [(year: Int, glob: String)] = []
    for (key, value) in try node.required(fields, "files", in: "the register '\(name)'").pairs("files") {
      let year = try key.integer("a year of files")
      guard (1900...2200).contains(year) else { throw key.failure("a year goes from 1900 to 2200") }
      if files.contains(where: { $0.year == year }) { throw key.failure("the year \(year) is given twice") }
      files.append((year, try value.text("the files of \(year)")))
    }
    guard !files.isEmpty else { throw node.failure("the register '\(name)' names no year") }
    self.files = files.sorted { $0.year < $1.year }
    var reader = SpecReader(path: node.path)
    var dialect = DialectOptions()
    dialect.delimiter = try reader.delimiter(fields["delimiter"])
    dialect.decimalMark = try reader.mark(fields["decimal"])
    if let encoding = fields["encoding"] {
      let text = try encoding.text("encoding")
      guard text == "auto" || TextEncoding(rawValue: text) != nil else {
        throw encoding.failure("encoding must be auto, utf-8 or latin-1, not '\(text)'")
      }
      dialect.encoding = TextEncoding(rawValue: text)
    }
    let id = try node.required(fields, "identifier", in: "the register '\(name)'")
    let parts = try id.fields("identifier", ["number", "digit", "kind"])
    identifiers = try IdentifierColumns(parts, of: id)
    reader.identifiers = identifiers
    let kind = try parts["kind"].flatMap { node throws(SpecError) in try reader.kind(node) }
    var rule = DuplicateRule.stop
    if let given = fields["duplicates"] {
      rule = try given.choice("duplicates", of: DuplicateRule.self)
      if rule == .largest { throw given.failure("a register has no amount to choose the largest by") }
    }
    var definitions: [FieldDefinition] = []
    for (key, value) in try fields["fields"]?.pairs("fields") ?? [] {
      let field = try key.text("a field")
      guard !field.contains(".") else { throw key.failure("a field's name has no point; give it another") }
      if value.isScalar {
        definitions.append(FieldDefinition(field, type: try reader.fieldType(value)))
        continue
      }
      let parts = try value.fields("the field '\(field)'", ["column", "type"])
      var headers: [String] = []
      for header in try parts["column"]?.listOrOne("column") ?? [] {
        headers.append(try header.text("a header"))
      }
      definitions.append(
        FieldDefinition(
          field, headers: headers.isEmpty ? nil : headers,
          type: try reader.fieldType(value.required(parts, "type", in: "the field '\(field)'"))))
    }
    self.name = name
    path = node.path
    position = node.position
    identifierPosition = id.position
    schema = RosterSchema(
      identifier: identifiers.numbers[0], digit: identifiers.digits.first,
      identifierKind: kind, fields: definitions, state: .present, duplicates: rule, dialect: dialect)
  }

  /// Reads the roster of a year. A column that a file lacks is told with the register and the year.
  ///
  /// `kind`: what the identifiers of the registers before were found to be, where they are no RUTs.
  func read(year: Int, folder: String, threads: Int, blockSize: Int, kind: IdentifierKind?) throws -> Roster {
    guard let entry = files.first(where: { $0.year == year }) else {
      throw SpecError(
        path: path, position: position,
        message:
          "the register '\(name)' has no files of \(year); add them, or take the year out of the others")
    }
    var schema = self.schema
    if schema.digit == nil { schema.identifierKind = schema.identifierKind ?? kind }
    do {
      let paths = try RosterFiles.matching(entry.glob, in: folder)
      let reader = RosterReader(
        schema: try identifiers.schema(schema, of: paths), threads: threads, blockSize: blockSize,
        hashing: true)
      return try reader.read(year: year, paths: paths)
    } catch {
      guard case .columnMissing = error else { throw error }
      throw SectionDataError.register(name: name, year: year, error)
    }
  }
}
