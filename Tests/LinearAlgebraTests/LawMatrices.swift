import LinearAlgebra

/// Matrices for laws: seeded, and diagonally dominant so that they are well conditioned.
enum LawMatrices {
  static func random(_ size: Int, seed: UInt64, dominance: Double = 1) -> Matrix {
    var state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
    var result = Matrix(rows: size, columns: size)
    for j in 0..<size {
      for i in 0..<size {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        result[i, j] = Double(state >> 11) * 0x1p-52 - 1 + (i == j ? dominance * Double(size) : 0)
      }
    }
    return result
  }

  static func product(_ a: Matrix, _ b: Matrix) -> Matrix {
    var result = Matrix(rows: a.rows, columns: b.columns)
    for j in 0..<b.columns {
      for i in 0..<a.rows { result[i, j] = (0..<a.columns).reduce(0) { $0 + a[i, $1] * b[$1, j] } }
    }
    return result
  }
}
