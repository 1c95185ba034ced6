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
    _ id: String, _ title: String, unit: String, keys: [String], columns: [String], rows: [ReportTable.Row],
    formula: String, notes: [String] = [], across: String? = nil
  ) -> ReportTable {
    SectionTable.table(
      id, "Seguimiento \((SchoolServiceSection.ids.firstIndex(of: id) ?? 0) + 1)", title, chapter: chapter,
      unit: unit, years: years, keys: keys, columns: columns, rows: rows,
      formula: formula, source: source, notes: notes, across: across)
  }

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
      "asistencia-mensual", "Asistencia mensual por comuna", unit: "%", keys: ["comuna", "mes"],
      columns: ["asistencia_pct"], rows: rows, formula: "100 × días asistidos / días de matrícula",
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
      "asistencia-tendencia", "Tendencia de la asistencia por comuna", unit: "%, puntos porcentuales por mes",
      keys: ["comuna"], columns: ["primer_mes_pct", "ultimo_mes_pct", "puntos_por_mes", "meses"], rows: rows,
      formula: "recta de mínimos cuadrados por las tasas mensuales")
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
      "asistencia-alertas", "Alertas tempranas de asistencia crítica", unit: "%",
      keys: ["comuna", "establecimiento", "mes", "motivo"],
      columns: ["asistencia_pct", "esperada_pct", "limite_pct"], rows: rows,
      formula:
        "esperada = tasa del mes en los demás establecimientos + distancia media propia en los meses anteriores"
        + (ownSeason ? " + lo que el mismo mes se apartó de los otros en los años anteriores" : "")
        + "; límite = esperada − 3 σ (carta p′ de Laney)",
      notes: [
        "umbral: bajo \(percent) %; racha: \(run) meses seguidos bajo lo esperado; carta: bajo el límite de la carta."
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
      "ocupacion", "Matrícula y capacidad por comuna", unit: "estudiantes, cupos, %", keys: ["comuna"],
      columns: ["matricula", "capacidad", "ocupacion_pct"], rows: rows,
      formula: "100 × matrícula / capacidad, en \(period.year)-\(SchoolTables.padded(period.month))",
      notes: withoutReport(in: [period]))
  }

  /// How many establishments do not report a month, where there are such.
  func withoutReport(in periods: [(year: Int, month: Int)]) -> [String] {
    let gaps = SchoolMonth.gaps(in: service.reports)
    return periods.compactMap { period in
      let silent = gaps.count { $0.months.contains { $0 == period } }
      guard silent > 0 else { return nil }
      let many = silent == 1 ? "establecimiento no informa" : "establecimientos no informan"
      return
        "\(silent) \(many) \(period.year)-\(SchoolTables.padded(period.month)): ni su matrícula ni sus cupos cuentan."
    }
  }

  private var flow: ReportTable {
    var rows: [ReportTable.Row] = []
    var notes: [String] = []
    for year in Set(service.periods.map(\.year)).sorted() {
      for (label, group) in groups {
        guard let flow = EnrolmentFlow(service, group: group, year: year) else { continue }
        // Of other students than all of the month where some establishment reports one of the two alone.
        let whole = flow.establishments.both == flow.establishments.any
        let isCompared = flow.establishments.both > 0
        let scope = whole ? "" : "-de-\(flow.highest.month)-y-\(flow.last.month)"
        let most = [
          count(flow.compared.highest, "matricula-\(year)-\(flow.highest.month)\(scope)", label)
        ]
        let last = [count(flow.compared.last, "matricula-\(year)-\(flow.last.month)\(scope)", label)]
        if !whole, group == .all {
          notes.append(
            "En \(year), \(flow.establishments.any - flow.establishments.both) de \(flow.establishments.any) establecimientos informan sólo uno de los dos meses y no cuentan: el flujo es de los que informan ambos."
          )
        }
        rows.append(
          ReportTable.Row(
            keys: [String(year), label],
            cells: [
              SectionTable.whole(flow.highest.month),
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
      "flujo-matricula", "Flujo de la matrícula en el año", unit: "estudiantes, %", keys: ["anio", "comuna"],
      columns: [
        "mes_maximo", "matricula_maxima", "mes_final", "matricula_final", "variacion", "variacion_pct",
      ], rows: rows, formula: "variación = matrícula del último mes − la más alta del año", notes: notes)
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
      "desercion", "Deserción por comuna", unit: "estudiantes, %", keys: ["anio", "comuna"],
      columns: ["retirados", "matricula_maxima", "desercion_pct"], rows: rows,
      formula: "100 × retirados en el año / matrícula más alta del año")
  }

  static func padded(_ month: Int) -> String { month < 10 ? "0\(month)" : String(month) }

  static let texts: [String: String] = [
    "comuna": "Comuna", "mes": "Mes", "establecimiento": "Establecimiento", "motivo": "Motivo",
    "asistencia_pct": "Asistencia (%)", "primer_mes_pct": "Primer mes (%)",
    "ultimo_mes_pct": "Último mes (%)",
    "puntos_por_mes": "Puntos por mes", "meses": "Meses", "esperada_pct": "Esperada (%)",
    "limite_pct": "Límite (%)", "matricula": "Matrícula", "capacidad": "Capacidad",
    "ocupacion_pct": "Ocupación (%)", "mes_maximo": "Mes más alto", "matricula_maxima": "Matrícula más alta",
    "mes_final": "Último mes", "matricula_final": "Matrícula final", "variacion": "Variación",
    "variacion_pct": "Variación (%)", "retirados": "Retirados", "desercion_pct": "Deserción (%)",
    "threshold": "bajo el umbral", "run": "racha bajo lo esperado", "chart": "bajo el límite de la carta",
    "threshold+run": "umbral y racha", "threshold+chart": "umbral y carta", "run+chart": "racha y carta",
    "threshold+run+chart": "umbral, racha y carta", "total": "Total", "anio": "Año",
  ]
}
