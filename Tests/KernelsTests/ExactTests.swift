import BigInt
import Kernels
import Testing

@Suite("Exact")
struct ExactTests {
  // Oracle: worked by hand.
  @Test(
    "lowest terms, positive denominator",
    arguments: [
      (6, 4, 3, 2), (-6, 4, -3, 2), (6, -4, -3, 2), (-6, -4, 3, 2), (0, -7, 0, 1), (7, 7, 1, 1), (5, 1, 5, 1),
      (0, 1, 0, 1), (-3, 1, -3, 1),
    ])
  func reduction(_ a: Int, _ b: Int, _ numerator: Int, _ denominator: Int) {
    let ratio = Exact(a, over: b)
    #expect(ratio.numerator == BigInt(numerator))
    #expect(ratio.denominator == BigInt(denominator))
  }

  @Test("equal ratios are equal and hash alike")
  func equality() {
    #expect(Exact(2, over: 6) == Exact(-1, over: -3))
    #expect(Set([Exact(2, over: 6), Exact(1, over: 3), Exact(-1, over: 3)]).count == 2)
    #expect(Exact(Int128(1) << 100) == Exact(BigInt(1) << 100, 1))
  }

  // Oracle: a/b < c/d is the order of the integers a·d and c·b for positive b, d.
  @Test("order of all small fractions")
  func order() {
    for a in -4...4 {
      for b in 1...4 {
        for c in -4...4 {
          for d in 1...4 {
            #expect((Exact(a, over: b) < Exact(c, over: d)) == (a * d < c * b), "\(a)/\(b), \(c)/\(d)")
          }
        }
      }
    }
  }

  // Oracle: the laws of a field.
  @Test("field laws on small fractions")
  func laws() {
    let all = (-3...3).flatMap { a in (1...4).map { Exact(a, over: $0) } }
    for x in all {
      #expect(x + -x == .zero)
      #expect(x - x == .zero)
      #expect(x.isZero ? Exact.one / x == nil : (Exact.one / x).map { $0 * x } == .one)
      for y in all {
        #expect(x + y == y + x)
        #expect((x - y) + y == x)
        #expect((x / y).map { $0 * y } == (y.isZero ? nil : x))
        for z in all.prefix(7) { #expect(x * (y + z) == x * y + x * z) }
      }
    }
  }

  // Oracle: worked by hand.
  @Test("integers")
  func integers() {
    #expect(Exact(8, over: 4).isInteger)
    #expect(Exact(8, over: 4).integer == 2)
    #expect(Exact(8, over: 3).integer == nil)
    #expect(Exact(Int.min).integer == Int.min)
    #expect(Exact(BigInt(1) << 64, 1).integer == nil)
    #expect(Exact(BigInt(1) << 64, 1).isInteger)
  }

  // Oracle: worked by hand.
  @Test(
    "decimal text in",
    arguments: [
      ("0", 0, 1), ("12", 12, 1), ("-12", -12, 1), ("+1.5", 3, 2), ("0.15", 3, 20), (".5", 1, 2),
      ("5.", 5, 1),
      ("-0.0", 0, 1), ("007.250", 29, 4), ("-.125", -1, 8),
    ])
  func decimalIn(_ text: String, _ numerator: Int, _ denominator: Int) {
    #expect(Exact(decimal: text) == Exact(numerator, over: denominator))
  }

  @Test(
    "text that is no plain decimal",
    arguments: ["", "-", "+", ".", "-.", "1e3", "1,5", " 1", "1 ", "1.2.3", "--1", "1-", "٣", "NaN", "0x1"])
  func noDecimal(_ text: String) {
    #expect(Exact(decimal: text) == nil)
  }

  // Oracle: Python's decimal, quantize with ROUND_HALF_UP (half away from zero).
  @Test(
    "rounding half away from zero",
    arguments: [
      ("0.5", 0, "1"), ("-0.5", 0, "-1"), ("1.5", 0, "2"), ("2.5", 0, "3"), ("-2.5", 0, "-3"),
      ("0.49999999999999999999", 0, "0"), ("-0.49999999999999999999", 0, "0"), ("1.005", 2, "1.01"),
      ("-1.005", 2, "-1.01"), ("1.00499999999999999999", 2, "1.00"), ("0.0004", 3, "0.000"),
      ("-0.0004", 3, "0.000"), ("-0.0005", 3, "-0.001"), ("9.995", 2, "10.00"), ("99.5", 0, "100"),
      ("12", 3, "12.000"), ("-0.05", 1, "-0.1"), ("0.05", 2, "0.05"),
      (
        "123456789012345678901234567890.5", 0,
        "123456789012345678901234567891"
      ),
    ])
  func rounding(_ text: String, _ decimals: Int, _ expected: String) throws {
    let value = try #require(Exact(decimal: text))
    #expect(value.text(decimals: decimals) == expected)
    #expect(value.rounded(decimals: decimals) == Exact(decimal: expected))
  }

  // Oracle: the law |x − round(x)| ≤ half a unit, with equality only away from zero.
  @Test("the nearest multiple")
  func nearest() {
    for numerator in -50...50 {
      for denominator in 1...16 {
        let value = Exact(numerator, over: denominator)
        let rest = value - value.rounded(decimals: 1)
        let half = Exact(1, over: 20)
        #expect(rest <= half && -rest <= half)
        if rest == half { #expect(value < .zero) }
        if -rest == half { #expect(value > .zero) }
        #expect(value.isExact(atDecimals: 1) == rest.isZero)
      }
    }
  }

  // Oracle: worked by hand: the expansion ends exactly where the denominator has no prime but 2 and 5.
  @Test("finite decimal expansions")
  func finiteDecimal() {
    #expect(Exact(1, over: 8).finiteDecimal == "0.125")
    #expect(Exact(-1, over: 8).finiteDecimal == "-0.125")
    #expect(Exact(3, over: 20).finiteDecimal == "0.15")
    #expect(Exact(1, over: 625).finiteDecimal == "0.0016")
    #expect(Exact(120).finiteDecimal == "120")
    #expect(Exact(0).finiteDecimal == "0")
    #expect(Exact(1, over: 3).finiteDecimal == nil)
    #expect(Exact(7, over: 30).finiteDecimal == nil)
    #expect(Exact(BigInt(1), BigInt(2).power(70)).finiteDecimal?.count == 72)
  }

  @Test("a finite expansion reads back to the same number")
  func finiteDecimalReadsBack() {
    for numerator in -40...40 {
      for denominator in [1, 2, 4, 5, 8, 10, 20, 25, 64, 125, 1000] {
        let value = Exact(numerator, over: denominator)
        #expect(value.finiteDecimal.flatMap { Exact(decimal: $0) } == value)
      }
    }
  }

  @Test(
    "in words and beyond them the same: lowest terms, a positive denominator",
    arguments: [
      (Int.min, Int.max), (Int.min, 2), (Int.max, Int.max), (0, Int.max), (Int.min, Int.min), (6, -4),
      (-35, 21),
    ])
  func words(numerator: Int, denominator: Int) {
    let found = Exact(BigInt(numerator), BigInt(denominator))
    let factor = BigInt(1) << 70 + 1
    #expect(found == Exact(BigInt(numerator) * factor, BigInt(denominator) * factor))
    #expect(found.numerator * BigInt(denominator) == found.denominator * BigInt(numerator))
    #expect(found.denominator > 0)
    #expect(found.numerator.greatestCommonDivisor(with: found.denominator) == 1)
    #expect(found + found == Exact(found.numerator * 2, found.denominator))
    #expect((found - found).isZero && (found - found).denominator == 1)
  }
}
