/// Memory that one worker reuses from block to block: grows, never shrinks, and is not cleared between uses. A loop takes
/// `base` once and works on the pointer, so that nothing is checked or counted for each element.
package final class Scratch<Element: BitwiseCopyable> {
  package private(set) var base: UnsafeMutablePointer<Element>
  package private(set) var capacity: Int
  private let zero: Element

  /// Room for `capacity` elements, all `zero` at first.
  package init(_ capacity: Int = 1, zero: Element) {
    self.capacity = max(1, capacity)
    self.zero = zero
    base = .allocate(capacity: self.capacity)
    base.initialize(repeating: zero, count: self.capacity)
  }

  deinit { base.deallocate() }

  /// Makes room for at least `count` elements; what was there is lost where it has to grow.
  package func reserve(_ count: Int) {
    guard count > capacity else { return }
    base.deallocate()
    capacity = max(count, capacity + capacity / 2)
    base = .allocate(capacity: capacity)
    base.initialize(repeating: zero, count: capacity)
  }

  /// Sets all bytes of the first `count` elements to zero.
  package func clear(_ count: Int) {
    UnsafeMutableRawPointer(base).initializeMemory(
      as: UInt8.self, repeating: 0, count: count * MemoryLayout<Element>.stride)
  }
}
