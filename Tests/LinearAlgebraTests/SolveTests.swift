import LinearAlgebra
import Testing

@Suite("solve and determinant")
struct SolveTests {
  // Oracle: worked by hand. 2x + y = 5 and x + 3y = 10 at x = 1, y = 3; a second right side for x = −1, y = 2.
  @Test("a system of two")
  func two() throws {
    let a = Matrix(rows: 2, columns: 2, columnMajor: [2, 1, 1, 3])
    let x = try a.solve(Matrix(rows: 2, columns: 2, columnMajor: [5, 10, 0, 5]))
    // Two pivots of well-conditioned small integers: a few units in the last place.
    for (found, expected) in zip(x.elements, [1.0, 3, -1, 2]) { #expect(abs(found - expected) < 1e-14) }
  }

  @Test("a zero pivot is exchanged")
  func pivot() throws {
    let a = Matrix(rows: 2, columns: 2, columnMajor: [0, 1, 1, 0])
    let x = try a.solve(Matrix(rows: 2, columns: 1, columnMajor: [3, 4]))
    #expect(x.elements == [4, 3])
    #expect(try a.determinant() == -1)
  }

  // Oracle: the law A·X = B.
  @Test("the solution solves", arguments: [1, 2, 3, 5, 10, 30])
  func residual(_ size: Int) throws {
    let a = LawMatrices.random(size, seed: 1)
    let b = LawMatrices.random(size, seed: 2)
    let x = try a.solve(b)
    let product = LawMatrices.product(a, x)
    // Diagonally dominant by n, so the condition is small: n² roundings of order one.
    let bound = 1e-15 * Double(size * size + 4) * 4
    for (found, expected) in zip(product.elements, b.elements) { #expect(abs(found - expected) < bound) }
  }

  // Oracle: worked by hand.
  @Test(
    "determinants",
    arguments: [
      (1, [7], 7), (2, [1, 3, 2, 4], -2), (3, [2, 0, 1, 1, 3, 0, 0, 1, 4], 25),
      (3, [1, 2, 3, 2, 4, 6, 1, 0, 1], 0),
      (3, [0, 0, 1, 0, 1, 0, 1, 0, 0], -1), (3, [0, 1, 0, 0, 0, 1, 1, 0, 0], 1), (0, [], 1),
    ] as [(Int, [Double], Double)])
  func determinant(_ size: Int, _ elements: [Double], _ expected: Double) throws {
    let found = try Matrix(rows: size, columns: size, columnMajor: elements).determinant()
    // Products of at most three small integers over a division or two.
    #expect(abs(found - expected) < 1e-13)
  }

  // Oracle: det(A·B) = det A · det B and det Aᵀ = det A.
  @Test("multiplicative", arguments: [2, 4, 7])
  func multiplicative(_ size: Int) throws {
    let a = LawMatrices.random(size, seed: 3)
    let b = LawMatrices.random(size, seed: 4)
    let product = try a.determinant() * b.determinant()
    // Relative: n³ roundings.
    let bound = abs(product) * 1e-15 * Double(size * size * size)
    #expect(try abs(LawMatrices.product(a, b).determinant() - product) < bound)
    #expect(try abs(a.transposed.determinant() - a.determinant()) < bound)
  }

  @Test("no rows")
  func empty() throws {
    let none = Matrix(rows: 0, columns: 0)
    #expect(try none.solve(Matrix(rows: 0, columns: 3)).columns == 3)
  }

  @Test("singular")
  func singular() {
    let a = Matrix(rows: 2, columns: 2, columnMajor: [1, 2, 2, 4])
    #expect(throws: LinearAlgebraError.singular(routine: "dgesv", pivot: 2, size: 2)) {
      try a.solve(.identity(2))
    }
    #expect(throws: LinearAlgebraError.singular(routine: "dgesv", pivot: 1, size: 3)) {
      try Matrix(rows: 3, columns: 3).solve(.identity(3))
    }
  }

  @Test("not square")
  func notSquare() {
    let a = Matrix(rows: 2, columns: 3)
    let expected = LinearAlgebraError.notSquare(rows: 2, columns: 3)
    #expect(throws: expected) { try a.solve(Matrix(rows: 2, columns: 1)) }
    #expect(throws: expected) { try a.determinant() }
    #expect(throws: expected) { try Eigensystem(of: a) }
    #expect(expected.description.contains("2 × 3"))
  }
}
