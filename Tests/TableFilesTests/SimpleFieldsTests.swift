import Kernels
import TableFiles
import Testing

@Suite("SimpleFields")
struct SimpleFieldsTests {
  // Oracle: RFC 4180, section 2, worked by hand.
  @Test(
    "rows and fields",
    arguments: [
      ("", []), ("a", [["a"]]), ("a;b\n", [["a", "b"]]), ("a;b\r\nc;d", [["a", "b"], ["c", "d"]]),
      ("a\rb\r", [["a"], ["b"]]), ("\n\na\n\n", [["a"]]), (";", [["", ""]]), ("a;\n", [["a", ""]]),
      ("\"\"", [[""]]), ("\"a;b\";c", [["a;b", "c"]]), ("\"a\"\"b\"", [["a\"b"]]),
      ("\"a\nb\";c\nd;e", [["a\nb", "c"], ["d", "e"]]), ("a\"b;c", [["a\"b", "c"]]),
      ("\"a\"b;c", [["ab", "c"]]), ("\"\"\"\"", [["\""]]), (" \"a\"", [[" \"a\""]]),
      ("\"a\r\n\"\r\n", [["a\r\n"]]),
    ] as [(String, [[String]])])
  func rows(_ text: String, _ expected: [[String]]) {
    let rows = SimpleFields.rows(Array(text.utf8), delimiter: UInt8(ascii: ";"))
    #expect(rows.map { $0.map { String(decoding: $0, as: UTF8.self) } } == expected)
  }

  @Test("no more rows than asked")
  func limit() {
    let bytes = Array("a\nb\nc".utf8)
    for limit in 0...3 {
      #expect(SimpleFields.rows(bytes, delimiter: 59, limit: limit).count == limit)
    }
  }

  // Oracle: an independent reader with a state for each byte.
  @Test("random structure", arguments: 0..<20)
  func random(_ stream: Int) {
    var generator = PCG64(seed: 21, stream: UInt64(stream))
    let alphabet = Array("ab;;\"\"\r\n \t".utf8)
    for _ in 0..<200 {
      let bytes = (0..<generator.nextInteger(below: 60)).map { _ in
        alphabet[generator.nextInteger(below: alphabet.count)]
      }
      #expect(
        SimpleFields.rows(bytes, delimiter: 59) == SlowReader.rows(bytes, delimiter: 59).map(\.fields),
        "\(String(decoding: bytes, as: UTF8.self).debugDescription)")
    }
  }

  @Test("text in both encodings")
  func text() {
    #expect(SimpleFields.text([0xc3, 0xb1], encoding: .utf8) == "ñ")
    #expect(SimpleFields.text([0xf1], encoding: .utf8) == "ñ")
    #expect(SimpleFields.text([0xf1], encoding: .latin1) == "ñ")
    #expect(SimpleFields.text([0xc3, 0xb1], encoding: .latin1) == "Ã±")
    #expect(SimpleFields.text([UInt8](), encoding: .utf8) == "")
  }
}
