import LinearAlgebra
import Testing

@Suite("Matrix")
struct MatrixTests {
  @Test("column by column")
  func storage() {
    var a = Matrix(rows: 2, columns: 3, columnMajor: [1, 2, 3, 4, 5, 6])
    #expect(a[0, 0] == 1 && a[1, 0] == 2 && a[0, 2] == 5 && a[1, 2] == 6)
    a[0, 1] = 9
    #expect(a.elements == [1, 2, 9, 4, 5, 6])
    #expect(a.transposed == Matrix(rows: 3, columns: 2, columnMajor: [1, 9, 5, 2, 4, 6]))
    #expect(a.transposed.transposed == a)
    #expect(Matrix.identity(2).elements == [1, 0, 0, 1])
  }

  @Test("the versions are named")
  func versions() {
    #expect(BLASVersion.blas.hasPrefix("OpenBLAS"))
    #expect(BLASVersion.lapack.split(separator: ".").count == 3)
    #expect(!BLASVersion.core.isEmpty)
  }
}
