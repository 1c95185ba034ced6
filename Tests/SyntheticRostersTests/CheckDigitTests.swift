import SyntheticRosters
import Testing

@Suite("check digit")
struct CheckDigitTests {
  // Worked by hand: weights 2…7 from the right, modulo 11. 6: 2·6 = 12, remainder 1, so K.
  @Test(
    "known RUNs",
    arguments: [
      (1, "9"), (6, "K"), (11_111_111, "1"), (12_345_678, "5"), (22_222_222, "2"),
      (30_686_957, "4"),
      (0, "0"),
    ])
  func known(run: Int, digit: String) {
    #expect(String(UnicodeScalar(CheckDigit.ascii(of: run))) == digit)
  }
}
