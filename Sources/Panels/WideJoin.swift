import Kernels
import TableFiles

/// Joins parts of records whose identifiers are no 32-bit numbers: numbers the persons of the part by their keys, then has
/// `PartJoin` join the records by those numbers. One a worker; its memory is reused from part to part.
final class WideJoin {
  private let stores: [WideStore]
  private let sources: Int
  private let join: PartJoin
  private let numbers = KeyTable()

  /// `join` counts and keeps the account; `sources`: files that were read.
  init(_ stores: [WideStore], sources: Int, join: PartJoin) {
    self.stores = stores
    self.sources = sources
    self.join = join
  }

  func join(_ part: Int) {
    numbers.clear(for: stores.reduce(0) { $0 + $1.count(part) })
    let narrow = stores.map { _ in RecordStore() }
    for source in 0..<sources {
      for (wide, narrow) in zip(stores, narrow) {
        narrow.beginSource()
        wide.forEach(part: part, source: source) { record in
          narrow.append(
            identifier: numbers.number(of: record.key), state: record.state,
            stratum: record.stratum, block: record.block, row: record.row, amount: record.amount)
        }
      }
    }
    // Numbers are small: all of them are in the first of the narrow parts, as a rule.
    for part in 0..<RecordStore.parts where narrow.contains(where: { $0.count(part) > 0 }) {
      join.join(part, of: narrow)
    }
  }
}

extension WideJoin {
  /// Joins all parts, large ones first, on as many threads as there are joins. Which worker has which part does not show:
  /// all that comes out is sums.
  static func run(_ stores: [WideStore], sources: Int, joins: [PartJoin], threads: Int) throws(TableFileError)
  {
    let pool = JoinPool(joins.map { WideJoin(stores, sources: sources, join: $0) })
    let sizes = (0..<stores[0].parts).map { part in stores.reduce(0) { $0 + $1.count(part) } }
    let order = sizes.indices.filter { sizes[$0] > 0 }.sorted { sizes[$0] > sizes[$1] }
    let failure = Locked<TableFileError?>(nil)
    Parallel.forEach(order.count, threads: threads) { index in
      let join = pool.take()
      do throws(TableFileError) {
        for store in stores { try store.load(order[index]) }
        join.join(order[index])
      } catch {
        failure.withLock { $0 = error }
      }
      for store in stores { store.release(order[index]) }
      pool.giveBack(join)
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
  }
}
