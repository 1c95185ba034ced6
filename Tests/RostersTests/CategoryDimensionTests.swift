import Columns
import Kernels
import Rosters
import TableFiles
import Testing

/// Oracle: worked by hand.
@Suite("dimensions")
struct CategoryDimensionTests {
  private static func roster(_ values: [String], _ type: FieldType) throws -> Roster {
    let rows = values.enumerated().map { "\(RUT(body: UInt32($0 + 1))?.formatted ?? "")\t\($1)\n" }
    let schema = RosterSchema(
      identifier: "RUT", fields: [FieldDefinition("V", type: type)], state: .present,
      dialect: .init(delimiter: 9, decimalMark: UInt8(ascii: ".")))
    return try RosterFiles.read("RUT\tV\n" + rows.joined(), schema)
  }

  private static func codes(_ values: [String], _ type: FieldType, _ rule: CategoryDimension.Rule) throws
    -> DimensionCodes
  {
    try roster(values, type).codes(of: CategoryDimension("d", members: [], rule: rule)) { _ in
      DimensionCodes(codes: [])
    }
  }

  @Test("texts as members; what is unknown is counted and located, what is missing is not")
  func values() throws {
    let found = try Self.codes(
      ["M", "f", "02", "x", "", "F", "y", "2.0"], .text,
      .values(field: "V", ["M": 0, "F": 1, "2": 1]))
    #expect(found.codes == [1, 2, 2, 0, 0, 2, 0, 2])
    #expect(found.unknown == 2)
    #expect(found.firstUnknownRow == 3)
  }

  @Test("whole numbers as members", arguments: [1, 1_000_000])
  func numbers(_ factor: Int) throws {
    let found = try Self.codes(
      ["\(3 * factor)", "-1", "", "\(-2 * factor)", "\(4 * factor)", "007"], .integer,
      .values(field: "V", ["\(3 * factor)": 0, "\(-2 * factor)": 1, "7": 2]))
    #expect(found.codes == [1, 0, 0, 2, 0, 3])
    #expect(found.unknown == 2)
    #expect(found.firstUnknownRow == 1)
  }

  @Test("no members: everything is unknown")
  func noMembers() throws {
    let found = try Self.codes(["0", "1", ""], .integer, .values(field: "V", [:]))
    #expect(found.codes == [0, 0, 0])
    #expect(found.unknown == 2)
  }

  private static func interval(_ notation: String) throws -> Interval {
    try #require(Interval(notation: notation))
  }

  @Test("bands of decimals, ends inside and outside")
  func bands() throws {
    let rule = CategoryDimension.Rule.bands(
      field: "V",
      try ["[1, 5)", "[5, 5.5]", "(5.5, 6.3)", "[6.3, 7]"].map { try Self.interval($0) })
    let found = try Self.codes(
      [
        "1", "0.999999999", "4.999999999", "5", "5.5", "5.500000001", "6.299999999", "6.3", "7",
        "7.000000001", "",
        "-1",
      ], .decimal, rule)
    #expect(found.codes == [1, 0, 1, 2, 2, 3, 3, 4, 4, 0, 0, 0])
    #expect(found.unknown == 3)
    #expect(found.firstUnknownRow == 1)
  }

  @Test("bands of whole numbers between fractions")
  func integerBands() throws {
    let rule = CategoryDimension.Rule.bands(
      field: "V",
      try ["(0, 2)", "[2, 2.5)", "(2.5, 10]", "(10, 11)", "[-7.5, -2.5]"].map { try Self.interval($0) })
    let found = try Self.codes(["0", "1", "2", "3", "10", "11", "-3", "-7", "-8", "-2"], .integer, rule)
    #expect(found.codes == [0, 1, 2, 3, 3, 0, 5, 5, 0, 0])
    #expect(found.unknown == 4)
  }

  @Test("bands beyond what a field can hold")
  func hugeBands() throws {
    for (notation, expected) in [
      ("[0, 100000000000000000000]", [1, 1, 0]),
      ("[100000000000000000000, 200000000000000000000]", [0, 0, 0]),
      ("[-100000000000000000000, 0]", [1, 0, 1]),
      ("[-200000000000000000000, -100000000000000000000)", [0, 0, 0]),
      ("(-100000000000000000000, 100000000000000000000)", [1, 1, 1]),
    ] as [(String, [UInt16])] {
      for type in [FieldType.integer, .decimal] {
        let found = try Self.codes(
          ["0", "5", "-5"], type, .bands(field: "V", [try Self.interval(notation)]))
        #expect(found.codes == expected, "\(notation)")
      }
    }
  }

  @Test("groups of another dimension; members of none are missing")
  func groups() throws {
    let roster = try Self.roster(["x", "y", "z", "x"], .text)
    let other = DimensionCodes(codes: [1, 2, 3, 0])
    let dimension = CategoryDimension(
      "zone", members: ["a", "b"], rule: .groups(of: "region", [0: 1, 1: 0]))
    var asked: [String] = []
    let found = roster.codes(of: dimension) { name in
      asked.append(name)
      return other
    }
    #expect(asked == ["region"])
    #expect(found.codes == [2, 1, 0, 0])
  }

  @Test("the source of each rule")
  func source() {
    let rules: [CategoryDimension.Rule] = [
      .values(field: "V", [:]), .bands(field: "V", []), .groups(of: "V", [:]), .cohort(of: "V", first: 3),
    ]
    for (index, rule) in rules.enumerated() {
      let dimension = CategoryDimension("d", members: [], rule: rule)
      #expect(dimension.source == "V")
      #expect(dimension.isPersonLevel == (index == 3))
    }
  }

  @Test(
    "intervals in notation",
    arguments: [
      ("[5, 6)", "5", "6", true, false), ("(5,6]", "5", "6", false, true),
      ("[ -1.5 , 2 ]", "-1.5", "2", true, true),
      ("(0,0)", "0", "0", false, false),
    ])
  func notation(_ text: String, _ low: String, _ high: String, _ includesLow: Bool, _ includesHigh: Bool) {
    #expect(
      Interval(notation: text)
        == Interval(from: .of(low), to: .of(high), includesLow: includesLow, includesHigh: includesHigh))
  }

  @Test(
    "what is no interval",
    arguments: ["", "[", "[]", "5, 6", "[5 6]", "[6, 5]", "[5, 6, 7]", "[a, b]", "[5,]", "5]"])
  func noInterval(_ text: String) { #expect(Interval(notation: text) == nil) }
}
