#if THREAD_SANITIZER
  import Glibc
#else
  import Synchronization
#endif

/// A value behind a lock, for values that threads share.
///
/// With `THREAD_SANITIZER` defined the lock is one of POSIX: the sanitizer knows these, and takes what the module Synchronization
/// guards for unguarded.
package final class Locked<Value>: @unchecked Sendable {
  private var value: Value

  #if THREAD_SANITIZER
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

    package init(_ value: Value) {
      self.value = value
      pthread_mutex_init(lock, nil)
    }

    deinit {
      pthread_mutex_destroy(lock)
      lock.deallocate()
    }

    package func withLock<Result, Failure: Error>(_ body: (inout Value) throws(Failure) -> Result)
      throws(Failure)
      -> Result
    {
      pthread_mutex_lock(lock)
      defer { pthread_mutex_unlock(lock) }
      return try body(&value)
    }
  #else
    private let lock = Mutex<Void>(())

    package init(_ value: Value) { self.value = value }

    package func withLock<Result, Failure: Error>(_ body: (inout Value) throws(Failure) -> Result)
      throws(Failure)
      -> Result
    {
      try lock.withLock { _ throws(Failure) in try body(&value) }
    }
  #endif
}
