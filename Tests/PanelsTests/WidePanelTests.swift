import Kernels
import Panels
import Rosters
import TestFixtures
import Testing

/// Panels of identifiers that are no RUTs. Oracle: `NaivePanel`, whose persons get other names: the panel must be the same one.
@Suite("Panels of other identifiers")
struct WidePanelTests {
  /// The identifiers of a case: for each of the naive panel's numbers the ways in which a file may write the person's, none of
  /// which any other person has.
  struct Names: Sendable, CustomTestStringConvertible {
    let kind: IdentifierKind
    let isStated: Bool
    let testDescription: String
    let write: @Sendable (UInt32) -> [String]
    /// Fields that are nobody's.
    let invalid: [String]
  }

  /// SplitMix64's finaliser: a different 64-bit number for every number.
  private static func scattered(_ id: UInt32) -> UInt64 {
    var word = UInt64(id) &* 0x9e37_79b9_7f4a_7c15
    word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
    return word ^ word >> 31
  }

  static let names: [Names] = [
    // An odd multiplier permutes the 32-bit numbers.
    Names(
      kind: .rut, isStated: false, testDescription: "sparse 32-bit numbers",
      write: { id in
        let number = String(id &* 2_654_435_761)
        return [number, "0\(number)", " \(number) "]
      }, invalid: ["", "x", "99999999999", "0"]),
    Names(
      kind: .number, isStated: true, testDescription: "64-bit numbers",
      write: { id in
        let far: [UInt32: String] = [
          1_000: "18446744073709551615", 1_003: "-9223372036854775808", 1_006: "4294967296",
          1_009: "4294967295", 1_012: "1", 140_000_000: "9223372036854775808",
          1_018: "-1", 1_021: "9223372036854775807",
        ]
        let number = far[id] ?? String(scattered(id))
        let padded = number.hasPrefix("-") ? "-00" + number.dropFirst() : "000" + number
        return [number, padded, " \(number)", "\"\(number)\""]
      }, invalid: ["", "x", "18446744073709551616", "-9223372036854775809", "0", "1.5", "12345678-5"]),
    Names(
      kind: .number, isStated: false, testDescription: "64-bit numbers, not stated",
      write: { [String(scattered($0) | 1 << 40)] }, invalid: ["x"]),
    Names(
      kind: .text, isStated: true, testDescription: "texts of all sorts",
      write: { id in
        let word = String(scattered(id / 6 * 6), radix: 36)
        // Six persons who differ in little.
        let text = [
          word, word.uppercased() + "K", "0" + word, word + " x", "ñ\(word)é", "n\u{303}\(word)e\u{301}",
        ][
          Int(id % 6)]
        return [text, " \(text)\t", "\"\(text)\"", "\" \(text)\""]
      }, invalid: ["", "  ", "\"\"", "\" \""]),
    Names(
      kind: .text, isStated: true, testDescription: "texts with marks",
      write: { id in ["\"\(id);a\"\"\(id)\nb\"", "\" \(id);a\"\"\(id)\nb \""] }, invalid: [""]),
    Names(
      kind: .text, isStated: false, testDescription: "hashes, not stated",
      write: { id in
        let half = String(scattered(id), radix: 16)
        return ["c0ffee" + half + half]
      }, invalid: [""]),
  ]

  struct Case: Sendable, CustomTestStringConvertible {
    let names: Names
    let rule: DuplicateRule
    let seed: UInt64
    var testDescription: String { "\(names.testDescription), \(rule.rawValue)" }
  }

  static let cases: [Case] = names.flatMap { names in
    [DuplicateRule.first, .last, .largest, .drop].enumerated().map { index, rule in
      Case(names: names, rule: rule, seed: UInt64(index + 1))
    }
  }

  /// The files of the naive panel with other names, and how many rows of nobody each has.
  private static func files(_ naive: NaivePanel, _ names: Names, seed: UInt64) -> [(
    text: String, invalid: Int
  )] {
    naive.years.enumerated().map { index, records in
      var generator = PCG64(seed: seed, stream: UInt64(100 + index))
      var text = NaivePanel.header
      var invalid = 0
      for record in records {
        if generator.nextInteger(below: 12) == 0 {
          text += "\(names.invalid[generator.nextInteger(below: names.invalid.count)]);1;1;H;1.0\n"
          invalid += 1
        }
        let forms = names.write(record.id)
        let line = record.line
        let rest = line[(line.firstIndex(of: ";") ?? line.endIndex)...]
        text += forms[generator.nextInteger(below: forms.count)] + rest
      }
      return (text, invalid)
    }
  }

  /// The naive panel's cells by states and sex.
  private static func expected(_ naive: NaivePanel, _ rule: DuplicateRule) -> [[Int]: NaivePanel.Cell] {
    var cells: [[Int]: NaivePanel.Cell] = [:]
    for (key, cell) in naive.trajectories(rule) {
      var sum = cells[Array(key.dropLast())] ?? .init(amounts: cell.amounts.map { _ in 0 })
      sum.people += cell.people
      for year in cell.amounts.indices { sum.amounts[year] += cell.amounts[year] }
      sum.squares += cell.squares
      cells[Array(key.dropLast())] = sum
    }
    return cells
  }

  private static func found(_ cube: TrajectoryCube) -> [[Int]: NaivePanel.Cell] {
    var cells: [[Int]: NaivePanel.Cell] = [:]
    for cell in cube.cells {
      let sex = ["": 0, "M": 1, "H": 2][
        cell.strata[0] == 0 ? "" : cube.strata[0].members[Int(cell.strata[0]) - 1], default: -1]
      cells[cell.states.map(Int.init) + [sex]] = .init(
        people: cell.people, amounts: cell.amounts.map(Int.init), squares: Int(cell.squares))
    }
    return cells
  }

  @Test("are those of a plain implementation, streamed and in memory", arguments: cases)
  func differential(_ given: Case) throws {
    let naive = NaivePanel(seed: given.seed, people: 400, years: 3, states: 3, duplicates: true)
    var schema = PanelFixture.schema(fields: NaivePanel.fields, duplicates: given.rule)
    // A score is no part of a streamed record, so records that differ in it alone would be one there and two here.
    schema.fields.removeAll { $0.name == "nota" }
    let plain = NaivePanel(years: naive.years.map { $0.map(\.withoutScore) }, states: naive.states)
    if given.names.isStated { schema.identifierKind = given.names.kind }
    let expected = Self.expected(plain, given.rule)
    try TemporaryFolder.with { folder in
      var sources: [StreamedPanel.Source] = []
      var invalid: [Int] = []
      for (index, file) in Self.files(plain, given.names, seed: given.seed).enumerated() {
        sources.append(.init(year: 2014 + index, paths: [try folder.write(file.text, to: "\(index).csv")]))
        invalid.append(file.invalid)
      }
      #expect(invalid.allSatisfy { $0 > 0 })
      var first: StreamedPanel?
      for (threads, blockSize, memory) in [
        (1, 1 << 20, nil), (2, 64, nil), (3, 300, 1), (3, 5_000, nil), (2, 1_000, 1 << 27),
      ] as [(Int, Int, Int?)] {
        let streamed = try StreamedPanel(
          sources, schema: schema, by: ["sexo"], threads: threads, blockSize: blockSize, memory: memory)
        #expect(streamed.identifierKind == given.names.kind)
        let isExpected = Self.found(streamed.cube) == expected
        #expect(isExpected, "threads \(threads), blocks of \(blockSize)")
        #expect(streamed.accounts.map { $0.setAside[.invalidIdentifier] ?? 0 } == invalid)
        #expect(
          streamed.findings.contains { $0.code == .identifierKind }
            == (!given.names.isStated && given.names.kind != .rut))
        let reference = first ?? streamed
        first = reference
        let isSame = streamed.cube == reference.cube && streamed.accounts == reference.accounts
        #expect(isSame && streamed.findings == reference.findings)
        let rosters = try sources.map {
          try RosterReader(schema: schema, threads: threads, blockSize: blockSize).read(
            year: $0.year, paths: $0.paths)
        }
        let panel = try Panel(rosters: rosters, schema: schema)
        let sex = panel.observedDimension(field: "sexo")
        let cube = panel.trajectories(
          strata: [PersonStratum("sexo", rule: .firstRecord(sex))],
          dimensions: try DimensionTable([sex], panel: panel), amount: "monto", threads: threads
        ).cube
        let isSameInMemory = cube == streamed.cube
        #expect(isSameInMemory)
        #expect(panel.years.indices.map { panel.account(year: $0) } == streamed.accounts)
        #expect(panel.people == expected.values.reduce(0) { $0 + $1.people })
      }
    }
  }

  @Test("states stand in the schema's order and then in theirs, streamed and in memory")
  func stateOrder() throws {
    try TemporaryFolder.with { folder in
      var schema = PanelFixture.schema()
      schema.identifierKind = .text
      schema.stateOrder = ["3", "x", "1"]
      var sources: [StreamedPanel.Source] = []
      for (year, states) in [(2014, [1, 2, 3, 2]), (2015, [3, 2, 1, 4])] {
        let text = states.enumerated().reduce("run;tramo;monto\n") { $0 + "p\($1.offset);\($1.element);10\n" }
        sources.append(.init(year: year, paths: [try folder.write(text, to: "\(year).csv")]))
      }
      let streamed = try StreamedPanel(sources, schema: schema, threads: 2)
      let rosters = try sources.map {
        try RosterReader(schema: schema, threads: 1).read(year: $0.year, paths: $0.paths)
      }
      let panel = try Panel(rosters: rosters, schema: schema)
      #expect(panel.stateLabels == ["3", "1", "2", "4"] && streamed.cube.stateLabels == panel.stateLabels)
      let cube = panel.trajectories(
        strata: [], dimensions: try DimensionTable([], panel: panel), amount: "monto", threads: 1
      ).cube
      #expect(cube == streamed.cube)
    }
  }

  @Test("records that do not fit in memory go to a temporary file, with the same result to the bit")
  func spilled() throws {
    try TemporaryFolder.with { folder in
      var schema = PanelFixture.schema(duplicates: .first)
      schema.identifierKind = .text
      var sources: [StreamedPanel.Source] = []
      for year in 2014...2015 {
        var generator = PCG64(seed: UInt64(year), stream: 3)
        var text = "run;tramo;monto\n"
        // More than the chunks that always stay in memory hold: 641 of 512 records.
        for row in 0..<250_000 {
          text +=
            "p\(row);\(generator.nextInteger(in: 1...2));\(generator.nextInteger(below: 9) * 1_000_000_000)\n"
        }
        // A quote far down makes the file begin again, after much of it has been spilled.
        if year == 2015 { text += "\"p0\";2;3\n" }
        sources.append(.init(year: year, paths: [try folder.write(text, to: "\(year).csv")]))
      }
      let whole = try StreamedPanel(sources, schema: schema, threads: 1)
      for threads in 1...2 {
        let spilled = try StreamedPanel(sources, schema: schema, threads: threads, memory: 1)
        #expect(spilled.cube == whole.cube)
        #expect(spilled.accounts == whole.accounts && spilled.findings == whole.findings)
      }
      #expect(whole.cube.people == 250_000)
      #expect(whole.accounts.map(\.used) == [250_000, 250_000])
    }
  }

  @Test("people are numbered in the order in which they are first met")
  func order() throws {
    var schema = PanelFixture.schema()
    schema.identifierKind = .text
    // The state of a person is its place in the order.
    let panel = try PanelFixture.panel(
      [
        (2015, ["run;tramo;monto\nc;4;1\nb;1;1\n"]),
        (2014, ["run;tramo;monto\nb;1;1\nz;2;1\n", "run;tramo;monto\na;3;1\n"]),
      ],
      schema)
    #expect(panel.states == [1, 1, 2, 0, 3, 0, 0, 4])
  }

  @Test("years whose identifiers are of different kinds make no panel")
  func kinds() throws {
    try TemporaryFolder.with { folder in
      let schema = PanelFixture.schema()
      let numbers = (1...9).map { "\($0);1;1\n" }.joined()
      let texts = (1...9).map { "a\($0);1;1\n" }.joined()
      let first = try PanelFixture.roster(2014, ["run;tramo;monto\n" + numbers], schema, in: folder)
      let second = try PanelFixture.roster(2015, ["run;tramo;monto\n" + texts], schema, in: folder)
      #expect(throws: PanelError.identifierKinds(year: 2014, kind: "rut", otherYear: 2015, otherKind: "text"))
      {
        try Panel(rosters: [first, second], schema: schema)
      }
    }
  }

  @Test("conflicting records of a text stop, with file and line of both and no identifier")
  func stop() throws {
    try TemporaryFolder.with { folder in
      var schema = PanelFixture.schema()
      schema.identifierKind = .text
      let path = try folder.write("run;tramo;monto\nx1;1;10\nx2;2;20\n \"x1\";2;10\n", to: "a.csv")
      let expected = PanelError.conflictingRecords(
        year: 2014, people: 1, file: path, line: 4, otherFile: path, otherLine: 2)
      #expect(!expected.description.contains("x1"))
      #expect(throws: expected) {
        try StreamedPanel([.init(year: 2014, paths: [path])], schema: schema, threads: 2)
      }
    }
  }
}
