internal import LinearAlgebra

// The logit of an outcome within strata, given how many of a stratum's rows have a one (McFadden 1974, in Zarembka, Frontiers in
// Econometrics; Chamberlain 1980, Rev. Econ. Studies 47): every constant of a stratum cancels. With m ones among n rows
//   ℓ = Σ_{y=1} η − log Σ_S e^{Σ_{i∈S} η_i} over all sets S of m rows: `StratumSums`.

/// Conditional (fixed-effects) logit by maximum likelihood.
public struct ConditionalLogit: Sendable {
  public var covariance: CovarianceKind
  public var profile: Profile
  /// Of the confidence intervals, between 0 and 1.
  public var confidence: Double

  public init(covariance: CovarianceKind = .iid, profile: Profile = .fixest, confidence: Double = 0.95) {
    precondition(confidence > 0 && confidence < 1, "a confidence of \(confidence)")
    self.covariance = covariance
    self.profile = profile
    self.confidence = confidence
  }

  /// The fit; `strata` has a code for each row of the data, which have no weights.
  ///
  /// Strata whose outcomes are all equal say nothing and are left out and counted. Scores of a robust covariance are those of
  /// strata, and clusters hold whole strata. Throws `RegressionError` as `GeneralisedLinearModel.fit`, `.separation` and `.strataTooLarge`
  /// too. O(n·min(m, √n)·k²) a step for strata of m ones.
  public func fit(_ data: RegressionData, strata: Grouping) throws(RegressionError) -> LikelihoodFit {
    precondition(strata.codes.count == data.rows, "\(strata.codes.count) strata codes for \(data.rows) rows")
    precondition(data.weights == nil, "conditional logit has no weights")
    for cluster in covariance.groupings where !strata.isNested(in: cluster) {
      throw .covarianceNotOfFamily(
        covariance: covariance.description, family: "conditional-logit whose strata it divides",
        instead: "clusters that hold whole strata")
    }
    let outcome = (0..<data.rows).map { data.outcome[$0] }
    if let row = outcome.firstIndex(where: { !Family.logit.contains($0) }) {
      throw .outcomeOutsideFamily(
        name: data.outcomeName, row: row + 1, value: outcome[row], family: "conditional-logit",
        range: Family.logit.range)
    }
    let (rows, starts) = strata.rowsByGroup()
    let groups = (0..<strata.count).map { rows[starts[$0]..<starts[$0 + 1]].map { Int($0) } }
      .filter { group in Set(group.map { outcome[$0] }).count > 1 }
    let used = groups.flatMap { $0 }
    guard !used.isEmpty else {
      let first = outcome.first ?? 0
      if outcome.allSatisfy({ $0 == first }) { throw .constantOutcome(name: data.outcomeName, value: first) }
      throw .separatedOutcome(name: data.outcomeName, effects: [strata.name])
    }
    let sample = try RegressionSample(data.selecting(rows: used), needsVariation: false)
    let problem = try ConditionalProblem(
      sample, outcome: used.map { outcome[$0] }, sizes: groups.map(\.count))
    guard !problem.kept.isEmpty else { throw .noColumns }
    try problem.checkSize(strata.name)
    let count = SmallSampleCount(
      observations: used.count, regressors: problem.kept.count,
      theory: .choice)
    let search: NewtonSearch
    do throws(RegressionError) {
      search = try NewtonSearch(
        from: [Double](repeating: 0, count: problem.kept.count), observations: used.count,
        model: "conditional-logit", rows: used.count,
        value: { problem.value($0) }, point: { problem.point($0) },
        separation: { problem.separation($0, data.names) })
    } catch {
      // All rows that directions separate, not those of the one that was found.
      guard case .separation = error, let found = try problem.separation(data.names) else { throw error }
      throw found.error(of: used.count)
    }
    if problem.isCertain(search.parameters), let found = try problem.separation(data.names) {
      throw found.error(of: used.count)
    }
    let scores = problem.scores(search.parameters)
    let context = try CovarianceContext(
      design: TallMatrix(scores), residuals: [Double](repeating: 1, count: groups.count), weights: nil,
      bread: search.inverse, residualSumOfSquares: 1, count: count)
    return try LikelihoodFit(
      model: "conditional-logit", outcomeName: data.outcomeName,
      names: problem.kept.map { data.names[$0] },
      dropped: data.names.indices.filter { !problem.kept.contains($0) && $0 != data.intercept }
        .map { data.names[$0] }, search: search, context: context, scoreRows: groups.map { $0[0] },
      regressors: problem.kept.count, rows: used.count == data.rows ? nil : used.sorted(),
      uninformativeRows: data.rows - used.count,
      nullLogLikelihood: problem.point([Double](repeating: 0, count: problem.kept.count)).value,
      covariance: covariance, profile: profile, confidence: confidence)
  }
}

/// The likelihood of consecutive strata.
private struct ConditionalProblem {
  /// Columns that vary within strata and are independent there.
  let kept: [Int]
  /// The kept columns, row by row: `width` numbers a row.
  private let values: [Double]
  private let width: Int
  private let outcome: [Double]
  private let offset: [Double]?
  private let starts: [Int]

  init(_ sample: RegressionSample, outcome: [Double], sizes: [Int]) throws(RegressionError) {
    self.outcome = outcome
    offset = sample.data.offset
    starts = sizes.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    let columns = sample.data.matrix.columns
    var deviations: [TallColumn] = []
    for column in columns {
      var values = (0..<outcome.count).map { column[$0] }
      for (start, size) in zip(starts, sizes) {
        let range = start..<start + size
        let first = values[start]
        // Differences from the first row are zero exactly where nothing varies.
        let mean = range.reduce(0) { $0 + (values[$1] - first) } / Double(size)
        for row in range { values[row] = (values[row] - first) - mean }
      }
      deviations.append(.real(values))
    }
    do {
      kept = try TallMatrix(rows: outcome.count, columns: deviations).independentColumns(
        tolerance: ColumnDependence.tolerance)
    } catch { throw .algebra(error) }
    width = kept.count
    var flat: [Double] = []
    for row in outcome.indices { for column in kept { flat.append(deviations[column][row]) } }
    values = flat
  }

  /// Products of a step, at most: some seconds.
  private static let mostProducts = 1e10

  /// Throws `.strataTooLarge` with the largest of the strata.
  func checkSize(_ name: String) throws(RegressionError) {
    var products = 0.0
    var largest = (rows: 0, ones: 0)
    for (start, end) in zip(starts, starts.dropFirst()) {
      let ones = (start..<end).count { outcome[$0] == 1 }
      products += StratumSums.states(rows: end - start, ones: ones) * Double(2 + width * (width + 1) / 2)
      if end - start > largest.rows { largest = (end - start, ones) }
    }
    guard products <= ConditionalProblem.mostProducts else {
      throw .strataTooLarge(strata: name, rows: largest.rows, ones: largest.ones, regressors: width)
    }
  }

  private func predictors(_ range: Range<Int>, _ parameters: [Double]) -> [Double] {
    range.map { row in
      var sum = offset?[row] ?? 0
      for column in 0..<width { sum += values[row * width + column] * parameters[column] }
      return sum
    }
  }

  private func sums(_ group: Int, _ parameters: [Double]) -> StratumSums? {
    let range = starts[group]..<starts[group + 1]
    return StratumSums(predictors: predictors(range, parameters), outcomes: outcome[range])
  }

  /// The log-likelihood alone.
  func value(_ parameters: [Double]) -> Double {
    var sum = CompensatedSum()
    for group in 0..<starts.count - 1 {
      guard let sums = sums(group, parameters) else { return -.infinity }
      sum.add(sums.logLikelihood())
    }
    return sum.value
  }

  private func stratum(_ group: Int, _ parameters: [Double]) -> (
    value: Double, score: [Double], covariance: [Double]
  ) {
    var score = [Double](repeating: 0, count: width)
    guard let sums = sums(group, parameters) else { return (-.infinity, score, []) }
    let range = starts[group]..<starts[group + 1]
    let found = sums.moments(values[range.lowerBound * width..<range.upperBound * width], width: width)
    for row in range where outcome[row] == 1 {
      for column in 0..<width { score[column] += values[row * width + column] }
    }
    for column in 0..<width { score[column] -= found.mean[column] }
    return (found.logLikelihood, score, found.covariance)
  }

  func point(_ parameters: [Double]) -> LikelihoodPoint {
    var sum = CompensatedSum()
    var score = [Double](repeating: 0, count: width)
    var information = [Double](repeating: 0, count: width * width)
    for group in 0..<starts.count - 1 {
      let own = stratum(group, parameters)
      sum.add(own.value)
      for column in score.indices { score[column] += own.score[column] }
      for (index, value) in own.covariance.enumerated() { information[index] += value }
    }
    return LikelihoodPoint(
      value: sum.value, score: score,
      information: Matrix(rows: width, columns: width, columnMajor: information))
  }

  /// Whether a direction moves the ones of each stratum no less than its zeros, and some of them further.
  func separation(_ direction: [Double], _ names: [String]) -> NewtonSearch.Separation? {
    let moves = outcome.indices.map { row in
      zip(values[row * width..<(row + 1) * width], direction).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let largest = moves.reduce(0) { max($0, abs($1)) }
    var gaps: [(gap: Double, rows: Int)] = []
    for (start, end) in zip(starts, starts.dropFirst()) {
      let range = start..<end
      let ones = range.reduce(Double.infinity) { outcome[$1] == 1 ? min($0, moves[$1]) : $0 }
      let zeros = range.reduce(-Double.infinity) { outcome[$1] == 1 ? $0 : max($0, moves[$1]) }
      let gap = ones - zeros
      guard gap >= -NewtonSearch.tolerance * largest else { return nil }
      gaps.append((gap, range.count))
    }
    let furthest = gaps.reduce(0) { max($0, $1.gap) }
    guard furthest > NewtonSearch.tolerance * largest else { return nil }
    let columns = (0..<width).map { column in
      TallColumn.real(outcome.indices.map { values[$0 * width + column] })
    }
    return NewtonSearch.Separation(
      rows: gaps.filter { $0.gap > NewtonSearch.tolerance * furthest }.reduce(0) { $0 + $1.rows },
      distance: furthest,
      terms: NewtonSearch.terms(
        direction, TallMatrix(rows: outcome.count, columns: columns), kept.map { names[$0] }))
  }

  /// Whether parameters leave no doubt of some one before a zero of its stratum: e^−18 is less than 10⁻⁷.
  func isCertain(_ parameters: [Double]) -> Bool {
    let predictor = outcome.indices.map { row in
      zip(values[row * width..<(row + 1) * width], parameters).reduce(0) { $0 + $1.0 * $1.1 }
    }
    return zip(starts, starts.dropFirst()).contains { start, end in
      let best = (start..<end).reduce(-Double.infinity) { outcome[$1] == 1 ? max($0, predictor[$1]) : $0 }
      let worst = (start..<end).reduce(Double.infinity) { outcome[$1] == 1 ? $0 : min($0, predictor[$1]) }
      return best - worst > 18
    }
  }

  /// All that directions separate: one does where it moves no one less than a zero of its stratum, and some more, so that the rows of
  /// the cone are the differences of both. Nil where there is none, or more pairs than can be kept.
  func separation(_ names: [String]) throws(RegressionError) -> NewtonSearch.Separation? {
    let count = zip(starts, starts.dropFirst()).reduce(0) { sum, range in
      let ones = (range.0..<range.1).count { outcome[$0] == 1 }
      return sum + ones * (range.1 - range.0 - ones)
    }
    guard count <= SeparationCone.limit / width else { return nil }
    var pairs: [(one: Int, zero: Int)] = []
    for (start, end) in zip(starts, starts.dropFirst()) {
      for one in start..<end where outcome[one] == 1 {
        for zero in start..<end where outcome[zero] == 0 { pairs.append((one, zero)) }
      }
    }
    let design = TallMatrix(
      rows: pairs.count,
      columns: (0..<width).map { column in
        .real(pairs.map { values[$0.one * width + column] - values[$0.zero * width + column] })
      })
    guard let cone = try SeparationCone(design, free: pairs.map { _ in 1 }) else { return nil }
    let slopes: [Double]
    do { slopes = try design.leastSquares(.real(cone.direction)).coefficients } catch {
      throw .algebra(error)
    }
    return NewtonSearch.Separation(
      rows: Set(cone.rows.flatMap { [pairs[$0].one, pairs[$0].zero] }).count,
      distance: cone.direction.max() ?? 0,
      terms: NewtonSearch.terms(slopes, design, kept.map { names[$0] }), model: "conditional-logit")
  }

  /// A row a stratum.
  func scores(_ parameters: [Double]) -> Matrix {
    var result = Matrix(rows: starts.count - 1, columns: width)
    for group in 0..<result.rows {
      for (column, value) in stratum(group, parameters).score.enumerated() { result[group, column] = value }
    }
    return result
  }
}
