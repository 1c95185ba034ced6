import CByteScan
import TableFiles

/// Records of one worker in numbered parts, each a list of chunks of equal size that are filled in order; what exceeds a given
/// memory goes to a sealed temporary file. For records of any layout without pointers.
///
/// Memory is handled by hand here: chunks come from a `ChunkMemory` and go with the store, or are fetched from the temporary
/// file and freed when their part is released.
final class PartedChunks<Record: BitwiseCopyable>: @unchecked Sendable {
  /// A chunk in memory, or in the spill; `fetched` was in it and is in memory again.
  private enum Chunk {
    case resident(UnsafeMutablePointer<Record>)
    case spilled(SealedSpill.Segment)
    case fetched(UnsafeMutablePointer<Record>)

    var memory: UnsafeMutablePointer<Record>? {
      switch self {
      case .resident(let memory), .fetched(let memory): memory
      case .spilled: nil
      }
    }
  }

  /// Where the next record of a part goes, and where its last chunk ends.
  struct Cursor {
    var next: UnsafeMutablePointer<Record>
    var end: UnsafeMutablePointer<Record>

    /// Puts a record in its place; false where the chunk is full.
    @inline(__always)
    mutating func append(_ record: Record) -> Bool {
      if next == end { return false }
      next.pointee = record
      // The line after this one: a store that waits for memory holds up all that come after it.
      cbs_prefetch(UnsafeRawPointer(next) + 64)
      next += 1
      return true
    }
  }

  let parts: Int
  private let chunkSize: Int
  let cursors: UnsafeMutablePointer<Cursor>
  private let chunks: UnsafeMutablePointer<[Chunk]>
  private let memory: ChunkMemory<Record>
  /// Number of records of each part at the start of each source.
  private var starts: [[Int]] = []

  /// Room in a part's list of chunks at first: the list grows by doubling, so rarely that blocks cost more allocations.
  private static var firstChunks: Int { 16 }

  /// Chunks that may be in memory while files are read; the others go to a temporary file.
  private let residentLimit: Int
  private var resident = 0
  private var spill: SealedSpill?
  /// Why records could not be spilled.
  private(set) var failure: TableFileError?

  /// Stands for the place of a next record where a part has no chunk.
  private let nowhere: UnsafeMutablePointer<Record>

  /// `memory`: bytes that the records may take; nil for no bound. The chunk of each part that is being filled always stays.
  /// `pool`: where the memory comes from and goes to.
  init(parts: Int, chunkSize: Int, memory: Int?, pool: SlabPool? = nil) {
    precondition(parts >= 1 && chunkSize >= 1, "\(parts) parts, chunks of \(chunkSize) records")
    self.parts = parts
    self.chunkSize = chunkSize
    residentLimit =
      memory.map { max($0 / (chunkSize * MemoryLayout<Record>.stride), parts + parts / 4 + 1) } ?? .max
    self.memory = ChunkMemory(chunkSize: chunkSize, pool: pool)
    chunks = .allocate(capacity: parts)
    chunks.initialize(repeating: [], count: parts)
    nowhere = .allocate(capacity: 1)
    cursors = .allocate(capacity: parts)
    cursors.initialize(repeating: Cursor(next: nowhere, end: nowhere), count: parts)
  }

  deinit {
    for part in 0..<parts { freeFetched(part) }
    chunks.deinitialize(count: parts)
    chunks.deallocate()
    cursors.deallocate()
    nowhere.deallocate()
  }

  /// Begins the next source (file).
  func beginSource() { starts.append((0..<parts).map(count)) }

  /// Forgets what was appended since the source began.
  func restartSource() {
    guard let counts = starts.last else { return }
    for part in 0..<parts {
      let needed = (counts[part] + chunkSize - 1) / chunkSize
      while chunks[part].count > needed {
        if case .resident(let chunk) = chunks[part].removeLast() {
          memory.giveBack(chunk)
          resident -= 1
        }
      }
      guard needed > 0 else {
        cursors[part] = Cursor(next: nowhere, end: nowhere)
        continue
      }
      if case .spilled(let segment) = chunks[part][needed - 1] {
        // The last chunk goes on being filled.
        let chunk = memory.take()
        do throws(TableFileError) { try fetch(segment, into: chunk) } catch { failure = error }
        chunks[part][needed - 1] = .resident(chunk)
        resident += 1
      }
      guard let last = chunks[part][needed - 1].memory else { continue }
      cursors[part] = Cursor(next: last + counts[part] - (needed - 1) * chunkSize, end: last + chunkSize)
    }
  }

  /// Adds a record to a part.
  @inline(__always)
  func append(_ record: Record, to part: Int) {
    if cursors[part].append(record) { return }
    addChunk(part)
    _ = cursors[part].append(record)
  }

  @inline(never)
  private func addChunk(_ part: Int) {
    if resident >= residentLimit, failure == nil { spillFullChunks() }
    let chunk = memory.take()
    resident += 1
    if chunks[part].isEmpty { chunks[part].reserveCapacity(PartedChunks.firstChunks) }
    chunks[part].append(.resident(chunk))
    cursors[part] = Cursor(next: chunk, end: chunk + chunkSize)
  }

  /// Writes every full chunk to the temporary file and takes its memory back.
  private func spillFullChunks() {
    do throws(TableFileError) {
      let spill: SealedSpill
      if let open = self.spill { spill = open } else { spill = try SealedSpill() }
      self.spill = spill
      for part in 0..<parts {
        let isFull = cursors[part].next == cursors[part].end
        for index in 0..<max(0, chunks[part].count - (isFull ? 0 : 1)) {
          guard case .resident(let chunk) = chunks[part][index] else { continue }
          let bytes = UnsafeRawBufferPointer(start: chunk, count: chunkSize * MemoryLayout<Record>.stride)
          chunks[part][index] = .spilled(try spill.write(bytes))
          memory.giveBack(chunk)
          resident -= 1
        }
      }
    } catch {
      failure = error
    }
  }

  private func fetch(_ segment: SealedSpill.Segment, into chunk: UnsafeMutablePointer<Record>)
    throws(TableFileError)
  {
    try spill?.read(
      segment,
      into: UnsafeMutableRawBufferPointer(start: chunk, count: chunkSize * MemoryLayout<Record>.stride))
  }

  /// Brings a part into memory. Different parts may be loaded by different workers at once.
  func load(_ part: Int) throws(TableFileError) {
    for index in chunks[part].indices {
      guard case .spilled(let segment) = chunks[part][index] else { continue }
      let chunk = UnsafeMutablePointer<Record>.allocate(capacity: chunkSize)
      chunks[part][index] = .fetched(chunk)
      try fetch(segment, into: chunk)
    }
  }

  /// Appends all records of a part to an array, whether they are in memory or not, and leaves them where they are. Parts may be
  /// collected by different workers at once.
  func collect(_ part: Int, into array: inout [Record]) throws(TableFileError) {
    let end = count(part)
    var scratch: UnsafeMutablePointer<Record>?
    defer { scratch?.deallocate() }
    for (index, chunk) in chunks[part].enumerated() {
      let filled = min(chunkSize, end - index * chunkSize)
      if case .spilled(let segment) = chunk {
        let target = scratch ?? .allocate(capacity: chunkSize)
        scratch = target
        try fetch(segment, into: target)
        array.append(contentsOf: UnsafeBufferPointer(start: target, count: filled))
      } else {
        array.append(contentsOf: UnsafeBufferPointer(start: chunk.memory, count: filled))
      }
    }
  }

  /// Frees the memory of a part that nobody needs any more, as far as it is not the store's.
  func release(_ part: Int) {
    freeFetched(part)
    chunks[part] = []
    cursors[part] = Cursor(next: nowhere, end: nowhere)
  }

  private func freeFetched(_ part: Int) {
    for chunk in chunks[part] { if case .fetched(let memory) = chunk { memory.deallocate() } }
  }

  /// Records of a part.
  func count(_ part: Int) -> Int {
    chunks[part].count * chunkSize - (cursors[part].end - cursors[part].next)
  }

  /// Calls `body` with each stretch of records of a part and source that lie together, in the order in which they were
  /// appended, and the position of its first in the part.
  @inline(__always)
  func forEachStretch(part: Int, source: Int, _ body: (UnsafeBufferPointer<Record>, Int) -> Void) {
    var position = starts[source][part]
    let end = source + 1 < starts.count ? starts[source + 1][part] : count(part)
    while position < end {
      guard let chunk = chunks[part][position / chunkSize].memory else {
        preconditionFailure("part \(part) was not loaded")
      }
      let first = position % chunkSize
      let length = min(chunkSize - first, end - position)
      body(UnsafeBufferPointer(start: chunk + first, count: length), position)
      position += length
    }
  }

  /// Calls `body` with each record of a part and source, in the order in which they were appended.
  @inline(__always)
  func forEach(part: Int, source: Int, _ body: (Record) -> Void) {
    forEachStretch(part: part, source: source) { stretch, _ in
      guard let base = stretch.baseAddress else { return }
      for index in 0..<stretch.count { body(base[index]) }
    }
  }

  /// The same with a number, 0 and 1 in turn, of the sums that the record goes to: where records of equal cells come one after
  /// the other, a sum does not wait for the one before.
  @inline(__always)
  func forEachInTurn(part: Int, source: Int, _ body: (Record, Int) -> Void) {
    forEachStretch(part: part, source: source) { stretch, _ in
      guard let base = stretch.baseAddress else { return }
      let even = stretch.count & ~1
      var index = 0
      while index < even {
        body(base[index], 0)
        body(base[index &+ 1], 1)
        index &+= 2
      }
      if index < stretch.count { body(base[index], 0) }
    }
  }

  /// The same with the record's position in the part.
  func forEachPlaced(part: Int, source: Int, _ body: (Record, Int) -> Void) {
    forEachStretch(part: part, source: source) { stretch, position in
      for (index, record) in stretch.enumerated() { body(record, position + index) }
    }
  }
}
