import Kernels
import Testing

/// Oracle: `openssl mac -macopt hexkey:000102030405060708090a0b0c0d0e0f -macopt size:16 SIPHASH` (OpenSSL 3.0.19) over the
/// bytes 0, 1, …, n − 1; those of n = 0 and n = 1 are also among the vectors that the authors of SipHash publish.
@Suite("SipHash of 128 bits")
struct SipHash128Tests {
  static let vectors: [(Int, String)] = [
    (0, "A3817F04BA25A8E66DF67214C7550293"), (1, "DA87C1D86B99AF44347659119B22FC45"),
    (7, "A1F1EBBED8DBC153C0B84AA61FF08239"), (8, "3B62A9BA6258F5610F83E264F31497B4"),
    (15, "5493E99933B0A8117E08EC0F97CFC3D9"), (16, "6EE2A4CA67B054BBFD3315BF85230577"),
    (17, "473D06E8738DB89854C066C47AE47740"), (36, "3DC47D1F29C448461E9E76ED904F6711"),
    (63, "5150D1772F50834A503E069A973FBD7C"), (64, "1EAF077DC0D4CD3F8CAD4D383658A74B"),
  ]

  private static func hexadecimal(_ value: UInt128) -> String {
    (0..<16).map { index in
      let byte = String(UInt8(truncatingIfNeeded: value >> UInt128(8 * index)), radix: 16, uppercase: true)
      return byte.count == 1 ? "0" + byte : byte
    }.joined()
  }

  @Test("equals the reference", arguments: vectors)
  func reference(length: Int, expected: String) {
    let hash = SipHash128(key: 0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908)
    let bytes = (0..<length).map { UInt8($0) }
    #expect(Self.hexadecimal(bytes.withUnsafeBufferPointer { hash($0) }) == expected)
  }

  @Test("bytes at any address hash alike, and a key of its own gives other values")
  func placesAndKeys() {
    let text = Array("xxxxxxxxA1B2-77".utf8)
    let hash = SipHash128(key: 1, 2)
    let values = (0..<8).map { shift in
      var padded = [UInt8](repeating: 0, count: shift)
      padded += text[8...]
      return padded.withUnsafeBufferPointer { hash(UnsafeBufferPointer(rebasing: $0[shift...])) }
    }
    #expect(Set(values).count == 1)
    #expect(values[0] != Array(text[8...]).withUnsafeBufferPointer { SipHash128(key: 1, 3)($0) })
    #expect(
      Array(text).withUnsafeBufferPointer { SipHash128()($0) }
        != Array(text).withUnsafeBufferPointer { SipHash128()($0) })
  }
}
