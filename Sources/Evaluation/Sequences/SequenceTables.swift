import Indicators
import Kernels
import Panels
import Reports
import Rosters

/// The tables of a panel's sequences of states.
struct SequenceTables {
  let section: SequenceSection
  let spec: EvaluationSpec
  /// Without strata.
  let cube: TrajectoryCube
  /// With those of the section among its strata.
  let stratified: TrajectoryCube

  init(_ section: SequenceSection, spec: EvaluationSpec, trajectories: TrajectoryCube) {
    self.section = section
    self.spec = spec
    cube = trajectories.pooled
    stratified = trajectories
  }

  func table(_ kind: SequenceSection.Kind) -> ReportTable {
    switch kind {
    case .spells: spells
    case .gaps: gaps
    case .churn: churn
    case .cohorts: cohorts
    case .indices: indices
    case .entropy: entropy
    case .frequent: frequent
    case .types: types
    }
  }

  // MARK: Parts of tables

  private var period: Phrase {
    spec.periods.areYears ? Phrase("año", "year") : Phrase("período", "period")
  }

  private func label(_ number: Int) -> String { spec.periods.label(of: number) }

  private func table(
    _ kind: SequenceSection.Kind, _ title: Phrase, unit: Phrase, keys: [String], columns: [String],
    rows: [ReportTable.Row], formula: Phrase, notes: [Phrase] = [], across: String? = nil
  ) -> ReportTable {
    let number = (SequenceSection.Kind.allCases.firstIndex(of: kind) ?? 0) + 1
    let notes = notes + missingPeriods
    return SectionTable.table(
      kind.id, Phrase("Secuencias \(number)", "Sequences \(number)"), title, chapter: section.chapter,
      unit: unit, years: spec.periods.spanned(cube.years), keys: keys, columns: columns,
      rows: rows, formula: formula, source: Phrase(same: section.source), notes: notes, across: across)
  }

  /// Periods within the panel that have no roster: people are followed over them as if they were not there.
  private var missingPeriods: [Phrase] {
    guard let first = cube.years.first, let last = cube.years.last else { return [] }
    let missing = (first...last).filter { !cube.years.contains($0) }
    if missing.isEmpty { return [] }
    let listed = missing.prefix(12).map(label).joined(separator: ", ") + (missing.count > 12 ? " …" : "")
    return [
      Phrase(
        "Sin nómina: \(listed). Duraciones y antigüedades cuentan los \(period.spanish)s con nómina.",
        "Without a roster: \(listed). Lengths and ages count the \(period.english)s with a roster.")
    ]
  }

  /// So many people, of whom disclosure control is told what they are.
  private func count(_ value: Int, _ filters: [String: Set<String>]) -> ReportTable.Count {
    .init(key: CountKey(universe: "people", filters: filters), value: value)
  }

  private func people(_ count: ReportTable.Count) -> ReportTable.Cell {
    SectionTable.whole(count.value, counts: [count])
  }

  private func percent(_ part: ReportTable.Count, of whole: ReportTable.Count) -> ReportTable.Cell {
    SectionTable.percent(Share(part.value, of: whole.value), counts: [part, whole])
  }

  /// The states of a sequence, 0 for absence: side by side where each is one character.
  private func text(_ states: [UInt8]) -> String {
    let labels = states.map { $0 == 0 ? "0" : cube.stateLabels[Int($0) - 1] }
    return labels.joined(separator: cube.stateLabels.allSatisfy { $0.count == 1 } ? "" : "-")
  }

  /// What people read for a sequence, under its key, where the spec has words for its states.
  private func shown(_ states: [UInt8]) -> [String: String] {
    guard states.contains(where: { $0 != 0 && spec.texts[cube.stateLabels[Int($0) - 1]] != nil }) else {
      return [:]
    }
    let labels = states.map { state -> String in
      guard state != 0 else { return "0" }
      let label = cube.stateLabels[Int(state) - 1]
      return spec.texts[label] ?? label
    }
    return ["secuencia": labels.joined(separator: " · ")]
  }

  /// What people read for a member of a stratum.
  private func shown(_ member: String, of name: String) -> String {
    let label = spec.dimensions.first { $0.name == name }?.labels[member] ?? spec.texts[member] ?? member
    return "\(spec.texts[name] ?? name): \(label)"
  }

  // MARK: Tables

  private var spells: ReportTable {
    let survival = SpellSurvival(ProgrammeSpells(cube))
    let rows = survival.steps.map { step in
      let ended = count(step.ended, ["primera_racha": ["\(step.length)"], "primera_racha_fin": ["si"]])
      let open = count(step.open, ["primera_racha": ["\(step.length)"], "primera_racha_fin": ["no"]])
      // What one row at risk has more than the next.
      let both = count(step.ended + step.open, ["primera_racha": ["\(step.length)"]])
      let risk = count(
        step.atRisk, ["primera_racha": Set((step.length...survival.steps.count).map(String.init))])
      return ReportTable.Row(
        keys: ["\(step.length)"],
        cells: [
          people(risk), people(ended), people(open),
          .init(
            value: step.surviving.map { .exact($0 * Exact(100)) }, decimals: 1,
            counts: [risk, ended, open, both]),
        ])
    }
    return table(
      .spells,
      Phrase(
        "Duración de la primera permanencia sin interrupción",
        "Length of the first stay without interruption"),
      unit: SequenceTables.peopleAndShare, keys: ["duracion"],
      columns: ["en_riesgo", "terminan", "siguen_al_final", "permanece_pct"], rows: rows,
      formula: Phrase(
        "permanece = 100 × Π (1 − terminan / en riesgo) hasta esa duración (Kaplan y Meier 1958)",
        "staying = 100 × Π (1 − end / at risk) up to that length (Kaplan and Meier 1958)"),
      notes: [
        Phrase(
          "Duración en \(period.spanish)s. Quienes están en el primer \(period.spanish) pueden haber entrado antes.",
          "Length in \(period.english)s. Those in the first \(period.english) may have entered before.")
          + (survival.median.map { Phrase(" La mediana es \($0).", " The median is \($0).") }
            ?? Phrase(same: ""))
      ])
  }

  private var gaps: ReportTable {
    let spells = ProgrammeSpells(cube)
    let left = count(spells.returned.denominator, ["salida": ["si"]])
    let back = count(spells.returned.numerator, ["salida": ["si"], "reingreso": ["si"]])
    var rows = spells.gaps.map { gap in
      ReportTable.Row(
        keys: ["interrupcion", "\(gap.years)"],
        cells: [people(count(gap.gaps, ["interrupcion": ["\(gap.years)"]])), nil])
    }
    rows.append(ReportTable.Row(keys: ["salen", ""], cells: [people(left), nil]))
    rows.append(ReportTable.Row(keys: ["vuelven", ""], cells: [people(back), percent(back, of: left)]))
    return table(
      .gaps, Phrase("Interrupciones y reingreso", "Interruptions and re-entry"),
      unit: Phrase("interrupciones, personas, %", "interruptions, people, %"),
      keys: ["concepto", "duracion"],
      columns: ["numero", "pct"], rows: rows,
      formula: Phrase(
        "vuelven = 100 × personas que salen y vuelven / personas que salen",
        "come back = 100 × people who leave and come back / people who leave"),
      notes: [
        Phrase(
          "Una interrupción es una ausencia entre dos presencias; su duración, en \(period.spanish)s.",
          "An interruption is an absence between two presences; its length is in \(period.english)s.")
      ])
  }

  private var churn: ReportTable {
    // The same people as in the tables of moves: what is hidden there must not come back here.
    let present = Set(cube.stateLabels)
    let absent: Set<String> = ["(ausente)"]
    let rows = Churn.years(of: cube).map { year in
      let last = cube.years.last { $0 < year.year } ?? year.year - 1
      func part(_ value: Int, from: Set<String>?, to: Set<String>?, was: String? = nil) -> ReportTable.Count {
        var filters: [String: Set<String>] = [:]
        filters["\(spec.stateName) \(last)"] = from
        filters["\(spec.stateName) \(year.year)"] = to
        if let was { filters["presente antes de \(year.year)"] = [was] }
        return count(value, filters)
      }
      let stayed = part(year.stayed, from: present, to: present)
      let left = part(year.left, from: present, to: absent)
      let entered = part(year.entered, from: absent, to: present, was: "no")
      let back = part(year.returned, from: absent, to: present, was: "si")
      let before = part(year.stayed + year.left, from: present, to: nil)
      let now = part(year.stayed + year.entered + year.returned, from: nil, to: present)
      let new = part(year.entered + year.returned, from: absent, to: present)
      return ReportTable.Row(
        keys: [label(year.year)],
        cells: [
          people(before), people(stayed), people(left), people(entered), people(back), people(now),
          percent(left, of: before), percent(new, of: now),
        ])
    }
    return table(
      .churn,
      Phrase(
        "Rotación: quienes siguen, salen, entran y vuelven", "Turnover: who stay, leave, enter and come back"),
      unit: SequenceTables.peopleAndShare, keys: ["periodo"],
      columns: ["antes", "siguen", "salen", "entran", "vuelven", "ahora", "salida_pct", "entrada_pct"],
      rows: rows,
      formula: Phrase(
        "salida = 100 × salen / presentes antes; entrada = 100 × (entran + vuelven) / presentes ahora",
        "leaving = 100 × leave / present before; entering = 100 × (enter + come back) / present now"),
      notes: [
        Phrase(
          "Antes es el \(period.spanish) anterior del panel. Quien entra no estuvo en ninguno anterior.",
          "Before is the panel's \(period.english) before. Who enters was in none of those before.")
      ])
  }

  /// Those who first are in the panel in a year, as the table of churn tells of them: what is hidden there must not come back here.
  private func entered(_ year: Int) -> [String: Set<String>] {
    let present = Set(cube.stateLabels)
    guard let last = cube.years.last(where: { $0 < year }) else {
      return ["\(spec.stateName) \(year)": present]
    }
    return [
      "\(spec.stateName) \(last)": ["(ausente)"], "\(spec.stateName) \(year)": present,
      "presente antes de \(year)": ["no"],
    ]
  }

  private var cohorts: ReportTable {
    let present = Set(cube.stateLabels)
    let rows = EntryCohorts(cube).cohorts.flatMap { cohort in
      cohort.present.enumerated().map { age, entry in
        let own = entered(cohort.entry)
        let still = ["\(spec.stateName) \(entry.year)": present]
        let cohortAlone: [String: Set<String>] = ["ingreso": [label(cohort.entry)]]
        // As part of the movements of its year, and as one of the cohorts who together are those present.
        let sizes = [own, cohortAlone].map { count(entry.share.denominator, $0) }
        let presences = [own, cohortAlone].map {
          count(entry.share.numerator, $0.merging(still, uniquingKeysWith: { first, _ in first }))
        }
        return ReportTable.Row(
          keys: [label(cohort.entry), label(entry.year), "\(age)"],
          cells: [
            SectionTable.whole(entry.share.denominator, counts: sizes),
            SectionTable.whole(entry.share.numerator, counts: presences),
            SectionTable.percent(entry.share, counts: sizes + presences),
          ])
      }
    }
    return table(
      .cohorts,
      Phrase(
        "Cohortes de ingreso a lo largo del tiempo (tabla de Lexis)",
        "Entry cohorts over time (Lexis table)"),
      unit: SequenceTables.peopleAndShare,
      keys: ["cohorte_ingreso", "periodo", "antiguedad"], columns: ["ingresan", "presentes", "pct"],
      rows: rows,
      formula: Phrase(
        "100 × presentes de la cohorte en el \(period.spanish) / quienes ingresaron con ella",
        "100 × present of the cohort in the \(period.english) / those who entered with it"),
      notes: [
        Phrase(
          "La cohorte es el primer \(period.spanish) en que se está; la antigüedad, los \(period.spanish)s desde entonces.",
          "The cohort is the first \(period.english) of presence, from which \(period.english)s since entry count."
        )
      ])
  }

  /// Everybody, and the members of each stratum of the section.
  private var groups: [(label: String, shown: String?, filters: [String: Set<String>], cube: TrajectoryCube)]
  {
    var groups: [(String, String?, [String: Set<String>], TrajectoryCube)] = [("total", nil, [:], cube)]
    for name in section.strata {
      guard let place = stratified.strata.firstIndex(where: { $0.name == name }) else { continue }
      for (code, member) in stratified.strata[place].members.enumerated() {
        let own = stratified.restricted(to: code + 1, of: place).pooled
        if own.people > 0 {
          groups.append(("\(name): \(member)", shown(member, of: name), [name: [member]], own))
        }
      }
    }
    return groups
  }

  /// A mean over people of something of their sequences, which lies in a range of that width.
  private func mean(
    _ value: Double, of people: ReportTable.Count, _ cells: some Sequence<TrajectoryCube.Cell>,
    _ decimals: Int, width: Double
  ) -> ReportTable.Cell {
    .init(
      value: .real(value), decimals: decimals, counts: [people],
      coarse: .mean(value, of: people.value, width: width, smallest: cells.lazy.map(\.people).min() ?? .max))
  }

  private var indices: ReportTable {
    let rows = groups.compactMap { label, shown, filters, own -> ReportTable.Row? in
      guard let summary = SequenceSummary(own) else { return nil }
      let all = count(summary.people, filters)
      let periods = Double(own.years.count)
      func mean(_ value: Double, _ decimals: Int, width: Double) -> ReportTable.Cell {
        self.mean(value, of: all, own.cells, decimals, width: width)
      }
      return ReportTable.Row(
        keys: [label],
        cells: [
          people(all), mean(summary.transitions, 2, width: periods - 1), mean(summary.entropy, 4, width: 1),
          mean(summary.turbulence, 4, width: 2 * periods), mean(summary.complexity, 4, width: 1),
        ], shown: shown.map { ["grupo_secuencias": $0] } ?? [:])
    }
    return table(
      .indices,
      Phrase(
        "Entropía, turbulencia y complejidad de las trayectorias, promedio por persona",
        "Entropy, turbulence and complexity of trajectories, mean by person"),
      unit: Phrase("índice", "index"),
      keys: ["grupo_secuencias"],
      columns: ["personas", "transiciones", "entropia", "turbulencia", "complejidad"], rows: rows,
      formula: Phrase(
        "entropía relativa; turbulencia de Elzinga y Liefbroer (2007); complejidad = √(transiciones / máximo × entropía), "
          + "Gabadinho y otros (2011)",
        "relative entropy; turbulence of Elzinga and Liefbroer (2007); complexity = √(transitions / most × entropy), "
          + "Gabadinho and others (2011)"),
      notes: [Phrase("La ausencia es un estado más.", "Absence is a state like others.")])
  }

  private var entropy: ReportTable {
    let values = SequenceSummary.transversalEntropy(cube)
    let all = count(cube.people, [:])
    let rows = zip(cube.years.indices, values).map { place, value in
      let year = cube.years[place]
      // Its digits tell the sizes of the states.
      let states = cube.stateLabels.indices.map { state in
        count(
          cube.people { Int($0.states[place]) == state + 1 },
          ["\(spec.stateName) \(year)": [cube.stateLabels[state]]])
      }
      let absent = count(
        cube.people { $0.states[place] == 0 }, ["\(spec.stateName) \(year)": ["(ausente)"]])
      return ReportTable.Row(
        keys: [label(year)],
        cells: [.init(value: .real(value), decimals: 4, counts: [all, absent] + states)])
    }
    return table(
      .entropy, Phrase("Entropía de los estados en cada ", "Entropy of the states in each ") + period,
      unit: Phrase("índice", "index"), keys: ["periodo"], columns: ["entropia"], rows: rows,
      formula: Phrase(
        "−Σ p ln p / ln (número de estados), con la ausencia entre ellos",
        "−Σ p ln p / ln (number of states), absence among them"))
  }

  private var frequent: ReportTable {
    let all = count(cube.people, [:])
    let ranked = cube.cells.enumerated().sorted {
      $0.element.people == $1.element.people ? $0.offset < $1.offset : $0.element.people > $1.element.people
    }
    let rows = ranked.prefix(section.shown).map { _, cell in
      let own = count(cell.people, ["pattern": [text(cell.states)]])
      let values = SequenceIndices(cell.states, alphabet: cube.stateLabels.count + 1)
      func index(_ value: Double) -> ReportTable.Cell {
        .init(value: .real(value), decimals: 4, counts: [own])
      }
      return ReportTable.Row(
        keys: [text(cell.states)],
        cells: [
          people(own), percent(own, of: all), index(values.entropy), index(values.turbulence),
          index(values.complexity),
        ], shown: shown(cell.states))
    }
    return table(
      .frequent, Phrase("Las trayectorias más frecuentes", "The most frequent trajectories"),
      unit: Phrase("personas, %, índice", "people, %, index"), keys: ["secuencia"],
      columns: ["personas", "pct", "entropia", "turbulencia", "complejidad"], rows: rows,
      formula: Phrase(
        "100 × personas con esa secuencia / personas", "100 × people with that sequence / people"),
      notes: [
        Phrase(
          "\(cube.cells.count) secuencias distintas. 0 es ausencia; los demás son los estados, un \(period.spanish) tras otro.",
          "\(cube.cells.count) different sequences. 0 is absence; the others are the states, one \(period.english) after another."
        )
      ])
  }

  private var types: ReportTable {
    let insertion = section.insertion.double
    let distance =
      section.costs == .transitions
      ? SequenceDistance(transitionsOf: cube, insertion: insertion)
      : SequenceDistance(alphabet: cube.stateLabels.count + 1, insertion: insertion)
    let number = max(1, min(section.groups, cube.cells.count))
    let typology = SequenceTypology(
      cube, groups: number, distance: distance, among: max(section.searched, number))
    let all = count(cube.people, [:])
    // All elements of the longest sequences deleted and inserted.
    let width = 2 * insertion * Double(cube.years.count)
    var rows = typology.groups.enumerated().map { place, group in
      let cells = zip(cube.cells, typology.assignment).lazy.filter { $0.1 == place }.map(\.0)
      // As the sequences that they have, which other tables count too.
      let own = count(group.people, ["pattern": Set(cells.map { text($0.states) })])
      return ReportTable.Row(
        keys: ["\(place + 1)", text(group.medoid)],
        cells: [
          people(own), percent(own, of: all), mean(group.spread, of: own, cells, 3, width: width), nil,
        ], shown: shown(group.medoid))
    }
    rows.append(
      ReportTable.Row(
        keys: ["total", ""],
        cells: [
          people(all), percent(all, of: all),
          mean(typology.cost / Double(max(cube.people, 1)), of: all, cube.cells, 3, width: width),
          typology.silhouette.map { mean($0, of: all, cube.cells, 3, width: 2) },
        ]))
    let costs =
      section.costs == .transitions
      ? Phrase(
        "sustitución 2 − p(b|a) − p(a|b), de las transiciones del panel",
        "substitution 2 − p(b|a) − p(a|b), of the panel's transitions")
      : Phrase("sustitución 2", "substitution 2")
    var notes = [
      Phrase(
        "Cada persona está en el tipo cuya secuencia (medoide) le queda más cerca.",
        "Each person is of the type whose sequence (medoid) is nearest.")
    ]
    // As many medoids as there are sequences leave nothing to be nearer to.
    if number < cube.cells.count {
      notes.append(
        Phrase(
          "La búsqueda termina en un óptimo local (PAM, Kaufman y Rousseeuw 1990): cambiar un medoide por otra secuencia no acerca más a las personas, pero otro conjunto de medoides podría hacerlo.",
          "The search ends in a local optimum (PAM, Kaufman and Rousseeuw 1990): no exchange of one medoid for another sequence brings people nearer, but another set of medoids might."
        ))
    }
    if section.searched < cube.cells.count {
      notes.append(
        Phrase(
          "Los medoides se buscan entre las \(section.searched) secuencias más frecuentes de \(cube.cells.count); la silueta es de ellas.",
          "Medoids are looked for among the \(section.searched) most frequent sequences of \(cube.cells.count); the silhouette is of these."
        ))
    }
    return table(
      .types,
      Phrase("Tipos de trayectoria por emparejamiento óptimo", "Types of trajectory by optimal matching"),
      unit: Phrase("personas, %, costo", "people, %, cost"),
      keys: ["tipo_trayectoria", "secuencia"], columns: ["personas", "pct", "distancia_media", "silueta"],
      rows: rows,
      formula: Phrase("k medoides (Kaufman y Rousseeuw 1990); ", "k medoids (Kaufman and Rousseeuw 1990); ")
        + costs + Phrase("; inserción \(section.insertion)", "; insertion \(section.insertion)"), notes: notes
    )
  }

  private static let peopleAndShare = Phrase("personas, %", "people, %")

  static let texts: [String: Phrase] = [
    "duracion": Phrase("Duración", "Duration"), "en_riesgo": Phrase("En riesgo", "At risk"),
    "terminan": Phrase("Terminan", "End"),
    "siguen_al_final": Phrase("Siguen al final", "Go on at the end"),
    "permanece_pct": Phrase("Permanece (%)", "Staying (%)"), "concepto": Phrase("Concepto", "Item"),
    "interrupcion": Phrase("Interrupciones", "Interruptions"),
    "numero": Phrase("Número", "Number"),
    "pct": Phrase("%", "%"), "salen": Phrase("Salen", "Leave"), "vuelven": Phrase("Vuelven", "Come back"),
    "periodo": Phrase("Período", "Period"), "antes": Phrase("Presentes antes", "Present before"),
    "siguen": Phrase("Siguen", "Stay"), "entran": Phrase("Entran", "Enter"),
    "ahora": Phrase("Presentes", "Present"), "salida_pct": Phrase("Salida (%)", "Leaving (%)"),
    "entrada_pct": Phrase("Entrada (%)", "Entering (%)"), "cohorte_ingreso": Phrase("Ingreso", "Entry"),
    "antiguedad": Phrase("Antigüedad", "Years since entry"),
    "ingresan": Phrase("Ingresan", "Enter"),
    "presentes": Phrase("Presentes", "Present"), "grupo_secuencias": Phrase("Grupo", "Group"),
    "personas": Phrase("Personas", "People"),
    "transiciones": Phrase("Cambios de estado", "Changes of state"),
    "entropia": Phrase("Entropía", "Entropy"), "turbulencia": Phrase("Turbulencia", "Turbulence"),
    "complejidad": Phrase("Complejidad", "Complexity"),
    "secuencia": Phrase("Secuencia", "Sequence"),
    "tipo_trayectoria": Phrase("Tipo", "Type"), "distancia_media": Phrase("Distancia media", "Mean distance"),
    "silueta": Phrase("Silueta", "Silhouette"), "total": Phrase("Total", "Total"),
  ]
}
