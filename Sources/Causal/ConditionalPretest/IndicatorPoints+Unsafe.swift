internal import Kernels
internal import LinearAlgebra

/// The points u at which moments weighted by 1{X ≤ u} are looked at, and sums over the rows below each of them.
///
/// Up to `limit` distinct values of X these are all of them, with their shares of the rows: rows are first added within equal
/// values, and then each point takes those below. With more, the values of `limit` rows drawn without replacement stand for
/// their distribution; of one covariate rows are added within intervals, of several each row is compared with each point, in blocks.
struct IndicatorPoints: @unchecked Sendable {
  /// Distinct values up to which the test looks at all of them.
  static let limit = 1000
  /// Rows compared with all points at a time.
  static let block = 512

  let count: Int
  /// Of each point, adding up to one.
  let shares: [Double]
  let isSampled: Bool
  private let columns: [UnsafePointer<Double>]
  /// Column after column.
  private let values: [Double]
  /// Of each row; empty where rows are compared with the points themselves. The bucket `count` is below no point.
  private let buckets: [Int32]

  /// `columns` outlive this value; `sizes` are the rows' weights in the distribution of X. O(n log n) time, O(n) memory.
  init(_ columns: [UnsafePointer<Double>], sizes: [Double], seed: UInt64, stream: UInt64) {
    self.columns = columns
    let rows = sizes.count
    let order = (0..<rows).sorted { first, second in
      for column in columns where column[first] != column[second] { return column[first] < column[second] }
      return first < second
    }
    func isNew(_ place: Int) -> Bool {
      place == 0 || columns.contains { $0[order[place]] != $0[order[place - 1]] }
    }
    var distinct: [Int] = []
    for place in 0..<rows where isNew(place) { distinct.append(order[place]) }
    var points = distinct
    isSampled = distinct.count > Self.limit
    if isSampled {
      // The first places of a shuffle.
      var generator = PCG64(seed: seed, stream: stream)
      var places = Array(0..<rows)
      for index in 0..<Self.limit {
        places.swapAt(index, index + generator.nextInteger(below: rows - index))
      }
      points = places.prefix(Self.limit).sorted { columns[0][$0] < columns[0][$1] }
    }
    count = points.count
    values = columns.flatMap { column in points.map { column[$0] } }
    var weights = [Double](repeating: 0, count: points.count)
    var buckets = [Int32](repeating: 0, count: isSampled && columns.count > 1 ? 0 : rows)
    if isSampled {
      for (index, row) in points.enumerated() { weights[index] = sizes[row] }
      if columns.count == 1 {
        var point = 0
        for row in order {
          while point < points.count, columns[0][points[point]] < columns[0][row] { point += 1 }
          buckets[row] = Int32(point)
        }
      }
    } else {
      var bucket = -1
      for place in 0..<rows {
        if isNew(place) { bucket += 1 }
        buckets[order[place]] = Int32(bucket)
        weights[bucket] += sizes[order[place]]
      }
    }
    self.buckets = buckets
    let total = weights.reduce(0, +)
    shares = weights.map { total > 0 ? $0 / total : 0 }
  }

  /// Room for sums of `width` numbers a row.
  func sums(width: Int) -> [Double] { [Double](repeating: 0, count: (count + 1) * width) }

  /// Adds numbers of some rows, row after row, to the sums.
  func add(_ rows: Range<Int>, _ numbers: UnsafePointer<Double>, width: Int, to sums: inout [Double]) {
    guard buckets.isEmpty else {
      sums.withUnsafeMutableBufferPointer { sums in
        guard let base = sums.baseAddress else { return }
        for index in 0..<rows.count {
          let own = base + Int(buckets[rows.lowerBound + index]) * width
          let row = numbers + index * width
          for column in 0..<width { own[column] += row[column] }
        }
      }
      return
    }
    let below = [Double](unsafeUninitializedCapacity: rows.count * count) { buffer, filled in
      for point in 0..<count {
        let own = UnsafeMutableBufferPointer(rebasing: buffer[point * rows.count..<(point + 1) * rows.count])
        for (number, column) in columns.enumerated() {
          let (value, first) = (values[number * count + point], column + rows.lowerBound)
          if number == 0 {
            for index in 0..<rows.count { own[index] = first[index] <= value ? 1 : 0 }
          } else {
            for index in 0..<rows.count { own[index] = first[index] <= value ? own[index] : 0 }
          }
        }
      }
      filled = rows.count * count
    }
    // Width × rows, column after column, is what the numbers are.
    let product =
      Matrix(
        rows: width, columns: rows.count,
        columnMajor: Array(UnsafeBufferPointer(start: numbers, count: rows.count * width)))
      * Matrix(rows: rows.count, columns: count, columnMajor: below)
    let elements = product.elements
    for index in elements.indices { sums[index] += elements[index] }
  }

  /// The sums over rows below each point, point after point.
  func cumulated(_ sums: [Double], width: Int) -> [Double] {
    if buckets.isEmpty { return Array(sums.prefix(count * width)) }
    var out = [Double](repeating: 0, count: count * width)
    if columns.count == 1 {
      for point in 0..<count {
        for column in 0..<width {
          out[point * width + column] =
            sums[point * width + column] + (point > 0 ? out[(point - 1) * width + column] : 0)
        }
      }
      return out
    }
    for point in 0..<count {
      // Values below come no later in the order by the first column, then the second, ….
      for other in 0...point
      where columns.indices.allSatisfy({ values[$0 * count + other] <= values[$0 * count + point] }) {
        for column in 0..<width { out[point * width + column] += sums[other * width + column] }
      }
    }
    return out
  }
}
