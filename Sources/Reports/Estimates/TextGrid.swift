/// A small table of texts, the same in every format: a stub column and columns of cells, in groups of lines.
struct TextGrid {
  struct Line {
    let stub: String
    let cells: [String]
  }

  let title: String
  /// Of the stub and of each column.
  let headings: [String]
  /// Groups are parted by a rule.
  let groups: [[Line]]
  /// Smaller tables between the lines and the notes; their own notes follow them.
  var further: [TextGrid] = []
  let notes: [String]

  func text(_ format: GridFormat, language: Language) -> String {
    switch format {
    case .text: plain
    case .csv: csv
    case .markdown: markdown
    case .latex: latex
    case .html: html(language)
    }
  }

  private var plain: String {
    let lines = groups.map { $0.map { [$0.stub] + $0.cells } }
    var widths = headings.map(\.count)
    for cells in lines.joined() {
      for (column, cell) in cells.enumerated() { widths[column] = max(widths[column], cell.count) }
    }
    let rule = String(repeating: "-", count: widths.reduce(0, +) + 2 * (widths.count - 1)) + "\n"
    func line(_ cells: [String]) -> String {
      var text = cells.enumerated().map { column, cell in
        let pad = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + pad : pad + cell
      }.joined(separator: "  ")
      while text.hasSuffix(" ") { text.removeLast() }
      return text + "\n"
    }
    var out = title.isEmpty ? "" : title + "\n"
    out += line(headings)
    for group in lines {
      out += rule
      for cells in group { out += line(cells) }
    }
    out += rule
    for grid in further { out += "\n" + grid.plain }
    if !further.isEmpty { out += "\n" }
    for note in notes { out += note + "\n" }
    return out
  }

  private var csv: String {
    let lines = [headings] + groups.joined().map { [$0.stub] + $0.cells }
    return lines.map { $0.map(EscapedText.csv).joined(separator: ",") + "\n" }.joined()
  }

  private var markdown: String {
    func line(_ cells: [String]) -> String {
      "|" + cells.map { " \(EscapedText.markdown($0)) |" }.joined() + "\n"
    }
    var out = title.isEmpty ? "" : "## \(EscapedText.markdown(title))\n\n"
    out += line(headings) + "| --- |" + headings.dropFirst().map { _ in " ---: |" }.joined() + "\n"
    for row in groups.joined() { out += line([row.stub] + row.cells) }
    out += "\n"
    for grid in further { out += "#" + grid.markdown + "\n" }
    for note in notes { out += "\(EscapedText.markdown(note))  \n" }
    return out
  }

  private var latex: String {
    func line(_ cells: [String]) -> String {
      cells.map(EscapedText.latex).joined(separator: " & ") + " \\\\\n"
    }
    var out = "\\begin{table}[htbp]\n\\centering\n"
    if !title.isEmpty { out += "\\caption{\(EscapedText.latex(title))}\n" }
    out += "\\begin{tabular}{l\(String(repeating: "r", count: headings.count - 1))}\n\\toprule\n"
    out += line(headings)
    for group in groups {
      out += "\\midrule\n"
      for row in group { out += line([row.stub] + row.cells) }
    }
    out += "\\bottomrule\n\\end{tabular}\n\n"
    for note in notes { out += "\\footnotesize \(EscapedText.latex(note))\n\n" }
    return ([out + "\\end{table}\n"] + further.map(\.latex)).joined(separator: "\n")
  }

  private func html(_ language: Language) -> String {
    var out = "<!DOCTYPE html>\n<html lang=\"\(language.rawValue)\">\n<head><meta charset=\"utf-8\">"
    out += "<title>\(EscapedText.html(title.isEmpty ? "Trayectoria" : title))</title></head>\n<body>\n"
    return out + body + "</body>\n</html>\n"
  }

  private var body: String {
    func cell(_ text: String) -> String { EscapedText.html(text) }
    var out = "<table>\n"
    if !title.isEmpty { out += "<caption>\(cell(title))</caption>\n" }
    out += "<thead><tr>" + headings.map { "<th scope=\"col\">\(cell($0))</th>" }.joined() + "</tr></thead>\n"
    for group in groups {
      out += "<tbody>\n"
      for row in group {
        out += "<tr><th scope=\"row\">\(cell(row.stub))</th>"
        out += row.cells.map { "<td>\(cell($0))</td>" }.joined() + "</tr>\n"
      }
      out += "</tbody>\n"
    }
    out += "</table>\n"
    for grid in further { out += grid.body }
    for note in notes { out += "<p>\(cell(note))</p>\n" }
    return out
  }
}

/// Formats of tables of estimates.
public enum GridFormat: String, Sendable, CaseIterable {
  case text
  case csv
  case markdown
  case latex
  case html
}
