import Indicators
import Reports

/// The people of a year of eligibility, in kinds that no table divides: by verdicts, tramo, payment, payee and band of the registry.
struct EligibilityPopulation {
  private struct Kind {
    var profile: String?
    var tramo: Int?
    let isPaid: Bool
    /// Of those paid without a right.
    var reason: String?
    let payee: String?
    let band: String?
    let score: String?
    let people: Int
  }

  private let section: EligibilitySection
  private let year: Int
  private let kinds: [Kind]

  init(_ section: EligibilitySection, _ result: EligibilityYearResult) {
    self.section = section
    year = result.year
    func order(_ kind: EligibilityKind) -> (UInt64, UInt64) {
      let labels = [kind.tramo, kind.isPaid ? 1 : 0, kind.payee, kind.band, kind.score]
      return (kind.pattern ?? .max, labels.reduce(0) { $0 << 8 | UInt64($1) })
    }
    kinds = result.kinds.people.sorted { order($0.key) < order($1.key) }.map { kind, people in
      let verdicts = kind.pattern.map { EligibilityKind.verdicts($0, rules: section.rules.count) }
      let isEntitled = kind.tramo != EligibilityKind.none
      var reason: String?
      if kind.isPaid, !isEntitled {
        let rule = verdicts?.firstIndex { $0 != .passed } ?? section.rules.count
        reason = EligibilityPopulation.reason(rule, section)
      }
      return Kind(
        profile: verdicts.map(VerdictCounts.name), tramo: isEntitled ? Int(kind.tramo) : nil,
        isPaid: kind.isPaid, reason: reason,
        payee: EligibilityPopulation.label(kind.payee, EligibilityPopulation.payees(section)),
        band: EligibilityPopulation.label(kind.band, EligibilityPopulation.bands(section)),
        score: EligibilityPopulation.label(kind.score, EligibilityPopulation.scores(section)), people: people)
    }
  }

  /// Payees in their order, the last for those without one.
  static func payees(_ section: EligibilitySection) -> [String] {
    section.payees.map(\.id) + ["sin_receptor"]
  }

  /// Bands of the registry, the last for those in none.
  static func bands(_ section: EligibilitySection) -> [String] {
    (section.registry?.labels ?? []) + ["sin_calificacion"]
  }

  static func scores(_ section: EligibilitySection) -> [String] {
    (section.registry?.scoreLabels ?? []) + ["sin_puntaje"]
  }

  private static func label(_ place: UInt8, _ labels: [String]) -> String? {
    place == EligibilityKind.none ? nil : labels[Int(place)]
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
    let pesos = section.amounts?[year]
    let times: [Int]
    var yields = false
    switch key.universe {
    case "elegibilidad-perfiles-\(year)": times = people(key) { $0.profile != nil }
    case "elegibilidad-pagados-\(year)": times = people(key, \.isPaid)
    case "elegibilidad-entrega-\(year)" where key.filters.isEmpty:
      times = people(key) { $0.isPaid && $0.tramo != nil }
    case "elegibilidad-registro-\(year)": times = people(key) { $0.band != nil }
    case "elegibilidad-registro-menor-\(year)": times = people(key) { $0.score != nil }
    case EligibilityPopulation.amount("derecho", year):
      yields = true
      times = kinds.map { kind in kind.tramo.flatMap { pesos?[$0] } ?? 0 }
    case EligibilityPopulation.amount("pagado", year):
      yields = true
      // As if the reader knew what those without a right were paid.
      times = kinds.map { kind in kind.isPaid ? kind.tramo.flatMap { pesos?[$0] } ?? 0 : 0 }
    default: return nil
    }
    return DisclosurePopulation.Measure(key, yields: yields) { times[$0] }
  }

  /// Once for each kind of a universe that has the labels of a key.
  private func people(_ key: CountKey, _ isOf: (Kind) -> Bool) -> [Int] {
    kinds.map { kind in isOf(kind) && key.filters.allSatisfy { has(kind, $0.key, $0.value) } ? 1 : 0 }
  }

  private func has(_ kind: Kind, _ name: String, _ members: Set<String>) -> Bool {
    let own: String?
    switch name {
    case "perfil": own = kind.profile
    case "derecho": own = kind.tramo == nil ? "no" : "si"
    case "tramo": own = kind.tramo.map { section.tramos[$0] }
    case "pago": own = kind.isPaid ? "si" : "no"
    case "motivo": own = kind.reason
    case "receptor": own = kind.payee
    case "tramo_registro": own = kind.band
    case "puntaje": own = kind.score
    default: own = nil
    }
    return own.map(members.contains) ?? false
  }
}
