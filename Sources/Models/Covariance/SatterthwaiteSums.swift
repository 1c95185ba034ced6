internal import LinearAlgebra

/// The matrix C of P_gh = δ_gh·d_g + t_gᵀ·C·t_h.
struct SatterthwaiteForm: Sendable {
  /// p × p zeros where there are no precision weights.
  let squares: Matrix
  /// −I, or ((Q, −I), (−I, 0)).
  let matrix: Matrix

  /// `squares`: Q = ZᵀW²Z, nil without precision weights.
  init(size: Int, squares: Matrix?) {
    self.squares = squares ?? Matrix(rows: size, columns: size)
    matrix = squares.map(SatterthwaiteForm.block) ?? -1 * Matrix.identity(size)
  }

  static func block(_ squares: Matrix) -> Matrix {
    let size = squares.rows
    var result = Matrix(rows: 2 * size, columns: 2 * size)
    for i in 0..<size {
      for j in 0..<size { result[i, j] = squares[i, j] }
      result[i, size + i] = -1
      result[size + i, i] = -1
    }
    return result
  }
}

/// Σ P_gg, Σ (P_gg² − (t_gᵀCt_g)²) and Σ t_g t_gᵀ, for each contrast.
struct SatterthwaiteSums: Sendable {
  let form: SatterthwaiteForm
  private var traces: [Double]
  private var squares: [Double]
  /// Of one contrast after the other, symmetric, the upper triangle filled.
  private var outer: [Double]

  init(form: SatterthwaiteForm, contrasts: Int) {
    self.form = form
    traces = Array(repeating: 0, count: contrasts)
    squares = traces
    outer = Array(repeating: 0, count: contrasts * form.matrix.rows * form.matrix.rows)
  }

  /// Adds a cluster: d_g and t_g.
  mutating func add(_ contrast: Int, own: Double, vector: [Double]) {
    let size = vector.count
    let image = form.matrix.times(vector)
    var product = 0.0
    for i in 0..<size { product += vector[i] * image[i] }
    traces[contrast] += own + product
    squares[contrast] += own * (own + 2 * product)
    let offset = contrast * size * size
    for j in 0..<size {
      let factor = vector[j]
      for i in 0...j { outer[offset + j * size + i] += vector[i] * factor }
    }
  }

  mutating func add(_ other: SatterthwaiteSums) {
    for position in traces.indices {
      traces[position] += other.traces[position]
      squares[position] += other.squares[position]
    }
    for position in outer.indices { outer[position] += other.outer[position] }
  }

  /// ν = (tr P)²/tr(P²).
  func degrees(_ contrast: Int) -> Double {
    let size = form.matrix.rows
    var sum = Matrix(rows: size, columns: size)
    for j in 0..<size {
      for i in 0...j {
        sum[i, j] = outer[contrast * size * size + j * size + i]
        sum[j, i] = sum[i, j]
      }
    }
    let product = form.matrix * sum
    var cross = 0.0
    for j in 0..<size {
      for i in 0..<size { cross += product[i, j] * product[j, i] }
    }
    return traces[contrast] * traces[contrast] / (squares[contrast] + cross)
  }
}

extension Matrix {
  /// Row i times factor i.
  func scalingRows(_ factors: [Double]) -> Matrix {
    precondition(factors.count == rows, "\(factors.count) factors for \(rows) rows")
    var scaled = elements
    for column in 0..<columns {
      for row in 0..<rows { scaled[row + column * rows] *= factors[row] }
    }
    return Matrix(rows: rows, columns: columns, columnMajor: scaled)
  }

  /// The sum of squares of each column.
  func squaredColumnNorms() -> [Double] {
    (0..<columns).map { column in
      var sum = 0.0
      for row in 0..<rows { sum += elements[row + column * rows] * elements[row + column * rows] }
      return sum
    }
  }

  /// This matrix above another of as many columns.
  func stacked(on other: Matrix) -> Matrix {
    precondition(columns == other.columns, "\(columns) columns on \(other.columns)")
    var result = Matrix(rows: rows + other.rows, columns: columns)
    for column in 0..<columns {
      for row in 0..<rows { result[row, column] = self[row, column] }
      for row in 0..<other.rows { result[rows + row, column] = other[row, column] }
    }
    return result
  }

  /// This matrix left of another of as many rows.
  func beside(_ other: Matrix) -> Matrix {
    precondition(rows == other.rows, "\(rows) rows beside \(other.rows)")
    return Matrix(
      rows: rows, columns: columns + other.columns, columnMajor: elements + other.elements)
  }
}
