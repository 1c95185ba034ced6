import Columns
import Kernels
import TableFiles
import Testing

@Suite("number parsers")
struct NumberParsersTests {
  private static let comma = UInt8(ascii: ",")
  private static let point = UInt8(ascii: ".")

  // Oracle: Python's decimal, quantize to nine places with ROUND_HALF_UP, times 10⁹; grouping by hand.
  @Test(
    "decimals with a point",
    arguments: [
      ("0", 0), ("6.3", 6_300_000_000), ("-6.3", -6_300_000_000), ("+6.3", 6_300_000_000),
      (".5", 500_000_000),
      ("5.", 5_000_000_000), ("-0", 0), ("007", 7_000_000_000), ("1,234.5", 1_234_500_000_000),
      ("1,234,567", 1_234_567_000_000_000), ("0.15000000000000002", 150_000_000), ("0.0000000004999", 0),
      ("0.0000000005", 1), ("-0.0000000005", -1), ("0.9999999999", 1_000_000_000),
      ("9223372036.854775807", Int64.max), ("9223372036.8547758074", Int64.max),
      ("1e3", 1_000_000_000_000), ("1.5E-3", 1_500_000), ("-2.5e+2", -250_000_000_000), ("1e-9", 1),
      ("5e-10", 1),
      ("4.9e-10", 0), ("1e-400", 0), ("0e99", 0), ("9007199.254740993e0", 9_007_199_254_740_993),
      ("123456789.123456789e0", 123_456_789_123_456_789), ("1,234e3", 1_234_000_000_000_000),
      ("0.000000000012e11", 1_200_000_000),
    ] as [(String, Int64)])
  func decimal(_ text: String, _ expected: Int64) throws {
    let parsed = try ReadTable.parse([text], with: DecimalParser(), mark: Self.point)
    #expect(parsed.values == [expected])
    #expect(parsed.refused == 0)
  }

  @Test(
    "decimals with a comma",
    arguments: [
      ("6,3", 6_300_000_000), ("1.234,5", 1_234_500_000_000), ("1.234.567,25", 1_234_567_250_000_000),
      ("51.500", 51_500_000_000_000), ("0,15", 150_000_000), ("1,5e2", 150_000_000_000),
      ("1.234e3", 1_234_000_000_000_000),
    ] as [(String, Int64)])
  func decimalComma(_ text: String, _ expected: Int64) throws {
    #expect(try ReadTable.parse([text], with: DecimalParser(), mark: Self.comma).values == [expected])
  }

  @Test(
    "what is no decimal is refused and counted",
    arguments: [
      "x", "-", "+", ".", "1.2.3", "1,23", "1,2345", "12,34,567", ",123", "1234,567", "0,123", "1,234,",
      "1 2", "1e",
      "e5", "1e+", "1e5x", "--1", "1-", "NaN", "inf", "0x10", "9223372036.854775808", "9223372036.8547758075",
      "99999999999999999999", "1e10", "9.3e9", "1e400", "1e99999999999999999999", "$5", "5%", "٣",
      "1.5\u{a0}",
    ])
  func noDecimal(_ text: String) throws {
    let parsed = try ReadTable.parse(["1", text], with: DecimalParser(), mark: Self.point)
    #expect(parsed.values == [1_000_000_000, nil])
    #expect(parsed.refused == 1)
  }

  @Test(
    "whole numbers",
    arguments: [
      ("0", 0), ("51500", 51500), ("-7", -7), ("+7", 7), ("51,500", 51500), ("51500.0", 51500),
      ("51500.", 51500),
      ("999999999999999999", 999_999_999_999_999_999), ("9223372036854775807", .max),
      ("000000000000000000012", 12),
      ("1,234,567.00", 1_234_567), ("51500.0000000000", 51500),
    ] as [(String, Int64)])
  func integer(_ text: String, _ expected: Int64) throws {
    let parsed = try ReadTable.parse([text], with: IntegerParser(), mark: Self.point)
    #expect(parsed.values == [expected])
    #expect(parsed.refused == 0)
  }

  @Test(
    "what is no whole number",
    arguments: [
      "1.5", "0.0000000001", "1.0000000004", "x", "9223372036854775808", "1e3", "12,34", "-", "1 000",
      "51.5.0",
    ])
  func noInteger(_ text: String) throws {
    let parsed = try ReadTable.parse([text, "3"], with: IntegerParser(), mark: Self.point)
    #expect(parsed.values == [nil, 3])
    #expect(parsed.refused == 1)
  }

  @Test("an empty field is missing, not refused")
  func empty() throws {
    for parser in [DecimalParser(), IntegerParser()] as [any FieldParser] {
      let parsed = try ReadTable.parse(["", "  ", "4"], with: parser)
      #expect(parsed.values.prefix(2) == [nil, nil])
      #expect(parsed.refused == 0)
    }
  }

  // Oracle: `Exact`, which reads the digits without bound and rounds once.
  @Test("random decimals of any length")
  func random() throws {
    var generator = PCG64(seed: 41, stream: 0)
    var texts: [String] = []
    for _ in 0..<2000 {
      let whole = (0..<generator.nextInteger(below: 11)).map { _ in String(generator.nextInteger(below: 10)) }
      let rest = (0..<(1 + generator.nextInteger(below: 14))).map { _ in
        String(generator.nextInteger(below: 10))
      }
      texts.append((generator.next() & 1 == 0 ? "-" : "") + whole.joined() + "." + rest.joined())
    }
    let expected = texts.map { Exact(decimal: $0).flatMap { FixedDecimal.stored($0) } }
    #expect(try ReadTable.parse(texts, with: DecimalParser()).values == expected)
  }

  @Test("a field on its own")
  func single() {
    #expect(SingleField.parses(Array("6,3".utf8), with: DecimalParser(), decimalMark: Self.comma))
    #expect(!SingleField.parses(Array("6,3".utf8), with: DecimalParser(), decimalMark: Self.point))
    #expect(!SingleField.parses([], with: DecimalParser(), decimalMark: Self.point))
    #expect(!SingleField.parses(Array("  ".utf8), with: IntegerParser(), decimalMark: Self.point))
  }
}
