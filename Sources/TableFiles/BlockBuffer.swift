/// The bytes of one block, with room after them that the scan may read. Owned by one worker at a time.
final class BlockBuffer: @unchecked Sendable {
  private(set) var bytes: UnsafeMutablePointer<UInt8>
  private(set) var capacity: Int
  /// Bytes of the block that are in use.
  var length = 0

  /// Readable bytes after `capacity`, so that a 64-byte load at the end stays inside.
  static let padding = 128

  init(capacity: Int) {
    self.capacity = capacity
    bytes = .allocate(capacity: capacity + BlockBuffer.padding)
    bytes.initialize(repeating: 0, count: capacity + BlockBuffer.padding)
  }

  deinit { bytes.deallocate() }

  /// Makes room for at least `needed` bytes, keeping the first `length`.
  func grow(to needed: Int) {
    guard needed > capacity else { return }
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: needed + BlockBuffer.padding)
    larger.initialize(repeating: 0, count: needed + BlockBuffer.padding)
    larger.update(from: bytes, count: length)
    bytes.deallocate()
    bytes = larger
    capacity = needed
  }
}
