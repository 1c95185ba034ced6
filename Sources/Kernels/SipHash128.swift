/// A keyed hash of bytes to 128 bits: SipHash-2-4 with the finalisation of its 128-bit variant.
///
/// Aumasson and Bernstein, "SipHash: a fast short-input PRF", INDOCRYPT 2012, sections 2 and 3, and the 128-bit output that
/// its authors define beside it (tag 0xee in place of 0xff, a second half after four more rounds under tag 0xdd). To whoever
/// does not know the key it behaves as a random function: n different texts share a value with probability below n² / 2¹²⁹.
package struct SipHash128: Sendable {
  private let first: UInt64
  private let second: UInt64

  /// The key: its bytes 0…7 and 8…15 as little-endian words.
  package init(key first: UInt64, _ second: UInt64) {
    self.first = first
    self.second = second
  }

  /// A key drawn from the system's source of randomness.
  package init() {
    var generator = SystemRandomNumberGenerator()
    self.init(key: generator.next(), generator.next())
  }

  /// The hash; its bytes in output order are the little-endian bytes of the value. O(bytes).
  package func callAsFunction(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt128 {
    var state = State(
      a: first ^ 0x736f_6d65_7073_6575, b: second ^ 0x646f_7261_6e64_6f6d ^ 0xee,
      c: first ^ 0x6c79_6765_6e65_7261, d: second ^ 0x7465_6462_7974_6573)
    let raw = UnsafeRawBufferPointer(bytes)
    let whole = raw.count & ~7
    for offset in stride(from: 0, to: whole, by: 8) {
      state.absorb(UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
    }
    var last = UInt64(truncatingIfNeeded: raw.count) << 56
    for offset in whole..<raw.count { last |= UInt64(raw[offset]) << UInt64(8 * (offset - whole)) }
    state.absorb(last)
    state.c ^= 0xee
    for _ in 0..<4 { state.round() }
    let low = state.folded
    state.b ^= 0xdd
    for _ in 0..<4 { state.round() }
    return UInt128(state.folded) << 64 | UInt128(low)
  }

  private struct State {
    var a: UInt64
    var b: UInt64
    var c: UInt64
    var d: UInt64

    var folded: UInt64 { a ^ b ^ c ^ d }

    @inline(__always)
    mutating func absorb(_ word: UInt64) {
      d ^= word
      round()
      round()
      a ^= word
    }

    @inline(__always)
    mutating func round() {
      a &+= b
      c &+= d
      b = State.rotated(b, 13) ^ a
      d = State.rotated(d, 16) ^ c
      a = State.rotated(a, 32)
      c &+= b
      a &+= d
      b = State.rotated(b, 17) ^ c
      d = State.rotated(d, 21) ^ a
      c = State.rotated(c, 32)
    }

    @inline(__always)
    private static func rotated(_ word: UInt64, _ by: UInt64) -> UInt64 { word << by | word >> (64 - by) }
  }
}
