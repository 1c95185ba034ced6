/// Why a workbook cannot be written. `reason` of a refusal is libxlsxwriter's own word for its code.
public enum WorkbookError: Error, Equatable, CustomStringConvertible {
  /// The folder for temporary files cannot be made.
  case scratch(folder: String, reason: String)
  /// Bytes that the parts may take beside the file, and those that are free.
  case space(needed: Int, available: Int)
  case sheetRefused(name: String, code: Int, reason: String)
  /// Row and column are counted from 1.
  case cellRefused(sheet: String, row: Int, column: Int, code: Int, reason: String)
  case fileRefused(code: Int, reason: String)
  /// The file was written, and cannot be read.
  case unreadable(reason: String)

  public var description: String {
    switch self {
    case .scratch(let folder, let reason):
      "a temporary folder cannot be made in \(folder): \(reason)"
    case .space(let needed, let available):
      "the workbook may need \(needed) bytes of temporary files, \(available) are free; make room, or leave xlsx out"
    case .sheetRefused(let name, let code, let reason):
      "the workbook's sheet '\(name)' was refused: \(reason) (code \(code)); leave xlsx out, or shorten its tables"
    case .cellRefused(let sheet, let row, let column, let code, let reason):
      "row \(row), column \(column) of the workbook's sheet '\(sheet)' was refused: \(reason) (code \(code)); leave xlsx out, or shorten its tables"
    case .fileRefused(let code, let reason): "the workbook was refused: \(reason) (code \(code))"
    case .unreadable(let reason): "the workbook cannot be read back: \(reason)"
    }
  }
}
