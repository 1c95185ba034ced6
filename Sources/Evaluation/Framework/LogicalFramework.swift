import Kernels
import Reports

/// The logical framework matrix of a programme (matriz de marco lógico): objectives by level, each with its indicators.
package struct LogicalFramework: Sendable {
  enum Level: String, Sendable, CaseIterable {
    case purpose = "fin"
    case outcome = "proposito"
    case component = "componente"
    case activity = "actividad"
  }

  enum Dimension: String, Sendable, CaseIterable {
    case effectiveness = "eficacia"
    case efficiency = "eficiencia"
    case economy = "economia"
    case quality = "calidad"
  }

  /// What an indicator is held against.
  enum Control: String, Sendable, CaseIterable {
    case process = "proceso"
    case product = "producto"
    case intermediate = "resultado_intermedio"
    case final = "resultado_final"
  }

  struct Indicator: Sendable {
    let name: String
    let dimension: Dimension
    let control: Control
    /// As the matrix shows it.
    let formula: String
    let unit: String
    let scale: Exact
    /// Nil for an indicator that nothing measures yet.
    let numerator: Expression?
    let denominator: Expression?
    let decimals: Int
    /// The first year in which it can be measured; nil for all years.
    let from: Int?
    let verification: String
    let assumptions: String
    let position: SpecPosition?

    /// scale × numerator / denominator.
    var value: Expression? {
      guard let numerator else { return nil }
      let place = position ?? SpecPosition(line: 1, column: 1)
      let scaled: Expression = scale == .one ? numerator : .binary(.times, .number(scale), numerator, place)
      return denominator.map { .binary(.divided, scaled, $0, place) } ?? scaled
    }
  }

  struct Objective: Sendable {
    let level: Level
    /// Of components and activities: "1", "1.2".
    let number: String
    let statement: String
    let assumptions: String
    let indicators: [Indicator]
  }

  let chapter: String
  let number: Phrase
  let source: String
  let objectives: [Objective]
  /// What the indicators are measured by, each period with its number, and from the first to the last in words.
  let periods: [(label: String, value: Operand)]
  let span: Phrase

  static let matrixID = "marco-logico-matriz"
  static let measurementID = "marco-logico-medicion"

  /// "Anexo 2(a)", "Marco lógico (a)".
  func part(_ letter: String) -> Phrase {
    number + (number.spanish.last?.isNumber == true ? "" : " ") + "(\(letter))"
  }

  /// The measurement as a table of formulas: one block an indicator, by year.
  ///
  /// `name`: of the axis of periods.
  func measurement(named name: String) -> EvaluationSpec.Table? {
    var blocks: [EvaluationSpec.Block] = []
    for objective in objectives {
      for indicator in objective.indicators {
        guard let value = indicator.value, let numerator = indicator.numerator else { continue }
        var columns: [(name: String, formula: Expression)] = [("valor", value), ("numerador", numerator)]
        if let denominator = indicator.denominator { columns.append(("denominador", denominator)) }
        let listed = periods.filter { period in
          guard let from = indicator.from, case .number(let number) = period.value else { return true }
          return number >= Exact(from)
        }
        blocks.append(
          EvaluationSpec.Block(
            axes: [
              .init(name: "nivel_mml", members: .listed([(objective.label, .text(objective.label))])),
              .init(name: "indicador", members: .listed([(indicator.name, .text(indicator.name))])),
              .init(name: "unidad", members: .listed([(indicator.unit, .text(indicator.unit))])),
              .init(name: name, members: .listed(listed)),
            ], columns: columns, decimals: ["valor": indicator.decimals]))
      }
    }
    guard !blocks.isEmpty else { return nil }
    return EvaluationSpec.Table(
      id: LogicalFramework.measurementID, number: part("b"), chapter: chapter,
      title: Phrase(
        "Medición de indicadores de la matriz de marco lógico",
        "Measurement of the logical framework's indicators"),
      unit: Phrase("según indicador", "by indicator"), years: span, across: nil,
      formula: Phrase(
        "valor = escala × numerador / denominador", "value = scale × numerator / denominator"),
      source: source, notes: [],
      decimals: ["numerador": 0, "denominador": 0], labels: [:], blocks: blocks,
      differences: [],
      position: nil,
      keyLabels: [
        "indicador": themselves(objectives.flatMap(\.indicators).map(\.name)),
        "unidad": themselves(objectives.flatMap(\.indicators).map(\.unit)),
      ])
  }

  /// Texts of the evaluator's own, which are no labels.
  private func themselves(_ texts: [String]) -> [String: Phrase] {
    Dictionary(texts.map { ($0, Phrase(same: $0)) }, uniquingKeysWith: { first, _ in first })
  }
}

extension LogicalFramework.Objective {
  /// "componente 1".
  var label: String { number.isEmpty ? level.rawValue : "\(level.rawValue) \(number)" }
}
