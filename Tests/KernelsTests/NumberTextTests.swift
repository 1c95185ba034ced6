import Kernels
import Testing

@Suite("NumberText")
struct NumberTextTests {
  // Oracle: the shortest decimals, worked by hand.
  @Test(
    "known texts",
    arguments: [
      (0, "0"), (1, "1"), (-42, "-42"), (0.1, "0.1"), (-2.5, "-2.5"),
      (999_999_999_999_999, "999999999999999"),
      (0.1 + 0.2, "0.30000000000000004"),
    ] as [(Double, String)])
  func known(_ value: Double, _ expected: String) {
    #expect(NumberText.roundTrip(value) == expected)
  }

  @Test("numbers that are not finite have no text", arguments: [Double.nan, .infinity, -.infinity])
  func notFinite(_ value: Double) { #expect(NumberText.roundTrip(value) == "") }

  // Oracle: the law that the text reads back to the same double.
  @Test("every finite double comes back")
  func roundTrip() {
    var generator = PCG64(seed: 7, stream: 7)
    var values = (0..<2000).map { _ in Double(bitPattern: generator.next()) }.filter(\.isFinite)
    values += (0..<2000).map { _ in generator.nextUnit() * 1e16 }
    values += [
      1e15, 1e15 - 1, 1e15 + 2, -1e15, 0x1p53, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -0.0,
    ]
    for value in values { #expect(Double(NumberText.roundTrip(value)) == value) }
  }
}
