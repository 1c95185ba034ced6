import Evaluation
import Foundation
import Indicators
import Kernels
import Panels
import Reports
import TestFixtures
import Testing

/// Oracles: five people worked by hand, and the library on the same sequences.
@Suite("Sequences in a spec")
struct SequenceSectionTests {
  static let section = """
    sequences:
      chapter: uno
      by: [sexo]
      typology: {groups: 2, costs: constantes}

    """
  static let spec = EvaluationFixture.head + section

  private func tables(_ text: String = spec) throws -> [String: ReportTable] {
    Dictionary(uniqueKeysWithValues: try EvaluationFixture.run(text).tables.map { ($0.id, $0) })
  }

  private func row(_ table: ReportTable?, _ label: String) throws -> [Double?] {
    let table = try #require(table)
    let row = try #require(table.rows.first { $0.label == label }, "\(table.rows.map(\.label))")
    return row.cells.map { $0?.value?.double }
  }

  /// Person 1: states 1, 2. Persons 2 and 4: 1 and 2, then absent. Person 3: 2, 2. Person 5: absent, then 1.
  @Test("by hand")
  func byHand() throws {
    let tables = try tables()
    #expect(try row(tables["secuencias-rachas"], "1") == [5, 2, 1, 60])
    #expect(try row(tables["secuencias-rachas"], "2") == [2, 0, 2, 60])
    #expect(try row(tables["secuencias-interrupciones"], "vuelven/") == [0, 0])
    #expect(try row(tables["secuencias-rotacion"], "2015") == [4, 2, 2, 1, 0, 3, 50, 100.0 / 3])
    #expect(try row(tables["secuencias-cohortes"], "2014/2015/1") == [4, 2, 50])
    #expect(try row(tables["secuencias-cohortes"], "2015/2015/0") == [1, 1, 100])
    let frequent = try #require(tables["secuencias-frecuentes"])
    #expect(frequent.rows.map(\.label) == ["01", "10", "12", "20", "22"])
    #expect(try row(frequent, "22") == [1, 20, 0, 1, 0])
    // Two spells of one year each: four subsequences.
    #expect(try row(frequent, "12")[3] == 2)
    // In 2014 one absent, two in 1, two in 2; in 2015 two, one, two.
    let entropy = try #require(tables["secuencias-entropia"])
    #expect(try row(entropy, "2014")[0] == row(entropy, "2015")[0])
    #expect(Set(tables.keys).isSuperset(of: Set(["secuencias-tipologia", "secuencias-indices"])))
  }

  @Test("a year without a roster within the panel is said")
  func missingYear() throws {
    let said = "Sin nómina: 2015. Duraciones y antigüedades cuentan los años con nómina."
    let without = Self.spec.replacing("2015: r2015.csv", with: "2016: r2015.csv")
    for (text, isSaid) in [(without, true), (Self.spec, false)] {
      let tables = try tables(text)
      for id in ["secuencias-rachas", "secuencias-cohortes", "secuencias-rotacion"] {
        #expect(try #require(tables[id]).notes.contains(said) == isSaid, "\(id)")
      }
    }
  }

  @Test("people read the words that the spec has for states and groups, files the states")
  func words() throws {
    let text = "texts: {1: Tramo uno, 2: Tramo dos, sexo: Sexo, mujeres: Mujeres}\n" + Self.spec
    let result = try EvaluationFixture.run(text)
    func stubs(_ id: String) throws -> [[String]] {
      let table = try #require(result.tables.first { $0.id == id })
      return DisplayTable(table, texts: result.texts(.spanish), language: .spanish).rows.map(\.stubs)
    }
    #expect(
      try stubs("secuencias-frecuentes").map { $0[0] } == [
        "0 · Tramo uno", "Tramo uno · 0", "Tramo uno · Tramo dos", "Tramo dos · 0", "Tramo dos · Tramo dos",
      ])
    #expect(try stubs("secuencias-indices").map { $0[0] } == ["Total", "Sexo: Hombres", "Sexo: Mujeres"])
    let matrix = try #require(result.tables.first { $0.id == "matriz-transicion" })
    #expect(
      DisplayTable(matrix, texts: result.texts(.spanish), language: .spanish).headings == [
        "A Tramo uno (%)", "A Tramo dos (%)", "Personas que siguen",
      ])
    #expect(try stubs("indices-movilidad").contains(["Prais, Tramo dos"]))
    let plain = try EvaluationFixture.run(Self.spec)
    for table in result.tables {
      #expect(TableCSV.text(table) == plain.tables.first { $0.id == table.id }.map(TableCSV.text))
    }
  }

  @Test("indices by stratum are those of its people, and together the mean of all")
  func strata() throws {
    let table = try #require(try tables()["secuencias-indices"])
    #expect(table.rows.map(\.label) == ["total", "sexo: hombres", "sexo: mujeres"])
    let total = try row(table, "total")
    let men = try row(table, "sexo: hombres")
    let women = try row(table, "sexo: mujeres")
    for place in 1...4 {
      let all = try #require(total[place])
      let parts = try #require(men[0]) * (men[place] ?? 0) + (women[0] ?? 0) * (women[place] ?? 0)
      #expect(abs(all - parts / (total[0] ?? 0)) < 1e-12)
    }
  }

  @Test("types hold everybody; the table is what the library gives")
  func types() throws {
    let table = try #require(try tables()["secuencias-tipologia"])
    let cube = TrajectoryCube(
      years: [2014, 2015], stateLabels: ["1", "2"],
      cells: ([[1, 2], [1, 0], [2, 2], [2, 0], [0, 1]] as [[UInt8]]).map { .init(states: $0, people: 1) })
    let typology = SequenceTypology(cube, groups: 2, distance: SequenceDistance(alphabet: 3))
    #expect(table.rows.count == 3)
    for (row, group) in zip(table.rows, typology.groups) {
      #expect(row.keys[1] == group.medoid.map { "\($0)" }.joined())
      #expect(row.cells[0]?.value == .exact(Exact(group.people)))
    }
    #expect(table.rows[2].cells[2]?.value?.double == typology.cost / 5)
    #expect(table.rows[2].cells[3]?.value?.double == typology.silhouette)
  }

  @Test("the table says that its types are a local optimum, but where there is no other choice")
  func localOptimum() throws {
    func says(_ groups: String) throws -> [Bool] {
      let result = try EvaluationFixture.run(Self.spec.replacing("groups: 2", with: groups))
      let table = try #require(result.tables.first { $0.id == "secuencias-tipologia" })
      return [("óptimo local (PAM", Language.spanish), ("local optimum (PAM", .english)].map {
        words, language in
        TablePlainText.text(table, texts: result.texts(language), language: language).contains(words)
      }
    }
    #expect(try says("groups: 2") == [true, true])
    #expect(try says("groups: 5") == [false, false])
  }

  @Test("only what is asked for; more types than sequences are as many as there are")
  func chosen() throws {
    let some = try tables(
      Self.spec.replacing("by: [sexo]", with: "tables: [tipologia, rotacion]").replacing(
        "groups: 2", with: "groups: 9"))
    #expect(
      some.keys.filter { $0.hasPrefix("secuencias") }.sorted() == [
        "secuencias-rotacion", "secuencias-tipologia",
      ])
    #expect(some["secuencias-tipologia"]?.rows.count == 6)
  }

  @Test("few people are not shown")
  func disclosure() throws {
    let tables = try tables(Self.spec.replacing("threshold: 0", with: "threshold: 3"))
    let frequent = try #require(tables["secuencias-frecuentes"])
    #expect(frequent.rows.allSatisfy { $0.cells[0]?.isSuppressed == true })
    let churn = try #require(tables["secuencias-rotacion"])
    #expect(churn.rows[0].cells[3]?.isSuppressed == true)
  }

  /// 240 people; three leave and thirty enter in 2015, two of the three return in 2016 and 60 enter.
  @Test("the tables of movements and of cohorts hide the same people")
  func movements() throws {
    func roster(_ people: [ClosedRange<Int>]) -> String {
      "run;tramo\n" + people.flatMap { $0 }.map { "\($0);1\n" }.joined()
    }
    let spec = """
      rosters:
        files: {2014: a.csv, 2015: b.csv, 2016: c.csv}
        identifier: {number: run}
        state: {name: tramo, field: tramo, values: {1: "1"}}
      fields: {tramo: text}
      chapters: {uno: Uno}
      sequences: {tables: [rotacion, cohortes]}

      """
    let result = try EvaluationFixture.run(
      spec,
      rosters: [
        "a.csv": roster([1...240]), "b.csv": roster([4...240, 301...330]),
        "c.csv": roster([2...240, 301...330, 401...460]),
      ])
    func hidden(_ id: String, _ label: String, _ column: String) throws -> Bool {
      let table = try #require(result.tables.first { $0.id == id })
      let row = try #require(table.rows.first { $0.label == label }, "\(table.rows.map(\.label))")
      return row.cells[try #require(table.columns.firstIndex(of: column))]?.isSuppressed == true
    }
    #expect(try hidden("secuencias-rotacion", "2015", "salen"))
    #expect(try hidden("secuencias-rotacion", "2016", "vuelven"))
    for year in ["2015", "2016"] {
      // Who enters in a year is its cohort.
      #expect(
        try hidden("secuencias-rotacion", year, "entran")
          == hidden("secuencias-cohortes", "\(year)/\(year)/0", "ingresan"))
    }
    // 240 less those who stay are those who leave, in either table.
    #expect(
      try hidden("secuencias-rotacion", "2015", "siguen")
        == hidden("secuencias-cohortes", "2014/2015/1", "presentes"))
    #expect(
      try hidden("secuencias-rotacion", "2015", "siguen") || hidden("secuencias-rotacion", "2015", "antes"))
  }

  /// Of five at risk two end and one goes on after one year, and two are at risk after it: the one is the others' difference.
  @Test("what is hidden is not the difference of what is shown")
  func differences() throws {
    for threshold in 2...4 {
      let tables = try tables(Self.spec.replacing("threshold: 0", with: "threshold: \(threshold)"))
      let spells = try #require(tables["secuencias-rachas"]).rows
      for (row, next) in zip(spells, spells.dropFirst()) {
        let cells = [row.cells[0], row.cells[1], row.cells[2], next.cells[0]]
        #expect(cells.count { $0?.isSuppressed == true } != 1, "\(threshold): \(row.label)")
      }
      for row in try #require(tables["secuencias-rotacion"]).rows {
        let (before, now) = ([0, 1, 2], [1, 3, 4, 5])
        for places in [before, now] {
          #expect(places.count { row.cells[$0]?.isSuppressed == true } != 1, "\(threshold): \(row.label)")
        }
      }
    }
  }

  static let mistakes = [
    SpecMistake("by: [sexo]", "by: [sex]", "did you mean 'sexo'", column: 8),
    SpecMistake("by: [sexo]", "by: [sexo, sexo]", "given twice", column: 14),
    SpecMistake("by: [sexo]", "tables: [racha]", "rachas, interrupciones", column: 12),
    SpecMistake("by: [sexo]", "tables: [rachas, rachas]", "given twice", column: 20),
    SpecMistake("groups: 2", "groups: 1", "from 2 to 20", column: 22),
    SpecMistake("groups: 2", "groups: 6, among: 5", "6 types are not found among 5", column: 32),
    SpecMistake("costs: constantes", "costs: cero", "constantes, transiciones", column: 32),
    SpecMistake("costs: constantes", "insertion: 0", "above 0 and up to 1000", column: 36),
    SpecMistake("typology:", "tipology:", "did you mean 'typology'", column: 3),
    SpecMistake("chapter: uno\n  by", "chapter: dos\n  by", "no chapter 'dos'", column: 12),
  ]

  @Test("each mistake is one error with its line and column", arguments: mistakes)
  func mistake(_ mistake: SpecMistake) throws {
    let text = try #require(mistake.made(in: Self.spec))
    let error = try #require(throws: SpecError.self) { try EvaluationSpec(text: text, path: "spec.yaml") }
    #expect(error.message.contains(mistake.says), "\(error)")
    #expect(error.position?.column == mistake.column && (error.position?.line ?? 0) > 20, "\(error)")
  }

  @Test("without rosters there are no sequences")
  func alone() throws {
    let text =
      "chapters: {uno: Uno}\ncoverage:\n  definitions: [{name: a, potential: \"9\", served: \"1\"}]\nsequences: {}\n"
    let error = try #require(throws: SpecError.self) { try EvaluationSpec(text: text, path: "spec.yaml") }
    #expect(error.message.contains("no rosters") && error.position?.line == 4)
  }
}
