import CByteScan
import Kernels

/// Bytes that are hard on a scan, and the padding that the scan may read.
enum ScanSample {
  /// Sizes around the 64 bytes of a chunk.
  static let sizes = [
    0, 1, 2, 7, 8, 31, 32, 33, 63, 64, 65, 127, 128, 129, 191, 192, 193, 1000, 1023, 1024, 1025, 2100, 3200,
  ]

  /// The instruction sets of this machine.
  static let levels = [CBS_PORTABLE, CBS_AVX2, CBS_AVX512, CBS_AUTO].map { Int32($0) }
    .filter { cbs_supports($0) == 1 }

  enum Kind: CaseIterable, Sendable {
    /// Any byte.
    case noise
    /// Little but structure: delimiters, quotes, line ends.
    case structure
    /// Text with structure in it.
    case text
    /// Bytes next to the structural ones, NUL and high bytes.
    case neighbours
    /// The same byte over and over.
    case carriages, feeds, quotes
  }

  static func bytes(_ count: Int, _ kind: Kind, _ generator: inout PCG64) -> [UInt8] {
    let alphabet: [UInt8] =
      switch kind {
      case .noise: Array(0...255)
      case .structure: Array(";\"\r\n\n\ra".utf8)
      case .text: Array("abcdefgh 0123456789;;\"\n\r".utf8) + [0xc3, 0xb1]
      case .neighbours:
        [0, 1, 9, 10, 11, 12, 13, 14, 33, 34, 35, 58, 59, 60, 0x7f, 0x80, 0x8a, 0x8d, 0xbb, 0xff]
      case .carriages: [13]
      case .feeds: [10]
      case .quotes: [34]
      }
    return (0..<count).map { _ in alphabet[generator.nextInteger(below: alphabet.count)] }
  }

  /// The bytes with something hostile after them: none of it may count.
  static func padded(_ bytes: [UInt8]) -> [UInt8] { bytes + Array(repeating: UInt8(ascii: "\n"), count: 130) }

  /// Masks as offsets of their bits.
  static func offsets(_ words: [UInt64]) -> [Int] {
    words.indices.flatMap { word in
      (0..<64).filter { words[word] >> UInt64($0) & 1 == 1 }.map { 64 * word + $0 }
    }
  }
}
