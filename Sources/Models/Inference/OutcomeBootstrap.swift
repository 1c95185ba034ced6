public import Kernels
public import LinearAlgebra

// One treatment, several outcomes: the t statistics of one term in each outcome's regression on the same design, and their joint
// distribution by resampling whole clusters (or rows) for all outcomes at once. A cluster enters a draw as X_gᵀX_g and X_gᵀy,
// so that a draw costs no pass over the rows: b* = (Σ m_g X_gᵀX_g)⁻¹ Σ m_g X_gᵀy, and its variance is the sandwich over
// Σ m_g s_g s_gᵀ, s_g = X_gᵀy − X_gᵀX_g·b*, a cluster that was drawn m_g times counting as so many clusters.
// t* = (b* − b)/se*. The finite-sample factor is the same in t and t* and cancels from every comparison.
// Source: Cameron, Gelbach & Miller (2008), Review of Economics and Statistics 90(3), pairs cluster bootstrap-t.

/// What is drawn in a bootstrap over several outcomes.
public enum ResamplingUnit: Sendable {
  case rows
  case clusters(Grouping)
}

/// Observed and resampled t statistics of a term over several outcomes.
public struct OutcomeStatistics: Sendable {
  /// One an outcome.
  public let estimates: [Double]
  /// One an outcome; the standard errors are clustered (or robust) without a finite-sample factor.
  public let statistics: [Double]
  /// Draws × outcomes; not a number where a draw did not identify the coefficients.
  public let resampled: Matrix
  /// Draws that did not.
  public let failedDraws: Int
  public let seed: UInt64
}

/// The pairs bootstrap over several outcomes, for `ResamplingTest`.
public struct OutcomeBootstrap: Sendable {
  public var unit: ResamplingUnit
  public var repetitions: Int
  public var seed: UInt64

  public init(unit: ResamplingUnit, repetitions: Int = 999, seed: UInt64 = 1) {
    precondition(repetitions > 0, "\(repetitions) repetitions")
    self.unit = unit
    self.repetitions = repetitions
    self.seed = seed
  }

  /// `outcomes`: values a row, one an outcome. `term`: a name of the data's design.
  ///
  /// The same draws serve every outcome; draw r comes from stream r of the generator, so that no thread changes it.
  /// Throws `.unknownTerm`, `.singleCluster`, `.notFinite`, `.algebra`. The data's own outcome is not used; weights multiply
  /// each row's part. O(repetitions·G·k·(k + S)).
  public func run(_ data: RegressionData, outcomes: [[Double]], term: String, threads: Int = Parallel.cores)
    throws(RegressionError) -> OutcomeStatistics
  {
    precondition(!outcomes.isEmpty, "a bootstrap over no outcome")
    let design = data.matrix
    let solution: LeastSquaresSolution
    for outcome in outcomes {
      precondition(outcome.count == data.rows, "an outcome of \(outcome.count) rows for \(data.rows)")
      if let row = outcome.firstIndex(where: { !$0.isFinite }) {
        throw .notFinite(column: "an outcome", row: row + 1)
      }
    }
    do { solution = try design.leastSquares(.real(outcomes[0]), weights: data.weights?.values) } catch {
      throw .algebra(error)
    }
    let names = solution.kept.map { data.names[$0] }
    guard let position = names.firstIndex(of: term) else { throw .unknownTerm(name: term, known: names) }
    let grouping: Grouping
    switch unit {
    case .rows:
      grouping = Grouping(name: "row", codes: (0..<data.rows).map { UInt32($0) }, count: data.rows)
    case .clusters(let given): grouping = given
    }
    guard grouping.count > 1 else { throw .singleCluster(name: grouping.name) }
    let moments = OutcomeMoments(
      design.selecting(columns: solution.kept), weights: data.weights?.values, outcomes: outcomes, grouping)
    let once = [Int](repeating: 1, count: grouping.count)
    guard let observed = moments.estimate(once, position) else {
      throw .algebra(.singular(routine: "dpotrf", pivot: position + 1, size: names.count))
    }
    let seed = seed
    let draws = Parallel.map(repetitions, threads: threads) { draw -> [Double]? in
      var generator = PCG64(seed: seed, stream: UInt64(draw))
      var times = [Int](repeating: 0, count: grouping.count)
      for _ in 0..<grouping.count { times[generator.nextInteger(below: grouping.count)] += 1 }
      return moments.estimate(times, position).map { found in
        found.indices.map { (found[$0].estimate - observed[$0].estimate) / found[$0].error }
      }
    }
    var resampled = Matrix(rows: repetitions, columns: outcomes.count)
    for (row, draw) in draws.enumerated() {
      for column in outcomes.indices { resampled[row, column] = draw?[column] ?? .nan }
    }
    return OutcomeStatistics(
      estimates: observed.map(\.estimate), statistics: observed.map { $0.estimate / $0.error },
      resampled: resampled, failedDraws: draws.count { $0 == nil }, seed: seed)
  }
}

/// X_gᵀWX_g and X_gᵀWy of each cluster, a column an outcome.
private struct OutcomeMoments: Sendable {
  private let width: Int
  private let outcomes: Int
  private let count: Int
  /// Of a cluster, `width`² elements after one another.
  private let grams: [Double]
  /// Of a cluster, outcome after outcome, `width` elements each.
  private let products: [Double]

  init(_ design: TallMatrix, weights: [Double]?, outcomes: [[Double]], _ grouping: Grouping) {
    let width = design.width
    self.width = width
    self.outcomes = outcomes.count
    count = grouping.count
    var grams = [Double](repeating: 0, count: count * width * width)
    var products = [Double](repeating: 0, count: count * outcomes.count * width)
    let dense = design.dense()
    for row in 0..<design.rows {
      let group = Int(grouping.codes[row])
      let weight = weights?[row] ?? 1
      for j in 0..<width {
        let value = weight * dense[row, j]
        for i in 0..<width { grams[(group * width + j) * width + i] += value * dense[row, i] }
        for (outcome, values) in outcomes.enumerated() {
          products[(group * outcomes.count + outcome) * width + j] += value * values[row]
        }
      }
    }
    self.grams = grams
    self.products = products
  }

  /// Estimate and standard error of a coefficient for each outcome, each cluster taken so many times; nil where the
  /// coefficients are not identified.
  func estimate(_ times: [Int], _ position: Int) -> [(estimate: Double, error: Double)]? {
    var gram = Matrix(rows: width, columns: width)
    var right = Matrix(rows: width, columns: outcomes)
    for group in 0..<count where times[group] > 0 {
      let weight = Double(times[group])
      for j in 0..<width {
        for i in 0..<width { gram[i, j] += weight * grams[(group * width + j) * width + i] }
        for outcome in 0..<outcomes {
          right[j, outcome] += weight * products[(group * outcomes + outcome) * width + j]
        }
      }
    }
    guard let cholesky = try? Cholesky(of: gram), let condition = try? cholesky.reciprocalCondition(),
      condition > 1e-15, let solved = try? cholesky.solve(right),
      let row = try? cholesky.solve(Matrix.identity(width).column(position))
    else { return nil }
    return (0..<outcomes).map { outcome in
      var variance = 0.0
      for group in 0..<count where times[group] > 0 {
        var score = 0.0
        for j in 0..<width {
          var value = products[(group * outcomes + outcome) * width + j]
          for i in 0..<width { value -= grams[(group * width + j) * width + i] * solved[i, outcome] }
          score += row[j] * value
        }
        variance += Double(times[group]) * score * score
      }
      return (solved[position, outcome], variance.squareRoot())
    }
  }
}
