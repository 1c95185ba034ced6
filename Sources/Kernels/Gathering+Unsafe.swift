// Elements at given positions, pieces of fixed size on threads: what leaving out rows does to every column.

extension Array where Element == Double {
  /// The elements at some positions, in the order given. O(positions).
  package func gathered(_ positions: [Int]) -> [Double] { gather(self, positions) }
}

extension Array where Element == UInt32 {
  /// The elements at some positions, in the order given. O(positions).
  package func gathered(_ positions: [Int]) -> [UInt32] { gather(self, positions) }
}

extension Array where Element == Int {
  /// The elements at some positions, in the order given. O(positions).
  package func gathered(_ positions: [Int]) -> [Int] { gather(self, positions) }

  /// The numbers from 0 up to `count` for which `isWanted` says so of each, rising. O(count), on threads.
  package static func below(
    _ count: Int, where isWanted: @Sendable (Range<Int>, UnsafeMutablePointer<Bool>) -> Void
  )
    -> [Int]
  {
    let size = gatheredPiece
    let pieces = (count + size - 1) / size
    let parts = Parallel.map(pieces, threads: Parallel.cores) { piece -> [Int] in
      let range = piece * size..<Swift.min(count, (piece + 1) * size)
      return withUnsafeTemporaryAllocation(of: Bool.self, capacity: range.count) { flags in
        guard let base = flags.baseAddress else { return [] }
        base.initialize(repeating: false, count: range.count)
        isWanted(range, base)
        return [Int](unsafeUninitializedCapacity: range.count) { buffer, filled in
          for offset in 0..<range.count {
            buffer[filled] = range.lowerBound + offset
            filled += base[offset] ? 1 : 0
          }
        }
      }
    }
    var result: [Int] = []
    result.reserveCapacity(parts.reduce(0) { $0 + $1.count })
    for part in parts { result += part }
    return result
  }
}

/// Positions that one thread takes at a time.
private let gatheredPiece = 65536

@inline(__always)
private func gather<Element: BitwiseCopyable>(_ values: [Element], _ positions: [Int]) -> [Element] {
  let count = positions.count
  let known = values.count
  return [Element](unsafeUninitializedCapacity: count) { buffer, filled in
    filled = count
    guard let target = buffer.baseAddress.map({ SharedPointer($0) }) else { return }
    values.withUnsafeBufferPointer { values in
      guard let source = values.baseAddress.map({ ReadablePointer($0) }) else {
        preconditionFailure("position \(positions[0]) of no elements")
      }
      positions.withUnsafeBufferPointer { positions in
        guard let places = positions.baseAddress.map({ ReadablePointer($0) }) else { return }
        let size = gatheredPiece
        Parallel.forEach((count + size - 1) / size, threads: Parallel.cores) { piece in
          for place in piece * size..<min(count, (piece + 1) * size) {
            let position = places.pointer[place]
            precondition(position >= 0 && position < known, "position \(position) of \(known) elements")
            (target.pointer + place).initialize(to: source.pointer[position])
          }
        }
      }
    }
  }
}
