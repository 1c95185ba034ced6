import Kernels

#if canImport(Glibc)
  import Glibc
#endif

/// Memory in slabs of equal size that record stores take from and give back to, so that one join's memory serves the next: new
/// memory costs more than the records that are written to it (a page fault for every 512 of them).
package final class SlabPool: Sendable {
  /// Bytes of a slab.
  static let slabSize = 2 << 20

  private struct Slabs: @unchecked Sendable {
    var free: [UnsafeMutableRawPointer] = []
  }

  private let slabs = Locked(Slabs())

  package init() {}

  deinit { slabs.withLock { for slab in $0.free { slab.deallocate() } } }

  func take() -> UnsafeMutableRawPointer {
    slabs.withLock { $0.free.popLast() }
      ?? SlabPool.allocate()
  }

  /// A slab, on one page if the kernel has pages of that size: so many lists that grow side by side miss fewer page translations.
  static func allocate() -> UnsafeMutableRawPointer {
    let slab = UnsafeMutableRawPointer.allocate(byteCount: slabSize, alignment: slabSize)
    #if canImport(Glibc)
      madvise(slab, slabSize, MADV_HUGEPAGE)
    #endif
    return slab
  }

  func giveBack(_ slab: UnsafeMutableRawPointer) { slabs.withLock { $0.free.append(slab) } }
}

/// The memory of one store's chunks, all of them of equal size: cut from slabs, the first of which are small, so that neither
/// does every chunk cost an allocation nor a store of few records a slab.
///
/// Memory is handled by hand here: a chunk is given back to be used again, and all of it is freed with this.
final class ChunkMemory<Record: BitwiseCopyable> {
  private let chunkSize: Int
  private let pool: SlabPool?
  private var slabs: [UnsafeMutableRawPointer] = []
  /// Slabs from the pool among them, which are the last ones.
  private var pooled = 0
  private var free: [UnsafeMutablePointer<Record>] = []
  /// What is left of the last slab.
  private var next: UnsafeMutablePointer<Record>?
  private var left = 0
  private var slabChunks = 1

  /// Chunks of so many records each.
  init(chunkSize: Int, pool: SlabPool?) {
    self.chunkSize = chunkSize
    self.pool = pool
  }

  deinit {
    for (index, slab) in slabs.enumerated() {
      if let pool, index >= slabs.count - pooled { pool.giveBack(slab) } else { slab.deallocate() }
    }
  }

  private var chunkBytes: Int { chunkSize * MemoryLayout<Record>.stride }

  func take() -> UnsafeMutablePointer<Record> {
    if let chunk = free.popLast() { return chunk }
    if left == 0 { addSlab() }
    guard let chunk = next else { preconditionFailure("a slab without a chunk") }
    next = chunk + chunkSize
    left -= 1
    return chunk
  }

  func giveBack(_ chunk: UnsafeMutablePointer<Record>) { free.append(chunk) }

  private func addSlab() {
    let most = max(1, SlabPool.slabSize / chunkBytes)
    let slab: UnsafeMutableRawPointer
    if let pool, chunkBytes <= SlabPool.slabSize {
      slab = pool.take()
      pooled += 1
      left = most
    } else {
      left = min(slabChunks, most)
      slabChunks = left * 2
      slab = .allocate(byteCount: left * chunkBytes, alignment: 64)
    }
    slabs.append(slab)
    next = slab.bindMemory(to: Record.self, capacity: left * chunkSize)
  }
}
