import Indicators
import Kernels
import Reports

/// The tables of a school service.
struct SchoolTables {
  let service: SchoolService
  let chapter: String
  let source: String
  let threshold: Exact
  let run: Int
  /// Whether what is expected has an establishment's own season.
  let ownSeason: Bool

  var all: [ReportTable] { [monthly, trend, alerts, occupancy, flow, dropout] + ofSeveralYears }

  var years: String {
    let all = Set(service.periods.map(\.year)).sorted()
    guard let first = all.first, let last = all.last else { return "" }
    return first == last ? String(first) : "\(first)-\(last)"
  }

  var groups: [(label: String, group: SchoolService.Group)] {
    service.communes.map { ($0, .commune($0)) } + [("total", .all)]
  }

  private func table(
    _ id: String, _ title: Phrase, unit: Phrase, keys: [String], columns: [String], rows: [ReportTable.Row],
    formula: Phrase, notes: [Phrase] = [], across: String? = nil
  ) -> ReportTable {
    let number = (SchoolServiceSection.ids.firstIndex(of: id) ?? 0) + 1
    return SectionTable.table(
      id, SchoolTables.numbered(number), title, chapter: chapter,
      unit: unit, years: Phrase(same: years), keys: keys, columns: columns, rows: rows,
      formula: formula, source: Phrase(same: source), notes: notes, across: across)
  }

  static func numbered(_ number: Int) -> Phrase { Phrase("Seguimiento \(number)", "Monitoring \(number)") }

  static let studentsAndShare = Phrase("estudiantes, %", "students, %")
  static let placesAndShare = Phrase("estudiantes, cupos, %", "students, places, %")

  /// So many students of a commune (or all), for disclosure control. `what`: who they are, a period included.
  func count(_ value: Int, _ what: String, _ label: String) -> ReportTable.Count {
    .init(
      key: CountKey(universe: what, filters: label == "total" ? [:] : ["comuna": [label]]), value: value)
  }

  /// The students of a group in each period of some years (all, where none is given): of so few of them no rate is shown either, since rate
  /// and days give their number back.
  func students(
    _ label: String, _ group: SchoolService.Group, in years: Set<Int>? = nil
  ) -> [ReportTable.Count] {
    service.periods.filter { years?.contains($0.year) ?? true }.map { students(label, group, in: $0) }
  }

  private func students(
    _ label: String, _ group: SchoolService.Group, in period: (year: Int, month: Int)
  ) -> ReportTable.Count {
    count(service.enrolled(of: group, in: period), "matricula-\(period.year)-\(period.month)", label)
  }

  private var monthly: ReportTable {
    var rows: [ReportTable.Row] = []
    for (label, group) in groups {
      for period in service.periods {
        rows.append(
          ReportTable.Row(
            keys: [label, "\(period.year)-\(SchoolTables.padded(period.month))"],
            cells: [
              SectionTable.percent(
                service.attendance(of: group, in: period), counts: [students(label, group, in: period)])
            ]))
      }
    }
    return table(
      "asistencia-mensual", Phrase("Asistencia mensual por comuna", "Monthly attendance by commune"),
      unit: Phrase(same: "%"), keys: ["comuna", "mes"], columns: ["asistencia_pct"], rows: rows,
      formula: Phrase("100 × días asistidos / días de matrícula", "100 × days attended / days enrolled"),
      across: "mes")
  }

  private var trend: ReportTable {
    let rows = groups.compactMap { label, group -> ReportTable.Row? in
      guard let trend = AttendanceTrend(service, group: group) else { return nil }
      let counts = students(label, group)
      return ReportTable.Row(
        keys: [label],
        cells: [
          SectionTable.percent(trend.first, counts: counts), SectionTable.percent(trend.last, counts: counts),
          SectionTable.real(100 * trend.slope, decimals: 2, counts: counts), SectionTable.whole(trend.months),
        ])
    }
    return table(
      "asistencia-tendencia",
      Phrase("Tendencia de la asistencia por comuna", "Trend of attendance by commune"),
      unit: Phrase("%, puntos porcentuales por mes", "%, percentage points a month"),
      keys: ["comuna"], columns: ["primer_mes_pct", "ultimo_mes_pct", "puntos_por_mes", "meses"], rows: rows,
      formula: Phrase(
        "recta de mínimos cuadrados por las tasas mensuales", "least-squares line through the monthly rates"))
  }

  private var alerts: ReportTable {
    let chart = AttendanceChart(service, ownSeason: ownSeason)
    let found = AttendanceAlerts(chart, threshold: threshold, run: run).alerts
    var enrolled: [String: Int] = [:]
    for report in service.reports {
      enrolled["\(report.establishment)/\(report.year)/\(report.month)", default: 0] += report.enrolled
    }
    let rows = found.map { alert in
      let point = alert.point
      let students = ReportTable.Count(
        key: CountKey(
          universe: "matricula-\(point.year)-\(point.month)",
          filters: ["comuna": [point.commune], "establecimiento": [point.establishment]]),
        value: enrolled["\(point.establishment)/\(point.year)/\(point.month)"] ?? 0)
      return ReportTable.Row(
        keys: [
          point.commune, point.establishment, "\(point.year)-\(SchoolTables.padded(point.month))",
          alert.reasons.map(\.rawValue).joined(separator: "+"),
        ],
        cells: [
          SectionTable.percent(point.attendance, counts: [students]),
          SectionTable.real(point.expected.map { 100 * $0 }, decimals: 1, counts: [students]),
          SectionTable.real(point.lowerLimit.map { 100 * $0 }, decimals: 1, counts: [students]),
        ])
    }
    let percent = SectionTable.shown(threshold * Exact(100))
    return table(
      "asistencia-alertas",
      Phrase("Alertas tempranas de asistencia crítica", "Early alerts of critical attendance"),
      unit: Phrase(same: "%"),
      keys: ["comuna", "establecimiento", "mes", "motivo"],
      columns: ["asistencia_pct", "esperada_pct", "limite_pct"], rows: rows,
      formula: Phrase(
        "esperada = tasa del mes en los demás establecimientos + distancia media propia en los meses anteriores",
        "expected = the month's rate in the other establishments + own mean distance in the months before")
        + (ownSeason
          ? Phrase(
            " + lo que el mismo mes se apartó de los otros en los años anteriores",
            " + how far the same month was from the others in the years before")
          : Phrase(same: ""))
        + Phrase(
          "; límite = esperada − 3 σ (carta p′ de Laney)", "; limit = expected − 3 σ (Laney's p′ chart)"),
      notes: [
        Phrase(
          "umbral: bajo \(percent.spanish) %; racha: \(run) meses seguidos bajo lo esperado; carta: bajo el límite de la carta.",
          "threshold: below \(percent.english) %; run: \(run) months in a row below what is expected; chart: below the chart's limit."
        )
      ])
  }

  private var occupancy: ReportTable {
    let period = service.periods[service.periods.count - 1]
    let rows = groups.map { label, group in
      let share = service.occupancy(of: group, in: period)
      let counts = [count(share.numerator, "matricula-\(period.year)-\(period.month)", label)]
      return ReportTable.Row(
        keys: [label],
        cells: [
          SectionTable.whole(share.numerator, counts: counts), SectionTable.whole(share.denominator),
          SectionTable.percent(share, counts: counts),
        ])
    }
    return table(
      "ocupacion", Phrase("Matrícula y capacidad por comuna", "Enrolment and capacity by commune"),
      unit: SchoolTables.placesAndShare, keys: ["comuna"],
      columns: ["matricula", "capacidad", "ocupacion_pct"], rows: rows,
      formula: Phrase("100 × matrícula / capacidad, en ", "100 × enrolment / capacity, in ")
        + "\(period.year)-\(SchoolTables.padded(period.month))",
      notes: withoutReport(in: [period]))
  }

  /// How many establishments do not report a month, where there are such.
  func withoutReport(in periods: [(year: Int, month: Int)]) -> [Phrase] {
    let gaps = SchoolMonth.gaps(in: service.reports)
    return periods.compactMap { period in
      let silent = gaps.count { $0.months.contains { $0 == period } }
      guard silent > 0 else { return nil }
      let month = "\(period.year)-\(SchoolTables.padded(period.month))"
      return Phrase(
        "\(silent) \(silent == 1 ? "establecimiento no informa" : "establecimientos no informan") \(month): ni su matrícula ni sus cupos cuentan.",
        "\(silent) \(silent == 1 ? "establishment does" : "establishments do") not report \(month): neither their enrolment nor their places count."
      )
    }
  }

  private var flow: ReportTable {
    var rows: [ReportTable.Row] = []
    var notes: [Phrase] = []
    for year in Set(service.periods.map(\.year)).sorted() {
      for (label, group) in groups {
        guard let flow = EnrolmentFlow(service, group: group, year: year) else { continue }
        // Of other students than all of the month where some establishment reports one of the two alone.
        let whole = flow.establishments.both == flow.establishments.any
        let isCompared = flow.establishments.both > 0
        let scope = whole ? "" : "-de-\(flow.peak)-y-\(flow.last.month)"
        let most = [
          count(flow.compared.highest, "matricula-\(year)-\(flow.peak)\(scope)", label)
        ]
        let last = [count(flow.compared.last, "matricula-\(year)-\(flow.last.month)\(scope)", label)]
        if !whole, group == .all {
          let (both, any) = flow.establishments
          notes.append(
            Phrase(
              "En \(year), \(any - both) de \(any) establecimientos \(any - both == 1 ? "informa" : "informan") sólo uno de los dos meses y no \(any - both == 1 ? "cuenta" : "cuentan"): el flujo es de los que informan ambos.",
              "In \(year), \(any - both) of \(any) establishments \(any - both == 1 ? "reports" : "report") only one of the two months and \(any - both == 1 ? "does" : "do") not count: the flow is of those that report both."
            ))
        }
        rows.append(
          ReportTable.Row(
            keys: [String(year), label],
            cells: [
              SectionTable.whole(flow.peak),
              SectionTable.whole(flow.compared.highest, counts: most),
              SectionTable.whole(flow.last.month), SectionTable.whole(flow.compared.last, counts: last),
              isCompared ? SectionTable.whole(flow.change, counts: most + last) : nil,
              .init(
                value: flow.relativeChange.map { .exact($0 * Exact(100)) },
                numerator: isCompared ? Exact(flow.change) : nil,
                denominator: isCompared ? Exact(flow.compared.highest) : nil, decimals: 2,
                counts: most + last),
            ]))
      }
    }
    return table(
      "flujo-matricula", Phrase("Flujo de la matrícula en el año", "Flow of enrolment in the year"),
      unit: SchoolTables.studentsAndShare, keys: ["anio", "comuna"],
      columns: [
        "mes_maximo", "matricula_maxima", "mes_final", "matricula_final", "variacion", "variacion_pct",
      ], rows: rows,
      formula: Phrase(
        "variación = matrícula del último mes − la más alta del año",
        "change = enrolment of the last month − the highest of the year"),
      notes: notes)
  }

  private var dropout: ReportTable {
    var rows: [ReportTable.Row] = []
    for year in Set(service.periods.map(\.year)).sorted() {
      for (label, group) in groups {
        guard let flow = EnrolmentFlow(service, group: group, year: year) else { continue }
        let left = [count(flow.dropout.numerator, "retirados-\(year)", label)]
        let most = [count(flow.highest.enrolled, "matricula-\(year)-\(flow.highest.month)", label)]
        rows.append(
          ReportTable.Row(
            keys: [String(year), label],
            cells: [
              SectionTable.whole(flow.dropout.numerator, counts: left),
              SectionTable.whole(flow.dropout.denominator, counts: most),
              SectionTable.percent(flow.dropout, decimals: 2, counts: left + most),
            ]))
      }
    }
    return table(
      "desercion", Phrase("Deserción por comuna", "Dropout by commune"), unit: SchoolTables.studentsAndShare,
      keys: ["anio", "comuna"], columns: ["retirados", "matricula_maxima", "desercion_pct"], rows: rows,
      formula: Phrase(
        "100 × retirados en el año / matrícula más alta del año",
        "100 × withdrawn in the year / highest enrolment of the year"))
  }

  static func padded(_ month: Int) -> String { month < 10 ? "0\(month)" : String(month) }

  static let texts: [String: Phrase] = [
    "comuna": Phrase("Comuna", "Commune"), "mes": Phrase("Mes", "Month"),
    "establecimiento": Phrase("Establecimiento", "Establishment"), "motivo": Phrase("Motivo", "Reason"),
    "asistencia_pct": Phrase("Asistencia (%)", "Attendance (%)"),
    "primer_mes_pct": Phrase("Primer mes (%)", "First month (%)"),
    "ultimo_mes_pct": Phrase("Último mes (%)", "Last month (%)"),
    "puntos_por_mes": Phrase("Puntos por mes", "Points a month"), "meses": Phrase("Meses", "Months"),
    "esperada_pct": Phrase("Esperada (%)", "Expected (%)"),
    "limite_pct": Phrase("Límite (%)", "Limit (%)"), "matricula": Phrase("Matrícula", "Enrolment"),
    "capacidad": Phrase("Capacidad", "Capacity"),
    "ocupacion_pct": Phrase("Ocupación (%)", "Occupancy (%)"),
    "mes_maximo": Phrase("Mes más alto", "Highest month"),
    "matricula_maxima": Phrase("Matrícula más alta", "Highest enrolment"),
    "mes_final": Phrase("Último mes", "Last month"),
    "matricula_final": Phrase("Matrícula final", "Final enrolment"),
    "variacion": Phrase("Variación", "Change"),
    "variacion_pct": Phrase("Variación (%)", "Change (%)"), "retirados": Phrase("Retirados", "Withdrawn"),
    "desercion_pct": Phrase("Deserción (%)", "Dropout (%)"),
    "threshold": Phrase("bajo el umbral", "below the threshold"),
    "run": Phrase("racha bajo lo esperado", "run below what is expected"),
    "chart": Phrase("bajo el límite de la carta", "below the chart's limit"),
    "threshold+run": Phrase("umbral y racha", "threshold and run"),
    "threshold+chart": Phrase("umbral y carta", "threshold and chart"),
    "run+chart": Phrase("racha y carta", "run and chart"),
    "threshold+run+chart": Phrase("umbral, racha y carta", "threshold, run and chart"),
    "total": Phrase("Total", "Total"), "anio": Phrase("Año", "Year"),
  ]
}
