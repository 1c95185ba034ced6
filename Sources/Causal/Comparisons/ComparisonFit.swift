internal import Foundation
internal import LinearAlgebra

// The effect on the treated of one comparison, and each row's influence on it.
//
// Model: Y of treated and comparison rows, after and before (or their change within the units of a panel), covariates X of
// before the treatment. Parallel trends given X, no anticipation, overlap. Estimand: the average effect on the treated.
//
//   outcome regression   Heckman, Ichimura & Todd (1997, REStud 64, 605)
//   ipw                  Abadie (2005, REStud 72, 1): as they are, or with weights that sum to one
//   dr                   Sant'Anna & Zhao (2020, J. Econometrics 219, 101, doi 10.1016/j.jeconom.2020.06.003): (2.5), for
//                        repeated cross-sections (2.6) τ^dr,rc₁ and the locally efficient (2.14) τ^dr,rc₂; logit and least
//                        squares, or inverse probability tilting and weighted least squares ("improved")
//
// All of them are one smooth function of means, regressions β and propensity γ, so that the influence of a row is its part of
// each mean plus the derivative by each β and γ times its influence on that: φ = ∂τ/∂means + ∂τ/∂β·φ_β + ∂τ/∂γ·φ_γ with
// φ_β = (ΣwX'X)⁻¹X'we and φ_γ = (Σwp(1−p)X'X)⁻¹X'w(D−p). The improved estimators have zero derivatives by design. Influences here
// sum to the estimation error (they are divided by n): the standard error is √Σφ², no small-sample factor.

/// One comparison's effect, with what gives the influence of each of its rows.
struct ComparisonFit {
  let estimate: Double
  let weights: ComparisonWeights
  /// Of each role: φ = w·(α·odds·(y − X·b − η) + r + X·q + e·X·u) + w(D − p)·X·v, e = y − X·own.
  private let terms: [Term]
  /// v; empty without a propensity or where it has no influence.
  private let propensityDirection: [Double]

  private struct Term {
    /// α.
    var factor = 0.0
    /// b; empty for none.
    var predicted: [Double] = []
    /// η.
    var mean = 0.0
    /// r.
    var constant = 0.0
    /// q; empty for none.
    var linear: [Double] = []
    /// The coefficients of the role's own regression and u; empty for none.
    var own: [Double] = []
    var direction: [Double] = []
  }

  init(_ source: ComparisonSource, _ weights: ComparisonWeights) throws(DifferencesError) {
    self.weights = weights.withoutOdds
    let size = source.parameters
    let sums = Sums(source, weights)
    // Regressions of each role.
    var betas = [[Double]](repeating: [], count: 4)
    for role in ComparisonRole.allCases {
      if let inverse = weights.inverseGrams[role.rawValue] {
        betas[role.rawValue] = inverse.times(sums.regressionMoments[role.rawValue])
      }
    }
    let hasBefore = weights.parts.contains { !$0.role.isAfter }
    let roles = ComparisonRole.allCases.filter { hasBefore || $0.isAfter }
    func control(_ role: ComparisonRole) -> [Double] {
      betas[(role.isAfter ? ComparisonRole.controlAfter : .controlBefore).rawValue]
    }
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    var terms = [Term](repeating: Term(), count: 4)
    var direction = [Double](repeating: 0, count: size)
    // ∂τ/∂β of each regression.
    var slopes = [[Double]](repeating: [Double](repeating: 0, count: size), count: 4)
    func shift(_ role: ComparisonRole, _ mean: [Double], _ sign: Double) {
      for column in 0..<size { slopes[role.rawValue][column] += sign * mean[column] }
    }
    var estimate = 0.0
    // Without covariates all but the weights as they are come to four means.
    let method: DifferencesMethod =
      size == 0 && weights.method != .abadie ? .weighting : weights.method
    switch method {
    case .abadie:
      // Weights as they are: (post − λ)/(λ(1 − λ)) in cross-sections, 1 in a panel.
      let share = weights.afterTotal / weights.allTotal
      for role in roles {
        let scale = hasBefore ? (role.isAfter ? 1 / share : 1 / (1 - share)) : 1
        let index = role.rawValue
        // Σ w odds y = total · mean.
        estimate += role.sign * scale * weights.totals[index] * sums.means[index] / weights.treatedTotal
        terms[index].factor = role.sign * scale / weights.treatedTotal
        if !role.isTreated {
          for column in 0..<size {
            direction[column] +=
              role.sign * scale * sums.products[index][column] / weights.treatedTotal
          }
        }
      }
      for role in roles where role.isTreated {
        terms[role.rawValue].constant = -estimate / weights.treatedTotal
      }
    case .regression, .changesInChanges, .outcomeRegression:
      // The treated's own change less the one predicted from the controls' regressions, over all treated rows.
      var gap = [Double](repeating: 0, count: size)
      for column in 0..<size {
        gap[column] = control(.treatedAfter)[column] - (hasBefore ? control(.treatedBefore)[column] : 0)
      }
      let predicted = dot(gap, weights.treatedMean)
      for role in roles where role.isTreated {
        let index = role.rawValue
        estimate += role.sign * sums.means[index]
        terms[index].factor = role.sign / weights.totals[index]
        terms[index].mean = sums.means[index]
        terms[index].constant = predicted / weights.treatedTotal
        terms[index].linear = gap.map { -$0 / weights.treatedTotal }
      }
      estimate -= predicted
      shift(.controlAfter, weights.treatedMean, -1)
      if hasBefore { shift(.controlBefore, weights.treatedMean, 1) }
    case .weighting, .doublyRobust, .improved, .doublyRobustSimple, .improvedSimple:
      let isRegressed = weights.inverseGrams[ComparisonRole.controlAfter.rawValue] != nil
      for role in roles {
        let index = role.rawValue
        let beta = isRegressed ? control(role) : []
        let mean = sums.means[index] - dot(beta, weights.means[index])
        estimate += role.sign * mean
        terms[index].factor = role.sign / weights.totals[index]
        terms[index].predicted = beta
        terms[index].mean = mean
        if isRegressed {
          shift(role.isAfter ? .controlAfter : .controlBefore, weights.means[index], -role.sign)
        }
        if !role.isTreated, size > 0 {
          // Σ w odds (y − Xβ − η) X / Σ w odds.
          let gram =
            weights.oddsGrams[index].map { $0.times(beta) } ?? [Double](repeating: 0, count: size)
          for column in 0..<size {
            let moment =
              (sums.products[index][column] - gram[column]) / weights.totals[index]
              - mean * weights.means[index][column]
            direction[column] += role.sign * moment
          }
        }
      }
      if weights.isEfficient {
        // The treated's regressions move the effect from the treated of each period to all treated.
        for role in roles where role.isTreated {
          let index = role.rawValue
          let gap = zip(betas[index], control(role)).map { $0 - $1 }
          let all = dot(gap, weights.treatedMean)
          let own = dot(gap, weights.means[index])
          estimate += role.sign * (all - own)
          for other in roles where other.isTreated {
            terms[other.rawValue].linear = ComparisonFit.sum(
              terms[other.rawValue].linear, gap, role.sign / weights.treatedTotal)
            terms[other.rawValue].constant -= role.sign * all / weights.treatedTotal
          }
          terms[index].linear = ComparisonFit.sum(
            terms[index].linear, gap, -role.sign / weights.totals[index])
          terms[index].constant += role.sign * own / weights.totals[index]
          let move = zip(weights.treatedMean, weights.means[index]).map { $0 - $1 }
          shift(role, move, role.sign)
          shift(role.isAfter ? .controlAfter : .controlBefore, move, -role.sign)
        }
      }
    }
    let isImproved = weights.method == .improved || weights.method == .improvedSimple
    if !isImproved {
      for role in roles {
        let index = role.rawValue
        guard let inverse = weights.inverseGrams[index] else { continue }
        terms[index].own = betas[index]
        terms[index].direction = inverse.times(slopes[index])
      }
      if let fit = weights.propensity { direction = fit.inverseInformation.times(direction) }
    }
    guard estimate.isFinite else {
      throw .noOverlap(cell: "a comparison", trimmed: weights.trimmed)
    }
    self.estimate = estimate
    self.terms = terms
    propensityDirection = isImproved || weights.propensity == nil ? [] : direction
  }

  private static func sum(_ a: [Double], _ b: [Double], _ factor: Double) -> [Double] {
    a.isEmpty ? b.map { $0 * factor } : zip(a, b).map { $0 + factor * $1 }
  }

  /// The influence of rows of one role into `out`; `scratch` has room for four blocks.
  func influence(
    _ source: ComparisonSource, _ role: ComparisonRole, _ rows: Range<Int>,
    _ out: UnsafeMutablePointer<Double>, _ scratch: UnsafeMutablePointer<Double>
  ) {
    let count = rows.count
    let term = terms[role.rawValue]
    let response = scratch
    let residual = scratch + BlockSums.block
    let odds = scratch + 2 * BlockSums.block
    let second = scratch + 3 * BlockSums.block
    source.response(rows, response)
    residual.update(from: response, count: count)
    source.addPredictor(term.predicted, times: -1, rows, residual)
    let (factor, mean, constant) = (term.factor, term.mean, term.constant)
    if let fit = weights.propensity {
      odds.update(repeating: 0, count: count)
      source.addPredictor(fit.coefficients, times: 1, rows, odds)
      for index in 0..<count { odds[index] = exp(odds[index]) }
    }
    if weights.propensity != nil, !role.isTreated {
      let bound = ComparisonWeights.trimming / (1 - ComparisonWeights.trimming)
      for index in 0..<count {
        out[index] = (odds[index] < bound ? factor * odds[index] * (residual[index] - mean) : 0) + constant
      }
    } else {
      for index in 0..<count { out[index] = factor * (residual[index] - mean) + constant }
    }
    source.addPredictor(term.linear, times: 1, rows, out)
    if !term.direction.isEmpty {
      if term.own != term.predicted {
        residual.update(from: response, count: count)
        source.addPredictor(term.own, times: -1, rows, residual)
      }
      second.update(repeating: 0, count: count)
      source.addPredictor(term.direction, times: 1, rows, second)
      for index in 0..<count { out[index] += residual[index] * second[index] }
    }
    if !propensityDirection.isEmpty {
      second.update(repeating: 0, count: count)
      source.addPredictor(propensityDirection, times: 1, rows, second)
      // 1 − p of the treated, −p of the others; trimmed rows are in the propensity too.
      if role.isTreated {
        for index in 0..<count { out[index] += second[index] / (1 + odds[index]) }
      } else {
        for index in 0..<count { out[index] -= second[index] / (1 + 1 / odds[index]) }
      }
    }
    if source.weights != nil {
      source.weights(rows, second)
      BlockSums.multiply(out, second, out, count)
    }
  }

  /// Sums of the response.
  private struct Sums {
    /// Means of each role with its weights (w, or w·odds).
    var means = [Double](repeating: 0, count: 4)
    /// Σ w·odds·y·X of each role.
    var products: [[Double]]
    /// Σ w·y·X with the weights of each role's regression.
    var regressionMoments: [[Double]]
    let size: Int

    init(_ source: ComparisonSource, _ weights: ComparisonWeights) {
      size = source.parameters
      products = Array(repeating: Array(repeating: 0, count: size), count: 4)
      regressionMoments = products
      let isImproved = weights.method == .improved || weights.method == .improvedSimple
      var totals = [Double](repeating: 0, count: 4)
      let block = BlockSums.block
      let scratch = UnsafeMutablePointer<Double>.allocate(capacity: 3 * block)
      scratch.initialize(repeating: 0, count: 3 * block)
      defer { scratch.deallocate() }
      let (weight, response, weighted) = (scratch, scratch + block, scratch + 2 * block)
      var control = 0
      for part in weights.parts {
        let index = part.role.rawValue
        let isRegressed = weights.inverseGrams[index] != nil
        var first = part.rows.lowerBound
        while first < part.rows.upperBound {
          let rows = first..<min(part.rows.upperBound, first + block)
          first = rows.upperBound
          let count = rows.count
          source.weights(rows, weight)
          source.response(rows, response)
          let plain = isRegressed && (part.role.isTreated || !isImproved)
          if plain {
            BlockSums.multiply(weight, response, weighted, count)
            for column in 0..<size {
              regressionMoments[index][column] += BlockSums.dot(
                weighted, source.covariates[column] + rows.lowerBound, count)
            }
          }
          if !part.role.isTreated, let odds = weights.odds {
            odds.withUnsafeBufferPointer { odds in
              guard let base = odds.baseAddress else { return }
              BlockSums.multiply(weight, base + control, weight, count)
            }
            control += count
          }
          BlockSums.multiply(weight, response, weighted, count)
          means[index] += BlockSums.sum(weighted, count)
          totals[index] += BlockSums.sum(weight, count)
          if !part.role.isTreated, weights.odds != nil {
            for column in 0..<size {
              products[index][column] += BlockSums.dot(
                weighted, source.covariates[column] + rows.lowerBound, count)
            }
            if isRegressed, isImproved { regressionMoments[index] = products[index] }
          }
        }
      }
      for index in 0..<4 where totals[index] != 0 { means[index] /= totals[index] }
    }
  }
}
