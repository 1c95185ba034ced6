public import Columns

/// Turns one column of a block into typed values. The module boundary is crossed once a column and block.
public protocol FieldParser: Sendable {
  func parse(_ fields: FieldColumn) -> ColumnPiece
}

/// The parsed rows of one block of one column, and the fields that did not parse.
public struct ColumnPiece: Sendable {
  public var column: Column
  /// Rows of the block (from 0) whose field is not empty and not of the type; at most `ColumnPiece.kept` are listed.
  public var failures: [Int]
  public var failureCount: Int

  /// How many failures a block lists by row; the rest is only counted.
  public static let kept = 20

  public init(column: Column, failures: [Int] = [], failureCount: Int = 0) {
    self.column = column
    self.failures = failures
    self.failureCount = failureCount
  }

  mutating func fail(_ row: Int) {
    failureCount += 1
    if failures.count < ColumnPiece.kept { failures.append(row) }
  }
}
