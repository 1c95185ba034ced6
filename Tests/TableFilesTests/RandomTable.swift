import Kernels

/// Random delimited files in which everything goes that a reader has to bear, except quotes that never close.
struct RandomTable {
  let bytes: [UInt8]
  let delimiter: UInt8
  let header: [String]

  init(_ generator: inout PCG64, rows: Int) {
    let delimiters: [Character] = [";", ",", "\t", "|"]
    let mark = delimiters[generator.nextInteger(below: 4)]
    let ends = [["\n"], ["\r\n"], ["\r"], ["\n", "\r\n"], ["\n", "\r\n", "\r"]]
    let lineEnds = ends[generator.nextInteger(below: ends.count)]
    let width = 1 + generator.nextInteger(below: 6)
    let names = (0..<width).map { "c\($0)" }
    let quoting = generator.nextInteger(below: 3)
    var text = names.joined(separator: String(mark))
    func end() -> String { lineEnds[generator.nextInteger(below: lineEnds.count)] }
    text += end()
    for _ in 0..<rows {
      switch generator.nextInteger(below: 30) {
      case 0: break  // a blank line
      case 1:
        let other = 1 + generator.nextInteger(below: 9)
        text += (0..<other).map { _ in Self.field(&generator, mark, quoting) }.joined(separator: String(mark))
      default:
        text += (0..<width).map { column in
          column == 0 ? Self.number(&generator, quoting) : Self.field(&generator, mark, quoting)
        }.joined(separator: String(mark))
      }
      text += end()
    }
    if generator.nextInteger(below: 2) == 0 {
      text += "7" + String(repeating: String(mark), count: width - 1)
    }
    bytes = Array(text.utf8)
    delimiter = mark.asciiValue ?? 0
    header = names
  }

  private static func number(_ generator: inout PCG64, _ quoting: Int) -> String {
    let plain = ["", "0", "12", "9999", " 5", "x1", "6 ", "123456789012"][generator.nextInteger(below: 8)]
    return quoting == 2 && generator.nextInteger(below: 3) == 0 ? "\"\(plain)\"" : plain
  }

  private static func field(_ generator: inout PCG64, _ mark: Character, _ quoting: Int) -> String {
    let plain = [
      "", "a", "ab", "ñandú", "a text longer than eight bytes", "a b", " c", "c ", "c", "niño", "12345678",
    ]
    // None begins with a blank: whether a quote after blanks quotes is a question of its own.
    let quoted = [
      "\"\"", "\"a\"", "\"a b\"", "\"x\(mark)y\"", "\"l1\nl2\"", "\"l1\r\nl2\"", "\"l1\rl2\"", "\"a\"\"b\"",
      "\"\"\"\"", "\" c \"", "\"ends in line\n\"", "\"\(mark)\n\(mark)\"", "a\"b", "a\"\"b", "\"ab\"x",
      "\"\"x",
      "\"a\"\"b\"\"c\"",
    ]
    if quoting > 0, generator.nextInteger(below: quoting == 1 ? 12 : 2) == 0 {
      return quoted[generator.nextInteger(below: quoted.count)]
    }
    return plain[generator.nextInteger(below: plain.count)]
  }
}
