import Evaluation
import Foundation
import Kernels
import Reports
import Rosters
import TestFixtures
import Testing

@Suite("The guide")
struct GuideTests {
  /// The texts between fences that hold a given word.
  private func block(with word: String) throws -> String {
    let guide = try String(contentsOfFile: Project.path("docs/guia-de-la-especificacion.md"), encoding: .utf8)
    let blocks = guide.components(separatedBy: "```").enumerated().filter { $0.offset % 2 == 1 }.map(
      \.element)
    let found = try #require(blocks.first { $0.contains(word) })
    return String(found.drop { $0 != "\n" }.dropFirst())
  }

  @Test("its checks of a publication run as they stand")
  func checks() throws {
    let example = try String(contentsOfFile: BLERosters.spec, encoding: .utf8)
    let own = try #require(example.range(of: "\npublication_checks:"))
    let text = example[..<own.lowerBound] + "\n" + (try block(with: "publication_checks:"))
    let audit = try EvaluationSpec(text: String(text), path: BLERosters.spec)
      .auditPublication(folder: BLERosters.published)
    let figures = audit.figures.filter { $0.origin == .declared }
    #expect(figures.count == 4 + 8 + 6 + 16)
    #expect(figures.count(where: { $0.verdict == .different }) == 2)
    #expect(figures.allSatisfy { $0.verdict != .notRecomputed })
  }

  @Test("its minimal evaluation runs as it stands, and shows the numbers that it prints")
  func minimal() throws {
    let guide = try String(contentsOfFile: Project.path("docs/guia-de-la-especificacion.md"), encoding: .utf8)
    let rosters = ["nomina_2023.csv": try block(with: "95000"), "nomina_2024.csv": try block(with: "98000")]
    let spec = try block(with: "Programa de ejemplo")
    let result = try EvaluationFixture.run(spec, rosters: rosters)
    #expect(result.tables.map(\.id) == ["beneficiarios", "matriz-transicion", "indices-movilidad"])
    #expect(result.suppressedCells == 0 && result.audit.findings.allSatisfy { $0.severity == .information })
    let printed = TableMarkdown.text(result.tables[0], texts: result.texts(.spanish), language: .spanish)
      .split(separator: "\n").filter { $0.hasPrefix("|") }
    #expect(printed.count == 11 && printed.allSatisfy { guide.contains($0) }, "\(printed)")
    // Three of line A stay, one of them on line B now; of line B one of two.
    let matrix = result.tables[1]
    #expect(matrix.years == "2024")
    #expect(matrix.rows.map { $0.cells[0]?.value } == [.exact(Exact(200, over: 3)), .exact(Exact(50))])
  }

  @Test(
    "without its line on disclosure all is hidden, and the report says from how many people on it would not be"
  )
  func hidden() throws {
    let rosters = ["nomina_2023.csv": try block(with: "95000"), "nomina_2024.csv": try block(with: "98000")]
    let lines = try block(with: "Programa de ejemplo").split(separator: "\n").filter {
      !$0.hasPrefix("disclosure")
    }
    let result = try EvaluationFixture.run(lines.joined(separator: "\n"), rosters: rosters)
    let text = TablePlainText.text(result.tables[0], texts: result.texts(.spanish), language: .spanish)
    #expect(text.contains("* Celda suprimida para proteger a las personas: es de menos de 10"))
    #expect(result.tables[0].rows.allSatisfy { $0.cells[0]?.isSuppressed == true })
  }

  @Test("without anybody who stays there are no tables of mobility, without a single class no indices")
  func mobility() throws {
    let first = try block(with: "95000")
    let spec = try block(with: "Programa de ejemplo")
    func ids(_ second: String) throws -> [ReportTable] {
      try EvaluationFixture.run(spec, rosters: ["nomina_2023.csv": first, "nomina_2024.csv": second]).tables
    }
    #expect(try ids("rut,sexo,linea,monto\n7-8,H,B,62000\n").map(\.id) == ["beneficiarios"])
    let same = try ids(first)
    #expect(same.map(\.id) == ["beneficiarios", "matriz-transicion"])
    #expect(same[1].notes.contains { $0.contains("Sin índices de movilidad en 2024") })
  }
}
