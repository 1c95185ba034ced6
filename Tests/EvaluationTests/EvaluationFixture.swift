import Evaluation
import Kernels
import Reports
import TableFiles
import TestFixtures

/// Small evaluations: six records of five people over two years.
enum EvaluationFixture {
  static let rosters = [
    "r2014.csv":
      "run;tramo;sexo;edad;monto;nota\n1;1;H;10;100;5.5\n2;1;M;11;100;6.0\n3;2;M;12;50;\n4;2;H;;50;4.2\n",
    "r2015.csv": "run;tramo;sexo;edad;monto;nota\n1;2;H;11;60;5.6\n3;2;;13;60;6.5\n5;1;M;9;120;6.9\n",
  ]

  static let head = """
    evaluation: {program: P, title: T, institution: I, notes: [n]}
    rosters:
      files: {2014: r2014.csv, 2015: r2015.csv}
      delimiter: ";"
      decimal: "."
      identifier: {number: run}
      state: {name: tramo, field: tramo, values: {1: "1", 2: "2"}}
      amount: monto
    fields: {run: integer, tramo: text, sexo: text, edad: integer, monto: integer, nota: decimal}
    dimensions:
      sexo: {field: sexo, values: {hombres: H, mujeres: M}, labels: {hombres: Hombres}}
      tramo_edad: {field: edad, bands: {9-10: "[9, 11)", 11-13: "[11, 13]"}}
      grupo: {of: tramo_edad, groups: {todos: [9-10, 11-13]}}
      cohorte: {cohort_of: tramo_edad, first: 5}
    paths: {mejora: {field: nota, rule: last > first}}
    deflator: {base_year: 2018, factors: {2014: 1.1, 2015: 1.05, 2018: 1}}
    inputs:
      costo: {keys: [anio, tramo], unit: pesos, values: {2014: {1: 10, 2: 20}, 2015: {1: 30, 2: 40.5}}}
      fijo: {values: 7}
    definitions:
      doble(x): x + x
      gasto(anio, tramo): over(tramo, count(anio, tramo) * costo(anio, tramo))
      constante: 12
      parte(anio, tramo): count(anio, tramo) / count(anio)
    disclosure: {threshold: 0, reason: prueba}
    chapters: {uno: Uno}

    """

  /// A spec with one table: rows under `for` and one expression a column.
  static func spec(_ columns: [(String, String)], axes: String = "{anio: 2014}", head: String = head)
    -> String
  {
    head + "tables:\n  t:\n    rows:\n      - for: \(axes)\n        columns:\n"
      + columns.map { "          \($0.0): '\($0.1.replacing("'", with: "''"))'\n" }.joined()
  }

  static func run(_ text: String, rosters: [String: String] = rosters) throws -> EvaluationResult {
    try TemporaryFolder.with { folder in
      for (name, text) in rosters { try folder.write(text, to: name) }
      let path = try folder.write(text, to: "spec.yaml")
      return try EvaluationSpec(path: path).run(EvaluationOptions(threads: 2))
    }
  }

  /// The cell of a formula in a row with the given axes.
  static func cell(_ formula: String, axes: String = "{anio: 2014}", head: String = head) throws
    -> ReportTable.Cell
  {
    let result = try run(spec([("x", formula)], axes: axes, head: head))
    guard let cell = result.tables.first?.rows.first?.cells.first, let cell else { throw Missing.cell }
    return cell
  }

  static func value(_ formula: String, axes: String = "{anio: 2014}") throws -> Exact? {
    if case .exact(let value)? = try cell(formula, axes: axes).value { value } else { nil }
  }

  /// What is wrong with a spec, before or while it runs.
  static func error(_ text: String) throws -> SpecError? {
    do {
      _ = try run(text)
      return nil
    } catch let error as SpecError {
      return error
    }
  }

  enum Missing: Error { case cell }
}
