import Indicators
import Kernels
import Reports
import Rosters

/// A field of a register that a rule reads.
struct FieldReference: Sendable {
  /// Position among the registers.
  let register: Int
  let field: String
  let type: FieldType
}

/// What a rule asks of a person; the same few kinds for any programme.
indirect enum Condition: Sendable {
  /// A number in an interval.
  case window(FieldReference, Interval)
  /// A text among some, or a whole number among some.
  case member(FieldReference, texts: Set<String>, numbers: Set<Int64>)
  /// Completed years of age at a day of the year of the programme or of one before or after it.
  case age(FieldReference, yearOffset: Int, month: Int, day: Int, Interval)
  /// Being in a register in the year.
  case registered(Int)
  case any([Condition])
  case all([Condition])
  case not(Condition)
  /// The condition with another verdict where there are no data for it.
  case missing(Verdict, Condition)
}

/// A ranking within groups and what its positions give.
struct RankRule: Sendable {
  let field: FieldReference
  let within: [FieldReference]
  let order: GroupRanking.Order
  let ties: GroupRanking.Ties
  let counting: GroupRanking.Counting
  /// Positions of the rules that those who are ranked pass.
  let among: [Int]
  let tramos: RelativeTramos
  /// What the spec calls its parts, with their articles.
  let named: (value: String?, group: String?, selected: String?)
}

/// One wording of a rule, for all years or for some.
struct RuleVariant: Sendable {
  enum Body: Sendable {
    case condition(Condition)
    case rank(RankRule)
    /// Numbers in bands, each of which is a tramo.
    case bands(FieldReference, [Interval])
  }

  let years: ClosedRange<Int>?
  let title: String
  let body: Body
  /// The verdict where there are no data.
  let missing: Verdict
  /// Labels of the tramos that it gives; none where it gives none.
  let tramos: [String]
  let position: SpecPosition?
}

/// A rule of eligibility: one of an ordered list, all of which must be passed.
struct EligibilityRule: Sendable {
  /// Which part of the change in beneficiaries the rule belongs to.
  enum Factor: String, Sendable, CaseIterable {
    case population
    case vulnerability
    case performance
  }

  let id: String
  let factor: Factor
  var variants: [RuleVariant]

  /// Position of the wording that holds in a year.
  func variant(_ year: Int) -> Int {
    variants.firstIndex { $0.years?.contains(year) ?? true } ?? 0
  }

  var isAge: Bool {
    variants.contains {
      if case .condition(.age) = $0.body { true } else { false }
    }
  }

  var isRank: Bool {
    variants.contains { if case .rank = $0.body { true } else { false } }
  }
}

/// Who collects: the first of a list to whom the condition applies and for whom there is somebody.
struct PayeeRule: Sendable {
  let id: String
  let title: String
  let condition: Condition?
  /// The field that names the collector; nil for the person.
  let field: FieldReference?
}

/// A reason to leave, found where all of its clauses hold.
struct LeavingReason: Sendable {
  enum Clause: Sendable {
    /// On the data of the last year of the benefit.
    case previous(Condition)
    /// On the data of the year after.
    case now(Condition)
    /// One of these rules is failed in the year after.
    case fails([Int])
    /// One of these rules lacks data in the year after.
    case unknown([Int])
    case absent(Int)
    case present(Int)
    /// All rules are passed in the year after, or not.
    case entitled(Bool)
  }

  let id: String
  let title: Phrase
  let clauses: [Clause]
  /// The rule that names it, where it has no title of its own.
  var namedBy: Int?

  /// What it is called in a year in which the rule that names it has another wording; nil where that is its title.
  func title(_ year: Int, _ rules: [EligibilityRule]) -> Phrase? {
    guard let namedBy else { return nil }
    let worded = LeavingReason.title(rules[namedBy].variants[rules[namedBy].variant(year)])
    return worded == title ? nil : worded
  }

  /// That one rule is met no longer says more than an id.
  static func title(_ rule: RuleVariant) -> Phrase {
    Phrase("Dejó de cumplir: ", "No longer meets: ") + rule.title
  }
}
