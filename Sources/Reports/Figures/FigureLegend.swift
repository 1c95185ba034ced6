/// The names of the lines of a figure, below it: two beside each other where they are short, each in as many rows as it needs.
struct FigureLegend {
  struct Entry {
    let name: String
    let colour: String
    let dash: String
  }

  private let rows: [[(entry: Entry, text: [String])]]

  /// More characters than this do not fit in half the width of a figure.
  private static let halfWidth = 44
  /// Characters in the whole width.
  static let fullWidth = 96
  private static let rowHeight = 20.0

  init(_ entries: [Entry]) {
    let isNarrow = entries.allSatisfy { $0.name.count <= FigureLegend.halfWidth }
    let wide = entries.map { (entry: $0, text: FigureLegend.wrapped($0.name)) }
    rows = stride(from: 0, to: wide.count, by: isNarrow ? 2 : 1).map { start in
      Array(wide[start..<min(start + (isNarrow ? 2 : 1), wide.count)])
    }
  }

  var height: Double {
    rows.reduce(0) { $0 + FigureLegend.rowHeight * Double($1.map(\.text.count).max() ?? 1) }
  }

  /// The first row is at `top`.
  func svg(_ frame: FigureFrame, top: Double) -> String {
    var out = ""
    var y = top
    for row in rows {
      for (place, (entry, text)) in row.enumerated() {
        let x = frame.left + 16 + Double(place) * 310
        out += frame.line(
          x, y, x + 22, y, entry.colour, more: " stroke-width=\"2\"" + FigureLegend.dashed(entry.dash))
        for (number, line) in text.enumerated() {
          out += frame.text(x + 28, y + 4 + 16 * Double(number), line)
        }
      }
      y += FigureLegend.rowHeight * Double(row.map(\.text.count).max() ?? 1)
    }
    return out
  }

  static func dashed(_ dash: String) -> String { dash.isEmpty ? "" : " stroke-dasharray=\"\(dash)\"" }

  /// Lines of a text as wide as the figure.
  static func wrapped(_ text: String) -> [String] {
    var lines: [String] = []
    for word in EscapedText.oneLine(text).split(separator: " ") {
      if let last = lines.last, last.count + word.count < fullWidth {
        lines[lines.count - 1] += " \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }

  /// Entries for lines: colours told apart also by those who do not see red from green (Okabe and Ito, 2008), black for a total, and dashes
  /// where there are more lines than colours.
  static func entries(_ lines: [FigureLines.Entry]) -> [Entry] {
    let hasTotal = lines.count > 1 && lines.contains(where: \.isTotal)
    let colours = hasTotal ? FigureLegend.colours : FigureLegend.colours + ["#000000"]
    var others = 0
    return lines.map { line in
      if line.isTotal, hasTotal { return Entry(name: line.name, colour: "#000000", dash: "") }
      let (round, place) = others.quotientAndRemainder(dividingBy: colours.count)
      others += 1
      return Entry(name: line.name, colour: colours[place], dash: round == 0 ? "" : "5 3")
    }
  }

  private static let colours = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#7a7a7a",
  ]
}
