internal import Kernels

/// Combinations of groups in the order of the base's, each with the weight of its rows. Where hardly any two rows share
/// one, the cells are the rows.
final class CellStore: @unchecked Sendable {
  /// Where each group's cells start; one more than groups.
  let starts: UnsafeMutablePointer<Int>
  let codes: UnsafeMutablePointer<UInt32>
  /// nil where each weighs one.
  let weights: UnsafeMutablePointer<Double>?
  let count: Int
  let width: Int
  let groups: Int
  /// Whether the memory is that of the rows.
  private let areRows: Bool
  /// Keeps that memory.
  private let rowStore: RowStore
  /// Whose starts and codes these are, where they are another's.
  private let structure: CellStore?
  private let ownsWeights: Bool
  private let cellsOfPlaces = Locked<[UInt32]?>(nil)

  /// Groups of the base that are looked at to tell how many rows share their cell.
  private static let sampled = 512
  /// Cells over rows below which they are put together.
  private static let worthwhile = 0.75

  init(_ store: RowStore, dimension: Int, mayCollapse: Bool, restSizes: [Int], threads: Int) {
    rowStore = store
    structure = nil
    width = store.width
    groups = store.groups
    var product = 1.0
    for size in restSizes { product *= Double(size) }
    let mayPack = product < 0x1p62 && width > 0
    guard mayCollapse, mayPack, CellStore.share(store) < CellStore.worthwhile else {
      areRows = true
      starts = store.starts
      codes = store.codes
      count = store.rows
      if let weights = store.weights, store.order != nil {
        let sorted = UnsafeMutablePointer<Double>.allocate(capacity: max(1, store.rows))
        for place in 0..<store.rows { sorted[place] = weights[store.row(place)] }
        self.weights = sorted
        ownsWeights = true
      } else {
        weights = store.weights
        ownsWeights = false
      }
      return
    }
    areRows = false
    ownsWeights = true
    starts = .allocate(capacity: store.groups + 1)
    // First how many cells each group has, then the cells: groups in runs, each on one thread.
    let runs = store.runs(16)
    let parts = Parallel.map(runs.count - 1, threads: threads) { run in
      CellRun(store, groups: runs[run]..<runs[run + 1])
    }
    let total = parts.reduce(0) { $0 + $1.weights.count }
    count = total
    codes = .allocate(capacity: max(1, total * width))
    let sums = UnsafeMutablePointer<Double>.allocate(capacity: max(1, total))
    weights = sums
    var cell = 0
    for (run, part) in parts.enumerated() {
      for (position, size) in part.sizes.enumerated() {
        starts[runs[run] + position] = cell
        cell += size
      }
      (sums + (cell - part.weights.count)).update(from: part.weights, count: part.weights.count)
      (codes + (cell - part.weights.count) * width).update(from: part.codes, count: part.codes.count)
    }
    starts[store.groups] = total
  }

  /// The same cells under the weights of `store`, which has the same rows and groups. O(n), and once O(n · log n) to find
  /// each row's cell.
  init(_ other: CellStore, _ store: RowStore, threads: Int) {
    let structure = other.structure ?? other
    self.structure = structure
    rowStore = store
    areRows = structure.areRows
    starts = structure.starts
    codes = structure.codes
    count = structure.count
    width = structure.width
    groups = structure.groups
    guard let given = store.weights else {
      weights = structure.weights
      ownsWeights = false
      return
    }
    if structure.areRows, store.order == nil {
      weights = given
      ownsWeights = false
      return
    }
    ownsWeights = true
    let sums = UnsafeMutablePointer<Double>.allocate(capacity: max(1, structure.count))
    weights = sums
    let (target, source) = (SharedPointer(sums), ReadablePointer(given))
    if structure.areRows {
      RowStore.forRanges(store.rows, threads: threads) { range in
        for place in range { target.pointer[place] = source.pointer[store.row(place)] }
      }
      return
    }
    let cells = structure.cells(of: store, threads: threads)
    let begins = ReadablePointer(store.starts)
    let firsts = ReadablePointer(structure.starts)
    cells.withUnsafeBufferPointer { cells in
      guard let cells = cells.baseAddress.map({ ReadablePointer($0) }) else { return }
      RowStore.forRanges(structure.groups, threads: threads, size: 4096) { range in
        for group in range {
          for cell in firsts.pointer[group]..<firsts.pointer[group + 1] { target.pointer[cell] = 0 }
          for place in begins.pointer[group]..<begins.pointer[group + 1] {
            target.pointer[Int(cells.pointer[place])] += source.pointer[store.row(place)]
          }
        }
      }
    }
  }

  /// The cell of each place in the order of the rows; found once.
  private func cells(of store: RowStore, threads: Int) -> [UInt32] {
    cellsOfPlaces.withLock { known in
      if let known { return known }
      var cells = [UInt32](repeating: 0, count: store.rows)
      cells.withUnsafeMutableBufferPointer { buffer in
        guard let target = buffer.baseAddress.map({ SharedPointer($0) }) else { return }
        RowStore.forRanges(groups, threads: threads, size: 4096) { range in
          for group in range {
            for place in store.starts[group]..<store.starts[group + 1] {
              var (low, high) = (self.starts[group], self.starts[group + 1])
              while low < high {
                let middle = (low + high) / 2
                if self.precedes(middle, store, place) { low = middle + 1 } else { high = middle }
              }
              target.pointer[place] = UInt32(truncatingIfNeeded: low)
            }
          }
        }
      }
      known = cells
      return cells
    }
  }

  deinit {
    if ownsWeights { weights?.deallocate() }
    if structure == nil, !areRows {
      starts.deallocate()
      codes.deallocate()
    }
  }

  func runs(_ parts: Int) -> [Int] { RowStore.runs(starts, groups: groups, parts: parts) }

  /// Cells over rows in some of the groups.
  private static func share(_ store: RowStore) -> Double {
    let step = max(1, store.groups / sampled)
    var rows = 0
    var cells = 0
    var keys: Set<[UInt32]> = []
    for group in stride(from: 0, to: store.groups, by: step) {
      keys.removeAll(keepingCapacity: true)
      let end = min(store.starts[group + 1], store.starts[group] + 4096)
      for place in store.starts[group]..<end {
        keys.insert((0..<store.width).map { store.codes[place * store.width + $0] })
      }
      rows += end - store.starts[group]
      cells += keys.count
    }
    return rows == 0 ? 1 : Double(cells) / Double(rows)
  }

  /// Σw of each coefficient of the rest, `parts` tables of sums added in their order.
  func diagonal(dimension: Int, parts: Int, threads: Int) -> [Double] {
    let (count, width) = (count, width)
    let (codes, weights) = (ReadablePointer(codes), weights.map { ReadablePointer($0) })
    let tables = Parallel.map(parts, threads: threads) { part in
      var sums = [Double](repeating: 0, count: dimension)
      sums.withUnsafeMutableBufferPointer { sums in
        for cell in count * part / parts..<count * (part + 1) / parts {
          let weight = weights.map { $0.pointer[cell] } ?? 1
          for block in 0..<width { sums[Int(codes.pointer[cell &* width &+ block])] += weight }
        }
      }
      return sums
    }
    var total = tables[0]
    for table in tables.dropFirst() {
      for index in total.indices { total[index] += table[index] }
    }
    return total
  }
}

/// The cells of a run of groups.
private struct CellRun: Sendable {
  var sizes: [Int] = []
  var codes: [UInt32] = []
  var weights: [Double] = []

  init(_ store: RowStore, groups: Range<Int>) {
    let width = store.width
    var places: [Int] = []
    sizes.reserveCapacity(groups.count)
    for group in groups {
      places.removeAll(keepingCapacity: true)
      places.append(contentsOf: store.starts[group]..<store.starts[group + 1])
      places.sort { left, right in
        for block in 0..<width {
          let (a, b) = (store.codes[left * width + block], store.codes[right * width + block])
          if a != b { return a < b }
        }
        return left < right
      }
      var size = 0
      for (position, place) in places.enumerated() {
        let weight = store.weight(store.row(place))
        let isNew =
          position == 0
          || (0..<width).contains {
            store.codes[place * width + $0] != store.codes[places[position - 1] * width + $0]
          }
        if isNew {
          size += 1
          weights.append(weight)
          for block in 0..<width { codes.append(store.codes[place * width + block]) }
        } else {
          weights[weights.count - 1] += weight
        }
      }
      sizes.append(size)
    }
  }
}
