import Evaluation
import Foundation
import Kernels
import Reports
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

  @Test("its minimal evaluation runs as it stands")
  func minimal() throws {
    let roster = try block(with: "rut,sexo,linea,monto")
    let spec = try block(with: "Programa de ejemplo").replacing(
      "chapters:", with: "disclosure: {threshold: 0, reason: prueba}\nchapters:")
    let result = try EvaluationFixture.run(
      spec, rosters: ["nomina_2023.csv": roster, "nomina_2024.csv": roster])
    let table = try #require(result.tables.first { $0.id == "beneficiarios" })
    // One woman on line A and one man on line B in each year, and totals.
    let values = table.rows.map { "\($0.label)=\($0.cells[0]?.value?.double ?? -1)" }
    #expect(values.count == 18)
    #expect(values.contains("2023/A/mujeres=1.0") && values.contains("2024/B/hombres=1.0"))
    #expect(values.contains("2023/A/hombres=0.0") && values.contains("2024/total/total=2.0"))
  }
}
