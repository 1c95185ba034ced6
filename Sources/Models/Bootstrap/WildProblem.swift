internal import Kernels
internal import LinearAlgebra

/// What draws need of the sample: a cluster in k numbers or k² of them. Everything that depends on the null r is kept as a
/// value at r = 0 and a slope.
struct WildProblem: Sendable {
  let estimate: Double
  /// The variance of the estimate by the variant's rule.
  let variance: Double
  /// What the sum of squares over clusters is multiplied with.
  private let factor: Double
  /// Scores, k × G, at r = 0 and their slope.
  private let scores: Matrix
  private let slopes: Matrix
  /// Whether scores and centre move with r.
  private let movesWithNull: Bool
  /// A⁻¹'s row of the coefficient.
  private let row: [Double]
  /// For each cluster the vectors along which its own score (k × G) and w (G × k) enter the variance:
  /// CR1 a and −A⁻¹A_g a, jackknife −e_g and e_g − a, e_g the coefficient's row of (A − A_g)⁻¹.
  private let own: Matrix
  private let whole: Matrix

  /// Five numbers a draw: the numerator n₀ + r·n₁ and the sum of squares d₀ + 2r·d₁ + r²·d₂.
  struct Draw: Sendable {
    var n0 = 0.0
    var n1 = 0.0
    var d0 = 0.0
    var d1 = 0.0
    var d2 = 0.0
  }

  init(_ bootstrap: WildBootstrap, _ fit: LinearFit, _ position: Int, _ cluster: Grouping)
    throws(RegressionError)
  {
    let context = fit.context
    let design = context.design
    let size = design.width
    let groups = cluster.count
    let bread = context.bread
    estimate = fit.coefficients[position]
    let row = (0..<size).map { bread[position, $0] }
    self.row = row
    let ownScores = design.groupSums(context.scoreFactors, groups: cluster.codes, count: groups).transposed
    let grams = WildProblem.grams(context, cluster)
    // Without the cluster: (A − A_g)⁻¹ = (I − A⁻¹A_g)⁻¹A⁻¹, needed by the variants that leave clusters out.
    var inverses: [Matrix] = []
    if bootstrap.variant != .plain {
      let gram = try RegressionError.algebra { () throws(LinearAlgebraError) in
        try Cholesky(of: bread.symmetrised()).inverse()
      }
      for group in 0..<groups {
        do {
          inverses.append(try Cholesky(of: (gram - grams[group]).symmetrised()).inverse())
        } catch { throw .clusterIdentifies(cluster: cluster.name) }
      }
    }
    var own = Matrix(rows: size, columns: groups)
    var whole = Matrix(rows: groups, columns: size)
    var scores = Matrix(rows: size, columns: groups)
    var slopes = Matrix(rows: size, columns: groups)
    let middle = row[position]
    for group in 0..<groups {
      let score = ownScores.column(group)
      if bootstrap.variant.isJackknife {
        let without = (0..<size).map { inverses[group][position, $0] }
        for index in 0..<size {
          own[index, group] = -without[index]
          whole[group, index] = without[index] - row[index]
        }
      } else {
        let product = bread.times(grams[group].times(row))
        for index in 0..<size {
          own[index, group] = row[index]
          whole[group, index] = -product[index]
        }
      }
      // X_gᵀ(y − Xb) at b = β̂ + shift: s_g − A_g·shift, shift = shift₀ + r·shift₁.
      var constant = [Double](repeating: 0, count: size)
      var slope = [Double](repeating: 0, count: size)
      if bootstrap.variant.leavesOut {
        let change = inverses[group].times(score)
        constant = change.map { -$0 }
        if bootstrap.imposesNull {
          let column = (0..<size).map { inverses[group][$0, position] / inverses[group][position, position] }
          let left = estimate - change[position]
          for index in 0..<size {
            constant[index] -= column[index] * left
            slope[index] = column[index]
          }
        }
      } else if bootstrap.imposesNull {
        for index in 0..<size {
          constant[index] = -bread[index, position] / middle * estimate
          slope[index] = bread[index, position] / middle
        }
      }
      let first = grams[group].times(constant)
      let second = grams[group].times(slope)
      for index in 0..<size {
        scores[index, group] = score[index] - first[index]
        slopes[index, group] = -second[index]
      }
    }
    self.own = own
    self.whole = whole
    self.scores = scores
    self.slopes = slopes
    movesWithNull = bootstrap.imposesNull
    if bootstrap.variant.isJackknife {
      factor = Double(groups - 1) / Double(groups)
      var sum = 0.0
      for group in 0..<groups {
        let change = (0..<size).reduce(0.0) { $0 + own[$1, group] * ownScores[$1, group] }
        sum += change * change
      }
      variance = factor * sum
    } else {
      factor = fit.covariance.profile.clusterFactor(context.count, [cluster], groups: groups).value
      var sum = 0.0
      for group in 0..<groups {
        let along = (0..<size).reduce(0.0) { $0 + row[$1] * ownScores[$1, group] }
        sum += along * along
      }
      variance = factor * sum
    }
  }

  func statistic(at null: Double) -> Double { (estimate - null) / variance.squareRoot() }

  /// t² of a draw at r, with its sign.
  @inline(__always)
  func statistic(_ draw: Draw, at null: Double) -> (sign: Double, square: Double) {
    let r = movesWithNull ? null : 0
    let numerator = draw.n0 + r * draw.n1
    let squares = max(0, draw.d0 + r * (2 * draw.d1 + r * draw.d2))
    return (numerator, numerator * numerator / (factor * squares))
  }

  /// A_g = X_gᵀW_gX_g of each cluster.
  private static func grams(_ context: CovarianceContext, _ cluster: Grouping) -> [Matrix] {
    let (rows, starts) = cluster.rowsByGroup()
    let weights = context.weights?.values
    return (0..<cluster.count).map { group in
      let members = Array(rows[starts[group]..<starts[group + 1]])
      return context.design.selecting(rows: members).gram(
        weights: weights.map { weights in members.map { weights[$0] } }, threads: 1)
    }
  }

  private static let blockSize = 256

  /// Draws in blocks, each with a stream of its own; `weights` nil enumerates the sign vectors.
  func draws(_ weights: WildWeights?, count: Int, seed: UInt64, threads: Int) -> [Draw] {
    let groups = scores.columns
    let block = WildProblem.blockSize
    let pieces = (count + block - 1) / block
    return Parallel.map(pieces, threads: threads) { piece -> [Draw] in
      let width = min(block, count - piece * block)
      var values = [Double](repeating: 0, count: groups * width)
      if let weights {
        var generator = PCG64(seed: seed, stream: UInt64(piece))
        weights.fill(&values, &generator)
      } else {
        for draw in 0..<width {
          let signs = piece * block + draw
          for group in 0..<groups { values[draw * groups + group] = signs >> group & 1 == 0 ? 1 : -1 }
        }
      }
      return self.block(Matrix(rows: groups, columns: width, columnMajor: values))
    }.flatMap { $0 }
  }

  /// `signs`: G × draws.
  private func block(_ signs: Matrix) -> [Draw] {
    let groups = signs.rows
    let sums = scores * signs
    let along = ownAlong(scores)
    let parts = whole * sums
    guard movesWithNull else {
      return (0..<signs.columns).map { draw in
        var result = Draw()
        for index in row.indices { result.n0 += row[index] * sums[index, draw] }
        for group in 0..<groups {
          let value = signs[group, draw] * along[group] + parts[group, draw]
          result.d0 += value * value
        }
        return result
      }
    }
    let slopeSums = slopes * signs
    let slopeAlong = ownAlong(slopes)
    let slopeParts = whole * slopeSums
    return (0..<signs.columns).map { draw in
      var result = Draw()
      for index in row.indices {
        result.n0 += row[index] * sums[index, draw]
        result.n1 += row[index] * slopeSums[index, draw]
      }
      for group in 0..<groups {
        let sign = signs[group, draw]
        let value = sign * along[group] + parts[group, draw]
        let slope = sign * slopeAlong[group] + slopeParts[group, draw]
        result.d0 += value * value
        result.d1 += value * slope
        result.d2 += slope * slope
      }
      return result
    }
  }

  private func ownAlong(_ scores: Matrix) -> [Double] {
    (0..<scores.columns).map { group in
      (0..<scores.rows).reduce(0.0) { $0 + own[$1, group] * scores[$1, group] }
    }
  }
}
