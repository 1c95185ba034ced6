import Columns
public import Contracts
import Kernels
import TableFiles

/// A contract and where its parts are written.
public struct ContractFile {
  public let contract: Contract
  private let reader: ContractReader

  /// Reads a contract from its YAML file. Throws `TableFileError` where the file cannot be read, `SpecError` where it is wrong:
  /// the rules of `ContractError` with the line of the part that breaks them.
  public init(path: String) throws {
    let bytes = try FileBytes.read(path, limit: 16 << 20)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw TableFileError.unreadable(
        path: path, reason: "a contract is written in UTF-8, this is not; save it so")
    }
    try self.init(text: text, path: path)
  }

  /// Reads a contract from its YAML text.
  public init(text: String, path: String) throws(SpecError) {
    var reader = ContractReader(document: try SpecNode.document(text, path: path))
    contract = try reader.contract()
    self.reader = reader
  }

  /// An error of settling the contract, with the line of the part that it is about.
  public func located(_ error: ContractError) -> SpecError {
    (reader.place(of: error) ?? reader.document).failure(error.description)
  }
}

extension Contract {
  /// Reads a contract from its YAML file, as `ContractFile` does.
  public init(path: String) throws { self = try ContractFile(path: path).contract }

  /// Reads a contract from its YAML text.
  public init(text: String, path: String) throws(SpecError) {
    self = try ContractFile(text: text, path: path).contract
  }
}

/// Reads the sections of a contract and remembers where each part stands.
struct ContractReader {
  let document: SpecNode
  var nodes: [ContractError.Subject: SpecNode] = [:]
  /// The values of each part by key.
  var values: [ContractError.Subject: [String: SpecNode]] = [:]

  init(document: SpecNode) { self.document = document }

  mutating func contract() throws(SpecError) -> Contract {
    if !document.holds("contract"), ["evaluation", "rosters", "tables"].contains(where: document.holds) {
      throw document.failure(
        "this is the spec of an evaluation, not an outcome contract; read it with trayectoria evaluate")
    }
    let top = try document.fields(
      "the contract",
      [
        "contract", "parties", "outcomes", "milestones", "tariffs", "investments", "waterfall",
        "measurements", "certifications",
      ])
    let heading = try document.required(top, "contract", in: "the contract")
    nodes[.contract] = heading
    let fields = try heading.fields("contract", ["id", "title", "budget", "notes"])
    values[.contract] = fields
    let (parties, shares) = try self.parties(try document.required(top, "parties", in: "the contract"))
    let budget = try heading.required(fields, "budget", in: "contract").pesos("budget")
    let outcomes = try self.outcomes(try document.required(top, "outcomes", in: "the contract"))
    let milestones = try self.milestones(try document.required(top, "milestones", in: "the contract"))
    let tariffs = try self.tariffs(
      try document.required(top, "tariffs", in: "the contract"), budget: budget)
    let investments = try self.investments(top["investments"])
    let waterfall = try self.waterfall(top["waterfall"])
    let measurements = try self.measurements(top["measurements"])
    let certifications = try self.certifications(top["certifications"])
    let id = try heading.required(fields, "id", in: "contract").text("id")
    let title = try fields["title"]?.text("title") ?? ""
    do throws(ContractError) {
      return try Contract(
        id: id, title: title, budget: budget, parties: parties, payerShares: shares,
        outcomes: outcomes, milestones: milestones, tariffs: tariffs, investments: investments,
        waterfall: waterfall, measurements: measurements, certifications: certifications)
    } catch {
      // Of shares that do not add up, the line is that of the last of them.
      let node: SpecNode? =
        switch error.rule {
        case .sharesDoNotAddUp where error.subject == .contract:
          parties.lastIndex { $0.role == .payer }.flatMap { nodes[.party($0)] }
        default: place(of: error)
        }
      throw (node ?? document).failure(error.description)
    }
  }

  private mutating func parties(
    _ node: SpecNode
  ) throws(SpecError) -> ([Party], [(payer: String, share: Exact)]) {
    var parties: [Party] = []
    var shares: [(payer: String, share: Exact)] = []
    for (index, item) in try node.list("parties").enumerated() {
      nodes[.party(index)] = item
      let fields = try item.fields("a party", ["id", "name", "role", "public", "share"])
      values[.party(index)] = fields
      let id = try item.required(fields, "id", in: "a party").text("id")
      let role = try item.required(fields, "role", in: "a party").choice("role", of: Party.Role.self)
      parties.append(
        Party(
          id: id, name: try fields["name"]?.text("name") ?? id, role: role,
          isPublic: try fields["public"]?.flag("public") ?? false))
      if let share = fields["share"] {
        guard role == .payer else {
          throw share.failure("a share goes with a payer, not with \(role.rawValue)")
        }
        let part = try share.number("share")
        guard part >= .zero, part <= .one else {
          throw share.failure(ContractError(.contract, .shareOutOfRange(part)).description)
        }
        shares.append((id, part))
      }
    }
    // A payer alone bears everything.
    let payers = parties.filter { $0.role == .payer }
    if shares.isEmpty, payers.count == 1 { shares = [(payers[0].id, .one)] }
    return (parties, shares)
  }

  private mutating func outcomes(_ node: SpecNode) throws(SpecError) -> [Outcome] {
    var outcomes: [Outcome] = []
    for (index, item) in try node.list("outcomes").enumerated() {
      nodes[.outcome(index)] = item
      let fields = try item.fields(
        "an outcome",
        ["id", "title", "type", "unit", "direction", "baseline", "target", "best", "measurement"])
      values[.outcome(index)] = fields
      outcomes.append(
        Outcome(
          id: try item.required(fields, "id", in: "an outcome").text("id"),
          title: try fields["title"]?.text("title") ?? "",
          kind: try fields["type"]?.choice("type", of: Outcome.Kind.self) ?? .other,
          unit: try fields["unit"]?.choice("unit", of: Outcome.Unit.self) ?? .share,
          direction: try item.required(fields, "direction", in: "an outcome")
            .choice("direction", of: Outcome.Direction.self),
          baseline: try item.required(fields, "baseline", in: "an outcome").number("baseline"),
          target: try item.required(fields, "target", in: "an outcome").number("target"),
          best: try fields["best"]?.number("best")))
    }
    return outcomes
  }

  private mutating func milestones(_ node: SpecNode) throws(SpecError) -> [Milestone] {
    var milestones: [Milestone] = []
    for (index, item) in try node.list("milestones").enumerated() {
      nodes[.milestone(index)] = item
      let fields = try item.fields("a milestone", ["id", "title", "measured", "payment"])
      values[.milestone(index)] = fields
      let measured = try item.required(fields, "measured", in: "a milestone").date("measured")
      milestones.append(
        Milestone(
          id: try item.required(fields, "id", in: "a milestone").text("id"),
          title: try fields["title"]?.text("title") ?? "", measured: measured,
          payment: try fields["payment"]?.date("payment") ?? measured))
    }
    return milestones
  }

  private mutating func investments(_ node: SpecNode?) throws(SpecError) -> [Investment] {
    var investments: [Investment] = []
    for (index, item) in (try node?.list("investments") ?? []).enumerated() {
      nodes[.investment(index)] = item
      let fields = try item.fields("an investment", ["investor", "provider", "amount", "date"])
      values[.investment(index)] = fields
      investments.append(
        Investment(
          investor: try item.required(fields, "investor", in: "an investment").text("investor"),
          provider: try item.required(fields, "provider", in: "an investment").text("provider"),
          amount: try item.required(fields, "amount", in: "an investment").pesos("amount"),
          date: try item.required(fields, "date", in: "an investment").date("date")))
    }
    return investments
  }

  private mutating func waterfall(_ node: SpecNode?) throws(SpecError) -> [WaterfallTier] {
    var tiers: [WaterfallTier] = []
    for (index, item) in (try node?.list("waterfall") ?? []).enumerated() {
      nodes[.tier(index)] = item
      let fields = try item.fields("a tier", ["pay", "rate", "basis", "to"])
      values[.tier(index)] = fields
      let pay = try item.required(fields, "pay", in: "a tier")
      let what = try pay.text("pay")
      func only(_ keys: [String]) throws(SpecError) {
        for key in ["rate", "basis", "to"] where !keys.contains(key) {
          if let extra = fields[key] { throw extra.failure("'\(key)' does not go with the tier '\(what)'") }
        }
      }
      switch what {
      case "capital":
        try only([])
        tiers.append(.capital)
      case "return":
        try only(["rate", "basis"])
        let rate = try item.required(fields, "rate", in: "the tier 'return'").number("rate")
        switch try fields["basis"]?.text("basis") ?? "capital" {
        case "capital": tiers.append(.totalReturn(rate))
        case "annual": tiers.append(.annualReturn(rate))
        case let other:
          throw (fields["basis"] ?? item).failure("basis must be capital or annual, not '\(other)'")
        }
      case "surplus":
        try only(["to"])
        var parts: [(party: String, share: Exact)] = []
        let to = try item.required(fields, "to", in: "the tier 'surplus'")
        if to.isScalar {
          parts = [(try to.text("to"), .one)]
        } else {
          for (key, value) in try to.pairs("to") {
            parts.append((try key.text("a party"), try value.number("a share")))
          }
        }
        tiers.append(.surplus(parts))
      default: throw pay.failure("pay must be capital, return or surplus, not '\(what)'")
      }
    }
    return tiers
  }

  private mutating func measurements(_ node: SpecNode?) throws(SpecError) -> [Measurement] {
    var measurements: [Measurement] = []
    for (index, item) in (try node?.list("measurements") ?? []).enumerated() {
      nodes[.measurement(index)] = item
      let fields = try item.fields(
        "a measurement",
        ["milestone", "outcome", "provider", "value", "cases", "persons", "reached", "standard_error"])
      values[.measurement(index)] = fields
      let persons = try fields["persons"]?.pesos("persons")
      let value: Exact
      switch (fields["value"], fields["cases"]) {
      case (let given?, nil): value = try given.number("value")
      case (nil, let cases?):
        guard let persons, persons > 0 else { throw cases.failure("cases needs persons, those measured") }
        let count = try cases.pesos("cases")
        guard count <= persons else { throw cases.failure("\(count) cases of \(persons) persons") }
        value = Exact(count, over: persons)
      default: throw item.failure("a measurement needs exactly one of value and cases")
      }
      measurements.append(
        Measurement(
          milestone: try item.required(fields, "milestone", in: "a measurement").text("milestone"),
          outcome: try item.required(fields, "outcome", in: "a measurement").text("outcome"),
          provider: try item.required(fields, "provider", in: "a measurement").text("provider"),
          value: value, persons: persons, reached: try fields["reached"]?.pesos("reached"),
          standardError: try fields["standard_error"]?.number("standard_error")))
    }
    return measurements
  }

  private mutating func certifications(_ node: SpecNode?) throws(SpecError) -> [Certification] {
    var certifications: [Certification] = []
    for (index, item) in (try node?.list("certifications") ?? []).enumerated() {
      nodes[.certification(index)] = item
      let fields = try item.fields(
        "a certification", ["milestone", "outcome", "provider", "by", "date", "evidence"])
      values[.certification(index)] = fields
      certifications.append(
        Certification(
          milestone: try item.required(fields, "milestone", in: "a certification").text("milestone"),
          outcome: try fields["outcome"]?.text("outcome"), provider: try fields["provider"]?.text("provider"),
          evaluator: try item.required(fields, "by", in: "a certification").text("by"),
          date: try item.required(fields, "date", in: "a certification").date("date"),
          evidence: try item.required(fields, "evidence", in: "a certification").text("evidence")))
    }
    return certifications
  }
}
