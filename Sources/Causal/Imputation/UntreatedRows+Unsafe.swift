internal import Kernels
internal import LinearAlgebra

// The walks over a panel's rows that a model of its untreated rows takes. Units are cut in pieces whose number depends on the
// data alone; sums of pieces are added in their order, so that the bits are the same on any number of threads.

/// The rows of a panel as pointers.
struct RowWalk {
  let starts: UnsafeBufferPointer<Int>
  let period: UnsafeBufferPointer<UInt32>
  let isFitted: UnsafeBufferPointer<Bool>
  let weights: UnsafeBufferPointer<Double>?

  @inline(__always)
  func weight(_ row: Int) -> Double {
    if let weights { return weights[row] }
    return 1
  }
}

/// The rows of a panel, and which of them are fitted.
struct UntreatedRows: Sendable {
  let starts: [Int]
  let period: [UInt32]
  let periods: Int
  let weights: [Double]?
  /// Untreated and of positive weight.
  let isFitted: [Bool]
  let threads: Int
  /// Units of each piece.
  let pieces: [Range<Int>]
  /// Sum of the weights of each unit's fitted rows.
  let unitWeights: [Double]
  /// Of units without weights whose fitted rows are all the first periods: how many these are; else −1.
  let prefixes: [Int32]

  /// Rows of a piece, about.
  private static let pieceRows = 65536

  init(
    starts: [Int], period: [UInt32], periods: Int, weights: [Double]?, isFitted: [Bool], threads: Int
  ) {
    self.starts = starts
    self.period = period
    self.periods = periods
    self.weights = weights
    self.isFitted = isFitted
    self.threads = threads
    let units = starts.count - 1
    // Each piece has T² sums of its own: never more of them than rows.
    let count = max(
      1, min(units, min(period.count / UntreatedRows.pieceRows, period.count / max(1, periods * periods))))
    pieces = (0..<count).map { $0 * units / count..<($0 + 1) * units / count }
    var unitWeights = [Double](repeating: 0, count: units)
    var prefixes = [Int32](repeating: -1, count: units)
    for unit in 0..<units {
      var sum = 0.0
      var length = 0
      var isPrefix = weights == nil
      for row in starts[unit]..<starts[unit + 1] where isFitted[row] {
        sum += weights.map { $0[row] } ?? 1
        if Int(period[row]) != length { isPrefix = false }
        length += 1
      }
      unitWeights[unit] = sum
      if isPrefix { prefixes[unit] = Int32(length) }
    }
    self.unitWeights = unitWeights
    self.prefixes = prefixes
  }

  /// S by rows, its lower triangle: what unit effects leave of the periods' weights.
  func complement() -> [Double] {
    let size = periods
    let parts = Parallel.map(pieces.count, threads: threads) { piece -> [Double] in
      var sums = [Double](repeating: 0, count: size * size)
      // Equal prefixes are added once.
      var prefixUnits = [Double](repeating: 0, count: size + 1)
      var places = [Int](repeating: 0, count: size)
      var shares = [Double](repeating: 0, count: size)
      for unit in pieces[piece] {
        if prefixes[unit] >= 0 {
          prefixUnits[Int(prefixes[unit])] += 1
          continue
        }
        guard unitWeights[unit] > 0 else { continue }
        let inverse = 1 / unitWeights[unit]
        var count = 0
        for row in starts[unit]..<starts[unit + 1] where isFitted[row] {
          places[count] = Int(period[row])
          shares[count] = weights.map { $0[row] } ?? 1
          count += 1
        }
        sums.withUnsafeMutableBufferPointer { sums in
          places.withUnsafeBufferPointer { places in
            shares.withUnsafeBufferPointer { shares in
              for later in 0..<count {
                let line = places[later] * size
                let share = shares[later] * inverse
                sums[line + places[later]] += shares[later]
                for earlier in 0...later { sums[line + places[earlier]] -= share * shares[earlier] }
              }
            }
          }
        }
      }
      for length in 1..<size + 1 where prefixUnits[length] > 0 {
        let share = prefixUnits[length] / Double(length)
        for later in 0..<length {
          sums[later * size + later] += prefixUnits[length]
          for earlier in 0...later { sums[later * size + earlier] -= share }
        }
      }
      return sums
    }
    return UntreatedRows.total(parts)
  }

  /// Connected components of the periods over the fitted rows, numbered by their first period; −1 without a row.
  func components() -> [Int32] {
    var parents = (0..<periods).map { Int32($0) }
    var has = [Bool](repeating: false, count: periods)
    func root(_ period: Int32) -> Int32 {
      var period = period
      while parents[Int(period)] != period { period = parents[Int(period)] }
      return period
    }
    for unit in 0..<unitWeights.count where unitWeights[unit] > 0 {
      var first: Int32 = -1
      for row in starts[unit]..<starts[unit + 1] where isFitted[row] {
        let own = Int32(period[row])
        has[Int(own)] = true
        if first < 0 {
          first = root(own)
          continue
        }
        let other = root(own)
        guard other != first else { continue }
        let low = min(first, other)
        parents[Int(max(first, other))] = low
        first = low
      }
    }
    return (0..<periods).map { has[$0] ? root(Int32($0)) : -1 }
  }

  /// Component of each unit: that of its first fitted row; −1 without one.
  func unitComponents(_ components: [Int32]) -> [Int32] {
    (0..<unitWeights.count).map { unit in
      guard unitWeights[unit] > 0 else { return -1 }
      for row in starts[unit]..<starts[unit + 1] where isFitted[row] { return components[Int(period[row])] }
      return -1
    }
  }

  /// Weighted means of a column over each unit's fitted rows, less some effects of the periods; 0 without such a row.
  func unitMeans(_ column: [Double], less effects: [Double]) -> [Double] {
    fill(unitWeights.count) { walk, piece, places in
      column.withUnsafeBufferPointer { column in
        effects.withUnsafeBufferPointer { effects in
          for unit in piece {
            var sum = 0.0
            var total = 0.0
            for row in walk.starts[unit]..<walk.starts[unit + 1] where walk.isFitted[row] {
              let weight = walk.weight(row)
              total += weight
              sum += weight * (column[row] - effects[Int(walk.period[row])])
            }
            (places.pointer + unit).initialize(to: total > 0 ? sum / total : 0)
          }
        }
      }
    }
  }

  /// Σ w·(value − effects of unit and period) over the fitted rows of each period.
  func periodSums(_ column: [Double], less units: [Double], _ effects: [Double]) -> [Double] {
    let parts = Parallel.map(pieces.count, threads: threads) { piece -> [Double] in
      var sums = [Double](repeating: 0, count: periods)
      walk { walk in
        column.withUnsafeBufferPointer { column in
          effects.withUnsafeBufferPointer { effects in
            sums.withUnsafeMutableBufferPointer { sums in
              for unit in pieces[piece] {
                let mean = units[unit]
                for row in walk.starts[unit]..<walk.starts[unit + 1] where walk.isFitted[row] {
                  let own = Int(walk.period[row])
                  sums[own] += walk.weight(row) * (column[row] - mean - effects[own])
                }
              }
            }
          }
        }
      }
      return sums
    }
    return UntreatedRows.total(parts)
  }

  /// The column less the effects of its row's unit and period, in every row.
  func residuals(_ column: [Double], _ units: [Double], _ effects: [Double]) -> [Double] {
    fill(column.count) { walk, piece, places in
      column.withUnsafeBufferPointer { column in
        effects.withUnsafeBufferPointer { effects in
          for unit in piece {
            let own = units[unit]
            for row in walk.starts[unit]..<walk.starts[unit + 1] {
              (places.pointer + row).initialize(to: column[row] - own - effects[Int(walk.period[row])])
            }
          }
        }
      }
    }
  }

  /// `count` values, each written by the piece whose units it belongs to.
  func fill(
    _ count: Int, _ body: @Sendable (RowWalk, Range<Int>, SharedPointer<Double>) -> Void
  ) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { buffer, filled in
      if let base = buffer.baseAddress {
        let places = SharedPointer(base)
        Parallel.forEach(pieces.count, threads: threads) { piece in
          walk { body($0, pieces[piece], places) }
        }
      }
      filled = count
    }
  }

  /// The rows as pointers, for the time of one piece.
  func walk<Result>(_ body: (RowWalk) -> Result) -> Result {
    starts.withUnsafeBufferPointer { starts in
      period.withUnsafeBufferPointer { period in
        isFitted.withUnsafeBufferPointer { isFitted in
          guard let weights else {
            return body(RowWalk(starts: starts, period: period, isFitted: isFitted, weights: nil))
          }
          return weights.withUnsafeBufferPointer { weights in
            body(RowWalk(starts: starts, period: period, isFitted: isFitted, weights: weights))
          }
        }
      }
    }
  }

  /// The sum of equal vectors, in their order.
  static func total(_ parts: [[Double]]) -> [Double] {
    guard var sum = parts.first else { return [] }
    for part in parts.dropFirst() {
      for index in sum.indices { sum[index] += part[index] }
    }
    return sum
  }
}
