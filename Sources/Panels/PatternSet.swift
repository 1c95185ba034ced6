import Kernels
import TableFiles

/// The sequences of states that people took, with their people and amounts, by rising sequence. They are kept in parts, in memory
/// or in a temporary file, and put in order part by part when they are asked for.
package final class PatternSet: @unchecked Sendable {
  /// One sequence.
  package struct Pattern: Sendable {
    /// Positions of the labels plus one, 0 for absent.
    package let states: [UInt8]
    package let people: Int
    package let amount: Int128

    package init(states: [UInt8], people: Int, amount: Int128) {
      self.states = states
      self.people = people
      self.amount = amount
    }
  }

  /// The sequences of a part, in order.
  package struct Part: Sendable {
    let layout: PatternLayout
    let cells: [PatternCell]

    package var count: Int { cells.count }
    package func people(_ index: Int) -> Int { cells[index].people }
    package func amount(_ index: Int) -> Int128 { cells[index].amount }

    /// The state of a year, by its position.
    @inline(__always)
    package func state(_ index: Int, year: Int) -> Int {
      let shift = UInt128((layout.years - 1 - year) * layout.bits)
      return Int(truncatingIfNeeded: cells[index].key >> shift) & ((1 << layout.bits) - 1)
    }
  }

  private let layout: PatternLayout
  private let stores: [PartedChunks<PatternCell>]

  init(_ layout: PatternLayout, _ stores: [PartedChunks<PatternCell>]) {
    self.layout = layout
    self.stores = stores
  }

  /// Makes something of each part on several threads, and calls `consume` with what was made, in order. O(n log n).
  package func forEachPart<Value: Sendable>(
    threads: Int, make: @escaping @Sendable (Part) -> Value, consume: (Value) throws -> Void
  ) throws {
    let filled = (0..<layout.parts).filter { part in stores.contains { $0.count(part) > 0 } }
    for start in stride(from: 0, to: filled.count, by: max(1, threads) * 4) {
      let batch = Array(filled[start..<min(filled.count, start + max(1, threads) * 4)])
      let made = Parallel.map(batch.count, threads: threads) { index in
        Result { make(try self.part(batch[index])) }
      }
      for value in made { try consume(try value.get()) }
    }
  }

  /// All sequences at once, for small sets and tests.
  package func all() throws -> [Pattern] {
    var patterns: [Pattern] = []
    let layout = self.layout
    for part in 0..<layout.parts {
      for cell in try self.part(part).cells {
        patterns.append(
          Pattern(states: layout.states(of: cell.key), people: cell.people, amount: cell.amount))
      }
    }
    return patterns
  }

  /// The cells of a part, those of one sequence added up.
  private func part(_ part: Int) throws(TableFileError) -> Part {
    var cells: [PatternCell] = []
    cells.reserveCapacity(stores.reduce(0) { $0 + $1.count(part) })
    for store in stores { try store.collect(part, into: &cells) }
    cells.sort { $0.key < $1.key }
    var merged = 0
    for index in cells.indices.dropFirst() {
      if cells[index].key == cells[merged].key {
        cells[merged].people += cells[index].people
        cells[merged].amount += cells[index].amount
      } else {
        merged += 1
        cells[merged] = cells[index]
      }
    }
    if !cells.isEmpty { cells.removeLast(cells.count - merged - 1) }
    return Part(layout: layout, cells: cells)
  }
}
