import Foundation
import TestFixtures
import Testing

/// Oracle: the contract of the command line, and counts over the rows of `CommandLineFixture`.
@Suite("Results of commands")
struct ResultTests {
  private static let panel = CommandLineFixture.panel + ["--cut", "pos:0.15,0.30", "--amount", "monto"]

  private func run(_ arguments: [String], in folder: TemporaryFolder) throws -> CommandLineFixture.Run {
    let run = try CommandLineFixture.run(arguments, in: folder)
    #expect(run.status == 0, "\(run.err)")
    #expect(run.err.isEmpty, "\(run.err)")
    return run
  }

  // MARK: panel

  @Test("panel: keys and counts")
  func panelJSON() throws {
    try CommandLineFixture.with { folder in
      let run = try run(Self.panel + ["--format", "json"], in: folder)
      let object = run.object
      #expect(
        Set(object.keys) == [
          "command", "years", "rows", "people", "patterns", "permanence", "mobility", "amounts", "indices",
        ])
      #expect(object["command"] as? String == "panel")
      #expect(object["years"] as? [Int] == [2014, 2015])
      let rows = try #require(object["rows"] as? [[String: Any]])
      #expect(rows.allSatisfy { Set($0.keys) == ["year", "read", "used", "set_aside"] })
      #expect(rows[0]["set_aside"] as? [String: Int] == ["duplicate_identical": 1])
      #expect(
        rows[1]["set_aside"] as? [String: Int]
          == ["invalid_identifier": 1, "invalid_check_digit": 1, "missing_state": 1, "state_out_of_range": 1])
      // 41 people, of whom one in five is not there in a year, and none is absent in both.
      var patterns: [[Int?]: Int] = [:]
      for index in 0..<41 {
        let states = (0..<2).map { year -> Int? in
          (index + year) % 5 == 0 ? nil : (index + year) % 3 != 0 ? 1 : 2
        }
        patterns[states, default: 0] += 1
      }
      #expect(object["people"] as? Int == 41)
      var found: [[Int?]: Int] = [:]
      for pattern in try #require(object["patterns"] as? [[String: Any]]) {
        #expect(Set(pattern.keys) == ["states", "people", "amount"])
        let states = try #require(pattern["states"] as? [Any]).map { $0 as? Int }
        found[states] = pattern["people"] as? Int
        let each = states.reduce(0) { $0 + ($1 == 1 ? 100 : $1 == 2 ? 50 : 0) }
        #expect(pattern["amount"] as? Int == each * (patterns[states] ?? 0))
      }
      #expect(found == patterns)
      let permanence = try #require(object["permanence"] as? [[String: Any]])
      #expect(permanence.map { $0["times"] as? Int } == [1, 2])
      let once = patterns.filter { $0.key.contains(nil) }.values.reduce(0, +)
      #expect(permanence.map { $0["people"] as? Int } == [once, 41 - once])
      // Foundation's parser may be off by the last bit, so shares are looked for as text.
      for share in [Double(once) / 41, Double(41 - once) / 41] {
        #expect(run.out.contains("\"share\": \(share)\n"))
      }
      let mobility = try #require(object["mobility"] as? [[String: Any]])
      #expect(
        mobility.map { [$0["from"] as? Int, $0["to"] as? Int] } == [[1, 1], [1, 2], [2, 1], [2, 2]])
      #expect(
        mobility.allSatisfy { Set($0.keys) == ["year", "from", "to", "people", "of_stayers", "of_all"] })
      #expect(
        mobility.map { $0["people"] as? Int }
          == [[1, 1], [1, 2], [2, 1], [2, 2]].map { patterns[$0] ?? 0 })
      let stayers = (patterns[[1, 1]] ?? 0) + (patterns[[1, 2]] ?? 0)
      let all = stayers + (patterns[[1, nil]] ?? 0)
      let moved = Double(patterns[[1, 2]] ?? 0)
      #expect(run.out.contains("\"of_stayers\": \(moved / Double(stayers)),\n"))
      #expect(run.out.contains("\"of_all\": \(moved / Double(all))\n"))
      let amounts = try #require(object["amounts"] as? [[String: Any]])
      #expect(amounts.count == 4)
      #expect(amounts.allSatisfy { Set($0.keys) == ["year", "state", "people", "amount"] })
    }
  }

  @Test("panel: one block a stratum, which add up to the whole")
  func strata() throws {
    try CommandLineFixture.with { folder in
      let run = try run(Self.panel + ["--by", "sexo", "--format", "json"], in: folder)
      let strata = try #require(run.object["strata"] as? [[String: Any]])
      #expect(strata.map { ($0["by"] as? [String: String])?["sexo"] } == ["H", "M"])
      #expect(strata.compactMap { $0["people"] as? Int } == [21, 20])
      for stratum in strata {
        for key in ["people", "patterns", "permanence", "mobility", "amounts"] {
          #expect(stratum[key] != nil, "\(key)")
        }
      }
      // People who read see the strata too.
      for format in ["text", "csv", "markdown", "html", "latex"] {
        let text = try self.run(Self.panel + ["--by", "sexo", "--format", format], in: folder).out
        #expect(
          text.contains("H")
            && text.split(separator: "\n").contains { $0.contains("M") && $0.contains("20") }, "\(format)")
      }
    }
  }

  @Test("panel: the same bytes from any number of threads, and split files are one year")
  func sameBytes() throws {
    try CommandLineFixture.with { folder in
      let first = try run(Self.panel + ["--format", "json"], in: folder).out
      #expect(try run(Self.panel + ["--format", "json", "--threads", "3"], in: folder).out == first)
      let lines = (CommandLineFixture.people.files["2014.csv"] ?? "").split(separator: "\n")
      try folder.write(lines.prefix(9).joined(separator: "\n") + "\n", to: "a.csv")
      try folder.write(([lines[0]] + lines.dropFirst(9)).joined(separator: "\r\n"), to: "b.csv")
      let split =
        Self.panel.map { $0 == "2014=datos/2014.csv" ? "2014=b.csv,a.csv" : $0 } + ["--format", "json"]
      #expect(try run(split, in: folder).out == first)
      let file = try run(Self.panel + ["--format", "json", "--output", "r.json"], in: folder)
      #expect(file.out.isEmpty)
      #expect(try folder.contents()["r.json"] == Data(first.utf8))
    }
  }

  // MARK: Formats and languages

  @Test(
    "each format looks like what it is",
    arguments: [
      ("text", "Permanencia"), ("csv", "table,row,column,value,numerator,denominator,suppressed\n"),
      ("markdown", "| ---: |"), ("latex", "\\begin{tabular}"), ("html", "<!DOCTYPE html>"),
      ("json", "\"command\": "),
    ])
  func formats(format: String, mark: String) throws {
    try CommandLineFixture.with { folder in
      for command in [Self.panel, ["audit", "datos/2014.csv", "datos/2015.csv"]] {
        let out = try run(command + ["--format", format], in: folder).out
        #expect(out.contains(command[0] == "audit" && format == "text" ? "Archivos" : mark))
        #expect(out.hasSuffix("\n"))
        if format == "csv" { #expect(out.components(separatedBy: "table,row,column").count == 2) }
      }
    }
  }

  @Test("the language changes what people read, not what programs read")
  func languages() throws {
    try CommandLineFixture.with { folder in
      for command in [Self.panel, ["audit", "spec.yaml"], ["audit", "datos/2015.csv"]] {
        for format in ["text", "markdown", "html", "latex", "csv", "json"] {
          let spanish = try run(command + ["--format", format], in: folder).out
          #expect(try run(command + ["--format", format, "--language", "es"], in: folder).out == spanish)
          let english = try run(command + ["--format", format, "--language", "en"], in: folder).out
          #expect((spanish == english) == ["csv", "json"].contains(format), "\(command[0]) \(format)")
        }
      }
      for language in ["es", "en"] {
        _ = try run(["evaluate", "spec.yaml", "--output", language, "--language", language], in: folder)
      }
      let files = try folder.contents()
      for name in ["tables/t.csv", "tables/t.json", "audit.json"] {
        #expect(files["es/\(name)"] == files["en/\(name)"])
      }
      #expect(files["es/report.html"] != files["en/report.html"])
      #expect(String(decoding: files["es/report.html"] ?? Data(), as: UTF8.self).contains("<td>32.000</td>"))
      #expect(String(decoding: files["en/report.html"] ?? Data(), as: UTF8.self).contains("<td>32,000</td>"))
    }
  }

  // MARK: The other commands

  @Test("evaluate: which files, what the summary says")
  func evaluate() throws {
    try CommandLineFixture.with { folder in
      let run = try run(
        CommandLineFixture.evaluate + ["--compare", "publicado", "--format", "json"], in: folder)
      let object = run.object
      #expect(object["command"] as? String == "evaluate")
      #expect(object["rows_read"] as? Int == 33 + 37)
      #expect(object["rows_used"] as? Int == 32 + 33)
      #expect(object["people"] as? Int == 41)
      #expect(object["tables"] as? [String] == ["t", "matriz-transicion", "indices-movilidad"])
      #expect((object["comparison"] as? [String: Int])?["different"] == 1)
      let files = try TemporaryFolder.contents(of: folder.at("fuera"))
      #expect(object["files"] as? Int == files.count)
      for (name, data) in files {
        #expect(!name.hasSuffix(".partial"))
        if name.hasSuffix(".json") {
          #expect((try? JSONSerialization.jsonObject(with: data)) != nil, "\(name)")
        }
      }
      let table = try #require(
        try JSONSerialization.jsonObject(with: files["tables/t.json"] ?? Data()) as? [String: Any])
      for key in [
        "id", "title", "unit", "years", "columns", "rows", "formula", "numerators", "denominators", "source",
        "notes",
      ] {
        #expect(table[key] != nil, "\(key)")
      }
      let manifest = try #require(
        try JSONSerialization.jsonObject(with: files["manifest.json"] ?? Data()) as? [String: Any])
      let inputs = try #require(manifest["inputs"] as? [[String: Any]])
      #expect(inputs.compactMap { ($0["sha256"] as? String)?.count } == [64, 64])
      // A second run, elsewhere and with other threads, gives the same bytes.
      _ = try self.run(
        ["evaluate", "spec.yaml", "--output", "otra", "--compare", "publicado", "--threads", "1"], in: folder)
      #expect(try TemporaryFolder.contents(of: folder.at("otra")) == files)
    }
  }

  @Test("evaluate: of some tables alone nothing else is compared; one of a thing is told as one")
  func some() throws {
    try CommandLineFixture.with { folder in
      try folder.write("anio,n\n2014,1\n", to: "publicado/otro.csv")
      let arguments = CommandLineFixture.evaluate + ["--compare", "publicado"]
      let all = try run(arguments + ["--format", "json"], in: folder).object
      let one = try run(arguments + ["--tables", "t"], in: folder)
      let some = try run(arguments + ["--tables", "t", "--format", "json"], in: folder).object
      #expect((all["comparison"] as? [String: Int])?["not_recomputed"] == 1)
      #expect((some["comparison"] as? [String: Int])?["not_recomputed"] == 0)
      #expect((some["comparison"] as? [String: Int])?["different"] == 1)
      #expect(one.out.contains("\n1 cuadro\n") && one.out.contains("41 personas"))
      try folder.write("run;dv;sexo;pos;monto;tramo\n1;9;H;0,10;100;1\n", to: "uno/2014.csv")
      try folder.write("run;dv;sexo;pos;monto;tramo\n1;9;H;0,10;100;1\n", to: "uno/2015.csv")
      let single = try run(CommandLineFixture.evaluate + ["--rosters", "./uno/"], in: folder)
      #expect(single.out.contains("2 filas leídas, 2 usadas, 0 apartadas; 1 persona\n"), "\(single.out)")
    }
  }

  @Test("evaluate: tables and formats wanted")
  func chosen() throws {
    try CommandLineFixture.with { folder in
      _ = try run(CommandLineFixture.evaluate + ["--tables", "t", "--formats", "csv, latex"], in: folder)
      #expect(
        try TemporaryFolder.contents(of: folder.at("fuera")).keys.sorted() == [
          "audit.json", "manifest.json", "report.tex", "tables/t.csv", "tables/t.tex",
        ])
    }
  }

  @Test(
    "audit: keys and counts, of files and of a spec",
    arguments: [["audit", "datos/2014.csv", "datos/2015.csv"], ["audit", "spec.yaml"]])
  func audit(command: [String]) throws {
    try CommandLineFixture.with { folder in
      let object = try run(command + ["--format", "json"], in: folder).object
      #expect(object["command"] as? String == "audit")
      let files = try #require(object["files"] as? [[String: Any]])
      #expect(files.compactMap { $0["rows_read"] as? Int } == [33, 37])
      for file in files {
        for key in ["path", "sha256", "encoding", "delimiter", "rows_read", "rows_used", "set_aside"] {
          #expect(file[key] != nil, "\(key)")
        }
        let aside = try #require(file["set_aside"] as? [String: Int]).values.reduce(0, +)
        #expect(file["rows_read"] as? Int == (file["rows_used"] as? Int ?? 0) + aside)
      }
      #expect((files[1]["set_aside"] as? [String: Int])?["invalid_check_digit"] == 1)
      let findings = try #require(object["findings"] as? [[String: Any]])
      #expect(!findings.isEmpty)
      for finding in findings {
        #expect(Set(finding.keys) == ["code", "severity", "file", "line", "column", "count", "action"])
      }
      #expect(object["identities"] is [Any])
    }
  }

  @Test("rut check and digit, by hand")
  func rut() throws {
    try TemporaryFolder.with { folder in
      let check = try CommandLineFixture.run(
        ["rut", "check", "12.345.678-5", "11111111-1", "100000000-8", "1-1", "abc", "--format", "json"],
        in: folder)
      #expect(check.status == 1)
      let results = try #require(check.object["results"] as? [[String: Any]])
      #expect(results.allSatisfy { Set($0.keys) == ["valid", "formatted", "provisional", "reason"] })
      #expect(
        results.map { $0["valid"] as? Bool } == [true, true, results[2]["valid"] as? Bool, false, false])
      #expect(results[0]["formatted"] as? String == "12.345.678-5")
      #expect(results[3]["reason"] as? String == "invalid_check_digit")
      #expect(results[4]["formatted"] is NSNull)
      #expect(try run(["rut", "digit", "12345678", "6", "12.345.678"], in: folder).out == "5\nK\n5\n")
      #expect(try run(["rut", "check", "6-k"], in: folder).out == "6-K\n")
    }
  }

  @Test("doctor finds everything in order")
  func doctor() throws {
    try TemporaryFolder.with { folder in
      let object = try run(["doctor", "--format", "json"], in: folder).object
      for key in ["command", "version", "swift", "blas", "lapack", "cores", "checks"] {
        #expect(object[key] != nil, "\(key)")
      }
      let checks = try #require(object["checks"] as? [[String: Any]])
      #expect(!checks.isEmpty)
      #expect(checks.allSatisfy { $0["ok"] as? Bool == true })
    }
  }

  @Test("generate: the files that were said, the same each time")
  func generate() throws {
    try TemporaryFolder.with { folder in
      let command = ["generate", "panel", "--units", "200", "--years", "2", "--seed", "3", "--output"]
      let first = try run(command + ["a"], in: folder)
      #expect(first.out.split(separator: "\n").count == 2)
      _ = try run(command + ["b"], in: folder)
      let files = try TemporaryFolder.contents(of: folder.at("a"))
      #expect(files.keys.sorted() == ["panel_2014.csv", "panel_2015.csv"])
      #expect(try TemporaryFolder.contents(of: folder.at("b")) == files)
      let panel = try run(
        [
          "panel", "2014=a/panel_2014.csv", "2015=a/panel_2015.csv", "--id", "run", "--digit", "dv",
          "--state", "tramo", "--format", "json",
        ],
        in: folder)
      let rows = try #require(panel.object["rows"] as? [[String: Any]])
      #expect(rows.map { $0["read"] as? Int } == [100, 100])
    }
  }

  // MARK: Nobody's number

  @Test("no number of a person is in any output")
  func identifiers() throws {
    try CommandLineFixture.with { folder in
      var texts: [(name: String, text: String)] = []
      func keep(_ arguments: [String]) throws {
        let run = try CommandLineFixture.run(arguments, in: folder)
        texts.append((arguments.joined(separator: " "), run.out))
        texts.append((arguments.joined(separator: " "), run.err))
      }
      for format in ["text", "json", "csv", "markdown", "latex", "html"] {
        try keep(Self.panel + ["--by", "sexo", "--format", format])
        try keep(["audit", "spec.yaml", "--format", format])
        try keep(["audit", "datos/2014.csv", "datos/2015.csv", "--format", format])
      }
      try keep(
        CommandLineFixture.evaluate + [
          "--formats", "csv,json,markdown,html,latex", "--compare", "publicado", "--progress",
        ])
      for (name, data) in try TemporaryFolder.contents(of: folder.at("fuera")) {
        texts.append((name, String(decoding: data, as: UTF8.self)))
      }
      // Failures speak of rows as well.
      let body = CommandLineFixture.people.bodies[5]
      let digit = PanelFixture.digit(of: body)
      try folder.write(
        "run;dv;sexo;pos;monto\n\(body);\(digit);H;0,1;1\n\(body);\(digit);H;0,2;1\n", to: "datos/2015.csv")
      try keep(Self.panel)
      try keep(CommandLineFixture.evaluate)
      try keep(Self.panel + ["--state", "run"])
      try keep(Self.panel.dropLast(4) + ["--state", "run"])
      try keep(Self.panel + ["--by", "run,sexo"])
      #expect(texts.count > 50)
      for (name, text) in texts {
        for body in CommandLineFixture.people.bodies {
          let plain = String(body)
          let split = plain.count - 6
          let dotted = "\(plain.prefix(split)).\(plain.dropFirst(split).prefix(3)).\(plain.suffix(3))"
          #expect(!text.contains(plain) && !text.contains(dotted), "\(name)")
        }
      }
    }
  }
}
