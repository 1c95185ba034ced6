import Foundation
import Kernels
import Synchronization

/// The blocks of a file, parsed as they come by several workers, none of which keeps them: for work that needs each row
/// once.
///
/// Blocks lie at fixed places, so workers read without waiting for each other: block k holds the rows that begin in its
/// stretch of bytes. That is only right where no line end stands inside quotes; on the first quote that is seen the
/// stream starts over with blocks handed out in turn (`BlockSource`).
package struct BlockStream: Sendable {
  package let header: FileHeader
  /// Rising positions of the wanted columns.
  package let wanted: [Int]
  private let wantedPositions: [UInt32]
  package var threads: Int
  package var blockSize: Int
  package var progress: (@Sendable (Int) -> Void)?

  package init(header: FileHeader, wanted: [Int], threads: Int, blockSize: Int) {
    self.header = header
    self.wanted = wanted
    wantedPositions = wanted.map { UInt32($0) }
    self.threads = max(1, threads)
    self.blockSize = max(16, blockSize)
  }

  /// The rows of one block while a worker has it.
  package struct Block {
    /// Number of the block in the file.
    package let index: Int
    package let rows: Int
    let bytes: UnsafePointer<UInt8>
    let scan: BlockScan
    let result: BlockScan.Result
    let wantedCount: Int
    let dialect: Dialect

    /// Calls `body` with the fields of the wanted column at that position of `wanted`.
    package func withColumn<Value>(_ position: Int, _ body: (FieldColumn) -> Value) -> Value {
      scan.withColumn(
        position, of: wantedCount, in: bytes, rows: rows, quoted: result.quoted, dialect: dialect, body)
    }

    /// Lines of the block before the one on which a row begins.
    package func lineOffset(ofRow row: Int) -> Int { scan.lineOffset(ofRow: row, in: bytes) }
  }

  /// What became of a block.
  package struct BlockAccount: Sendable {
    package let index: Int
    package let rows: Int
    package let malformed: Int
    /// Line offset in the block of the first malformed row.
    package let firstMalformed: Int?
    package let hasNUL: Bool
    let lines: Int
  }

  /// All blocks of a file that was read to its end.
  package struct Account: Sendable {
    package let blocks: [BlockAccount]
    /// Line on which each block begins, by its number.
    let firstLines: [Int: Int]
    /// Whether blocks lie at fixed places.
    let isPlaced: Bool

    /// One more than the highest number of a block; blocks without a row of their own are not listed.
    package var blockEnd: Int { (blocks.last?.index ?? -1) + 1 }
    package var rows: Int { blocks.reduce(0) { $0 + $1.rows } }
    package var malformed: Int { blocks.reduce(0) { $0 + $1.malformed } }
    package var hasNUL: Bool { blocks.contains { $0.hasNUL } }

    package func line(block: Int, offset: Int) -> Int { (firstLines[block] ?? 1) + offset }

    package var firstMalformedLine: Int? {
      blocks.first { $0.malformed > 0 }.map { line(block: $0.index, offset: $0.firstMalformed ?? 0) }
    }
  }

  /// Runs `body` on every block, each by one of the workers 0..<threads. `restart` is called, once at most, when what
  /// has been handed out so far is to be forgotten.
  package func run(restart: () -> Void, body: @Sendable (Int, Block) -> Void) throws(TableFileError)
    -> Account
  {
    if !header.sampleHasQuotes, let blocks = try placed(body) { return account(blocks, isPlaced: true) }
    restart()
    return account(try handedOut(body), isPlaced: false)
  }

  private func account(_ blocks: [BlockAccount], isPlaced: Bool) -> Account {
    let ordered = blocks.sorted { $0.index < $1.index }
    var firstLines: [Int: Int] = [:]
    var line = 1 + header.lines
    for block in ordered {
      firstLines[block.index] = line
      line += block.lines
    }
    return Account(blocks: ordered, firstLines: firstLines, isPlaced: isPlaced)
  }

  /// Blocks at fixed places; nil where a quote was seen or lines do not end in LF.
  private func placed(_ body: @Sendable (Int, Block) -> Void) throws(TableFileError) -> [BlockAccount]? {
    guard header.sampleHasLineFeed else { return nil }
    let file = try PlacedBlocks(path: header.path, start: header.length, blockSize: blockSize)
    let results = Locked<[BlockAccount]>([])
    let quoted = Atomic<Bool>(false)
    let next = Atomic<Int>(0)
    let done = Atomic<Int>(0)
    let failure = Locked<TableFileError?>(nil)
    Parallel.forEach(threads, threads: threads) { worker in
      let buffer = BlockBuffer(capacity: blockSize + PlacedBlocks.margin)
      let scan = BlockScan()
      var mine: [BlockAccount] = []
      while !quoted.load(ordering: .relaxed) {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < file.count else { break }
        let range: Range<Int>
        do throws(TableFileError) { range = try file.load(index, into: buffer) } catch {
          failure.withLock { $0 = error }
          break
        }
        if range.isEmpty { continue }
        let bytes = UnsafePointer(buffer.bytes + range.lowerBound)
        guard let account = scanned(index, bytes, range.count, scan, worker, allowQuotes: false, body) else {
          quoted.store(true, ordering: .relaxed)
          break
        }
        mine.append(account)
        if let progress { progress(done.wrappingAdd(blockSize, ordering: .relaxed).newValue) }
      }
      let found = mine
      results.withLock { $0 += found }
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
    return quoted.load(ordering: .relaxed) ? nil : results.withLock { $0 }
  }

  private func handedOut(_ body: @Sendable (Int, Block) -> Void) throws(TableFileError) -> [BlockAccount] {
    let source = try BlockSource(
      path: header.path, delimiter: header.dialect.delimiter, skip: header.length, lines: header.lines,
      hashing: false)
    let results = Locked<[BlockAccount]>([])
    Parallel.forEach(threads, threads: threads) { worker in
      let buffer = BlockBuffer(capacity: blockSize)
      let scan = BlockScan()
      while let block = source.next(into: buffer, size: blockSize) {
        let account = scanned(
          block.index, UnsafePointer(buffer.bytes), buffer.length, scan, worker, allowQuotes: true, body)
        if let account { results.withLock { $0.append(account) } }
        progress?(source.bytesRead)
      }
    }
    if let failure = source.failure { throw failure }
    return results.withLock { $0 }
  }

  private func scanned(
    _ index: Int, _ bytes: UnsafePointer<UInt8>, _ length: Int, _ scan: BlockScan, _ worker: Int,
    allowQuotes: Bool,
    _ body: (Int, Block) -> Void
  ) -> BlockAccount? {
    let result = scan.scan(
      bytes, length: length, firstLine: 0, delimiter: header.dialect.delimiter,
      wanted: wantedPositions,
      columns: header.names.count, checkingUTF8: false)
    if result.quoted, !allowQuotes { return nil }
    body(
      worker,
      Block(
        index: index, rows: result.good, bytes: bytes, scan: scan, result: result, wantedCount: wanted.count,
        dialect: header.dialect))
    return BlockAccount(
      index: index, rows: result.good, malformed: result.badCount, firstMalformed: result.bad.first?.line,
      hasNUL: result.hasNUL, lines: result.lines)
  }
}

extension BlockStream {
  /// The value of `body` for a block that was met before; nil where the file has it no more.
  package func revisit<Value: Sendable>(
    _ account: Account, block: Int, _ body: @Sendable (Block) -> Value
  ) throws(TableFileError) -> Value? {
    let found = Locked<Value?>(nil)
    if account.isPlaced {
      let file = try PlacedBlocks(path: header.path, start: header.length, blockSize: blockSize)
      guard block < file.count else { return nil }
      let buffer = BlockBuffer(capacity: blockSize + PlacedBlocks.margin)
      let range = try file.load(block, into: buffer)
      guard !range.isEmpty else { return nil }
      _ = scanned(
        block, UnsafePointer(buffer.bytes + range.lowerBound), range.count, BlockScan(), 0, allowQuotes: false
      ) { _, block in
        let value = body(block)
        found.withLock { $0 = value }
      }
    } else {
      _ = try handedOut { _, candidate in
        guard candidate.index == block else { return }
        let value = body(candidate)
        found.withLock { $0 = value }
      }
    }
    return found.withLock { $0 }
  }

  /// The line of a row that was met before; its block is read again.
  package func line(of account: Account, block: Int, row: Int) throws(TableFileError) -> Int {
    let offset = try revisit(account, block: block) { row < $0.rows ? $0.lineOffset(ofRow: row) : 0 }
    return account.line(block: block, offset: offset ?? 0)
  }
}
