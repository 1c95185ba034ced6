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

  /// Records of a chunk: 127 lines of the cache and not 128, for parts fill at the same pace, and chunks that began at the same
  /// address but for high bits would all be written in the same few sets of the nearest cache.
  private static let chunkSize = 1016

  /// `memory`: bytes that the records may take; nil for no bound. `pool`: where it comes from and goes to.
  init(memory: Int? = nil, pool: SlabPool? = nil) {
    records = PartedChunks(
      parts: IdentifierParts.count, chunkSize: NarrowStore.chunkSize, memory: memory, pool: pool)
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
      var index = first
      while true {
        index = appendPlain(index, end, identifiers, states, amounts)
        if index == end { break }
        append(identifiers[index], state: states[index], amount: amounts[index])
        index += 1
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

  /// Adds the records from `start` on up to the first that is not of the common kind (an identifier of a dense part, an amount of
  /// 32 bits, room in the part's chunk); its position, else `end`. What is rare stands apart, so that nothing of this loop but
  /// the records goes through memory.
  private func appendPlain(
    _ start: Int, _ end: Int, _ identifiers: UnsafePointer<UInt32>, _ states: UnsafePointer<UInt8>,
    _ amounts: UnsafePointer<Int64>
  ) -> Int {
    let cursors = records.cursors
    var index = start
    while index < end {
      let identifier = identifiers[index]
      let amount = UInt64(bitPattern: amounts[index])
      if amount >> 32 | UInt64(identifier) >> 27 != 0 { return index }
      let cursor = cursors + Int(identifier >> IdentifierParts.denseShift)
      guard
        cursor.pointee.append(
          NarrowRecord(
            local: identifier & IdentifierParts.denseMask, state: states[index],
            amount: UInt32(truncatingIfNeeded: amount), isOdd: false))
      else { return index }
      index &+= 1
    }
    return end
  }

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
