import Evaluation
import Kernels
import Reports
import TestFixtures
import Testing

/// Oracle: counted by hand in the six records of `EvaluationFixture`.
@Suite("Formulas")
struct ExpressionTests {
  @Test(
    "arithmetic: precedence, signs, exactness",
    arguments: [
      ("1 + 2 * 3", "7"), ("(1 + 2) * 3", "9"), ("8 / 4 / 2", "1"), ("8 - 4 - 2", "2"), ("-2 * 3", "-6"),
      ("2 * -3", "-6"),
      ("-(2 - 5)", "3"), ("--4", "4"), ("1 - -1", "2"), ("0.1 + 0.2", "0.3"), ("3 * (1 / 3)", "1"),
      ("12345678901234567890 * 98765432109876543210", "1219326311370217952237463801111263526900"),
      ("100 * 1 / 8", "12.5"),
      ("2 * 3 / 4 * 2", "3"), ("constante", "12"), ("fijo", "7"), ("doble(doble(3))", "12"),
      ("doble(1 / 4)", "0.5"),
      ("anio - 2000", "14"),
    ])
  func arithmetic(formula: String, value: String) throws {
    #expect(try EvaluationFixture.value(formula) == Exact(decimal: value))
  }

  @Test(
    "a division by zero has no value, nor has what is made of it",
    arguments: [
      "1 / (fijo - 7)", "3 + 1 / (fijo - 7)", "doble(2) * (1 / (fijo - fijo))",
      "100 * 0 / count(sexo=missing)",
      "mean(nota, tramo=2, anio=2014, sexo=mujeres)",
    ])
  func undefined(formula: String) throws {
    let cell = try EvaluationFixture.cell(formula, axes: "{anio: 2014}")
    // sexo=missing is one record of 2015, so that formula is 0 / 1.
    #expect((cell.value == nil) == (formula != "100 * 0 / count(sexo=missing)"))
  }

  @Test(
    "counts of records",
    arguments: [
      ("count()", 7), ("count(anio=2014)", 4), ("count(anio)", 4), ("count(anio=anio + 1)", 3),
      ("count(anio=total)", 7),
      ("count(anio=2014, tramo=1)", 2), ("count(sexo=hombres)", 3), ("count(sexo=\"mujeres\")", 3),
      ("count(sexo=known)", 6), ("count(sexo=missing)", 1), ("count(sexo={hombres, mujeres})", 6),
      ("count(tramo=1..2)", 7), ("count(tramo={1})", 3), ("count(anio=2014..2015, sexo=mujeres)", 3),
      ("count(tramo_edad=\"9-10\")", 2), ("count(tramo_edad=\"11-13\")", 4), ("count(tramo_edad=missing)", 1),
      ("count(grupo=todos)", 6), ("sum(monto)", 540), ("sum(monto, anio)", 300),
      ("sum(edad, sexo=hombres)", 21),
    ])
  func counts(formula: String, value: Int) throws {
    #expect(try EvaluationFixture.value(formula) == Exact(value))
  }

  @Test("sums of decimals are exact, means are over the records that have the field")
  func means() throws {
    #expect(try EvaluationFixture.value("sum(nota)") == Exact(decimal: "34.7"))
    let cell = try EvaluationFixture.cell("mean(nota, anio)")
    #expect(cell.value == .exact(Exact(157, over: 30)))
    #expect(cell.numerator == Exact(decimal: "15.7"))
    #expect(cell.denominator == Exact(3))
  }

  @Test(
    "people of the whole panel",
    arguments: [
      ("people()", 5), ("people(times=1)", 3), ("people(times=2)", 2), ("people(times=1..2)", 5),
      ("people(times_1=1)", 3), ("people(times_2=0)", 2), ("people(times_2=2)", 1),
      ("people(trajectory=\"1-2\")", 1),
      ("people(trajectory=\"2-2\")", 1), ("people(trajectory={\"1\", \"2\"})", 3),
      ("people(pattern=\"12\")", 1),
      ("people(pattern=\"01\")", 1), ("people(first_year=2014)", 4), ("people(first_year=2015)", 1),
      ("people(last_year=2014)", 2), ("people(present=2014..2015)", 2), ("people(present=2015)", 3),
      ("people(absent=2014)", 1), ("people(absent=2015, times_1=1)", 1), ("people(mejora=yes)", 1),
      ("people(mejora=no)", 0), ("people(mejora=missing)", 4), ("people(mejora=known)", 1),
      // First records: 1 and 2 in 2014 at 10 and 11, 3 at 12, 5 in 2015 at 9; 4 has no age.
      ("people(cohorte=5)", 1), ("people(cohorte=6)", 2), ("people(cohorte=4)", 1),
      ("people(cohorte=missing)", 1),
      ("people(cohorte=5..9)", 3), ("people(sexo=mujeres)", 3), ("people(cohorte=total)", 5),
    ])
  func people(formula: String, value: Int) throws {
    #expect(try EvaluationFixture.value(formula) == Exact(value))
  }

  @Test(
    "moves between two years",
    arguments: [
      ("moved(2015, 1, 2)", 1), ("moved(2015, 2, 2)", 1), ("moved(2015, 1, 1)", 0), ("moved(2015, 1)", 1),
      ("moved(2015)", 2), ("moved(2015, total, 2)", 2), ("moved(anio + 1, 2, total)", 1),
      ("moved(2015, {1, 2}, 2)", 2), ("moved(2015, from=1, to=2)", 1), ("moved(2015, to=1)", 0),
    ])
  func moved(formula: String, value: Int) throws {
    #expect(try EvaluationFixture.value(formula) == Exact(value))
  }

  @Test("over a dimension: one member, all of them at total and where it is not bound")
  func over() throws {
    let axes = "{anio: [2014, 2015], tramo: [1, 2, total]}"
    let result = try EvaluationFixture.run(
      EvaluationFixture.spec([("x", "gasto(anio, tramo)"), ("y", "gasto(anio, total)")], axes: axes))
    let values = result.tables[0].rows.map { $0.cells.map { $0?.value } }
    #expect(values.map { $0[0] } == [20, 40, 60, 30, 81, 111].map { .exact(Exact($0)) })
    #expect(values.map { $0[1] } == [60, 60, 60, 111, 111, 111].map { .exact(Exact($0)) })
    #expect(try EvaluationFixture.value("over(tramo, costo(2015, tramo))") == Exact(decimal: "70.5"))
    #expect(try EvaluationFixture.value("over(sexo, count(sexo))") == Exact(6))
  }

  @Test("running adds up the rows so far")
  func running() throws {
    let result = try EvaluationFixture.run(
      EvaluationFixture.spec(
        [("n", "count(anio, tramo)"), ("acumulado", "running(n)"), ("pct", "100 * acumulado / 7")],
        axes: "{anio: years, tramo: all}"))
    #expect(result.tables[0].rows.map(\.label) == ["2014/1", "2014/2", "2015/1", "2015/2"])
    #expect(result.tables[0].rows.map { $0.cells[1]?.value } == [2, 4, 5, 7].map { .exact(Exact($0)) })
    #expect(result.tables[0].rows.last?.cells[2]?.value == .exact(Exact(100)))
  }

  @Test("pesos of the base year")
  func real() throws {
    #expect(try EvaluationFixture.value("real(costo(2015, 2), 2015)") == Exact(decimal: "42.525"))
    #expect(try EvaluationFixture.value("real(100, anio)") == Exact(110))
    #expect(try EvaluationFixture.value("factor(2015)") == Exact(decimal: "1.05"))
  }

  // MARK: Ratio and parts

  struct Sides: Sendable {
    let formula: String
    let numerator: Int?
    let denominator: Int?
  }

  @Test(
    "the sides of the outermost division, seen through scales, columns and definitions",
    arguments: [
      Sides(formula: "100 * count(anio, tramo=1) / count(anio)", numerator: 2, denominator: 4),
      Sides(formula: "count(anio, tramo=1) / count(anio)", numerator: 2, denominator: 4),
      Sides(formula: "100 * (count(anio, tramo=1) / count(anio))", numerator: 2, denominator: 4),
      Sides(formula: "100 * (count(anio=2015) - count(anio)) / count(anio)", numerator: -1, denominator: 4),
      Sides(formula: "parte(anio, 1)", numerator: 2, denominator: 4),
      Sides(formula: "100 * parte(anio, 1)", numerator: 2, denominator: 4),
      Sides(formula: "-parte(anio, 1)", numerator: -2, denominator: 4),
      Sides(formula: "otra", numerator: 2, denominator: 4),
      Sides(formula: "count(anio) / 1000", numerator: nil, denominator: nil),
      Sides(formula: "parte(anio, 1) / 1000", numerator: 2, denominator: 4),
      Sides(formula: "parte(anio, 1) + parte(anio, 2)", numerator: nil, denominator: nil),
      Sides(formula: "count(anio) * count(anio)", numerator: nil, denominator: nil),
      Sides(formula: "mean(edad, anio)", numerator: 33, denominator: 3),
      Sides(formula: "count(anio) / (fijo - 7)", numerator: 4, denominator: 0),
    ])
  func sides(_ given: Sides) throws {
    let result = try EvaluationFixture.run(
      EvaluationFixture.spec([("x", given.formula), ("otra", "100 * count(anio, tramo=1) / count(anio)")]))
    let cell = try #require(result.tables[0].rows[0].cells[0])
    #expect(cell.numerator == given.numerator.map { Exact($0) })
    #expect(cell.denominator == given.denominator.map { Exact($0) })
  }

  @Test(
    "the terms of the outermost sum, seen through columns, definitions and over",
    arguments: [
      ("fijo + constante", ["7", "12"]), ("fijo - constante + 0.5", ["7", "-12", "0.5"]),
      ("fijo - (constante - 3)", ["7", "-12", "3"]), ("otra + 1", ["7", "12", "1"]), ("otra", ["7", "12"]),
      ("-otra", ["-7", "-12"]), ("gasto(anio, total)", ["20", "40"]), ("gasto(anio, 1)", []),
      ("gasto(anio, total) - doble(2)", ["20", "40", "-2", "-2"]), ("otra / 1000", []), ("2 * otra", []),
      ("real(otra, anio)", []), ("otra / 1000 + fijo / 1000", ["0.019", "0.007"]), ("fijo * constante", []),
      ("running(otra)", ["7", "12"]),
    ])
  func parts(formula: String, terms: [String]) throws {
    let result = try EvaluationFixture.run(
      EvaluationFixture.spec([("x", formula), ("otra", "fijo + constante")]))
    #expect(
      try #require(result.tables[0].rows[0].cells[0]).parts == terms.map { try #require(Exact(decimal: $0)) })
  }

  @Test("decimals shown: one for percentages, none for the rest, or as the table says")
  func decimals() throws {
    let text = EvaluationFixture.spec([
      ("a", "100 * fijo / constante"), ("b", "fijo / constante"), ("c", "100 * parte(anio, 1)"),
      ("d", "fijo"),
    ]).replacing("  t:\n", with: "  t:\n    decimals: {d: 3}\n")
    let cells = try EvaluationFixture.run(text).tables[0].rows[0].cells
    #expect(cells.map { $0?.decimals } == [1, 0, 1, 3])
  }

  @Test("every count that goes into a cell is noted")
  func notedCounts() throws {
    let cell = try EvaluationFixture.cell("100 * moved(2015, 1, 2) / (count(anio) + people(times=1))")
    #expect(cell.counts.map(\.value) == [1, 4, 3])
    #expect(Set(cell.counts.map(\.key.universe)) == ["people", "records"])
  }

  @Test("a mean of few records that have the field is as small as they are")
  func meanCounts() throws {
    let cell = try EvaluationFixture.cell("mean(nota, anio, tramo=2)")
    #expect(cell.counts.map(\.value).min() == 1)
  }
}
