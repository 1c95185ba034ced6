import Kernels
import Rosters
import TableFiles

/// What all joins of a panel of narrow records share.
struct NarrowPlan {
  let stores: [NarrowStore]
  let years: Int
  /// Year (its position) of each source, that is file, in the order in which they were read.
  let sourceYears: [Int]
  /// For each worker and source: the worker's codes of states in those of the panel, from 1.
  let states: [[[UInt8]]]
  let stateCount: Int
  let rule: DuplicateRule
  /// Whether amounts are summed.
  let summing: Bool

  /// Joins all parts: the cells that each worker counted, and the duplicates of every year. `tallies`: what counts sequences
  /// in place of the cells, one a worker.
  func join(threads: Int, tallies: [PatternTally]? = nil) throws(TableFileError) -> (
    tables: [CellTable], duplicates: [NarrowDuplicates]
  ) {
    let joins = stores.indices.map { makeJoin(tallies?[$0]) }
    try JoinPool(joins).run(over: stores.map(\.records), threads: threads) { join, part in join.join(part) }
    var tables: [CellTable] = []
    var duplicates = (0..<years).map { _ in NarrowDuplicates() }
    for join in joins {
      let (table, found) = join.result()
      tables.append(table)
      for year in 0..<years { duplicates[year].merge(found[year]) }
    }
    return (tables, duplicates)
  }

  /// A `NarrowJoin` of one of the word types, as calls that the compiler has seen with the type: what is generic and called
  /// through a protocol it does not specialise, which takes twice the time of all the rest.
  private struct Join {
    let join: (Int) -> Void
    let result: () -> (CellTable, [NarrowDuplicates])
  }

  /// A join whose words are as narrow as the sequences allow: more of them stay in cache.
  private func makeJoin(_ tally: PatternTally?) -> Join {
    switch years * CellTable.bits(states: stateCount) {
    case ...8: joining(NarrowJoin<UInt8>(self, tally))
    case ...16: joining(NarrowJoin<UInt16>(self, tally))
    case ...32: joining(NarrowJoin<UInt32>(self, tally))
    case ...64: joining(NarrowJoin<UInt64>(self, tally))
    default: joining(NarrowJoin<UInt128>(self, tally))
    }
  }

  @inline(__always)
  private func joining<Word>(_ join: NarrowJoin<Word>) -> Join {
    Join(
      join: { join.join($0) },
      result: {
        join.finish()
        return (join.table, join.duplicates)
      })
  }
}
