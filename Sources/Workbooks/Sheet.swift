import Reports

/// A sheet as plain values: what stands in its cells and how they look.
struct Sheet {
  enum Style: Hashable {
    case plain
    case title
    case heading
    case right
    /// Shown with so many decimals.
    case number(Int)
  }

  enum Cell {
    case empty
    case text(String, Style)
    case number(Double, decimals: Int)
    /// Leads to the first cell of the sheet of this name.
    case link(String, sheet: String)
  }

  /// Rows of a sheet that the format allows.
  static let mostRows = 1_048_576
  /// Most decimals shown.
  static let mostDecimals = 12
  /// Units of UTF-16 that a cell holds.
  private static let longest = 32_767

  let name: String
  var rows: [[Cell]] = []
  /// Rows at the top that stay in sight.
  var frozen = 0
  /// Of the columns, in characters.
  var widths: [Int] = []

  init(name: String) { self.name = name }

  /// One line, as long as a cell may be, of characters that XML has.
  static func shown(_ text: String) -> String {
    var line = EscapedText.oneLine(text)
    if line.utf16.count > longest {
      line = String(line.prefix(longest))
      while line.utf16.count > longest { line.removeLast() }
    }
    guard line.unicodeScalars.contains(where: { $0.value == 0xfffe || $0.value == 0xffff }) else {
      return line
    }
    // The last two of the first plane are no characters of XML.
    var out = String.UnicodeScalarView()
    for scalar in line.unicodeScalars {
      out.append(scalar.value == 0xfffe || scalar.value == 0xffff ? " " : scalar)
    }
    return String(out)
  }

  /// No fewer bytes than the sheet's part takes as XML, the strings that all sheets share with it: a sign takes up to six where it
  /// is escaped, and a cell's own markup with a number of 16 digits under a hundred.
  var mostBytes: Int {
    rows.reduce(4096) { sum, cells in
      cells.reduce(sum + 64) { sum, cell in
        switch cell {
        case .empty: sum
        case .number: sum + 128
        case .text(let text, _): sum + 128 + 6 * text.utf8.count
        case .link(let text, let sheet): sum + 256 + 12 * text.utf8.count + 6 * sheet.utf8.count
        }
      }
    }
  }
}
