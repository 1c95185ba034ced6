import Indicators
import Kernels
import Reports

// Verdicts of the rules: each by itself, in their order, all together.

extension EligibilityTables {
  var rules: ReportTable {
    var rows: [ReportTable.Row] = []
    for year in outcome.years {
      let people = VerdictCounts(year)
      for (index, rule) in section.rules.enumerated() {
        let passed = people.count { $0[index] == .passed }
        rows.append(
          ReportTable.Row(
            keys: [String(year.year), rule.id],
            cells: [
              whole(people.all), whole(passed), whole(people.count { $0[index] == .failed }),
              whole(people.count { $0[index] == .unknown }), percent(passed, of: people.all),
            ]))
      }
    }
    return table(
      "elegibilidad-reglas", Phrase("Veredicto de cada regla por separado", "Verdict of each rule by itself"),
      unit: EligibilityTables.peopleAndShare,
      keys: ["anio", "regla"], columns: ["evaluadas", "cumplen", "no_cumplen", "sin_dato", "cumplen_pct"],
      rows: rows,
      formula: Phrase(
        "100 × cumplen / personas de la nómina evaluada", "100 × meet it / people on the list assessed"),
      notes: [
        Phrase(
          "Cada regla se evalúa para todas las personas de la nómina; sin dato no es no cumplir.",
          "Each rule is assessed for everyone on the list; to have no data is not to fail it.")
      ] + unranked)
  }

  var funnel: ReportTable {
    var rows: [ReportTable.Row] = []
    for year in outcome.years {
      let people = VerdictCounts(year)
      for (index, rule) in section.rules.enumerated() {
        func reached(_ verdict: Verdict? = nil) -> ReportTable.Count {
          people.count { verdicts in
            verdicts[..<index].allSatisfy { $0 == .passed } && (verdict.map { verdicts[index] == $0 } ?? true)
          }
        }
        let passed = reached(.passed)
        rows.append(
          ReportTable.Row(
            keys: [String(year.year), rule.id],
            cells: [
              whole(reached()), whole(reached(.failed)), whole(reached(.unknown)), whole(passed),
              percent(passed, of: people.all),
            ]))
      }
    }
    return table(
      "elegibilidad-embudo",
      Phrase(
        "Embudo: quiénes quedan después de cada regla, en orden",
        "Funnel: who remain after each rule, in order"),
      unit: EligibilityTables.peopleAndShare,
      keys: ["anio", "regla"], columns: ["llegan", "no_cumplen", "sin_dato", "quedan", "quedan_pct"],
      rows: rows,
      formula: Phrase(
        "100 × quedan / personas de la nómina evaluada", "100 × remain / people on the list assessed"),
      notes: unranked)
  }

  /// Of each rule that orders some people only: that the others have no place, which is no lack of data.
  private var unranked: [Phrase] {
    section.rules.compactMap { rule in
      guard case .rank(let rank)? = rule.variants.last?.body, !rank.among.isEmpty else { return nil }
      func title(_ rule: EligibilityRule) -> String { "«\(rule.variants.last?.title ?? rule.id)»" }
      let own = title(rule)
      let others = rank.among.map { title(section.rules[$0]) }.joined(separator: ", ")
      return Phrase(
        "\(own) ordena sólo a quienes cumplen \(others): los demás no tienen lugar y van en «sin dato».",
        "\(own) orders only those who meet \(others): the rest have no place and are under ‘no data’.")
    }
  }

  /// Profiles shown in a year, the commonest; the others are one row.
  static let mostProfiles = 60

  var profiles: ReportTable {
    var rows: [ReportTable.Row] = []
    for year in outcome.years {
      let people = VerdictCounts(year)
      func add(_ profile: String, _ count: ReportTable.Count) {
        rows.append(
          ReportTable.Row(
            keys: [String(year.year), profile], cells: [whole(count), percent(count, of: people.all)]))
      }
      // In the order of verdicts: that of sizes would tell what hidden ones are.
      let shown = year.profiles.prefix(EligibilityTables.mostProfiles).map { VerdictCounts.name($0.verdicts) }
      for name in shown.sorted(by: VerdictCounts.precedes) {
        add(name, people.count { VerdictCounts.name($0) == name })
      }
      if year.profiles.count > shown.count {
        add("otros", people.count { !shown.contains(VerdictCounts.name($0)) })
      }
    }
    let order = section.rules.map(\.id).joined(separator: ", ")
    return table(
      "elegibilidad-perfiles",
      Phrase("Personas por el veredicto de todas las reglas", "People by the verdicts of all rules"),
      unit: EligibilityTables.peopleAndShare,
      keys: ["anio", "perfil"], columns: ["personas", "porcentaje"], rows: rows,
      formula: Phrase(
        "100 × personas / personas de la nómina evaluada", "100 × people / people on the list assessed"),
      notes: [
        Phrase(
          "Una marca por regla, en su orden (\(order)): 1 cumple, 0 no cumple, x sin dato.",
          "A mark a rule, in their order (\(order)): 1 meets it, 0 does not, x no data.")
      ] + unranked)
  }
}
