import Kernels
import Rosters
import TableFiles

/// Gathers the parts of a spec while it is read; each section has its method.
struct SpecReader {
  let path: String
  var folder = "."
  var files: [EvaluationSpec.YearFiles] = []
  var periods = PeriodLabels.years
  var periodsAreListed = false
  var periodName = EvaluationSpec.yearName
  var identifiers = IdentifierColumns.none
  var identifierKind: IdentifierKind?
  var stateName = "tramo"
  var stateLabels: [String]?
  var stateRule: StateRule = .given(field: "")
  var stateNode: SpecNode?
  var duplicates = DuplicateRule.stop
  var identities: [String] = []
  var identityNodes: [SpecNode] = []
  var amount: String?
  var amountNode: SpecNode?
  var dialect = DialectOptions()
  var fields: [FieldDefinition] = []
  var dimensions: [CategoryDimension] = []
  var paths: [String: (field: String, rule: PathRuleText)] = [:]
  var deflator: (baseYear: Int, factors: [Int: Exact])?
  var inputs: [String: EvaluationSpec.Input] = [:]
  var definitions: [String: EvaluationSpec.Definition] = [:]
  var disclosure = EvaluationSpec.Disclosure()
  var chapters: [(id: String, title: String)] = []
  var tables: [EvaluationSpec.Table] = []

  init(path: String) { self.path = path }

  func heading(_ node: SpecNode?) throws(SpecError) -> EvaluationSpec.Heading {
    var heading = EvaluationSpec.Heading()
    guard let node else { return heading }
    let fields = try node.fields("evaluation", ["program", "title", "institution", "notes"])
    heading.program = try fields["program"]?.text("program") ?? ""
    heading.title = try fields["title"]?.text("title") ?? ""
    heading.institution = try fields["institution"]?.text("institution") ?? ""
    for note in try fields["notes"]?.list("notes") ?? [] { heading.notes.append(try note.text("a note")) }
    return heading
  }

  mutating func readRosters(_ node: SpecNode) throws(SpecError) {
    let fields = try node.fields(
      "rosters",
      [
        "folder", "files", "period", "delimiter", "decimal", "encoding", "identifier", "state", "duplicates",
        "identities", "amount",
      ])
    folder = try fields["folder"]?.text("folder") ?? "."
    try readPeriod(fields["period"])
    try readFiles(try node.required(fields, "files", in: "rosters"), of: node)
    dialect.delimiter = try delimiter(fields["delimiter"])
    dialect.decimalMark = try mark(fields["decimal"])
    if let encoding = fields["encoding"] {
      let name = try encoding.text("encoding")
      if name != "auto" {
        guard let known = TextEncoding(rawValue: name) else {
          throw encoding.failure("encoding must be auto, utf-8 or latin-1, not '\(name)'")
        }
        dialect.encoding = known
      }
    }
    let id = try node.required(fields, "identifier", in: "rosters")
    let parts = try id.fields("identifier", ["number", "digit", "kind"])
    identifiers = try IdentifierColumns(parts, of: id)
    if let kind = parts["kind"] { identifierKind = try self.kind(kind) }
    let state = try node.required(fields, "state", in: "rosters")
    stateNode = state
    try readState(state)
    if periodName == stateName, let period = fields["period"] {
      throw period.failure("'\(periodName)' is the name of the state; give the period another")
    }
    if let rule = fields["duplicates"] {
      let name = try rule.text("duplicates")
      guard let known = DuplicateRule(rawValue: name) else {
        throw rule.failure(
          "duplicates must be \(DuplicateRule.allCases.map(\.rawValue).joined(separator: ", ")), not '\(name)'"
        )
      }
      duplicates = known
    }
    for field in try fields["identities"]?.list("identities") ?? [] {
      identities.append(try field.text("a field of identities"))
      identityNodes.append(field)
    }
    amountNode = fields["amount"]
    amount = try fields["amount"]?.text("amount")
  }

  func kind(_ node: SpecNode) throws(SpecError) -> IdentifierKind? {
    let name = try node.text("the kind of the identifier")
    if name == "auto" { return nil }
    guard let kind = IdentifierKind(rawValue: name) else {
      let known = IdentifierKind.allCases.map(\.rawValue).joined(separator: ", ")
      throw node.failure("the kind of the identifier must be auto, \(known), not '\(name)'")
    }
    if kind != .rut, !identifiers.digits.isEmpty {
      throw node.failure("a check digit goes with the kind rut, not with '\(name)'")
    }
    return kind
  }

  func delimiter(_ node: SpecNode?) throws(SpecError) -> UInt8? {
    guard let node else { return nil }
    switch try node.text("delimiter") {
    case "auto": return nil
    case "tab", "\t": return UInt8(ascii: "\t")
    case ";": return UInt8(ascii: ";")
    case ",": return UInt8(ascii: ",")
    case "|": return UInt8(ascii: "|")
    case let other: throw node.failure("delimiter must be auto, ';', ',', tab or '|', not '\(other)'")
    }
  }

  func mark(_ node: SpecNode?) throws(SpecError) -> UInt8? {
    guard let node else { return nil }
    switch try node.text("decimal") {
    case "auto": return nil
    case ",": return UInt8(ascii: ",")
    case ".": return UInt8(ascii: ".")
    case let other: throw node.failure("decimal must be auto, ',' or '.', not '\(other)'")
    }
  }

  private mutating func readState(_ node: SpecNode) throws(SpecError) {
    let fields = try node.fields("state", ["name", "cut", "field", "values", "amount"])
    stateName = try fields["name"]?.text("name") ?? "tramo"
    let rules = ["cut", "field", "amount"].filter { fields[$0] != nil }
    guard rules.count == 1 else { throw node.failure("state needs exactly one of cut, field, amount") }
    if let cut = fields["cut"] {
      let parts = try cut.fields("cut", ["field", "at"])
      let field = try cut.required(parts, "field", in: "cut").text("field")
      var points: [Exact] = []
      for point in try cut.required(parts, "at", in: "cut").list("at") {
        let value = try point.number("a cut point")
        if let last = points.last, value <= last { throw point.failure("cut points must rise") }
        points.append(value)
      }
      guard !points.isEmpty else { throw cut.failure("cut needs at least one point") }
      stateRule = .cut(field: field, at: points)
      stateLabels = points.indices.map { String($0 + 1) }
    } else if let field = fields["field"] {
      let name = try field.text("field")
      guard let values = fields["values"] else {
        stateRule = .given(field: name)
        return
      }
      var translation: [String: String] = [:]
      var labels: [String] = []
      for (label, raw) in try values.pairs("values") {
        let state = try label.text("a state")
        labels.append(state)
        for item in try raw.listOrOne("the texts of a state") {
          let text = try item.text("a text")
          if let other = translation[text] {
            throw item.failure(
              other == state
                ? "'\(text)' stands twice"
                : "'\(text)' is the state '\(other)' already; each text is of one state")
          }
          translation[text] = state
        }
      }
      stateRule = .values(field: name, translation)
      stateLabels = labels
    } else if let rule = fields["amount"] {
      let parts = try rule.fields("amount", ["field", "values"])
      let field = try rule.required(parts, "field", in: "amount").text("field")
      var years: [Int: [Int64: String]] = [:]
      var labels: [String] = []
      for (year, amounts) in try rule.required(parts, "values", in: "amount").pairs("values") {
        var byAmount: [Int64: String] = [:]
        for (label, value) in try amounts.pairs("the amounts of a year") {
          let state = try label.text("a state")
          if !labels.contains(state) { labels.append(state) }
          byAmount[Int64(try value.integer("an amount"))] = state
        }
        for number in try periodNumbers(year, "a year") { years[number] = byAmount }
      }
      stateRule = .amount(field: field, years)
      stateLabels = labels
    }
  }

  mutating func readFields(_ node: SpecNode?) throws(SpecError) {
    guard let node else { return }
    for (key, value) in try node.pairs("fields") {
      let name = try key.text("a field")
      if value.isScalar {
        fields.append(FieldDefinition(name, type: try fieldType(value)))
        continue
      }
      let parts = try value.fields("the field '\(name)'", ["column", "type"])
      var headers: [String] = []
      for header in try parts["column"]?.listOrOne("column") ?? [] {
        headers.append(try header.text("a header"))
      }
      fields.append(
        FieldDefinition(
          name, headers: headers.isEmpty ? nil : headers,
          type: try fieldType(value.required(parts, "type", in: "the field '\(name)'"))))
    }
  }

  func fieldType(_ node: SpecNode) throws(SpecError) -> FieldType {
    let name = try node.text("the type of a field")
    guard let type = FieldType(rawValue: name) else {
      throw node.failure(
        "unknown type '\(name)'; the types are \(FieldType.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return type
  }

  /// The schema, once all sections are known. The identifier's own columns are not read a second time.
  func schema(_ node: SpecNode) throws(SpecError) -> RosterSchema {
    let types: [FieldType] =
      switch stateRule {
      case .cut: [.integer, .decimal]
      case .amount: [.integer]
      case .given, .values: [.text]
      case .present: []
      }
    if let name = stateRule.field { _ = try field(name, at: stateNode ?? node, types: types) }
    for (name, position) in zip(identities, identityNodes) { _ = try field(name, at: position, types: []) }
    if let amount, let amountNode { _ = try field(amount, at: amountNode, types: [.integer]) }
    let own = identifiers.all
    let needed = fields.filter { field in !field.headers.contains { own.contains($0.lowercased()) } }
    return RosterSchema(
      identifier: identifiers.numbers[0], digit: identifiers.digits.first, identifierKind: identifierKind,
      fields: needed, state: stateRule, stateOrder: stateLabels ?? [], amount: amount, duplicates: duplicates,
      identities: identities, dialect: dialect)
  }

  /// A declared field, of one of the given types (none given: any).
  func field(_ name: String, at node: SpecNode, types: [FieldType]) throws(SpecError) -> FieldDefinition {
    guard let found = fields.first(where: { $0.name == name }) else {
      let nearest = Suggestion.nearest(to: name, among: fields.map(\.name))
      throw node.failure(
        "no field '\(name)' under fields"
          + (nearest.isEmpty ? "" : "; did you mean \(nearest.map { "'\($0)'" }.joined(separator: ", "))?"))
    }
    let own = identifiers.all
    if found.headers.contains(where: { own.contains($0.lowercased()) }) {
      throw node.failure("the field '\(name)' is the identifier's column, which holds no category or number")
    }
    if !types.isEmpty, !types.contains(found.type) {
      throw node.failure(
        "the field '\(name)' must be \(types.map(\.rawValue).joined(separator: " or ")), it is \(found.type.rawValue)"
      )
    }
    return found
  }
}
