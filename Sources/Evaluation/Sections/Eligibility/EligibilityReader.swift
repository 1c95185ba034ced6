import Columns
import Indicators
import Kernels
import Rosters

/// Reads conditions and rules of a spec against its registers; every refusal says line and column.
struct EligibilityReader {
  let registers: [EligibilityRegister]
  /// Position of the register of the people who are judged.
  let people: Int
  var rules: [EligibilityRule] = []

  static let kinds = ["window", "in", "not_in", "age", "registered", "unregistered", "any", "all", "not"]

  func register(_ node: SpecNode) throws(SpecError) -> Int {
    let name = try node.text("a register")
    guard let found = registers.firstIndex(where: { $0.name == name }) else {
      throw node.failure("no register '\(name)'" + hint(name, registers.map(\.name)))
    }
    return found
  }

  /// A field as `register.field`, or of the people's register as `field`.
  func field(_ node: SpecNode, _ types: [FieldType] = []) throws(SpecError) -> FieldReference {
    let text = try node.text("a field")
    var place = people
    var name = text
    if let point = text.firstIndex(of: ".") {
      let register = String(text[..<point])
      guard let found = registers.firstIndex(where: { $0.name == register }) else {
        throw node.failure("no register '\(register)'" + hint(register, registers.map(\.name)))
      }
      place = found
      name = String(text[text.index(after: point)...])
    }
    guard let found = registers[place].schema.fields.first(where: { $0.name == name }) else {
      throw node.failure(
        "no field '\(name)' in the register '\(registers[place].name)'"
          + hint(name, registers[place].schema.fields.map(\.name)))
    }
    guard types.isEmpty || types.contains(found.type) else {
      throw node.failure(
        "the field '\(name)' must be \(types.map(\.rawValue).joined(separator: " or ")), it is \(found.type.rawValue)"
      )
    }
    return FieldReference(register: place, field: name, type: found.type)
  }

  func rule(_ node: SpecNode) throws(SpecError) -> Int {
    let id = try node.text("a rule")
    guard let found = rules.firstIndex(where: { $0.id == id }) else {
      throw node.failure("no rule '\(id)' before this" + hint(id, rules.map(\.id)))
    }
    return found
  }

  private func hint(_ name: String, _ known: [String]) -> String {
    if known.isEmpty { return "; there are none" }
    let nearest = Suggestion.nearest(to: name, among: known)
    return nearest.isEmpty
      ? "; there are \(known.joined(separator: ", "))"
      : "; did you mean \(nearest.map { "'\($0)'" }.joined(separator: ", "))?"
  }

  /// A condition: a mapping of one kind, and what holds without data.
  func condition(_ node: SpecNode, depth: Int = 0) throws(SpecError) -> Condition {
    let fields = try node.fields("a condition", EligibilityReader.kinds + ["missing"])
    guard let found = try condition(of: fields, node, depth) else {
      throw node.failure("a condition is one of \(EligibilityReader.kinds.joined(separator: ", "))")
    }
    let verdict = try missing(fields["missing"])
    return verdict == .unknown ? found : .missing(verdict, found)
  }

  func missing(_ node: SpecNode?) throws(SpecError) -> Verdict {
    guard let node else { return .unknown }
    switch try node.text("missing") {
    case "unknown": return .unknown
    case "fails": return .failed
    case "passes": return .passed
    case let other: throw node.failure("missing must be unknown, fails or passes, not '\(other)'")
    }
  }

  /// The condition of a mapping that may have other keys as well; nil where it has none, an error where it has two.
  func condition(of fields: [String: SpecNode], _ node: SpecNode, _ depth: Int = 0) throws(SpecError)
    -> Condition?
  {
    let own = EligibilityReader.kinds.filter { fields[$0] != nil }
    guard own.count <= 1 else {
      throw node.failure(
        "a rule is of one kind, this has \(own.joined(separator: " and ")); write any or all")
    }
    guard let kind = own.first, let value = fields[kind] else { return nil }
    guard depth < 16 else { throw value.failure("conditions within conditions more than 16 deep") }
    switch kind {
    case "window":
      let parts = try value.fields("window", ["field", "range"])
      let field = try self.field(
        try value.required(parts, "field", in: "window"), [.integer, .decimal])
      return .window(
        field, try value.required(parts, "range", in: "window").interval())
    case "in": return try member(value)
    case "not_in": return .not(try member(value))
    case "age": return try age(value)
    case "registered": return .registered(try register(value))
    case "unregistered": return .not(.registered(try register(value)))
    case "not": return .not(try condition(value, depth: depth + 1))
    default:
      var all: [Condition] = []
      for item in try value.list(kind) { all.append(try condition(item, depth: depth + 1)) }
      guard !all.isEmpty else { throw value.failure("\(kind) names no condition") }
      return kind == "any" ? .any(all) : .all(all)
    }
  }

  private func member(_ node: SpecNode) throws(SpecError) -> Condition {
    let parts = try node.fields("in", ["field", "values"])
    let field = try self.field(try node.required(parts, "field", in: "in"), [.text, .integer])
    var texts: Set<String> = []
    var numbers: Set<Int64> = []
    let values = try node.required(parts, "values", in: "in")
    for value in try values.listOrOne("values") {
      if field.type == .integer { numbers.insert(Int64(try value.integer("a value"))) }
      texts.insert(try value.text("a value"))
    }
    guard !texts.isEmpty else { throw values.failure("values names none") }
    return .member(field, texts: texts, numbers: numbers)
  }

  private func age(_ node: SpecNode) throws(SpecError) -> Condition {
    let parts = try node.fields("age", ["field", "at", "year", "range"])
    let field = try self.field(try node.required(parts, "field", in: "age"), [.date])
    let offset = try parts["year"]?.integer("year") ?? 0
    if let given = parts["year"], !(-50...50).contains(offset) {
      throw given.failure("year is counted from the year of the programme: 0, or -1 for the year before")
    }
    let at = try node.required(parts, "at", in: "age")
    // A leap year, so that 29 February is a day.
    guard let date = CalendarDate(iso: "2000-" + (try at.text("at"))) else {
      throw at.failure("at is a day of the year as \"12-31\": month and day")
    }
    let range = try node.required(parts, "range", in: "age").interval()
    return .age(field, yearOffset: offset, month: date.parts.month, day: date.parts.day, range)
  }

  /// A ranking within groups.
  func rank(_ node: SpecNode) throws(SpecError) -> (rule: RankRule, tramos: [String]) {
    let parts = try node.fields(
      "rank",
      ["field", "within", "order", "ties", "size", "among", "sizes", "tramos", "up_to", "words"])
    let words = try parts["words"]?.fields("words", ["value", "group", "selected"]) ?? [:]
    let fieldNode = try node.required(parts, "field", in: "rank")
    let field = try self.field(fieldNode, [.integer, .decimal, .date])
    var within: [FieldReference] = []
    for item in try parts["within"]?.listOrOne("within") ?? [] {
      let group = try self.field(item)
      guard group.register == field.register else {
        throw item.failure(
          "people are ranked within groups of the register that has the value they are ranked by")
      }
      within.append(group)
    }
    var among: [Int] = []
    for item in try parts["among"]?.listOrOne("among") ?? [] { among.append(try rule(item)) }
    var labels: [String] = []
    var low = Exact.zero
    var cuts: [Exact] = []
    if let tramos = parts["tramos"] {
      guard parts["up_to"] == nil else { throw tramos.failure("a rank has tramos or up_to, not both") }
      let bands = try EligibilityBands(tramos, "tramos", scale: FixedDecimal.scale)
      labels = bands.labels
      low = bands.intervals[0].low
      for (index, pair) in try tramos.pairs("tramos").enumerated() {
        let interval = bands.intervals[index]
        guard interval.includesHigh,
          index == 0 ? interval.low.isZero || !interval.includesLow : !interval.includesLow
        else {
          throw pair.value.failure(
            "a tramo of relative positions is above its lower cut and up to its upper one inclusive: \"(0.15, 0.30]\""
          )
        }
        cuts.append(interval.high)
      }
    } else {
      cuts = [try node.required(parts, "up_to", in: "rank").number("up_to")]
    }
    let (sizes, sizesNode) = try sizeRules(parts["sizes"], labels)
    guard let tramos = RelativeTramos(from: low, cuts: cuts, sizeRules: sizes) else {
      throw (parts["tramos"] ?? parts["up_to"] ?? sizesNode ?? node).failure(
        "relative positions are cut between 0 and 1, with at most nine decimals")
    }
    let rule = RankRule(
      field: field, within: within,
      order: try parts["order"]?.choice("order", of: GroupRanking.Order.self) ?? .descending,
      ties: try parts["ties"]?.choice("ties", of: GroupRanking.Ties.self) ?? .lowest,
      counting: try parts["size"]?.choice("size", of: GroupRanking.Counting.self) ?? .ranked,
      among: among, tramos: tramos,
      named: (
        try words["value"]?.text("value"), try words["group"]?.text("group"),
        try words["selected"]?.text("selected")
      ))
    return (rule, labels)
  }

  /// Rules for groups of special sizes: who is paid, and in which tramo.
  private func sizeRules(_ node: SpecNode?, _ labels: [String]) throws(SpecError)
    -> ([RelativeTramos.SizeRule], SpecNode?)
  {
    var rules: [RelativeTramos.SizeRule] = []
    var spans: [(sizes: ClosedRange<Int>, node: SpecNode)] = []
    for item in try node?.list("sizes") ?? [] {
      let parts = try item.fields("a rule of sizes", ["range", "pays", "tramo"])
      let rangeNode = try item.required(parts, "range", in: "a rule of sizes")
      guard let stored = try rangeNode.interval().storedRange(scale: 1),
        stored.lowerBound >= 0
      else { throw rangeNode.failure("no size of a group is in this interval") }
      let range = Int(stored.lowerBound)...Int(stored.upperBound)
      if rules.contains(where: { $0.sizes.overlaps(range) }) {
        throw rangeNode.failure("this rule of sizes overlaps one before it")
      }
      spans.append((range, rangeNode))
      let pays = try item.required(parts, "pays", in: "a rule of sizes")
      switch try pays.text("pays") {
      case "nobody": rules.append(.init(sizes: range, best: nil))
      case "best":
        var best = 0
        if let tramo = parts["tramo"] {
          let label = try tramo.text("tramo")
          guard let found = labels.firstIndex(of: label) else {
            throw tramo.failure(
              "no tramo '\(label)'; "
                + (labels.isEmpty
                  ? "this rank has none (it is cut by up_to)" : "there are \(labels.joined(separator: ", "))")
            )
          }
          best = found
        } else if labels.count > 1 {
          throw item.failure("say in which tramo the best of such a group is: tramo: \(labels[0])")
        }
        rules.append(.init(sizes: range, best: best))
      case let other: throw pays.failure("pays must be best or nobody, not '\(other)'")
      }
    }
    // Sizes that no rule names go by the tramos: those above all rules, not some in between.
    let sorted = spans.sorted { $0.sizes.lowerBound < $1.sizes.lowerBound }
    for (before, after) in zip(sorted, sorted.dropFirst())
    where before.sizes.upperBound < after.sizes.lowerBound - 1 {
      throw after.node.failure(
        "there is a gap between the rules of sizes: none is of groups of \(before.sizes.upperBound + 1)")
    }
    return (rules, node)
  }

  /// One wording of a rule.
  func variant(_ fields: [String: SpecNode], _ node: SpecNode, id: String) throws(SpecError) -> RuleVariant {
    var years: ClosedRange<Int>?
    if let given = fields["years"] { years = try EligibilityReader.years(given) }
    let title = try fields["title"]?.text("title") ?? id
    let missing = try self.missing(fields["missing"])
    let own = (EligibilityReader.kinds + ["rank", "bands"]).filter { fields[$0] != nil }
    guard own.count == 1 else {
      throw node.failure(
        own.isEmpty
          ? "the rule '\(id)' has no kind: \((EligibilityReader.kinds + ["rank", "bands"]).joined(separator: ", "))"
          : "a rule is of one kind, '\(id)' has \(own.joined(separator: " and ")); write any or all, or two rules"
      )
    }
    let body: RuleVariant.Body
    var tramos: [String] = []
    if let rank = fields["rank"] {
      let (rule, labels) = try self.rank(rank)
      body = .rank(rule)
      tramos = labels
    } else if let bands = fields["bands"] {
      let parts = try bands.fields("bands", ["field", "tramos"])
      let field = try self.field(try bands.required(parts, "field", in: "bands"), [.integer, .decimal])
      let read = try EligibilityBands(
        try bands.required(parts, "tramos", in: "bands"), "tramos",
        scale: field.type == .integer ? 1 : FixedDecimal.scale)
      body = .bands(field, read.intervals)
      tramos = read.labels
    } else if let condition = try condition(of: fields, node) {
      body = .condition(condition)
    } else {
      throw node.failure("the rule '\(id)' has no kind")
    }
    return RuleVariant(
      years: years, title: title, body: body, missing: missing, tramos: tramos, position: node.position)
  }

  /// "2014..2016", "2017..", "..2016" or one year.
  static func years(_ node: SpecNode) throws(SpecError) -> ClosedRange<Int> {
    let text = try node.text("years")
    if let year = Int(text), (1900...2200).contains(year) { return year...year }
    if let dots = text.firstRange(of: "..") {
      let first = text[..<dots.lowerBound].filter { $0 != " " }
      let last = text[dots.upperBound...].filter { $0 != " " }
      let low = first.isEmpty ? 1900 : Int(first)
      let high = last.isEmpty ? 2200 : Int(last)
      if let low, let high, low <= high, (1900...2200).contains(low), (1900...2200).contains(high) {
        return low...high
      }
    }
    throw node.failure("years are written 2014..2016, 2017.., ..2016 or 2016")
  }
}
