import BigInt
import Kernels
import Testing

/// Oracle of all expected doubles: Python's division of integers, which rounds once, half to even.
@Suite("Exact as a double")
struct ExactDoubleTests {
  @Test(
    "random ratios of up to 300 bits",
    arguments: [
      (
        "-5916577241392309741914029216933384094622784376292",
        "5217711674823912086946755425329191091161504809873819668713218562024916288569665553",
        -0x1.78d1085a26cdbp-110
      ),
      (
        "-43538844247724155531126785538228582443450202154358414676104186767",
        "1281653178542068971220135267393325227718425964079121690447305478526712867671729975163939",
        -0x1.488bbe6663136p-75
      ),
      ("-65515371", "2765923168251689474560316222003121", -0x1.d5296ea31b13cp-86),
      (
        "42974071441933743083254221179589317218189887780566348419692357284", "5656934275986247142378429411",
        0x1.6dc4a4367b16bp+122
      ),
      (
        "-187061304677962995197801538403212693914873510357439165906", "34664834236638733899767899030821",
        -0x1.1dad4a82626d0p+82
      ),
      ("1", "3", 0x1.5555555555555p-2), ("1", "10", 0.1), ("2", "3", 0x1.5555555555555p-1), ("0", "5", 0),
    ])
  func random(_ numerator: String, _ denominator: String, _ expected: Double) throws {
    let value = Exact(try #require(BigInt(numerator)), try #require(BigInt(denominator)))
    #expect(value.double == expected)
    #expect((-value).double == -expected)
  }

  @Test("ties and their neighbours at 53 bits")
  func ties() {
    let top = BigInt(2).power(53)
    let fine = BigInt(10).power(30)
    #expect(Exact(top + 1, 1).double == 0x1p53)
    #expect(Exact(top + 3, 1).double == 0x1.0000000000002p53)
    #expect(Exact((top + 1) * fine + 1, fine).double == 0x1.0000000000001p53)
    #expect(Exact((top + 1) * fine - 1, fine).double == 0x1p53)
    #expect(Exact(BigInt(2).power(64) - 1, 1).double == 0x1p64)
  }

  @Test("numerators and denominators far beyond a double")
  func huge() {
    #expect(Exact(BigInt(10).power(400) + 1, BigInt(10).power(399)).double == 10)
    #expect(Exact(BigInt(3).power(500), BigInt(7).power(300)).double == 0x1.35b5bcc2278c1p-50)
    #expect(Exact(BigInt(1), BigInt(3).power(600)).double == 0x1.0406143142763p-951)
  }

  @Test("the largest double and what is beyond it")
  func overflow() {
    let beyond = BigInt(2).power(1024) - BigInt(2).power(970)
    #expect(Exact(beyond - 1, 1).double == Double.greatestFiniteMagnitude)
    #expect(Exact(beyond, 1).double == .infinity)
    #expect(Exact(-beyond, 1).double == -.infinity)
  }

  @Test("subnormal doubles are rounded once")
  func subnormal() {
    let unit = BigInt(2).power(1075)  // two to a unit of the smallest subnormal
    let tiny = Double.leastNonzeroMagnitude
    #expect(Exact(-5, unit / 2).double == -5 * tiny)
    #expect(Exact(1, unit).double == 0)
    #expect(Exact(3, unit).double == 2 * tiny)
    #expect(Exact(3, unit * 2).double == tiny)
    #expect(Exact(2001, unit).double == 1000 * tiny)
    #expect(Exact(BigInt(2).power(53) - 1, unit).double == Double.leastNormalMagnitude)
    // A hair below and above a tie that 53 bits cannot hold: 4503599627370.5 units ∓ 2⁻⁶¹.
    let tie = BigInt(2 * 4_503_599_627_370 + 1) * BigInt(2).power(60)
    let denominator = unit * BigInt(2).power(60)
    #expect(Exact(tie - 1, denominator).double == 4_503_599_627_370 * tiny)
    #expect(Exact(tie + 1, denominator).double == 4_503_599_627_371 * tiny)
  }

  @Test("doubles come back from their exact ratios")
  func roundTrip() {
    var generator = PCG64(seed: 11, stream: 1)
    for _ in 0..<500 {
      let value = Double(bitPattern: generator.next())
      guard value.isFinite, value.magnitude > 0x1p-900, value.magnitude < 0x1p900 else { continue }
      let significand = BigInt(Int64(value.significand * 0x1p52))
      let exponent = Int(value.exponent) - 52
      let power = BigInt(2).power(abs(exponent))
      let exact = exponent >= 0 ? Exact(significand * power, 1) : Exact(significand, power)
      #expect(exact.double.magnitude == value.magnitude)
    }
  }
}
