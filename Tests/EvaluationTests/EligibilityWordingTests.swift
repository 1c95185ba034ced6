import Evaluation
import Foundation
import Reports
import TestFixtures
import Testing

/// Oracle: the words of the spec, written out by hand.
@Suite("Words of eligibility")
struct EligibilityWordingTests {
  private static func run(_ changes: [(String, String)]) throws -> EvaluationResult {
    let spec = changes.reduce(EligibilityFixture.spec) { $0.replacing($1.0, with: $1.1) }
    return try TemporaryFolder.with { folder in
      for (name, text) in EligibilityFixture.files { try folder.write(text, to: name) }
      return try EvaluationSpec(path: try folder.write(spec, to: "spec.yaml")).run()
    }
  }

  private static func table(_ result: EvaluationResult, _ id: String) throws -> ReportTable {
    try #require(result.tables.first { $0.id == id })
  }

  @Test("a rule of two wordings is shown in each year as it was worded then")
  func wordings() throws {
    let first = "    - id: vulnerable\n      title: Según la ficha\n      years: ..2015\n"
    let second = "    - id: vulnerable\n      title: Según el registro\n      years: 2016..\n"
    let one = "    - id: vulnerable\n"
    let start = try #require(EligibilityFixture.spec.range(of: one))
    let rest = EligibilityFixture.spec[start.upperBound...]
    let rule = String(rest.prefix(upTo: try #require(rest.range(of: "    - id: ranking")).lowerBound))
    #expect(rule.contains("hogares.ssyoo"))
    let result = try Self.run([(one + rule, first + rule + second + rule)])
    func shown(_ result: EvaluationResult, _ id: String, _ keys: [String]) throws -> String {
      let table = try Self.table(result, id)
      let place = try #require(table.rows.firstIndex { $0.keys == keys }, "\(table.rows.map(\.keys))")
      return DisplayTable(table, texts: result.texts(.spanish), language: .spanish).rows[place].stubs[1]
    }
    for id in ["elegibilidad-reglas", "elegibilidad-embudo"] {
      #expect(try shown(result, id, ["2015", "vulnerable"]) == "Según la ficha")
      #expect(try shown(result, id, ["2016", "vulnerable"]) == "Según el registro")
    }
    // So is a reason that says no more than that the rule is met no longer.
    for (until, words) in [(2015, "Según el registro"), (2016, "Según la ficha")] {
      let reasons = try Self.run([
        (
          one + rule,
          first.replacing("..2015", with: "..\(until)") + rule
            + second.replacing("2016..", with: "\(until + 1)..") + rule
        ), ("continuity: {}", "continuity: {reasons: [{id: motivo, fails: vulnerable}]}"),
      ])
      #expect(try shown(reasons, "continuidad-motivos", ["2016", "motivo"]) == "Dejó de cumplir: \(words)")
    }
  }

  @Test("a ranking has neutral words of its own, says rose where less is better, and takes those of the spec")
  func ranking() throws {
    let neutral = try Self.run([
      ("    - id: ranking\n", "    - id: ranking\n      title: Menor consumo\n"),
      ("        field: nota\n", "        field: nota\n        order: ascending\n"),
    ])
    let table = try Self.table(neutral, "continuidad-rendimiento")
    #expect(table.title == "Quienes dejaron de cumplir «Menor consumo», por causa")
    #expect(table.formula.contains("parte del grupo con mejor valor") && !table.formula.contains("promedio"))
    #expect(neutral.texts(.spanish)["own_fell"] == "Subió el valor propio")
    #expect(neutral.texts(.spanish)["others_rose"] == "Bajaron los de los demás")
    #expect(neutral.texts(.spanish)["size_changed"] == "Cambió el tamaño del grupo")
    let own = try Self.run([
      (
        "        within: [rbd, grado]\n",
        "        within: [rbd, grado]\n        words: {value: la nota, group: la promoción, selected: el grupo de mejor rendimiento}\n"
      )
    ])
    let named = try Self.table(own, "continuidad-rendimiento")
    #expect(named.title == "Quienes bajaron del grupo de mejor rendimiento, por causa")
    #expect(
      named.formula.contains(
        "parte de la promoción con mejor nota; su cambio se reparte entre la nota propia, las de los demás"))
    #expect(
      own.texts(.spanish)["own_fell"] == "Bajó la nota propia"
        && own.texts(.spanish)["others_rose"] == "Subieron las de los demás")
  }
}
