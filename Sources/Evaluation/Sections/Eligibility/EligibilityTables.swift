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
    _ id: String, _ title: String, unit: String, keys: [String], columns: [String], rows: [ReportTable.Row],
    formula: String, notes: [String] = []
  ) -> ReportTable {
    let years = section.years
    let span = years.first == years.last ? "\(years[0])" : "\(years[0])-\(years[years.count - 1])"
    return ReportTable(
      id: id, number: "Elegibilidad \((section.tableIDs.firstIndex(of: id) ?? 0) + 1)",
      chapter: section.chapter, title: title, unit: unit, years: span, keyNames: keys, columns: columns,
      rows: rows.map { worded($0, keys) }, formula: formula, source: section.source, notes: notes,
      keyLabels: labels(keys))
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
      keys: row.keys, cells: row.cells, shown: row.shown.merging([key: title]) { own, _ in own })
  }

  /// What to show for rules, payees and reasons, which may share their ids.
  private func labels(_ keys: [String]) -> [String: [String: String]] {
    var labels: [String: [String: String]] = [:]
    for key in keys {
      switch key {
      case "regla": labels[key] = titles(section.rules.map { ($0.id, $0.variants.last?.title ?? $0.id) })
      case "receptor": labels[key] = titles(section.payees.map { ($0.id, $0.title) })
      case "motivo":
        labels[key] = titles((section.continuity ?? []).map { ($0.id, $0.title) })
        if keys.contains("error") {
          labels[key] = titles(section.rules.map { ($0.id, $0.variants.last?.title ?? $0.id) })
        }
      case "factor":
        labels[key] = ["vulnerabilidad": "Vulnerabilidad", "rendimiento": "Rendimiento"]
      default: break
      }
    }
    return labels
  }

  private func titles(_ pairs: [(String, String)]) -> [String: String] {
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
      "elegibilidad-reglas", "Veredicto de cada regla por separado", unit: "personas, %",
      keys: ["anio", "regla"], columns: ["evaluadas", "cumplen", "no_cumplen", "sin_dato", "cumplen_pct"],
      rows: rows, formula: "100 × cumplen / personas de la nómina evaluada",
      notes: ["Cada regla se evalúa para todas las personas de la nómina; sin dato no es no cumplir."])
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
      "elegibilidad-embudo", "Embudo: quiénes quedan después de cada regla, en orden", unit: "personas, %",
      keys: ["anio", "regla"], columns: ["llegan", "no_cumplen", "sin_dato", "quedan", "quedan_pct"],
      rows: rows, formula: "100 × quedan / personas de la nómina evaluada")
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
    return table(
      "elegibilidad-perfiles", "Personas por el veredicto de todas las reglas", unit: "personas, %",
      keys: ["anio", "perfil"], columns: ["personas", "porcentaje"], rows: rows,
      formula: "100 × personas / personas de la nómina evaluada",
      notes: [
        "Una marca por regla, en su orden (\(section.rules.map(\.id).joined(separator: ", "))): 1 cumple, 0 no cumple, x sin dato."
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
      "elegibilidad-tramos", "Personas con derecho por tramo", unit: "personas, %, pesos de cada año",
      keys: ["anio", "tramo"], columns: ["personas", "porcentaje", "monto", "gasto"], rows: rows,
      formula:
        "porcentaje de un tramo = 100 × personas / total con derecho; del total = 100 × con derecho / nómina evaluada"
    )
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
      "elegibilidad-pago", "La nómina con derecho y la nómina pagada", unit: "personas, %, pesos de cada año",
      keys: ["anio"],
      columns: [
        "con_derecho", "pagadas", "entregados", "entregados_pct", "exclusion", "inclusion", "otro_tramo",
        "otro_monto", "otro_receptor", "monto_pagado", "monto_con_derecho",
      ], rows: rows, formula: "100 × con derecho y pagadas / con derecho",
      notes: [
        "Exclusión: con derecho y sin pago. Inclusión: con pago y sin derecho. Otro tramo, monto o receptor: entre quienes tienen derecho y pago."
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
      "elegibilidad-errores", "Errores de exclusión por tramo y de inclusión por la primera regla que falta",
      unit: "personas", keys: ["anio", "error", "motivo"], columns: ["personas"], rows: rows, formula: "")
  }

  /// Counts and shares by year and label. `labels`: of the counts in their order, the one after the last for what has none.
  private func shares(
    _ id: String, _ title: String, by key: String, in universe: String,
    of counts: (EligibilityYearResult) -> [Int],
    labels: [String], formula: String
  ) -> ReportTable {
    var rows: [ReportTable.Row] = []
    for year in outcome.years {
      let own = "\(universe)-\(year.year)"
      let values = counts(year)
      let all = values.reduce(0, +)
      for (label, value) in zip(labels, values) {
        rows.append(
          ReportTable.Row(
            keys: [String(year.year), label],
            cells: [whole(value, own, [key: label]), percent(value, of: all, own, [key: label])]))
      }
    }
    return table(
      id, title, unit: "personas, %", keys: ["anio", key], columns: ["personas", "porcentaje"], rows: rows,
      formula: formula)
  }

  private var payees: ReportTable {
    shares(
      "elegibilidad-receptores", "Quién cobra, por orden de prioridad", by: "receptor", in: "receptores",
      of: \.payees, labels: section.payees.map(\.id) + ["sin_receptor"],
      formula: "100 × personas / con derecho")
  }

  private func bands(_ registry: EligibilitySection.RegistryTramos) -> ReportTable {
    shares(
      "registro-tramos", "Personas por tramo de calificación socioeconómica", by: "tramo_registro",
      in: "registro",
      of: \.registry, labels: registry.labels + ["sin_calificacion"],
      formula: "100 × personas / personas del registro")
  }

  private func scores(_ registry: EligibilitySection.RegistryTramos) -> ReportTable {
    shares(
      "registro-tramo-menor", "El tramo más vulnerable, ordenado por puntaje", by: "puntaje",
      in: "registro-menor",
      of: \.scores, labels: registry.scoreLabels + ["sin_puntaje"],
      formula: "100 × personas / personas del tramo \(registry.labels[0])")
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
                counts: [
                  count(value, universe, ["motivo": id]), count(pair.received, "recibieron-\(pair.from)"),
                ]),
            ]))
      }
      rows.append(
        ReportTable.Row(
          keys: [String(pair.to), "total"],
          cells: [
            whole(all, universe), percent(all, of: all, universe, [:]),
            SectionTable.percent(
              Share(all, of: pair.received),
              counts: [count(all, universe), count(pair.received, "recibieron-\(pair.from)")]),
          ]))
    }
    return table(
      "continuidad-motivos", "Por qué dejan de recibir quienes recibieron el año anterior",
      unit: "personas, %", keys: ["anio", "motivo"],
      columns: ["personas", "de_salidas_pct", "de_anterior_pct"],
      rows: rows,
      formula:
        "100 × personas / quienes recibieron el año anterior y no en el año; 100 × personas / quienes recibieron el año anterior",
      notes: ["Cada persona tiene un motivo, el primero que se cumple en el orden del cuadro."])
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
      unit: "personas, %, puntos porcentuales", keys: ["anio", "causa"],
      columns: ["personas", "porcentaje", "puntos_medios"], rows: rows,
      formula:
        words.formula,
      notes: [
        "Personas: por la causa de mayor parte. Puntos: media de cada parte entre todas las personas comparables; las tres suman el cambio medio de la posición."
      ])
  }

  private var decomposition: ReportTable {
    var rows: [ReportTable.Row] = []
    for pair in outcome.changes {
      let change = pair.after - pair.before
      func row(_ id: String, _ value: Exact) -> ReportTable.Row {
        let counts = [
          count(pair.before, "recibieron-\(pair.from)"), count(pair.after, "recibieron-\(pair.to)"),
        ]
        return ReportTable.Row(
          keys: [String(pair.to), id],
          cells: [
            // As a ratio to one, so that files hold the whole fraction and parts can be added up exactly.
            .init(
              value: .exact(value), numerator: value, denominator: .one, decimals: 1, counts: counts),
            .init(
              value: pair.before == 0 ? nil : .exact(value * Exact(100, over: pair.before)), numerator: value,
              denominator: pair.before == 0 ? nil : Exact(pair.before), decimals: 2, counts: counts),
          ])
      }
      for factor in BeneficiaryChange.Factor.allCases {
        rows.append(row(EligibilityTables.factorIDs[factor] ?? "", pair.entitled.parts[factor] ?? .zero))
      }
      if section.paid != nil { rows.append(row("entrega", Exact(pair.delivery))) }
      rows.append(row("total", Exact(change)))
    }
    return table(
      "continuidad-descomposicion", "El cambio en el número de beneficiarios, por factor",
      unit: "personas, % de los beneficiarios del año anterior", keys: ["anio", "factor"],
      columns: ["personas", "porcentaje"], rows: rows,
      formula:
        "valor de Shapley de B = Σ población × parte vulnerable × parte con rendimiento, con las reglas de cada año; las partes suman el cambio exactamente",
      notes: [
        "Población: quienes cumplen las reglas de la nómina. Instrumento: las mismas personas con las reglas del otro año. Entrega: pagos de más o de menos respecto de quienes tienen derecho."
      ])
  }

  static let factorIDs: [BeneficiaryChange.Factor: String] = [
    .population: "poblacion", .vulnerability: "vulnerabilidad", .performance: "rendimiento",
    .instrument: "instrumento",
  ]

  /// What to show for machine labels.
  static let texts: [String: String] = [
    "anio": "Año", "regla": "Regla", "evaluadas": "Evaluadas", "cumplen": "Cumplen",
    "no_cumplen": "No cumplen", "sin_dato": "Sin dato", "cumplen_pct": "Cumplen (%)", "llegan": "Llegan",
    "quedan": "Quedan", "quedan_pct": "Quedan (%)", "tramo": "Tramo", "personas": "Personas",
    "porcentaje": "Porcentaje", "monto": "Monto", "gasto": "Gasto", "total": "Total",
    "con_derecho": "Con derecho", "pagadas": "Pagadas", "entregados": "Con derecho y pagadas",
    "entregados_pct": "Entregados (%)", "exclusion": "Exclusión", "inclusion": "Inclusión",
    "otro_tramo": "En otro tramo", "otro_monto": "Por otro monto", "otro_receptor": "A otro receptor",
    "monto_pagado": "Monto pagado", "monto_con_derecho": "Monto con derecho", "error": "Error",
    "motivo": "Motivo", "fuera_de_nomina": "Fuera de la nómina evaluada", "receptor": "Receptor",
    "sin_receptor": "Sin receptor conocido", "tramo_registro": "Tramo del registro",
    "sin_calificacion": "Sin calificación", "puntaje": "Puntaje", "sin_puntaje": "Sin puntaje",
    "de_salidas_pct": "De las salidas (%)", "de_anterior_pct": "De quienes recibieron (%)", "causa": "Causa",
    "perfil": "Perfil", "otros": "Otros perfiles",
    "puntos_medios": "Puntos de la posición (media)",
    "not_comparable": "Sin posición en ambos años", "factor": "Factor", "poblacion": "Población",
    "instrumento": "Instrumento", "entrega": "Entrega", "unico": "Único",
    EligibilitySection.none: "Sin motivo encontrado",
  ]
}
