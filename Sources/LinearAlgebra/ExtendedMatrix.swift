public import Kernels

/// A small dense matrix of double-doubles, column by column: what a tall matrix leaves of itself, at 100 bits.
public struct ExtendedMatrix: Sendable, Equatable {
  public let rows: Int
  public let columns: Int
  public internal(set) var elements: [DoubleDouble]

  /// A matrix of zeros.
  public init(rows: Int, columns: Int) {
    precondition(rows >= 0 && columns >= 0, "a matrix of \(rows) × \(columns)")
    self.rows = rows
    self.columns = columns
    elements = Array(repeating: .zero, count: rows * columns)
  }

  public internal(set) subscript(_ row: Int, _ column: Int) -> DoubleDouble {
    get {
      precondition(row >= 0 && row < rows && column >= 0 && column < columns)
      return elements[row + column * rows]
    }
    set {
      precondition(row >= 0 && row < rows && column >= 0 && column < columns)
      elements[row + column * rows] = newValue
    }
  }

  /// A symmetric matrix from its upper triangle, column after column.
  init(packedUpper: [DoubleDouble], size: Int) {
    self.init(rows: size, columns: size)
    var index = 0
    for column in 0..<size {
      for row in 0...column {
        elements[row + column * size] = packedUpper[index]
        elements[column + row * size] = packedUpper[index]
        index += 1
      }
    }
  }

  /// Each element's nearest double.
  public var rounded: Matrix {
    Matrix(rows: rows, columns: columns, columnMajor: elements.map(\.value))
  }

  /// The matrix of the given rows and columns, in that order.
  func selecting(rows picked: [Int], columns pickedColumns: [Int]) -> ExtendedMatrix {
    var result = ExtendedMatrix(rows: picked.count, columns: pickedColumns.count)
    for (j, column) in pickedColumns.enumerated() {
      for (i, row) in picked.enumerated() { result[i, j] = self[row, column] }
    }
    return result
  }
}

// Upper triangular matrices: what is below the diagonal is neither read nor written.

extension ExtendedMatrix {
  /// T · x.
  func triangularTimes(_ vector: [DoubleDouble]) -> [DoubleDouble] {
    (0..<rows).map { row in
      var sum = DoubleDouble.zero
      for column in row..<max(row, columns) { sum += self[row, column] * vector[column] }
      return sum
    }
  }

  /// Tᵀ · x.
  func transposedTriangularTimes(_ vector: [DoubleDouble]) -> [DoubleDouble] {
    (0..<columns).map { column in
      var sum = DoubleDouble.zero
      for row in 0...column { sum += self[row, column] * vector[row] }
      return sum
    }
  }

  /// T · U, upper triangular as well.
  func triangularTimes(_ right: ExtendedMatrix) -> ExtendedMatrix {
    var result = ExtendedMatrix(rows: rows, columns: columns)
    for column in 0..<columns {
      for row in 0...column {
        var sum = DoubleDouble.zero
        for inner in row...column { sum += self[row, inner] * right[inner, column] }
        result[row, column] = sum
      }
    }
    return result
  }

  /// T · Tᵀ.
  func triangularTimesTransposed() -> ExtendedMatrix {
    var result = ExtendedMatrix(rows: rows, columns: rows)
    for column in 0..<rows {
      for row in 0...column {
        var sum = DoubleDouble.zero
        for inner in column..<columns { sum += self[row, inner] * self[column, inner] }
        result[row, column] = sum
        result[column, row] = sum
      }
    }
    return result
  }

  /// T · M · Tᵀ for an upper triangular T, this matrix, and a symmetric M; worked out in double-doubles, rounded once.
  public func sandwich(_ middle: Matrix) -> Matrix {
    precondition(
      middle.rows == columns && middle.columns == columns,
      "a middle of \(middle.rows) × \(middle.columns) for \(columns) columns")
    var half = ExtendedMatrix(rows: rows, columns: columns)
    for column in 0..<columns {
      let product = triangularTimes(middle.column(column).map { DoubleDouble($0) })
      for row in 0..<rows { half[row, column] = product[row] }
    }
    var result = Matrix(rows: rows, columns: rows)
    for column in 0..<rows {
      for row in 0...column {
        var sum = DoubleDouble.zero
        for inner in column..<columns { sum += half[row, inner] * self[column, inner] }
        result[row, column] = sum.value
      }
    }
    result.copyUpperToLower()
    return result
  }
}
