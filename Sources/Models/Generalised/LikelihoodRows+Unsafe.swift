internal import Kernels
internal import LinearAlgebra

// What Newton's method needs of every row in one walk over them: blocks of fixed size on threads, their sums added in their
// order, so that the bits do not depend on the threads. The families of the largest data have loops of their own, in which
// one exponential serves the mean, the curvature and the likelihood.

/// A predictor and what the likelihood is like there.
struct LikelihoodState: Sendable {
  /// η, with the offset.
  let predictor: [Double]
  /// The score of a row over its curvature; zero where that is zero.
  let shift: [Double]
  /// w times the curvature −∂²ℓ/∂η², or its expected value.
  let curvature: [Double]
  /// Σ w·ℓ without constants; −∞ where some row's is not finite.
  let kernel: Double
  /// Whether any curvature is above zero.
  let isCurved: Bool
}

/// What a block of rows adds to a state.
struct StateSum: Sendable {
  var kernel = CompensatedSum()
  var isFinite = true
  var isCurved = false
}

extension StateSum {
  /// Some rows of a Poisson outcome whose predictor and mean are known; the mean becomes the curvature.
  @inline(__always)
  mutating func addPoisson(
    _ outcome: UnsafePointer<Double>, _ weights: UnsafePointer<Double>?, _ predictor: UnsafePointer<Double>,
    _ count: Int, mean: UnsafeMutablePointer<Double>, shift: UnsafeMutablePointer<Double>
  ) {
    let found = RowFunctions.poisson(
      outcome, predictor, means: mean, weights: weights, count: count, shift: shift, curvature: mean)
    isFinite = isFinite && found.kernel.isFinite
    isCurved = isCurved || found.isCurved
    kernel.add(found.kernel)
  }
}

/// How far a step goes.
struct StepMeasure {
  /// Σ W·δ².
  var change = 0.0
  /// Σ W·(1 + η²).
  var size = 0.0
  /// The largest |δ|.
  var largest = 0.0
}

/// Columns that workers read.
private struct RowColumns: @unchecked Sendable {
  let outcome: UnsafePointer<Double>
  let weights: UnsafePointer<Double>?
  let predictor: UnsafePointer<Double>
  let change: UnsafePointer<Double>?

  /// The predictors of some rows: where there is a change moved by `share` of it, as they then are in `target`.
  @inline(__always)
  func moved(_ rows: Range<Int>, _ share: Double, to target: UnsafeMutablePointer<Double>?)
    -> UnsafePointer<Double>
  {
    guard let change, let target else { return predictor + rows.lowerBound }
    for row in rows { target[row] = predictor[row] + share * change[row] }
    return UnsafePointer(target + rows.lowerBound)
  }
}

extension LikelihoodProblem {
  var rows: RowBlocks { RowBlocks(count: outcome.count, threads: threads) }

  /// The likelihood at a predictor, or `share` of `change` away from it.
  func state(
    _ predictor: [Double], moved change: [Double]? = nil, by share: Double = 1, alpha: Double,
    expected: Bool = false
  ) -> LikelihoodState {
    if !levels.isEmpty { return settledState(predictor, moved: change, by: share) }
    let count = outcome.count
    let blocks = rows
    var shift: [Double] = []
    var curvature: [Double] = []
    var sums: [StateSum] = []
    let moved = RowBlocks.column(count, or: change == nil ? predictor : nil) { moved in
      shift = RowBlocks.column(count) { shift in
        curvature = RowBlocks.column(count) { curvature in
          withColumns(predictor, change) { columns in
            sums = Parallel.map(blocks.blocks, threads: threads) { block in
              work(
                columns, blocks.range(block), share, alpha, expected, moved: moved?.pointer,
                shift: shift.pointer,
                curvature: curvature.pointer)
            }
          }
        }
      }
    }
    let isFinite = sums.allSatisfy(\.isFinite)
    return LikelihoodState(
      predictor: moved, shift: shift, curvature: curvature,
      kernel: isFinite ? RowBlocks.total(sums.map(\.kernel)) : -.infinity,
      isCurved: sums.contains(where: \.isCurved))
  }

  private func work(
    _ columns: RowColumns, _ range: Range<Int>, _ share: Double, _ alpha: Double, _ expected: Bool,
    moved: UnsafeMutablePointer<Double>?, shift: UnsafeMutablePointer<Double>,
    curvature: UnsafeMutablePointer<Double>
  ) -> StateSum {
    switch family {
    case .poisson: return walkPoisson(columns, range, share, moved, shift, curvature)
    case .logit, .fractional:
      if columns.weights == nil { return walkLogit(columns, range, share, moved, shift, curvature) }
      return walk(columns, range, share, moved, shift, curvature) { outcome, predictor in
        let small = RealPower.exponential(-abs(predictor))
        let (rest, tail) = (1 / (1 + small), small / (1 + small))
        let (p, q) = predictor >= 0 ? (rest, tail) : (tail, rest)
        // Right to the rounding of one, which is enough to tell whether a step goes up.
        let logarithm = RealPower.logarithm(1 + small)
        let logP = predictor >= 0 ? -logarithm : predictor - logarithm
        let logQ = predictor >= 0 ? -predictor - logarithm : -logarithm
        let own =
          outcome == 1 ? logP : outcome == 0 ? logQ : outcome * logP + (1 - outcome) * logQ
        return (outcome * q - (1 - outcome) * p, p * q, own)
      }
    default:
      let family = family
      return walk(columns, range, share, moved, shift, curvature) { outcome, predictor in
        let point = family.point(outcome, predictor, alpha: alpha)
        return (
          point.score, expected ? point.expected : point.observed,
          family.kernel(outcome, predictor, alpha: alpha)
        )
      }
    }
  }

  /// The walk of a logit without weights. Of log p and log q the part −log(1 + e^−|η|) is that of the product over a few rows,
  /// each factor between one and two.
  private func walkLogit(
    _ columns: RowColumns, _ range: Range<Int>, _ share: Double, _ moved: UnsafeMutablePointer<Double>?,
    _ shift: UnsafeMutablePointer<Double>, _ curvature: UnsafeMutablePointer<Double>
  ) -> StateSum {
    var sum = StateSum()
    for rows in RowBlocks.chunks(range) {
      let low = rows.lowerBound
      let found = RowFunctions.logit(
        columns.outcome + low, columns.moved(rows, share, to: moved), count: rows.count,
        shift: shift + low, curvature: curvature + low)
      let kernel = found.linear - RealPower.logarithm(found.product)
      sum.isCurved = sum.isCurved || found.isCurved
      sum.isFinite = sum.isFinite && kernel.isFinite
      sum.kernel.add(kernel)
    }
    return sum
  }

  private func walkPoisson(
    _ columns: RowColumns, _ range: Range<Int>, _ share: Double, _ moved: UnsafeMutablePointer<Double>?,
    _ shift: UnsafeMutablePointer<Double>, _ curvature: UnsafeMutablePointer<Double>
  ) -> StateSum {
    var sum = StateSum()
    for rows in RowBlocks.chunks(range) {
      let (low, count) = (rows.lowerBound, rows.count)
      let predictor = columns.moved(rows, share, to: moved)
      let (outcome, mean, shift) = (columns.outcome + low, curvature + low, shift + low)
      RowFunctions.exponentials(predictor, count: count, to: mean)
      sum.addPoisson(outcome, columns.weights.map { $0 + low }, predictor, count, mean: mean, shift: shift)
    }
    return sum
  }

  /// `point`: a row's score, curvature and log-likelihood.
  @inline(__always)
  private func walk(
    _ columns: RowColumns, _ range: Range<Int>, _ share: Double, _ moved: UnsafeMutablePointer<Double>?,
    _ shift: UnsafeMutablePointer<Double>, _ curvature: UnsafeMutablePointer<Double>,
    _ point: (Double, Double) -> (score: Double, curvature: Double, kernel: Double)
  ) -> StateSum {
    var sum = StateSum()
    for row in range {
      var predictor = columns.predictor[row]
      if let change = columns.change { predictor += share * change[row] }
      if let moved { moved[row] = predictor }
      let (score, own, kernel) = point(columns.outcome[row], predictor)
      let ratio = own > 0 ? score / own : 0
      shift[row] = ratio.isFinite ? ratio : 0
      let weight = columns.weights.map { $0[row] } ?? 1
      curvature[row] = weight * own
      sum.isCurved = sum.isCurved || weight * own > 0
      sum.isFinite = sum.isFinite && kernel.isFinite
      sum.kernel.add(weight * kernel)
    }
    return sum
  }

  /// μ of every row, and the sums that a fit gives: Σ w·ℓ without constants, the deviance, Σ w(y − μ)²/V(μ).
  func rowSums(_ predictor: [Double], alpha: Double) -> (
    fitted: [Double], kernel: Double, deviance: Double, pearson: Double
  ) {
    let family = family
    switch family {
    case .poisson:
      let sums = sums(predictor) { columns, rows, fitted, sum in
        let (outcome, predictor) = (columns.outcome + rows.lowerBound, columns.predictor + rows.lowerBound)
        let weights = columns.weights.map { $0 + rows.lowerBound }
        RowFunctions.exponentials(predictor, count: rows.count, to: fitted)
        let found = RowFunctions.poisson(
          outcome, predictor, means: fitted, weights: weights, count: rows.count)
        sum.kernel.add(found.kernel)
        sum.pearson.add(found.pearson)
      }
      return (
        sums.fitted, sums.kernel,
        poissonDeviance(predictor, kernel: sums.kernel), sums.pearson
      )
    case .logit where weights == nil:
      let sums = sums(predictor) { columns, rows, fitted, sum in
        let found = RowFunctions.logit(
          columns.outcome + rows.lowerBound, columns.predictor + rows.lowerBound, count: rows.count,
          means: fitted)
        sum.kernel.add(found.linear)
        sum.kernel.add(-RealPower.logarithm(found.product))
        sum.pearson.add(found.pearson)
      }
      // Where nearly every outcome is as good as certain the product has lost what the terms beside one are.
      let isNearlyCertain = !(abs(sums.kernel) > 0.01 * Double(outcome.count))
      return (
        sums.fitted, isNearlyCertain ? kernel(predictor, alpha: 0) : sums.kernel, 0, sums.pearson
      )
    case .logit:
      return rowSums(predictor) { outcome, predictor in
        let (p, q) = Family.logistic(predictor)
        let score = outcome * q - (1 - outcome) * p
        return (
          p, family.kernel(outcome, predictor, alpha: 0), 0, p * q > 0 ? score * score / (p * q) : 0
        )
      }
    default:
      return rowSums(predictor) { outcome, predictor in
        // (y − μ)²/V = u²/I for the score u and the expected information I of a row.
        let point = family.point(outcome, predictor, alpha: alpha)
        let mean = family.slope(predictor).mean
        return (
          mean, family.kernel(outcome, predictor, alpha: alpha),
          family.deviance(outcome, predictor, mean: mean, alpha: alpha),
          point.expected > 0 ? point.score * point.score / point.expected : 0
        )
      }
    }
  }

  /// ∂ℓ/∂η of every row, without its weight.
  func scores(_ predictor: [Double], alpha: Double) -> [Double] {
    let (family, outcome, blocks) = (family, outcome, rows)
    guard family == .poisson || family == .logit || family == .fractional else {
      return blocks.fill { family.point(outcome[$0], predictor[$0], alpha: alpha).score }
    }
    return RowBlocks.column(outcome.count) { scores in
      withColumns(predictor, nil) { columns in
        Parallel.forEach(blocks.blocks, threads: threads) { block in
          for rows in RowBlocks.chunks(blocks.range(block)) {
            let (low, count) = (rows.lowerBound, rows.count)
            let (outcome, target) = (columns.outcome + low, scores.pointer + low)
            if family == .poisson {
              RowFunctions.exponentials(columns.predictor + low, count: count, to: target)
              for row in 0..<count { target[row] = outcome[row] - target[row] }
            } else {
              _ = RowFunctions.logit(outcome, columns.predictor + low, count: count, scores: target)
            }
          }
        }
      }
    }
  }

  private struct RowSums: Sendable {
    var kernel = CompensatedSum()
    var deviance = CompensatedSum()
    var pearson = CompensatedSum()
  }

  /// The same where `body` takes some hundred rows at once and fills their means.
  @inline(__always)
  private func sums(
    _ predictor: [Double],
    _ body: @Sendable (RowColumns, Range<Int>, UnsafeMutablePointer<Double>, inout RowSums) -> Void
  ) -> (fitted: [Double], kernel: Double, pearson: Double) {
    let blocks = rows
    var sums: [RowSums] = []
    let fitted = RowBlocks.column(outcome.count) { fitted in
      withColumns(predictor, nil) { columns in
        sums = Parallel.map(blocks.blocks, threads: threads) { block in
          var sum = RowSums()
          for rows in RowBlocks.chunks(blocks.range(block)) {
            body(columns, rows, fitted.pointer + rows.lowerBound, &sum)
          }
          return sum
        }
      }
    }
    return (fitted, RowBlocks.total(sums.map(\.kernel)), RowBlocks.total(sums.map(\.pearson)))
  }

  @inline(__always)
  private func rowSums(
    _ predictor: [Double],
    _ point: @Sendable (Double, Double) -> (mean: Double, kernel: Double, deviance: Double, pearson: Double)
  ) -> (fitted: [Double], kernel: Double, deviance: Double, pearson: Double) {
    let blocks = rows
    var sums: [RowSums] = []
    let fitted = RowBlocks.column(outcome.count) { fitted in
      withColumns(predictor, nil) { columns in
        sums = Parallel.map(blocks.blocks, threads: threads) { block in
          var sum = RowSums()
          for row in blocks.range(block) {
            let found = point(columns.outcome[row], columns.predictor[row])
            let weight = columns.weights.map { $0[row] } ?? 1
            fitted.pointer[row] = found.mean
            sum.kernel.add(weight * found.kernel)
            sum.deviance.add(weight * found.deviance)
            sum.pearson.add(weight * found.pearson)
          }
          return sum
        }
      }
    }
    return (
      fitted, RowBlocks.total(sums.map(\.kernel)), RowBlocks.total(sums.map(\.deviance)),
      RowBlocks.total(sums.map(\.pearson))
    )
  }

  /// How far a change of the predictor goes at a state.
  func measure(_ change: [Double], at state: LikelihoodState) -> StepMeasure {
    let blocks = rows
    let parts = change.withUnsafeBufferPointer { change in
      state.predictor.withUnsafeBufferPointer { predictor in
        state.curvature.withUnsafeBufferPointer { curvature -> [StepMeasure] in
          guard let change = change.baseAddress, let predictor = predictor.baseAddress,
            let curvature = curvature.baseAddress
          else { return [] }
          let columns = RowColumns(outcome: change, weights: curvature, predictor: predictor, change: nil)
          return Parallel.map(blocks.blocks, threads: threads) { block in
            var sum = StepMeasure()
            guard let weights = columns.weights else { return sum }
            for rows in RowBlocks.chunks(blocks.range(block)) {
              let low = rows.lowerBound
              let (change, weights, predictor) = (
                columns.outcome + low, weights + low, columns.predictor + low
              )
              sum.change += RowBlocks.plainSum(rows.count) { weights[$0] * (change[$0] * change[$0]) }
              sum.size += RowBlocks.plainSum(rows.count) {
                weights[$0] * (1 + predictor[$0] * predictor[$0])
              }
              var (even, odd) = (0.0, 0.0)
              for pair in 0..<rows.count / 2 {
                even = max(even, abs(change[2 * pair]))
                odd = max(odd, abs(change[2 * pair + 1]))
              }
              if rows.count % 2 == 1 { even = max(even, abs(change[rows.count - 1])) }
              sum.largest = max(sum.largest, max(even, odd))
            }
            return sum
          }
        }
      }
    }
    return parts.reduce(into: StepMeasure()) { total, part in
      total.change += part.change
      total.size += part.size
      total.largest = max(total.largest, part.largest)
    }
  }

  private func withColumns(_ predictor: [Double], _ change: [Double]?, _ body: (RowColumns) -> Void) {
    func pointer(_ values: [Double]?, _ body: (UnsafePointer<Double>?) -> Void) {
      guard let values else { return body(nil) }
      values.withUnsafeBufferPointer { body($0.baseAddress) }
    }
    pointer(outcome) { outcome in
      pointer(weights) { weights in
        pointer(predictor) { predictor in
          pointer(change) { change in
            guard let outcome, let predictor else { return }
            body(RowColumns(outcome: outcome, weights: weights, predictor: predictor, change: change))
          }
        }
      }
    }
  }
}
