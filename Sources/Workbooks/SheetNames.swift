import Reports

/// Names of sheets: at most 31 characters, none of them twice whatever the case, without the signs that places are written with.
enum SheetNames {
  private static let limit = 31

  static func of(_ wanted: [String], after first: String) -> [String] {
    // The format keeps the second for itself.
    var taken: Set<String> = [first.lowercased(), "history"]
    return wanted.map { text in
      let plain = cleaned(text)
      var name = shortened(plain, limit)
      var number = 1
      while !taken.insert(name.lowercased()).inserted {
        number += 1
        name = shortened(plain, limit - 3 - String(number).count) + " (\(number))"
      }
      return name
    }
  }

  private static func cleaned(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    for scalar in EscapedText.oneLine(text).unicodeScalars {
      out.append("[]:*?/\\".unicodeScalars.contains(scalar) ? "-" : scalar)
    }
    // A name neither begins nor ends with an apostrophe.
    let name = String(out).trimmed(of: "'").trimmed(of: " ")
    return name.isEmpty ? "-" : name
  }

  /// The format counts units of UTF-16.
  private static func shortened(_ text: String, _ most: Int) -> String {
    var name = text
    while name.utf16.count > most { name.removeLast() }
    return name.trimmed(of: "'").trimmed(of: " ")
  }
}

extension String {
  fileprivate func trimmed(of character: Character) -> String {
    var rest = self[...]
    while rest.first == character { rest = rest.dropFirst() }
    while rest.last == character { rest = rest.dropLast() }
    return String(rest)
  }
}
