import Synchronization

/// Numbers that callbacks on any thread leave behind.
final class Seen: Sendable {
  private let list = Mutex<[Int]>([])

  func add(_ value: Int) { list.withLock { $0.append(value) } }

  var values: [Int] { list.withLock { $0 } }
}
