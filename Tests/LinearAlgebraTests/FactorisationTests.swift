import Foundation
import Kernels
import LinearAlgebra
import Testing

/// Oracles: the definitions of the factorisations.
@Suite("Factorisations")
struct FactorisationTests {
  static func random(_ rows: Int, _ columns: Int, seed: UInt64 = 1) -> Matrix {
    var generator = PCG64(seed: seed, stream: 0)
    return Matrix(
      rows: rows, columns: columns,
      columnMajor: (0..<rows * columns).map { _ in Double.random(in: -1...1, using: &generator) })
  }

  static func distance(_ left: Matrix, _ right: Matrix) -> Double {
    zip(left.elements, right.elements).map { abs($0 - $1) }.max() ?? 0
  }

  @Test("products by hand", arguments: [1, 2])
  func products(scale: Double) {
    let a = Matrix(rows: 2, columns: 3, columnMajor: [1, 4, 2, 5, 3, 6].map { scale * $0 })
    let b = Matrix(rows: 3, columns: 1, columnMajor: [1, 0, -1])
    #expect((a * b).elements == [-2 * scale, -2 * scale])
    #expect(a.crossProduct() == a.transposedProduct(a))
    #expect(a.productTransposed(a).elements == [14, 32, 32, 77].map { scale * scale * $0 })
    #expect(a.transposedTimes([1, 1]) == [5, 7, 9].map { scale * $0 })
  }

  @Test("RᵀR is the matrix, its inverse and its determinant are right")
  func cholesky() throws {
    let a = Self.random(9, 4).crossProduct()
    let cholesky = try Cholesky(of: a)
    #expect(Self.distance(cholesky.factor.crossProduct(), a) < 1e-14)
    #expect(Self.distance(try cholesky.inverse() * a, .identity(4)) < 1e-13)
    #expect(abs(try cholesky.solve(a.column(2))[2] - 1) < 1e-13)
    #expect(abs(cholesky.logDeterminant - log(try a.determinant())) < 1e-13)
    #expect(try cholesky.reciprocalCondition() > 1e-4)
  }

  @Test("an indefinite matrix is refused with the minor")
  func indefinite() {
    #expect(throws: LinearAlgebraError.notPositiveDefinite(routine: "dpotrf", minor: 2, size: 2)) {
      try Cholesky(of: Matrix(rows: 2, columns: 2, columnMajor: [1, 2, 2, 1]))
    }
  }

  @Test("Q·R is the matrix with its columns permuted")
  func pivotedQR() throws {
    let a = Self.random(7, 3)
    let qr = try PivotedQR(of: a)
    #expect(qr.rank(tolerance: 1e-12) == 3)
    var padded = Matrix(rows: 7, columns: 3)
    for column in 0..<3 {
      for row in 0..<3 { padded[row, column] = qr.factor[row, column] }
    }
    let product = try qr.applyQ(padded, transposed: false)
    #expect(Self.distance(product, a.selecting(rows: Array(0..<7), columns: qr.permutation)) < 1e-14)
    let solved = try qr.solveTriangle(qr.factor, rank: 3, transposed: false)
    #expect(Self.distance(solved, .identity(3)) < 1e-13)
  }

  @Test("a column that is twice another lowers the rank")
  func rank() throws {
    let a = Matrix(rows: 3, columns: 2, columnMajor: [1, 2, 3, 2, 4, 6])
    #expect(try PivotedQR(of: a).rank(tolerance: 1e-12) == 1)
  }

  @Test("eigenvalues and singular values rebuild the matrix")
  func spectra() throws {
    let a = Self.random(6, 4)
    let s = a.crossProduct()
    let eigen = try SymmetricEigensystem(of: s)
    #expect(eigen.values == eigen.values.sorted())
    #expect(Self.distance(eigen.applying { $0 }, s) < 1e-14)
    let root = eigen.applying { $0.squareRoot() }
    #expect(Self.distance(root * root, s) < 1e-14)
    let svd = try SingularValues(of: a)
    var scaled = svd.left
    for column in 0..<4 {
      for row in 0..<6 { scaled[row, column] *= svd.values[column] }
    }
    #expect(Self.distance(scaled * svd.rightTransposed, a) < 1e-14)
    for (value, root) in zip(svd.values, eigen.values.reversed()) {
      #expect(abs(value * value - root) < 1e-14)
    }
  }

  @Test("empty matrices have empty answers")
  func empty() throws {
    let none = Matrix(rows: 0, columns: 0)
    #expect(try Cholesky(of: none).inverse() == none)
    #expect(try SymmetricEigensystem(of: none).values.isEmpty)
    #expect(try SingularValues(of: none).values.isEmpty)
    #expect(try PivotedQR(of: none).permutation.isEmpty)
  }
}
