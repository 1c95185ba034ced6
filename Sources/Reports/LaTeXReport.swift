/// The whole evaluation as one LaTeX document that reads each table from its file: `pdflatex report.tex`, twice for the contents.
///
/// It needs the packages that TeX distributions have in their base, besides babel's Spanish. A character that the fonts of pdfLaTeX have not
/// is printed as a question mark and stops nothing.
public struct LaTeXReport: Sendable {
  public var program: String
  public var title: String
  public var institution: String
  public var notes: [String]
  /// Chapters in order: id and title.
  public var chapters: [(id: String, title: String)]
  public var language: Language
  /// Tables that lie in files of their own, `tables/<id>.tex`.
  public var tables: [ReportTable]
  /// Tables without a file, as `TableLaTeX` has them: what was found in the files, and in a publication.
  public var others: [String]

  public init(
    program: String, title: String, institution: String, notes: [String],
    chapters: [(id: String, title: String)],
    language: Language, tables: [ReportTable], others: [String] = []
  ) {
    self.program = program
    self.title = title
    self.institution = institution
    self.notes = notes
    self.chapters = chapters
    self.language = language
    self.tables = tables
    self.others = others
  }

  public var text: String {
    let names = [program, title].filter { !$0.isEmpty }.map(EscapedText.latex)
    var out = preamble
    out += "\\title{\(names.joined(separator: "\\\\ \\large "))}\n"
    out += "\\author{\(EscapedText.latex(institution))}\n\\date{}\n\\begin{document}\n\\maketitle\n"
    for note in notes { out += "\\begin{quote}\n\(EscapedText.latex(note))\n\\end{quote}\n" }
    out += "\\tableofcontents\n\\listoftables\n\\clearpage\n"
    for (chapter, tables) in ReportChapters.of(tables, chapters, language) {
      out += "\\section{\(EscapedText.latex(chapter.title))}\n"
      // Floats that wait for a page of their own are too many in a report of many tables.
      for table in tables { out += "\\input{tables/\(table.id)}\n\\clearpage\n" }
    }
    if !others.isEmpty {
      out += "\\section{\(Wording(language).quality)}\n" + others.map { $0 + "\\clearpage\n" }.joined()
    }
    return out + "\\end{document}\n"
  }

  private var preamble: String {
    // Without its shorthands and its decimal commas in formulas: numbers and signs are written as they should be read.
    let babel = language == .spanish ? "spanish,es-noshorthands,es-nodecimaldot" : "english"
    return """
      \\documentclass[11pt,a4paper]{article}
      \\usepackage[T1]{fontenc}
      \\usepackage[utf8]{inputenc}
      \\usepackage{textcomp}
      \\usepackage[\(babel)]{babel}
      \\usepackage[margin=2cm]{geometry}
      \\usepackage{booktabs}
      \\usepackage{longtable}
      \\usepackage{graphicx}
      \\usepackage{caption}
      \\captionsetup{labelformat=empty}
      \\makeatletter
      \\def\\UTFviii@undefined@err#1{?}
      \\makeatother
      \\newsavebox{\\fittedbox}
      \\newcommand{\\fitted}[1]{\\sbox{\\fittedbox}{#1}%
        \\ifdim\\wd\\fittedbox>\\textwidth\\resizebox{\\textwidth}{!}{\\usebox{\\fittedbox}}\\else\\usebox{\\fittedbox}\\fi}

      """
  }
}
