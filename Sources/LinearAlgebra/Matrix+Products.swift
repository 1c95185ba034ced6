internal import COpenBLAS

extension Matrix {
  /// A · B, `rows` × `right.columns` (BLAS `dgemm`). O(rows · columns · right.columns).
  public static func * (left: Matrix, right: Matrix) -> Matrix { left.product(right) }

  /// Aᵀ · B, `columns` × `right.columns`.
  public func transposedProduct(_ right: Matrix) -> Matrix { product(right, transposingLeft: true) }

  /// A · Bᵀ, `rows` × `right.rows`.
  public func productTransposed(_ right: Matrix) -> Matrix { product(right, transposingRight: true) }

  private func product(_ right: Matrix, transposingLeft: Bool = false, transposingRight: Bool = false)
    -> Matrix
  {
    let count = transposingLeft ? columns : rows
    let inner = transposingLeft ? rows : columns
    let other = transposingRight ? right.columns : right.rows
    let width = transposingRight ? right.rows : right.columns
    precondition(inner == other, "a product of inner sizes \(inner) and \(other)")
    var result = Matrix(rows: count, columns: width)
    guard count > 0, width > 0, inner > 0 else { return result }
    _ = LAPACK.ready
    var transA = LAPACK.letter(transposingLeft ? "T" : "N")
    var transB = LAPACK.letter(transposingRight ? "T" : "N")
    var m = LAPACK.size(count, "dgemm")
    var n = LAPACK.size(width, "dgemm")
    var k = LAPACK.size(inner, "dgemm")
    var one = 1.0
    var none = 0.0
    var leadingA = LAPACK.size(rows, "dgemm")
    var leadingB = LAPACK.size(right.rows, "dgemm")
    var leadingC = m
    dgemm_(
      &transA, &transB, &m, &n, &k, &one, elements, &leadingA, right.elements, &leadingB, &none,
      &result.elements,
      &leadingC, 1, 1)
    return result
  }

  /// Aᵀ · A, symmetric, `columns` × `columns` (BLAS `dsyrk`).
  public func crossProduct() -> Matrix {
    var result = Matrix(rows: columns, columns: columns)
    guard rows > 0, columns > 0 else { return result }
    _ = LAPACK.ready
    var upper = LAPACK.letter("U")
    var transpose = LAPACK.letter("T")
    var n = LAPACK.size(columns, "dsyrk")
    var k = LAPACK.size(rows, "dsyrk")
    var one = 1.0
    var none = 0.0
    var leading = k
    var leadingC = n
    dsyrk_(&upper, &transpose, &n, &k, &one, elements, &leading, &none, &result.elements, &leadingC, 1, 1)
    result.copyUpperToLower()
    return result
  }

  /// A · x for a vector of `columns` elements.
  public func times(_ vector: [Double]) -> [Double] {
    (self * Matrix(rows: vector.count, columns: 1, columnMajor: vector)).elements
  }

  /// Aᵀ · x for a vector of `rows` elements.
  public func transposedTimes(_ vector: [Double]) -> [Double] {
    transposedProduct(Matrix(rows: vector.count, columns: 1, columnMajor: vector)).elements
  }

  /// Makes a square matrix symmetric by its upper triangle.
  mutating func copyUpperToLower() {
    for column in 0..<columns {
      for row in 0..<column { elements[column + row * columns] = elements[row + column * columns] }
    }
  }
}

extension Matrix {
  /// Element by element.
  public static func + (left: Matrix, right: Matrix) -> Matrix { combine(left, right, +) }

  /// Element by element.
  public static func - (left: Matrix, right: Matrix) -> Matrix { combine(left, right, -) }

  /// Every element times a number.
  public static func * (factor: Double, matrix: Matrix) -> Matrix {
    Matrix(rows: matrix.rows, columns: matrix.columns, columnMajor: matrix.elements.map { factor * $0 })
  }

  private static func combine(_ left: Matrix, _ right: Matrix, _ body: (Double, Double) -> Double) -> Matrix {
    precondition(
      left.rows == right.rows && left.columns == right.columns,
      "\(left.rows) × \(left.columns) and \(right.rows) × \(right.columns) combined")
    return Matrix(
      rows: left.rows, columns: left.columns, columnMajor: zip(left.elements, right.elements).map(body))
  }

  /// The elements on the diagonal.
  public var diagonal: [Double] { (0..<min(rows, columns)).map { elements[$0 + $0 * rows] } }

  /// A column's elements.
  public func column(_ index: Int) -> [Double] {
    precondition(index >= 0 && index < columns, "column \(index) of \(columns)")
    return Array(elements[index * rows..<(index + 1) * rows])
  }

  /// The matrix of the given rows and columns, in that order.
  public func selecting(rows picked: [Int], columns pickedColumns: [Int]) -> Matrix {
    var result = Matrix(rows: picked.count, columns: pickedColumns.count)
    for (j, column) in pickedColumns.enumerated() {
      for (i, row) in picked.enumerated() { result[i, j] = self[row, column] }
    }
    return result
  }
}
