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
    _ id: String, _ title: String, unit: String, keys: [String], columns: [String], rows: [ReportTable.Row],
    formula: String, notes: [String] = [], across: String? = nil
  ) -> ReportTable {
    let number = SchoolServiceSection.ids.count + (SchoolTables.yearIDs.firstIndex(of: id) ?? 0) + 1
    return SectionTable.table(
      id, "Seguimiento \(number)", title, chapter: chapter, unit: unit, years: years, keys: keys,
      columns: columns, rows: rows, formula: formula, source: source, notes: notes, across: across)
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
      "asistencia-comparable", "Asistencia en los mismos meses del año anterior",
      unit: "%, puntos porcentuales",
      keys: ["comuna", "anio"],
      columns: ["meses_comparables", "anio_anterior_pct", "anio_actual_pct", "diferencia_puntos"], rows: rows,
      formula: "diferencia = media, por mes, de la tasa menos la del mismo mes del año anterior",
      notes: [
        "Sólo cuentan los meses que ambos años informan, cada uno con el mismo peso en la diferencia, y en cada mes los establecimientos que lo informan en los dos años."
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
      "asistencia-ajustada", "Asistencia por año sin el efecto de los meses",
      unit: "%, puntos porcentuales por año",
      keys: ["comuna", "anio"], columns: ["asistencia_pct", "ajustada_pct", "puntos_por_anio"], rows: rows,
      formula:
        "tasa = nivel del año + efecto del mes, por mínimos cuadrados; tendencia: tasa = efecto del mes + b × tiempo",
      notes: ["Ajustada: la tasa media que el año habría tenido en los meses de todos los años."])
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
      "asistencia-estacional", "Efecto de cada mes en la asistencia", unit: "puntos porcentuales",
      keys: ["comuna", "mes"], columns: ["efecto_puntos"], rows: rows,
      formula: "tasa = nivel del año + efecto del mes; los efectos suman cero", across: "mes")
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
      "ocupacion-anual", "Matrícula y capacidad por comuna en el último mes de cada año",
      unit: "estudiantes, cupos, %", keys: ["anio", "comuna"],
      columns: ["mes_final", "matricula", "capacidad", "ocupacion_pct"], rows: rows,
      formula: "100 × matrícula / capacidad", notes: withoutReport(in: ends))
  }

  static let yearTexts: [String: String] = [
    "meses_comparables": "Meses", "anio_anterior_pct": "Año anterior (%)", "anio_actual_pct": "Año (%)",
    "diferencia_puntos": "Diferencia (puntos)", "ajustada_pct": "Sin efecto de meses (%)",
    "puntos_por_anio": "Puntos por año", "efecto_puntos": "Efecto (puntos)", "tendencia": "Tendencia",
  ]
}

/// A choice that a spec writes as true or false.
enum YesNo: String, CaseIterable {
  case yes = "true"
  case no = "false"
}
