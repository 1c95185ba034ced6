internal import Kernels
internal import LinearAlgebra

// Standard errors without a matrix of units × cells. Columns of a row: its influence on each cell, what it adds to the size of
// each cohort, and what it is of its unit. Every estimate made of cells and cohort sizes has the influence (columns) · c for some
// c, so that its variance is c'Sc with S the sum over clusters (rows, where there are none) of the columns' outer products. S is
// summed over fixed blocks of rows, in whose cohort and period most columns are zero, and blocks are added in their order.

/// Sums of outer products of the columns, over clusters.
struct InfluenceMoments {
  /// Cells, then cohorts (the untreated last), then one.
  let columns: Int
  let cells: Int
  /// columns × columns.
  let products: Matrix
  /// Columns summed within clusters, clusters × columns; nil without clusters.
  let clusterSums: Matrix?

  /// Rows of one segment that share the columns that are not zero.
  struct Segment: Sendable {
    let cohort: Int
    let rows: Range<Int>
    /// Cells with the role that these rows have in them.
    let active: [(cell: Int, role: ComparisonRole)]
  }

  /// Rows of a block; its columns stay in the second cache.
  static let block = BlockSums.block
  /// Blocks that one sum is made of before sums are combined.
  private static let run = 16

  init(_ pointers: CohortPointers, _ effects: [GroupTimeEffects.Effect], threads: Int) {
    let rows = pointers.rows
    cells = effects.count
    columns = effects.count + rows.cohorts.count + 2
    let pieces = InfluenceMoments.pieces(rows, effects)
    if let clusters = rows.clusters {
      var sums = Matrix(rows: rows.clusterCount, columns: columns)
      let width = columns
      var flat = [Double](repeating: 0, count: rows.clusterCount * width)
      let count = rows.clusterCount
      for piece in pieces {
        InfluenceMoments.fill(pointers, effects, piece) { block, active, range in
          for (position, column) in active.enumerated() {
            for index in 0..<range.count {
              flat[Int(clusters[range.lowerBound + index]) + column * count] +=
                block[position * range.count + index]
            }
          }
        }
      }
      sums = Matrix(rows: count, columns: width, columnMajor: flat)
      clusterSums = sums
      products = sums.crossProduct()
      return
    }
    clusterSums = nil
    let runs = (pieces.count + Self.run - 1) / Self.run
    // Segment by segment, so that one run's columns are few.
    let parts: [[(columns: [Int], product: Matrix)]] = Parallel.map(runs, threads: threads) { run in
      var found: [(columns: [Int], product: Matrix)] = []
      for piece in pieces[run * Self.run..<min(pieces.count, (run + 1) * Self.run)] {
        InfluenceMoments.fill(pointers, effects, piece) { block, active, range in
          let product = Matrix(
            rows: range.count, columns: active.count,
            columnMajor: Array(UnsafeBufferPointer(start: block, count: active.count * range.count))
          ).crossProduct()
          if let last = found.last, last.columns == active {
            found[found.count - 1].product = last.product + product
          } else {
            found.append((active, product))
          }
        }
      }
      return found
    }
    var total = Matrix(rows: columns, columns: columns)
    for part in parts.joined() {
      for (j, column) in part.columns.enumerated() {
        for (i, row) in part.columns.enumerated() { total[row, column] += part.product[i, j] }
      }
    }
    products = total
  }

  /// Blocks of rows of one segment each.
  static func pieces(_ rows: CohortRows, _ effects: [GroupTimeEffects.Effect]) -> [Segment] {
    var segments: [Segment] = []
    for range in rows.ranges.indices where !rows.ranges[range].isEmpty {
      let own = rows.ranges[range]
      var active: [(cell: Int, role: ComparisonRole)] = []
      for (number, effect) in effects.enumerated() where effect.fit != nil {
        for part in effect.cell.parts
        where part.rows.lowerBound <= own.lowerBound && own.upperBound <= part.rows.upperBound {
          active.append((number, part.role))
        }
      }
      let cohort = rows.isPanel ? range : range / rows.periods.count
      var first = own.lowerBound
      while first < own.upperBound {
        let end = min(own.upperBound, first + block)
        segments.append(Segment(cohort: cohort, rows: first..<end, active: active))
        first = end
      }
    }
    return segments
  }

  /// Calls the body with a block's columns that are not zero, column after column.
  static func fill(
    _ pointers: CohortPointers, _ effects: [GroupTimeEffects.Effect], _ piece: Segment,
    _ body: (UnsafePointer<Double>, [Int], Range<Int>) -> Void
  ) {
    let rows = pointers.rows
    let count = piece.rows.count
    let width = piece.active.count + 2
    let storage = UnsafeMutablePointer<Double>.allocate(capacity: width * count + 4 * block)
    storage.initialize(repeating: 0, count: width * count + 4 * block)
    defer { storage.deallocate() }
    let scratch = storage + width * count
    for (position, entry) in piece.active.enumerated() {
      let effect = effects[entry.cell]
      effect.fit?.influence(
        pointers.source(time: effect.cell.time, base: effect.cell.base), entry.role, piece.rows,
        storage + position * count, scratch)
    }
    let size = storage + piece.active.count * count
    let one = size + count
    for index in 0..<count {
      size[index] = rows.sizes[piece.rows.lowerBound + index]
      one[index] = rows.unitParts.isEmpty ? 1 : rows.unitParts[piece.rows.lowerBound + index]
    }
    let columns =
      piece.active.map(\.cell) + [effects.count + piece.cohort, effects.count + rows.cohorts.count + 1]
    body(storage, columns, piece.rows)
  }

  /// The covariance of two combinations of the columns.
  func covariance(_ a: InfluenceForm, _ b: InfluenceForm) -> Double {
    var sum = 0.0
    for (i, x) in a.terms {
      for (j, y) in b.terms { sum += x * y * products[i, j] }
    }
    return sum
  }
}

/// A combination of the columns of influence: column and factor.
struct InfluenceForm {
  private(set) var terms: [(Int, Double)]

  init(_ terms: [(Int, Double)]) {
    var sums: [Int: Double] = [:]
    for (column, factor) in terms { sums[column, default: 0] += factor }
    self.terms = sums.keys.sorted().map { ($0, sums[$0, default: 0]) }.filter { $0.1 != 0 }
  }

  /// The mean of several forms with weights.
  static func sum(_ forms: [(InfluenceForm, Double)]) -> InfluenceForm {
    InfluenceForm(forms.flatMap { form, factor in form.terms.map { ($0.0, $0.1 * factor) } })
  }
}
