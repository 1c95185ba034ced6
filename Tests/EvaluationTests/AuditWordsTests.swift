import Evaluation
import Foundation
import Reports
import Rosters
import TestFixtures
import Testing

/// Oracle: files with one fault of each kind, by hand.
@Suite("The audit in words")
struct AuditWordsTests {
  private func lines(_ audit: Audit, _ language: Language) -> String {
    audit.tables(language).map {
      TablePlainText.text($0, texts: Audit.texts(language, findings: audit.findings), language: language)
    }.joined()
  }

  @Test("what was done is told in Spanish, and files keep the words of programs")
  func actions() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write("folio;tramo\nA1;1\nA2;1\nA3;1;9\nA4;1\nA5;2\nA6;2\nA1;1\n", to: "a.csv")
      let audit = try Audit(files: [path], identifier: "folio")
      let spanish = lines(audit, .spanish)
      for words in [
        "tomado como texto, carácter por carácter", "tipo de identificador", "apartadas", "se reducen a una",
      ] {
        #expect(spanish.contains(words), "\(words)")
      }
      #expect(!spanish.contains("taken as") && !spanish.contains("set aside"))
      #expect(lines(audit, .english).contains("taken as text, character by character"))
      #expect(audit.tables(.spanish).map(TableCSV.text) == audit.tables(.english).map(TableCSV.text))
    }
  }

  @Test("a spec's own dimension is named in Spanish")
  func dimension() throws {
    let finding = Finding(
      .unknownCategory, severity: .warning, file: "a.csv", count: 1, action: "missing in the dimension 'sexo'"
    )
    #expect(
      Audit.texts(.spanish, findings: [finding])[finding.action] == "quedan sin dato en la dimensión 'sexo'")
    #expect(Audit.texts(.english, findings: [finding])[finding.action] == nil)
  }

  @Test(
    "every finding, reason and severity has words in both languages", arguments: [Language.spanish, .english])
  func words(_ language: Language) {
    let texts = Audit.texts(language)
    let codes = Finding.Code.allCases.map(\.rawValue) + SetAside.allCases.map(\.rawValue)
    for code in codes {
      #expect(texts[code].map { !$0.contains("_") && $0 != code } == true, "\(code)")
    }
    for severity in [Finding.Severity.information, .warning, .error] {
      #expect(texts[severity.rawValue] != nil)
    }
  }

  @Test("a report tells its findings in words of its language", arguments: [Language.english, .spanish])
  func report(_ language: Language) throws {
    let html = try TemporaryFolder.with { folder in
      for (name, text) in EvaluationFixture.rosters {
        try folder.write(text.replacing("6.0", with: "seis"), to: name)
      }
      let path = try folder.write(EvaluationFixture.spec([("x", "count(anio)")]), to: "spec.yaml")
      let out = folder.path + "/out"
      _ = try EvaluationOutput(result: try EvaluationSpec(path: path).run(), language: language, version: "x")
        .write(to: out)
      return try String(contentsOfFile: out + "/report.html", encoding: .utf8)
    }
    let words = language == .english ? "unreadable field" : "campo ilegible"
    #expect(html.contains(">\(words)<") && !html.contains("unparsed_field"))
    #expect(html.contains(language == .english ? ">Finding<" : ">Hallazgo<"))
  }

  @Test("a column keeps its name, also where it is a label")
  func names() throws {
    let finding = Finding(
      .missingValue, severity: .warning, file: "error", column: "read", count: 1, action: "kept")
    let audit = Audit(files: [], findings: [finding])
    let table = try #require(audit.tables(.spanish).first { $0.id == "findings" })
    let display = DisplayTable(table, texts: Audit.texts(.spanish, findings: [finding]), language: .spanish)
    #expect(display.rows[0].stubs == ["advertencia", "campo vacío", "error", "read", "", "se conservan"])
  }

  @Test("masked numbers of persons have no check digit, whatever stands beside them")
  func masked() throws {
    try TemporaryFolder.with { folder in
      let rows = (1...9).map { "\($0 * 1_234_567);\($0 % 3);1\n" }.joined()
      let path = try folder.write("MRUN;dv;tramo\n" + rows, to: "a.csv")
      let file = try #require(try Audit(files: [path]).files.first)
      #expect(file.rowsUsed == 9 && file.setAside.isEmpty)
    }
  }
}
