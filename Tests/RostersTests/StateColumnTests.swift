import Kernels
import Rosters
import TableFiles
import Testing

/// Oracle: worked by hand.
@Suite("states")
struct StateColumnTests {
  /// Reads one column V of the given type under a rule, one person a row.
  private static func read(_ values: [String], _ type: FieldType, _ rule: StateRule, year: Int = 2014) throws
    -> Roster
  {
    let rows = values.enumerated().map { index, value in
      let rut = RUT(body: UInt32(index + 1))?.formatted ?? ""
      return "\(rut)\t\(value)\n"
    }
    let schema = RosterSchema(
      identifier: "RUT", fields: [FieldDefinition("V", type: type)], state: rule,
      dialect: .init(delimiter: 9, decimalMark: UInt8(ascii: ".")))
    return try RosterFiles.read("RUT\tV\n" + rows.joined(), schema, year: year)
  }

  private static func cut(_ value: String, _ points: [String], _ type: FieldType) throws -> String {
    let roster = try read([value], type, .cut(field: "V", at: points.map { Exact.of($0) }))
    if roster.rows == 1 { return roster.stateTexts[0] }
    return roster.files[0].setAside.keys.first?.rawValue ?? "nothing"
  }

  @Test(
    "cut points belong to the state below",
    arguments: [
      ("0", "1"), ("0.1", "1"), ("0.15", "1"), ("0.15000000000000002", "1"), ("0.1500000004", "1"),
      ("0.150000001", "2"), ("0.29999999999999999", "2"), ("0.3", "2"), ("0.300000001", "state_out_of_range"),
      ("-0.1", "state_out_of_range"), ("1e-1", "1"), ("", "missing_state"), ("x", "missing_state"),
      ("-0", "1"), ("1e10", "missing_state"),
    ])
  func cut(_ value: String, _ expected: String) throws {
    #expect(try Self.cut(value, ["0.15", "0.3"], .decimal) == expected)
  }

  @Test(
    "cut points between whole numbers",
    arguments: [
      ("0", "1"), ("1", "1"), ("2", "2"), ("3", "2"), ("4", "state_out_of_range"),
      ("-1", "state_out_of_range"),
      ("1.0", "1"), ("1.5", "missing_state"),
    ])
  func cutIntegers(_ value: String, _ expected: String) throws {
    #expect(try Self.cut(value, ["1.5", "3"], .integer) == expected)
  }

  @Test("all cut states exist, met or not")
  func cutLabels() throws {
    let roster = try Self.read(["0.2"], .decimal, .cut(field: "V", at: [.of("0.1"), .of("0.3"), .of("1")]))
    #expect(roster.stateLabels == ["1", "2", "3"])
    #expect(roster.states == [1])
  }

  @Test("given codes: whole numbers however written, text as it is, in order of appearance")
  func given() throws {
    let roster = try Self.read(
      ["2", "1", "02", "1.0", "A", "a", "", "1,00", "-1", "2 "], .text, .given(field: "V"))
    #expect(roster.stateTexts == ["2", "1", "2", "1", "A", "a", "1", "-1", "2"])
    #expect(roster.stateLabels == ["2", "1", "A", "a", "-1"])
    #expect(roster.files[0].setAside == [.missingState: 1])
  }

  @Test("values are translated, letter case and leading zeros ignored; labels by size, then text")
  func values() throws {
    let roster = try Self.read(
      ["a", "A", "02", "2", "c", "", "ten"], .text,
      .values(field: "V", ["A": "10", "2": "9", "ten": "other"]))
    #expect(roster.stateTexts == ["10", "10", "9", "9", "other"])
    #expect(roster.stateLabels == ["9", "10", "other"])
    #expect(roster.files[0].setAside == [.stateOutOfRange: 1, .missingState: 1])
    #expect(roster.finding(.stateOutOfRange)?.line == 6)
    #expect(roster.finding(.missingState)?.line == 7)
    #expect(roster.finding(.missingState)?.column == "V")
  }

  @Test("amounts of the year tell the state")
  func amount() throws {
    let rule = StateRule.amount(field: "V", [2014: [51500: "1", 103_000: "2"], 2015: [51500: "2"]])
    let values = ["51500", "103000", "51501", "", "51500.0"]
    let roster = try Self.read(values, .integer, rule)
    #expect(roster.stateTexts == ["1", "2", "1"])
    #expect(roster.files[0].setAside == [.stateOutOfRange: 1, .missingState: 1])
    #expect(try Self.read(values, .integer, rule, year: 2015).stateTexts == ["2", "2"])
    #expect(try Self.read(values, .integer, rule, year: 2016).rows == 0)
  }

  @Test("being there is the only state")
  func present() throws {
    let roster = try Self.read(["x", ""], .text, .present)
    #expect(roster.stateTexts == ["1", "1"])
  }

  @Test("labels of whole numbers")
  func labels() {
    #expect(["10", "b", "9", "a", "-1"].sorted(by: StateLabels.precedes) == ["-1", "9", "10", "a", "b"])
    #expect(
      StateLabels.ordered(["10", "b", "9", "a"], first: ["b", "x", "b", "10"]) == ["b", "10", "9", "a"])
    #expect(StateLabels.plain("007") == "7")
    #expect(StateLabels.plain("7,50") == "7,50")
    #expect(StateLabels.plain("x") == "x")
  }
}
