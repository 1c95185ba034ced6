import Evaluation
import Foundation
import TableFiles
import TestFixtures
import Testing

/// Oracle: which files a folder holds after a second run.
@Suite("A folder of an earlier run")
struct EarlierRunTests {
  private static let one = EvaluationFixture.spec([("n", "count(anio)")], axes: "{anio: years}")

  private func names(_ folder: TemporaryFolder) throws -> Set<String> {
    Set(try FileManager.default.subpathsOfDirectory(atPath: folder.at("fuera")))
  }

  private func write(_ text: String, _ formats: Set<OutputFormat>, in folder: TemporaryFolder) throws {
    for (name, text) in EvaluationFixture.rosters { try folder.write(text, to: name) }
    let spec = try EvaluationSpec(path: try folder.write(text, to: "s.yaml"))
    _ = try EvaluationOutput(result: try spec.run(), formats: formats, version: "0").write(
      to: folder.at("fuera"))
  }

  @Test("its tables, figures and reports go where this one has others; what is not the program's stays")
  func replaced() throws {
    try TemporaryFolder.with { folder in
      try write(Self.one, [.csv, .json, .latex, .html, .markdown], in: folder)
      #expect(
        try names(folder).isSuperset(of: [
          "tables/t.tex", "tables/t.csv", "report.html", "report.md", "report.tex",
        ]))
      try folder.write("mía", to: "fuera/tables/otra.csv")
      try folder.write("mía", to: "fuera/notas.md")
      try write(Self.one.replacing("  t:\n", with: "  u:\n"), [.csv], in: folder)
      let left = try names(folder)
      #expect(
        left == [
          "tables", "tables/u.csv", "tables/matriz-transicion.csv", "tables/indices-movilidad.csv",
          "tables/otra.csv", "notas.md", "audit.json", "manifest.json",
        ])
    }
  }

  @Test("a manifest of somebody else's, or one that names other places, takes nothing away")
  func foreign() throws {
    try TemporaryFolder.with { folder in
      try folder.write("mía", to: "fuera/report.md")
      try folder.write("{\"program\": \"otro\", \"tables\": [\"t\"]}", to: "fuera/manifest.json")
      try write(Self.one, [.csv], in: folder)
      #expect(try names(folder).contains("report.md"))
      try folder.write("mía", to: "lejos.csv")
      try folder.write(
        "{\"program\": \"trayectoria\", \"tables\": [\"../../lejos\", \"a/b\"]}", to: "fuera/manifest.json")
      try write(Self.one, [.csv], in: folder)
      #expect(FileManager.default.fileExists(atPath: folder.at("lejos.csv")))
    }
  }

  @Test("where one file has no place none is written")
  func noPlace() throws {
    try TemporaryFolder.with { folder in
      try write(Self.one, [.csv], in: folder)
      let before = try String(contentsOfFile: folder.at("fuera/tables/t.csv"), encoding: .utf8)
      try FileManager.default.createDirectory(
        atPath: folder.at("fuera/report.html"), withIntermediateDirectories: false)
      #expect(
        throws: TableFileError.unwritable(path: folder.at("fuera/report.html"), reason: "it is a folder")
      ) {
        try write(Self.one.replacing("count(anio)", with: "2 * count(anio)"), [.csv, .html], in: folder)
      }
      #expect(try String(contentsOfFile: folder.at("fuera/tables/t.csv"), encoding: .utf8) == before)
      #expect(try names(folder).allSatisfy { !$0.hasPrefix(".partial") })
    }
  }
}
