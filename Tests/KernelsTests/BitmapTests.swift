import Kernels
import Testing

/// Oracle: an array of Bool.
@Suite("Bitmap")
struct BitmapTests {
  private static let sizes = [0, 1, 5, 63, 64, 65, 127, 128, 129, 200]

  private static func random(_ count: Int, _ generator: inout PCG64) -> [Bool] {
    (0..<count).map { _ in generator.next() & 1 == 1 }
  }

  private static func bitmap(_ bits: [Bool]) -> Bitmap {
    var map = Bitmap()
    for bit in bits { map.append(bit) }
    return map
  }

  private static func bits(_ map: Bitmap) -> [Bool] { (0..<map.count).map { map[$0] } }

  @Test("bit by bit, over word borders", arguments: sizes)
  func appendBits(_ count: Int) {
    var generator = PCG64(seed: 1, stream: UInt64(count))
    let bits = Self.random(count, &generator)
    let map = Self.bitmap(bits)
    #expect(Self.bits(map) == bits)
    #expect(map.population == bits.count(where: { $0 }))
    #expect(map.words.count == (count + 63) / 64)
  }

  @Test("another map at every offset of a word", arguments: sizes)
  func appendMap(_ count: Int) {
    var generator = PCG64(seed: 2, stream: UInt64(count))
    for first in 0...130 {
      let a = Self.random(first, &generator)
      let b = Self.random(count, &generator)
      var map = Self.bitmap(a)
      map.append(contentsOf: Self.bitmap(b))
      // Equality is of words: the bits above the last one must be zero.
      #expect(map == Self.bitmap(a + b), "\(first) + \(count)")
      map.append(true)
      #expect(Self.bits(map) == a + b + [true])
    }
  }

  @Test("a map appended to itself")
  func appendSelf() {
    var generator = PCG64(seed: 3, stream: 0)
    let bits = Self.random(70, &generator)
    var map = Self.bitmap(bits)
    map.append(contentsOf: map)
    #expect(Self.bits(map) == bits + bits)
  }

  @Test("all bits alike", arguments: sizes)
  func repeating(_ count: Int) {
    #expect(Bitmap(count: count, repeating: true) == Self.bitmap(Array(repeating: true, count: count)))
    #expect(Bitmap(count: count) == Self.bitmap(Array(repeating: false, count: count)))
    #expect(Bitmap(count: count, repeating: true).population == count)
  }

  @Test("setting and clearing")
  func set() {
    var map = Bitmap(count: 130)
    for index in [0, 63, 64, 129] { map[index] = true }
    #expect(map.population == 4)
    map[64] = false
    #expect((0..<130).filter { map[$0] } == [0, 63, 129])
  }
}
