import CByteScan
import Kernels
import Testing

@Suite("UTF-8")
struct UTF8Tests {
  private static func valid(_ bytes: [UInt8]) -> (valid: Bool, offset: Int?) {
    var offset = -1
    let result = cbs_utf8_valid(bytes + [0x80], bytes.count, &offset) == 1
    return (result, result ? nil : offset)
  }

  /// Oracle: Swift's validation, and for the place the longest valid prefix.
  private static func check(_ bytes: [UInt8]) {
    let found = valid(bytes)
    #expect(found.valid == (String(validating: bytes, as: UTF8.self) != nil), "\(bytes)")
    if let offset = found.offset {
      #expect(String(validating: bytes[..<offset], as: UTF8.self) != nil, "\(bytes)")
      for end in offset..<min(bytes.count, offset + 4) {
        #expect(String(validating: bytes[offset...end], as: UTF8.self) == nil, "\(bytes)")
      }
    }
  }

  @Test("every sequence of two bytes, and every lead with hard followers")
  func exhaustive() {
    let hard: [UInt8] = [0, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff]
    for first in UInt8.min...UInt8.max {
      Self.check([first])
      for second in UInt8.min...UInt8.max { Self.check([first, second]) }
      for second in hard {
        for third in hard {
          Self.check([first, second, third])
          for fourth in hard { Self.check([first, second, third, fourth]) }
        }
      }
    }
  }

  @Test(
    "crafted",
    arguments: [
      [0xc0, 0x80], [0xe0, 0x80, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80],
      [0xf0, 0x80, 0x80, 0x80],
      Array("niño".utf8), Array("niñ".utf8).dropLast(), Array("€".utf8).dropLast(), [], Array("🙂🙂".utf8),
      Array("🙂🙂".utf8).dropLast(), [0xef, 0xbb, 0xbf], Array(repeating: 0x41, count: 64) + [0xc3],
    ] as [[UInt8]])
  func crafted(_ bytes: [UInt8]) { Self.check(bytes) }

  @Test("random texts with a byte changed")
  func random() {
    var generator = PCG64(seed: 12, stream: 0)
    let scalars = ["a", "b", ";", "ñ", "é", "€", "漢", "🙂", "0123456789abcdef"]
    for _ in 0..<3000 {
      let text = (0..<generator.nextInteger(below: 20)).map { _ in scalars[generator.nextInteger(below: 9)] }
      var bytes = Array(text.joined().utf8)
      Self.check(bytes)
      if bytes.isEmpty { continue }
      bytes[generator.nextInteger(below: bytes.count)] = UInt8(truncatingIfNeeded: generator.next())
      Self.check(bytes)
      Self.check(bytes.dropLast())
    }
  }
}
