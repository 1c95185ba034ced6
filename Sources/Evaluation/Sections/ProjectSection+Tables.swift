import Indicators
import Kernels
import Reports

// The tables of a project: goals, spending, execution of the budget, risks.

extension ProjectSection {
  private func table(
    _ id: String, _ title: Phrase, unit: Phrase, keys: [String], columns: [String], rows: [ReportTable.Row],
    formula: Phrase, notes: [Phrase] = []
  ) -> ReportTable {
    let number = (ProjectSection.ids.firstIndex(of: id) ?? 0) + 1
    return SectionTable.table(
      id, Phrase("Proyecto \(number)", "Project \(number)"),
      self.title.isEmpty ? title : title + ". \(self.title)", chapter: chapter, unit: unit,
      years: Phrase(same: year), keys: keys, columns: columns, rows: rows, formula: formula,
      source: Phrase(same: source), notes: notes)
  }

  var goalTable: ReportTable {
    func words(_ value: GoalValue) -> String {
      if case .described(let text) = value { text } else { "" }
    }
    /// What was achieved in words, after a baseline in words.
    func description(_ goal: ProjectGoal) -> Phrase {
      let (before, now) = (words(goal.baseline), words(goal.achieved))
      if before.isEmpty { return Phrase(same: now) }
      let base = Phrase("línea base: ", "baseline: ") + before
      return now.isEmpty ? base : base + Phrase("; logrado: ", "; achieved: ") + now
    }
    var rows = goals.map { goal in
      var state = "described"
      var share: Exact?
      switch goal.progress {
      case .share(let value):
        (state, share) = (value >= .one ? "achieved" : value < .zero ? "regressed" : "on_the_way", value)
      case .described: break
      case .pending: state = "pending"
      case .undefined: state = "undefined"
      }
      let said = description(goal)
      let decimals = goalDecimals[goal.id] ?? 0
      return ReportTable.Row(
        keys: [goal.level.rawValue, goal.id, goal.title, goal.unit, state, said.spanish],
        cells: [
          goal.baseline.quantity.map { SectionTable.exact($0, decimals: decimals) },
          goal.planned.quantity.map { SectionTable.exact($0, decimals: decimals) },
          goal.achieved.quantity.map { SectionTable.exact($0, decimals: decimals) },
          share.map { SectionTable.exact($0 * Exact(100), decimals: 1) },
        ],
        // The evaluator's own texts are shown as they are.
        shown: own(goal).merging(["descripcion": said.spanish]) { own, _ in own },
        english: own(goal).merging(["descripcion": said.english]) { own, _ in own })
    }
    let weighted = WeightedProgress(goals)
    if let weighted {
      rows.append(
        ReportTable.Row(
          keys: ["", "total", "Avance ponderado", "%", "", ""],
          cells: [nil, nil, nil, SectionTable.exact(weighted.progress * Exact(100), decimals: 1)],
          // It is no goal and has no number.
          shown: ["id": ""], english: ["id": "", "indicador": "Weighted progress"]))
    }
    let note = weighted.map { progress in
      let unmeasured = progress.unmeasured * Exact(100)
      return Phrase(
        "Ponderado = Σ peso × avance, cada avance entre 0 y 100 %; lo que no tiene medida cuenta cero y pesa "
          + "\(NumberFormat(.spanish).text(unmeasured, decimals: 1)) %.",
        "Weighted = Σ weight × progress, each between 0 and 100 %; what has no measure counts zero and weighs "
          + "\(NumberFormat(.english).text(unmeasured, decimals: 1)) %.")
    }
    return table(
      "proyecto-metas", Phrase("Avance en las metas", "Progress on the goals"),
      unit: Phrase("según indicador", "by indicator"),
      keys: ["nivel_proyecto", "id", "indicador", "unidad", "avance", "descripcion"],
      columns: ["linea_base", "planificado", "logrado", "avance_pct"], rows: rows,
      formula: Phrase(
        "100 × (logrado − línea base) / (planificado − línea base)",
        "100 × (achieved − baseline) / (planned − baseline)"),
      notes: [note, findings.isEmpty ? nil : ProjectSection.unmeasuredNote].compactMap { $0 })
  }

  private static let unmeasuredNote = Phrase(
    "Sin medida: lo planificado es igual a la línea base (una vacía cuenta como cero), de modo que no hay avance que medir.",
    "No measure: what is planned is the baseline (an empty one counts as zero), so there is no progress to measure."
  )

  var spending: ReportTable {
    var rows = budget.items.map { item in
      ReportTable.Row(
        keys: [item.output, item.activity, item.account],
        cells: [SectionTable.exact(item.amount, decimals: budget.decimals)],
        shown: ["producto": item.output, "actividad": item.activity, "cuenta": item.account])
    }
    rows.append(
      ReportTable.Row(
        keys: ["subtotal", "", ""], cells: [SectionTable.exact(budget.subtotal, decimals: budget.decimals)]))
    for (overhead, amount) in budget.charges {
      let rate = SectionTable.shown(overhead.rate * Exact(100)) + " %"
      rows.append(
        ReportTable.Row(
          keys: [overhead.name, "", "\((overhead.rate * Exact(100)).description) %"],
          cells: [SectionTable.exact(amount, decimals: budget.decimals)],
          shown: ["producto": overhead.name, "cuenta": rate.spanish],
          english: ["producto": overhead.name, "cuenta": rate.english]))
    }
    rows.append(
      ReportTable.Row(
        keys: ["total", "", ""], cells: [SectionTable.exact(budget.total, decimals: budget.decimals)]))
    return table(
      "proyecto-gasto",
      Phrase("Gasto por producto y costos de gestión", "Spending by output and management costs"),
      unit: Phrase(same: currency),
      keys: ["producto", "actividad", "cuenta"], columns: ["monto"], rows: rows,
      formula: Phrase(
        "cada costo de gestión = su tasa × (subtotal + costos de gestión anteriores)",
        "each management cost = its rate × (subtotal + management costs before it)"))
  }

  var execution: ReportTable {
    let rows = budgets.map { entry in
      ReportTable.Row(
        keys: [entry.label],
        cells: [
          SectionTable.exact(entry.amount, decimals: budget.decimals),
          SectionTable.exact(budget.total, decimals: budget.decimals),
          .init(
            value: budget.execution(of: entry.amount).map { .exact($0 * Exact(100)) },
            numerator: budget.total, denominator: entry.amount.isZero ? nil : entry.amount, decimals: 1),
        ], shown: ["presupuesto": entry.label])
    }
    return table(
      "proyecto-ejecucion", Phrase("Ejecución del presupuesto", "Execution of the budget"),
      unit: Phrase(same: "\(currency), %"), keys: ["presupuesto"],
      columns: ["presupuestado", "gastado", "ejecucion_pct"], rows: rows,
      formula: Phrase("100 × gasto / presupuesto", "100 × spending / budget"))
  }

  var riskTable: ReportTable {
    table(
      "proyecto-riesgos", Phrase("Riesgos", "Risks"), unit: Phrase(same: ""),
      keys: ["tipo", "riesgo", "probabilidad", "impacto", "mitigacion"],
      columns: [],
      rows: risks.map {
        ReportTable.Row(
          keys: [$0.kind, $0.description, $0.probability, $0.impact, $0.mitigation], cells: [],
          shown: [
            "tipo": $0.kind, "riesgo": $0.description, "probabilidad": $0.probability, "impacto": $0.impact,
            "mitigacion": $0.mitigation,
          ])
      }, formula: Phrase(same: ""))
  }

  private func own(_ goal: ProjectGoal) -> [String: String] {
    ["id": goal.id, "indicador": goal.title, "unidad": goal.unit]
  }

  static let texts: [String: Phrase] = [
    "nivel_proyecto": Phrase("Nivel", "Level"), "outcome": Phrase("Efecto", "Outcome"),
    "output": Phrase("Producto", "Output"), "id": Phrase("N°", "No."),
    "indicador": Phrase("Indicador", "Indicator"),
    "unidad": Phrase("Unidad", "Unit"), "avance": Phrase("Estado", "State"),
    "descripcion": Phrase("Descripción de lo logrado", "Description of what was achieved"),
    "linea_base": Phrase("Línea base", "Baseline"), "planificado": Phrase("Planificado", "Planned"),
    "logrado": Phrase("Logrado", "Achieved"),
    "avance_pct": Phrase("Avance (%)", "Progress (%)"),
    "achieved": Phrase("Lograda", "Achieved"), "on_the_way": Phrase("En camino", "On the way"),
    "regressed": Phrase("Retrocede", "Gone back"), "described": Phrase("Descrita", "Described"),
    "pending": Phrase("Pendiente", "Pending"),
    "undefined": Phrase("Sin medida", "No measure"), "producto": Phrase("Producto", "Output"),
    "actividad": Phrase("Actividad", "Activity"),
    "cuenta": Phrase("Ítem presupuestario", "Budget item"),
    "monto": Phrase("Monto", "Amount"), "subtotal": Phrase("Subtotal productos", "Subtotal of outputs"),
    "total": Phrase("Total", "Total"), "presupuesto": Phrase("Presupuesto", "Budget"),
    "presupuestado": Phrase("Presupuestado", "Budgeted"), "gastado": Phrase("Gastado", "Spent"),
    "ejecucion_pct": Phrase("Ejecución (%)", "Execution (%)"), "tipo": Phrase("Tipo", "Type"),
    "riesgo": Phrase("Riesgo", "Risk"), "probabilidad": Phrase("Probabilidad", "Probability"),
    "impacto": Phrase("Impacto", "Impact"), "mitigacion": Phrase("Mitigación", "Mitigation"),
  ]
}
