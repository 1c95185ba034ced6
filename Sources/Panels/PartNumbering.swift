import Kernels

/// Numbers the persons of a part of the identifiers by rising identifier: by rank in a bit map where the part is dense, by
/// bisection of a sorted list where it is not.
final class PartNumbering {
  private static let wordCount = 1 << (IdentifierParts.denseShift - 6)

  private let words = Scratch<UInt64>(PartNumbering.wordCount, zero: 0)
  private let ranks = Scratch<UInt32>(PartNumbering.wordCount, zero: 0)
  private var sparse: [UInt32] = []
  private var isDense = true

  /// Numbers everybody of the part; returns how many they are.
  func number(_ part: Int, _ sources: Int, _ stores: [RecordStore]) -> Int {
    isDense = part < IdentifierParts.dense
    guard isDense else {
      var all: [UInt32] = []
      for store in stores {
        for source in 0..<sources {
          store.records.forEach(part: part, source: source) { record in all.append(record.identifier) }
        }
      }
      all.sort()
      sparse.removeAll(keepingCapacity: true)
      for identifier in all where sparse.last != identifier { sparse.append(identifier) }
      return sparse.count
    }
    words.clear(PartNumbering.wordCount)
    let words = self.words.base
    for store in stores {
      for source in 0..<sources {
        store.records.forEach(part: part, source: source) { record in
          let local = record.identifier & IdentifierParts.denseMask
          words[Int(local >> 6)] |= 1 << UInt64(local & 63)
        }
      }
    }
    let ranks = self.ranks.base
    var total: UInt32 = 0
    for index in 0..<PartNumbering.wordCount {
      ranks[index] = total
      total &+= UInt32(truncatingIfNeeded: words[index].nonzeroBitCount)
    }
    return Int(total)
  }

  /// The number of a person of the part.
  var position: Position {
    Position(isDense: isDense, words: words.base, ranks: ranks.base, sparse: isDense ? [] : sparse)
  }

  struct Position {
    let isDense: Bool
    let words: UnsafeMutablePointer<UInt64>
    let ranks: UnsafeMutablePointer<UInt32>
    let sparse: [UInt32]

    @inline(__always)
    func callAsFunction(_ identifier: UInt32) -> Int {
      guard isDense else { return sparse.firstPosition(notBelow: identifier) }
      let local = identifier & IdentifierParts.denseMask
      let word = Int(local >> 6)
      let below = words[word] & ((1 << UInt64(local & 63)) &- 1)
      return Int(ranks[word]) &+ below.nonzeroBitCount
    }
  }
}
