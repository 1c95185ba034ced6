import Kernels
import Rosters
import Testing

@Suite("identifiers")
struct IdentifierParsersTests {
  /// RUTs of eight digits, in order.
  private static let bodies: [UInt32] = (0..<30).map { 12_000_000 + $0 * 7919 }

  private static func digit(_ body: UInt32) -> String {
    let digit = RUT.checkDigit(of: body)
    return digit == 10 ? "K" : String(digit)
  }

  private static func grouped(_ body: UInt32) -> String {
    RUT(body: body)?.formatted.split(separator: "-").first.map(String.init) ?? ""
  }

  private static func read(_ fields: [String]) throws -> Roster {
    try RosterFiles.read(
      "RUT;X\n" + fields.map { "\($0);1\n" }.joined(), RosterSchema(identifier: "RUT", state: .present))
  }

  enum Form: CaseIterable, Sendable {
    case dotsAndHyphen, hyphen, bareWithDigit, lowerCase, leadingZeros, quoted, alone, aloneWithDots

    func text(_ body: UInt32) -> String {
      let digit = IdentifierParsersTests.digit(body)
      return switch self {
      case .dotsAndHyphen: "\(grouped(body))-\(digit)"
      case .hyphen: "\(body)-\(digit)"
      case .bareWithDigit: "\(body)\(digit)"
      case .lowerCase: "\(body)-\(digit.lowercased())"
      case .leadingZeros: "00\(body)-\(digit)"
      case .quoted: "\" \(body)-\(digit) \""
      case .alone: "\(body)"
      case .aloneWithDots: grouped(body)
      }
    }
  }

  @Test("the form is found: number and digit together, or the number alone", arguments: Form.allCases)
  func detected(_ form: Form) throws {
    let roster = try Self.read(Self.bodies.map { form.text($0) })
    #expect(roster.identifiers == Self.bodies)
    #expect(roster.findings.isEmpty)
  }

  @Test("one wrong digit among many is set aside and located")
  func wrongDigit() throws {
    var fields = Self.bodies.map { Form.bareWithDigit.text($0) }
    fields[7] = "123456784"
    let roster = try Self.read(fields)
    #expect(roster.files[0].setAside == [.invalidCheckDigit: 1])
    #expect(roster.finding(.invalidCheckDigit)?.line == 9)
    #expect(roster.finding(.invalidCheckDigit)?.column == "RUT")
  }

  @Test("numbers with and without hyphen in one file")
  func mixed() throws {
    let fields = Self.bodies.enumerated().map { index, body in
      index % 3 == 0 ? Form.bareWithDigit.text(body) : Form.dotsAndHyphen.text(body)
    }
    #expect(try Self.read(fields).identifiers == Self.bodies)
  }

  @Test("a number that a spreadsheet wrote with a fraction is no identifier")
  func fraction() throws {
    let roster = try Self.read(Self.bodies.map { "\($0).0" })
    #expect(roster.rows == 0)
    #expect(roster.files[0].setAside == [.invalidIdentifier: Self.bodies.count])
  }

  // Oracle: the check digits worked by hand in RUTTests.
  @Test("the check digit in a column of its own")
  func digitColumn() throws {
    let text = """
      DV;RUT;X
      5;12345678;a
      5;12.345.678;b
      4;12345678;c
      K;1000005;d
      k;1000005;e
      0;14;f
      ;14;g
      00;14;h
      5;12345678-5;i
      5;12345678-4;j
      9;0;k
      1;99999999999;l
      5;100000001;m
      """
    let roster = try RosterFiles.read(text, RosterSchema(identifier: "RUT", digit: "DV", state: .present))
    #expect(
      roster.identifiers == [12_345_678, 12_345_678, 1_000_005, 1_000_005, 14, 12_345_678, 100_000_001])
    #expect(roster.files[0].setAside == [.invalidCheckDigit: 4, .invalidIdentifier: 2])
    #expect(roster.finding(.invalidCheckDigit)?.line == 4)
    #expect(roster.finding(.invalidIdentifier)?.line == 12)
    #expect(roster.finding(.provisionalIdentifier)?.line == 14)
    #expect(roster.finding(.provisionalIdentifier)?.count == 1)
  }

  @Test("no finding holds a number")
  func privacy() throws {
    let text = "RUT;X\n12345678-4;1\n12345678901-1;1\n100000001-5;1\n12345678-5;1;1\n"
    let roster = try RosterFiles.read(text, RosterSchema(identifier: "RUT", state: .present))
    #expect(roster.findings.count == 4)
    for finding in roster.findings {
      #expect(![finding.action, finding.column ?? ""].contains { $0.contains(where: \.isNumber) })
    }
  }

  @Test("types of single fields", arguments: FieldType.allCases)
  func fieldTypes(_ type: FieldType) {
    let texts = ["12", "6,3", "2014-09-15", "x", ""]
    let expected: [Bool] =
      switch type {
      case .integer: [true, false, false, false, false]
      case .decimal: [true, true, false, false, false]
      case .date: [false, false, true, false, false]
      case .text: [true, true, true, true, false]
      }
    #expect(
      texts.map { FieldTypeCheck.holds(type, Array($0.utf8), decimalMark: UInt8(ascii: ",")) } == expected)
  }
}
