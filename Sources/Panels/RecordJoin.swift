import Kernels
import Rosters

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
  private let stores: [RecordStore]

  /// Parts the records by identifier, each thread a stretch of every year. O(records).
  package init(_ columns: [Year], years: [Int], labels: [String], threads: Int) {
    precondition(columns.count == years.count, "\(columns.count) columns for \(years.count) years")
    precondition(labels.count <= 254, "\(labels.count) states")
    self.years = years
    self.labels = labels
    self.threads = max(1, threads)
    let stores = (0..<self.threads).map { _ in RecordStore() }
    let pieces = self.threads
    for year in columns {
      for store in stores { store.beginSource() }
      let count = year.identifiers.count
      Parallel.forEach(pieces, threads: pieces) { piece in
        stores[piece].append(year, count * piece / pieces..<count * (piece + 1) / pieces)
      }
    }
    self.stores = stores
  }

  /// Joins all parts. The cube, and how many people have conflicting records, of which the first is used. O(records).
  package func cube() -> (cube: TrajectoryCube, conflicting: Int) {
    let codes = CodeTranslation(states: labels.indices.map { UInt8($0 + 1) }, strata: [1])
    let joins = stores.map { _ in
      PartJoin(
        stores: stores, years: years.count, sourceYears: Array(years.indices), states: labels.count,
        strata: 2,
        rule: .first, summing: true, translations: stores.map { _ in years.map { _ in codes } })
    }
    let pool = JoinPool(joins)
    let sizes = (0..<RecordStore.parts).map { part in stores.reduce(0) { $0 + $1.count(part) } }
    let order = sizes.indices.filter { sizes[$0] > 0 }.sorted { sizes[$0] > sizes[$1] }
    Parallel.forEach(order.count, threads: threads) { index in
      let join = pool.take()
      join.join(order[index])
      pool.giveBack(join)
    }
    var cells: [TrajectoryCube.Cell] = []
    for table in joins.map(\.table) {
      for cell in 0..<table.count {
        let range = cell * years.count..<(cell + 1) * years.count
        cells.append(
          TrajectoryCube.Cell(
            states: Array(table.sequences[range]), people: table.people[cell],
            amounts: Array(table.amounts[range]), squares: table.squares[cell]))
      }
    }
    let conflicting = joins.reduce(0) { sum, join in join.duplicates.reduce(sum) { $0 + $1.people } }
    return (TrajectoryCube(years: years, stateLabels: labels, cells: cells), conflicting)
  }
}

extension RecordStore {
  /// Takes over a stretch of a year's records; a record's place is its position in the year.
  fileprivate func append(_ year: RecordJoin.Year, _ range: Range<Int>) {
    year.identifiers.withUnsafeBufferPointer { identifiers in
      year.states.withUnsafeBufferPointer { states in
        year.amounts.withUnsafeBufferPointer { amounts in
          for index in range {
            append(
              identifier: identifiers[index], state: states[index], stratum: 0,
              block: index / PanelRecord.rowLimit,
              row: index % PanelRecord.rowLimit, amount: amounts[index])
          }
        }
      }
    }
  }
}
