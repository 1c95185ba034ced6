import Foundation
import TestFixtures
import Testing

@Suite("A country from the command line")
struct CountryCommandTests {
  private func run(_ arguments: [String], in folder: TemporaryFolder) throws -> CommandLineFixture.Run {
    try CommandLineFixture.run(arguments, in: folder)
  }

  @Test(
    "its spec runs from another folder, the same on any number of threads, and no number of a person is in the results"
  )
  func evaluate() throws {
    try TemporaryFolder.with { folder in
      let made = try run(
        ["generate", "country", "--output", "pais", "--students", "1000", "--years", "2014,2015"], in: folder)
      #expect(made.status == 0, "\(made.err)")
      #expect(made.out.split(separator: "\n").count == 8)
      try FileManager.default.moveItem(
        atPath: folder.at("pais/evaluation.yaml"), toPath: folder.at("otra.yaml"))
      for threads in ["1", "3"] {
        let done = try run(
          ["evaluate", "otra.yaml", "--rosters", "pais", "--output", "r\(threads)", "--threads", threads],
          in: folder)
        #expect(done.status == 0, "\(done.err)")
      }
      let files = try TemporaryFolder.contents(of: folder.at("r1"))
      #expect(try TemporaryFolder.contents(of: folder.at("r3")) == files)
      #expect(files.keys.contains { $0.hasSuffix("continuidad-motivos.csv") })
      let paid = try String(contentsOfFile: folder.at("pais/pagados_2014.csv"), encoding: .utf8)
      let numbers = paid.split(separator: "\n").dropFirst().prefix(60).map { $0.prefix { $0 != ";" } }
      #expect(numbers.count == 60)
      let parts = try ZipArchive.files(Array(try #require(files["report.xlsx"])))
      #expect(parts.keys.contains("xl/sharedStrings.xml"))
      let all =
        (files.values.map { String(decoding: $0, as: UTF8.self) }
        + parts.values.map { String(decoding: $0, as: UTF8.self) }).joined()
      for number in numbers { #expect(!all.contains(number)) }
    }
  }

  @Test("a wrong rule is one line with the spec's line, and nothing is written; wrong years are wrong usage")
  func mistakes() throws {
    try TemporaryFolder.with { folder in
      _ = try run(
        ["generate", "country", "--output", "p", "--students", "1000", "--years", "2014,2015"], in: folder)
      let text = try String(contentsOfFile: folder.at("p/evaluation.yaml"), encoding: .utf8)
      try folder.write(text.replacing("(0.15, 0.30]", with: "(0.20, 0.30]"), to: "p/mal.yaml")
      let done = try run(["evaluate", "p/mal.yaml", "--output", "r"], in: folder)
      #expect(done.status == 65 && done.err.split(separator: "\n").count == 1)
      let line = text[..<(try #require(text.range(of: "(0.15, 0.30]")).lowerBound)].count { $0 == "\n" } + 1
      #expect(done.err.contains("p/mal.yaml: line \(line), column"), "\(done.err)")
      #expect(!FileManager.default.fileExists(atPath: folder.at("r")))
      #expect(
        try run(["generate", "country", "--output", "q", "--years", "2014,2016"], in: folder).status == 64)
      #expect(!FileManager.default.fileExists(atPath: folder.at("q")))
    }
  }
}
