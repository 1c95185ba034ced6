import Columns
import Kernels

/// Numbers as the nearest doubles. Missing: an empty field, `NA`, `NaN`, `nan` and `.`; `Inf` and `-Inf` are values, letter case
/// ignored. The other mark may group thousands (1.234,5 or 1,234.5); an exponent is understood.
public struct RealParser: FieldParser {
  public init() {}

  public func parse(_ fields: FieldColumn) -> ColumnPiece {
    var values = [Double](repeating: 0, count: fields.count)
    var validity = Bitmap(count: fields.count, repeating: true)
    var piece = ColumnPiece(column: Column(values: .real([]), validity: Bitmap()))
    let mark = fields.decimalMark
    for row in 0..<fields.count {
      let field = fields.field(row)
      if field.isEmpty {
        validity[row] = false
        continue
      }
      switch RealFields.value(field, mark: mark) {
      case .number(let value): values[row] = value
      case .missing: validity[row] = false
      case .text:
        validity[row] = false
        piece.fail(row)
      }
    }
    piece.column = Column(values: .real(values), validity: validity)
    return piece
  }
}
