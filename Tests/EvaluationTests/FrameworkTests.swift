import Evaluation
import Foundation
import Kernels
import Reports
import TestFixtures
import Testing

/// Oracle: two small rosters worked by hand.
@Suite("Logical framework")
struct FrameworkTests {
  static let spec = """
    rosters:
      folder: .
      files: {2014: 2014.csv, 2015: 2015.csv}
      identifier: {number: run, digit: dv}
      state: {name: tramo, field: tramo, values: {1: "1", 2: "2"}}
      amount: monto
    fields: {tramo: text, monto: integer}
    deflator: {base_year: 2018, factors: {2014: 1.5, 2015: 1.25}}
    inputs:
      bono: {keys: [anio, tramo], unit: pesos de cada año por persona, values: {2014: {1: 100, 2: 60}, 2015: {1: 100, 2: 60}}}
      presupuesto: {keys: [anio], unit: miles de pesos de 2018, values: {2014: 1, 2015: 1}}
    definitions:
      gasto(anio): over(tramo, real(count(anio, tramo) * bono(anio, tramo), anio))
    disclosure: {threshold: 0, reason: prueba}
    chapters: {uno: Uno}
    framework:
      chapter: uno
      number: Anexo 2
      objectives:
        - {level: fin, statement: Un fin}
        - level: proposito
          statement: Un propósito
          assumptions: Un supuesto
          indicators:
            - {name: Cambian, dimension: eficacia, control: resultado_final, unit: "%", scale: 100, from: 2015, numerator: "moved(anio, 1, 2) + moved(anio, 2, 1)", denominator: moved(anio), verification: Nóminas}
            - {name: Gasto promedio, dimension: eficiencia, control: producto, unit: pesos de 2018 por beneficiario, decimals: 0, numerator: gasto(anio), denominator: count(anio)}
            - {name: Sin medir, dimension: calidad, control: proceso, unit: "%"}
        - {level: componente, number: "1", statement: Un componente}

    """

  private func run<Result>(_ spec: String, _ body: (EvaluationResult) throws -> Result) throws -> Result {
    try TemporaryFolder.with { folder in
      let people: [UInt32] = [11_111_111, 12_345_678, 7_654_321, 9_876_543]
      func roster(_ states: [Int?]) -> String {
        "run;dv;tramo;monto\n"
          + zip(people, states).compactMap { body, state in
            state.map { "\(body);\(PanelFixture.digit(of: body));\($0);\($0 == 1 ? 100 : 60)\n" }
          }.joined()
      }
      try folder.write(roster([1, 1, 2, 2]), to: "2014.csv")
      try folder.write(roster([1, 2, 2, nil]), to: "2015.csv")
      return try body(try EvaluationSpec(path: try folder.write(spec, to: "spec.yaml")).run())
    }
  }

  private func values(_ table: ReportTable, _ indicator: String) -> [String: String] {
    var values: [String: String] = [:]
    for row in table.rows where row.keys[1] == indicator {
      if case .exact(let value)? = row.cells[0]?.value { values[row.keys[3]] = value.description }
    }
    return values
  }

  @Test("values by year: one of three who stay changes; spending by hand over the beneficiaries")
  func measurement() throws {
    try run(Self.spec) { result in
      let table = try #require(result.tables.first { $0.id == "marco-logico-medicion" })
      #expect(values(table, "Cambian") == ["2015": "100/3"])
      // (2 × 100 + 2 × 60) × 1.5 / 4 and (100 + 2 × 60) × 1.25 / 3.
      #expect(values(table, "Gasto promedio") == ["2014": "120", "2015": "275/3"])
      #expect(values(table, "Sin medir").isEmpty)
    }
  }

  @Test("the matrix has every objective and indicator, with the last value")
  func matrix() throws {
    try run(Self.spec) { result in
      let table = try #require(result.tables.first { $0.id == "marco-logico-matriz" })
      #expect(table.rows.map { $0.keys[2] } == ["", "Cambian", "Gasto promedio", "Sin medir", ""])
      #expect(table.rows[1].keys[7] == "Un supuesto")
      #expect(table.rows[2].cells[0]?.value == .exact(Exact(275, over: 3)))
      #expect(table.rows[3].cells[0] == nil)
      #expect(table.rows[4].keys[0] == "componente 1")
    }
  }

  struct Mistake: Sendable, CustomTestStringConvertible {
    let old: String
    let new: String
    let says: String
    var testDescription: String { says }

    init(_ old: String, _ new: String, _ says: String) { (self.old, self.new, self.says) = (old, new, says) }
  }

  static let mistakes = [
    Mistake("numerator: gasto(anio)", "numerator: gasto(anio) + count(anio)", "mixed units"),
    Mistake("numerator: gasto(anio)", "numerator: gasto(anio) + presupuesto(anio)", "miles de pesos de 2018"),
    Mistake("numerator: gasto(anio)", "numerator: count(anio)", "its formula gives a plain number"),
    Mistake("unit: pesos de 2018 por beneficiario", "unit: pesos de 2018", "stated in 'pesos de 2018'"),
    Mistake("numerator: gasto(anio)", "numerator: \"real(count(anio), anio)\"", "real is of an amount"),
    Mistake("denominator: count(anio)", "denominator: \"0\"", "the denominator is zero"),
    Mistake("dimension: eficiencia", "dimension: eficiente", "eficacia, eficiencia"),
    Mistake("level: proposito", "level: fin", "no objective of level proposito"),
    Mistake("name: Gasto promedio", "name: Cambian", "stands twice"),
    Mistake("level: componente, number: \"1\",", "level: componente,", "has a number"),
    Mistake("denominator: moved(anio)", "denominator: mved(anio)", "unknown function 'mved'"),
  ]

  @Test("each mistake is one error with its line", arguments: mistakes)
  func mistake(_ mistake: Mistake) throws {
    #expect(Self.spec.contains(mistake.old))
    let error = try #require(throws: SpecError.self) {
      try EvaluationSpec(text: Self.spec.replacing(mistake.old, with: mistake.new), path: "spec.yaml")
    }
    #expect(error.message.contains(mistake.says), "\(error)")
    #expect((error.position?.line ?? 0) > 1)
  }
}
