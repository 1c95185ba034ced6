import Indicators
import Kernels
import LinearAlgebra
import Panels
import Reports

/// Tables that every panel with states has: the transition matrices and the indices of mobility, one block a pair of
/// years. They come from the indicators themselves, not from formulas of the spec.
enum MobilityTables {
  static let ids = ["matriz-transicion", "indices-movilidad"]

  /// Most periods that stand side by side where people read.
  private static let widest = 12

  /// A state as these tables name it: what the spec shows for it, else the name of the state and its label.
  static func shown(_ label: String, stateName: String, _ texts: [String: String]) -> String {
    if let text = texts[label] { return text }
    guard let name = texts[stateName] else { return "\(stateName) \(label)" }
    return "\(name.prefix(1).lowercased())\(name.dropFirst()) \(label)"
  }

  /// What to show for the machine labels of these tables. `shown`: the spec's texts.
  static func texts(_ cube: TrajectoryCube, stateName: String, shown: [String: String] = [:]) -> [String:
    Phrase]
  {
    var texts = [
      "anio_t": Phrase("Año t", "Year t"), "periodo_t": Phrase("Período t", "Period t"),
      "indice": Phrase("Índice", "Index"), "shorrocks": Phrase(same: "Shorrocks"),
      "inmovilidad": Phrase("Inmovilidad", "Immobility"),
      "segundo_valor_propio": Phrase("1 − |segundo valor propio|", "1 − |second eigenvalue|"),
      "determinante": Phrase("1 − |determinante|^(1/(n−1))", "1 − |determinant|^(1/(n−1))"),
      "bartholomew": Phrase(same: "Bartholomew"),
      "bartholomew_observado": Phrase(
        "Bartholomew con los orígenes observados", "Bartholomew with the origins observed"),
      "salida_incondicional": Phrase("Salida incondicional", "Unconditional leaving"),
    ]
    for label in cube.stateLabels {
      texts["prais_\(label)"] = Phrase(
        same: "Prais, \(MobilityTables.shown(label, stateName: stateName, shown))")
    }
    return texts
  }

  static func tables(
    _ cube: TrajectoryCube, stateName: String, periods: PeriodLabels = .years, shown: [String: String] = [:]
  ) throws(LinearAlgebraError) -> [ReportTable] {
    var matrices: [ReportTable.Row] = []
    var indices: [ReportTable.Row] = []
    // Pairs of periods that have a matrix and no indices.
    var without: [String] = []
    var stayers = 0
    for year in cube.years.dropFirst() {
      guard let matrix = TransitionMatrix(cube, to: year), matrix.size > 1 else { continue }
      let label = periods.label(of: year)
      stayers += matrix.total
      matrices += rows(matrix, year: year, label: label, stateName: stateName)
      if let values = try? MobilityIndices(matrix) {
        indices += rows(values, matrix, year: year, label: label, stateName: stateName)
      } else {
        without.append(label)
      }
    }
    // Where nobody stays there is nothing to show.
    guard stayers > 0 else { return [] }
    let years = periods.spanned(Array(cube.years.dropFirst()))
    let periodKey = periods.areYears ? "anio_t" : "periodo_t"
    let unit = periods.areYears ? Phrase("años", "years") : Phrase("períodos", "periods")
    let source =
      periods.areYears
      ? Phrase(
        "Elaboración propia a partir de las nóminas anuales", "Own computation from the yearly rosters")
      : Phrase("Elaboración propia a partir de las nóminas", "Own computation from the rosters")
    let columns = cube.stateLabels.map { "a_\(stateName)_\($0)" }
    let headings = Dictionary(
      uniqueKeysWithValues: zip(
        columns,
        cube.stateLabels.map {
          Phrase("A ", "To ") + "\(MobilityTables.shown($0, stateName: stateName, shown)) (%)"
        }))
    var tables = [
      SectionTable.table(
        ids[0], Phrase("Matriz de transición", "Transition matrix"),
        Phrase(
          "Matrices de transición entre \(unit.spanish) consecutivos, entre quienes siguen en el programa",
          "Transition matrices between consecutive \(unit.english), of those who stay in the programme"),
        chapter: "indices", unit: Phrase(same: "%"), years: years, keys: [periodKey, stateName],
        columns: columns + ["personas"], rows: matrices,
        formula: Phrase(
          "100 × personas en el estado de la fila en t−1 y en el de la columna en t / personas en el estado de la "
            + "fila en t−1 que siguen en t",
          "100 × people in the row's state at t−1 and the column's at t / people in the row's state at t−1 who stay at t"
        ), source: source,
        notes: without.isEmpty
          ? []
          : [
            Phrase(
              "Sin índices de movilidad en \(without.joined(separator: ", ")): de algún estado no sigue nadie, o de algunos no se llega a los "
                + "demás.",
              "No indices of mobility in \(without.joined(separator: ", ")): from some state nobody stays, or some do not lead to the others."
            )
          ],
        headings: headings.merging(
          ["personas": Phrase("Personas que siguen", "People who stay")], uniquingKeysWith: { a, _ in a }))
    ]
    if !indices.isEmpty {
      tables.append(
        SectionTable.table(
          ids[1], Phrase("Índices de movilidad", "Indices of mobility"),
          Phrase(
            "Índices de movilidad de la matriz de transición", "Mobility indices of the transition matrix"),
          chapter: "indices", unit: Phrase("índice", "index"), years: years, keys: [periodKey, "indice"],
          columns: ["valor", "error_estandar"], rows: indices,
          formula: Phrase(
            "Shorrocks (n − tr P)/(n − 1); Prais 1 − pᵢᵢ; inmovilidad Σ nᵢpᵢᵢ/N; segundo valor propio 1 − |λ₂|; "
              + "determinante 1 − |det P|^(1/(n−1)); Bartholomew Σ πᵢ Σ pᵢⱼ|i − j|; salida n/(n−1) Σ πᵢ(1 − pᵢᵢ); errores por el "
              + "método delta con filas multinomiales",
            "Shorrocks (n − tr P)/(n − 1); Prais 1 − pᵢᵢ; immobility Σ nᵢpᵢᵢ/N; second eigenvalue 1 − |λ₂|; "
              + "determinant 1 − |det P|^(1/(n−1)); Bartholomew Σ πᵢ Σ pᵢⱼ|i − j|; leaving n/(n−1) Σ πᵢ(1 − pᵢᵢ); errors by the "
              + "delta method with multinomial rows"),
          source: source,
          // Many periods side by side are wider than any page: then a row is an index of a period.
          across: indices.count(where: { $0.keys[1] == "shorrocks" }) > widest ? nil : periodKey,
          headings: [
            "valor": Phrase("Valor", "Value"), "error_estandar": Phrase("Error estándar", "Standard error"),
          ]))
    }
    return tables
  }

  private static func rows(_ matrix: TransitionMatrix, year: Int, label: String, stateName: String)
    -> [ReportTable.Row]
  {
    let all = Set(matrix.labels)
    func count(_ from: Set<String>, _ to: Set<String>, _ value: Int) -> ReportTable.Count {
      .init(
        key: CountKey(
          universe: "people", filters: ["\(stateName) \(year - 1)": from, "\(stateName) \(year)": to]),
        value: value)
    }
    return matrix.labels.indices.map { i in
      let stayers = matrix.origins[i]
      let base = count([matrix.labels[i]], all, stayers)
      let cells = matrix.labels.indices.map { j -> ReportTable.Cell? in
        let value = Exact(100) * Exact(matrix.counts[i][j])
        return ReportTable.Cell(
          value: (value / Exact(stayers)).map(ReportTable.Value.exact), numerator: Exact(matrix.counts[i][j]),
          denominator: Exact(stayers), decimals: 1,
          counts: [count([matrix.labels[i]], [matrix.labels[j]], matrix.counts[i][j]), base])
      }
      let people = ReportTable.Cell(value: .exact(Exact(stayers)), decimals: 0, counts: [base])
      return ReportTable.Row(keys: [label, matrix.labels[i]], cells: cells + [people])
    }
  }

  private static func rows(
    _ indices: MobilityIndices, _ matrix: TransitionMatrix, year: Int, label: String, stateName: String
  )
    -> [ReportTable.Row]
  {
    // An index of so few people could give their moves away, so it counts as all of the matrix's cells.
    let counts = matrix.labels.indices.flatMap { i in
      matrix.labels.indices.map { j in
        ReportTable.Count(
          key: CountKey(
            universe: "people",
            filters: [
              "\(stateName) \(year - 1)": [matrix.labels[i]], "\(stateName) \(year)": [matrix.labels[j]],
            ]),
          value: matrix.counts[i][j])
      }
    }
    func row(_ name: String, _ value: Double, _ error: Double?) -> ReportTable.Row {
      .init(
        keys: [label, name],
        cells: [
          ReportTable.Cell(value: .real(value), decimals: 4, counts: counts),
          error.map { ReportTable.Cell(value: .real($0), decimals: 4, counts: counts) },
        ])
    }
    func row(_ name: String, _ estimate: MobilityIndices.Estimate) -> ReportTable.Row {
      row(name, estimate.value, estimate.standardError)
    }
    return [row("shorrocks", indices.shorrocks)]
      + zip(matrix.labels, indices.prais).map { row("prais_\($0)", $1) }
      + [
        row("inmovilidad", indices.immobility), row("segundo_valor_propio", indices.eigenvalue2),
        row("determinante", indices.determinant), row("bartholomew", indices.bartholomewStationary),
        row("bartholomew_observado", indices.bartholomewEmpirical, nil),
        row("salida_incondicional", indices.unconditionalLeaving),
      ]
  }
}
