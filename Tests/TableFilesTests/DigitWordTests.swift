import Kernels
import TableFiles
import Testing

/// Oracles: the parser of whole numbers, and weights added up digit by digit.
@Suite("Digits in a word")
struct DigitWordTests {
  private struct Words: FieldParser {
    let found: Locked<[(value: UInt32, sum: Int)?]>

    func parse(_ fields: FieldColumn) -> ColumnPiece {
      found.withLock {
        $0 += (0..<fields.count).map { row in fields.digits(row).map { ($0.value, $0.weightedSum) } }
      }
      return IntegerParser().parse(fields)
    }
  }

  @Test("one to eight digits, and nothing else")
  func words() throws {
    var generator = PCG64(seed: 11, stream: 0)
    var fields = [
      "123456789", "0", "7", "10", "99999999", "00000001", "", " 5", "5 ", "1a", "1/2", ":", "-1", "٣",
    ]
    for _ in 0..<2000 {
      fields.append(
        String(
          UInt32.random(in: 0...99_999_999, using: &generator) >> UInt32.random(in: 0..<27, using: &generator)
        ))
    }
    let folder = try TemporaryFolder()
    let path = try folder.file("folio;run\n" + fields.map { "folio-01;\($0)\n" }.joined())
    let found = Locked<[(value: UInt32, sum: Int)?]>([])
    _ = try DelimitedReader(threads: 1, blockSize: 1 << 20).read(
      path: path, columns: [ColumnRequest(name: "run", headers: ["run"], parser: Words(found: found))])
    let words = found.withLock { $0 }
    #expect(words.count == fields.count)
    for (field, word) in zip(fields, words) {
      let isPlain = (1...8).contains(field.utf8.count) && field.utf8.allSatisfy { (48...57).contains($0) }
      // The first fields of a block may stand before its eighth byte: of this file only the one that is no word anyway.
      #expect((word != nil) == isPlain, "\(field)")
      guard let word else { continue }
      #expect(word.value == UInt32(field))
      let sum = field.utf8.reversed().enumerated().reduce(0) {
        $0 + (Int($1.element) - 48) * ($1.offset % 6 + 2)
      }
      #expect(word.sum == sum)
    }
  }
}
