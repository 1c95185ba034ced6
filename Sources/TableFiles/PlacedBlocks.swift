import Foundation

/// A file cut into stretches of equal size; each stretch stands for the rows that begin in it.
final class PlacedBlocks: Sendable {
  /// Bytes read past a stretch at first, to reach the end of its last row.
  static let margin = 1 << 12

  let path: String
  /// Number of stretches.
  let count: Int
  private let handle: Int32
  private let start: Int
  private let size: Int
  private let blockSize: Int

  init(path: String, start: Int, blockSize: Int) throws(TableFileError) {
    self.path = path
    self.start = start
    self.blockSize = blockSize
    handle = open(path, O_RDONLY | O_CLOEXEC)
    guard handle >= 0 else { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
    var status = stat()
    guard fstat(handle, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      // A pipe cannot be read at places.
      size = 0
      count = 0
      close(handle)
      throw .unreadable(path: path, reason: "not a regular file")
    }
    size = Int(status.st_size)
    count = max(0, (size - start + blockSize - 1) / blockSize)
  }

  deinit { close(handle) }

  /// Reads the rows that begin in a stretch and returns where they stand in the buffer.
  func load(_ index: Int, into buffer: BlockBuffer) throws(TableFileError) -> Range<Int> {
    let from = start + index * blockSize
    let to = min(from + blockSize, size)
    // One byte before the stretch tells whether a row begins at its first byte.
    let origin = index == 0 ? from : from - 1
    buffer.length = 0
    try read(buffer, at: origin, upTo: min(to + PlacedBlocks.margin, size) - origin)
    var first = 0
    if index > 0 {
      guard let feed = lineFeed(buffer, from: 0), feed + 1 < to - origin else { return 0..<0 }
      first = feed + 1
    }
    // The last row is the one that holds the byte before `to`.
    var search = to - 1 - origin
    while true {
      if let feed = lineFeed(buffer, from: search) { return first..<(feed + 1) }
      let have = buffer.length
      if origin + have >= size { return first..<have }
      if have >= BlockSource.longestRow {
        throw .unreadable(path: path, reason: "a line of more than \(BlockSource.longestRow >> 20) MB")
      }
      search = have
      try read(buffer, at: origin, upTo: min(have * 2, size - origin))
      if buffer.length == have { return first..<have }
    }
  }

  private func lineFeed(_ buffer: BlockBuffer, from: Int) -> Int? {
    guard from < buffer.length, let found = memchr(buffer.bytes + from, 10, buffer.length - from) else {
      return nil
    }
    return UnsafeMutablePointer(found.assumingMemoryBound(to: UInt8.self)) - buffer.bytes
  }

  /// Fills the buffer up to `wanted` bytes from `offset` of the file; less where the file has become shorter.
  private func read(_ buffer: BlockBuffer, at offset: Int, upTo wanted: Int) throws(TableFileError) {
    buffer.grow(to: wanted)
    while buffer.length < wanted {
      let count = pread(
        handle, buffer.bytes + buffer.length, wanted - buffer.length, off_t(offset + buffer.length))
      if count < 0 {
        if errno == EINTR { continue }
        throw .unreadable(path: path, reason: String(cString: strerror(errno)))
      }
      if count == 0 { throw .unreadable(path: path, reason: "it became shorter while it was read") }
      buffer.length += count
    }
  }
}
