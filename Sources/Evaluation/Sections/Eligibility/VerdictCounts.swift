import Indicators
import Reports

/// The people of a year by the verdicts of the rules, as disclosure control is told of them.
///
/// Rules, funnel, profiles and those entitled all count the same people: each number is the sum of some profiles, and is told as these, so
/// that what is hidden in one table does not follow from another.
struct VerdictCounts {
  private let universe: String
  private let profiles: [(verdicts: [Verdict], people: Int)]
  private let people: Int
  private let entitled: Int

  init(_ year: EligibilityYearResult) {
    universe = "elegibilidad-perfiles-\(year.year)"
    profiles = year.profiles
    people = year.people
    entitled = year.tramos.reduce(0, +)
  }

  /// Everybody in the register.
  var all: ReportTable.Count { .init(key: CountKey(universe: universe, filters: [:]), value: people) }

  /// Those whose verdicts are of a kind. O(profiles).
  func count(_ isOf: ([Verdict]) -> Bool) -> ReportTable.Count {
    let own = profiles.filter { isOf($0.verdicts) }
    if own.count == profiles.count { return all }
    return .init(
      key: CountKey(
        universe: universe, filters: ["perfil": Set(own.map { VerdictCounts.name($0.verdicts) })]),
      value: own.reduce(0) { $0 + $1.people })
  }

  /// So many of those who pass every rule, all of them or a group.
  func entitled(_ value: Int, _ group: [String: String] = [:]) -> ReportTable.Count {
    let passing = count { $0.allSatisfy { $0 == .passed } }
    var filters = passing.key.filters
    // Who passes every rule and is in no tramo is not entitled.
    if passing.value != entitled { filters["derecho"] = ["si"] }
    for (name, member) in group { filters[name] = [member] }
    return .init(key: CountKey(universe: universe, filters: filters), value: value)
  }

  /// A mark a rule: 1 passed, 0 failed, x unknown.
  static func name(_ verdicts: [Verdict]) -> String {
    verdicts.map { $0 == .passed ? "1" : $0 == .failed ? "0" : "x" }.joined()
  }

  /// Those who pass more of the first rules come first, what is unknown last.
  static func precedes(_ a: String, _ b: String) -> Bool {
    func order(_ mark: Character) -> Int { mark == "1" ? 0 : mark == "0" ? 1 : 2 }
    return a.lazy.map(order).lexicographicallyPrecedes(b.lazy.map(order))
  }
}
