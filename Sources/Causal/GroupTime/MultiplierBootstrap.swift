internal import Distributions
internal import Kernels
internal import LinearAlgebra

// The multiplier bootstrap of Callaway & Sant'Anna (2021), algorithm 1: errors of all estimates drawn as Σ V·influence with V
// independent over clusters (rows, where there are none), mean 0 and variance 1. The standard error of an estimate is the
// interquartile range of its drawn errors over that of the normal; the uniform band takes the quantile of the largest |error|/se.
// Quantiles are order statistics (the smallest with at least that share of the draws below or at it).
//
// Each block of rows draws from a stream of its own, so that the draws do not depend on the number of threads.

/// Drawn errors of the columns of influence.
struct MultiplierBootstrap {
  /// Columns × draws.
  private let errors: Matrix
  let draws: Int

  init(
    _ pointers: CohortPointers, _ effects: [GroupTimeEffects.Effect], _ moments: InfluenceMoments,
    weights: MultiplierWeights, draws: Int, seed: UInt64, threads: Int
  ) {
    self.draws = draws
    let columns = moments.columns
    var total = Matrix(rows: columns, columns: draws)
    if let sums = moments.clusterSums {
      let block = InfluenceMoments.block
      let pieces = (sums.rows + block - 1) / block
      let parts = Parallel.map(pieces, threads: threads) { piece in
        let range = piece * block..<min(sums.rows, (piece + 1) * block)
        let own = sums.selecting(rows: Array(range), columns: Array(0..<columns))
        return own.transposedProduct(
          Self.multipliers(range.count, draws, weights, seed: seed, stream: UInt64(piece)))
      }
      for part in parts { total = total + part }
    } else {
      let pieces = InfluenceMoments.pieces(pointers.rows, effects)
      let group = 8
      var first = 0
      // Some blocks at a time, so that memory stays small.
      while first < pieces.count {
        let start = first
        let count = min(group * max(1, threads), pieces.count - start)
        let parts: [([Int], Matrix)] = Parallel.map(count, threads: threads) { offset in
          let piece = pieces[start + offset]
          let multipliers = Self.multipliers(
            piece.rows.count, draws, weights, seed: seed, stream: UInt64(start + offset))
          var result: ([Int], Matrix) = ([], Matrix(rows: 0, columns: 0))
          InfluenceMoments.fill(pointers, effects, piece) { block, active, range in
            result = (
              active,
              Matrix(
                rows: range.count, columns: active.count,
                columnMajor: Array(UnsafeBufferPointer(start: block, count: active.count * range.count))
              ).transposedProduct(multipliers)
            )
          }
          return result
        }
        for (active, part) in parts {
          for draw in 0..<draws {
            for (index, column) in active.enumerated() { total[column, draw] += part[index, draw] }
          }
        }
        first += count
      }
    }
    errors = total
  }

  /// The two points of multipliers, and the bound below which a draw of 64 bits is the lower one.
  static func law(_ weights: MultiplierWeights) -> (low: Double, high: Double, bound: UInt64) {
    let root = 5.0.squareRoot()
    // Mammen's two points and the share of the lower one.
    let (low, high) = weights == .mammen ? ((1 - root) / 2, (1 + root) / 2) : (-1.0, 1.0)
    let share = weights == .mammen ? (root + 1) / (2 * root) : 0.5
    return (low, high, UInt64(share * 0x1p53) << 11)
  }

  private static func multipliers(
    _ count: Int, _ draws: Int, _ weights: MultiplierWeights, seed: UInt64, stream: UInt64
  ) -> Matrix {
    var generator = PCG64(seed: seed, stream: stream)
    let (low, high, bound) = law(weights)
    let values = [Double](unsafeUninitializedCapacity: count * draws) { buffer, filled in
      for index in 0..<count * draws { buffer[index] = generator.next() < bound ? low : high }
      filled = count * draws
    }
    return Matrix(rows: count, columns: draws, columnMajor: values)
  }

  /// The drawn errors of a combination of columns.
  func errors(of form: InfluenceForm) -> [Double] {
    (0..<draws).map { draw in form.terms.reduce(0) { $0 + $1.1 * errors[$1.0, draw] } }
  }

  /// The interquartile range over the normal's.
  static func standardError(_ errors: [Double]) -> Double {
    let sorted = errors.sorted()
    let width = 2 * Normal().quantile(at: .upper(0.25))
    return (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / width
  }

  /// Of sorted values.
  static func quantile(_ sorted: [Double], _ share: Double) -> Double {
    let position = (share * Double(sorted.count)).rounded(.up)
    return sorted[min(sorted.count - 1, max(0, Int(position) - 1))]
  }

  /// The number of standard errors that holds all estimates at once in the given share of the draws; nil without any.
  func criticalValue(_ forms: [InfluenceForm], confidence: Double) -> Double? {
    var largest = [Double](repeating: 0, count: draws)
    var isAny = false
    for form in forms {
      let drawn = errors(of: form)
      let error = MultiplierBootstrap.standardError(drawn)
      guard error > 0 else { continue }
      isAny = true
      for draw in 0..<draws { largest[draw] = max(largest[draw], abs(drawn[draw]) / error) }
    }
    return isAny ? MultiplierBootstrap.quantile(largest.sorted(), confidence) : nil
  }
}
