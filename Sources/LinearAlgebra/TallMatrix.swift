/// A matrix of many rows and few columns, each column in the storage it came in. It is read in blocks of rows, so that no
/// pass over it needs memory of its own that grows with the rows.
public struct TallMatrix: Sendable {
  public let rows: Int
  public let columns: [TallColumn]

  /// Every column has `rows` rows, or is a constant.
  public init(rows: Int, columns: [TallColumn]) {
    for (position, column) in columns.enumerated() {
      if let count = column.rows {
        precondition(count == rows, "column \(position) of \(count) rows in a matrix of \(rows)")
      }
    }
    self.rows = rows
    self.columns = columns
  }

  /// A dense matrix, column by column.
  public init(_ matrix: Matrix) {
    self.init(rows: matrix.rows, columns: (0..<matrix.columns).map { .real(matrix.column($0)) })
  }

  public var width: Int { columns.count }

  /// The matrix of some columns, in the order given.
  public func selecting(columns picked: [Int]) -> TallMatrix {
    TallMatrix(rows: rows, columns: picked.map { columns[$0] })
  }

  /// The matrix of some rows, in the order given.
  public func selecting(rows picked: [Int]) -> TallMatrix {
    TallMatrix(rows: picked.count, columns: columns.map { $0.selecting(rows: picked) })
  }

  /// All of it in doubles.
  public func dense() -> Matrix {
    Matrix(rows: rows, columns: width, columnMajor: columns.flatMap { $0.doubles(rows) })
  }

  /// Rows of a piece of work. Pieces are combined in their order, so their size is part of what a sum's last bit
  /// depends on and the number of threads is not.
  public static let blockRows = 16384

  var pieces: Int { (rows + TallMatrix.blockRows - 1) / TallMatrix.blockRows }

  func piece(_ index: Int) -> Range<Int> {
    index * TallMatrix.blockRows..<min(rows, (index + 1) * TallMatrix.blockRows)
  }
}
