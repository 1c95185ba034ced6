import Kernels
import Panels
import Rosters
import TestFixtures
import Testing

@Suite("Join of years by person")
struct PanelJoinTests {
  /// Four people by hand; the years are given out of order.
  @Test func byHand() throws {
    let panel = try PanelFixture.panel(
      [
        (2016, ["run;tramo;monto\n4;2;7\n1;2;8\n"]), (2014, ["run;tramo;monto\n3;1;1\n1;1;2\n2;2;3\n"]),
        (2015, ["run;tramo;monto\n2;1;4\n4;2;5\n3;1;6\n"]),
      ], PanelFixture.schema())
    #expect(panel.years == [2014, 2015, 2016])
    #expect(panel.people == 4)
    #expect(panel.stateLabels == ["1", "2"])
    #expect(panel.states == [1, 0, 2, 2, 1, 0, 1, 1, 0, 0, 2, 2])
    #expect(panel.findings.isEmpty)
    let cube = panel.trajectories(amount: "monto")
    #expect(
      cube.cells == [
        .init(states: [0, 2, 2], people: 1, amounts: [0, 5, 7], squares: 74),
        .init(states: [1, 0, 2], people: 1, amounts: [2, 0, 8], squares: 68),
        .init(states: [1, 1, 0], people: 1, amounts: [1, 6, 0], squares: 37),
        .init(states: [2, 1, 0], people: 1, amounts: [3, 4, 0], squares: 25),
      ])
  }

  @Test("states of the years are put together: whole numbers by size, then text")
  func stateLabels() throws {
    let panel = try PanelFixture.panel(
      [(2014, ["run;tramo\n1;10\n2;b\n"]), (2015, ["run;tramo\n1;9\n2;a\n3;02\n4;10,0\n"])],
      PanelFixture.schemaWithoutAmount)
    #expect(panel.stateLabels == ["2", "9", "10", "a", "b"])
    #expect(panel.states == [3, 2, 5, 4, 0, 1, 0, 3])
  }

  /// Of ten rows of a year one stays for each reason, by hand.
  @Test("every row read is used or set aside for a reason")
  func reconciliation() throws {
    var schema = PanelFixture.schema(fields: [.init("pos", type: .decimal)], duplicates: .first)
    schema.digit = "dv"
    schema.state = .cut(field: "pos", at: [.init(15, over: 100), .init(30, over: 100)])
    func digit(_ body: UInt32) -> String { PanelFixture.digit(of: body) }
    let rows = [
      "1000;\(digit(1000));0.15;5", "1001;\(digit(1001));0.150001;6", "1002;\(digit(1003));0.1;7",
      "no;1;0.1;8", "1004;\(digit(1004));;9", "1005;\(digit(1005));0.300001;10",
      "1000;\(digit(1000));0.15;5", "1001;\(digit(1001));0.2;6", "1006;\(digit(1006));0.3;11;extra;more",
      "1007;\(digit(1007));0.3;12",
    ]
    let text = "run;dv;pos;monto\n" + rows.joined(separator: "\n") + "\n"
    let other = "run;dv;pos;monto\n1007;\(digit(1007));0;1\n1008;\(digit(1008));0.3;1\n"
    schema.fields.removeAll { $0.name == "tramo" }
    let panel = try PanelFixture.panel([(2014, [text]), (2015, [other])], schema)
    let account = panel.account(year: 0)
    #expect(account.read == 10)
    #expect(
      account.setAside == [
        .invalidIdentifier: 1, .invalidCheckDigit: 1, .missingState: 1, .stateOutOfRange: 1,
        .duplicateIdentical: 1, .duplicateConflicting: 1, .malformedRow: 1,
      ])
    #expect(account.used == 3)
    let cube = panel.trajectories()
    #expect(cube.people(where: { $0.states[0] != 0 }) == account.used)
    #expect(cube.people(where: { $0.states[1] != 0 }) == panel.account(year: 1).used)
    #expect(cube.cells.map(\.states) == [[0, 2], [1, 0], [2, 0], [2, 1]])
    #expect(cube.people == panel.people)
    #expect(panel.people == 4)
  }

  @Test("years that do not make a panel are refused")
  func refusals() throws {
    let schema = PanelFixture.schema()
    try TemporaryFolder.with { folder in
      let good = try PanelFixture.roster(2014, ["run;tramo;monto\n1;1;1\n"], schema, in: folder)
      let empty = try PanelFixture.roster(2015, ["run;tramo;monto\nx;1;1\n2;;1\n"], schema, in: folder)
      #expect(throws: PanelError.noYears) { try Panel(rosters: [], schema: schema) }
      #expect(throws: PanelError.yearTwice(2014)) { try Panel(rosters: [good, good], schema: schema) }
      #expect(throws: PanelError.noValidRow(year: 2015, read: 2)) {
        try Panel(rosters: [good, empty], schema: schema)
      }
      let many = try (0..<65).map {
        try PanelFixture.roster(1950 + $0, ["run;tramo;monto\n1;1;1\n"], schema, in: folder)
      }
      #expect(throws: PanelError.tooManyYears(65)) { try Panel(rosters: many, schema: schema) }
      #expect(try Panel(rosters: Array(many.prefix(64)), schema: schema).people == 1)
    }
  }

  @Test("more states than are kept apart are an error, not a crash", arguments: [254, 255, 700])
  func manyStates(count: Int) throws {
    let text = "run;tramo\n" + (1...count).map { "\($0);s\($0)\n" }.joined()
    let read = { try PanelFixture.panel([(2014, [text])], PanelFixture.schemaWithoutAmount) }
    if count <= 254 {
      #expect(try read().stateLabels.count == count)
    } else {
      #expect(throws: PanelError.tooManyStates(count)) { try read() }
    }
  }

  @Test("values that should not change between years")
  func identities() throws {
    let schema = PanelFixture.schema(
      fields: [.init("sexo", type: .text), .init("nacido", type: .date)], identities: ["sexo", "nacido"])
    // Texts are numbered as they come: M before H in one year, H before M in the other.
    let panel = try PanelFixture.panel(
      [
        (
          2014,
          [
            "run;tramo;monto;sexo;nacido\n1;1;1;M;2000-01-31\n2;1;1;H;2000-02-01\n3;1;1;;2000-03-01\n"
              + "4;1;1;H;\n"
          ]
        ),
        (
          2015,
          [
            "run;tramo;monto;sexo;nacido\n2;1;1;H;2000-02-02\n1;1;1;M;31-01-2000\n3;1;1;H;2000-03-01\n"
              + "4;1;1;M;2001-01-01\n5;1;1;M;2001-01-01\n"
          ]
        ),
      ], schema)
    #expect(panel.identities.map(\.field) == ["sexo", "nacido"])
    #expect(panel.identities.map(\.compared) == [3, 3])
    #expect(panel.identities.map(\.changed) == [1, 1])
    #expect(panel.findings.map(\.code) == [.identityChange, .identityChange])
    #expect(panel.findings.map(\.count) == [1, 1])
    #expect(panel.findings.map(\.column) == ["sexo", "nacido"])
  }
}
