import Rosters
import Testing

@Suite("RUT")
struct RUTTests {
  // Oracle: worked by hand, weights 2…7 from the right. 6: 2·6 = 12, 11 − 1 = 10, so K. 14: 2·4 + 3·1 = 11, so 0.
  // 60.803.000: 3·5 + 8·7 + 6·3 = 89, 11 − 1 = 10, so K. 97.004.000: 4·5 + 7·2 + 9·3 = 61, 11 − 6 = 5.
  // 4.294.967.295: 10 + 27 + 8 + 35 + 36 + 63 + 8 + 27 + 8 + 20 = 242 = 22 · 11, so 0.
  @Test(
    "check digits",
    arguments: [
      (1, 9), (6, 10), (14, 0), (19, 1), (12_345_678, 5), (1_000_005, 10), (60_803_000, 10), (97_004_000, 5),
      (11_111_111, 1), (100_000_001, 5), (4_294_967_295, 0), (123, 6),
    ] as [(UInt32, UInt8)])
  func checkDigit(_ body: UInt32, _ digit: UInt8) {
    #expect(RUT.checkDigit(of: body) == digit)
    #expect(RUT(body: body)?.checkDigit == digit)
  }

  // Oracle: the law that number and digit together weigh a multiple of 11.
  @Test("modulo 11")
  func law() {
    for body in stride(from: UInt32(1), to: 200_000_000, by: 99_991) {
      let weights = [2, 3, 4, 5, 6, 7, 2, 3, 4, 5]
      let sum = zip(String(body).reversed(), weights).reduce(0) { $0 + ($1.0.wholeNumberValue ?? 0) * $1.1 }
      #expect((sum + Int(RUT.checkDigit(of: body))) % 11 == 0)
    }
  }

  @Test(
    "every form that files have",
    arguments: [
      ("12.345.678-5", 12_345_678), ("12345678-5", 12_345_678), ("123456785", 12_345_678),
      ("12.345.678 - 5", 12_345_678), (" 12345678-5 ", 12_345_678), ("0012345678-5", 12_345_678),
      ("012.345.678-5", 12_345_678), ("12 345 678-5", 12_345_678), ("12,345,678-5", 12_345_678),
      ("12.345.6785", 12_345_678), ("1000005-k", 1_000_005), ("1000005-K", 1_000_005),
      ("1000005K", 1_000_005),
      ("1.000.005k", 1_000_005), ("1.000.005-K ", 1_000_005), ("1-9", 1), ("14-0", 14), ("140", 14),
      ("6k", 6),
      ("100.000.001-5", 100_000_001), ("4294967295-0", 4_294_967_295), ("000000006-K", 6),
    ] as [(String, UInt32)])
  func forms(_ text: String, _ body: UInt32) throws {
    #expect(try RUT(parsing: text).body == body)
  }

  @Test(
    "what is no RUT",
    arguments: [
      ("", .empty), ("   ", .empty), ("abc", .unreadable), ("5", .unreadable), ("-5", .unreadable),
      ("K", .unreadable), ("k-5", .unreadable), ("12345678-", .unreadable), ("12345678-X", .unreadable),
      ("12345678-55", .unreadable), ("12345678-5x", .unreadable), ("12-345-6", .unreadable),
      ("0-0", .unreadable),
      ("00", .unreadable), ("12345678_5", .unreadable), ("1.2345678E7", .unreadable), ("１２-３", .unreadable),
      ("12345678-5-5", .unreadable), ("12K5", .unreadable), (".", .unreadable),
      ("1234567890123456789-1", .unreadable), ("4294967296-9", .tooLarge), ("99999999999-1", .tooLarge),
      ("12345678-4", .wrongDigit), ("12345678-K", .wrongDigit), ("123456784", .wrongDigit),
      ("6-0", .wrongDigit),
      ("14-K", .wrongDigit),
    ] as [(String, RUT.Fault)])
  func faults(_ text: String, _ fault: RUT.Fault) {
    #expect(throws: fault) { try RUT(parsing: text) }
  }

  // A spreadsheet that took RUTs for numbers writes 12345678.0: the zero is no digit of the RUT.
  @Test(
    "marks that group no thousands are not passed over",
    arguments: [
      "12345678.0", "12345678,0", "12345678.00", "1234567.000", "12.34.5678-5", "12.345.67-8", "1.2345678-5",
      "12..345.678-5", ".12.345.678-5", "12.345.678.-5", "12345.678-5", "12.345.678.5",
    ])
  func marks(_ text: String) {
    #expect(throws: RUT.Fault.unreadable) { try RUT(parsing: text) }
  }

  @Test("formatted as people write it, and read back")
  func formatted() throws {
    for (body, expected) in [
      (1, "1-9"), (123, "123-6"), (1_000_005, "1.000.005-K"), (12_345_678, "12.345.678-5"), (14, "14-0"),
    ] as [(UInt32, String)] {
      let rut = try #require(RUT(body: body))
      #expect(rut.formatted == expected)
      #expect(try RUT(parsing: rut.formatted) == rut)
    }
  }

  @Test("provisional from one hundred million on")
  func provisional() {
    #expect(RUT(body: 99_999_999)?.isProvisional == false)
    #expect(RUT(body: 100_000_000)?.isProvisional == true)
    #expect(RUT(body: 0) == nil)
  }

  @Test("order and equality are those of the numbers")
  func order() throws {
    let small = try #require(RUT(body: 9_999_999))
    let large = try #require(RUT(body: 10_000_000))
    #expect(small < large && !(large < small))
    #expect(try Set([small, RUT(parsing: "9.999.999-\(small.checkDigit)")]).count == 1)
  }

  @Test("no way of printing shows the number")
  func reserved() throws {
    let rut = try RUT(parsing: "12.345.678-5")
    struct Holder { let person: RUT }
    var dumped = ""
    dump(rut, to: &dumped)
    dump(Holder(person: rut), to: &dumped)
    dump([rut: rut], to: &dumped)
    var printed = ""
    print(rut, [rut], Optional(rut) as Any, to: &printed)
    debugPrint(rut, Holder(person: rut), to: &printed)
    let texts = [
      rut.description, String(describing: rut), String(reflecting: rut), "\(rut)", "\([rut])", "\([rut: 1])",
      "\(Optional(rut) as Any)", "\(Holder(person: rut))", String(reflecting: Holder(person: rut)),
      dumped, printed,
    ]
    for text in texts {
      #expect(!text.contains("345") && !text.contains("678"), "\(text)")
      #expect(text.contains("RUT(reserved)"))
    }
    #expect(Mirror(reflecting: rut).children.isEmpty)
  }

  @Test("no fault shows the number", arguments: ["12345678-4", "12345678901-1", "12345678-X"])
  func faultText(_ text: String) {
    do {
      _ = try RUT(parsing: text)
      Issue.record("read as a RUT")
    } catch {
      #expect(!String(reflecting: error).contains("345"))
      #expect(!error.rawValue.contains("345"))
    }
  }
}
