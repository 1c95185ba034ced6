import Foundation
import TestFixtures
import Testing

/// Oracle: the example contract by hand. Of 330,000,000 pesos the public payer puts 24 %, 79,200,000; the fund's 300,000,000 come back
/// with 8 % of them, 24,000,000.
@Suite("settle beside what was published")
struct SettleCompareTests {
  private static let contract = Project.path("notebooks-data/contracts/lectoescritura.yaml")
  private static let money =
    "source,amount,share_pct\npublic,79200000,24.0\nprivate,250800000,76\ntotal,330000000,100\n"
  /// As a spreadsheet of Chile writes it.
  private static let investors =
    "investor;invested;capital_repaid;gained;loss\nfondo;300.000.000;300.000.000;24.000.000;0\n"
  private static let wrong = investors.replacing("24.000.000", with: "26.400.000")

  private func settle(_ more: [String], in folder: TemporaryFolder) throws -> CommandLineFixture.Run {
    try CommandLineFixture.run(["settle", Self.contract, "--compare", "publicado"] + more, in: folder)
  }

  @Test("what was published as it comes out is equal in every cell, and --strict finds nothing")
  func equal() throws {
    try TemporaryFolder.with { folder in
      try folder.write(Self.money, to: "publicado/settlement-money.csv")
      try folder.write(Self.investors, to: "publicado/settlement-investors.csv")
      let done = try settle(["--strict", "--format", "json"], in: folder)
      #expect(done.status == 0 && done.err.isEmpty, "\(done.err)")
      let comparison = try #require(done.object["comparison"] as? [String: Any])
      #expect(comparison["equal"] as? Int == 10 && comparison["different"] as? Int == 0)
      #expect(comparison["not_recomputed"] as? Int == 0 && comparison["not_read"] as? Int == 0)
      let rows = try #require(comparison["rows"] as? [[String: Any]])
      #expect(rows.count == 10 && rows.allSatisfy { $0["verdict"] as? String == "equal" })
      #expect(
        rows.contains {
          $0["table"] as? String == "settlement-money" && $0["row"] as? String == "public"
            && $0["column"] as? String == "share_pct" && $0["published"] as? String == "24.0"
            && $0["recomputed"] as? String == "24.0" && $0["exact"] as? Double == 24
        })
      #expect(done.object["paid"] as? Int == 330_000_000 && done.object["not_read"] == nil)
      let text = try settle([], in: folder)
      #expect(text.out.contains("Celdas publicadas: 10; iguales o dentro del redondeo: 10; distintas: 0;"))
      #expect(!text.out.contains("Diferencias con lo publicado"))
      // Without --compare nothing is said of it.
      let plain = try CommandLineFixture.run(["settle", Self.contract, "--format", "json"], in: folder)
      #expect(plain.object["comparison"] == nil && plain.status == 0)
    }
  }

  @Test("a difference is told in every format, in a file too; 2 under --strict, with the whole result")
  func different() throws {
    try TemporaryFolder.with { folder in
      try folder.write(Self.money, to: "publicado/settlement-money.csv")
      try folder.write(Self.wrong, to: "publicado/settlement-investors.csv")
      let strict = try settle(["--strict", "--format", "json", "--output", "r.json"], in: folder)
      #expect(strict.status == 2 && strict.out.isEmpty)
      #expect(strict.err == "trayectoria: hallazgos con --strict: celdas distintas de las publicadas, 1\n")
      let written = try Data(contentsOf: URL(fileURLWithPath: folder.at("r.json")))
      let object = try #require(try JSONSerialization.jsonObject(with: written) as? [String: Any])
      let comparison = try #require(object["comparison"] as? [String: Any])
      #expect(comparison["different"] as? Int == 1 && comparison["equal"] as? Int == 9)
      let row = try #require(
        (comparison["rows"] as? [[String: Any]])?.first { $0["verdict"] as? String == "different" })
      #expect(row["row"] as? String == "fondo" && row["column"] as? String == "gained")
      #expect(row["published"] as? String == "26400000" && row["recomputed"] as? String == "24000000")
      for (format, published, recomputed) in [
        ("text", "26.400.000", "24.000.000"), ("markdown", "26.400.000", "24.000.000"),
        ("html", "26.400.000", "24.000.000"), ("latex", "26.400.000", "24.000.000"),
      ] {
        let done = try settle(["--format", format], in: folder)
        #expect(done.status == 0 && done.err.isEmpty, "\(done.err)")
        #expect(done.out.contains("Diferencias con lo publicado"), "\(format)")
        #expect(done.out.contains(published) && done.out.contains(recomputed), "\(format)")
        #expect(done.out.contains("iguales o dentro del redondeo: 9; distintas: 1"), "\(format)")
      }
      for language in ["es", "en"] {
        let csv = try settle(["--format", "csv", "--language", language], in: folder)
        let lines = csv.out.split(separator: "\n").map(String.init)
        let place = "comparison-differences,settlement-investors/fondo/gained"
        #expect(lines.contains("\(place),published,26400000,,,false"))
        #expect(lines.contains("\(place),recomputed,24000000,,,false"))
        #expect(lines.contains("comparison,equal,cells,9,,,false"))
        #expect(lines.contains("comparison,different,cells,1,,,false"))
      }
      let english = try settle(["--language", "en"], in: folder)
      #expect(english.out.contains("Differences from what was published"))
      #expect(english.out.contains("26,400,000") && english.out.contains("different: 1; not recomputed: 0"))
    }
  }

  @Test("what fits no table, row or column is told, and is no difference")
  func strays() throws {
    try TemporaryFolder.with { folder in
      try folder.write(Self.money + "otro,5,1\n", to: "publicado/settlement-money.csv")
      try folder.write("tema,n\nuno,2\n", to: "publicado/apuntes.csv")
      try folder.write("anio,n\n2014,2\n", to: "publicado/cuadro-1.csv")
      try folder.write("quantity,mean\npaid,1\n", to: "publicado/settlement-simulation.csv")
      try folder.write("investor,gained\nfondo,mucho\n", to: "publicado/settlement-investors.csv")
      let done = try settle(["--strict", "--format", "json"], in: folder)
      #expect(done.status == 0)
      let warnings = done.err.split(separator: "\n").map(String.init)
      #expect(warnings.count == 4, "\(done.err)")
      #expect(
        warnings.contains { $0.contains("apuntes.csv:1: el archivo no se leyó: ningún cuadro se llama así") })
      #expect(
        warnings.contains {
          $0.contains("publicado sin cuadro") && $0.hasSuffix("de la liquidación, 1: cuadro-1")
        })
      #expect(warnings.contains { $0.contains("settlement-simulation.csv:1: el archivo no se leyó") })
      #expect(warnings.contains { $0.contains("settlement-investors.csv:2 (gained): no es un número") })
      let comparison = try #require(done.object["comparison"] as? [String: Any])
      #expect(comparison["equal"] as? Int == 6 && comparison["not_recomputed"] as? Int == 3)
      #expect(comparison["not_read"] as? Int == 3 && (done.object["not_read"] as? [Any])?.count == 3)
      let simulated = try settle(["--simulate", "10", "--format", "json"], in: folder)
      #expect(!simulated.err.contains("settlement-simulation"))
      let rows = try #require(
        (simulated.object["comparison"] as? [String: Any])?["rows"] as? [[String: Any]])
      // No measurement of this contract has an error: every draw pays all.
      #expect(
        rows.contains {
          $0["table"] as? String == "settlement-simulation" && $0["recomputed"] as? String == "330000000"
        })
    }
  }

  @Test("no folder is 66, a published table is never written over, and --strict alone is wrong usage")
  func refused() throws {
    try TemporaryFolder.with { folder in
      let none = try settle([], in: folder)
      #expect(none.status == 66 && none.err.contains("publicado") && none.out.isEmpty)
      let path = "publicado/settlement-money.csv"
      try folder.write(Self.money, to: path)
      for option in ["--output", "--ledger"] {
        let done = try settle([option, path], in: folder)
        #expect(done.status != 0 && done.out.isEmpty, "\(option)")
        #expect(try String(contentsOfFile: folder.at(path), encoding: .utf8) == Self.money)
      }
      let over = try settle(["--output", "./publicado/../" + path], in: folder)
      #expect(over.status == 64 && over.err.contains("one of the published tables"), "\(over.err)")
      let alone = try CommandLineFixture.run(["settle", Self.contract, "--strict"], in: folder)
      #expect(alone.status == 64 && alone.err.contains("--strict goes with --compare"))
      // A file of one's own in that folder may be written again.
      for _ in 0..<2 { #expect(try settle(["--output", "publicado/r.txt"], in: folder).status == 0) }
    }
  }
}
