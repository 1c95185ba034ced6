import Contracts
import Evaluation
import Foundation
import Reports
import SyntheticRosters
import TestFixtures
import Testing

/// Oracle: the Spanish report itself. Whatever people read in the tables that the program makes must read otherwise in English, but for what
/// the spec says, what is data, and the few words that both languages write alike.
@Suite("Reports in two languages")
struct LanguageTests {
  /// Words that are the same in both languages, and names that are no words.
  private static let alike: Set<String> = [
    "Total", "Tramo", "Error", "Factor", "CGH", "Shorrocks", "Bartholomew", "pesos", "pesos, %", "USD, %",
    "Capital", "%",
  ]

  /// What people read of a table, text by text, without its numbers.
  private static func read(_ table: ReportTable, _ texts: [String: String], _ language: Language) -> [String]
  {
    let shown = table.said(in: language)
    let display = DisplayTable(table, texts: texts, language: language)
    return [shown.number, shown.title, shown.unit, shown.years, shown.formula, shown.source] + shown.notes
      + display.stubs + display.headings + display.spans.map(\.text) + display.rows.flatMap(\.stubs)
  }

  /// Texts that read alike in both languages and are neither the spec's nor data.
  private static func untranslated(_ table: ReportTable, _ result: EvaluationResult, _ spec: String)
    -> [String]
  {
    let data = Set(table.rows.flatMap(\.keys))
    let keys = Set(
      DisplayTable(table, texts: result.texts(.spanish), language: .spanish).rows.flatMap(\.stubs))
    let own = scalars(spec)
    /// A text of the spec: short ones as a value of their own, since a word of the program's may stand within another.
    func isOwn(_ text: String) -> Bool {
      own.contains(text) || data.contains(text) || text.count > 25 && spec.contains(text)
        || !text.contains(where: \.isLetter)
    }
    /// Keys may be of several texts: "sexo: Hombres", "Cobertura (%, 2017)"; and so are numbers of tables: "Anexo 2(a)".
    func isMadeOfOwn(_ text: String) -> Bool {
      let parts = text.split { ":(),".contains($0) }.map { $0.trimmingCharacters(in: .whitespaces) }
      return keys.contains(text) && parts.allSatisfy(isOwn)
        || ["(a)", "(b)"].contains { text.hasSuffix($0) && isOwn(String(text.dropLast(3))) }
    }
    let spanish = read(table, result.texts(.spanish), .spanish)
    let english = Set(read(table, result.texts(.english), .english))
    return spanish.filter { text in
      // A state as the spec names it is Prais's index of it.
      english.contains(text) && !alike.contains(text) && !text.hasPrefix("Prais, ")
        && !text.hasPrefix("Tramo ") && !isOwn(text)
        && !isMadeOfOwn(text) && !isMadeOfOwn(text.prefix(1).lowercased() + text.dropFirst())
    }
  }

  /// What a spec has between the signs of YAML.
  private static func scalars(_ spec: String) -> Set<String> {
    Set(
      spec.replacing(": ", with: "\n").split { "\n{}[]\"',".contains($0) }.map {
        $0.trimmingCharacters(in: .whitespaces)
      })
  }

  private static func specs() throws -> [(name: String, result: EvaluationResult, spec: String)] {
    var all: [(name: String, result: EvaluationResult, spec: String)] = []
    for name in [
      "school-service/evaluation", "school-service/varios-anios", "project/evaluation",
      "targeting/evaluation",
      "employment-subsidy/evaluation",
    ] {
      let path = Project.path("notebooks-data/\(name).yaml")
      let text = try String(contentsOfFile: path, encoding: .utf8)
      all.append((name, try EvaluationSpec(path: path).run(EvaluationOptions(threads: 2)), text))
    }
    let ble = try EvaluationSpec(path: BLERosters.spec)
    all.append(
      (
        "ble", try ble.run(EvaluationOptions(rosters: BLERosters.path(), threads: 2)),
        try String(contentsOfFile: BLERosters.spec, encoding: .utf8)
      ))
    try TemporaryFolder.with { folder in
      let generator = try CountryGenerator(students: 3_000, years: [2015, 2016, 2017], seed: 5)
      _ = try generator.write(to: folder.path) { _ in }
      let path = folder.at("evaluation.yaml")
      try generator.specification.write(toFile: path, atomically: true, encoding: .utf8)
      all.append(
        (
          "country", try EvaluationSpec(path: path).run(EvaluationOptions(threads: 2)),
          generator.specification
        ))
    }
    let all2 = EvaluationFixture.head + LanguageTests.sections
    all.append(("sections", try EvaluationFixture.run(all2), all2))
    return all
  }

  /// Coverage, sequences and a framework over the fixture's rosters, with a leakage and more served than there are.
  private static let sections = """
    coverage:
      definitions:
        - {name: d, potential: 2, target: 4, served: count(anio), served_eligible: 1, goal: {2014: 5}}
    sequences: {by: [sexo]}
    framework:
      objectives:
        - level: proposito
          statement: enunciado propio
          indicators:
            - {name: i, dimension: eficacia, control: proceso, unit: "%", scale: 100, numerator: count(anio),
               denominator: count(anio)}
        - {level: componente, number: 1, statement: presupuesto}

    """

  @Test("no Spanish of the program's own is left in an English report, and no key or number changes")
  func words() throws {
    var ids: Set<String> = []
    for (name, result, spec) in try Self.specs() {
      for table in result.tables {
        // Tables that the spec writes itself are in its language.
        guard spec.range(of: "\n  \(table.id):") == nil else { continue }
        ids.insert(table.id)
        let left = Self.untranslated(table, result, spec)
        #expect(left.isEmpty, "\(name) \(table.id): \(left)")
        let english = table.said(in: .english)
        #expect(TableCSV.text(english) == TableCSV.text(table), "\(name) \(table.id)")
        #expect(english.columns == table.columns && english.keyNames == table.keyNames)
      }
    }
    // All of the tables that there are.
    let all: Set<String> = [
      "cobertura", "marco-logico-matriz", "marco-logico-medicion", "matriz-transicion", "indices-movilidad",
      "secuencias-rachas", "secuencias-interrupciones", "secuencias-rotacion", "secuencias-cohortes",
      "secuencias-indices", "secuencias-entropia", "secuencias-frecuentes", "secuencias-tipologia",
      "proyecto-metas", "proyecto-gasto", "proyecto-ejecucion", "proyecto-riesgos", "asistencia-mensual",
      "asistencia-tendencia", "asistencia-alertas", "ocupacion", "flujo-matricula", "desercion",
      "asistencia-comparable", "asistencia-ajustada", "asistencia-estacional", "ocupacion-anual",
      "focalizacion-resumen", "focalizacion-cgh", "focalizacion-grupos", "focalizacion-definiciones",
      "elegibilidad-reglas", "elegibilidad-embudo", "elegibilidad-perfiles", "elegibilidad-tramos",
      "elegibilidad-pago", "elegibilidad-errores", "elegibilidad-receptores", "registro-tramos",
      "registro-tramo-menor", "continuidad-motivos", "continuidad-rendimiento", "continuidad-descomposicion",
    ]
    #expect(all.subtracting(ids) == [])
  }

  @Test("every format for people has the language; the evaluator's own texts are as they were written")
  func formats() throws {
    let spec = (EvaluationFixture.head + Self.sections).replacing("{anio: 2014}", with: "{anio: years}")
      .replacing("statement: presupuesto", with: "statement: 'presupuesto, título propio'")
    let result = try EvaluationFixture.run(spec)
    func texts(_ language: Language) -> String {
      result.tables.map {
        TableMarkdown.text($0, texts: result.texts(language), language: language)
          + TableLaTeX.text($0, texts: result.texts(language), language: language)
          + TablePlainText.text($0, texts: result.texts(language), language: language)
      }.joined()
    }
    let (spanish, english) = (texts(.spanish), texts(.english))
    for (before, after) in [
      ("Población potencial", "Potential population"), ("Rotación: quienes siguen", "Turnover: who stay"),
      ("Matriz de marco lógico", "Logical framework matrix"), ("Proceso", "Process"),
      ("sin meta", "no goal"),
      ("más atendidos que población potencial", "more served than potential population"),
    ] {
      #expect(spanish.contains(before) && !spanish.contains(after), "\(before)")
      #expect(english.contains(after) && !english.contains(before), "\(after)")
    }
    for own in ["presupuesto, título propio", "enunciado propio"] {
      #expect(spanish.contains(own) && english.contains(own), "\(own)")
    }
    // A label that the spec has itself is shown in every language.
    let labelled = try EvaluationFixture.run(spec + "texts: {siguen: Se quedan, potencial: Universo}\n")
    let table = try #require(labelled.tables.first { $0.id == "secuencias-rotacion" })
    for language in Language.allCases {
      let text = TableMarkdown.text(table, texts: labelled.texts(language), language: language)
      #expect(text.contains("Se quedan") && !text.contains("| Stay |"))
    }
    let coverage = try #require(labelled.tables.first { $0.id == "cobertura" })
    #expect(coverage.said(in: .english).headings["potencial"] == "Universo")
  }

  @Test("figures, workbook and page of an English evaluation are English")
  func files() throws {
    let result = try EvaluationSpec(path: Project.path("notebooks-data/school-service/evaluation.yaml")).run()
    try TemporaryFolder.with { folder in
      _ = try EvaluationOutput(
        result: result, language: .english, formats: [.csv, .json, .markdown, .html, .latex], version: "x"
      ).write(to: folder.at("en"))
      _ = try EvaluationOutput(result: result, formats: [.csv, .json], version: "x").write(
        to: folder.at("es"))
      func text(_ name: String) throws -> String {
        try String(contentsOfFile: folder.at(name), encoding: .utf8)
      }
      let figure = try text("en/figures/asistencia-mensual.svg")
      #expect(figure.contains("Monthly attendance by commune") && figure.contains(">Attendance (%)<"))
      let page = try text("en/report.html")
      #expect(page.contains("Monthly attendance by commune") && !page.contains("Asistencia mensual"))
      // Files for programs are the same bytes in every language.
      for table in result.tables {
        for kind in ["csv", "json"] {
          #expect(try text("en/tables/\(table.id).\(kind)") == text("es/tables/\(table.id).\(kind)"))
        }
      }
    }
    let content = WorkbookContent(
      heading: "", tables: result.tables, texts: result.texts(.english), language: .english)
    #expect(content.tables[0].title == "Monthly attendance by commune")
  }

  @Test("the tables of a contract leave no Spanish of the program's own in English")
  func contract() throws {
    for name in ["lectoescritura", "lectoescritura-fracaso", "lectoescritura-segundo"] {
      let path = Project.path("notebooks-data/contracts/\(name).yaml")
      let spec = try String(contentsOfFile: path, encoding: .utf8)
      let settlement = try Settlement(try Contract(path: path))
      for (spanish, english) in zip(settlement.tables(.spanish), settlement.tables(.english)) {
        let after = Set(Self.read(english, Settlement.texts(.english), .english))
        let left = Self.read(spanish, Settlement.texts(.spanish), .spanish).filter { text in
          after.contains(text) && text.contains(where: \.isLetter) && !spec.contains(text)
            && !Self.alike.contains(text)
        }
        #expect(left.isEmpty, "\(name) \(spanish.id): \(left)")
      }
    }
  }
}
