/// Columns that are worked on together: a vector register of doubles, one a column.
protocol Lanes: SIMD, BitwiseCopyable, Sendable where Scalar == Double {
  static var width: Int { get }
  /// Row `row` of each column.
  static func load(_ columns: UnsafePointer<UnsafePointer<Double>>, _ row: Int) -> Self
  func store(_ columns: UnsafePointer<UnsafeMutablePointer<Double>>, _ row: Int)
}

extension SIMD2<Double>: Lanes {
  static var width: Int { 2 }

  @inline(__always)
  static func load(_ columns: UnsafePointer<UnsafePointer<Double>>, _ row: Int) -> Self {
    Self(columns[0][row], columns[1][row])
  }

  @inline(__always)
  func store(_ columns: UnsafePointer<UnsafeMutablePointer<Double>>, _ row: Int) {
    columns[0][row] = self[0]
    columns[1][row] = self[1]
  }
}

extension SIMD4<Double>: Lanes {
  static var width: Int { 4 }

  @inline(__always)
  static func load(_ columns: UnsafePointer<UnsafePointer<Double>>, _ row: Int) -> Self {
    Self(columns[0][row], columns[1][row], columns[2][row], columns[3][row])
  }

  @inline(__always)
  func store(_ columns: UnsafePointer<UnsafeMutablePointer<Double>>, _ row: Int) {
    columns[0][row] = self[0]
    columns[1][row] = self[1]
    columns[2][row] = self[2]
    columns[3][row] = self[3]
  }
}

extension SIMD8<Double>: Lanes {
  static var width: Int { 8 }

  @inline(__always)
  static func load(_ columns: UnsafePointer<UnsafePointer<Double>>, _ row: Int) -> Self {
    Self(
      columns[0][row], columns[1][row], columns[2][row], columns[3][row], columns[4][row], columns[5][row],
      columns[6][row], columns[7][row])
  }

  @inline(__always)
  func store(_ columns: UnsafePointer<UnsafeMutablePointer<Double>>, _ row: Int) {
    for lane in 0..<8 { columns[lane][row] = self[lane] }
  }
}
