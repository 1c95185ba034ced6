import Kernels
import Rosters

/// The section `sequences` of a spec: which tables of the panel's sequences of states are wanted, and how types are found.
struct SequenceSection: Sendable {
  /// Tables of sequences; the raw value is what the spec writes.
  enum Kind: String, Sendable, CaseIterable {
    case spells = "rachas"
    case gaps = "interrupciones"
    case churn = "rotacion"
    case cohorts = "cohortes"
    case indices
    case entropy = "entropia"
    case frequent = "frecuentes"
    case types = "tipologia"

    var id: String { "secuencias-\(rawValue)" }
  }

  /// What turning one sequence into another costs.
  enum Costs: String, Sendable, CaseIterable {
    /// 2 for every substitution.
    case constant = "constantes"
    /// 2 − p(b|a) − p(a|b), from the panel's own transitions.
    case transitions = "transiciones"
  }

  let chapter: String
  let source: String
  let kinds: [Kind]
  /// Dimensions of persons by which indices are told apart, besides all.
  let strata: [String]
  let groups: Int
  let costs: Costs
  let insertion: Exact
  /// Sequences among which medoids are looked for, the most frequent ones.
  let searched: Int
  /// Most frequent sequences that are shown.
  let shown: Int

  var tableIDs: [String] { kinds.map(\.id) }
}

extension SpecReader {
  /// The section `sequences`; nil without one.
  func sequences(_ node: SpecNode?) throws(SpecError) -> SequenceSection? {
    guard let node else { return nil }
    guard !files.isEmpty else { throw node.failure("sequences are of a panel, and the spec has no rosters") }
    let fields = try node.fields(
      "sequences", ["chapter", "source", "tables", "by", "typology", "most_frequent"])
    let chapter = try self.chapter(fields)
    var kinds: [SequenceSection.Kind] = []
    for item in try fields["tables"]?.list("tables") ?? [] {
      let kind = try item.choice("a table of sequences", of: SequenceSection.Kind.self)
      guard !kinds.contains(kind) else { throw item.failure("the table '\(kind.rawValue)' is given twice") }
      kinds.append(kind)
    }
    var strata: [String] = []
    for item in try fields["by"]?.listOrOne("by") ?? [] {
      let name = try item.text("a dimension")
      let known = dimensions.map(\.name) + paths.keys.sorted()
      guard known.contains(name) else {
        let nearest = Suggestion.nearest(to: name, among: known)
        throw item.failure(
          "no dimension '\(name)'"
            + (nearest.isEmpty ? "" : "; did you mean \(nearest.map { "'\($0)'" }.joined(separator: ", "))?"))
      }
      guard !strata.contains(name) else { throw item.failure("the dimension '\(name)' is given twice") }
      strata.append(name)
    }
    let typology =
      try fields["typology"]?.fields("typology", ["groups", "costs", "insertion", "among"]) ?? [:]
    let groups = try whole(typology["groups"], "groups", in: 2...20) ?? 4
    let searched = try whole(typology["among"], "among", in: 2...1500) ?? 500
    if searched < groups, let given = typology["among"] {
      throw given.failure("\(groups) types are not found among \(searched) sequences")
    }
    var insertion = Exact.one
    if let given = typology["insertion"] {
      insertion = try given.number("insertion")
      guard insertion > .zero, insertion <= Exact(1000) else {
        throw given.failure("the cost of an insertion lies above 0 and up to 1000, not \(insertion)")
      }
    }
    return SequenceSection(
      chapter: chapter, source: try fields["source"]?.text("source") ?? "",
      kinds: kinds.isEmpty ? SequenceSection.Kind.allCases : kinds, strata: strata, groups: groups,
      costs: try typology["costs"]?.choice("costs", of: SequenceSection.Costs.self) ?? .transitions,
      insertion: insertion, searched: searched,
      shown: try whole(fields["most_frequent"], "most_frequent", in: 1...200) ?? 10)
  }

  private func whole(_ node: SpecNode?, _ what: String, in range: ClosedRange<Int>) throws(SpecError) -> Int?
  {
    guard let node else { return nil }
    let value = try node.integer(what)
    guard range.contains(value) else {
      throw node.failure("\(what) goes from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }
}
