import LinearAlgebra
import Testing

@Suite("Eigensystem")
struct EigensystemTests {
  // Oracle: worked by hand from the characteristic polynomials.
  @Test(
    "known values, largest modulus first",
    arguments: [
      (1, [5], [(5, 0)]),
      (2, [2, 1, 1, 2], [(3, 0), (1, 0)]),
      (2, [0, 1, -1, 0], [(0, 1), (0, -1)]),  // a quarter turn
      (2, [1, 0, 0, -3], [(-3, 0), (1, 0)]),
      (2, [0.9, 0.1, 0.2, 0.8], [(1, 0), (0.7, 0)]),  // a stochastic matrix
      (3, [1, 0, 0, 0, 3, 0, 0, 0, 2], [(3, 0), (2, 0), (1, 0)]),
      // Twice the cyclic permutation: the cube roots of eight.
      (3, [0, 2, 0, 0, 0, 2, 2, 0, 0], [(2, 0), (-1, 3.0.squareRoot()), (-1, -(3.0.squareRoot()))]),
    ] as [(Int, [Double], [(Double, Double)])])
  func known(_ size: Int, _ elements: [Double], _ expected: [(Double, Double)]) throws {
    let values = try Eigensystem(of: Matrix(rows: size, columns: size, columnMajor: elements)).values
    // Simple eigenvalues of well-conditioned small matrices; equal moduli may come in either order of pairs.
    for value in expected {
      #expect(values.contains { abs($0.real - value.0) < 1e-13 && abs($0.imaginary - value.1) < 1e-13 })
    }
    #expect(values.count == expected.count)
    for (a, b) in zip(values, values.dropFirst()) { #expect(a.modulus >= b.modulus) }
  }

  // Oracle: the laws A·v = λ·v and uᴴ·A = λ·uᴴ, and trace = Σλ. Without dominance most values are complex pairs.
  @Test("right and left vectors", arguments: [2, 3, 4, 6, 9, 15], [0, 1] as [Double])
  func laws(_ size: Int, _ dominance: Double) throws {
    let a = LawMatrices.random(size, seed: UInt64(size), dominance: dominance)
    let system = try Eigensystem(of: a)
    // Backward stable: residual of order ε·‖A‖·n with ‖A‖ ≤ 2n.
    let bound = 1e-15 * Double(size * size) * 8
    for j in 0..<size {
      let value = system.values[j]
      var norm = 0.0
      for i in 0..<size {
        var right = (0.0, 0.0)
        var left = (0.0, 0.0)
        for k in 0..<size {
          right.0 += a[i, k] * system.rightReal[k, j]
          right.1 += a[i, k] * system.rightImaginary[k, j]
          left.0 += a[k, i] * system.leftReal[k, j]
          left.1 -= a[k, i] * system.leftImaginary[k, j]
        }
        let (x, y) = (system.rightReal[i, j], system.rightImaginary[i, j])
        #expect(abs(right.0 - (value.real * x - value.imaginary * y)) < bound)
        #expect(abs(right.1 - (value.real * y + value.imaginary * x)) < bound)
        let (u, v) = (system.leftReal[i, j], -system.leftImaginary[i, j])
        #expect(abs(left.0 - (value.real * u - value.imaginary * v)) < bound)
        #expect(abs(left.1 - (value.real * v + value.imaginary * u)) < bound)
        norm += x * x + y * y
      }
      // LAPACK scales each vector to length one.
      #expect(abs(norm - 1) < 1e-13)
    }
    let trace = (0..<size).reduce(0) { $0 + a[$1, $1] }
    #expect(abs(system.values.reduce(0) { $0 + $1.real } - trace) < bound)
    #expect(abs(system.values.reduce(0) { $0 + $1.imaginary }) < bound)
  }

  @Test("some of the random matrices have complex pairs, kept together")
  func pairs() throws {
    let values = try Eigensystem(of: LawMatrices.random(9, seed: 9, dominance: 0)).values
    let complex = values.indices.filter { values[$0].imaginary > 0 }
    #expect(!complex.isEmpty)
    for index in complex {
      #expect(values[index + 1] == Eigenvalue(real: values[index].real, imaginary: -values[index].imaginary))
    }
  }

  @Test("no rows")
  func empty() throws { #expect(try Eigensystem(of: Matrix(rows: 0, columns: 0)).values.isEmpty) }
}
