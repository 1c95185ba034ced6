import Evaluation
import Reports
import TestFixtures
import Testing

/// Oracle: the same rosters under one header.
@Suite("Identifiers under several headers")
struct IdentifierColumnTests {
  private static let spec = EvaluationFixture.spec([("n", "count(anio)")], axes: "{anio: years}")

  private func counts(_ identifier: String, _ rosters: [String: String]) throws -> [String] {
    let text = Self.spec.replacing("{number: run}", with: identifier).replacing("run: integer, ", with: "")
    let result = try EvaluationFixture.run(text, rosters: rosters)
    return result.tables.map(TableCSV.text) + ["\(result.audit.people ?? 0)"]
  }

  @Test("each year has the first of the list that is there")
  func renamed() throws {
    let plain = try counts("{number: run}", EvaluationFixture.rosters)
    var renamed = EvaluationFixture.rosters
    renamed["r2015.csv"] = renamed["r2015.csv"]?.replacing("run;", with: "RUN beneficiario;")
    #expect(try counts("{number: [Run, RUN beneficiario]}", renamed) == plain)
    #expect(try counts("{number: [id, RUN beneficiario, run]}", renamed) == plain)
  }

  @Test("check digits go along; a year with none of them is told with the first")
  func digits() throws {
    let bodies: [UInt32] = [11_111_111, 12_345_678]
    func roster(_ head: String) -> String {
      "\(head);tramo;sexo;edad;monto;nota\n"
        + bodies.map { "\($0);\(PanelFixture.digit(of: $0));1;H;10;100;5.5\n" }.joined()
    }
    let identifier = "{number: [run, Rut], digit: [dv, Dígito]}"
    let files = ["r2014.csv": roster("run;dv"), "r2015.csv": roster("Rut;Dígito")]
    #expect(try counts(identifier, files).last == "2")
    #expect(throws: (any Error).self) {
      try counts(identifier, ["r2014.csv": roster("run;dv"), "r2015.csv": roster("id;Dígito")])
    }
  }

  @Test(
    "a list names columns, each once",
    arguments: [("[]", "names no column"), ("[run, RUN]", "'RUN' is named twice")])
  func mistakes(_ list: String, _ says: String) throws {
    let error = try EvaluationFixture.error(Self.spec.replacing("{number: run}", with: "{number: \(list)}"))
    #expect(error?.message.contains(says) == true, "\(String(describing: error))")
    #expect(error?.position?.line == 6)
  }
}
