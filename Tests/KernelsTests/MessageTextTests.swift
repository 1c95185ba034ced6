import Kernels
import Testing

/// Oracle: messages cut by hand.
@Suite("What messages repeat")
struct MessageTextTests {
  private static let long = String(repeating: "7", count: 5_000)
  private static let cut = String(repeating: "7", count: 60) + "…"

  @Test("a value keeps sixty characters")
  func value() {
    let sixty = String(repeating: "ñ", count: 60)
    #expect(MessageText.value(sixty) == sixty)
    #expect(MessageText.value(sixty + "x") == sixty + "…")
    #expect(MessageText.value("") == "" && MessageText.value(Self.long) == Self.cut)
  }

  @Test("control characters are written out, ends of lines and everything else stay")
  func escaped() {
    #expect(MessageText.escaped("a\u{1b}[31mb\u{7f}\u{9b}\u{0}") == "a\\u{1b}[31mb\\u{7f}\\u{9b}\\u{0}")
    #expect(MessageText.escaped("línea\n\tótra\r\n 👩‍🔧") == "línea\n\tótra\r\n 👩‍🔧")
    #expect(MessageText.escaped("") == "")
    #expect(MessageText.shortened("unknown key '\u{1b}[1m'") == "unknown key '\\u{1b}[1m'")
    #expect(!MessageText.shortened(String(repeating: "\u{1b}", count: 500)).contains("\u{1b}"))
  }

  @Test("quoted texts are cut each for itself, and the message stays")
  func quoted() {
    #expect(
      MessageText.shortened("a.yaml: '\(Self.long)' is no member of '\(Self.long) b'; did you mean 'x'?")
        == "a.yaml: '\(Self.cut)' is no member of '\(Self.cut)'; did you mean 'x'?")
    let short =
      "a.yaml: line 3, column 4: the year's files: unknown key 'añó' in the spec; did you mean 'año', 'años'?"
    #expect(MessageText.shortened(short) == short)
    let spaced = "'" + String(repeating: "palabra ", count: 50) + "' no"
    #expect(MessageText.shortened(spaced) == "'" + String(repeating: "palabra ", count: 7) + "pala…' no")
  }

  @Test("words without quotes are cut where no file has such a name; paths are not")
  func words() {
    #expect(MessageText.shortened("unknown \(Self.long), here") == "unknown \(Self.cut) here")
    let path = String(repeating: "/" + String(repeating: "d", count: 255), count: 9)
    #expect(MessageText.shortened(path + ": no such file") == path + ": no such file")
  }

  @Test("quotes that close nothing, apostrophes and empty texts")
  func open() {
    let text = "the people's '\(Self.long) of"
    #expect(MessageText.shortened(text) == "the people's '\(Self.cut) of")
    #expect(MessageText.shortened("") == "" && MessageText.shortened("'") == "'")
    #expect(MessageText.shortened("'''''") == "'''''")
    let years = "a years' " + String(repeating: "b ", count: 60)
    #expect(MessageText.shortened(years) == years)
  }
}
