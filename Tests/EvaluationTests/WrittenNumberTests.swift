import Evaluation
import Kernels
import TestFixtures
import Testing

/// Oracle: what a Chilean reader and YAML take the same text for.
@Suite("Numbers that a spec writes")
struct WrittenNumberTests {
  private func error(_ text: String) throws -> SpecError {
    try #require(throws: SpecError.self) { try EvaluationSpec(text: text, path: "s.yaml") }
  }

  private static func input(_ value: String, _ unit: String) -> String {
    """
    inputs:
      poblacion: {keys: [anio], unit: \(unit), values: {2021: \(value)}}
    coverage:
      for: {anio: 2021}
      definitions:
        - {name: d, potential: "2000", served: "1000"}

    """
  }

  @Test(
    "a point that may be of thousands is asked for again where persons or pesos are counted",
    arguments: [
      ("1.800", "personas", "write 1800 or 1.8"), ("\"1.800\"", "pesos", "write 1800 or 1.8"),
      ("20.000", "estudiantes", "write 20000 or 20"), ("-1.125", "pesos de 2018", "write -1125 or -1.1250"),
      ("1.234.567", "personas", "must be a number, this is '1.234.567'; write 1234567"),
      ("\"23.456,7\"", "índice", "write 23456.7"), ("\"1500,5\"", "UF", "write 1500.5"),
      ("12.5", "personas", "counts persons and is whole"), ("-3", "hogares", "not below zero"),
    ])
  func refused(_ value: String, _ unit: String, _ says: String) throws {
    let error = try error(Self.input(value, unit))
    #expect(error.message.contains(says), "\(error)")
    #expect(error.position?.line == 2)
  }

  @Test(
    "other numbers are what they were",
    arguments: [
      ("1800", "personas"), ("1_800", "personas"), ("1800.0", "personas"), ("1234.5", "pesos"),
      ("0.125", "pesos"), ("1.125", "índice"), ("1.125", "horas"), ("1.1250", "pesos"), ("1800.125", "pesos"),
      ("-5", "pesos"), ("1.125", "UF"),
    ])
  func accepted(_ value: String, _ unit: String) throws {
    _ = try EvaluationSpec(text: Self.input(value, unit), path: "s.yaml")
  }

  @Test(
    "goals and populations of coverage, goals and amounts of projects",
    arguments: [
      (
        "coverage: {for: {anio: 2021}, definitions: [{name: d, potential: \"2000\", served: \"1.500\"}]}",
        "'1.500'"
      ),
      (
        "coverage: {for: {anio: 2021}, definitions: [{name: d, potential: 9, served: 1, goal: {2021: \"1.500\"}}]}",
        "the goal"
      ),
      (
        "project: {goals: [{id: 1, title: t, unit: personas, baseline: 0, planned: \"20.000\", achieved: 5}]}",
        "planned is '20.000'"
      ),
      (
        "project: {goals: [{id: 1, title: t, baseline: 0, planned: 20000, achieved: 23.456}]}",
        "write 23456 or 23.4560"
      ),
      ("project: {items: [{output: p, amount: 20.000}]}", "an amount is '20.000'"),
    ])
  func other(_ text: String, _ says: String) throws {
    let error = try error(text)
    #expect(error.message.contains(says), "\(error)")
    #expect(error.position?.line == 1 && (error.position?.column ?? 0) > 20)
  }

  @Test("percentages and amounts of three decimals have them")
  func threeDecimals() throws {
    for text in [
      "project: {goals: [{id: 1, title: t, unit: \"% de logro\", baseline: 0, planned: 97.125, achieved: 5}]}",
      "project: {decimals: 3, items: [{output: p, amount: 20.125}]}",
    ] { _ = try EvaluationSpec(text: text, path: "s.yaml") }
  }
}
