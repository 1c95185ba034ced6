import CXlsxWriter
import Foundation

/// Sheets into a file, through libxlsxwriter: the one place where its pointers live.
///
/// The book owns its sheets and formats. It is freed by `workbook_close`, whatever that returns, or here where a call before it fails.
enum SheetFile {
  /// The first day that ZIP knows, 1 January 1980, as seconds since 1970: without a time the library takes that of the run.
  private static let day = 315_532_800

  /// `scratch`: a folder for the library's temporary files.
  static func write(_ sheets: [Sheet], to path: String, scratch: String) throws(WorkbookError) {
    let folder = strdup(scratch)
    defer { free(folder) }
    var options = lxw_workbook_options()
    options.tmpdir = folder
    guard let book = workbook_new_opt(path, &options) else { throw refusal(LXW_ERROR_MEMORY_MALLOC_FAILED) }
    do throws(WorkbookError) {
      var properties = lxw_doc_properties()
      properties.created = day
      let told = workbook_set_properties(book, &properties)
      guard told == LXW_NO_ERROR else { throw refusal(told) }
      var formats = Formats(book: book)
      for sheet in sheets { try add(sheet, to: book, &formats) }
    } catch {
      lxw_workbook_free(book)
      throw error
    }
    let closed = workbook_close(book)
    guard closed == LXW_NO_ERROR else { throw refusal(closed) }
  }

  private static func add(
    _ sheet: Sheet, to book: UnsafeMutablePointer<lxw_workbook>, _ formats: inout Formats
  ) throws(WorkbookError) {
    let valid = workbook_validate_sheet_name(book, sheet.name)
    guard valid == LXW_NO_ERROR else { throw refusal(valid, sheet) }
    guard let page = workbook_add_worksheet(book, sheet.name) else {
      throw refusal(LXW_ERROR_MEMORY_MALLOC_FAILED, sheet)
    }
    for (place, width) in sheet.widths.enumerated() {
      let column = try self.column(place, row: 0, sheet)
      let told = worksheet_set_column(page, column, column, Double(width), nil)
      guard told == LXW_NO_ERROR else { throw refusal(told, sheet, 0, place) }
    }
    for (row, cells) in sheet.rows.enumerated() {
      guard let line = UInt32(exactly: row) else {
        throw refusal(LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE, sheet, row, 0)
      }
      for (place, cell) in cells.enumerated() {
        let column = try self.column(place, row: row, sheet)
        let told: lxw_error
        switch cell {
        case .empty: continue
        case .text(let text, let style):
          told = worksheet_write_string(page, line, column, Sheet.shown(text), try formats.of(style))
        case .number(let value, let decimals):
          told = worksheet_write_number(page, line, column, value, try formats.of(.number(decimals)))
        case .link(let text, let target):
          let place = "internal:'\(target.replacing("'", with: "''"))'!A1"
          // Without a format it looks like a link.
          told = worksheet_write_url_opt(page, line, column, place, nil, Sheet.shown(text), nil)
        }
        guard told == LXW_NO_ERROR else { throw refusal(told, sheet, row, place) }
      }
    }
    if sheet.frozen > 0, let frozen = UInt32(exactly: sheet.frozen) {
      worksheet_freeze_panes(page, frozen, 0)
    }
  }

  private static func column(_ place: Int, row: Int, _ sheet: Sheet) throws(WorkbookError) -> UInt16 {
    guard let column = UInt16(exactly: place) else {
      throw refusal(LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE, sheet, row, place)
    }
    return column
  }

  /// The formats in use, each made once, in the order in which they are first asked for.
  private struct Formats {
    let book: UnsafeMutablePointer<lxw_workbook>
    private var made: [Sheet.Style: UnsafeMutablePointer<lxw_format>] = [:]

    init(book: UnsafeMutablePointer<lxw_workbook>) { self.book = book }

    /// None for plain cells.
    mutating func of(_ style: Sheet.Style) throws(WorkbookError) -> UnsafeMutablePointer<lxw_format>? {
      if style == .plain { return nil }
      if let format = made[style] { return format }
      guard let format = workbook_add_format(book) else { throw refusal(LXW_ERROR_MEMORY_MALLOC_FAILED) }
      switch style {
      case .plain: break
      case .title: format_set_bold(format)
      case .heading:
        format_set_bold(format)
        format_set_text_wrap(format)
        format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_BOTTOM.rawValue))
        format_set_bottom(format, UInt8(LXW_BORDER_THIN.rawValue))
      case .right: format_set_align(format, UInt8(LXW_ALIGN_RIGHT.rawValue))
      case .number(let decimals):
        format_set_num_format(
          format, decimals > 0 ? "#,##0." + String(repeating: "0", count: decimals) : "#,##0")
      }
      made[style] = format
      return format
    }
  }

  // MARK: errors

  private static func reason(_ code: lxw_error) -> String {
    guard code.rawValue < LXW_MAX_ERRNO.rawValue, let text = lxw_strerror(code) else {
      return "unknown error"
    }
    return String(cString: text)
  }

  private static func refusal(_ code: lxw_error) -> WorkbookError {
    .fileRefused(code: Int(code.rawValue), reason: reason(code))
  }

  private static func refusal(_ code: lxw_error, _ sheet: Sheet) -> WorkbookError {
    .sheetRefused(name: sheet.name, code: Int(code.rawValue), reason: reason(code))
  }

  private static func refusal(_ code: lxw_error, _ sheet: Sheet, _ row: Int, _ column: Int) -> WorkbookError {
    .cellRefused(
      sheet: sheet.name, row: row + 1, column: column + 1, code: Int(code.rawValue), reason: reason(code))
  }
}
