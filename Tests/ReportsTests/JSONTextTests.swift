import Foundation
import Kernels
import Reports
import Testing

/// Oracle: Foundation's parser.
@Suite("JSON")
struct JSONTextTests {
  private func parsed(_ json: JSONText) throws -> Any {
    try JSONSerialization.jsonObject(with: Data(json.text.utf8), options: .fragmentsAllowed)
  }

  @Test(arguments: [
    "", "plain", "ñandú 👍🏽", "quote \" and \\ back", "line\nfeed\r\n\ttab", "\u{0}\u{1}\u{1f}\u{7f}",
    "\u{2028}\u{2029}",
    "\"\u{301}", "\\\u{301}", "</script>", "e\u{301}",
  ])
  func strings(text: String) throws {
    #expect(try (parsed(.string(text)) as? String)?.unicodeScalars.elementsEqual(text.unicodeScalars) == true)
    let object = try parsed(.object([(text, .string(text))])) as? [String: String]
    #expect(object?.values.first == text)
    #expect(!JSONText.string(text).text.dropLast().utf8.contains { $0 < 0x20 })
  }

  @Test(arguments: [0.1, 1.0 / 3, 1e300, 1e-300, -0.0, 123_456_789_012_345_680, 14.846_446_46])
  func doubles(value: Double) throws {
    #expect(try parsed(.double(value)) as? Double == value)
  }

  @Test func plainValues() throws {
    #expect(JSONText.double(.nan).text == "null\n")
    #expect(JSONText.double(.infinity).text == "null\n")
    #expect(JSONText.integer(nil).text == "null\n")
    #expect(JSONText.string(nil as String?).text == "null\n")
    #expect(JSONText.large(Int128.max).text == "170141183460469231731687303715884105727\n")
    #expect(JSONText.bool(true).text == "true\n")
  }

  @Test("in pieces it is the same text, with parts that are made while it is written")
  func pieces() throws {
    let numbers = (0..<30_000).map { JSONText.integer($0) }
    let plain = JSONText.object([
      ("a", .array(numbers.map { .array([$0]) })), ("b", .array([.array(numbers)])), ("c", .string("ñ")),
    ])
    let made = JSONText.object([
      ("a", .array(numbers.map { .array([$0]) })),
      (
        "b",
        .made { indent, sink in
          try sink(Array("[\n".utf8))
          try sink(Array(String(repeating: "  ", count: indent + 1).utf8))
          try sink(Array(("[" + (0..<30_000).map(String.init).joined(separator: ", ") + "]").utf8))
          try sink(Array(("\n" + String(repeating: "  ", count: indent) + "]").utf8))
        }
      ), ("c", .string("ñ")),
    ])
    #expect(made.text == plain.text)
    var pieces: [[UInt8]] = []
    try plain.write { pieces.append($0) }
    #expect(pieces.count > 1)
    #expect(pieces.flatMap { $0 } == Array(plain.text.utf8))
    struct Stop: Error {}
    #expect(throws: Stop.self) { try made.write { _ in throw Stop() } }
  }

  @Test func nested() throws {
    let json = JSONText.object([
      ("a", .array([.integer(1), .null, .bool(false)])), ("b", .array([])), ("c", .object([])),
      ("d", .array([.object([("e", .digits("1.50"))]), .array([.string("x")])])),
    ])
    let object = try #require(try parsed(json) as? [String: Any])
    #expect(object.keys.sorted() == ["a", "b", "c", "d"])
    #expect((object["a"] as? [Any])?.count == 3)
    #expect(((object["d"] as? [Any])?.first as? [String: Double]) == ["e": 1.5])
    #expect(json.text.hasPrefix("{\n  \"a\": [1, null, false],\n"))
  }
}
