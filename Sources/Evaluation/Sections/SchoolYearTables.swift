import Indicators
import Kernels
import Reports

/// The tables of a school service over several years, in which years are compared with the season apart.
extension SchoolTables {
  static let yearIDs = [
    "asistencia-comparable", "asistencia-ajustada", "asistencia-estacional", "ocupacion-anual",
  ]

  /// None where all reports are of one year.
  var ofSeveralYears: [ReportTable] {
    Set(service.periods.map(\.year)).count > 1 ? [comparable, adjusted, seasonal, yearlyOccupancy] : []
  }

  private var seasons: [(label: String, group: SchoolService.Group, season: SeasonalAttendance)] {
    groups.compactMap { label, group in
      SeasonalAttendance(service, group: group).map { (label, group, $0) }
    }
  }

  private func yearTable(
    _ id: String, _ title: Phrase, unit: Phrase, keys: [String], columns: [String], rows: [ReportTable.Row],
    formula: Phrase, notes: [Phrase] = [], across: String? = nil
  ) -> ReportTable {
    let number = SchoolServiceSection.ids.count + (SchoolTables.yearIDs.firstIndex(of: id) ?? 0) + 1
    return SectionTable.table(
      id, SchoolTables.numbered(number), title, chapter: chapter, unit: unit, years: Phrase(same: years),
      keys: keys, columns: columns, rows: rows, formula: formula, source: Phrase(same: source), notes: notes,
      across: across)
  }

  private var comparable: ReportTable {
    let rows = seasons.flatMap { label, group, season in
      season.comparisons.map { comparison in
        let counts = students(label, group, in: [comparison.year - 1, comparison.year])
        return ReportTable.Row(
          keys: [label, String(comparison.year)],
          cells: [
            SectionTable.whole(comparison.months.count),
            SectionTable.percent(comparison.before, counts: counts),
            SectionTable.percent(comparison.now, counts: counts),
            SectionTable.real(100 * comparison.difference, decimals: 2, counts: counts),
          ])
      }
    }
    return yearTable(
      "asistencia-comparable",
      Phrase(
        "Asistencia en los mismos meses del año anterior", "Attendance in the same months of the year before"),
      unit: Phrase("%, puntos porcentuales", "%, percentage points"),
      keys: ["comuna", "anio"],
      columns: ["meses_comparables", "anio_anterior_pct", "anio_actual_pct", "diferencia_puntos"], rows: rows,
      formula: Phrase(
        "diferencia = media, por mes, de la tasa menos la del mismo mes del año anterior",
        "difference = mean over months of the rate less that of the same month of the year before"),
      notes: [
        Phrase(
          "Sólo cuentan los meses que ambos años informan, cada uno con el mismo peso en la diferencia, y en cada mes los establecimientos que lo informan en los dos años.",
          "Only months that both years report count, each with the same weight in the difference, and of each month the establishments that report it in both years."
        )
      ])
  }

  private var adjusted: ReportTable {
    var rows: [ReportTable.Row] = []
    for (label, group, season) in seasons {
      for level in season.levels {
        let counts = students(label, group, in: [level.year])
        rows.append(
          ReportTable.Row(
            keys: [label, String(level.year)],
            cells: [
              SectionTable.percent(level.observed, counts: counts),
              SectionTable.real(100 * level.adjusted, decimals: 1, counts: counts), nil,
            ]))
      }
      if let slope = season.slope {
        rows.append(
          ReportTable.Row(
            keys: [label, "tendencia"],
            cells: [nil, nil, SectionTable.real(100 * slope, decimals: 2, counts: students(label, group))]))
      }
    }
    return yearTable(
      "asistencia-ajustada",
      Phrase(
        "Asistencia por año sin el efecto de los meses", "Attendance by year without the months' effect"),
      unit: Phrase("%, puntos porcentuales por año", "%, percentage points a year"),
      keys: ["comuna", "anio"], columns: ["asistencia_pct", "ajustada_pct", "puntos_por_anio"], rows: rows,
      formula: Phrase(
        "tasa = nivel del año + efecto del mes, por mínimos cuadrados; tendencia: tasa = efecto del mes + b × tiempo",
        "rate = level of the year + effect of the month, by least squares; trend: rate = effect of the month + b × time"
      ),
      notes: [
        Phrase(
          "Ajustada: la tasa media que el año habría tenido en los meses de todos los años.",
          "Adjusted: the mean rate that the year would have had in the months of all years.")
      ])
  }

  private var seasonal: ReportTable {
    let rows = seasons.flatMap { label, group, season in
      let counts = students(label, group)
      return season.effects.map { month, effect in
        ReportTable.Row(
          keys: [label, month < 10 ? "0\(month)" : String(month)],
          cells: [SectionTable.real(100 * effect, decimals: 2, counts: counts)])
      }
    }
    return yearTable(
      "asistencia-estacional",
      Phrase("Efecto de cada mes en la asistencia", "Effect of each month on attendance"),
      unit: Phrase("puntos porcentuales", "percentage points"),
      keys: ["comuna", "mes"], columns: ["efecto_puntos"], rows: rows,
      formula: Phrase(
        "tasa = nivel del año + efecto del mes; los efectos suman cero",
        "rate = level of the year + effect of the month; the effects add up to zero"), across: "mes")
  }

  private var yearlyOccupancy: ReportTable {
    var rows: [ReportTable.Row] = []
    var ends: [(year: Int, month: Int)] = []
    for year in Set(service.periods.map(\.year)).sorted() {
      guard let period = service.periods.last(where: { $0.year == year }) else { continue }
      ends.append(period)
      for (label, group) in groups {
        let share = service.occupancy(of: group, in: period)
        let counts = [count(share.numerator, "matricula-\(year)-\(period.month)", label)]
        rows.append(
          ReportTable.Row(
            keys: [String(year), label],
            cells: [
              SectionTable.whole(period.month), SectionTable.whole(share.numerator, counts: counts),
              SectionTable.whole(share.denominator), SectionTable.percent(share, counts: counts),
            ]))
      }
    }
    return yearTable(
      "ocupacion-anual",
      Phrase(
        "Matrícula y capacidad por comuna en el último mes de cada año",
        "Enrolment and capacity by commune in the last month of each year"),
      unit: SchoolTables.placesAndShare, keys: ["anio", "comuna"],
      columns: ["mes_final", "matricula", "capacidad", "ocupacion_pct"], rows: rows,
      formula: Phrase("100 × matrícula / capacidad", "100 × enrolment / capacity"),
      notes: withoutReport(in: ends))
  }

  static let yearTexts: [String: Phrase] = [
    "meses_comparables": Phrase("Meses", "Months"),
    "anio_anterior_pct": Phrase("Año anterior (%)", "Year before (%)"),
    "anio_actual_pct": Phrase("Año (%)", "Year (%)"),
    "diferencia_puntos": Phrase("Diferencia (puntos)", "Difference (points)"),
    "ajustada_pct": Phrase("Sin efecto de meses (%)", "Without the months' effect (%)"),
    "puntos_por_anio": Phrase("Puntos por año", "Points a year"),
    "efecto_puntos": Phrase("Efecto (puntos)", "Effect (points)"), "tendencia": Phrase("Tendencia", "Trend"),
  ]
}

/// A choice that a spec writes as true or false.
enum YesNo: String, CaseIterable {
  case yes = "true"
  case no = "false"
}
