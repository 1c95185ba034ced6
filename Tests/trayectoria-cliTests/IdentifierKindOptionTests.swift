import Foundation
import TestFixtures
import Testing

/// Oracle: the same files with RUTs, whose result must be the same to the byte.
@Suite("Identifiers that are no RUTs, on the command line")
struct IdentifierKindOptionTests {
  /// The files of two years with the identifiers that `name` gives to 40 people.
  private static func write(_ folder: TemporaryFolder, _ name: (Int) -> String) throws -> [String] {
    try (0..<2).map { year in
      var text = "mrun;tramo;monto;sexo\n"
      for person in 0..<40 where (person + year) % 5 != 0 {
        text += "\(name(person));\((person + year) % 3 + 1);\(person * 10);\(person % 2 == 0 ? "H" : "M")\n"
      }
      text += ";1;5;H\n"
      return "\(2014 + year)=" + (try folder.write(text, to: "\(2014 + year).csv"))
    }
  }

  private static let options = ["--id", "mrun", "--state", "tramo", "--amount", "monto", "--by", "sexo"]

  static let kinds: [(kind: String, name: @Sendable (Int) -> String)] = [
    ("number", { "9\(123_456_789_012_345 * ($0 + 1))" }),
    ("text", { String(repeating: "c4ca4238a0b923820dcc509a6f75849\($0 % 10)", count: $0 / 10 + 1) }),
  ]

  @Test("give the same panel, found out or stated, and are never shown", arguments: 0..<2)
  func panel(index: Int) throws {
    let (kind, name) = Self.kinds[index]
    for format in ["json", "text", "csv"] {
      let asRUT = try TemporaryFolder.with { folder in
        try CommandLineFixture.run(
          ["panel"] + Self.write(folder) { String(1_000 + $0) } + Self.options + ["--format", format],
          in: folder)
      }
      #expect(asRUT.status == 0 && asRUT.err.isEmpty)
      try TemporaryFolder.with { folder in
        let files = try Self.write(folder, name)
        let found = try CommandLineFixture.run(
          ["panel"] + files + Self.options + ["--format", format], in: folder)
        #expect(found.status == 0 && found.out == asRUT.out)
        #expect(
          found.err.contains("'mrun'") && found.err.contains("--id-kind") && found.err.contains("2014.csv"))
        let stated = try CommandLineFixture.run(
          ["panel"] + files + Self.options + ["--format", format, "--id-kind", kind, "--threads", "3"],
          in: folder)
        #expect(stated.status == 0 && stated.out == asRUT.out && stated.err.isEmpty)
        for run in [found, stated] {
          for person in 0..<40 { #expect(!(run.out + run.err).contains(name(person))) }
        }
        // As RUTs they are nobody.
        let none = try CommandLineFixture.run(
          ["panel"] + files + Self.options + ["--id-kind", "rut"], in: folder)
        #expect(none.status == 1 && none.err.contains("no valid row"))
      }
    }
  }

  @Test("audit says what it took them for")
  func audit() throws {
    try TemporaryFolder.with { folder in
      let files = try Self.write(folder, Self.kinds[1].name).map { String($0.dropFirst(5)) }
      let run = try CommandLineFixture.run(["audit", files[0], "--format", "json"], in: folder)
      let findings = try #require(run.object["findings"] as? [[String: Any]])
      #expect(findings.map { $0["code"] as? String } == ["identifier_kind", "invalid_identifier"])
      #expect((findings[0]["action"] as? String)?.contains("text") == true)
      let stated = try CommandLineFixture.run(
        ["audit", files[0], "--format", "json", "--id-kind", "rut"], in: folder)
      let entry = try #require((stated.object["files"] as? [[String: Any]])?.first)
      #expect(entry["rows_used"] as? Int == 0)
    }
  }

  @Test(
    "contradictions are wrong usage",
    arguments: [
      ["panel", "2014=a.csv", "--id", "run", "--digit", "dv", "--state", "x", "--id-kind", "text"],
      ["panel", "2014=a.csv", "--id", "run", "--state", "x", "--id-kind", "uuid"],
      ["audit", "a.csv", "--digit", "dv", "--id-kind", "number"],
      ["audit", "spec.yaml", "--id-kind", "text"],
    ])
  func usage(arguments: [String]) throws {
    try TemporaryFolder.with { folder in
      let run = try CommandLineFixture.run(arguments, in: folder)
      #expect(run.status == 64 && run.err.contains("id-kind"))
    }
  }
}
