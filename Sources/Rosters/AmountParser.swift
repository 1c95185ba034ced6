import Columns
import Kernels
import TableFiles

/// Whole numbers that can be the amount a person received: others are no amounts, as in a streamed panel, so that the squares of
/// all of them add up in 128 bits.
struct AmountParser: FieldParser {
  func parse(_ fields: FieldColumn) -> ColumnPiece {
    var piece = IntegerParser().parse(fields)
    guard case .integer(var values) = piece.column.values else { return piece }
    let beyond = values.indices.filter { values[$0].magnitude > CompactRecords.largestAmount }
    if beyond.isEmpty { return piece }
    for row in beyond {
      values[row] = 0
      piece.column.validity[row] = false
    }
    piece.column.values = .integer(values)
    piece.failureCount += beyond.count
    piece.failures = Array((piece.failures + beyond).sorted().prefix(ColumnPiece.kept))
    return piece
  }
}
