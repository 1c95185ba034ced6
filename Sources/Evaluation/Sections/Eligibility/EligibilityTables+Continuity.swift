import Indicators
import Kernels
import Reports

// From one year to the next: why people leave, and what the number of beneficiaries changes by.

extension EligibilityTables {
  /// Those who received in a year, as the tables of that year tell of them.
  func received(_ year: EligibilityYearResult) -> ReportTable.Count {
    guard let delivery = year.delivery else {
      return VerdictCounts(year).entitled(year.tramos.reduce(0, +))
    }
    return count(delivery.paid, "pagados-\(year.year)")
  }

  func received(in year: Int) -> [ReportTable.Count] {
    outcome.years.filter { $0.year == year }.map(received)
  }

  var reasons: ReportTable {
    let list = section.continuity ?? []
    var rows: [ReportTable.Row] = []
    for pair in outcome.leavers {
      let universe = "salidas-\(pair.to)"
      let all = pair.left
      for (index, value) in pair.reasons.enumerated() {
        let id = index < list.count ? list[index].id : EligibilitySection.none
        let worded = index < list.count ? list[index].title(pair.to, section.rules) : nil
        rows.append(
          ReportTable.Row(
            keys: [String(pair.to), id],
            cells: [
              whole(value, universe, ["motivo": id]), percent(value, of: all, universe, ["motivo": id]),
              SectionTable.percent(
                Share(value, of: pair.received),
                counts: [count(value, universe, ["motivo": id])] + received(in: pair.from)),
            ], shown: worded.map { ["motivo": $0.spanish] } ?? [:],
            english: worded.map { ["motivo": $0.english] }))
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

  var performance: ReportTable {
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

  var decomposition: ReportTable {
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
          whole == nil
            ? nil
            : ReportTable.Coarse(smallest: pair.smallest, note: EligibilityTables.wholePeople) { _ in
              value.map { .exact($0) }
            }
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
          "Población: quienes cumplen las reglas de la nómina. Instrumento: las mismas personas con las reglas del otro año.",
          "Population: who meet the rules of the roster. Instrument: the same people under the rules of the other year."
        )
          + (section.paid == nil
            ? Phrase(same: "")
            : Phrase(
              " Entrega: pagos de más o de menos respecto de quienes tienen derecho.",
              " Delivery: payments above or below those entitled."))
      ])
  }

  private static let wholePeople = Phrase(
    "Donde un grupo tiene menos personas que el mínimo que se publica, las partes son personas enteras, por los mayores restos.",
    "Where a group has fewer people than are published, the parts are whole people, by the largest remainders."
  )

  /// Those who pass the rules of the population, and those who pass the ones of vulnerability besides.
  func cascade(_ year: EligibilityYearResult) -> [ReportTable.Count] {
    let people = VerdictCounts(year)
    return [[EligibilityRule.Factor.population], [.population, .vulnerability]].map { factors in
      let needed = section.rules.indices.filter { factors.contains(section.rules[$0].factor) }
      return people.count { verdicts in needed.allSatisfy { verdicts[$0] == .passed } }
    }
  }

  static let factorIDs: [BeneficiaryChange.Factor: String] = [
    .population: "poblacion", .vulnerability: "vulnerabilidad", .performance: "rendimiento",
    .instrument: "instrumento",
  ]
}
