import BigInt
import Kernels
import Testing

/// Oracle: exact rationals.
@Suite("Double-doubles")
struct DoubleDoubleTests {
  static func exact(_ value: Double) -> Exact {
    // A double is an integer times a power of two.
    let exponent = Int(value.exponent) - 52
    let integer = BigInt((value.significand * 0x1p52).rounded()) * (value < 0 ? -1 : 1)
    return exponent >= 0
      ? Exact(integer * BigInt(2).power(exponent), 1) : Exact(integer, BigInt(2).power(-exponent))
  }

  static func exact(_ value: DoubleDouble) -> Exact {
    value.low == 0 ? exact(value.high) : exact(value.high) + exact(value.low)
  }

  /// |found − right| ≤ 2^bits · |right|.
  static func close(_ found: DoubleDouble, _ right: Exact, bits: Int) -> Bool {
    let difference = exact(found) - right
    let scaled = difference * Exact(BigInt(2).power(-bits), 1)
    let size = scaled < Exact(0) ? Exact(0) - scaled : scaled
    return size <= (right < Exact(0) ? Exact(0) - right : right)
  }

  @Test("sums and products of two doubles are exact")
  func exactness() {
    var generator = PCG64(seed: 3, stream: 0)
    for _ in 0..<500 {
      let a = Double.random(in: 1...2, using: &generator) * (Bool.random(using: &generator) ? 1e9 : 1e-7)
      let b = Double.random(in: 1...2, using: &generator)
      #expect(Self.exact(DoubleDouble.sum(a, -b)) == Self.exact(a) - Self.exact(b))
      #expect(Self.exact(DoubleDouble.product(a, b)) == Self.exact(a) * Self.exact(b))
    }
  }

  @Test("operations keep 100 bits")
  func accuracy() throws {
    var generator = PCG64(seed: 4, stream: 0)
    for _ in 0..<500 {
      let a = DoubleDouble.sum(
        Double.random(in: 1...2, using: &generator), Double.random(in: 0...1e-17, using: &generator))
      let b = DoubleDouble.sum(
        Double.random(in: 1...2, using: &generator), Double.random(in: 0...1e-17, using: &generator))
      let x = Self.exact(a)
      let y = Self.exact(b)
      #expect(Self.close(a + b, x + y, bits: -100))
      #expect(Self.close(a * b, x * y, bits: -100))
      let ratio: Exact? = x / y
      let quotient = try #require(ratio)
      #expect(Self.close(a / b, quotient, bits: -100))
      let root = a.squareRoot()
      #expect(Self.close(root * root, x, bits: -99))
      #expect(Self.close(a.power(5), x * x * x * x * x, bits: -98))
    }
  }

  @Test("zero, infinity and not-a-number stay what they are")
  func special() {
    #expect(DoubleDouble(0).squareRoot() == .zero)
    #expect((DoubleDouble(1) / DoubleDouble(0)).high == .infinity)
    #expect((DoubleDouble(-1)).squareRoot().high.isNaN)
    #expect(DoubleDouble(7).power(0) == DoubleDouble(1))
  }
}
