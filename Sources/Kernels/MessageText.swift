/// What a message repeats of what it was given: enough to find it by, never all of a value of thousands of characters.
public enum MessageText {
  /// Characters of a value that are repeated.
  static let longest = 60
  /// A word of more characters is no name of a file, which has at most 255 bytes, and a colon after it.
  static let longestWord = 256

  /// A value, cut off after 60 characters.
  public static func value(_ text: some StringProtocol) -> String {
    let start = text.prefix(longest + 1)
    return start.count > longest ? "\(start.dropLast())…" : String(text)
  }

  /// A text in which control characters other than ends of lines are written `\u{1b}`, so that none reaches a terminal. O(length).
  public static func escaped(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if isControl(scalar) {
        out.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
      } else {
        out.append(scalar)
      }
    }
    return String(out)
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control && !scalar.properties.isWhitespace
  }

  /// A message without control characters, in which each text between single quotes is cut as a value is, and so is each word too
  /// long to be one.
  ///
  /// A quote opens where no letter or digit stands before it, and closes where none comes after. O(length).
  public static func shortened(_ message: String) -> String {
    let message = escaped(message)
    // Most messages have nothing to cut.
    guard message.utf8.count > longest else { return message }
    var out = ""
    var rest = message[...]
    while let open = opening(in: rest) {
      out += words(rest[...open])
      rest = rest[rest.index(after: open)...]
      guard let close = closing(in: rest) else { break }
      out += value(rest[..<close]) + "'"
      rest = rest[rest.index(after: close)...]
    }
    return out + words(rest)
  }

  private static func opening(in text: Substring) -> String.Index? {
    text.indices.first { place in
      text[place] == "'" && (place == text.startIndex || !isPartOfWord(text[text.index(before: place)]))
    }
  }

  private static func closing(in text: Substring) -> String.Index? {
    text.indices.first { place in
      guard text[place] == "'" else { return false }
      let next = text.index(after: place)
      return next == text.endIndex || !isPartOfWord(text[next])
    }
  }

  private static func words(_ text: Substring) -> String {
    var out = ""
    var rest = text
    while !rest.isEmpty {
      let word = rest.prefix { !$0.isWhitespace && $0 != "/" }
      out += word.count > longestWord ? value(word) : String(word)
      rest = rest[word.endIndex...]
      if let separator = rest.popFirst() { out.append(separator) }
    }
    return out
  }

  private static func isPartOfWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber
  }
}
