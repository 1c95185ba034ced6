import TableFiles

/// Records of one worker in numbered parts, each a list of chunks of equal size that are filled in order; what exceeds a given
/// memory goes to a sealed temporary file. For records of any layout without pointers.
///
/// Memory is handled by hand here: chunks are allocated full, and freed with the store or when their part is released.
final class PartedChunks<Record: BitwiseCopyable>: @unchecked Sendable {
  /// A chunk in memory, or in the spill.
  private enum Chunk {
    case resident(UnsafeMutablePointer<Record>)
    case spilled(SealedSpill.Segment)

    var memory: UnsafeMutablePointer<Record>? {
      if case .resident(let memory) = self { memory } else { nil }
    }
  }

  private struct Part {
    var chunks: [Chunk] = []
    var next: UnsafeMutablePointer<Record>?
    /// Records in the last chunk.
    var filled: Int
  }

  let parts: Int
  private let chunkSize: Int
  private let store: UnsafeMutablePointer<Part>
  /// Number of records of each part at the start of each source.
  private var starts: [[Int]] = []

  /// Chunks that may be in memory while files are read; the others go to a temporary file.
  private let residentLimit: Int
  private var resident = 0
  private var spill: SealedSpill?
  /// Why records could not be spilled.
  private(set) var failure: TableFileError?

  /// `memory`: bytes that the records may take; nil for no bound. The chunk of each part that is being filled always stays.
  init(parts: Int, chunkSize: Int, memory: Int?) {
    precondition(parts >= 1 && chunkSize >= 1, "\(parts) parts, chunks of \(chunkSize) records")
    self.parts = parts
    self.chunkSize = chunkSize
    residentLimit =
      memory.map { max($0 / (chunkSize * MemoryLayout<Record>.stride), parts + parts / 4 + 1) } ?? .max
    store = .allocate(capacity: parts)
    store.initialize(repeating: Part(filled: chunkSize), count: parts)
  }

  deinit {
    for part in 0..<parts { for chunk in store[part].chunks { chunk.memory?.deallocate() } }
    store.deinitialize(count: parts)
    store.deallocate()
  }

  /// Begins the next source (file).
  func beginSource() { starts.append((0..<parts).map(count)) }

  /// Forgets what was appended since the source began.
  func restartSource() {
    guard let counts = starts.last else { return }
    for part in 0..<parts {
      let needed = (counts[part] + chunkSize - 1) / chunkSize
      while store[part].chunks.count > needed {
        if let memory = store[part].chunks.removeLast().memory {
          memory.deallocate()
          resident -= 1
        }
      }
      if needed > 0, case .spilled(let segment) = store[part].chunks[needed - 1] {
        // The last chunk goes on being filled.
        do throws(TableFileError) {
          store[part].chunks[needed - 1] = .resident(try fetch(segment))
          resident += 1
        } catch {
          failure = error
        }
      }
      store[part].filled = needed == 0 ? chunkSize : counts[part] - (needed - 1) * chunkSize
      store[part].next = store[part].chunks.last?.memory
    }
  }

  /// Adds a record to a part.
  @inline(__always)
  func append(_ record: Record, to part: Int) {
    if store[part].filled == chunkSize { addChunk(part) }
    let filled = store[part].filled
    store[part].next.unsafelyUnwrapped[filled] = record
    store[part].filled = filled + 1
  }

  private func addChunk(_ part: Int) {
    if resident >= residentLimit, failure == nil { spillFullChunks() }
    let chunk = UnsafeMutablePointer<Record>.allocate(capacity: chunkSize)
    resident += 1
    store[part].chunks.append(.resident(chunk))
    store[part].next = chunk
    store[part].filled = 0
  }

  /// Writes every full chunk to the temporary file and frees it.
  private func spillFullChunks() {
    do throws(TableFileError) {
      let spill: SealedSpill
      if let open = self.spill { spill = open } else { spill = try SealedSpill() }
      self.spill = spill
      for part in 0..<parts {
        let full = store[part].filled == chunkSize
        let count = store[part].chunks.count - (full ? 0 : 1)
        for index in 0..<max(0, count) {
          guard let memory = store[part].chunks[index].memory else { continue }
          let bytes = UnsafeRawBufferPointer(start: memory, count: chunkSize * MemoryLayout<Record>.stride)
          store[part].chunks[index] = .spilled(try spill.write(bytes))
          memory.deallocate()
          resident -= 1
        }
      }
    } catch {
      failure = error
    }
  }

  private func fetch(_ segment: SealedSpill.Segment) throws(TableFileError) -> UnsafeMutablePointer<Record> {
    let chunk = UnsafeMutablePointer<Record>.allocate(capacity: chunkSize)
    do throws(TableFileError) {
      try spill?.read(
        segment,
        into: UnsafeMutableRawBufferPointer(start: chunk, count: chunkSize * MemoryLayout<Record>.stride))
    } catch {
      chunk.deallocate()
      throw error
    }
    return chunk
  }

  /// Brings a part into memory. Different parts may be loaded by different workers at once.
  func load(_ part: Int) throws(TableFileError) {
    for index in store[part].chunks.indices {
      if case .spilled(let segment) = store[part].chunks[index] {
        store[part].chunks[index] = .resident(try fetch(segment))
      }
    }
  }

  /// Frees the memory of a part that nobody needs any more.
  func release(_ part: Int) {
    for chunk in store[part].chunks { chunk.memory?.deallocate() }
    store[part].chunks = []
    store[part].next = nil
    store[part].filled = chunkSize
  }

  /// Records of a part.
  func count(_ part: Int) -> Int {
    let chunks = store[part].chunks.count
    return chunks == 0 ? 0 : (chunks - 1) * chunkSize + store[part].filled
  }

  /// Calls `body` with each record of a part and source, in the order in which they were appended.
  @inline(__always)
  func forEach(part: Int, source: Int, _ body: (Record) -> Void) {
    var position = starts[source][part]
    let end = source + 1 < starts.count ? starts[source + 1][part] : count(part)
    while position < end {
      guard let chunk = store[part].chunks[position / chunkSize].memory else {
        preconditionFailure("part \(part) was not loaded")
      }
      let first = position % chunkSize
      let last = min(chunkSize, first + end - position)
      for index in first..<last { body(chunk[index]) }
      position += last - first
    }
  }

  /// The same with the record's position in the part.
  func forEachPlaced(part: Int, source: Int, _ body: (Record, Int) -> Void) {
    var position = starts[source][part]
    forEach(part: part, source: source) { record in
      body(record, position)
      position += 1
    }
  }
}
