import Columns
import Foundation
import Kernels
import TableFiles
import Testing

@Suite("numbers as doubles")
struct RealParserTests {
  static func parse(_ fields: [String], mark: UInt8 = UInt8(ascii: ".")) throws -> (
    values: [Double?], refused: Int
  ) {
    let folder = try TemporaryFolder()
    let path = try folder.file("key\tvalue\n" + fields.map { "k\t\($0)\n" }.joined())
    let options = DialectOptions(delimiter: 9, decimalMark: mark, encoding: .utf8)
    let read = try DelimitedReader(options: options, threads: 1)
      .read(path: path, columns: [ColumnRequest(name: "value", headers: ["value"], parser: RealParser())])
    guard case .real(let values) = read.columns[0].values else { return ([], 0) }
    return (
      values.indices.map { read.columns[0].validity[$0] ? values[$0] : nil }, read.failures[0].count
    )
  }

  // Oracle: the compiler's own reading of the literals.
  @Test(
    "written numbers",
    arguments: [
      ("0", 0), ("-0", -0.0), ("1", 1), ("+1.5", 1.5), (".5", 0.5), ("5.", 5), ("1e3", 1000),
      ("-2.5E-3", -0.0025),
      ("0.1", 0.1), ("123456789012345678", 123_456_789_012_345_680),
      ("9007199254740993", 9_007_199_254_740_992),
      ("3.141592653589793238462643383279", 3.141592653589793238462643383279), ("1e308", 1e308),
      ("1e400", .infinity),
      ("5e-324", .leastNonzeroMagnitude),
      ("2.2250738585072011e-308", Double(bitPattern: 0x000f_ffff_ffff_ffff)), ("1e-400", 0),
      ("1,234.5", 1234.5),
      ("1,234,567", 1_234_567), ("Inf", .infinity), ("-inf", -.infinity), ("infinity", .infinity), ("007", 7),
      ("0.000000000000000000000001", 1e-24), ("100000000000000000000000000", 1e26), ("1e23", 1e23),
      ("8.5e22", 8.5e22),
      // Whole multiples of 2⁶⁴, nothing of which is left in a word.
      ("18446744073709551616", 0x1p64), ("-36893488147419103232", -0x1p65),
      ("184467440737095516160", 0x1.4p67),
      ("18446744073709551616.5", 0x1p64), ("1.8446744073709551616", 1.8446744073709551616),
    ] as [(String, Double)])
  func numbers(_ text: String, _ expected: Double) throws {
    let parsed = try Self.parse([text])
    #expect(parsed.values[0]?.bitPattern == expected.bitPattern)
    #expect(parsed.refused == 0)
  }

  @Test("marks of missing values and texts")
  func marks() throws {
    let missing = try Self.parse(["", "NA", "NaN", "nan", ".", "  "])
    #expect(missing.values == Array(repeating: nil, count: 6))
    #expect(missing.refused == 0)
    let texts = [
      "x", "na", "1.2.3", "-", "e5", "1e", "1e+", "1 2", "--1", "0x10", "1-", "12,34", "NULL", "-.",
      "infinit",
    ]
    let refused = try Self.parse(texts)
    #expect(refused.values.allSatisfy { $0 == nil })
    #expect(refused.refused == texts.count)
    #expect(
      try Self.parse(["6,3", "1.234,5", "1,5e2"], mark: UInt8(ascii: ",")).values == [6.3, 1234.5, 150])
  }

  // Oracle: `Double(_:)`, which rounds correctly.
  @Test("random numbers of any length are the nearest doubles")
  func random() throws {
    var generator = PCG64(seed: 8, stream: 0)
    var texts: [String] = []
    for round in 0..<30_000 {
      switch round % 3 {
      case 0: texts.append(Double(bitPattern: generator.next() & 0x7fef_ffff_ffff_ffff).description)
      case 1:
        let digits = String(generator.next())
        let cut = Int(generator.nextInteger(below: digits.count + 1))
        texts.append("-0\(digits.prefix(cut)).\(digits.dropFirst(cut))0")
      default:
        let digits = String(generator.next() >> UInt64(generator.nextInteger(below: 40)))
        texts.append("\(digits)e\(Int(generator.nextInteger(below: 80)) - 40)")
      }
    }
    // Halfway between two doubles, and next to it.
    texts += [
      "9007199254740993", "9007199254740993.0000000001", "9007199254740992.9999999", "4503599627370497.5",
    ]
    let parsed = try Self.parse(texts)
    for (text, value) in zip(texts, parsed.values) {
      #expect(value?.bitPattern == Double(text)?.bitPattern, "\(text)")
    }
  }
}
