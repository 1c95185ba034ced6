// What a rule says of a person, in the strong three-valued logic of Kleene (1952, Introduction to Metamathematics, §64):
// where data are missing a rule is neither passed nor failed, and an alternative decides only where it can.

/// The verdict of a rule on a person, ordered: failed, unknown for lack of data, passed.
///
/// "All of" is the least of the verdicts and "any of" the greatest, so a person in the most vulnerable third passes "in the
/// third or user of the subsystem" also where nothing is known of the second.
public enum Verdict: UInt8, Sendable, Comparable, CaseIterable {
  case failed
  case unknown
  case passed

  public static func < (a: Verdict, b: Verdict) -> Bool { a.rawValue < b.rawValue }

  /// The verdict of the contrary rule.
  public var negated: Verdict {
    switch self {
    case .failed: .passed
    case .unknown: .unknown
    case .passed: .failed
    }
  }

  /// All rules passed; passed where there is none.
  public static func all(_ verdicts: some Sequence<Verdict>) -> Verdict { verdicts.min() ?? .passed }

  /// One rule passed at least; failed where there is none.
  public static func any(_ verdicts: some Sequence<Verdict>) -> Verdict { verdicts.max() ?? .failed }
}
