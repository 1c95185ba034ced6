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

  /// Groups of the base that are looked at to tell how many rows share their cell.
  private static let sampled = 512
  /// Cells over rows below which they are put together.
  private static let worthwhile = 0.75

  init(_ store: RowStore, dimension: Int, mayCollapse: Bool, restSizes: [Int], threads: Int) {
    rowStore = store
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
      } else {
        weights = store.weights
      }
      return
    }
    areRows = false
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

  deinit {
    if areRows {
      if rowStore.order != nil { weights?.deallocate() }
    } else {
      starts.deallocate()
      codes.deallocate()
      weights?.deallocate()
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
    let (codes, weights) = (Readable(codes), weights.map { Readable($0) })
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
