import Foundation
import Kernels
import Reports
import Testing

/// Oracle: the rules of LaTeX. What opens is closed in order, no text of the evaluator's is a command, and each table is read once; the
/// document was compiled by pdfLaTeX of TeX Live 2022 without an error.
@Suite("The report in LaTeX")
struct LaTeXReportTests {
  private static let hostile = "A & B_1 100% #$ {x} \\input{/etc/passwd} ~^ \"q\" <a> \n fin"

  private static func table(_ id: String, chapter: String, rows: Int = 2, title: String = hostile)
    -> ReportTable
  {
    ReportTable(
      id: id, number: "Cuadro", chapter: chapter, title: title, unit: "%", years: "2014", keyNames: ["a"],
      columns: ["n"],
      rows: (0..<rows).map { .init(keys: ["fila \($0)"], cells: [TableFixture.cell(Exact(-$0))]) },
      formula: "", source: "f")
  }

  private static func report(_ tables: [ReportTable], _ language: Language = .spanish) -> String {
    LaTeXReport(
      program: hostile, title: hostile, institution: hostile, notes: [hostile],
      chapters: [("uno", "Capítulo & uno"), ("dos", "Dos")], language: language, tables: tables,
      others: [TableLaTeX.text(table("otra", chapter: ""), texts: [:], language: language)]
    ).text
  }

  /// Names of environments in the order in which they open; nil where one is not closed by its own end.
  private static func environments(_ text: String) -> [String]? {
    var (open, all): ([String], [String]) = ([], [])
    for part in text.split(separator: "\\").map(String.init) {
      let name = part.drop { $0 != "{" }.dropFirst().prefix { $0 != "}" }
      if part.hasPrefix("begin{") {
        open.append(String(name))
        all.append(String(name))
      } else if part.hasPrefix("end{") {
        guard open.popLast() == String(name) else { return nil }
      }
    }
    return open.isEmpty ? all : nil
  }

  @Test("it is a whole document, reads every table once and by chapter, and closes what it opens")
  func document() throws {
    let text = Self.report([
      Self.table("t-2", chapter: "dos"), Self.table("t_1", chapter: "uno"), Self.table("t3", chapter: ""),
    ])
    #expect(text.hasPrefix("\\documentclass") && text.hasSuffix("\\end{document}\n"))
    let order = [
      "\\section{Capítulo \\& uno}", "tables/t_1}", "\\section{Dos}", "tables/t-2}", "Otros cuadros",
      "tables/t3}",
    ]
    let places = try order.map { part in
      try #require(text.range(of: part), "\(part)").lowerBound
    }
    #expect(places == places.sorted())
    for id in ["t_1", "t-2", "t3"] {
      #expect(text.components(separatedBy: "\\input{tables/\(id)}").count == 2)
    }
    #expect(Self.environments(text) == ["document", "quote", "table", "tabular"])
    // Braces balance but for those that are text.
    let braces = text.replacing("\\{", with: "").replacing("\\}", with: "")
    #expect(braces.count { $0 == "{" } == braces.count { $0 == "}" })
    // The evaluator's text is text: four times in the report, and the caption of its table.
    #expect(!text.contains("\\input{/etc"))
    #expect(
      text.components(separatedBy: "100\\% \\#\\$ \\{x\\} \\textbackslash{}input\\{/etc/passwd\\}").count == 6
    )
    #expect(text.contains("[spanish,es-noshorthands,es-nodecimaldot]{babel}"))
    let english = Self.report([Self.table("t", chapter: "")], .english)
    #expect(english.contains("[english]{babel}") && english.contains("Other tables"))
  }

  @Test("a table of more than a page is a long one, with its headings on every page")
  func long() throws {
    func text(_ rows: Int) -> String {
      TableLaTeX.text(Self.table("t", chapter: "", rows: rows), texts: [:], language: .spanish)
    }
    #expect(Self.environments(text(45)) == ["table", "tabular"])
    #expect(Self.environments(text(46)) == ["longtable"])
    #expect(text(46).components(separatedBy: "a & n \\\\\n").count == 3)
    #expect(text(46).contains("fila 45 & $-$45,0 \\\\\n") && text(46).contains("\\endfirsthead"))
    // A document of one's own need not know how a wide table is made to fit.
    #expect(text(2).hasPrefix("\\providecommand{\\fitted}[1]{#1}\n"))
    #expect(text(2).contains("\\fitted{\\begin{tabular}{lr}") && text(2).contains("\\end{tabular}}"))
  }

  @Test("the texts of a long table share the width of a page, and its numbers stay on it")
  func longAndWide() throws {
    let rows = (0..<50).map { number in
      ReportTable.Row(
        keys: ["2014", String(repeating: "texto ", count: 12), String(repeating: "otro ", count: 60)],
        cells: (0..<3).map { _ in .init(value: .exact(Exact(number * 1_000_000)), decimals: 0) })
    }
    let table = TableFixture.table(
      keyNames: ["anio", "uno", "dos"], columns: ["publicado", "recompuesto", "sin redondear"], rows: rows)
    let text = TableLaTeX.text(table, texts: [:], language: .spanish)
    let shape = try #require(text.firstMatch(of: /\\begin\{longtable\}\{l((?:p\{[0-9.]+cm\})+)rrr\}/))
    let widths = shape.1.matches(of: /[0-9.]+/).compactMap { Double($0.0) }
    #expect(widths.count == 2 && widths[1] > widths[0])
    // Four numbers of at most thirteen characters and the year take some nine centimetres of seventeen.
    let sum = widths.reduce(0, +)
    #expect(sum > 4 && sum < 10, "\(widths)")
  }

  @Test("long texts are broken into lines, and a number has the sign of formulas")
  func shape() throws {
    let words = String(repeating: "palabra ", count: 8)
    let table = ReportTable(
      id: "t", number: "", chapter: "", title: "", unit: "", years: "", keyNames: ["a", "b"], columns: ["n"],
      rows: [.init(keys: [words, "-"], cells: [TableFixture.cell(Exact(-3))])], formula: "", source: "")
    let text = TableLaTeX.text(table, texts: [:], language: .english)
    #expect(text.contains("{p{4cm}lr}") && text.contains(" & - & $-$3.0 \\\\\n"))
  }
}
