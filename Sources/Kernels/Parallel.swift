import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Work split over threads in numbered pieces. Results are the caller's, indexed by piece, so nothing that is
/// computed depends on how many threads there are or which of them was faster.
public enum Parallel {
  /// Threads that work started here may take at most; nil for as many as there are cores. No result depends on it.
  @TaskLocal public static var limit: Int?

  /// Cores that this process may use, or the limit that is set here.
  public static var cores: Int {
    if let limit { return max(1, limit) }
    #if canImport(Glibc)
      return max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    #else
      return 1
    #endif
  }

  /// Calls `body` once for each piece 0..<pieces on up to `threads` threads, and returns when all are done.
  public static func forEach(_ pieces: Int, threads: Int, _ body: @Sendable (Int) -> Void) {
    if threads <= 1 || pieces <= 1 {
      for piece in 0..<pieces { body(piece) }
      return
    }
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: min(threads, pieces)) { _ in
      while true {
        let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if piece >= pieces { return }
        body(piece)
      }
    }
  }

  /// The value of `body` for each piece, in order of the pieces.
  public static func map<Value: Sendable>(
    _ pieces: Int, threads: Int, _ body: @Sendable (Int) -> Value
  ) -> [Value] {
    let results = Locked<[Value?]>(Array(repeating: nil, count: pieces))
    forEach(pieces, threads: threads) { piece in
      let value = body(piece)
      results.withLock { $0[piece] = value }
    }
    return results.withLock { $0.compactMap { $0 } }
  }
}
