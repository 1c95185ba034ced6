import Columns
import Kernels
import Rosters

extension SpecReader {
  mutating func readDimensions(_ node: SpecNode?) throws(SpecError) {
    guard let node else { return }
    for (key, value) in try node.pairs("dimensions") {
      let name = try key.text("a dimension")
      if name == periodName || name == stateName {
        throw key.failure("'\(name)' is the name of the \(name == stateName ? "state" : periods.word)")
      }
      dimensions.append(try dimension(name, value))
    }
  }

  private func dimension(_ name: String, _ node: SpecNode) throws(SpecError) -> CategoryDimension {
    let fields = try node.fields(
      "the dimension '\(name)'", ["field", "values", "bands", "labels", "of", "groups", "cohort_of", "first"])
    var labels: [String: String] = [:]
    for (member, text) in try fields["labels"]?.pairs("labels") ?? [] {
      labels[try member.text("a member")] = try text.text("a label")
    }
    if let cohort = fields["cohort_of"] {
      let other = try self.other(cohort)
      let first = try node.required(fields, "first", in: "the dimension '\(name)'").integer("first")
      return CategoryDimension(name, members: [], labels: labels, rule: .cohort(of: other.name, first: first))
    }
    if let of = fields["of"] { return try grouped(name, node, of, fields, labels) }
    let field = try node.required(fields, "field", in: "the dimension '\(name)'")
    let fieldName = try field.text("field")
    if let values = fields["values"] {
      _ = try self.field(fieldName, at: field, types: [.text, .integer])
      var members: [String] = []
      var translation: [String: Int] = [:]
      for (member, raw) in try values.pairs("values") {
        for item in try raw.listOrOne("the texts of a member") {
          let text = try item.text("a text")
          if let other = translation[text] {
            throw item.failure(
              other == members.count
                ? "'\(text)' stands twice"
                : "'\(text)' is in '\(members[other])' already; each text is of one member")
          }
          translation[text] = members.count
        }
        members.append(try member.text("a member"))
      }
      return CategoryDimension(
        name, members: members, labels: labels, rule: .values(field: fieldName, translation))
    }
    if let bands = fields["bands"] {
      let type = try self.field(fieldName, at: field, types: [.integer, .decimal]).type
      let scale = type == .decimal ? FixedDecimal.scale : 1
      var members: [String] = []
      var intervals: [Interval] = []
      for (member, range) in try bands.pairs("bands") {
        let interval = try range.interval()
        let own = interval.storedRange(scale: scale)
        if let other = intervals.firstIndex(where: { $0.overlaps(own, scale: scale) }) {
          throw range.failure(
            "\(try range.text("an interval")) overlaps the band '\(members[other])'; each value is of one band"
          )
        }
        members.append(try member.text("a member"))
        intervals.append(interval)
      }
      return CategoryDimension(
        name, members: members, labels: labels, rule: .bands(field: fieldName, intervals))
    }
    throw node.failure("the dimension '\(name)' needs values, bands, groups or cohort_of")
  }

  /// The dimension of which another is made, which stands before it.
  private func other(_ node: SpecNode) throws(SpecError) -> CategoryDimension {
    let name = try node.text("the name of a dimension")
    guard let found = dimensions.first(where: { $0.name == name }), !found.isPersonLevel else {
      throw node.failure("no dimension '\(name)' before this one")
    }
    return found
  }

  private func grouped(
    _ name: String, _ node: SpecNode, _ of: SpecNode, _ fields: [String: SpecNode], _ labels: [String: String]
  ) throws(SpecError) -> CategoryDimension {
    let other = try self.other(of)
    var members: [String] = []
    var groups: [Int: Int] = [:]
    for (member, list) in try node.required(fields, "groups", in: "the dimension '\(name)'").pairs("groups") {
      for item in try list.listOrOne("the members of a group") {
        let text = try item.text("a member")
        guard let position = other.members.firstIndex(of: text) else {
          throw item.failure("'\(text)' is no member of '\(other.name)'")
        }
        if let given = groups[position], given != members.count {
          throw item.failure("'\(text)' is in the group '\(members[given])' already")
        }
        groups[position] = members.count
      }
      members.append(try member.text("a group"))
    }
    return CategoryDimension(name, members: members, labels: labels, rule: .groups(of: other.name, groups))
  }

  mutating func readPaths(_ node: SpecNode?) throws(SpecError) {
    guard let node else { return }
    for (key, value) in try node.pairs("paths") {
      let name = try key.text("a path")
      let parts = try value.fields("the path '\(name)'", ["field", "rule"])
      let field = try value.required(parts, "field", in: "the path '\(name)'")
      _ = try self.field(try field.text("field"), at: field, types: [.integer, .decimal, .date])
      let ruleNode = try value.required(parts, "rule", in: "the path '\(name)'")
      let text = try ruleNode.text("rule")
      guard let rule = PathRuleText(rawValue: text) else {
        throw ruleNode.failure(
          "unknown rule '\(text)'; the rules are \(PathRuleText.allCases.map(\.rawValue).joined(separator: ", "))"
        )
      }
      paths[name] = (try field.text("field"), rule)
    }
  }

  mutating func readDeflator(_ node: SpecNode?) throws(SpecError) {
    guard let node else { return }
    let fields = try node.fields("deflator", ["base_year", "factors"])
    var factors: [Int: Exact] = [:]
    for (year, factor) in try node.required(fields, "factors", in: "deflator").pairs("factors") {
      let value = try factor.number("a factor")
      guard value > .zero else { throw factor.failure("a factor is above zero, not \(value)") }
      for number in try periodNumbers(year, "a year") { factors[number] = value }
    }
    deflator = (try node.required(fields, "base_year", in: "deflator").integer("base_year"), factors)
  }

  mutating func readInputs(_ node: SpecNode?) throws(SpecError) {
    guard let node else { return }
    for (key, value) in try node.pairs("inputs") {
      let name = try key.text("an input")
      let fields = try value.fields("the input '\(name)'", ["keys", "unit", "values"])
      var keys: [String] = []
      for item in try fields["keys"]?.list("keys") ?? [] {
        let key = try item.text("a key")
        if keys.contains(key) { throw item.failure("the key '\(key)' is named twice") }
        keys.append(key)
      }
      var values: [[String]: Exact] = [:]
      let unit = try fields["unit"]?.text("unit") ?? ""
      try collect(
        try value.required(fields, "values", in: "the input '\(name)'"), names: keys[...], prefix: [],
        unit: FormulaUnit(unit), into: &values)
      inputs[name] = .init(keys: keys, unit: unit, values: values)
    }
  }

  private func collect(
    _ node: SpecNode, names: ArraySlice<String>, prefix: [String], unit: FormulaUnit,
    into values: inout [[String]: Exact]
  ) throws(SpecError) {
    guard let name = names.first else {
      values[prefix] = try node.quantity("the value of an input", in: unit)
      return
    }
    for (key, value) in try node.pairs("the values of an input") {
      // A period by its number; a year stands for all of its periods.
      let own =
        name == periodName && !periods.areYears
        ? try periodNumbers(key, "a period").map(String.init) : [try key.text("a key")]
      for text in own {
        try collect(value, names: names.dropFirst(), prefix: prefix + [text], unit: unit, into: &values)
      }
    }
  }

  mutating func readDefinitions(_ node: SpecNode?) throws(SpecError) {
    guard let node else { return }
    for (key, value) in try node.pairs("definitions") {
      let head = try key.text("a definition")
      let parsed = try ExpressionParser.parse(head, path: path, at: key.textPosition)
      let body = try ExpressionParser.parse(try value.text("a formula"), path: path, at: value.textPosition)
      if let name = parsed.headName, definitions[name] != nil {
        throw key.failure("the definition '\(name)' is given twice")
      }
      switch parsed {
      case .name(let name, _): definitions[name] = .init(parameters: [], body: body, position: key.position)
      case .call(let name, let arguments, _):
        var parameters: [String] = []
        for argument in arguments {
          guard argument.name == nil, case .name(let parameter, _) = argument.value else {
            throw key.failure("a definition is written name(parameter, parameter): formula")
          }
          guard !parameters.contains(parameter) else {
            throw key.failure("the parameter '\(parameter)' stands twice")
          }
          parameters.append(parameter)
        }
        definitions[name] = .init(parameters: parameters, body: body, position: key.position)
      default: throw key.failure("a definition is written name(parameter, parameter): formula")
      }
    }
  }

  mutating func readDisclosure(_ node: SpecNode?) throws(SpecError) {
    guard let node else { return }
    let fields = try node.fields("disclosure", ["threshold", "reason"])
    if let threshold = fields["threshold"] {
      disclosure.threshold = try threshold.integer("threshold")
      if disclosure.threshold < 0 { throw threshold.failure("threshold must not be negative") }
    }
    disclosure.reason = try fields["reason"]?.text("reason") ?? ""
    if disclosure.reason.allSatisfy(\.isWhitespace) { disclosure.reason = "" }
    if disclosure.threshold != EvaluationSpec.Disclosure().threshold, disclosure.reason.isEmpty {
      throw node.failure("another threshold than \(EvaluationSpec.Disclosure().threshold) needs a reason")
    }
  }
}
