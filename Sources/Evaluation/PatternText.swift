import Panels
import Reports

/// The patterns of a panel as JSON, byte by byte: there may be as many of them as people.
struct PatternText: Sendable {
  /// JSON of each state, null for absent first.
  private let codes: [[UInt8]]
  private let years: Int
  private let hasAmounts: Bool
  /// What stands between the values of a pattern.
  private let opening: [UInt8]
  private let people: [UInt8]
  private let amount: [UInt8]
  private let closing: [UInt8]

  /// `indent`: levels of the line on which the array begins.
  init(codes: [JSONText], years: Int, hasAmounts: Bool, indent: Int) {
    self.codes = ([.null] + codes).map { Array($0.text.utf8.dropLast()) }
    self.years = years
    self.hasAmounts = hasAmounts
    let outer = String(repeating: "  ", count: indent + 1)
    let inner = outer + "  "
    opening = Array("\(outer){\n\(inner)\"states\": [".utf8)
    people = Array("],\n\(inner)\"people\": ".utf8)
    amount = Array(",\n\(inner)\"amount\": ".utf8)
    closing = Array("\n\(outer)}".utf8)
  }

  /// The patterns of a part, with commas between them.
  func text(_ part: PatternSet.Part) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(
      part.count * (opening.count + people.count + amount.count + closing.count + 6 * years + 16))
    for index in 0..<part.count {
      if index > 0 { bytes += [UInt8(ascii: ","), UInt8(ascii: "\n")] }
      bytes += opening
      for year in 0..<years {
        if year > 0 { bytes += [UInt8(ascii: ","), UInt8(ascii: " ")] }
        bytes += codes[part.state(index, year: year)]
      }
      bytes += people
      PatternText.add(Int128(part.people(index)), to: &bytes)
      bytes += amount
      if hasAmounts { PatternText.add(part.amount(index), to: &bytes) } else { bytes += codes[0] }
      bytes += closing
    }
    return bytes
  }

  private static func add(_ value: Int128, to bytes: inout [UInt8]) {
    guard value >= 0, var rest = UInt64(exactly: value) else {
      bytes += Array(String(value).utf8)
      return
    }
    let start = bytes.count
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    } while rest > 0
    bytes[start...].reverse()
  }
}
