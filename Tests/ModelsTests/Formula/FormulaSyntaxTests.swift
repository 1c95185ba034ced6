import Kernels
import Models
import Testing

@Suite("Syntax of formulas")
struct FormulaSyntaxTests {
  // Places counted by hand.
  @Test(
    "an error points at its character",
    arguments: [
      ("", 1, 1, "empty"), ("   ", 1, 4, "empty"), ("y", 1, 2, "'~' expected"), ("y ~", 1, 4, "the end"),
      ("y ~ x +", 1, 8, "the end"), ("y ~ x + + ", 1, 11, "the end"), ("y ~ (x", 1, 7, "')' expected"),
      ("y ~ x)", 1, 6, "operator or '|' expected"), ("y ~ x $ z", 1, 7, "unexpected character '$'"),
      ("y ~ 2x", 1, 6, "right after a number"), ("y ~ `a b", 1, 5, "does not close"),
      ("y ~ I(x == 'Yes)", 1, 12, "does not close"), ("y ~ i(f, ref = )", 1, 16, "expected"),
      ("y ~ x |", 1, 8, "the end"), ("y ~ x | id | z", 1, 15, "endogenous ~ instruments"),
      ("y ~ x | e ~ z | id", 1, 17, "nothing comes after"), ("y ~ x ~ z", 1, 7, "found '~'"),
      ("y ~ x\n + * z", 2, 4, "found '*'"), ("y ~ x | id[z", 1, 13, "']' expected"),
      ("y ~ x | id[[z]", 1, 14, "']]' expected"), ("y ~ f::2", 1, 6, "'::'"), ("y ~ x z", 1, 7, "found 'z'"),
      ("y ~ ``", 1, 5, "empty name"), ("y ~ a %o% b", 1, 7, "%o%"),
      ("y ~ I(a < b < c)", 1, 13, "second comparison"),
      ("y ~ 1e999", 1, 5, "too large"), ("y ~ x, z", 1, 6, "found ','"),
    ])
  func place(_ text: String, _ line: Int, _ column: Int, _ message: String) {
    do {
      _ = try Formula(text)
      Issue.record("'\(text)' was read")
    } catch {
      #expect(error.position == FormulaPosition(line: line, column: column), "\(error)")
      #expect(error.message.contains(message), "\(error)")
      #expect(error.description.hasPrefix("formula, line \(line), column \(column): "))
      #expect(!error.description.contains("\n"))
    }
  }

  @Test("parts of a formula")
  func parts() throws {
    let full = try Formula("log(y) ~ x1 + i(year, ref=2014) | id + year | e ~ z1 + z2")
    #expect(full.columns.map(\.name) == ["y", "x1", "year", "id", "e", "z1", "z2"])
    #expect(full.columns[1].position == FormulaPosition(line: 1, column: 10))
    #expect(full.fixedEffects != nil && full.endogenous != nil && full.instruments != nil)
    let instrumented = try Formula("y ~ x | e ~ z")
    #expect(instrumented.fixedEffects == nil && instrumented.endogenous != nil)
    let list = try Formula("~ x + `my column`")
    #expect(list.outcome == nil)
    #expect(list.columns.map(\.name) == ["x", "my column"])
  }

  @Test("names in other letters, words of levels, constants")
  func words() throws {
    #expect(
      try Formula("año ~ i(ñandú, ref = worker) + .x1_").columns.map(\.name) == ["año", "ñandú", ".x1_"])
    #expect(
      try RowFilter("x == TRUE & g %in% c('a', \"b\") | h in {1, 2}").columns.map(\.name) == ["x", "g", "h"])
  }

  @Test("a condition compares: a column, a number or a sum alone is refused with its place")
  func conditions() throws {
    for (text, column) in [
      ("t", 1), ("(t)", 2), ("!t", 2), ("x > 1 & t", 9), ("t | x > 1", 1), ("1", 1), ("t + 1", 1),
      ("log(t)", 1),
      ("!(x > 1 | (t))", 12), ("I(t)", 3), ("-t", 1), ("t * 2", 3), ("'a'", 1),
    ] {
      let error = #expect(throws: FormulaError.self, "\(text)") { try RowFilter(text) }
      #expect(
        error?.position == FormulaPosition(line: 1, column: column), "\(text): \(String(describing: error))")
    }
    #expect(
      throws: FormulaError(
        position: FormulaPosition(line: 1, column: 1),
        message: "'t' is a column and no condition; compare it, as in 't == 1'")
    ) { try RowFilter("t") }
    for text in ["t == 1", "!(t == 1)", "(t > 1 & x < 2) | TRUE", "g %in% c('a')", "I(t > 1)", "log(t) > 0"] {
      #expect(try !RowFilter(text).text.isEmpty)
    }
  }

  @Test("nesting has a limit and exhausts nothing")
  func nesting() throws {
    let deep = String(repeating: "(", count: 10_000) + "x" + String(repeating: ")", count: 10_000)
    for text in [
      "y ~ \(deep)", "y ~ " + String(repeating: "-", count: 10_000) + "x",
      "y ~ " + String(repeating: "I(", count: 10_000), "y ~ " + String(repeating: "x^", count: 10_000) + "2",
      "y ~ x" + String(repeating: "*x", count: 10_000), "y ~ x" + String(repeating: "[x", count: 10_000),
    ] {
      let error = #expect(throws: FormulaError.self) { try Formula(text) }
      #expect(error?.message.contains("nested too deeply") == true)
    }
    #expect(throws: FormulaError.self) { try RowFilter(String(repeating: "!", count: 10_000) + "x") }
    // Long is not deep.
    #expect(try Formula("y ~ x" + String(repeating: " + x", count: 10_000)).columns.count == 2)
    #expect(throws: FormulaError.self) { try Formula("y ~ " + String(repeating: "x", count: 200_000)) }
  }

  @Test("random text is read or refused with a place inside it")
  func random() {
    let words = [
      "y", "~", "x", "+", "-", "*", "/", "^", ":", "(", ")", "[", "]", "[[", "]]", ",", "=", "==", "!=", "<",
      "<=",
      "&", "|", "!", "{", "}", "i(", "I(", "factor(", "poly(", "lag(", "log(", "1", "0", "2", "1e5", ".5",
      "'a'",
      "`b c`", " ", "\n", "%in%", "in", "f", "ref =", "::", "é", "$", "\u{0}", "👩‍👩‍👧", "'", "`", "offset(", "c(",
    ]
    var generator = PCG64(seed: 3, stream: 0)
    var accepted = 0
    for round in 0..<20_000 {
      var text = round % 2 == 0 ? "y ~ " : ""
      for _ in 0..<(1 + generator.nextInteger(below: 12)) {
        text += words[Int(generator.nextInteger(below: words.count))]
      }
      do throws(FormulaError) {
        let formula = try Formula(text)
        accepted += 1
        // What can be read has a meaning or a typed error.
        _ = try? Design(DesignRequest(formula, panelID: "id", panelTime: "t"), DesignTests.table)
      } catch {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(error.position.line >= 1 && error.position.line <= lines.count)
        if lines.indices.contains(error.position.line - 1) {
          #expect(error.position.column <= lines[error.position.line - 1].count + 1, "\(text): \(error)")
        }
      }
    }
    #expect(accepted > 100)
  }
}
