internal import Kernels

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

  init(_ grouping: Grouping, outcome: [Double], weights: [Double]?) {
    codes = grouping.codes
    count = grouping.count
    var totals = [Double](repeating: 0, count: grouping.count)
    totals.withUnsafeMutableBufferPointer { totals in
      for (row, code) in grouping.codes.enumerated() {
        totals[Int(code)] += (weights?[row] ?? 1) * outcome[row]
      }
    }
    self.totals = totals
  }

  /// The sets without slopes, the one with the most levels last.
  static func of(_ effects: [FixedEffect], outcome: [Double], weights: [Double]?) -> [PoissonLevels] {
    effects.filter { $0.slope == nil }.map { PoissonLevels($0.grouping, outcome: outcome, weights: weights) }
      .sorted { $0.count < $1.count }
  }

  /// Totals over the sums of tables that parts of the rows have filled, one where a level has none.
  fileprivate func factors(_ tables: [[Double]]) -> [Double] {
    (0..<count).map { level in
      var sum = 0.0
      for table in tables { sum += table[level] }
      let factor = totals[level] / sum
      return factor > 0 && factor < .infinity ? factor : 1
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

  @inline(__always)
  func weight(_ row: Int) -> Double {
    if let weights { weights[row] } else { 1 }
  }
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
    var known: [[Double]] = []
    for (position, set) in levels.enumerated() {
      let last = position > 0 ? (levels[position - 1].codes, known[position - 1]) : nil
      let tables = tables(of: set) { rows, table in
        if let last {
          last.0.withUnsafeBufferPointer { codes in
            last.1.withUnsafeBufferPointer { factors in
              for row in rows { columns.curvature[row] *= factors[Int(codes[row])] }
            }
          }
        } else {
          predictor.withUnsafeBufferPointer { predictor in
            if let change {
              change.withUnsafeBufferPointer { change in
                for row in rows { columns.moved[row] = predictor[row] + share * change[row] }
              }
            } else {
              for row in rows { columns.moved[row] = predictor[row] }
            }
          }
          for row in rows { columns.curvature[row] = RealPower.exponential(columns.moved[row]) }
        }
        set.codes.withUnsafeBufferPointer { codes in
          for row in rows { table[Int(codes[row])] += columns.weight(row) * columns.curvature[row] }
        }
      }
      known.append(set.factors(tables))
    }
    let factors = known
    let logarithms = factors.map { $0.map { RealPower.logarithm($0) } }
    let blocks = rows
    return Parallel.map(blocks.blocks, threads: threads) { block in
      let rows = blocks.range(block)
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
      var sum = StateSum()
      for row in rows {
        let (outcome, mean, weight) = (columns.outcome[row], columns.curvature[row], columns.weight(row))
        let ratio = mean > 0 ? (outcome - mean) / mean : 0
        columns.shift[row] = ratio.isFinite ? ratio : 0
        columns.curvature[row] = weight * mean
        let kernel = (outcome == 0 ? 0 : outcome * columns.moved[row]) - mean
        sum.isCurved = sum.isCurved || weight * mean > 0
        sum.isFinite = sum.isFinite && kernel.isFinite
        sum.kernel.add(weight * kernel)
      }
      return sum
    }
  }

  /// Tables of a set's levels that `body` fills from the rows of each, blocks of rows in a number of parts that the sizes alone
  /// decide.
  private func tables(
    of set: PoissonLevels, _ body: @Sendable (Range<Int>, UnsafeMutableBufferPointer<Double>) -> Void
  ) -> [[Double]] {
    let blocks = rows
    let parts = max(2, min(16, outcome.count / max(1, 8 * set.count)))
    return Parallel.map(parts, threads: threads) { part in
      var table = [Double](repeating: 0, count: set.count)
      table.withUnsafeMutableBufferPointer { table in
        for block in blocks.blocks * part / parts..<blocks.blocks * (part + 1) / parts {
          body(blocks.range(block), table)
        }
      }
      return table
    }
  }
}
