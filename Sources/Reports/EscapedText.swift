/// Labels inside a format where some characters mean something.
///
/// Everything goes by Unicode scalars: a quote or bracket with a combining mark after it is one character to Swift, but
/// still a quote or bracket to whoever reads the bytes.
package enum EscapedText {
  /// For text and attributes of HTML, the latter in double quotes.
  static func html(_ text: String) -> String {
    replacing(text) { scalar in
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&quot;"
      // No page may hold them.
      default: isUnprintable(scalar) ? " " : nil
      }
    }
  }

  /// For one line of Markdown, in a row of a table or outside.
  package static func markdown(_ text: String) -> String {
    replacing(oneLine(text)) { scalar in
      switch scalar {
      case "\\", "|", "`", "[": "\\\(scalar)"
      case "<": "&lt;"
      default: nil
      }
    }
  }

  /// For one paragraph of LaTeX, in text mode and whatever the encoding of its font: `<` would be printed as ¡ in the oldest, a quote
  /// may be a command of babel's Spanish, and a bracket after the end of a row is an argument. Mathematical signs go into formulas.
  static func latex(_ text: String) -> String {
    replacing(oneLine(text)) { scalar in
      switch scalar {
      case "<": "\\textless{}"
      case ">": "\\textgreater{}"
      case "|": "\\textbar{}"
      case "\"": "\\char34{}"
      case "`": "\\textasciigrave{}"
      case "[", "]": "{\(scalar)}"
      case "\u{a0}", "\u{202f}": "~"
      case "\\": "\\textbackslash{}"
      case "&", "%", "$", "#", "_", "{", "}": "\\\(scalar)"
      case "~": "\\textasciitilde{}"
      case "^": "\\textasciicircum{}"
      default: mathematics[scalar].map { "$\($0)$" }
      }
    }
  }

  /// Signs that no font of text has.
  private static let mathematics: [Unicode.Scalar: String] = {
    var signs: [Unicode.Scalar: String] = [
      "−": "-", "≤": "\\leq", "≥": "\\geq", "≠": "\\neq", "≈": "\\approx", "→": "\\rightarrow",
      "←": "\\leftarrow",
      "∞": "\\infty", "√": "\\surd", "∈": "\\in", "′": "'", "Σ": "\\Sigma", "Δ": "\\Delta", "Φ": "\\Phi",
      "α": "\\alpha", "β": "\\beta", "γ": "\\gamma", "δ": "\\delta", "ε": "\\varepsilon", "θ": "\\theta",
      "λ": "\\lambda", "μ": "\\mu", "ν": "\\nu", "π": "\\pi", "ρ": "\\rho", "σ": "\\sigma", "τ": "\\tau",
      "φ": "\\varphi", "χ": "\\chi", "ω": "\\omega", "ᵢ": "_i", "ⱼ": "_j", "ₖ": "_k", "ₙ": "_n", "⁻": "^-",
      "⁰": "^0",
    ]
    for digit in UInt32(0)...9 {
      if let low = Unicode.Scalar(0x2080 + digit) { signs[low] = "_\(digit)" }
      if digit > 3, let high = Unicode.Scalar(0x2070 + digit) { signs[high] = "^\(digit)" }
    }
    return signs
  }()

  /// A field of CSV, in quotes where it needs them; programs read back every character of it. A text that a spreadsheet would take for a formula has an apostrophe before it.
  static func csv(_ text: String) -> String {
    let field = startsFormula(text) ? "'" + text : text
    let special: Set<Unicode.Scalar> = [",", "\"", "\n", "\r"]
    guard field.unicodeScalars.contains(where: special.contains) else { return field }
    return "\"" + replacing(field) { $0 == "\"" ? "\"\"" : nil } + "\""
  }

  /// A control character that is no white space: it would be a command to a terminal.
  private static func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control && !scalar.properties.isWhitespace
  }

  /// Whether a text that is no number begins as formulas do.
  private static func startsFormula(_ text: String) -> Bool {
    switch text.unicodeScalars.first {
    case "=", "@", "\t": true
    case "+", "-": text.unicodeScalars.count > 1 && Double(text) == nil
    default: false
    }
  }

  /// Line ends and other control characters as a space.
  package static func oneLine(_ text: String) -> String {
    replacing(text) { $0.properties.generalCategory == .control ? " " : nil }
  }

  private static func replacing(_ text: String, _ replacement: (Unicode.Scalar) -> String?) -> String {
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if let other = replacement(scalar) {
        out.append(contentsOf: other.unicodeScalars)
      } else {
        out.append(scalar)
      }
    }
    return String(out)
  }
}
