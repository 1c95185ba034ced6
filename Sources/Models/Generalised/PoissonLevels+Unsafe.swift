internal import Kernels
internal import LinearAlgebra

// Given everything else, the effect of a level has a closed form where the outcome is Poisson: exp(a) is what the level's
// outcomes sum to over what its means sum to without it (Guimarães & Portugal 2010, Stata Journal 10(4); Hausman, Hall & Griliches
// 1984, Econometrica 52). So after each of Newton's steps every set of effects is put where it belongs, one after the other, the one
// with the most levels last: the likelihood never falls by it, and what is left to Newton's method, the coefficients and
// what the sets have in common, is nearly quadratic. On two crossing sets of effects it halves the number of steps.

/// One set of intercepts of a Poisson model.
struct PoissonLevels: Sendable {
  /// A code a row.
  let codes: [UInt32]
  let count: Int
  /// Σ w·y of each.
  let totals: [Double]

  init(_ grouping: Grouping, outcome: [Double], weights: [Double]?, threads: Int) {
    codes = grouping.codes
    count = grouping.count
    let blocks = RowBlocks(count: outcome.count, threads: threads)
    let tables = LevelTables(count: count, blocks) { rows, table in
      grouping.codes.withUnsafeBufferPointer { codes in
        outcome.withUnsafeBufferPointer { outcome in
          if let weights {
            for row in rows { table[Int(codes[row])] += weights[row] * outcome[row] }
          } else {
            for row in rows { table[Int(codes[row])] += outcome[row] }
          }
        }
      }
    }
    totals = tables.sums(threads: threads)
  }

  /// The sets without slopes, the one with the most levels last.
  static func of(_ effects: [FixedEffect], outcome: [Double], weights: [Double]?, threads: Int)
    -> [PoissonLevels]
  {
    effects.filter { $0.slope == nil }
      .map { PoissonLevels($0.grouping, outcome: outcome, weights: weights, threads: threads) }
      .sorted { $0.count < $1.count }
  }

  /// Totals over what tables sum to, one where a level has none.
  fileprivate func factors(_ tables: LevelTables, threads: Int) -> [Double] {
    let sums = tables.sums(threads: threads)
    return RowBlocks(count: count, threads: threads).fill { level in
      let factor = totals[level] / sums[level]
      return factor > 0 && factor < .infinity ? factor : 1
    }
  }
}

/// Sums by level, a table for each of some parts of the rows, whose number the sizes alone decide.
private struct LevelTables {
  private let tables: Scratch<Double>
  private let parts: Int
  private let count: Int

  /// `body` adds blocks of rows to a table.
  init(count: Int, _ blocks: RowBlocks, _ body: @Sendable (Range<Int>, UnsafeMutablePointer<Double>) -> Void)
  {
    let parts = max(2, min(16, blocks.count / max(1, 8 * count)))
    tables = Scratch(parts * count, zero: 0)
    self.parts = parts
    self.count = count
    let base = SharedPointer(tables.base)
    Parallel.forEach(parts, threads: blocks.threads) { part in
      for block in blocks.blocks * part / parts..<blocks.blocks * (part + 1) / parts {
        body(blocks.range(block), base.pointer + part * count)
      }
    }
  }

  /// Of all parts, in their order.
  func sums(threads: Int) -> [Double] {
    let (base, parts, count) = (SharedPointer(tables.base), parts, count)
    return RowBlocks(count: count, threads: threads).fill { level in
      var sum = base.pointer[level]
      for part in 1..<parts { sum += base.pointer[part &* count &+ level] }
      return sum
    }
  }
}

private struct ColumnPointers: @unchecked Sendable {
  let outcome: UnsafePointer<Double>
  let weights: UnsafePointer<Double>?
  let moved: UnsafeMutablePointer<Double>
  let shift: UnsafeMutablePointer<Double>
  /// Means until the last walk.
  let curvature: UnsafeMutablePointer<Double>

}

extension LikelihoodProblem {
  /// The state `share` of `change` away from a predictor, or there, with the effects of `levels` put right.
  func settledState(_ predictor: [Double], moved change: [Double]?, by share: Double) -> LikelihoodState {
    let count = outcome.count
    var shift: [Double] = []
    var curvature: [Double] = []
    var sums: [StateSum] = []
    let moved = [Double](unsafeUninitializedCapacity: count) { moved, filled in
      filled = count
      shift = [Double](unsafeUninitializedCapacity: count) { shift, filled in
        filled = count
        curvature = [Double](unsafeUninitializedCapacity: count) { curvature, filled in
          filled = count
          outcome.withUnsafeBufferPointer { outcome in
            func run(_ weights: UnsafePointer<Double>?) {
              guard let outcome = outcome.baseAddress, let moved = moved.baseAddress,
                let shift = shift.baseAddress, let curvature = curvature.baseAddress
              else { return }
              sums = settle(
                predictor, change, share,
                ColumnPointers(
                  outcome: outcome, weights: weights, moved: moved, shift: shift, curvature: curvature))
            }
            if let weights { weights.withUnsafeBufferPointer { run($0.baseAddress) } } else { run(nil) }
          }
        }
      }
    }
    return LikelihoodState(
      predictor: moved, shift: shift, curvature: curvature,
      kernel: sums.allSatisfy(\.isFinite) ? RowBlocks.total(sums.map(\.kernel)) : -.infinity,
      isCurved: sums.contains(where: \.isCurved))
  }

  private func settle(
    _ predictor: [Double], _ change: [Double]?, _ share: Double, _ columns: ColumnPointers
  ) -> [StateSum] {
    let blocks = rows
    var known: [[Double]] = []
    for (position, set) in levels.enumerated() {
      let last = position > 0 ? (levels[position - 1].codes, known[position - 1]) : nil
      let tables = LevelTables(count: set.count, blocks) { block, table in
        for rows in RowBlocks.chunks(block) {
          if let last {
            last.0.withUnsafeBufferPointer { codes in
              last.1.withUnsafeBufferPointer { factors in
                for row in rows { columns.curvature[row] *= factors[Int(codes[row])] }
              }
            }
          } else {
            columns.move(rows, predictor, change, share)
            RowFunctions.exponentials(
              columns.moved + rows.lowerBound, count: rows.count, to: columns.curvature + rows.lowerBound)
          }
          set.codes.withUnsafeBufferPointer { codes in
            if let weights = columns.weights {
              for row in rows { table[Int(codes[row])] += weights[row] * columns.curvature[row] }
            } else {
              for row in rows { table[Int(codes[row])] += columns.curvature[row] }
            }
          }
        }
      }
      known.append(set.factors(tables, threads: threads))
    }
    let factors = known
    let logarithms = factors.map { factors in
      RowBlocks(count: factors.count, threads: threads).fill { RealPower.logarithm(factors[$0]) }
    }
    return Parallel.map(blocks.blocks, threads: threads) { block in
      var sum = StateSum()
      for rows in RowBlocks.chunks(blocks.range(block)) {
        for (position, set) in levels.enumerated() {
          set.codes.withUnsafeBufferPointer { codes in
            logarithms[position].withUnsafeBufferPointer { logarithms in
              for row in rows { columns.moved[row] += logarithms[Int(codes[row])] }
            }
            if position == levels.count - 1 {
              factors[position].withUnsafeBufferPointer { factors in
                for row in rows { columns.curvature[row] *= factors[Int(codes[row])] }
              }
            }
          }
        }
        let low = rows.lowerBound
        sum.addPoisson(
          columns.outcome + low, columns.weights.map { $0 + low }, columns.moved + low, rows.count,
          mean: columns.curvature + low, shift: columns.shift + low)
      }
      return sum
    }
  }
}

extension ColumnPointers {
  /// The predictor of some rows, moved by `share` of a change.
  @inline(__always)
  fileprivate func move(_ rows: Range<Int>, _ predictor: [Double], _ change: [Double]?, _ share: Double) {
    predictor.withUnsafeBufferPointer { predictor in
      guard let change else {
        for row in rows { moved[row] = predictor[row] }
        return
      }
      change.withUnsafeBufferPointer { change in
        for row in rows { moved[row] = predictor[row] + share * change[row] }
      }
    }
  }
}
