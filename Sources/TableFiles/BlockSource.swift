import CByteScan
import Crypto
import Foundation
import Kernels

/// Hands out the blocks of a file in order, each a whole number of rows. Workers call `next` in turn under a lock; the
/// file is read once, and hashed on the way where that is asked.
///
/// A block ends after a line end that stands outside quotes. Where a quote never closes (to the end of the file, or for
/// more than `longestRow` bytes), the block ends with its line, and reading goes on after it.
final class BlockSource: Sendable {
  struct Block {
    let index: Int
    /// Line number (from 1) on which the block begins.
    let firstLine: Int
  }

  private struct State {
    var handle: Int32
    /// Bytes that the file had when it was opened; zero where it is none of the disk's.
    var size = 0
    /// Bytes read ahead of what was handed out, from `carryStart` on.
    var carry: [UInt8] = []
    var carryStart = 0
    var atEnd = false
    var nextIndex = 0
    var nextLine = 1
    var hasher: SHA256?
    var bytesRead = 0
    var failure: TableFileError?

    /// Gives back the last bytes of what was taken. Bytes come from the file only once the carry is used up, so with some of
    /// the carry left all of them came from there.
    mutating func putBack(_ bytes: UnsafeBufferPointer<UInt8>) {
      if carryStart < carry.count {
        carryStart -= bytes.count
      } else {
        carry.removeAll(keepingCapacity: true)
        carry.append(contentsOf: bytes)
        carryStart = 0
      }
    }
  }

  /// A row longer than this is taken for a quote that was never closed.
  static let longestRow = 256 << 20

  let path: String
  let delimiter: UInt8
  private let state: Locked<State>

  /// `skip`: bytes of the header and byte order mark, already read by the caller. `lines`: lines among them.
  init(path: String, delimiter: UInt8, skip: Int, lines: Int, hashing: Bool) throws(TableFileError) {
    self.path = path
    self.delimiter = delimiter
    let handle = open(path, O_RDONLY | O_CLOEXEC)
    guard handle >= 0 else {
      throw errno == ENOENT
        ? .missing(path: path) : .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    var initial = State(handle: handle, hasher: hashing ? SHA256() : nil)
    initial.nextLine = 1 + lines
    var status = stat()
    if fstat(handle, &status) == 0, status.st_mode & S_IFMT == S_IFREG { initial.size = Int(status.st_size) }
    var toSkip = skip
    var scratch = [UInt8](repeating: 0, count: min(max(skip, 1), 1 << 16))
    while toSkip > 0 {
      let count = read(handle, &scratch, min(toSkip, scratch.count))
      if count <= 0 { break }
      scratch.withUnsafeBytes { initial.hasher?.update(bufferPointer: .init(rebasing: $0[0..<count])) }
      initial.bytesRead += count
      toSkip -= count
    }
    state = Locked(initial)
  }

  deinit { state.withLock { _ = close($0.handle) } }

  /// SHA-256 of the whole file in hexadecimal, once the last block has been handed out.
  var digest: String? {
    state.withLock { $0.hasher.map { Digest.hexadecimal($0.finalize()) } }
  }

  var bytesRead: Int { state.withLock { $0.bytesRead } }

  var failure: TableFileError? { state.withLock { $0.failure } }

  /// Fills the buffer with the next block; nil when the file is done or failed.
  func next(into buffer: BlockBuffer, size: Int) -> Block? {
    state.withLock { state in
      if state.failure != nil { return nil }
      buffer.length = 0
      buffer.grow(to: size)
      var target = size
      while true {
        fill(buffer, to: target, &state)
        if buffer.length == 0 || state.failure != nil { return nil }
        var cut: Int
        let atEnd = state.atEnd && state.carryStart == state.carry.count
        switch lastRowEnd(buffer, atEnd: atEnd) {
        case .after(let offset): cut = offset
        case .none where atEnd: cut = buffer.length
        case .none:
          if buffer.length >= BlockSource.longestRow {
            cut = buffer.length
          } else {
            target = buffer.length * 2
            buffer.grow(to: target)
            continue
          }
        case .openQuote(let opened, let lastEnd):
          if atEnd || buffer.length >= BlockSource.longestRow {
            cut = opened
            while cut < buffer.length, buffer.bytes[cut] != UInt8(ascii: "\n"),
              buffer.bytes[cut] != UInt8(ascii: "\r")
            { cut += 1 }
            if cut + 1 < buffer.length, buffer.bytes[cut] == UInt8(ascii: "\r"),
              buffer.bytes[cut + 1] == UInt8(ascii: "\n")
            {
              cut += 1
            }
            cut = min(cut + 1, buffer.length)
          } else if lastEnd > 0 {
            cut = lastEnd
          } else {
            target = buffer.length * 2
            buffer.grow(to: target)
            continue
          }
        }
        state.putBack(UnsafeBufferPointer(start: buffer.bytes + cut, count: buffer.length - cut))
        buffer.length = cut
        let block = Block(index: state.nextIndex, firstLine: state.nextLine)
        state.nextIndex += 1
        state.nextLine += lineCount(buffer)
        return block
      }
    }
  }

  private func fill(_ buffer: BlockBuffer, to target: Int, _ state: inout State) {
    if state.carryStart < state.carry.count, buffer.length < target {
      let count = min(target - buffer.length, state.carry.count - state.carryStart)
      state.carry.withUnsafeBufferPointer { carry in
        guard let base = carry.baseAddress else { return }
        (buffer.bytes + buffer.length).update(from: base + state.carryStart, count: count)
      }
      state.carryStart += count
      buffer.length += count
    }
    while !state.atEnd, buffer.length < target {
      let count = read(state.handle, buffer.bytes + buffer.length, target - buffer.length)
      if count < 0 {
        if errno == EINTR { continue }
        state.failure = .unreadable(path: path, reason: String(cString: strerror(errno)))
        state.atEnd = true
      } else if count == 0 {
        if state.bytesRead < state.size {
          state.failure = .unreadable(path: path, reason: "it became shorter while it was read")
        }
        state.atEnd = true
      } else {
        state.hasher?.update(bufferPointer: .init(start: buffer.bytes + buffer.length, count: count))
        state.bytesRead += count
        buffer.length += count
      }
    }
  }

  private func lineCount(_ buffer: BlockBuffer) -> Int { Int(cbs_count_lines(buffer.bytes, buffer.length)) }

  private enum RowEnd {
    case after(Int)
    case none
    case openQuote(opened: Int, lastEnd: Int)
  }

  /// The offset after the last line end outside quotes.
  private func lastRowEnd(_ buffer: BlockBuffer, atEnd: Bool) -> RowEnd {
    let bytes = buffer.bytes
    let length = buffer.length
    if memchr(bytes, Int32(UInt8(ascii: "\"")), length) == nil {
      if atEnd { return .after(length) }
      let afterFeed = cbs_after_last(bytes, length, UInt8(ascii: "\n"))
      if afterFeed > 0 { return .after(afterFeed) }
      // Lines that end in CR alone: the last byte may be half of a CRLF, so it does not count.
      let afterReturn = length > 1 ? cbs_after_last(bytes, length - 1, UInt8(ascii: "\r")) : 0
      if afterReturn > 0 { return .after(afterReturn) }
      return .none
    }
    var opened = 0
    var lastEnd = 0
    let isOpen = cbs_last_row_end(bytes, length, delimiter, &lastEnd, &opened) != 0
    if isOpen { return .openQuote(opened: opened, lastEnd: lastEnd) }
    if atEnd { return .after(length) }
    return lastEnd > 0 ? .after(lastEnd) : .none
  }
}
