/// Persons numbered 0, 1, … by rising identifier, found by direct addressing: one bit an identifier and a running count
/// every 512 bits, so that a look-up is two reads and a population count. Identifiers from `dense` on (few: provisional
/// numbers) are found by bisection.
struct PersonIndex: Sendable {
  /// Identifiers below this are addressed directly: 2²⁷ bits are 16 MB.
  static let dense: UInt32 = 1 << 27

  private var words: [UInt64]
  private var ranks: [UInt32] = []
  private var sparse: [UInt32]
  private var denseCount = 0

  /// Numbers all identifiers of the given lists.
  init(_ lists: [[UInt32]]) {
    var highest: UInt32 = 0
    for list in lists { for id in list where id < PersonIndex.dense && id > highest { highest = id } }
    words = [UInt64](repeating: 0, count: (Int(highest) / 512 + 1) * 8)
    var far: [UInt32] = []
    for list in lists {
      for id in list {
        if id < PersonIndex.dense {
          words[Int(id >> 6)] |= 1 << UInt64(id & 63)
        } else {
          far.append(id)
        }
      }
    }
    far.sort()
    sparse = []
    for id in far where sparse.last != id { sparse.append(id) }
    ranks.reserveCapacity(words.count / 8)
    var total = 0
    for block in stride(from: 0, to: words.count, by: 8) {
      ranks.append(UInt32(total))
      for word in block..<block + 8 { total += words[word].nonzeroBitCount }
    }
    denseCount = total
  }

  var count: Int { denseCount + sparse.count }

  /// The number of a person whose identifier was among those indexed.
  @inline(__always)
  func position(of id: UInt32) -> Int {
    guard id < PersonIndex.dense else { return denseCount + sparse.firstPosition(notBelow: id) }
    let word = Int(id >> 6)
    var rank = Int(ranks[word >> 3])
    for before in (word & ~7)..<word { rank += words[before].nonzeroBitCount }
    return rank + (words[word] & ((1 << UInt64(id & 63)) - 1)).nonzeroBitCount
  }
}
