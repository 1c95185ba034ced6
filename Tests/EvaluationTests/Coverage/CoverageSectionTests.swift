import Evaluation
import Foundation
import Kernels
import Reports
import Rosters
import TestFixtures
import Testing

/// Oracle: six records of the small rosters and counts of the spec, worked by hand.
@Suite("Coverage in a spec")
struct CoverageSectionTests {
  static let section = """
    coverage:
      chapter: uno
      source: prueba
      for: {anio: years, sexo: [hombres, total]}
      definitions:
        - {name: amplia, potential: "30", served: "count(anio, sexo)", goal: {2015: 4}}
        - {name: estricta, potential: "100", target: "50", served: "count(anio, sexo)", served_eligible: "count(anio, sexo, tramo=1)"}

    """

  static let spec = EvaluationFixture.head + section

  private static func table(_ text: String = spec) throws -> ReportTable {
    try #require(try EvaluationFixture.run(text).tables.first { $0.id == "cobertura" })
  }

  private func value(_ table: ReportTable, _ keys: String, _ column: String) throws -> Exact? {
    let row = try #require(table.rows.first { $0.label == keys }, "\(table.rows.map(\.label))")
    let place = try #require(table.columns.firstIndex(of: column))
    guard case .exact(let value)? = row.cells[place]?.value else { return nil }
    return value
  }

  @Test(
    "two definitions side by side, by year and stratum; a goal where there is one, and without goal said where not"
  )
  func byHand() throws {
    let table = try Self.table()
    #expect(
      table.rows.map(\.label) == [
        "amplia/2014/hombres/sin_meta", "amplia/2014/total/sin_meta", "amplia/2015/hombres/con_meta",
        "amplia/2015/total/con_meta", "estricta/2014/hombres/sin_meta", "estricta/2014/total/sin_meta",
        "estricta/2015/hombres/sin_meta", "estricta/2015/total/sin_meta",
      ])
    // 2014: 30 have the problem, four are served, two of them men.
    #expect(try value(table, "amplia/2014/total/sin_meta", "cobertura_pct") == Exact(40, over: 3))
    #expect(try value(table, "amplia/2014/hombres/sin_meta", "cobertura_pct") == Exact(20, over: 3))
    #expect(try value(table, "amplia/2014/total/sin_meta", "meta") == nil)
    #expect(try value(table, "amplia/2015/total/con_meta", "meta_pct") == Exact(75))
    #expect(try value(table, "estricta/2014/total/sin_meta", "cobertura_objetivo_pct") == Exact(8))
    // Two of the four are of tramo 1: 48 of the 50 are left out, two of four should not be there.
    #expect(try value(table, "estricta/2014/total/sin_meta", "subcobertura_pct") == Exact(96))
    #expect(try value(table, "estricta/2014/total/sin_meta", "filtracion_pct") == Exact(50))
  }

  @Test("small numbers are hidden in it as anywhere")
  func disclosure() throws {
    let text = Self.spec.replacing("threshold: 0", with: "threshold: 3")
    let table = try Self.table(text)
    let row = try #require(table.rows.first { $0.label == "amplia/2014/hombres/sin_meta" })
    let place = try #require(table.columns.firstIndex(of: "atendida"))
    #expect(row.cells[place]?.isSuppressed == true)
  }

  @Test("without rosters it is made of the spec's own counts")
  func alone() throws {
    let spec = """
      inputs:
        potencial: {keys: [anio], unit: personas, values: {2016: 400, 2017: 500}}
        atendidos: {keys: [anio], unit: personas, values: {2016: 100, 2017: 150}}
      disclosure: {threshold: 0, reason: prueba}
      chapters: {uno: Uno}
      coverage:
        for: {anio: 2016..2017}
        definitions: [{name: única, potential: potencial(anio), served: atendidos(anio), goal: "120"}]

      """
    let table = try Self.table(spec)
    #expect(try value(table, "única/2016/con_meta", "cobertura_pct") == Exact(25))
    #expect(try value(table, "única/2017/con_meta", "cobertura_pct") == Exact(30))
    #expect(try value(table, "única/2017/con_meta", "meta_pct") == Exact(125))
  }

  /// Three years of counts by two definitions, one of which has a goal in the last year alone.
  private static let overYears = """
    inputs:
      meta: {values: 400}
      hogares: {keys: [anio], unit: personas, values: {2015: 200, 2016: 400, 2017: 500}}
      atendidos: {keys: [anio], unit: personas, values: {2015: 50, 2016: 100, 2017: 150}}
    disclosure: {threshold: 0, reason: prueba}
    chapters: {uno: Uno}
    coverage:
      for: {anio: 2015..2017}
      definitions:
        - {name: potencial, potential: hogares(anio), served: atendidos(anio), goal: {2017: "120"}}
        - {name: con_meta, potential: meta, target: hogares(anio), served: atendidos(anio)}

    """

  @Test("the figure is a line a definition of its coverage, unbroken where a goal begins")
  func figure() throws {
    let figures = try TemporaryFolder.with { folder in
      let path = try folder.write(Self.overYears, to: "spec.yaml")
      let out = folder.path + "/out"
      _ = try EvaluationOutput(result: try EvaluationSpec(path: path).run(), version: "x").write(to: out)
      return try String(contentsOfFile: out + "/figures/cobertura.svg", encoding: .utf8)
    }
    #expect(figures.split(separator: "<polyline").count == 1 + 2)
    #expect(figures.split(separator: "<circle").count == 1 + 6)
    #expect(
      figures.contains(">Cobertura (%)<") && figures.contains(">potencial<") && figures.contains(">2016<"))
    #expect(!figures.contains("Población potencial<") && !figures.contains("sin meta"))
  }

  @Test("a definition and an input may have the name of a column; columns stand in one order")
  func names() throws {
    let table = try Self.table(Self.overYears)
    #expect(
      table.columns == [
        "potencial", "objetivo", "meta", "atendida", "cobertura_pct", "cobertura_objetivo_pct", "meta_pct",
      ])
    let swapped = try Self.table(
      Self.overYears.replacing("con_meta, potential: meta, target: hogares(anio)", with: "x, potential: meta")
        .replacing("goal: {2017: \"120\"}", with: "target: meta"))
    #expect(
      swapped.columns == ["potencial", "objetivo", "atendida", "cobertura_pct", "cobertura_objetivo_pct"])
    #expect(try value(table, "con_meta/2016/sin_meta", "potencial") == Exact(400))
    #expect(try value(table, "con_meta/2016/sin_meta", "cobertura_pct") == Exact(25))
    let shown = DisplayTable(
      table, texts: try EvaluationFixture.run(Self.overYears).texts(.spanish), language: .spanish)
    #expect(
      shown.rows.map { $0.stubs[0] } == ["potencial", "potencial", "potencial"]
        + Array(repeating: "con_meta", count: 3))
    #expect(
      shown.rows.map { $0.stubs[2] } == [
        "sin meta", "sin meta", "con meta", "sin meta", "sin meta", "sin meta",
      ])
    #expect(shown.headings.prefix(3) == ["Población potencial", "Población objetivo", "Meta"])
    #expect(shown.stubs == ["Definición", "Año", "Meta fijada"])
    let named = "texts: {meta: Compromiso, potencial: Hogares, con_meta: fijada}\n" + Self.overYears
    let own = DisplayTable(
      try Self.table(named), texts: try EvaluationFixture.run(named).texts(.spanish), language: .spanish)
    #expect(own.headings.prefix(3) == ["Hogares", "Población objetivo", "Compromiso"])
    #expect(own.rows[2].stubs == ["Hogares", "2017", "fijada"])
  }

  private static let inputsOnly = """
    inputs:
      potencial: {keys: [anio], unit: personas, values: {2016: 400, 2017: 500}}
      objetivo: {keys: [anio], unit: personas, values: {2016: 300, 2017: 300}}
      atendidos: {keys: [anio], unit: personas, values: {2016: 100, 2017: 150}}
      cumplen: {keys: [anio], unit: personas, values: {2016: 90, 2017: 100}}
    disclosure: {threshold: 0, reason: prueba}
    chapters: {uno: Uno}
    coverage:
      for: {anio: 2016..2017}
      definitions:
        - {name: única, potential: potencial(anio), target: objetivo(anio), served: atendidos(anio), served_eligible: cumplen(anio), goal: "120"}

    """

  @Test(
    "a population below zero that the spec writes down is an error with its line",
    arguments: [
      ("{2016: 400", "{2016: -400", "counts persons", 2),
      ("values: {2016: 300, 2017: 300", "values: {2016: 300, 2017: -1", "counts persons", 3),
      ("{2016: 100", "{2016: -100", "counts persons", 4),
      ("\"120\"", "\"20 - 140\"", "meta of única, 2016, con_meta is -120", 11),
      (
        "potential: potencial(anio)", "potential: potencial(anio) - 6 * cumplen(anio)",
        "potencial of única, 2016, con_meta is -140", 11
      ),
    ])
  func negativeInputs(old: String, new: String, says: String, line: Int) throws {
    let text = Self.inputsOnly.replacing(old, with: new, maxReplacements: 1)
    let error = try #require(try EvaluationFixture.error(text), "no error")
    #expect(error.message.contains(says) && error.message.contains("not below zero"), "\(error)")
    #expect(error.position?.line == line)
  }

  @Test("one below zero that comes of counting has no value, nor have its shares, and the audit says so")
  func negativeCounts() throws {
    let difference = "potential: \"count(anio, sexo, tramo=1) - count(anio, sexo, tramo=2)\""
    let result = try EvaluationFixture.run(Self.spec.replacing("potential: \"30\"", with: difference))
    let table = try #require(result.tables.first { $0.id == "cobertura" })
    // 2015: one of tramo 1, a woman, and two of tramo 2, one a man. 2014: as many of one as of the other.
    for row in ["amplia/2015/hombres/con_meta", "amplia/2015/total/con_meta"] {
      #expect(try value(table, row, "potencial") == nil)
      #expect(try value(table, row, "cobertura_pct") == nil)
    }
    #expect(try value(table, "amplia/2015/total/con_meta", "atendida") == Exact(3))
    #expect(try value(table, "amplia/2015/total/con_meta", "meta_pct") == Exact(75))
    #expect(try value(table, "amplia/2014/total/sin_meta", "potencial") == .zero)
    let negative = try #require(result.audit.findings.first { $0.code == .negativeValue })
    #expect(negative.column == "potencial" && negative.action == "set missing" && negative.line != nil)
    #expect(negative.count == 2)
    #expect(result.audit.findings.contains { $0.code == .populationExceeded && $0.column == "atendida" })
  }

  @Test("one below zero that counts people through another column is a finding too, not an error of the spec")
  func negativeThroughColumn() throws {
    // potencial counts people; objetivo counts none but in its name.
    let section = """
      coverage:
        definitions:
          - {name: d, potential: count(anio), target: "potencial - 4", served: "1"}

      """
    let result = try EvaluationFixture.run(EvaluationFixture.head + section)
    let table = try #require(result.tables.first { $0.id == "cobertura" })
    // Four people of 2014, three of 2015.
    #expect(try value(table, "d/2014/sin_meta", "objetivo") == .zero)
    #expect(try value(table, "d/2015/sin_meta", "objetivo") == nil)
    #expect(try value(table, "d/2015/sin_meta", "cobertura_objetivo_pct") == nil)
    #expect(try value(table, "d/2015/sin_meta", "potencial") == Exact(3))
    let finding = try #require(result.audit.findings.first { $0.code == .negativeValue })
    #expect(finding.column == "objetivo" && finding.count == 1)
    // The same number of an input alone is a mistake of the spec.
    let written =
      EvaluationFixture.head
      + section.replacing("potential: count(anio)", with: "potential: fijo")
      .replacing("potencial - 4", with: "potencial - 8")
    let error = try #require(try EvaluationFixture.error(written))
    #expect(error.message.contains("not below zero"), "\(error)")
  }

  @Test(
    "a population larger than the one that should hold it is kept, counted by row, and told in a note",
    arguments: [
      ("{2016: 100, 2017: 150", "{2016: 401, 2017: 501", "atendida", "kept: larger than potencial", 2),
      ("{2016: 100, 2017: 150", "{2016: 301, 2017: 150", "atendida", "kept: larger than objetivo", 1),
      ("{2016: 300, 2017: 300", "{2016: 401, 2017: 300", "objetivo", "kept: larger than potencial", 1),
      ("{2016: 90, 2017: 100", "{2016: 101, 2017: 150", "atendida_elegible", "kept: larger than atendida", 1),
      (
        "{2016: 100, 2017: 150}}\n  cumplen: {keys: [anio], unit: personas, values: {2016: 90",
        "{2016: 399, 2017: 150}}\n  cumplen: {keys: [anio], unit: personas, values: {2016: 301",
        "atendida_elegible", "kept: larger than elegible", 1
      ),
    ])
  func exceeded(old: String, new: String, column: String, action: String, rows: Int) throws {
    try #require(Self.inputsOnly.contains(old))
    let result = try EvaluationFixture.run(Self.inputsOnly.replacing(old, with: new, maxReplacements: 1))
    let finding = try #require(
      result.audit.findings.first { $0.column == column && $0.action == action }, "\(result.audit.findings)")
    #expect(finding.code == .populationExceeded && finding.count == rows && finding.severity == .warning)
    let table = try #require(result.tables.first { $0.id == "cobertura" })
    #expect(!table.notes.isEmpty && table.notes.allSatisfy { $0.contains("revise") })
    #expect(table.rows.allSatisfy { row in row.cells.allSatisfy { $0?.value != nil } })
  }

  @Test("populations that hold each other are no finding")
  func nothingExceeded() throws {
    let result = try EvaluationFixture.run(Self.inputsOnly)
    #expect(result.audit.findings.isEmpty)
    #expect(result.tables.first { $0.id == "cobertura" }?.notes == [])
  }

  static let mistakes = [
    SpecMistake("potential: \"100\"", "potential: \"0\"", at: "\"0\"", "is zero"),
    SpecMistake("target: \"50\"", "target: \"-5\"", at: "\"-5\"", "below zero"),
    SpecMistake("goal: {2015: 4}", "goal: {2015: 0}", at: "0}}", "the goal is zero"),
    SpecMistake("goal: {2015: 4}", "goal: {2018: 4}", at: "2018: 4", "no member of the axis 'anio'"),
    SpecMistake("name: estricta", "name: amplia", at: "{name: amplia, potential: \"100\"", "given twice"),
    SpecMistake("served: \"count(anio, sexo)\", goal", "goal", at: "{name: amplia", "lacks the key 'served'"),
    SpecMistake(
      "served: \"count(anio, sexo)\", goal", "servd: \"1\", goal", at: "servd", "did you mean 'served'"),
    SpecMistake("count(anio, sexo, tramo=1)", "sum(monto, anio)", at: "sum(monto", "mixed units"),
    SpecMistake(
      "count(anio, sexo, tramo=1)", "count(anio, sexo, tramos=1)", at: "tramos", "no dimension 'tramos'"),
    SpecMistake("chapter: uno\n  source", "chapter: dos\n  source", at: "dos\n  source", "no chapter 'dos'"),
    SpecMistake(
      "sexo: [hombres, total]}\n  def", "meta: [1]}\n  def", at: "meta: [1]", "name the axis otherwise"),
  ]

  @Test("each mistake is one error at its place", arguments: mistakes)
  func mistake(_ mistake: SpecMistake) throws {
    let text = try #require(mistake.made(in: Self.spec))
    let error = try #require(try EvaluationFixture.error(text), "no error")
    #expect(error.message.contains(mistake.says), "\(error)")
    let start = try #require(text.range(of: mistake.at)?.lowerBound)
    let before = text[..<start].split(separator: "\n", omittingEmptySubsequences: false)
    #expect(
      error.position == SpecPosition(line: before.count, column: (before.last?.count ?? 0) + 1), "\(error)")
  }

  @Test("a table of the spec's own cannot have its id; one that counts people needs rosters")
  func clashes() throws {
    let twice =
      EvaluationFixture.spec([("x", "1")]).replacing("  t:\n", with: "  cobertura:\n") + Self.section
    #expect(
      try EvaluationFixture.error(twice)?.message.contains("two tables have the id 'cobertura'") == true)
    let people =
      "chapters: {uno: Uno}\ncoverage:\n  definitions: [{name: a, potential: \"9\", served: count()}]\n"
    #expect(try EvaluationFixture.error(people)?.message.contains("has no rosters") == true)
  }
}
