import Kernels
import TableFiles

/// Joins, one a worker, handed out to whichever worker is free. Which of them has which part does not show: all that comes out
/// is sums.
final class JoinPool<Join>: @unchecked Sendable {
  private let free: Locked<[Join]>

  init(_ joins: [Join]) { free = Locked(joins) }

  /// Calls `body` with a join for every part that has records, parts with many first, so that no worker is left with one at the
  /// end. The part is in memory until `body` returns, and gone after it. `stores`: the records of each worker.
  func run<Record>(
    over stores: [PartedChunks<Record>], threads: Int, _ body: @Sendable (Join, Int) -> Void
  ) throws(TableFileError) {
    let sizes = (0..<(stores.first?.parts ?? 0)).map { part in stores.reduce(0) { $0 + $1.count(part) } }
    let order = sizes.indices.filter { sizes[$0] > 0 }.sorted { (sizes[$0], $1) > (sizes[$1], $0) }
    let failure = Locked<TableFileError?>(nil)
    Parallel.forEach(order.count, threads: threads) { index in
      guard let join = free.withLock({ $0.popLast() }) else { preconditionFailure("more workers than joins") }
      do throws(TableFileError) {
        for store in stores { try store.load(order[index]) }
        body(join, order[index])
        for store in stores { store.release(order[index]) }
      } catch {
        failure.withLock { $0 = error }
      }
      free.withLock { $0.append(join) }
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
  }
}
