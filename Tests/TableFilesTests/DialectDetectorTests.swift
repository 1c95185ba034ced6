import TableFiles
import Testing

/// Oracle: read by a person.
@Suite("dialect detection")
struct DialectDetectorTests {
  private static func dialect(_ text: String, _ options: DialectOptions = DialectOptions()) throws -> Dialect
  {
    let folder = try TemporaryFolder()
    return try FileHeader(path: try folder.file(text), options: options).dialect
  }

  @Test(
    "delimiter",
    arguments: [
      ("a;b;c\n1;2;3\n", ";"), ("a,b,c\n1,2,3\n", ","), ("a\tb\tc\n1\t2\t3\n", "tab"),
      ("a|b|c\n1|2|3\n", "|"),
      ("a;b\n1,5;2,5\n", ";"), ("a;b\n1,5;2,5\n3,1;4,2\n", ";"), ("name, first;b\nx;1\n", ";"),
      ("\"a;x\",b\n1,2\n", ","), ("a\n1\n", ";"), ("a;b,c\n1;2\n3;4\n", ";"), ("a,b;c\n1,2\n3,4\n", ","),
      ("a;b\n\"x,y,z\";1\n\"p,q,r\";2\n", ";"),
    ])
  func delimiter(_ text: String, _ expected: String) throws {
    #expect(try Self.dialect(text).delimiterName == expected)
  }

  @Test(
    "decimal mark",
    arguments: [
      ("a;b\n1;6,3\n2;5,75\n", ","), ("a;b\n1;6.3\n", "."), ("a,b\n1,6.3\n", "."), ("a,b\n1,\"6,3\"\n", ","),
      ("a;b\n1;2\n", "."), ("a;b\nx;51.500\ny;6,3\n", ","), ("a;b\n1;0,125\n2;x\n", ","),
      ("a;b\n1;-6,3\n", ","),
      ("a;b\n1;51,500\n", "."), ("a\tb\n1,5\t2\n", ","), ("a;b\n1,5;1.5\n2,5;x\n", ","),
      ("a;b\n12/05/2014;1,25\n", ","),
    ])
  func decimalMark(_ text: String, _ expected: String) throws {
    #expect(try String(UnicodeScalar(Self.dialect(text).decimalMark)) == expected)
  }

  @Test("what is given is not detected")
  func given() throws {
    let options = DialectOptions(
      delimiter: UInt8(ascii: "|"), decimalMark: UInt8(ascii: ","), encoding: .latin1)
    let dialect = try Self.dialect("a;b\n1.5;2.5\n", options)
    #expect(
      dialect == Dialect(delimiter: UInt8(ascii: "|"), decimalMark: UInt8(ascii: ","), encoding: .latin1))
  }
}
