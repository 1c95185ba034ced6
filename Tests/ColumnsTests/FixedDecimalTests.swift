import Columns
import Kernels
import Testing

@Suite("FixedDecimal")
struct FixedDecimalTests {
  // Oracle: Python's decimal, quantize to nine places with ROUND_HALF_UP, times 10⁹.
  @Test(
    "stored form",
    arguments: [
      ("0", 0), ("1", 1_000_000_000), ("-6.3", -6_300_000_000), ("0.15000000000000002", 150_000_000),
      ("0.0000000005", 1), ("-0.0000000005", -1), ("0.00000000049", 0), ("9223372036.854775807", Int64.max),
      ("-9223372036.854775808", Int64.min), ("9223372036.8547758074", Int64.max),
    ])
  func stored(_ text: String, _ expected: Int64) throws {
    #expect(FixedDecimal.stored(try #require(Exact(decimal: text))) == expected)
  }

  @Test("what does not fit", arguments: ["9223372036.854775808", "-9223372036.8547758085", "1000000000000"])
  func overflow(_ text: String) throws {
    #expect(FixedDecimal.stored(try #require(Exact(decimal: text))) == nil)
  }

  // Oracle: the law that a stored number is the same number again.
  @Test("exact and back", arguments: [0, 1, -1, 999_999_999, Int64.max, Int64.min, 123_456_789_012])
  func exact(_ stored: Int64) {
    #expect(FixedDecimal.stored(FixedDecimal.exact(stored)) == stored)
    #expect(FixedDecimal.exact(sum: Int128(stored)) == FixedDecimal.exact(stored))
    // One division of a double that holds the integer to half a unit.
    #expect(FixedDecimal.double(stored) == Double(stored) / 1e9)
  }

  // Oracle: worked by hand; a sum past 64 bits.
  @Test("sums past 64 bits")
  func sums() {
    let sum = Int128(Int64.max) * 3
    #expect(FixedDecimal.exact(sum: sum) == FixedDecimal.exact(Int64.max) * Exact(3))
  }
}
