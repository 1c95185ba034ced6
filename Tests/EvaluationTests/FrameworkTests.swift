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

  @Test("each indicator has its own decimals, in the matrix and in the measurement")
  func decimals() throws {
    try run(Self.spec) { result in
      for (id, column) in [("marco-logico-matriz", 2), ("marco-logico-medicion", 1)] {
        let table = try #require(result.tables.first { $0.id == id })
        for (indicator, decimals) in [("Cambian", 1), ("Gasto promedio", 0)] {
          let rows = table.rows.filter { $0.keys[column] == indicator }
          #expect(
            !rows.isEmpty && rows.allSatisfy { $0.cells[0]?.decimals == decimals }, "\(id) \(indicator)")
        }
      }
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

  @Test("people read the evaluator's texts as they are, and of what year and unit the last value is")
  func matrixInWords() throws {
    let spec = Self.spec.replacing("verification: Nóminas", with: "verification: producto").replacing(
      "statement: Un componente", with: "statement: calidad")
    try run(spec) { result in
      let table = try #require(result.tables.first { $0.id == "marco-logico-matriz" })
      let rows = DisplayTable(table, texts: result.texts(.spanish), language: .spanish).rows.map(\.stubs)
      #expect(rows[1][2] == "Cambian (%, 2015)" && rows[1][4] == "Eficacia" && rows[1][6] == "producto")
      #expect(rows[2][2] == "Gasto promedio (pesos de 2018 por beneficiario, 2015)")
      #expect(rows[3][2] == "Sin medir" && rows[4][1] == "calidad")
    }
  }

  @Test("words as people write them, and several means of verification, are the same framework")
  func spanishWords() throws {
    let plain = try run(Self.spec) { $0.tables.map(TableCSV.text) }
    let written = Self.spec.replacing("level: proposito", with: "level: Propósito")
      .replacing("level: fin", with: "level: Fin").replacing("eficacia", with: "Eficacia")
      .replacing("resultado_final", with: "Resultado final")
      .replacing("verification: Nóminas", with: "verification: [Nóminas]")
    #expect(try run(written) { $0.tables.map(TableCSV.text) } == plain)
    let several = Self.spec.replacing("verification: Nóminas", with: "verification: [Nóminas, Actas]")
    try run(several) { result in
      let matrix = try #require(result.tables.first { $0.id == "marco-logico-matriz" })
      #expect(matrix.rows.contains { $0.keys.contains("Nóminas; Actas") })
    }
  }

  static let mistakes = [
    SpecMistake("numerator: gasto(anio)", "numerator: gasto(anio) + count(anio)", "mixed units"),
    SpecMistake(
      "numerator: gasto(anio)", "numerator: gasto(anio) + presupuesto(anio)", "miles de pesos de 2018"),
    SpecMistake("numerator: gasto(anio)", "numerator: count(anio)", "its formula gives a plain number"),
    SpecMistake("unit: pesos de 2018 por beneficiario", "unit: pesos de 2018", "stated in 'pesos de 2018'"),
    SpecMistake("numerator: gasto(anio)", "numerator: \"real(count(anio), anio)\"", "real is of an amount"),
    SpecMistake("denominator: count(anio)", "denominator: \"0\"", "the denominator is zero"),
    SpecMistake("dimension: eficiencia", "dimension: eficiente", "eficacia, eficiencia"),
    SpecMistake("level: proposito", "level: fin", "has 'fin' twice"),
    SpecMistake("level: fin,", "level: propósito,", "has 'proposito' twice"),
    SpecMistake("scale: 100", "scale: 0", "a scale is above zero"),
    SpecMistake("from: 2015", "from: 2016", "from 2016 on, after the last anio"),
    SpecMistake("name: Gasto promedio", "name: Cambian", "stands twice"),
    SpecMistake("level: componente, number: \"1\",", "level: componente,", "has a number"),
    SpecMistake("denominator: moved(anio)", "denominator: mved(anio)", "unknown function 'mved'"),
  ]

  /// Of inputs alone: approved over enrolled, and hours that no year is asked for.
  static let withoutRosters = """
    inputs:
      aprobados: {keys: [anio], unit: estudiantes, values: {2016: 45, 2017: 60}}
      matricula: {keys: [anio], unit: estudiantes, values: {2016: 60, 2017: 64}}
      horas: {unit: horas, values: 12}
    chapters: {uno: Uno}
    framework:
      objectives:
        - level: proposito
          statement: Un propósito
          indicators:
            - {name: Aprueban, dimension: eficacia, control: resultado_final, unit: "%", scale: 100, numerator: aprobados(anio), denominator: matricula(anio)}
            - {name: Horas, dimension: calidad, control: producto, unit: horas, decimals: 0, from: 2017, numerator: horas}

    """

  @Test("without rosters the years are those of the inputs, and the matrix is there")
  func withoutRosters() throws {
    let result = try EvaluationSpec(text: Self.withoutRosters, path: "spec.yaml").run()
    #expect(result.tables.map(\.id) == ["marco-logico-matriz", "marco-logico-medicion"])
    let table = try #require(result.tables.last)
    #expect(table.years == "2016-2017")
    #expect(values(table, "Aprueban") == ["2016": "75", "2017": "93.75"])
    #expect(values(table, "Horas") == ["2017": "12"])
    let matrix = try #require(result.tables.first)
    #expect(matrix.rows.map { $0.cells[0]?.value } == [.exact(Exact(375, over: 4)), .exact(Exact(12))])
    #expect(result.texts(.spanish)["nivel_mml"] == "Nivel" && result.texts(.spanish)["anio"] == "Año")
    #expect(table.number == "Marco lógico (b)")
  }

  @Test("listed periods come before those of the inputs; names of periods need not be years")
  func listedPeriods() throws {
    let one = Self.withoutRosters.replacing("framework:\n", with: "framework:\n  periods: [2017]\n")
    let table = try #require(try EvaluationSpec(text: one, path: "spec.yaml").run().tables.last)
    #expect(values(table, "Aprueban") == ["2017": "93.75"])
    let months = one.replacing("[2017]", with: "[2017-03, 2017-04]").replacing("2016:", with: "2017-03:")
      .replacing("2017:", with: "2017-04:").replacing("from: 2017, ", with: "")
    let monthly = try #require(try EvaluationSpec(text: months, path: "spec.yaml").run().tables.last)
    #expect(values(monthly, "Aprueban") == ["2017-03": "75", "2017-04": "93.75"])
  }

  static let mistakesWithoutRosters = [
    SpecMistake("numerator: horas", "numerator: horas / aprobados(2016)", "its formula gives"),
    SpecMistake("framework:", "framework:\n  periods: [2017, 2017]", "listed twice"),
    SpecMistake("framework:", "framework:\n  periods: [primero]", "the key 'from', which is of years"),
    SpecMistake(
      "numerator: aprobados(anio)", "numerator: count(anio)", "counts people, and the spec has no rosters"),
    SpecMistake("level: proposito", "level: fin", "no objective of level proposito"),
  ]

  @Test("without rosters each mistake is one error with its line", arguments: mistakesWithoutRosters)
  func mistakeWithoutRosters(_ mistake: SpecMistake) throws {
    let text = try #require(mistake.made(in: Self.withoutRosters))
    let error = try #require(throws: SpecError.self) { try EvaluationSpec(text: text, path: "spec.yaml") }
    #expect(error.message.contains(mistake.says), "\(error)")
    #expect((error.position?.line ?? 0) > 1)
  }

  @Test("periods are not listed beside rosters")
  func periodsBesideRosters() throws {
    let error = try #require(throws: SpecError.self) {
      try EvaluationSpec(
        text: Self.spec.replacing("number: Anexo 2\n", with: "number: Anexo 2\n  periods: [2014]\n"),
        path: "spec.yaml")
    }
    #expect(error.message.contains("for a spec without rosters"), "\(error)")
  }

  @Test("without a year anywhere there is nothing to measure by")
  func withoutYears() throws {
    let error = try #require(throws: SpecError.self) {
      try EvaluationSpec(
        text: Self.withoutRosters.replacing("keys: [anio]", with: "keys: [curso]"), path: "spec.yaml")
    }
    #expect(error.message.contains("list them under framework.periods"), "\(error)")
    #expect((error.position?.line ?? 0) > 9)
  }

  @Test(
    "a denominator that the inputs make zero is an error with the line of its formula; one of people has no value"
  )
  func zeroDenominator() throws {
    let text = Self.withoutRosters.replacing("{2016: 60, 2017: 64}", with: "{2016: 60, 2017: 0}")
    let error = try #require(throws: SpecError.self) {
      try EvaluationSpec(text: text, path: "spec.yaml").run()
    }
    #expect(error.message.contains("valor of proposito, Aprueban, %, 2017 is a division by zero"), "\(error)")
    #expect(error.position?.line == 11)
    // People above, an input below.
    let mixed = Self.spec.replacing(
      "unit: miles de pesos de 2018, values: {2014: 1, 2015: 1}",
      with: "unit: personas, values: {2014: 1, 2015: 0}"
    ).replacing("denominator: moved(anio)", with: "denominator: presupuesto(anio)")
    let other = try #require(throws: SpecError.self) { try run(mixed) { _ in } }
    #expect(other.message.contains("Cambian, %, 2015 is a division by zero"), "\(other)")
    let people = Self.spec.replacing(
      "denominator: count(anio)", with: "denominator: count(anio) - count(anio)")
    try run(people) { result in
      let table = try #require(result.tables.first { $0.id == "marco-logico-medicion" })
      #expect(values(table, "Gasto promedio").isEmpty)
    }
  }

  @Test("each mistake is one error with its line", arguments: mistakes)
  func mistake(_ mistake: SpecMistake) throws {
    let text = try #require(mistake.made(in: Self.spec))
    let error = try #require(throws: SpecError.self) { try EvaluationSpec(text: text, path: "spec.yaml") }
    #expect(error.message.contains(mistake.says), "\(error)")
    #expect((error.position?.line ?? 0) > 1)
  }
}
