import Kernels
import Rosters
import TableFiles
import Testing

@Suite("kinds of identifiers")
struct IdentifierKindTests {
  private static func schema(_ kind: IdentifierKind? = nil, digit: String? = nil) -> RosterSchema {
    var dialect = DialectOptions()
    dialect.delimiter = UInt8(ascii: ";")
    return RosterSchema(
      identifier: "id", digit: digit, identifierKind: kind, state: .present, dialect: dialect)
  }

  private static func roster(_ fields: [String], _ kind: IdentifierKind? = nil) throws -> Roster {
    try RosterFiles.read(
      "x;id\n" + fields.map { "1;\($0)\n" }.joined(), schema(kind), blockSize: 64, threads: 2)
  }

  struct Sample: Sendable, CustomTestStringConvertible {
    let name: String
    let kind: IdentifierKind
    let fields: [String]
    var testDescription: String { name }
  }

  static let samples: [Sample] = [
    Sample(name: "small numbers", kind: .rut, fields: (1...40).map { String($0 * 107_374_182) }),
    Sample(name: "RUTs", kind: .rut, fields: (1...40).map { "12.345.6\($0 + 10)-5" }),
    Sample(
      name: "RUTs with odd fields", kind: .rut,
      fields: (1...40).map { $0 % 3 == 0 ? "sin run" : String($0 + 9_000_000) }),
    Sample(
      name: "RUTs with numbers that ran together", kind: .rut,
      fields: (1...40).map { $0 % 3 == 0 ? "123456789012345" : String($0 + 9_000_000) }),
    Sample(name: "64-bit numbers", kind: .number, fields: (1...40).map { String(UInt64.max / UInt64($0)) }),
    Sample(
      name: "signed 64-bit numbers", kind: .number,
      fields: (1...40).map { index in index % 2 == 0 ? "-\(1 << 40 + index)" : "\(1 << 50 + index)" }),
    Sample(
      name: "64-bit numbers, a tenth of them odd", kind: .number,
      fields: (1...40).map { $0 % 10 == 0 ? "NA" : String(UInt64.max / UInt64($0)) }),
    Sample(name: "hashes", kind: .text, fields: (1...40).map { "9f86d081884c7d659a2feaa0c55ad0\($0 + 10)" }),
    Sample(name: "masks", kind: .text, fields: (1...40).map { " A\($0)B2-77 " }),
    Sample(name: "too few to tell", kind: .rut, fields: ["a", "b", "c", "d", "", " "]),
    Sample(name: "nothing", kind: .rut, fields: []),
    Sample(name: "numbers with a fraction", kind: .rut, fields: (1...40).map { "123456\($0 + 10).0" }),
    Sample(name: "numbers with an exponent", kind: .rut, fields: (1...40).map { "1.234\($0 + 10)E+17" }),
    Sample(
      name: "the same few texts", kind: .rut, fields: (1...80).map { ["NA", "S/I", "sin run", "?a"][$0 % 4] }),
    Sample(name: "a text many times", kind: .text, fields: (1...100).map { "A\($0 / 12)" }),
    Sample(
      name: "numbers among masks", kind: .rut, fields: (1...40).map { $0 % 5 == 0 ? String($0) : "A\($0)" }),
  ]

  @Test("are found out from the first rows", arguments: samples)
  func detection(_ sample: Sample) throws {
    let roster = try Self.roster(sample.fields)
    #expect(roster.kind == sample.kind)
    let said = roster.findings.filter { $0.code == .identifierKind }
    #expect(said.map(\.column) == (sample.kind == .rut ? [] : ["id"]))
    #expect(said.map(\.count) == (sample.kind == .rut ? [] : [sample.fields.count]))
    // What is stated is not said again.
    let stated = try Self.roster(sample.fields, sample.kind)
    #expect(stated.kind == sample.kind && !stated.findings.contains { $0.code == .identifierKind })
    #expect(stated.keys == roster.keys && stated.identifiers == roster.identifiers)
  }

  @Test("a column of check digits means RUTs")
  func digits() throws {
    let roster = try RosterFiles.read(
      "id;dv\n" + (1...20).map { "A\($0);1\n" }.joined(), Self.schema(digit: "dv"))
    #expect(roster.kind == .rut && roster.rows == 0)
    #expect(roster.files[0].setAside == [.invalidIdentifier: 20])
  }

  /// Texts of numbers and their values; nil is none.
  static let numbers: [(String, Int128?)] = [
    ("7", 7), ("007", 7), ("+7", 7), ("-7", -7), (" 7\t", 7), ("\"7\"", 7), ("\" 7 \"", 7),
    ("1.234.567", 1_234_567), ("1,234,567", 1_234_567), ("4294967296", 4_294_967_296),
    ("18446744073709551615", Int128(UInt64.max)), ("018446744073709551615", Int128(UInt64.max)),
    ("18446744073709551616", nil), ("99999999999999999999999999", nil),
    ("-9223372036854775808", Int128(Int64.min)), ("-9223372036854775809", nil), ("0", nil), ("-0", nil),
    ("000", nil), ("", nil), ("  ", nil), ("\"\"", nil), ("-", nil), ("7a", nil), ("7.0", nil),
    ("1.2345", nil),
    ("1.234.56", nil), ("1.234,567", nil), (".123", nil), ("1234.567", nil), ("1.8e19", nil), ("7 7", nil),
    ("--7", nil), ("0x7", nil), ("12345678-5", nil), ("\u{0667}", nil),
  ]

  @Test("numbers are their own keys, whatever way they are written", arguments: numbers)
  func number(text: String, value: Int128?) throws {
    let roster = try Self.roster([text, "5"], .number)
    #expect(roster.keys == (value.map { [UInt128(truncatingIfNeeded: $0)] } ?? []) + [5])
    #expect(roster.files[0].setAside == (value == nil ? [.invalidIdentifier: 1] : [:]))
  }

  @Test("texts are the same person exactly where they are the same text, spaces and quotes around them aside")
  func texts() throws {
    // Groups of fields that say the same.
    let groups: [[String]] = [
      ["A1B2-77", " A1B2-77", "A1B2-77\t ", "\"A1B2-77\"", "\" A1B2-77 \""], ["a1b2-77"], ["A1B2-7"], ["7"],
      ["007", "\"007\""], ["a\"b", "\"a\"\"b\""], ["a\"\"b"], ["\"x;y\""],
      ["ñandú", "\"ñandú\""], ["nandu"], ["n\u{303}andu\u{301}"], ["ÑANDÚ"], ["\"a\nb\""], ["a  b"], ["a b"],
      ["0"], ["-"], ["NA"], ["\u{a0}A"],
    ]
    let fields = groups.flatMap { $0 }
    let roster = try Self.roster(fields, .text)
    #expect(roster.rows == fields.count)
    var keys: [[UInt128]] = []
    var row = 0
    for group in groups {
      keys.append(Array(roster.keys[row..<row + group.count]))
      row += group.count
    }
    for (group, keys) in zip(groups, keys) { #expect(Set(keys).count == 1, "\(group)") }
    #expect(Set(keys.map { $0[0] }).count == groups.count)
    let empty = try Self.roster(["", " ", "\"\"", "\"  \"", "x"], .text)
    #expect(empty.rows == 1 && empty.files[0].setAside == [.invalidIdentifier: 4])
  }

  @Test("a text is the same person in files of different encodings")
  func encodings() throws {
    let rows = (1...30).map { "1;Ñ\($0)é\n" }.joined()
    let files = try RosterFiles()
    let utf8 = try files.write("x;id\n" + rows, "utf8.csv")
    let latin = try files.write(
      ("x;id\n" + rows).unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }, "latin.csv")
    let first = try RosterReader(schema: Self.schema(.text)).read(year: 2014, paths: [utf8])
    let second = try RosterReader(schema: Self.schema(.text)).read(year: 2015, paths: [latin])
    #expect(first.files[0].encoding == .utf8 && second.files[0].encoding == .latin1)
    #expect(first.keys == second.keys && Set(first.keys).count == 30)
  }
}
