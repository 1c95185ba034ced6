import Kernels
import Panels
import Rosters
import TestFixtures
import Testing

/// The streamed panel against the panel that keeps its columns: an engine of its own, the same answers.
@Suite("streamed panel")
struct StreamedPanelTests {
  /// Files as they come: wrong digits, missing states, ragged and blank lines, quotes where asked, duplicates.
  private func text(seed: UInt64, rows: Int, quoted: Bool, ending: String) -> String {
    var generator = PCG64(seed: seed, stream: 7)
    var text = "otra;run;dv;tramo;monto;sexo" + ending
    for _ in 0..<rows {
      let body = UInt32(
        generator.nextInteger(below: 6) == 0
          ? 150_000_000 + generator.nextInteger(below: 40)
          : 1_000_000 + generator.nextInteger(below: rows * 2))
      var digit = PanelFixture.digit(of: body)
      var run = String(body)
      var state = String(generator.nextInteger(in: 1...3))
      var amount = String(generator.nextInteger(below: 50) * 1000)
      switch generator.nextInteger(below: 30) {
      case 0: digit = digit == "1" ? "2" : "1"
      case 1: run = "sin run"
      case 2: state = ""
      case 3: amount = "9000000000"
      case 4: amount = "mil"
      case 5:
        text += "1;2;3" + ending
        continue
      case 6: text += ending
      default: break
      }
      let other = quoted && generator.nextInteger(below: 4) == 0 ? "\"a;b\(ending)c\"\"d\"" : "x"
      text +=
        "\(other);\(run);\(digit);\(state);\(amount);\(["", "H", "M"][generator.nextInteger(below: 3)])"
        + ending
    }
    return text
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let seed: UInt64
    let rule: DuplicateRule
    let quoted: Bool
    let ending: String
    var testDescription: String { "seed \(seed), \(rule.rawValue), quoted \(quoted)" }
  }

  static let cases: [Case] = [
    Case(seed: 1, rule: .first, quoted: false, ending: "\n"),
    Case(seed: 2, rule: .last, quoted: false, ending: "\r\n"),
    Case(seed: 3, rule: .largest, quoted: true, ending: "\n"),
    Case(seed: 4, rule: .drop, quoted: true, ending: "\r\n"),
    Case(seed: 5, rule: .drop, quoted: false, ending: "\n"),
    Case(seed: 6, rule: .last, quoted: true, ending: "\n"),
  ]

  @Test(
    "agrees with the panel that keeps its columns, for any block size and number of threads", arguments: cases
  )
  func differential(_ given: Case) throws {
    try TemporaryFolder.with { folder in
      var schema = PanelFixture.schema(fields: [.init("sexo", type: .text)], duplicates: given.rule)
      schema.digit = "dv"
      var sources: [StreamedPanel.Source] = []
      for year in 0..<3 {
        let path = try folder.write(
          text(seed: given.seed * 10 + UInt64(year), rows: 400, quoted: given.quoted, ending: given.ending),
          to: "\(2014 + year).csv")
        sources.append(.init(year: 2014 + year, paths: [path]))
      }
      let rosters = try sources.map { try RosterReader(schema: schema).read(year: $0.year, paths: $0.paths) }
      let panel = try Panel(rosters: rosters, schema: schema)
      let sex = panel.observedDimension(field: "sexo")
      let expected = panel.trajectories(
        strata: [PersonStratum("sexo", rule: .firstRecord(sex))],
        dimensions: try DimensionTable([sex], panel: panel), amount: "monto"
      ).cube
      let expectedFindings = (panel.rosters.flatMap(\.findings) + panel.findings).map(\.comparable)
      // Whether the data are what the test is about.
      #expect(panel.findings.contains { $0.code == .duplicateConflicting })
      for (threads, blockSize) in [(1, 1 << 20), (2, 64), (3, 300), (4, 4096)] {
        let streamed = try StreamedPanel(
          sources, schema: schema, by: ["sexo"], threads: threads, blockSize: blockSize)
        #expect(streamed.accounts == panel.years.indices.map { panel.account(year: $0) })
        #expect(streamed.cube == expected, "threads \(threads), blocks of \(blockSize)")
        #expect(Set(streamed.findings.map(\.comparable)).symmetricDifference(expectedFindings) == [])
      }
    }
  }

  @Test("a long panel with many states goes beyond direct addressing and agrees all the same")
  func manyYears() throws {
    try TemporaryFolder.with { folder in
      let schema = PanelFixture.schema()
      let naive = NaivePanel(seed: 11, people: 60, years: 20, states: 5, duplicates: false)
      var sources: [StreamedPanel.Source] = []
      for (year, files) in naive.files() {
        sources.append(.init(year: year, paths: [try folder.write(files[0], to: "\(year).csv")]))
      }
      let rosters = try sources.map { try RosterReader(schema: schema).read(year: $0.year, paths: $0.paths) }
      let expected = try Panel(rosters: rosters, schema: schema).trajectories(amount: "monto")
      #expect(try StreamedPanel(sources, schema: schema, threads: 2).cube == expected)
      #expect(expected.cells.count > 40)
    }
  }

  @Test("what does not fit in memory goes to a temporary file, with the same result to the bit")
  func spilled() throws {
    try TemporaryFolder.with { folder in
      let schema = PanelFixture.schema(duplicates: .first)
      var sources: [StreamedPanel.Source] = []
      for year in 2014...2015 {
        var generator = PCG64(seed: UInt64(year), stream: 3)
        var text = "run;tramo;monto\n"
        // More than the chunks that always stay in memory hold: 352 of 1,024 records.
        for row in 0..<300_000 {
          text +=
            "\(1_000_000 + row * 50);\(generator.nextInteger(in: 1...2));\(generator.nextInteger(below: 9))\n"
        }
        sources.append(.init(year: year, paths: [try folder.write(text, to: "\(year).csv")]))
      }
      let whole = try StreamedPanel(sources, schema: schema, threads: 1)
      for threads in 1...2 {
        let spilled = try StreamedPanel(sources, schema: schema, threads: threads, memory: 1)
        #expect(spilled.cube == whole.cube)
        #expect(spilled.accounts == whole.accounts)
      }
      #expect(whole.cube.people == 300_000)
    }
  }

  @Test("several files of a year are one year, each with its own columns")
  func severalFiles() throws {
    try TemporaryFolder.with { folder in
      let first = try folder.write("run;tramo;monto\n11;1;10\n12;2;20\n", to: "a.csv")
      let second = try folder.write("monto;tramo;run\n30;1;13\n20;2;12\n", to: "b.csv")
      let panel = try StreamedPanel(
        [.init(year: 2014, paths: [first, second])], schema: PanelFixture.schema(), threads: 2)
      // 12 stands in both files with the same content.
      #expect(panel.cube.people == 3)
      #expect(panel.accounts.map(\.used) == [3])
      #expect(panel.accounts[0].setAside == [.duplicateIdentical: 1])
      #expect(panel.findings.map(\.file) == [second])
      #expect(panel.findings.map(\.line) == [3])
    }
  }

  @Test("conflicting records stop, with file and line of both")
  func stop() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write("run;tramo;monto\n11;1;10\n12;2;20\n11;2;10\n", to: "a.csv")
      #expect(
        throws: PanelError.conflictingRecords(
          year: 2014, people: 1, file: path, line: 4, otherFile: path, otherLine: 2)
      ) {
        try StreamedPanel([.init(year: 2014, paths: [path])], schema: PanelFixture.schema(), threads: 2)
      }
    }
  }

  @Test("a year without a valid row, a year given twice and no year at all are errors")
  func refusals() throws {
    try TemporaryFolder.with { folder in
      let empty = try folder.write("run;tramo;monto\nx;1;10\n", to: "a.csv")
      let schema = PanelFixture.schema()
      #expect(throws: PanelError.noValidRow(year: 2014, read: 1)) {
        try StreamedPanel([.init(year: 2014, paths: [empty])], schema: schema)
      }
      #expect(throws: PanelError.yearTwice(2014)) {
        try StreamedPanel(
          [.init(year: 2014, paths: [empty]), .init(year: 2014, paths: [empty])], schema: schema)
      }
      #expect(throws: PanelError.noYears) { try StreamedPanel([], schema: schema) }
    }
  }
}

extension Finding {
  /// All that it says, for comparing sets.
  fileprivate var comparable: String {
    "\(code) \(severity) \(file ?? "") \(line ?? 0) \(column ?? "") \(count) \(action)"
  }
}
