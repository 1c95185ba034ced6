import Indicators
import Kernels
import Reports
import Rosters

/// The tables of a targeting section.
struct TargetingTables {
  let section: TargetingSection
  let samples: [TargetingSample]
  /// The account of the file that the samples are of.
  let file: RosterFile
  private let curves: [ConcentrationCurve]
  let positions: [TargetingPositions]

  init(section: TargetingSection, samples: [TargetingSample], file: RosterFile) throws(TargetingError) {
    self.section = section
    self.samples = samples
    self.file = file
    var curves: [ConcentrationCurve] = []
    for sample in samples { curves.append(try ConcentrationCurve(sample.records)) }
    self.curves = curves
    positions = zip(samples, curves).map {
      TargetingPositions($0, $1, groups: section.groups, poorest: section.poorest)
    }
  }

  var all: [ReportTable] {
    [summary, ratios, distribution] + (section.eligible.isEmpty ? [] : [definitions])
  }

  private var weightScale: Int { section.columns[.weight] == nil ? 1 : TargetingReader.weightScale }

  private var keyNames: [String] {
    (section.columns[.year] == nil ? [] : ["anio"]) + ["estrato"]
  }

  private func keys(_ sample: TargetingSample) -> [String] {
    [sample.year].compactMap { $0 } + [sample.stratum ?? "total"]
  }

  private func table(
    _ id: String, _ title: Phrase, unit: Phrase, keys: [String] = [], columns: [String],
    rows: [ReportTable.Row], formula: Phrase, notes: [Phrase] = []
  ) -> ReportTable {
    let number = (TargetingSection.ids.firstIndex(of: id) ?? 0) + 1
    let years = samples.compactMap(\.year)
    let span = years.first.map { first in years.last.map { $0 == first ? first : "\(first)-\($0)" } ?? first }
    return SectionTable.table(
      id, Phrase("Focalización \(number)", "Targeting \(number)"), title, chapter: section.chapter,
      unit: unit, years: Phrase(same: span ?? ""), keys: keyNames + keys, columns: columns, rows: rows,
      formula: formula, source: Phrase(same: section.source), notes: notes)
  }

  /// Records of a sample, for disclosure control.
  func count(_ sample: TargetingSample, _ who: String, _ value: Int, by definition: String? = nil)
    -> ReportTable.Count
  {
    var filters: [String: Set<String>] = [:]
    if let definition { filters["definicion"] = [definition] }
    if let year = sample.year { filters["anio"] = [year] }
    if let stratum = sample.stratum { filters["estrato"] = [stratum] }
    return .init(key: CountKey(universe: "focalizacion-\(who)", filters: filters), value: value)
  }

  private func counts(_ sample: TargetingSample) -> (all: ReportTable.Count, served: ReportTable.Count) {
    let records = sample.records.filter { $0.weight > 0 }
    return (
      count(sample, "registros", records.count),
      count(sample, "beneficiarios", records.count { $0.benefit > 0 })
    )
  }

  /// Records between two shares of the people of a sample by their poverty, and those of them with a benefit. Those up to a share are told as
  /// such, so that they yield to groups.
  private func counts(_ place: Int, from low: Exact, to high: Exact) -> (
    all: ReportTable.Count, served: ReportTable.Count
  ) {
    let sample = samples[place]
    let pieces = positions[place].pieces(from: low, to: high)
    let values = positions[place].count(from: low, to: high)
    func narrowed(_ who: String, _ value: Int) -> ReportTable.Count {
      let key = count(sample, who, value).key
      guard let pieces else { return .init(key: key, value: value) }
      var filters = key.filters
      // The poorest of a stratum are no part of the poorest of all.
      filters[sample.stratum == nil ? "posicion" : "posicion en el estrato"] = pieces
      let universe = low.isZero && high != Exact(1, over: section.groups) ? TargetingTables.poorest : ""
      return .init(key: CountKey(universe: universe + key.universe, filters: filters), value: value)
    }
    return (narrowed("registros", values.records), narrowed("beneficiarios", values.served))
  }

  static let poorest = "los más pobres, "

  private func people(_ weight: Int128) -> Exact { people(Exact(weight)) }

  private func people(_ weight: Exact) -> Exact { (weight / Exact(weightScale)) ?? .zero }

  private func money(_ amount: Exact) -> Exact {
    (amount / (Exact(weightScale) * Exact(TargetingReader.benefitScale))) ?? .zero
  }

  private func served(_ sample: TargetingSample) -> Int128 {
    sample.records.reduce(0) { $1.benefit > 0 ? $0 + Int128($1.weight) : $0 }
  }

  /// A ratio in percent; empty where there is nothing to divide by.
  private func percent(_ top: Exact, of bottom: Exact, counts: [ReportTable.Count]) -> ReportTable.Cell {
    .init(
      value: (top / bottom).map { .exact($0 * Exact(100)) }, numerator: top,
      denominator: bottom.isZero ? nil : bottom, decimals: 1, counts: counts)
  }

  private func exact(_ value: Exact?, _ decimals: Int, _ counts: [ReportTable.Count]) -> ReportTable.Cell {
    .init(value: value.map { .exact($0) }, decimals: decimals, counts: counts)
  }

  private var summary: ReportTable {
    let rows = samples.indices.map { place in
      let (sample, curve) = (samples[place], curves[place])
      let (all, some) = counts(sample)
      let index = ConcentrationIndex(sample.records, curve: curve)
      let coarse = coarseness(place)
      return ReportTable.Row(
        keys: keys(sample),
        cells: [
          SectionTable.whole(all.value, counts: [all]), exact(people(curve.weight), 0, [all]),
          exact(people(served(sample)), 0, [some]), exact(money(Exact(curve.benefit)), 0, [some]),
          percent(people(served(sample)), of: people(curve.weight), counts: [some, all]),
          .init(
            value: (index?.value).map { .exact($0) }, decimals: 4, counts: [some, all],
            coarse: index.map { coarse($0.value.double) }),
          index?.standardError.map {
            .init(value: .real($0), decimals: 4, counts: [some, all], coarse: coarse($0))
          },
        ])
    }
    return table(
      "focalizacion-resumen",
      Phrase(
        "Beneficiarios y concentración del beneficio", "Beneficiaries and concentration of the benefit"),
      unit: Phrase("personas, pesos, %, índice", "people, pesos, %, index"),
      columns: [
        "registros", "personas", "beneficiarios", "beneficio", "cobertura_pct", "indice_concentracion",
        "error_estandar",
      ], rows: rows,
      formula: Phrase(
        "índice = 1 − Σ (p_k − p_{k−1})(L_k + L_{k−1}), con quienes empatan en un solo grupo; error de Kakwani, Wagstaff y "
          + "van Doorslaer (1997)",
        "index = 1 − Σ (p_k − p_{k−1})(L_k + L_{k−1}), those who tie as one group; error of Kakwani, Wagstaff and "
          + "van Doorslaer (1997)"),
      notes: [
        Phrase(
          "Un índice bajo cero dice que el beneficio se concentra en los más pobres.",
          "An index below zero says that the benefit is concentrated on the poorest.")
      ] + weighted + setAside)
  }

  /// How much of a concentration index, or of its error, is shown where groups by poverty are small: with all their digits they leave few
  /// possibilities. 2 Σ wbR / Σ wb − 1, R from 0 to 1, is a mean of values of 0 to twice the largest wb over the mean of all.
  private func coarseness(_ place: Int) -> (Double) -> ReportTable.Coarse {
    let records = samples[place].records.filter { $0.weight > 0 }
    let received = records.map { Double($0.weight) * Double($0.benefit) }
    let total = received.reduce(0, +)
    let width = total > 0 ? 2 * (received.max() ?? 0) * Double(records.count) / total : 0
    let smallest = positions[place].sizes.filter { $0 > 0 }.min() ?? .max
    return { .mean($0, of: records.count, width: width, smallest: smallest, fewest: 1) }
  }

  /// What a small cell is where each record stands for many people.
  private var weighted: [Phrase] {
    if section.columns[.weight] == nil { return [] }
    return [
      Phrase(
        "El mínimo que se publica se cuenta en registros de la encuesta, no en las personas que representan.",
        "The smallest count that is shown is one of records of the survey, not of the people they stand for.")
    ]
  }

  /// The rows of the file that no figure counts, by reason; nothing where all are used.
  private var setAside: [Phrase] {
    let all = file.setAside.values.reduce(0, +)
    if all == 0 { return [] }
    func said(_ language: Language) -> (all: String, read: String, reasons: String) {
      let words = Audit.texts(language)
      let numbers = NumberFormat(language)
      let reasons = SetAside.allCases.compactMap { reason in
        file.setAside[reason].map { "\(words[reason.rawValue] ?? reason.rawValue): \(numbers.text($0))" }
      }
      return (numbers.text(all), numbers.text(file.rowsRead), reasons.joined(separator: "; "))
    }
    let (spanish, english) = (said(.spanish), said(.english))
    return [
      Phrase(
        "Filas apartadas: \(spanish.all) de \(spanish.read) leídas (\(spanish.reasons)); columna y línea de cada motivo están en la auditoría.",
        "Rows set aside: \(english.all) of \(english.read) read (\(english.reasons)); the audit has column and line of each reason."
      )
    ]
  }

  private var ratios: ReportTable {
    let rows = samples.indices.flatMap { place in
      section.poorest.map { share in
        let (sample, curve) = (samples[place], curves[place])
        let (all, some) = counts(sample)
        let own = counts(place, from: .zero, to: share)
        let top = money(curve.amount(ofPoorest: share))
        return ReportTable.Row(
          keys: keys(sample) + [(share * Exact(100)).description],
          cells: [
            percent(top, of: money(Exact(curve.benefit)), counts: [some, all, own.served, own.all]),
            exact(curve.targetingRatio(poorest: share), 3, [some, all, own.served, own.all]),
          ])
      }
    }
    return table(
      "focalizacion-cgh",
      Phrase("Parte del beneficio que va a los más pobres", "Share of the benefit that goes to the poorest"),
      unit: Phrase("%, razón", "%, ratio"),
      keys: ["mas_pobres_pct"],
      columns: ["beneficio_pct", "cgh"], rows: rows,
      formula: Phrase(
        "CGH = parte del beneficio que va al q % más pobre / q (Coady, Grosh y Hoddinott 2004); donde q corta un empate, en "
          + "proporción",
        "CGH = share of the benefit that goes to the poorest q % / q (Coady, Grosh and Hoddinott 2004); where q cuts a tie, in "
          + "proportion"))
  }

  private var distribution: ReportTable {
    let groups = section.groups
    let rows = samples.indices.flatMap { index -> [ReportTable.Row] in
      let (sample, curve) = (samples[index], curves[index])
      let some = counts(sample).served
      let benefit = BenefitDistribution(curve, groups: groups)
      let takers = sample.records.map {
        BenefitRecord(rank: $0.rank, weight: $0.weight, benefit: $0.benefit > 0 ? 1 : 0)
      }
      // The same weights and ranks as the curve's, so that it is a curve too.
      let reached = (try? ConcentrationCurve(takers)).map { BenefitDistribution($0, groups: groups) }
      let size = (people(curve.weight) / Exact(groups)) ?? .zero
      return (0..<groups).map { place in
        let own = reached.map { people($0.amounts[place]) } ?? .zero
        let (low, high) = (Exact(place, over: groups), Exact(place + 1, over: groups))
        let group = counts(index, from: low, to: high)
        let upTo = counts(index, from: .zero, to: high)
        return ReportTable.Row(
          keys: keys(sample) + [String(place + 1)],
          cells: [
            exact(size, 0, [group.all]), exact(own, 0, [group.served, group.all]),
            percent(own, of: size, counts: [group.served, group.all]),
            exact(money(benefit.amounts[place]), 0, [group.served, group.all]),
            percent(
              money(benefit.amounts[place]), of: money(benefit.total),
              counts: [some, group.served, group.all]),
            percent(
              money(benefit.cumulative[place]), of: money(benefit.total),
              counts: [some, upTo.served, upTo.all]),
          ])
      }
    }
    return table(
      "focalizacion-grupos",
      Phrase(
        "Cobertura y beneficio por grupo, del más pobre al más rico",
        "Coverage and benefit by group, from the poorest to the richest"),
      unit: Phrase("personas, pesos, %", "people, pesos, %"),
      keys: ["grupo_pobreza"],
      columns: ["personas", "beneficiarios", "cobertura_pct", "beneficio", "beneficio_pct", "acumulado_pct"],
      rows: rows,
      formula: Phrase(
        "\(groups) grupos de igual tamaño; un empate que dos comparten se reparte en proporción",
        "\(groups) groups of equal size; a tie that two of them share is divided in proportion"))
  }

  private var definitions: ReportTable {
    let rows = zip(samples, curves).flatMap { sample, curve in
      section.eligible.indices.map { place -> ReportTable.Row in
        let name = section.eligible[place].name
        var (potential, both) = (Int128(0), Int128(0))
        var (eligibleRecords, bothRecords) = (0, 0)
        for (record, isEligible) in zip(sample.records, sample.eligible[place])
        where isEligible && record.weight > 0 {
          potential += Int128(record.weight)
          eligibleRecords += 1
          if record.benefit > 0 {
            both += Int128(record.weight)
            bothRecords += 1
          }
        }
        let coverage = PopulationCoverage(
          potential: people(potential), served: people(served(sample)), servedEligible: people(both))
        let some = counts(sample).served
        let who = count(sample, "elegibles", eligibleRecords, by: name)
        let inside = count(sample, "elegibles-atendidos", bothRecords, by: name)
        let outside = count(sample, "no-elegibles-atendidos", some.value - bothRecords, by: name)
        let excluded = count(
          sample, "elegibles-no-atendidos", eligibleRecords - bothRecords, by: name)
        return ReportTable.Row(
          keys: keys(sample) + [name],
          cells: [
            exact(coverage.potential, 0, [who]), exact(coverage.served, 0, [some]),
            exact(people(both), 0, [inside]),
            percent(coverage.served, of: coverage.potential, counts: [some, who]),
            percent(
              coverage.potential - people(both), of: coverage.potential, counts: [who, inside, excluded]),
            percent(coverage.served - people(both), of: coverage.served, counts: [some, inside, outside]),
          ])
      }
    }
    return table(
      "focalizacion-definiciones",
      Phrase(
        "Cobertura, subcobertura y filtración por definición de quién es elegible",
        "Coverage, under-coverage and leakage by definition of who is eligible"),
      unit: Phrase("personas, %", "people, %"), keys: ["definicion"],
      columns: [
        "elegibles", "atendidos", "atendidos_elegibles", "cobertura_pct", "subcobertura_pct",
        "filtracion_pct",
      ],
      rows: rows,
      formula: Phrase(
        "cobertura = 100 × atendidos / elegibles; subcobertura = 100 × elegibles no atendidos / elegibles; filtración = 100 × "
          + "atendidos no elegibles / atendidos",
        "coverage = 100 × served / eligible; under-coverage = 100 × eligible not served / eligible; leakage = 100 × "
          + "served not eligible / served"))
  }

  static let texts: [String: Phrase] = [
    "estrato": Phrase("Estrato", "Stratum"), "registros": Phrase("Registros", "Records"),
    "personas": Phrase("Personas", "People"), "beneficiarios": Phrase("Beneficiarios", "Beneficiaries"),
    "beneficio": Phrase("Beneficio", "Benefit"), "cobertura_pct": Phrase("Cobertura (%)", "Coverage (%)"),
    "indice_concentracion": Phrase("Índice de concentración", "Concentration index"),
    "error_estandar": Phrase("Error estándar", "Standard error"),
    "mas_pobres_pct": Phrase("Más pobres (%)", "Poorest (%)"),
    "beneficio_pct": Phrase("Parte del beneficio (%)", "Share of the benefit (%)"),
    "cgh": Phrase("CGH", "CGH"), "grupo_pobreza": Phrase("Grupo", "Group"),
    "acumulado_pct": Phrase("Acumulado (%)", "Cumulative (%)"),
    "definicion": Phrase("Definición", "Definition"),
    "elegibles": Phrase("Elegibles", "Eligible"), "atendidos": Phrase("Atendidos", "Served"),
    "atendidos_elegibles": Phrase("Atendidos elegibles", "Eligible and served"),
    "subcobertura_pct": Phrase("Subcobertura (%)", "Under-coverage (%)"),
    "filtracion_pct": Phrase("Filtración (%)", "Leakage (%)"), "total": Phrase("Total", "Total"),
    "anio": Phrase("Año", "Year"),
  ]
}
