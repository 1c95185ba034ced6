import Synchronization

/// A value behind a lock, for values that are classes or otherwise not to be sent.
package final class Locked<Value>: @unchecked Sendable {
  private let lock = Mutex<Void>(())
  private var value: Value

  package init(_ value: Value) { self.value = value }

  package func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
    lock.withLock { _ in body(&value) }
  }
}
