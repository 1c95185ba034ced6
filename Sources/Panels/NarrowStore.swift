import Kernels
import Rosters
import TableFiles

/// The eight-byte records that one worker has read, parted by identifier so that each part is joined on its own and in cache.
/// Identifiers below 2²⁷ fall into 512 parts of equal width, the rest into one part for every 2²⁷.
///
/// A record's place in its year, which only duplicates ask for, is the block it came from and its position among the block's
/// records in the part; after each block the store notes how far every part has come.
final class NarrowStore: @unchecked Sendable {
  static let denseShift: UInt32 = 18
  static let denseParts = 1 << (27 - Int(denseShift))
  static let parts = denseParts + 32

  /// How many records of a part there were when a block had been read.
  private struct Mark {
    let count: Int
    let block: Int
  }

  let records: PartedChunks<NarrowRecord>
  /// Amounts that are missing or no 32-bit numbers.
  private var oddAmounts: [Int64] = []
  private var oddStarts: [Int] = []
  private var marks: [[Mark]] = Array(repeating: [], count: NarrowStore.parts)

  /// `memory`: bytes that the records may take; nil for no bound.
  init(memory: Int? = nil) {
    records = PartedChunks(parts: NarrowStore.parts, chunkSize: 1024, memory: memory)
  }

  var failure: TableFileError? { records.failure }

  @inline(__always)
  static func part(of identifier: UInt32) -> Int {
    let dense = Int(identifier >> denseShift)
    return dense < denseParts ? dense : denseParts + Int(identifier >> 27)
  }

  /// Begins the next source (file).
  func beginSource() {
    records.beginSource()
    oddStarts.append(oddAmounts.count)
  }

  /// Forgets what was appended since the source began.
  func restartSource() {
    guard let odd = oddStarts.last else { return }
    records.restartSource()
    oddAmounts.removeLast(oddAmounts.count - odd)
    for part in 0..<NarrowStore.parts {
      let count = records.count(part)
      while let last = marks[part].last, last.count > count { marks[part].removeLast() }
    }
  }

  /// Adds records of one block. States are below `NarrowRecord.stateLimit`.
  func append(
    _ count: Int, identifiers: UnsafePointer<UInt32>, states: UnsafePointer<UInt8>,
    amounts: UnsafePointer<Int64>, block: Int
  ) {
    for index in 0..<count {
      let identifier = identifiers[index]
      let amount = amounts[index]
      var stored = UInt32(truncatingIfNeeded: amount)
      let isOdd = Int64(stored) != amount
      if isOdd {
        stored = UInt32(truncatingIfNeeded: oddAmounts.count)
        oddAmounts.append(amount)
      }
      let part = NarrowStore.part(of: identifier)
      let local = identifier & (part < NarrowStore.denseParts ? (1 << NarrowStore.denseShift) - 1 : (1 << 27) - 1)
      records.append(NarrowRecord(local: local, state: states[index], amount: stored, isOdd: isOdd), to: part)
    }
    for part in 0..<NarrowStore.parts {
      let now = records.count(part)
      if now > marks[part].last?.count ?? 0 { marks[part].append(Mark(count: now, block: block)) }
    }
  }

  /// Block of the record at a position of a part, and how many of the block's records in the part stand before it.
  func place(_ position: Int, part: Int) -> (block: Int, ordinal: Int) {
    let marks = self.marks[part]
    var low = 0
    var high = marks.count
    while low < high {
      let middle = (low + high) / 2
      if marks[middle].count > position { high = middle } else { low = middle + 1 }
    }
    return (marks[low].block, position - (low == 0 ? 0 : marks[low - 1].count))
  }

  @inline(__always)
  func amount(of record: NarrowRecord) -> Int64 {
    record.isOdd ? oddAmounts[Int(record.amount)] : Int64(record.amount)
  }
}
