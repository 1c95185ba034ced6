import Kernels
import Rosters
import TableFiles

/// The eight-byte records that one worker has read, parted by identifier.
///
/// A record's place in its year, which only duplicates ask for, is the block it came from and its position among the block's
/// records in the part; after each block the store notes how far every part has come.
final class NarrowStore: @unchecked Sendable {
  let records: PartedChunks<NarrowRecord>
  /// Amounts that are missing or no 32-bit numbers.
  private var oddAmounts: [Int64] = []
  private var oddStarts: [Int] = []
  private var blockStarts: [Int] = []
  /// For each stretch that was appended: its block, whether it goes on with the block of the one before, and how many of its
  /// records each part got.
  private var blocks: [(number: Int, goesOn: Bool)] = []
  private var counts: [UInt16] = []
  /// Records of each part after the last stretch.
  private let totals = Scratch<Int>(IdentifierParts.count, zero: 0)

  /// `memory`: bytes that the records may take; nil for no bound. `pool`: where it comes from and goes to.
  init(memory: Int? = nil, pool: SlabPool? = nil) {
    records = PartedChunks(parts: IdentifierParts.count, chunkSize: 1024, memory: memory, pool: pool)
  }

  /// Begins the next source (file).
  func beginSource() {
    records.beginSource()
    oddStarts.append(oddAmounts.count)
    blockStarts.append(blocks.count)
  }

  /// Forgets what was appended since the source began.
  func restartSource() {
    guard let odd = oddStarts.last else { return }
    records.restartSource()
    oddAmounts.removeLast(oddAmounts.count - odd)
    blocks.removeLast(blocks.count - (blockStarts.last ?? 0))
    counts.removeLast(counts.count - blocks.count * IdentifierParts.count)
    for part in 0..<IdentifierParts.count { totals.base[part] = records.count(part) }
  }

  /// Adds records of one block. States are below `NarrowRecord.stateLimit`.
  func append(
    _ count: Int, identifiers: UnsafePointer<UInt32>, states: UnsafePointer<UInt8>,
    amounts: UnsafePointer<Int64>, block: Int
  ) {
    var first = 0
    while first < count {
      // Stretches are so short that their counts fit into sixteen bits.
      let end = min(count, first + Int(UInt16.max))
      for index in first..<end {
        append(identifiers[index], state: states[index], amount: amounts[index])
      }
      blocks.append((block, first > 0))
      first = end
      for part in 0..<IdentifierParts.count {
        let now = records.count(part)
        counts.append(UInt16(truncatingIfNeeded: now &- totals.base[part]))
        totals.base[part] = now
      }
    }
  }

  @inline(__always)
  private func append(_ identifier: UInt32, state: UInt8, amount: Int64) {
    var stored = UInt32(truncatingIfNeeded: amount)
    let isOdd = Int64(stored) != amount
    if isOdd {
      stored = UInt32(truncatingIfNeeded: oddAmounts.count)
      oddAmounts.append(amount)
    }
    let part = IdentifierParts.part(of: identifier)
    let mask: UInt32 = part < IdentifierParts.dense ? IdentifierParts.denseMask : IdentifierParts.sparseMask
    records.append(
      NarrowRecord(local: identifier & mask, state: state, amount: stored, isOdd: isOdd), to: part)
  }

  /// Where the records of a part stand: the stretches of blocks with a record in it, by their end in the part.
  struct Places {
    private let ends: [Int]
    private let blocks: [Int]

    init(_ store: NarrowStore, part: Int) {
      var ends: [Int] = []
      var blocks: [Int] = []
      var total = 0
      var isNew = true
      for (stretch, block) in store.blocks.enumerated() {
        if !block.goesOn { isNew = true }
        let count = Int(store.counts[stretch * IdentifierParts.count + part])
        guard count > 0 else { continue }
        total += count
        if isNew {
          ends.append(total)
          blocks.append(block.number)
          isNew = false
        } else {
          ends[ends.count - 1] = total
        }
      }
      self.ends = ends
      self.blocks = blocks
    }

    /// Block of the record at a position of the part, and how many of the block's records in the part stand before it.
    func place(_ position: Int) -> (block: Int, ordinal: Int) {
      let stretch = ends.firstPosition(above: position)
      return (blocks[stretch], position - (stretch == 0 ? 0 : ends[stretch - 1]))
    }
  }

  @inline(__always)
  func amount(of record: NarrowRecord) -> Int64 {
    record.isOdd ? oddAmounts[Int(record.amount)] : Int64(record.amount)
  }
}
