import Kernels
import Rosters
import TableFiles

/// The join of records that are in memory as typed columns: parted by identifier, then joined part by part into a cube, as
/// `StreamedPanel` does with what it reads.
package struct RecordJoin: Sendable {
  /// The records of a year, one of them at each position of the three columns.
  package struct Year: Sendable {
    package var identifiers: [UInt32]
    /// Positions in the labels of the states.
    package var states: [UInt8]
    package var amounts: [Int64]

    package init(identifiers: [UInt32] = [], states: [UInt8] = [], amounts: [Int64] = []) {
      precondition(
        identifiers.count == states.count && states.count == amounts.count,
        "\(identifiers.count) identifiers, \(states.count) states, \(amounts.count) amounts")
      self.identifiers = identifiers
      self.states = states
      self.amounts = amounts
    }
  }

  private let years: [Int]
  private let labels: [String]
  private let threads: Int
  private let stores: [NarrowStore]

  /// Parts the records by identifier, each thread a stretch of every year. O(records).
  ///
  /// `memory`: where the memory for the parted records comes from and goes to, for more than one join.
  package init(_ columns: [Year], years: [Int], labels: [String], threads: Int, memory: SlabPool? = nil) {
    precondition(columns.count == years.count, "\(columns.count) columns for \(years.count) years")
    precondition(
      CellTable.fits(years: years.count, states: labels.count) && labels.count <= NarrowRecord.stateLimit)
    self.years = years
    self.labels = labels
    self.threads = max(1, threads)
    let stores = (0..<self.threads).map { _ in NarrowStore(pool: memory) }
    let blocks = RecordBlocks(columns.map(\.identifiers.count))
    let turns = Locked(Turns(free: stores.map { ($0, 0) }))
    Parallel.forEach(blocks.all.count, threads: self.threads) { _ in
      // A store and the next block are taken together, so that no store gets a block of a year that it has left behind.
      let (worker, block) = turns.withLock { $0.take(from: blocks) }
      var (store, begun) = worker
      while begun <= block.year {
        store.beginSource()
        begun += 1
      }
      store.append(columns[block.year], block.rows, block: block.number)
      let left = (store, begun)
      turns.withLock { $0.free.append(left) }
    }
    for (store, begun) in turns.withLock({ $0.free }) {
      for _ in begun..<columns.count { store.beginSource() }
    }
    self.stores = stores
  }

  /// Joins all parts. The cube, and how many people have conflicting records, of which the first is used. O(records).
  package func cube() -> (cube: TrajectoryCube, conflicting: Int) {
    let codes = labels.indices.map { UInt8($0 + 1) }
    let plan = NarrowPlan(
      stores: stores, years: years.count, sourceYears: Array(years.indices),
      states: stores.map { _ in years.map { _ in codes } }, stateCount: labels.count, rule: .first,
      summing: true)
    let tables: [CellTable]
    let duplicates: [NarrowDuplicates]
    do throws(TableFileError) { (tables, duplicates) = try plan.join(threads: threads) } catch {
      preconditionFailure("records in memory could not be read: \(error)")
    }
    var cells: [TrajectoryCube.Cell] = []
    for table in tables {
      for cell in 0..<table.count {
        let range = cell * years.count..<(cell + 1) * years.count
        cells.append(
          TrajectoryCube.Cell(
            states: table.sequence(cell), people: table.people[cell],
            amounts: Array(table.amounts[range]), squares: table.squares[cell]))
      }
    }
    let conflicting = duplicates.reduce(0) { $0 + $1.people }
    return (TrajectoryCube(years: years, stateLabels: labels, cells: cells), conflicting)
  }
}

/// Stretches of the records of all years, in order, which threads take one by one.
private struct RecordBlocks {
  /// Rows of a block: so few that no thread waits long for the last one.
  static let size = 1 << 16

  struct Block {
    let year: Int
    let rows: Range<Int>
    /// Number in the year.
    let number: Int
  }

  let all: [Block]

  init(_ counts: [Int]) {
    all = counts.enumerated().flatMap { year, count in
      stride(from: 0, to: count, by: RecordBlocks.size).map { start in
        Block(
          year: year, rows: start..<min(count, start + RecordBlocks.size), number: start / RecordBlocks.size)
      }
    }
  }
}

/// Who is free to take the next block: stores, each with the number of years that it has begun.
private struct Turns {
  var free: [(NarrowStore, Int)]
  private var next = 0

  init(free: [(NarrowStore, Int)]) { self.free = free }

  mutating func take(from blocks: RecordBlocks) -> (worker: (NarrowStore, Int), block: RecordBlocks.Block) {
    guard let worker = free.popLast() else { preconditionFailure("more threads than stores") }
    defer { next += 1 }
    return (worker, blocks.all[next])
  }
}

extension NarrowStore {
  /// Takes over a stretch of a year's records.
  fileprivate func append(_ year: RecordJoin.Year, _ range: Range<Int>, block: Int) {
    year.identifiers.withUnsafeBufferPointer { identifiers in
      year.states.withUnsafeBufferPointer { states in
        year.amounts.withUnsafeBufferPointer { amounts in
          guard let first = identifiers.baseAddress, let state = states.baseAddress,
            let amount = amounts.baseAddress
          else { return }
          append(
            range.count, identifiers: first + range.lowerBound, states: state + range.lowerBound,
            amounts: amount + range.lowerBound, block: block)
        }
      }
    }
  }
}
