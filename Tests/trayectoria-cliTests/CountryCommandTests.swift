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

  /// Oracle: the guide itself; who is entitled by the truth is entitled by the rules, gets that amount, and by that person.
  @Test("the guide's recipe of the truth as the list paid runs as it is written: no error of any kind")
  func truth() throws {
    let guide = try String(contentsOfFile: Project.path("docs/elegibilidad.md"), encoding: .utf8)
    let block = try #require(
      guide.components(separatedBy: "```").first { $0.hasPrefix("sh\n") && $0.contains("verdad.yaml") })
    let lines = block.split(separator: "\n").dropFirst().map { $0.split(separator: " ").map(String.init) }
    try TemporaryFolder.with { folder in
      for words in lines {
        switch words.first {
        case "trayectoria":
          let done = try run(Array(words.dropFirst()), in: folder)
          #expect(done.status == 0 && !done.out.contains("receptor"), "\(done.err)\(done.out)")
        case "sed":
          // sed "s|a|b|g" from > to
          let parts = words[1].split(separator: "|").map(String.init)
          try #require(words.count == 5 && words[3] == ">" && parts.count == 4)
          let text = try String(contentsOfFile: folder.at(words[2]), encoding: .utf8)
          try folder.write(text.replacing(parts[1], with: parts[2]), to: words[4])
        default: Issue.record("\(words)")
        }
      }
      let table = try String(
        contentsOfFile: folder.at("resultados/tables/elegibilidad-pago.csv"), encoding: .utf8)
      var found: [String: String] = [:]
      for line in table.split(separator: "\n").dropFirst() {
        let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        found["\(fields[1]) \(fields[2])"] = fields[3]
      }
      for year in ["2014", "2015"] {
        let entitled = try #require(found["\(year) con_derecho"].flatMap { Int($0) })
        #expect(entitled > 100)
        #expect(found["\(year) entregados"] == "\(entitled)" && found["\(year) pagadas"] == "\(entitled)")
        for column in ["exclusion", "inclusion", "otro_tramo", "otro_monto", "otro_receptor"] {
          #expect(found["\(year) \(column)"] == "0", "\(column) \(year)")
        }
      }
      let audit = try String(contentsOfFile: folder.at("resultados/audit.json"), encoding: .utf8)
      #expect(!audit.contains("unparsed_field") && audit.contains("\"findings\""))
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
