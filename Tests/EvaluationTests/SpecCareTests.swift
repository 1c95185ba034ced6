import Evaluation
import Kernels
import Reports
import TestFixtures
import Testing

/// Oracle: what the evaluator must have meant, or cannot have meant.
@Suite("Slips of a spec that used to pass")
struct SpecCareTests {
  private static let good = EvaluationFixture.spec([("n", "count(anio)")], axes: "{anio: years}")

  @Test(
    "each is one error with its line",
    arguments: [
      ("2014: 1.1,", "2014: 0,", "a factor is above zero"),
      ("2014: 1.1,", "2014: -1.1,", "a factor is above zero"),
      ("{2014: {1: 10,", "{\"2014\": {1: 1, 2: 2}, 2014: {1: 10,", "the key '2014' is given twice"),
      ("title: T,", "title: \"X\\0Y\",", "NUL"),
      ("title: T,", "title: \(String(repeating: "a", count: 70_000)),", "more than 65536 bytes"),
      ("  t:\n", "  \(String(repeating: "t", count: 101)):\n", "at most 100 bytes"),
      ("    rows:\n", "    rows: []\n  u:\n    rows:\n", "has no rows"),
      ("tables:\n", "project: {chapter: dos}\ntables:\n", "no chapter 'dos' under chapters"),
      ("tables:\n", "school_service: {chapter: dos, file: x}\ntables:\n", "no chapter 'dos' under chapters"),
      (
        "tables:\n", "targeting: {chapter: dos, file: x, columns: {rank: a, benefit: b}}\ntables:\n",
        "no chapter 'dos'"
      ),
      ("tables:\n", "tables:\n  T: {rows: [{columns: {n: 1}}]}\n", "'T' and 't', which are one file"),
      ("count(anio)", "real(count(anio), anio)", "real is of an amount"),
    ])
  func refused(_ old: String, _ new: String, _ says: String) throws {
    let text = Self.good.replacing(old, with: new)
    #expect(text != Self.good)
    let error = try #require(throws: SpecError.self) { try EvaluationSpec(text: text, path: "s.yaml") }
    #expect(error.message.contains(says), "\(error)")
    #expect(error.position != nil)
  }

  @Test("an indicator in percent is one: by its scale, or in its formula")
  func percent() throws {
    let good = FrameworkTests.withoutRosters
    let error = try #require(throws: SpecError.self) {
      try EvaluationSpec(text: good.replacing("scale: 100, numerator", with: "numerator"), path: "s.yaml")
    }
    #expect(error.message.contains("stated in '%'") && error.message.contains("write scale: 100"), "\(error)")
    #expect(error.position?.line == 11)
    let formula = good.replacing("scale: 100, numerator: aprobados", with: "numerator: 100 * aprobados")
    _ = try EvaluationSpec(text: formula, path: "s.yaml")
  }

  @Test(
    "filters of people: what nobody can be",
    arguments: [
      ("people(times=-5)", "from 0 on, not '-5'"), ("people(pattern='ZZ')", "'ZZ' is no pattern"),
      ("people(trajectory='1-Z')", "'1-Z' is no trajectory"), ("people(times_1=uno)", "not 'uno'"),
    ])
  func people(_ formula: String, _ says: String) throws {
    let error = try EvaluationFixture.error(EvaluationFixture.spec([("x", formula)]))
    #expect(error?.message.contains(says) == true, "\(String(describing: error))")
    #expect(error?.position?.line ?? 0 > 20)
  }

  @Test("a range of times far beyond the panel is that of the panel, at once")
  func manyTimes() throws {
    // Five people: 1 and 3 twice, 2, 4 and 5 once.
    #expect(try EvaluationFixture.value("people(times=1..99999)") == Exact(5))
    #expect(try EvaluationFixture.value("people(times=2..99999)") == Exact(2))
    #expect(try EvaluationFixture.value("people(times=9)") == .zero)
    #expect(try EvaluationFixture.value("people(pattern='12')") == Exact(1))
    #expect(try EvaluationFixture.value("people(pattern='120')") == .zero)
    #expect(try EvaluationFixture.value("people(trajectory='1-2')") == Exact(1))
  }

  @Test("a formula too deep says so, with its line")
  func deep() throws {
    let formula = Array(repeating: "fijo", count: 500).joined(separator: " * ")
    let error = try EvaluationFixture.error(EvaluationFixture.spec([("x", formula)]))
    #expect(error?.message.contains("more than 200 operations") == true, "\(String(describing: error))")
    #expect(error?.position?.line ?? 0 > 20)
  }

  @Test("over the years: the sum of each year's, and the year's own where it is given")
  func overYears() throws {
    #expect(try EvaluationFixture.value("over(anio, count(anio))", axes: "{anio: total}") == Exact(7))
    #expect(try EvaluationFixture.value("over(anio, count(anio))") == Exact(4))
    // 300 × 1.1 + 240 × 1.05 by the deflator's factors.
    let real = try EvaluationFixture.value("over(anio, real(sum(monto, anio), anio))", axes: "{anio: total}")
    let each = try ["2014", "2015"].map {
      try #require(try EvaluationFixture.value("real(sum(monto, anio), anio)", axes: "{anio: \($0)}"))
    }
    #expect(real == each[0] + each[1])
  }

  @Test("the known and the missing are members of an axis, in a list and under a label")
  func missingMembers() throws {
    let result = try EvaluationFixture.run(
      EvaluationFixture.spec(
        [("n", "count(sexo)")], axes: "{sexo: [all, {sin_sexo: missing}, missing, known, total]}"))
    let rows = result.tables[0].rows
    #expect(rows.map(\.label) == ["hombres", "mujeres", "sin_sexo", "missing", "known", "total"])
    #expect(rows.map { $0.cells[0]?.value } == [3, 3, 1, 1, 6, 7].map { .exact(Exact($0)) })
    func shown(_ language: Language) -> [String] {
      DisplayTable(result.tables[0], texts: result.texts(language), language: language).rows.map {
        $0.stubs[0]
      }
    }
    #expect(shown(.spanish) == ["Hombres", "mujeres", "sin_sexo", "Sin dato", "Con dato", "total"])
    #expect(shown(.english) == ["Hombres", "mujeres", "sin_sexo", "No data", "With data", "total"])
  }
}
