import Indicators
import Reports

/// The people of a year of eligibility, in kinds that no table divides: those who fail by their verdicts, those entitled by tramo and by
/// whether they were paid, and those paid without a right by the reason.
struct EligibilityPopulation {
  private struct Kind {
    var profile: String?
    var tramo: Int?
    var isPaid: Bool?
    var reason: String?
    let people: Int
  }

  private let section: EligibilitySection
  private let year: Int
  private let kinds: [Kind]

  init(_ section: EligibilitySection, _ result: EligibilityYearResult) {
    self.section = section
    year = result.year
    var kinds: [Kind] = []
    for (verdicts, people) in result.profiles where verdicts.contains(where: { $0 != .passed }) {
      kinds.append(Kind(profile: VerdictCounts.name(verdicts), people: people))
    }
    let passing = result.profiles.first { $0.verdicts.allSatisfy { $0 == .passed } }
    let profile = passing.map { VerdictCounts.name($0.verdicts) }
    for (tramo, people) in result.tramos.enumerated() {
      guard let delivery = result.delivery else {
        kinds.append(Kind(profile: profile, tramo: tramo, people: people))
        continue
      }
      let unpaid = delivery.exclusion[tramo]
      kinds.append(Kind(profile: profile, tramo: tramo, isPaid: false, people: unpaid))
      kinds.append(Kind(profile: profile, tramo: tramo, isPaid: true, people: people - unpaid))
    }
    kinds.append(Kind(profile: profile, people: (passing?.people ?? 0) - result.tramos.reduce(0, +)))
    for (rule, people) in (result.delivery?.inclusion ?? []).enumerated() {
      kinds.append(Kind(isPaid: true, reason: EligibilityPopulation.reason(rule, section), people: people))
    }
    self.kinds = kinds.filter { $0.people > 0 }
  }

  /// The rule that those paid without a right do not pass.
  static func reason(_ rule: Int, _ section: EligibilitySection) -> String {
    rule < section.rules.count ? section.rules[rule].id : "fuera_de_nomina"
  }

  /// Universe of an amount of money of a year.
  static func amount(_ what: String, _ year: Int) -> String { "elegibilidad-monto-\(what)-\(year)" }

  /// With those of the counts that are of these people.
  func population(_ keys: [CountKey]) -> DisclosurePopulation {
    DisclosurePopulation(sizes: kinds.map(\.people), measures: keys.compactMap(measure))
  }

  private func measure(_ key: CountKey) -> DisclosurePopulation.Measure? {
    let kinds = kinds
    let filters = key.filters
    let pesos = section.amounts?[year]
    func isIn(_ name: String, _ member: String?) -> Bool { filters[name]?.contains(member ?? "") ?? true }
    let times: [Int]
    var yields = false
    switch key.universe {
    case "elegibilidad-perfiles-\(year)":
      times = kinds.map { kind in
        kind.profile != nil && isIn("perfil", kind.profile)
          && isIn("derecho", kind.tramo == nil ? "no" : "si")
          && isIn("tramo", kind.tramo.map { section.tramos[$0] })
          && isIn("pago", kind.isPaid.map { $0 ? "si" : "no" }) ? 1 : 0
      }
    case "elegibilidad-pagados-\(year)":
      times = kinds.map { kind in
        kind.isPaid == true && isIn("derecho", kind.tramo == nil ? "no" : "si") && isIn("motivo", kind.reason)
          ? 1 : 0
      }
    case "elegibilidad-entrega-\(year)" where filters.isEmpty:
      times = kinds.map { $0.isPaid == true && $0.tramo != nil ? 1 : 0 }
    case EligibilityPopulation.amount("derecho", year):
      yields = true
      times = kinds.map { kind in kind.tramo.flatMap { pesos?[$0] } ?? 0 }
    case EligibilityPopulation.amount("pagado", year):
      yields = true
      // As if the reader knew what those without a right were paid.
      times = kinds.map { kind in kind.isPaid == true ? kind.tramo.flatMap { pesos?[$0] } ?? 0 : 0 }
    default: return nil
    }
    return DisclosurePopulation.Measure(key, yields: yields) { times[$0] }
  }
}
