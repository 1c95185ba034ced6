import TableFiles

/// The records that one worker has read, parted by identifier so that each part can be joined on its own and in cache.
/// Identifiers below 2²⁷ fall into 256 parts of equal width, the rest into one part for every 2²⁷.
///
/// Memory is handled by hand here: chunks of equal size, filled in order, freed with the store.
final class RecordStore: @unchecked Sendable {
  static let denseParts = 256
  static let parts = denseParts + 32
  /// Width of a dense part: 2¹⁹ identifiers.
  static let denseShift: UInt32 = 19

  @inline(__always)
  static func part(of identifier: UInt32) -> Int {
    identifier < PersonIndex.dense
      ? Int(identifier >> denseShift) : denseParts + Int(identifier >> 27)
  }

  private static let chunkSize = 1024

  /// A chunk in memory, or in the spill.
  private enum Chunk {
    case resident(UnsafeMutablePointer<PanelRecord>)
    case spilled(SealedSpill.Segment)

    var memory: UnsafeMutablePointer<PanelRecord>? {
      if case .resident(let memory) = self { memory } else { nil }
    }
  }

  private struct Part {
    var chunks: [Chunk] = []
    var next: UnsafeMutablePointer<PanelRecord>?
    /// Records in the last chunk.
    var filled = RecordStore.chunkSize
  }

  private let partsOfStore: UnsafeMutablePointer<Part>
  /// Number of records of each part at the start of each source.
  private var starts: [[Int]] = []
  /// Amounts that are no 32-bit numbers, and strata that are no 16-bit ones with their amounts.
  private(set) var wideAmounts: [Int64] = []
  private var wideStrata: [UInt32] = []
  private var wideStarts: [Int] = []

  /// Chunks that may be in memory while files are read; the others go to a temporary file.
  private let residentLimit: Int
  private var resident = 0
  private var spill: SealedSpill?
  /// Why records could not be spilled.
  private(set) var failure: TableFileError?

  /// `memory`: bytes that the records may take; nil for no bound.
  init(memory: Int? = nil) {
    let chunkBytes = RecordStore.chunkSize * MemoryLayout<PanelRecord>.stride
    // The chunk of each part that is being filled stays.
    residentLimit = memory.map { max($0 / chunkBytes, RecordStore.parts + 64) } ?? .max
    partsOfStore = .allocate(capacity: RecordStore.parts)
    partsOfStore.initialize(repeating: Part(), count: RecordStore.parts)
  }

  deinit {
    for part in 0..<RecordStore.parts {
      for chunk in partsOfStore[part].chunks { chunk.memory?.deallocate() }
    }
    partsOfStore.deinitialize(count: RecordStore.parts)
    partsOfStore.deallocate()
  }

  /// Begins the next source (file).
  func beginSource() {
    starts.append((0..<RecordStore.parts).map(count))
    wideStarts.append(wideAmounts.count)
  }

  /// Forgets what was appended since the source began.
  func restartSource() {
    guard let counts = starts.last, let wide = wideStarts.last else { return }
    for part in 0..<RecordStore.parts {
      let needed = (counts[part] + RecordStore.chunkSize - 1) / RecordStore.chunkSize
      while partsOfStore[part].chunks.count > needed {
        if let memory = partsOfStore[part].chunks.removeLast().memory {
          memory.deallocate()
          resident -= 1
        }
      }
      if needed > 0, case .spilled(let segment) = partsOfStore[part].chunks[needed - 1] {
        // The last chunk goes on being filled.
        do throws(TableFileError) {
          partsOfStore[part].chunks[needed - 1] = .resident(try fetch(segment))
        } catch {
          failure = error
        }
      }
      partsOfStore[part].filled =
        needed == 0 ? RecordStore.chunkSize : counts[part] - (needed - 1) * RecordStore.chunkSize
      partsOfStore[part].next = partsOfStore[part].chunks.last?.memory
    }
    wideAmounts.removeLast(wideAmounts.count - wide)
    wideStrata.removeLast(wideStrata.count - wide)
  }

  @inline(__always)
  func append(
    identifier: UInt32, state: UInt8, stratum: UInt32, block: Int, row: Int, amount: Int64
  ) {
    let narrow = UInt32(truncatingIfNeeded: amount)
    let isWide = Int64(narrow) != amount || stratum >= UInt32(PanelRecord.farStratum)
    var stored = narrow
    if isWide {
      stored = UInt32(truncatingIfNeeded: wideAmounts.count)
      wideAmounts.append(amount)
      wideStrata.append(stratum)
    }
    let record = PanelRecord(
      identifier: identifier, state: state, stratum: UInt16(clamping: stratum), block: block, row: row,
      amount: stored,
      isWide: isWide)
    let part = RecordStore.part(of: identifier)
    if partsOfStore[part].filled == RecordStore.chunkSize { addChunk(part) }
    let filled = partsOfStore[part].filled
    partsOfStore[part].next.unsafelyUnwrapped[filled] = record
    partsOfStore[part].filled = filled + 1
  }

  private func addChunk(_ part: Int) {
    if resident >= residentLimit, failure == nil { spillFullChunks() }
    let chunk = UnsafeMutablePointer<PanelRecord>.allocate(capacity: RecordStore.chunkSize)
    resident += 1
    partsOfStore[part].chunks.append(.resident(chunk))
    partsOfStore[part].next = chunk
    partsOfStore[part].filled = 0
  }

  /// Writes every full chunk to the temporary file and frees it.
  private func spillFullChunks() {
    do throws(TableFileError) {
      let spill: SealedSpill
      if let open = self.spill { spill = open } else { spill = try SealedSpill() }
      self.spill = spill
      for part in 0..<RecordStore.parts {
        let full = partsOfStore[part].filled == RecordStore.chunkSize
        let count = partsOfStore[part].chunks.count - (full ? 0 : 1)
        for index in 0..<max(0, count) {
          guard let memory = partsOfStore[part].chunks[index].memory else { continue }
          let bytes = UnsafeRawBufferPointer(
            start: memory, count: RecordStore.chunkSize * MemoryLayout<PanelRecord>.stride)
          partsOfStore[part].chunks[index] = .spilled(try spill.write(bytes))
          memory.deallocate()
          resident -= 1
        }
      }
    } catch {
      failure = error
    }
  }

  private func fetch(_ segment: SealedSpill.Segment) throws(TableFileError) -> UnsafeMutablePointer<
    PanelRecord
  > {
    let chunk = UnsafeMutablePointer<PanelRecord>.allocate(capacity: RecordStore.chunkSize)
    do throws(TableFileError) {
      try spill?.read(
        segment,
        into: UnsafeMutableRawBufferPointer(
          start: chunk, count: RecordStore.chunkSize * MemoryLayout<PanelRecord>.stride))
    } catch {
      chunk.deallocate()
      throw error
    }
    return chunk
  }

  /// Brings a part into memory. Different parts may be loaded by different workers at once.
  func load(_ part: Int) throws(TableFileError) {
    for index in partsOfStore[part].chunks.indices {
      if case .spilled(let segment) = partsOfStore[part].chunks[index] {
        partsOfStore[part].chunks[index] = .resident(try fetch(segment))
      }
    }
  }

  /// Frees the memory of a part that nobody needs any more.
  func release(_ part: Int) {
    for index in partsOfStore[part].chunks.indices { partsOfStore[part].chunks[index].memory?.deallocate() }
    partsOfStore[part].chunks = []
    partsOfStore[part].filled = RecordStore.chunkSize
  }

  /// Records of a part.
  func count(_ part: Int) -> Int {
    let chunks = partsOfStore[part].chunks.count
    return chunks == 0 ? 0 : (chunks - 1) * RecordStore.chunkSize + partsOfStore[part].filled
  }

  /// Calls `body` with each record of a part and source, in the order in which this worker met them, and its position.
  @inline(__always)
  func forEach(part: Int, source: Int, _ body: (PanelRecord, Int) -> Void) {
    var position = starts[source][part]
    let end = source + 1 < starts.count ? starts[source + 1][part] : count(part)
    while position < end {
      guard let chunk = partsOfStore[part].chunks[position / RecordStore.chunkSize].memory else {
        preconditionFailure("part \(part) was not loaded")
      }
      let first = position % RecordStore.chunkSize
      let last = min(RecordStore.chunkSize, first + end - position)
      for index in first..<last { body(chunk[index], position + index - first) }
      position += last - first
    }
  }

  @inline(__always)
  func stratum(of record: PanelRecord) -> UInt32 {
    record.stratum == PanelRecord.farStratum ? wideStrata[Int(record.amount)] : UInt32(record.stratum)
  }

  @inline(__always)
  func amount(of record: PanelRecord) -> Int64 {
    record.isWide ? wideAmounts[Int(record.amount)] : Int64(record.amount)
  }
}
