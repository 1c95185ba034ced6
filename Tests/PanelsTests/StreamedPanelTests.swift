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

  @Test("a row longer than a block does not mix up the records of the files after it")
  func longRow() throws {
    try TemporaryFolder.with { folder in
      let schema = PanelFixture.schema(duplicates: .last)
      let pad = String(repeating: "x", count: 3_000)
      let first = try folder.write(
        "run;tramo;monto;p\n" + (1...40).map { "\($0);1;10;y\n" }.joined() + "500;1;10;\(pad)\n"
          + (41...80).map { "\($0);1;10;y\n" }.joined(), to: "a.csv")
      // Everybody of the second file has two records, so that places are dropped there.
      let second = try folder.write(
        "run;tramo;monto;p\n" + (1001...1040).map { "\($0);1;10;y\n\($0);2;99;y\n" }.joined(), to: "b.csv")
      let panel = try StreamedPanel(
        [.init(year: 2014, paths: [first, second])], schema: schema, threads: 2, blockSize: 256)
      let amount = panel.cube.cells.reduce(Int128(0)) { $0 + $1.amounts[0] }
      // 81 people of 10 pesos, 40 of 99.
      #expect(amount == 81 * 10 + 40 * 99)
      #expect(panel.cube.people == 121)
    }
  }

  @Test("a quoted and a plain field with the same bytes are two texts, for any number of threads")
  func quotedBytes() throws {
    try TemporaryFolder.with { folder in
      let rows = (0..<400).map { "\(1000 + $0);\($0 / 100 % 2 == 0 ? "\"a\"\"b\"" : "a\"\"b");1\n" }
      let path = try folder.write("run;tramo;monto\n" + rows.joined(), to: "a.csv")
      for threads in 1...4 {
        let panel = try StreamedPanel(
          [.init(year: 2014, paths: [path])], schema: PanelFixture.schema(), threads: threads, blockSize: 64)
        #expect(panel.cube.stateLabels == ["a\"\"b", "a\"b"])
        #expect(panel.cube.cells.map(\.people) == [200, 200])
      }
    }
  }

  @Test("composed and decomposed accents are one state with one form")
  func accents() throws {
    try TemporaryFolder.with { folder in
      let rows = (0..<200).map { "\(1000 + $0);\($0 < 100 ? "e\u{301}" : "\u{e9}");1\n" }
      let path = try folder.write("run;tramo;monto\n" + rows.joined(), to: "a.csv")
      for threads in 1...3 {
        let panel = try StreamedPanel(
          [.init(year: 2014, paths: [path])], schema: PanelFixture.schema(), threads: threads, blockSize: 64)
        #expect(panel.cube.stateLabels.map { Array($0.utf8) } == [[0xc3, 0xa9]])
      }
    }
  }

  @Test("a missing amount is not zero, and loses against any amount")
  func missingAmounts() throws {
    try TemporaryFolder.with { folder in
      var schema = PanelFixture.schema()
      let path = try folder.write("run;tramo;monto\n1;1;\n1;1;0\n2;1;-5\n2;2;\n", to: "a.csv")
      let sources = [StreamedPanel.Source(year: 2014, paths: [path])]
      #expect(throws: PanelError.self) { try StreamedPanel(sources, schema: schema) }
      schema.duplicates = .largest
      let panel = try StreamedPanel(sources, schema: schema)
      #expect(panel.cube.cells == [.init(states: [1], people: 2, amounts: [-5], squares: 25)])
      let columns = try Panel(
        rosters: [RosterReader(schema: schema).read(year: 2014, paths: [path])], schema: schema)
      #expect(columns.trajectories(amount: "monto") == panel.cube)
    }
  }

  @Test("a quote that never closes costs its line, whatever the number of rows after it")
  func openQuote() throws {
    try TemporaryFolder.with { folder in
      var text = "run;tramo;monto\n1;1;\"\n"
      for row in 0..<3_000 { text += "\(1000 + row);1;1\n" }
      let path = try folder.write(text, to: "a.csv")
      let panel = try StreamedPanel(
        [.init(year: 2014, paths: [path])], schema: PanelFixture.schema(), threads: 2, blockSize: 512)
      #expect(panel.accounts[0].setAside == [.malformedRow: 1])
      #expect(panel.cube.people == 3_000)
      #expect(panel.findings.map(\.line) == [2])
    }
  }

  @Test("a person's number that strayed into the states is set aside, not printed")
  func strayIdentifier() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write(
        "run;tramo;monto\n1;1;1\n2;12.345.678-5;1\n3;6F9619FF-8B86-D011-B42D-00C04FC964FF;1\n4;12345678;1\n",
        to: "a.csv")
      let panel = try StreamedPanel([.init(year: 2014, paths: [path])], schema: PanelFixture.schema())
      #expect(panel.cube.stateLabels == ["1"])
      #expect(panel.accounts[0].setAside == [.stateOutOfRange: 3])
    }
  }

  @Test("a column of other persons' identifiers is not taken for a stratum")
  func identifiersAsStrata() throws {
    try TemporaryFolder.with { folder in
      let schema = PanelFixture.schema()
      func path(_ value: (Int) -> String) throws -> String {
        try folder.write(
          "run;tramo;monto;otra\n" + (1...30).map { "\($0);1;5;\(value($0))\n" }.joined(), to: "a.csv")
      }
      for form in [
        { "\(12_345_678 + $0)" }, { "12.345.\(600 + $0)-K" }, { "\(9_345_678 + $0)-5" },
        { "c4ca4238a0b9\(1000 + $0)" },
      ] as [(Int) -> String] {
        let file = try path(form)
        #expect(throws: PanelError.holdsIdentifiers("otra")) {
          try StreamedPanel([.init(year: 2014, paths: [file])], schema: schema, by: ["otra"])
        }
      }
      // Where there is no doubt at all they are missing one by one.
      let certain = try path { "6F9619FF-8B86-D011-B42D-00C04FC9\(1000 + $0)" }
      let cube = try StreamedPanel([.init(year: 2014, paths: [certain])], schema: schema, by: ["otra"]).cube
      #expect(cube.strata[0].members.isEmpty && cube.cells.map(\.people) == [30])
      // Codes of communes and schools are shorter.
      let codes = try path { "\(13_100 + $0)" }
      #expect(
        try StreamedPanel([.init(year: 2014, paths: [codes])], schema: schema, by: ["otra"]).cube.people == 30
      )
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
