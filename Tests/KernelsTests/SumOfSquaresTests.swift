import Kernels
import Testing

/// Oracle: exact rationals.
@Suite("Sums of squares")
struct SumOfSquaresTests {
  @Test("are exact, also past the carry of 128 bits, in any order of addition")
  func exact() {
    let values: [Int64] = [0, 1, -1, .max, .min, .min + 1, 3_000_000_000, -7]
    var expected = Exact(0)
    var parts = [SumOfSquares](repeating: SumOfSquares(), count: 3)
    for round in 0..<50 {
      for (index, value) in values.enumerated() {
        parts[(round + index) % 3].add(squareOf: value)
        expected = expected + Exact(Int(value)) * Exact(Int(value))
      }
    }
    var sum = parts[2]
    sum += parts[0]
    sum += parts[1]
    #expect(sum.exact == expected)
    #expect(SumOfSquares().exact == Exact(0))
    var one = SumOfSquares()
    one.add(squareOf: -12)
    #expect(one.exact == Exact(144))
  }
}
