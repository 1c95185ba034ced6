import Indicators
import Kernels
import Reports

/// The tables of a section of eligibility: counts of people, never who they are.
struct EligibilityTables {
  let section: EligibilitySection
  let outcome: EligibilityOutcome

  static let ids = [
    "elegibilidad-reglas", "elegibilidad-embudo", "elegibilidad-perfiles", "elegibilidad-tramos",
    "elegibilidad-pago",
    "elegibilidad-errores", "elegibilidad-receptores", "registro-tramos", "registro-tramo-menor",
    "continuidad-motivos", "continuidad-rendimiento", "continuidad-descomposicion",
  ]

  var all: [ReportTable] {
    var tables = [rules, funnel, profiles, tramos]
    if section.paid != nil { tables += [delivery, errors] }
    if !section.payees.isEmpty { tables.append(payees) }
    if let registry = section.registry {
      tables.append(bands(registry))
      if registry.score != nil { tables.append(scores(registry)) }
    }
    if section.continuity != nil { tables += section.ranks ? [reasons, performance] : [reasons] }
    if section.cells != nil { tables.append(decomposition) }
    return tables
  }

  private func table(
    _ id: String, _ title: Phrase, unit: Phrase, keys: [String], columns: [String], rows: [ReportTable.Row],
    formula: Phrase, notes: [Phrase] = []
  ) -> ReportTable {
    let years = section.years
    let span = years.first == years.last ? "\(years[0])" : "\(years[0])-\(years[years.count - 1])"
    let number = (section.tableIDs.firstIndex(of: id) ?? 0) + 1
    return SectionTable.table(
      id, Phrase("Elegibilidad \(number)", "Eligibility \(number)"), title, chapter: section.chapter,
      unit: unit, years: Phrase(same: span), keys: keys, columns: columns,
      rows: rows.map { worded($0, keys) }, formula: formula,
      source: Phrase(same: section.source), notes: notes, keyLabels: labels(keys))
  }

  /// A row of a year with the wording that its rule has in that year, where it is not the last one.
  private func worded(_ row: ReportTable.Row, _ keys: [String]) -> ReportTable.Row {
    guard let key = keys.contains("error") ? "motivo" : keys.contains("regla") ? "regla" : nil,
      let place = keys.firstIndex(of: key),
      let year = keys.firstIndex(of: "anio").flatMap({ Int(row.keys[$0]) }),
      let rule = section.rules.first(where: { $0.id == row.keys[place] })
    else { return row }
    let title = rule.variants[rule.variant(year)].title
    guard row.shown[key] == nil, title != rule.variants.last?.title else { return row }
    return ReportTable.Row(
      keys: row.keys, cells: row.cells, shown: row.shown.merging([key: title]) { own, _ in own },
      english: row.english)
  }

  /// What to show for rules, payees and reasons, which may share their ids.
  private func labels(_ keys: [String]) -> [String: [String: Phrase]] {
    var labels: [String: [String: Phrase]] = [:]
    func own(_ title: String) -> Phrase { Phrase(same: title) }
    for key in keys {
      switch key {
      case "regla":
        labels[key] = titles(section.rules.map { ($0.id, own($0.variants.last?.title ?? $0.id)) })
      case "receptor": labels[key] = titles(section.payees.map { ($0.id, own($0.title)) })
      case "motivo":
        labels[key] = titles((section.continuity ?? []).map { ($0.id, $0.title) })
        if keys.contains("error") {
          labels[key] = titles(section.rules.map { ($0.id, own($0.variants.last?.title ?? $0.id)) })
        }
      case "factor":
        labels[key] = [
          "vulnerabilidad": Phrase("Vulnerabilidad", "Vulnerability"),
          "rendimiento": Phrase("Rendimiento", "Performance"),
        ]
      default: break
      }
    }
    return labels
  }

  private func titles(_ pairs: [(String, Phrase)]) -> [String: Phrase] {
    Dictionary(pairs, uniquingKeysWith: { first, _ in first })
  }

  /// So many people of a universe, in a group of it where one is named.
  private func count(_ value: Int, _ universe: String, _ filters: [String: String] = [:]) -> ReportTable.Count
  {
    .init(
      key: CountKey(universe: "elegibilidad-\(universe)", filters: filters.mapValues { [$0] }), value: value)
  }

  private func whole(_ value: Int, _ universe: String, _ filters: [String: String] = [:]) -> ReportTable.Cell
  {
    SectionTable.whole(value, counts: [count(value, universe, filters)])
  }

  /// A sum of money of which disclosure control is told, since amounts of tramos and their sum give people.
  private func amount(_ value: Exact, _ what: String, _ year: EligibilityYearResult) -> ReportTable.Count {
    .init(
      key: CountKey(universe: EligibilityPopulation.amount(what, year.year), filters: [:]),
      value: value.rounded(decimals: 0).integer ?? Int.max)
  }

  private func whole(_ count: ReportTable.Count) -> ReportTable.Cell {
    SectionTable.whole(count.value, counts: [count])
  }

  private func percent(_ top: ReportTable.Count, of base: ReportTable.Count) -> ReportTable.Cell {
    SectionTable.percent(Share(top.value, of: base.value), counts: [top, base])
  }

  private func percent(_ top: Int, of base: Int, _ universe: String, _ filters: [String: String])
    -> ReportTable.Cell
  {
    SectionTable.percent(
      Share(top, of: base), counts: [count(top, universe, filters), count(base, universe)])
  }

  private var rules: ReportTable {
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
      ])
  }

  private var funnel: ReportTable {
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
        "100 × quedan / personas de la nómina evaluada", "100 × remain / people on the list assessed"))
  }

  /// Profiles shown in a year, the commonest; the others are one row.
  private static let mostProfiles = 60

  private var profiles: ReportTable {
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
      ])
  }

  private var tramos: ReportTable {
    var rows: [ReportTable.Row] = []
    for year in outcome.years {
      let people = VerdictCounts(year)
      let all = people.entitled(year.tramos.reduce(0, +))
      let pesos = section.amounts?[year.year]
      for (index, tramo) in section.tramos.enumerated() {
        let own = people.entitled(year.tramos[index], ["tramo": tramo])
        rows.append(
          ReportTable.Row(
            keys: [String(year.year), tramo],
            cells: [
              whole(own), percent(own, of: all), pesos.map { SectionTable.whole($0[index]) },
              pesos.map {
                SectionTable.exact(Exact($0[index]) * Exact(own.value), decimals: 0, counts: [own])
              },
            ]))
      }
      let total = pesos.map { list in
        section.tramos.indices.reduce(Exact.zero) { $0 + Exact(list[$1]) * Exact(year.tramos[$1]) }
      }
      rows.append(
        ReportTable.Row(
          keys: [String(year.year), "total"],
          cells: [
            whole(all), percent(all, of: people.all), nil,
            total.map { SectionTable.exact($0, decimals: 0, counts: [all, amount($0, "derecho", year)]) },
          ]))
    }
    return table(
      "elegibilidad-tramos", Phrase("Personas con derecho por tramo", "People entitled by tramo"),
      unit: EligibilityTables.peopleAndMoney,
      keys: ["anio", "tramo"], columns: ["personas", "porcentaje", "monto", "gasto"], rows: rows,
      formula: Phrase(
        "porcentaje de un tramo = 100 × personas / total con derecho; del total = 100 × con derecho / nómina evaluada",
        "percentage of a tramo = 100 × people / all entitled; of the total = 100 × entitled / list assessed"))
  }

  private var delivery: ReportTable {
    let rows = outcome.years.compactMap { year -> ReportTable.Row? in
      guard let found = year.delivery else { return nil }
      let people = VerdictCounts(year)
      let universe = "entrega-\(year.year)"
      let payments = "pagados-\(year.year)"
      let wrong = found.inclusion.reduce(0, +)
      let missed = found.exclusion.reduce(0, +)
      let entitled = people.entitled(found.entitled)
      // Of those entitled the ones paid, and of those paid the ones entitled.
      let delivered = [
        people.entitled(found.delivered, ["pago": "si"]), count(found.delivered, payments, ["derecho": "si"]),
        count(found.delivered, universe),
      ]
      return ReportTable.Row(
        keys: [String(year.year)],
        cells: [
          whole(entitled), whole(found.paid, payments),
          SectionTable.whole(found.delivered, counts: delivered),
          SectionTable.percent(Share(found.delivered, of: found.entitled), counts: delivered + [entitled]),
          whole(people.entitled(missed, ["pago": "no"])), whole(wrong, payments, ["derecho": "no"]),
          section.paid?.tramo == nil ? nil : whole(found.otherTramo, universe, ["otro": "tramo"]),
          section.paid?.amount == nil || section.amounts == nil
            ? nil : whole(found.otherAmount, universe, ["otro": "monto"]),
          section.paid?.payee == nil || section.payees.isEmpty
            ? nil : whole(found.otherPayee, universe, ["otro": "receptor"]),
          section.paid?.amount == nil
            ? nil
            : SectionTable.exact(
              Exact(found.amountPaid), decimals: 0,
              counts: [count(found.paid, payments), amount(Exact(found.amountPaid), "pagado", year)]),
          section.amounts == nil
            ? nil
            : SectionTable.exact(
              Exact(found.amountEntitled), decimals: 0,
              counts: [entitled, amount(Exact(found.amountEntitled), "derecho", year)]),
        ])
    }
    return table(
      "elegibilidad-pago",
      Phrase("La nómina con derecho y la nómina pagada", "The list entitled and the list paid"),
      unit: EligibilityTables.peopleAndMoney,
      keys: ["anio"],
      columns: [
        "con_derecho", "pagadas", "entregados", "entregados_pct", "exclusion", "inclusion", "otro_tramo",
        "otro_monto", "otro_receptor", "monto_pagado", "monto_con_derecho",
      ], rows: rows,
      formula: Phrase("100 × con derecho y pagadas / con derecho", "100 × entitled and paid / entitled"),
      notes: [
        Phrase(
          "Exclusión: con derecho y sin pago. Inclusión: con pago y sin derecho. Otro tramo, monto o receptor: entre quienes tienen derecho y pago.",
          "Exclusion: entitled and not paid. Inclusion: paid and not entitled. Another tramo, amount or payee: among those entitled and paid."
        )
      ])
  }

  private var errors: ReportTable {
    var rows: [ReportTable.Row] = []
    for year in outcome.years {
      guard let found = year.delivery else { continue }
      let people = VerdictCounts(year)
      for (index, tramo) in section.tramos.enumerated() {
        rows.append(
          ReportTable.Row(
            keys: [String(year.year), "exclusion", tramo],
            cells: [whole(people.entitled(found.exclusion[index], ["pago": "no", "tramo": tramo]))]))
      }
      for index in found.inclusion.indices {
        let rule = EligibilityPopulation.reason(index, section)
        rows.append(
          ReportTable.Row(
            keys: [String(year.year), "inclusion", rule],
            cells: [
              whole(found.inclusion[index], "pagados-\(year.year)", ["derecho": "no", "motivo": rule])
            ]))
      }
    }
    return table(
      "elegibilidad-errores",
      Phrase(
        "Errores de exclusión por tramo y de inclusión por la primera regla que falta",
        "Errors of exclusion by tramo and of inclusion by the first rule not met"),
      unit: Phrase("personas", "people"), keys: ["anio", "error", "motivo"], columns: ["personas"],
      rows: rows,
      formula: Phrase(same: ""))
  }

  /// Counts and shares by year and label. `labels`: of the counts in their order, the one after the last for what has none.
  private func shares(
    _ id: String, _ title: Phrase, by key: String, of counts: (EligibilityYearResult) -> [Int],
    told: (EligibilityYearResult, Int, [String: String]) -> ReportTable.Count, labels: [String],
    formula: Phrase
  ) -> ReportTable {
    var rows: [ReportTable.Row] = []
    for year in outcome.years {
      let values = counts(year)
      let all = told(year, values.reduce(0, +), [:])
      for (label, value) in zip(labels, values) {
        let own = told(year, value, [key: label])
        rows.append(
          ReportTable.Row(keys: [String(year.year), label], cells: [whole(own), percent(own, of: all)]))
      }
    }
    return table(
      id, title, unit: EligibilityTables.peopleAndShare, keys: ["anio", key],
      columns: ["personas", "porcentaje"], rows: rows,
      formula: formula)
  }

  private var payees: ReportTable {
    shares(
      "elegibilidad-receptores",
      Phrase("Quién cobra, por orden de prioridad", "Who collects, in order of priority"),
      by: "receptor", of: \.payees, told: { VerdictCounts($0).entitled($1, $2) },
      labels: EligibilityPopulation.payees(section),
      formula: Phrase("100 × personas / con derecho", "100 × people / entitled"))
  }

  private func bands(_ registry: EligibilitySection.RegistryTramos) -> ReportTable {
    shares(
      "registro-tramos",
      Phrase("Personas por tramo de calificación socioeconómica", "People by tramo of socioeconomic rating"),
      by: "tramo_registro", of: \.registry, told: { count($1, "registro-\($0.year)", $2) },
      labels: EligibilityPopulation.bands(section),
      formula: Phrase("100 × personas / personas del registro", "100 × people / people in the registry"))
  }

  private func scores(_ registry: EligibilitySection.RegistryTramos) -> ReportTable {
    shares(
      "registro-tramo-menor",
      Phrase("El tramo más vulnerable, ordenado por puntaje", "The most vulnerable tramo, ordered by score"),
      by: "puntaje", of: \.scores, told: { count($1, "registro-menor-\($0.year)", $2) },
      labels: EligibilityPopulation.scores(section),
      formula: Phrase("100 × personas / personas del tramo ", "100 × people / people of the tramo ")
        + registry.labels[0])
  }

  /// Those who received in a year, as the tables of that year tell of them.
  private func received(_ year: EligibilityYearResult) -> ReportTable.Count {
    guard let delivery = year.delivery else {
      return VerdictCounts(year).entitled(year.tramos.reduce(0, +))
    }
    return count(delivery.paid, "pagados-\(year.year)")
  }

  private func received(in year: Int) -> [ReportTable.Count] {
    outcome.years.filter { $0.year == year }.map(received)
  }

  private var reasons: ReportTable {
    let list = section.continuity ?? []
    var rows: [ReportTable.Row] = []
    for pair in outcome.leavers {
      let universe = "salidas-\(pair.to)"
      let all = pair.left
      for (index, value) in pair.reasons.enumerated() {
        let id = index < list.count ? list[index].id : EligibilitySection.none
        rows.append(
          ReportTable.Row(
            keys: [String(pair.to), id],
            cells: [
              whole(value, universe, ["motivo": id]), percent(value, of: all, universe, ["motivo": id]),
              SectionTable.percent(
                Share(value, of: pair.received),
                counts: [count(value, universe, ["motivo": id])] + received(in: pair.from)),
            ]))
      }
      rows.append(
        ReportTable.Row(
          keys: [String(pair.to), "total"],
          cells: [
            whole(all, universe), percent(all, of: all, universe, [:]),
            SectionTable.percent(
              Share(all, of: pair.received),
              counts: [count(all, universe)] + received(in: pair.from)),
          ]))
    }
    return table(
      "continuidad-motivos",
      Phrase(
        "Por qué dejan de recibir quienes recibieron el año anterior",
        "Why those who received the year before receive no more"),
      unit: EligibilityTables.peopleAndShare, keys: ["anio", "motivo"],
      columns: ["personas", "de_salidas_pct", "de_anterior_pct"],
      rows: rows,
      formula: Phrase(
        "100 × personas / quienes recibieron el año anterior y no en el año; 100 × personas / quienes recibieron el año anterior",
        "100 × people / those who received the year before and not in the year; 100 × people / those who received the year before"
      ),
      notes: [
        Phrase(
          "Cada persona tiene un motivo, el primero que se cumple en el orden del cuadro.",
          "Each person has one reason, the first that holds in the order of the table.")
      ])
  }

  private var performance: ReportTable {
    let causes = PositionChange.Cause.allCases
    var rows: [ReportTable.Row] = []
    for pair in outcome.leavers {
      let universe = "rendimiento-\(pair.to)"
      let all = pair.causes.reduce(0, +)
      for (index, value) in pair.causes.enumerated() {
        let id = index < causes.count ? causes[index].rawValue : "not_comparable"
        let mean = index < causes.count ? pair.changes.mean(causes[index]) : nil
        rows.append(
          ReportTable.Row(
            keys: [String(pair.to), id],
            cells: [
              whole(value, universe, ["causa": id]), percent(value, of: all, universe, ["causa": id]),
              index < causes.count
                ? SectionTable.exact(
                  mean.map { $0 * Exact(100) }, decimals: 2,
                  counts: [count(pair.changes.people, universe, ["comparables": "si"])])
                : nil,
            ]))
      }
    }
    let words = section.rankWords
    return table(
      "continuidad-rendimiento", words.title,
      unit: Phrase("personas, %, puntos porcentuales", "people, %, percentage points"),
      keys: ["anio", "causa"],
      columns: ["personas", "porcentaje", "puntos_medios"], rows: rows, formula: words.formula,
      notes: [
        Phrase(
          "Personas: por la causa de mayor parte. Puntos: media de cada parte entre todas las personas comparables; las tres suman el cambio medio de la posición.",
          "People: by the cause of the largest part. Points: mean of each part over all who can be compared; the three add up to the mean change of position."
        )
      ])
  }

  private var decomposition: ReportTable {
    var rows: [ReportTable.Row] = []
    for pair in outcome.changes {
      let sides = outcome.years.filter { $0.year == pair.from || $0.year == pair.to }
      let known = sides.map(received)
      // What the parts are computed from.
      let steps = sides.flatMap(cascade)
      let entitled = sides.map { VerdictCounts($0).entitled($0.tramos.reduce(0, +)) }
      let wholes = pair.entitled.wholeParts
      func row(_ id: String, _ value: Exact, counts: [ReportTable.Count], whole: Int? = nil)
        -> ReportTable.Row
      {
        let share = pair.before == 0 ? nil : Exact(100, over: pair.before)
        func coarse(_ value: Exact?) -> ReportTable.Coarse? {
          whole == nil ? nil : ReportTable.Coarse(smallest: pair.smallest) { _ in value.map { .exact($0) } }
        }
        return ReportTable.Row(
          keys: [String(pair.to), id],
          cells: [
            // As a ratio to one, so that files hold the whole fraction and parts can be added up exactly.
            .init(
              value: .exact(value), numerator: value, denominator: .one, decimals: 1, counts: counts,
              coarse: coarse(whole.map { Exact($0) })),
            .init(
              value: share.map { .exact(value * $0) }, numerator: value,
              denominator: pair.before == 0 ? nil : Exact(pair.before), decimals: 2, counts: counts,
              coarse: coarse(whole.flatMap { whole in share.map { Exact(whole) * $0 } })),
          ])
      }
      for factor in BeneficiaryChange.Factor.allCases {
        rows.append(
          row(
            EligibilityTables.factorIDs[factor] ?? "", pair.entitled.parts[factor] ?? .zero,
            counts: known + steps + entitled, whole: wholes[factor]))
      }
      if section.paid != nil {
        rows.append(row("entrega", Exact(pair.delivery), counts: known + entitled))
      }
      rows.append(row("total", Exact(pair.after - pair.before), counts: known))
    }
    return table(
      "continuidad-descomposicion",
      Phrase(
        "El cambio en el número de beneficiarios, por factor",
        "The change in the number of beneficiaries, by factor"),
      unit: Phrase(
        "personas, % de los beneficiarios del año anterior",
        "people, % of the beneficiaries of the year before"), keys: ["anio", "factor"],
      columns: ["personas", "porcentaje"], rows: rows,
      formula: Phrase(
        "valor de Shapley de B = Σ población × parte vulnerable × parte con rendimiento, con las reglas de cada año; las partes suman el cambio exactamente",
        "Shapley value of B = Σ population × vulnerable share × share with performance, with the rules of each year; the parts add up to the change exactly"
      ),
      notes: [
        Phrase(
          "Población: quienes cumplen las reglas de la nómina. Instrumento: las mismas personas con las reglas del otro año. Entrega: pagos de más o de menos respecto de quienes tienen derecho.",
          "Population: who meet the rules of the roster. Instrument: the same people under the rules of the other year. Delivery: payments above or below those entitled."
        ),
        Phrase(
          "Donde un grupo tiene menos personas que el mínimo que se publica, las partes son personas enteras, por los mayores restos.",
          "Where a group has fewer people than are published, the parts are whole people, by the largest remainders."
        ),
      ])
  }

  /// Those who pass the rules of the population, and those who pass the ones of vulnerability besides.
  private func cascade(_ year: EligibilityYearResult) -> [ReportTable.Count] {
    let people = VerdictCounts(year)
    return [[EligibilityRule.Factor.population], [.population, .vulnerability]].map { factors in
      let needed = section.rules.indices.filter { factors.contains(section.rules[$0].factor) }
      return people.count { verdicts in needed.allSatisfy { verdicts[$0] == .passed } }
    }
  }

  private static let peopleAndShare = Phrase("personas, %", "people, %")
  private static let peopleAndMoney = Phrase(
    "personas, %, pesos de cada año", "people, %, pesos of each year")

  static let factorIDs: [BeneficiaryChange.Factor: String] = [
    .population: "poblacion", .vulnerability: "vulnerabilidad", .performance: "rendimiento",
    .instrument: "instrumento",
  ]

  /// What to show for machine labels.
  static let texts: [String: Phrase] = [
    "anio": Phrase("Año", "Year"), "regla": Phrase("Regla", "Rule"),
    "evaluadas": Phrase("Evaluadas", "Assessed"), "cumplen": Phrase("Cumplen", "Meet it"),
    "no_cumplen": Phrase("No cumplen", "Do not meet it"), "sin_dato": Phrase("Sin dato", "No data"),
    "cumplen_pct": Phrase("Cumplen (%)", "Meet it (%)"), "llegan": Phrase("Llegan", "Reach it"),
    "quedan": Phrase("Quedan", "Remain"), "quedan_pct": Phrase("Quedan (%)", "Remain (%)"),
    "tramo": Phrase("Tramo", "Tramo"), "personas": Phrase("Personas", "People"),
    "porcentaje": Phrase("Porcentaje", "Percentage"), "monto": Phrase("Monto", "Amount"),
    "gasto": Phrase("Gasto", "Spending"), "total": Phrase("Total", "Total"),
    "con_derecho": Phrase("Con derecho", "Entitled"), "pagadas": Phrase("Pagadas", "Paid"),
    "entregados": Phrase("Con derecho y pagadas", "Entitled and paid"),
    "entregados_pct": Phrase("Entregados (%)", "Delivered (%)"),
    "exclusion": Phrase("Exclusión", "Exclusion"), "inclusion": Phrase("Inclusión", "Inclusion"),
    "otro_tramo": Phrase("En otro tramo", "In another tramo"),
    "otro_monto": Phrase("Por otro monto", "Of another amount"),
    "otro_receptor": Phrase("A otro receptor", "To another payee"),
    "monto_pagado": Phrase("Monto pagado", "Amount paid"),
    "monto_con_derecho": Phrase("Monto con derecho", "Amount entitled to"), "error": Phrase("Error", "Error"),
    "motivo": Phrase("Motivo", "Reason"),
    "fuera_de_nomina": Phrase("Fuera de la nómina evaluada", "Not on the list assessed"),
    "receptor": Phrase("Receptor", "Payee"),
    "sin_receptor": Phrase("Sin receptor conocido", "No known payee"),
    "tramo_registro": Phrase("Tramo del registro", "Tramo of the registry"),
    "sin_calificacion": Phrase("Sin calificación", "Not rated"), "puntaje": Phrase("Puntaje", "Score"),
    "sin_puntaje": Phrase("Sin puntaje", "No score"),
    "de_salidas_pct": Phrase("De las salidas (%)", "Of those who left (%)"),
    "de_anterior_pct": Phrase("De quienes recibieron (%)", "Of those who received (%)"),
    "causa": Phrase("Causa", "Cause"),
    "perfil": Phrase("Perfil", "Profile"), "otros": Phrase("Otros perfiles", "Other profiles"),
    "puntos_medios": Phrase("Puntos de la posición (media)", "Points of position (mean)"),
    "not_comparable": Phrase("Sin posición en ambos años", "No position in both years"),
    "factor": Phrase("Factor", "Factor"), "poblacion": Phrase("Población", "Population"),
    "instrumento": Phrase("Instrumento", "Instrument"), "entrega": Phrase("Entrega", "Delivery"),
    "unico": Phrase("Único", "Single"),
    EligibilitySection.none: Phrase("Sin motivo encontrado", "No reason found"),
  ]
}
