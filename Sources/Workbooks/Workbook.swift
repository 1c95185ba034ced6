public import Foundation
public import Reports

/// Tables as a workbook (Office Open XML, ECMA-376), written by libxlsxwriter: a first sheet that lists them, and a sheet a table, in
/// which numbers are numbers.
///
/// Cells hold the unrounded value in the table's unit, to 16 significant digits, and show it with the table's decimals, in the
/// marks of whoever opens it. Text is never a formula. The bytes are the same for the same tables.
public struct Workbook: Sendable {
  public let content: WorkbookContent

  public init(_ content: WorkbookContent) { self.content = content }

  /// The file. It is put together in a folder that is made within `scratch` and is gone when this returns, however it returns.
  ///
  /// Time and memory grow with the number of cells.
  public func bytes(scratch: String = FileManager.default.temporaryDirectory.path)
    throws(WorkbookError) -> [UInt8]
  {
    let sheets = TableSheets.of(content)
    // A full disk shortens the library's own temporary files without a word, so there must be room for all of them.
    let needed = sheets.reduce(1 << 20) { $0 + 2 * $1.mostBytes }
    return try ScratchFolder.with(in: scratch, free: needed) { folder throws(WorkbookError) in
      let path = "\(folder)/report.xlsx"
      try SheetFile.write(sheets, to: path, scratch: folder)
      do {
        return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
      } catch {
        throw .unreadable(reason: error.localizedDescription)
      }
    }
  }
}
