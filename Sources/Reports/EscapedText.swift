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
      default: nil
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

  /// For one paragraph of LaTeX.
  static func latex(_ text: String) -> String {
    replacing(oneLine(text)) { scalar in
      switch scalar {
      case "\\": "\\textbackslash{}"
      case "&", "%", "$", "#", "_", "{", "}": "\\\(scalar)"
      case "~": "\\textasciitilde{}"
      case "^": "\\textasciicircum{}"
      default: nil
      }
    }
  }

  /// A field of CSV, in quotes where it needs them.
  static func csv(_ field: String) -> String {
    let special: Set<Unicode.Scalar> = [",", "\"", "\n", "\r"]
    guard field.unicodeScalars.contains(where: special.contains) else { return field }
    return "\"" + replacing(field) { $0 == "\"" ? "\"\"" : nil } + "\""
  }

  /// Line ends and other control characters as a space.
  static func oneLine(_ text: String) -> String {
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
