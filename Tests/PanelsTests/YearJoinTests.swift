import Panels
import Rosters
import TestFixtures
import Testing

@Suite("Records of one person and year")
struct YearJoinTests {
  /// Person 7 has four records of 2014, the third equal to the first, over two files; person 8 one in each year.
  static let files: [(Int, [String])] = [
    (2014, ["run;tramo;monto\n7;1;100\n7;2;300\n", "run;tramo;monto\n8;1;5\n7;1;100\n7;2;200\n"]),
    (2015, ["run;tramo;monto\n8;2;6\n"]),
  ]

  struct Case: Sendable, CustomTestStringConvertible {
    let rule: DuplicateRule
    /// State and amount of person 7 in 2014, nil where nothing is left of it.
    let kept: (state: UInt8, amount: Int128)?
    let conflicting: [[SetAside: Int]]
    var testDescription: String { rule.rawValue }
  }

  static let cases = [
    Case(
      rule: .first, kept: (1, 100),
      conflicting: [[.duplicateConflicting: 1], [.duplicateIdentical: 1, .duplicateConflicting: 1]]),
    Case(
      rule: .last, kept: (2, 200),
      conflicting: [[.duplicateConflicting: 2], [.duplicateIdentical: 1]]),
    Case(
      rule: .largest, kept: (2, 300),
      conflicting: [[.duplicateConflicting: 1], [.duplicateIdentical: 1, .duplicateConflicting: 1]]),
    Case(
      rule: .drop, kept: nil,
      conflicting: [[.duplicateConflicting: 2], [.duplicateIdentical: 1, .duplicateConflicting: 1]]),
  ]

  @Test("each conflict is listed with the place of the first two records")
  func listed() throws {
    let panel = try PanelFixture.panel(Self.files, PanelFixture.schema(duplicates: .first))
    let conflict = try #require(panel.conflicts.first)
    #expect(panel.conflicts.count == 1)
    // Person 7: three different records, the first two on lines 2 and 3 of the first file.
    #expect(conflict.year == 2014 && conflict.records == 3 && conflict.line == 2 && conflict.otherLine == 3)
    #expect(conflict.file == conflict.otherFile && conflict.file.hasSuffix("2014-0.csv"))
  }

  @Test("conflicting records go by the rule", arguments: cases)
  func conflicts(_ expected: Case) throws {
    let panel = try PanelFixture.panel(Self.files, PanelFixture.schema(duplicates: expected.rule))
    var cells = [TrajectoryCube.Cell(states: [1, 2], people: 1, amounts: [5, 6], squares: 61)]
    if let kept = expected.kept {
      cells.append(
        .init(
          states: [kept.state, 0], people: 1, amounts: [kept.amount, 0], squares: kept.amount * kept.amount))
      cells.sort { $0.states.lexicographicallyPrecedes($1.states) }
    }
    #expect(panel.trajectories(amount: "monto").cells == cells)
    #expect(panel.people == cells.count)
    #expect(panel.rosters[0].files.map(\.setAside) == expected.conflicting)
    let account = panel.account(year: 0)
    #expect(account.read == 5)
    #expect(account.used == cells.count)
    // The cube of records sees the same rows as the one of people.
    let none = try DimensionTable([], panel: panel)
    let records = try panel.records(
      by: ["anio", "tramo"], sums: ["monto"], dimensions: none, yearName: "anio", stateName: "tramo")
    #expect(records.cells.reduce(0) { $0 + $1.records } == cells.count + 1)
    #expect(
      records.cells.reduce(0) { $0 + $1.sums[0].total } == 11 + (expected.kept?.amount ?? 0))
  }

  @Test("under stop the first conflict is named by file and line")
  func stop() throws {
    let schema = PanelFixture.schema(duplicates: .stop)
    try TemporaryFolder.with { folder in
      let roster = try PanelFixture.roster(2014, Self.files[0].1, schema, in: folder)
      #expect(
        throws: PanelError.conflictingRecords(
          year: 2014, people: 1, file: folder.at("2014-0.csv"), line: 3, otherFile: folder.at("2014-0.csv"),
          otherLine: 2)
      ) { try Panel(rosters: [roster], schema: schema) }
    }
  }

  @Test("identical records are one, under every rule", arguments: DuplicateRule.allCases)
  func identical(rule: DuplicateRule) throws {
    let panel = try PanelFixture.panel(
      [(2014, ["run;tramo;monto\n9;1;3\n9;1;3\n", "run;tramo;monto\n9;1;3\n1;2;4\n"])],
      PanelFixture.schema(duplicates: rule))
    #expect(panel.account(year: 0).setAside == [.duplicateIdentical: 2])
    #expect(panel.rosters[0].files.map(\.setAside) == [[.duplicateIdentical: 1], [.duplicateIdentical: 1]])
    #expect(panel.trajectories(amount: "monto").cells.map(\.amounts) == [[3], [4]])
    #expect(panel.findings.map(\.code) == [.duplicateIdentical, .duplicateIdentical])
    #expect(panel.findings.map(\.line) == [3, 2])
  }

  @Test("records that differ only in a missing value conflict")
  func missingIsAValue() throws {
    let panel = try PanelFixture.panel(
      [(2014, ["run;tramo;monto\n9;1;3\n9;1;\n"])], PanelFixture.schema(duplicates: .largest))
    #expect(panel.account(year: 0).setAside == [.duplicateConflicting: 1])
    #expect(panel.trajectories(amount: "monto").cells.map(\.amounts) == [[3]])
  }

  @Test("a year of which drop leaves nobody is refused")
  func dropAll() {
    #expect(throws: PanelError.noValidRow(year: 2015, read: 2)) {
      try PanelFixture.panel(
        [(2014, ["run;tramo;monto\n1;1;1\n"]), (2015, ["run;tramo;monto\n1;1;1\n1;2;1\n"])],
        PanelFixture.schema(duplicates: .drop))
    }
  }
}
