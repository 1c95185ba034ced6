import Indicators
import Kernels
import Reports

// Those entitled, what they were paid, and who collects.

extension EligibilityTables {
  var tramos: ReportTable {
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

  var delivery: ReportTable {
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
      ] + (section.paid?.payee == nil || section.payees.isEmpty ? [] : [EligibilityTables.otherPayee]))
  }

  private static let otherPayee = Phrase(
    "Otro receptor: lo pagado tiene un receptor distinto del que dan las reglas. No cuenta los pagos sin receptor ni los de personas para las que las reglas no encuentran ninguno.",
    "Another payee: what was paid has a payee other than the rules give. Payments without a payee, and those of people for whom the rules find none, do not count."
  )

  var errors: ReportTable {
    var rows: [ReportTable.Row] = []
    for year in outcome.years {
      guard let found = year.delivery else { continue }
      let people = VerdictCounts(year)
      for (index, tramo) in section.tramos.enumerated() {
        rows.append(
          ReportTable.Row(
            keys: [String(year.year), "exclusion", tramo],
            cells: [whole(people.entitled(found.exclusion[index], ["pago": "no", "tramo": tramo]))],
            // A number under a heading of reasons says nothing.
            shown: Int(tramo) == nil ? [:] : ["motivo": "Tramo \(tramo)"]))
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

  var payees: ReportTable {
    shares(
      "elegibilidad-receptores",
      Phrase("Quién cobra, por orden de prioridad", "Who collects, in order of priority"),
      by: "receptor", of: \.payees, told: { VerdictCounts($0).entitled($1, $2) },
      labels: EligibilityPopulation.payees(section),
      formula: Phrase("100 × personas / con derecho", "100 × people / entitled"))
  }
}
