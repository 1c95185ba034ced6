import Kernels
import LinearAlgebra
import Testing

/// Oracle: the same products of the dense matrix.
@Suite("Tall matrices")
struct TallMatrixTests {
  static func example(rows: Int) -> TallMatrix {
    var generator = PCG64(seed: 5, stream: 0)
    let values = (0..<rows).map { _ in Double.random(in: -1...1, using: &generator) }
    let codes = (0..<rows).map { _ in UInt32.random(in: 0..<3, using: &generator) }
    let low = values.map { $0 * 0x1p-60 }
    return TallMatrix(
      rows: rows,
      columns: [
        .constant(1), .real(values), .indicator(codes: codes, level: 1),
        .scaledIndicator(codes: codes, level: 2, values: values),
        .extended(high: values.map { $0 * $0 }, low: low),
      ])
  }

  @Test("passes agree with the dense matrix, on any number of threads", arguments: [1, 7, 2048, 5000])
  func passes(rows: Int) {
    let tall = Self.example(rows: rows)
    let dense = tall.dense()
    let weights = (0..<rows).map { 1 + Double($0 % 5) }
    let tolerance = 1e-12 * Double(rows)  // a rounding error a row
    #expect(FactorisationTests.distance(tall.gram(threads: 2), dense.crossProduct()) < tolerance)
    #expect(tall.gram(weights: weights, threads: 1) == tall.gram(weights: weights, threads: 3))
    let product = tall.transposedTimes(weights, threads: 2)
    #expect(zip(product, dense.transposedTimes(weights)).allSatisfy { abs($0 - $1) < tolerance })
    let fitted = tall.times([1, 2, 3, 4, 5], threads: 2)
    #expect(zip(fitted, dense.times([1, 2, 3, 4, 5])).allSatisfy { abs($0 - $1) < 1e-13 })
    let forms = tall.quadraticForms(dense.crossProduct(), threads: 2)
    let first = (0..<5).map { dense[0, $0] }
    let byHand = zip(first, dense.crossProduct().times(first)).map { $0 * $1 }.reduce(0, +)
    #expect(abs(forms[0] - byHand) < tolerance)
  }

  @Test("sums by group are those of the rows")
  func groups() {
    let tall = TallMatrix(rows: 4, columns: [.constant(1), .real([1, 2, 3, 4])])
    let sums = tall.groupSums([1, -1, 2, 1], groups: [0, 1, 0, 1], count: 2)
    #expect(sums.elements == [3, 0, 7, 2])
  }

  @Test("an exact line, and a column that repeats another is dropped")
  func leastSquares() throws {
    let x = [1.0, 2, 4, 7]
    let tall = TallMatrix(rows: 4, columns: [.constant(1), .real(x), .real(x.map { 2 * $0 + 1 })])
    let solution = try tall.leastSquares(.real(x.map { 3 - $0 }))
    #expect(solution.kept == [0, 1])
    #expect(solution.dropped == [2])
    #expect(zip(solution.coefficients, [3, -1]).allSatisfy { abs($0 - $1) < 1e-13 })
    #expect(solution.residualSumOfSquares < 1e-26)
  }
}
