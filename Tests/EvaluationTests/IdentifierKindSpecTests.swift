import Evaluation
import Reports
import Rosters
import TestFixtures
import Testing

/// Oracle: the same evaluation with numbers for identifiers.
@Suite("Identifiers that are no RUTs, in a spec")
struct IdentifierKindSpecTests {
  private static let columns = [
    ("n", "count(anio, tramo)"), ("m", "sum(monto, anio, tramo)"), ("p", "people(times=2)"),
  ]

  /// The rosters of the fixture with other identifiers, person 1 being the first of `names`.
  private static func rosters(_ names: [String]) -> [String: String] {
    EvaluationFixture.rosters.mapValues { text in
      let rows = text.split(separator: "\n")
      return rows[0] + "\n"
        + rows.dropFirst().map { row in
          names[(row.first?.wholeNumberValue ?? 0) - 1] + row.dropFirst() + "\n"
        }.joined()
    }
  }

  @Test(
    "give the same tables",
    arguments: [
      ("number", ["18446744073709551615", "-1", "4294967296", "9999999999", "12345678901234567"]),
      ("text", ["a1", "A1", "\"x;\"\"y\"", "ñ", "007"]), ("auto", ["1", "2", "3", "4", "5"]),
    ])
  func tables(kind: String, names: [String]) throws {
    let axes = "{anio: [2014, 2015], tramo: [1, 2]}"
    let spec = EvaluationFixture.spec(Self.columns, axes: axes)
    let expected = try EvaluationFixture.run(spec)
    let found = try EvaluationFixture.run(
      spec.replacing("{number: run}", with: "{number: run, kind: \(kind)}"), rosters: Self.rosters(names))
    #expect(expected.tables[0].rows.count == 4)
    #expect(TableJSON.json(found.tables[0]).text == TableJSON.json(expected.tables[0]).text)
    #expect(found.audit.people == 5)
    #expect(!found.audit.findings.contains { $0.code == .identifierKind })
  }
}
