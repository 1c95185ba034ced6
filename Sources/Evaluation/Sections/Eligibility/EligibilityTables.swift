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

  func table(
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
  func worded(_ row: ReportTable.Row, _ keys: [String]) -> ReportTable.Row {
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
  func labels(_ keys: [String]) -> [String: [String: Phrase]] {
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

  func titles(_ pairs: [(String, Phrase)]) -> [String: Phrase] {
    Dictionary(pairs, uniquingKeysWith: { first, _ in first })
  }

  /// So many people of a universe, in a group of it where one is named.
  func count(_ value: Int, _ universe: String, _ filters: [String: String] = [:]) -> ReportTable.Count {
    .init(
      key: CountKey(universe: "elegibilidad-\(universe)", filters: filters.mapValues { [$0] }), value: value)
  }

  func whole(_ value: Int, _ universe: String, _ filters: [String: String] = [:]) -> ReportTable.Cell {
    SectionTable.whole(value, counts: [count(value, universe, filters)])
  }

  /// A sum of money of which disclosure control is told, since amounts of tramos and their sum give people.
  func amount(_ value: Exact, _ what: String, _ year: EligibilityYearResult) -> ReportTable.Count {
    .init(
      key: CountKey(universe: EligibilityPopulation.amount(what, year.year), filters: [:]),
      value: value.rounded(decimals: 0).integer ?? Int.max)
  }

  func whole(_ count: ReportTable.Count) -> ReportTable.Cell {
    SectionTable.whole(count.value, counts: [count])
  }

  func percent(_ top: ReportTable.Count, of base: ReportTable.Count) -> ReportTable.Cell {
    SectionTable.percent(Share(top.value, of: base.value), counts: [top, base])
  }

  func percent(_ top: Int, of base: Int, _ universe: String, _ filters: [String: String])
    -> ReportTable.Cell
  {
    SectionTable.percent(
      Share(top, of: base), counts: [count(top, universe, filters), count(base, universe)])
  }

  /// Counts and shares by year and label. `labels`: of the counts in their order, the one after the last for what has none.
  func shares(
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

  static let peopleAndShare = Phrase("personas, %", "people, %")
  static let peopleAndMoney = Phrase(
    "personas, %, pesos de cada año", "people, %, pesos of each year")
}
