internal import Kernels
internal import LinearAlgebra
internal import Models

// A target k is the mean θₖ = Σ bᵢₜ·(yᵢₜ − zᵢₜγ̂ − x̃ᵢₜδ̂)/Bₖ over its rows, bᵢₜ their weights, Bₖ = Σ b. The estimated model adds
// −(Σ b z)ᵀ(ZᵀWZ)⁻¹ZᵀWε and the same for x̃, so that the sum of a unit or cluster that enters the variance is
//
//   ψ_ck = Σ_{rows of k in c} b·ũ − Σ_{fitted rows in c} w·(z·gₖ + x̃·hₖ)·ε̂,  ZᵀWZ gₖ = Σₖ b z,  X̃ᵀWX̃ hₖ = Σₖ b x̃,
//
// with ũ from `EffectResiduals`, and V = B⁻¹ Σ_c ψ_c ψ_cᵀ B⁻¹. No finite-sample factor. With ũ of the target this is the
// stacked GMM sandwich of Gardner (2022); with ũ of cohort and period the conservative variance of Borusyak, Jaravel & Spiess.

extension UntreatedModel {
  /// - Parameters:
  ///   - residuals: of rows with a target.
  ///   - cohort: a code of each unit, for means of cohort and period.
  ///   - clusters: a code of each unit and how many there are; nil for units themselves.
  ///
  /// Throws `.unsuited` where a mean of other units has no other unit.
  func effects(
    _ targets: EffectTargets, residuals: EffectResiduals, cohort: [Int32], cohorts: Int,
    clusters: (codes: [UInt32], count: Int)?, estimator: String
  ) throws(DifferencesError) -> TargetEffects {
    let count = targets.count
    let sums = targetSums(targets)
    let estimates = (0..<count).map { sums.gaps[$0] / sums.weights[$0] }
    let errors = try rowErrors(targets, estimates, residuals, cohort: cohort, cohorts: cohorts, estimator)
    // gₖ of the periods.
    let periodEffects = try system.solve(
      Matrix(
        rows: rows.periods, columns: count, columnMajor: targetComplements(targets)))
    let slopes = covariateWeights(targets)
    let scores = unitScores(targets, errors, periodEffects, slopes)
    var clustered = scores
    if let clusters {
      clustered = [Double](repeating: 0, count: clusters.count * count)
      let units = rows.unitWeights.count
      for target in 0..<count {
        for unit in 0..<units {
          clustered[target * clusters.count + Int(clusters.codes[unit])] += scores[target * units + unit]
        }
      }
    }
    let length = clusters?.count ?? rows.unitWeights.count
    let gram = TallMatrix(
      rows: length,
      columns: (0..<count).map { .real(Array(clustered[$0 * length..<($0 + 1) * length])) }
    ).gram(threads: rows.threads)
    var covariance = gram
    for column in 0..<count {
      for row in 0..<count {
        covariance[row, column] = gram[row, column] / (sums.weights[row] * sums.weights[column])
      }
    }
    return TargetEffects(
      estimates: estimates, rows: sums.rows, weights: sums.weights, covariance: covariance)
  }

  /// Σ b·gap, Σ b and rows of each target.
  private func targetSums(_ targets: EffectTargets) -> (gaps: [Double], weights: [Double], rows: [Int]) {
    let parts = Parallel.map(rows.pieces.count, threads: rows.threads) { piece -> ([Double], [Int]) in
      var sums = [Double](repeating: 0, count: 2 * targets.count)
      var counts = [Int](repeating: 0, count: targets.count)
      let units = rows.pieces[piece]
      targets.codes.withUnsafeBufferPointer { codes in
        gaps.withUnsafeBufferPointer { gaps in
          rows.walk { walk in
            for row in walk.starts[units.lowerBound]..<walk.starts[units.upperBound] where codes[row] >= 0 {
              let target = Int(codes[row])
              let weight = walk.weight(row)
              sums[target] += weight * gaps[row]
              sums[targets.count + target] += weight
              counts[target] += 1
            }
          }
        }
      }
      return (sums, counts)
    }
    let total = UntreatedRows.total(parts.map(\.0))
    var counts = [Int](repeating: 0, count: targets.count)
    for part in parts {
      for target in counts.indices { counts[target] += part.1[target] }
    }
    return (Array(total[0..<targets.count]), Array(total[targets.count...]), counts)
  }

  /// ũ of each row with a target, 0 elsewhere.
  private func rowErrors(
    _ targets: EffectTargets, _ estimates: [Double], _ residuals: EffectResiduals, cohort: [Int32],
    cohorts: Int, _ estimator: String
  ) throws(DifferencesError) -> [Double] {
    var errors = [Double](repeating: 0, count: gaps.count)
    guard case .ofCohortPeriod(let leaveOut) = residuals else {
      for row in errors.indices where targets.codes[row] >= 0 {
        errors[row] = gaps[row] - estimates[Int(targets.codes[row])]
      }
      return errors
    }
    let periods = rows.periods
    var sums = [Double](repeating: 0, count: cohorts * periods)
    var squares = sums
    for unit in cohort.indices {
      for row in rows.starts[unit]..<rows.starts[unit + 1] where targets.codes[row] >= 0 {
        let cell = Int(cohort[unit]) * periods + Int(rows.period[row])
        let weight = rows.weights?[row] ?? 1
        sums[cell] += weight * weight * gaps[row]
        squares[cell] += weight * weight
      }
    }
    var alone = 0
    for unit in cohort.indices {
      for row in rows.starts[unit]..<rows.starts[unit + 1] where targets.codes[row] >= 0 {
        let cell = Int(cohort[unit]) * periods + Int(rows.period[row])
        let weight = rows.weights?[row] ?? 1
        guard weight > 0 else { continue }
        let error = gaps[row] - sums[cell] / squares[cell]
        guard leaveOut else {
          errors[row] = error
          continue
        }
        let others = squares[cell] - weight * weight
        if others > squares[cell] * 1e-12 { errors[row] = error * squares[cell] / others } else { alone += 1 }
      }
    }
    guard alone == 0 else {
      throw .unsuited(
        estimator: estimator,
        reason:
          "\(alone) effects are of the only unit of their cohort in their period, which a mean of the others cannot stand for; "
          + "leave --leave-out away, or drop groups of one unit")
    }
    return errors
  }

  /// Σₖ b of each period less what units' means take of it, T × K by columns: the right sides for gₖ of the periods.
  private func targetComplements(_ targets: EffectTargets) -> [Double] {
    let count = targets.count
    let size = rows.periods
    let parts = Parallel.map(rows.pieces.count, threads: rows.threads) { piece -> [Double] in
      var sums = [Double](repeating: 0, count: size * count)
      // b of units with equal first periods, by target.
      var prefixes = [Double](repeating: 0, count: (size + 1) * count)
      var own = [Double](repeating: 0, count: count)
      var seen: [Int] = []
      seen.reserveCapacity(count)
      rows.walk { walk in
        targets.codes.withUnsafeBufferPointer { codes in
          for unit in rows.pieces[piece] {
            let range = walk.starts[unit]..<walk.starts[unit + 1]
            for row in range where codes[row] >= 0 {
              let target = Int(codes[row])
              let weight = walk.weight(row)
              sums[target * size + Int(walk.period[row])] += weight
              if own[target] == 0, !seen.contains(target) { seen.append(target) }
              own[target] += weight
            }
            let total = rows.unitWeights[unit]
            for target in seen {
              if rows.prefixes[unit] >= 0 {
                prefixes[Int(rows.prefixes[unit]) * count + target] += own[target]
              } else if total > 0 {
                let share = own[target] / total
                for row in range where walk.isFitted[row] {
                  sums[target * size + Int(walk.period[row])] -= walk.weight(row) * share
                }
              }
              own[target] = 0
            }
            seen.removeAll(keepingCapacity: true)
          }
        }
      }
      for length in 1..<size + 1 {
        for target in 0..<count {
          let share = prefixes[length * count + target] / Double(length)
          guard share != 0 else { continue }
          for period in 0..<length { sums[target * size + period] -= share }
        }
      }
      return sums
    }
    return UntreatedRows.total(parts)
  }

  /// hₖ, p × K.
  private func covariateWeights(_ targets: EffectTargets) -> Matrix {
    guard !covariates.isEmpty else { return Matrix(rows: 0, columns: targets.count) }
    var sums = Matrix(rows: covariates.count, columns: targets.count)
    for (position, column) in covariates.enumerated() {
      for row in column.indices where targets.codes[row] >= 0 {
        sums[position, Int(targets.codes[row])] += (rows.weights?[row] ?? 1) * column[row]
      }
    }
    return covariateInverse * sums
  }

  /// ψ of each unit, K columns of one a unit.
  private func unitScores(
    _ targets: EffectTargets, _ errors: [Double], _ effects: Matrix, _ slopes: Matrix
  ) -> [Double] {
    let count = targets.count
    let units = rows.unitWeights.count
    let size = rows.periods
    // By period, the targets beside each other.
    let byPeriod = (0..<size * count).map { effects[$0 / count, $0 % count] }
    return rows.fill(units * count) { walk, piece, places in
      var own = [Double](repeating: 0, count: count)
      var means = own
      var scores = own
      byPeriod.withUnsafeBufferPointer { byPeriod in
        targets.codes.withUnsafeBufferPointer { codes in
          gaps.withUnsafeBufferPointer { gaps in
            errors.withUnsafeBufferPointer { errors in
              own.withUnsafeMutableBufferPointer { own in
                means.withUnsafeMutableBufferPointer { means in
                  scores.withUnsafeMutableBufferPointer { scores in
                    for unit in piece {
                      for target in 0..<count {
                        own[target] = 0
                        means[target] = 0
                        scores[target] = 0
                      }
                      var total = 0.0
                      var sum = 0.0
                      for row in walk.starts[unit]..<walk.starts[unit + 1] {
                        let weight = walk.weight(row)
                        if codes[row] >= 0 {
                          own[Int(codes[row])] += weight
                          scores[Int(codes[row])] += weight * errors[row]
                        }
                        guard walk.isFitted[row] else { continue }
                        let error = weight * gaps[row]
                        let line = Int(walk.period[row]) * count
                        total += weight
                        sum += error
                        for target in 0..<count {
                          means[target] += weight * byPeriod[line + target]
                          scores[target] -= error * byPeriod[line + target]
                        }
                        for position in 0..<covariates.count {
                          let value = error * covariates[position][row]
                          for target in 0..<count { scores[target] -= value * slopes[position, target] }
                        }
                      }
                      for target in 0..<count {
                        // The unit's own part of gₖ.
                        let unitEffect = total > 0 ? (own[target] - means[target]) / total : 0
                        (places.pointer + (target * units + unit)).initialize(
                          to: scores[target] - unitEffect * sum)
                      }
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}
