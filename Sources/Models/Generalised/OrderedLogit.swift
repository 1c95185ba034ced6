internal import LinearAlgebra

// P(y ≤ j) = Λ(κ_j − xb) for ordered levels j (McCullagh 1980, J. Royal Stat. Soc. B 42). With a = κ_y − xb and b = κ_{y−1} − xb
//   ℓ = log(Λ(a) − Λ(b)) = log Λ(a) + log Λ(−b) + log(1 − e^{b−a}),
// in which nothing cancels; it is concave in b and κ together (Pratt 1981, J. American Stat. Assoc. 76). The thresholds take the place
// of the intercept.

/// Ordered logit by maximum likelihood.
public struct OrderedLogit: Sendable {
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

  /// The fit: its terms are the regressors and then the thresholds, `1|2` between the values 1 and 2 of the outcome.
  ///
  /// The levels are the values of the outcome in their order. Throws `RegressionError` as `GeneralisedLinearModel.fit`; covariances by
  /// leverage are refused, `.separation` where the regressors tell some rows' levels for certain. O(n·k²) a step.
  public func fit(_ data: RegressionData) throws(RegressionError) -> LikelihoodFit {
    let sample = try RegressionSample(data, needsVariation: false)
    let outcome = (0..<sample.data.rows).map { sample.data.outcome[$0] }
    let levels = Set(outcome).sorted()
    guard levels.count > 1 else { throw .constantOutcome(name: data.outcomeName, value: outcome[0]) }
    let kept = try sample.columnsBesideConstant()
    guard !kept.isEmpty else { throw .noColumns }
    let positions = Dictionary(uniqueKeysWithValues: levels.enumerated().map { ($1, UInt32($0)) })
    let problem = OrderedProblem(
      design: sample.data.matrix.selecting(columns: kept), levels: outcome.map { positions[$0] ?? 0 },
      count: levels.count, offset: sample.data.offset, weights: sample.data.weights?.values)
    let count = SmallSampleCount(
      observations: sample.observations, regressors: kept.count + levels.count - 1,
      theory: .choice)
    guard count.residualDegrees > 0 else {
      throw .noDegreesOfFreedom(
        what: "the covariance of the coefficients", rows: count.observations, parameters: count.parameters)
    }
    let search = try problem.maximum(observations: sample.observations, names: kept.map { data.names[$0] })
    let null = try OrderedProblem(
      design: TallMatrix(rows: outcome.count, columns: []), levels: problem.levels, count: levels.count,
      offset: problem.offset, weights: problem.weights
    ).maximum(observations: sample.observations, names: [])
    let context = try CovarianceContext(
      design: problem.scores(search.parameters), residuals: [Double](repeating: 1, count: outcome.count),
      weights: sample.data.weights, bread: search.inverse, residualSumOfSquares: 1, count: count)
    func text(_ value: Double) -> String {
      value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
    }
    return try LikelihoodFit(
      model: "ordered-logit", outcomeName: data.outcomeName,
      names: kept.map { data.names[$0] } + zip(levels, levels.dropFirst()).map { "\(text($0))|\(text($1))" },
      dropped: sample.dropped(kept), search: search, context: context, scoreRows: sample.rows,
      regressors: kept.count, rows: sample.rows, uninformativeRows: 0, nullLogLikelihood: null.value,
      covariance: covariance, profile: profile,
      confidence: confidence)
  }
}

extension RegressionSample {
  /// Columns that depend neither on those before them nor on the constant, which the model has by other means.
  func columnsBesideConstant() throws(RegressionError) -> [Int] {
    let others = data.names.indices.filter { $0 != data.intercept }
    let matrix = TallMatrix(rows: data.rows, columns: [.constant(1)] + others.map { data.matrix.columns[$0] })
    do {
      return try matrix.independentColumns(
        weights: data.weights?.values, tolerance: ColumnDependence.tolerance
      ).filter { $0 > 0 }.map { others[$0 - 1] }
    } catch { throw .algebra(error) }
  }

  func dropped(_ kept: [Int]) -> [String] {
    data.names.indices.filter { !kept.contains($0) && $0 != data.intercept }.map { data.names[$0] }
  }
}

/// The likelihood of levels 0 … count − 1.
struct OrderedProblem {
  let design: TallMatrix
  let levels: [UInt32]
  let count: Int
  let offset: [Double]?
  let weights: [Double]?

  /// Of a row: ℓ and its derivatives by a and b, and what its information is made of.
  private struct Row {
    var value = 0.0
    var upper = 0.0
    var lower = 0.0
    var upperCurve = 0.0
    var lowerCurve = 0.0
    var between = 0.0
  }

  private func row(_ level: Int, _ predictor: Double, _ thresholds: ArraySlice<Double>) -> Row {
    var row = Row()
    let base = thresholds.startIndex
    let above = level < count - 1 ? thresholds[base + level] - predictor : Double.infinity
    let below = level > 0 ? thresholds[base + level - 1] - predictor : -Double.infinity
    if above < .infinity {
      let (p, q) = Family.logistic(above)
      row.value += Family.logit.kernel(1, above, alpha: 0)
      row.upper = q
      row.upperCurve = p * q
    }
    if below > -.infinity {
      let (p, q) = Family.logistic(below)
      row.value += Family.logit.kernel(0, below, alpha: 0)
      row.lower = -p
      row.lowerCurve = p * q
    }
    if above < .infinity, below > -.infinity {
      guard above > below else {
        row.value = -.infinity
        return row
      }
      let share = 1 / RealPower.exponentialLessOne(above - below)
      row.value += RealPower.logarithm(-RealPower.exponentialLessOne(below - above))
      row.upper += share
      row.lower -= share
      row.between = share * (1 + share)
    }
    return row
  }

  private func predictor(_ parameters: [Double]) -> [Double] {
    var values =
      design.width > 0
      ? design.times(Array(parameters.prefix(design.width))) : [Double](repeating: 0, count: levels.count)
    if let offset { for row in values.indices { values[row] += offset[row] } }
    return values
  }

  func value(_ parameters: [Double]) -> Double {
    let predictor = predictor(parameters)
    let thresholds = parameters[design.width...]
    var sum = CompensatedSum()
    for index in levels.indices {
      let own = row(Int(levels[index]), predictor[index], thresholds).value
      guard own.isFinite else { return -.infinity }
      sum.add((weights?[index] ?? 1) * own)
    }
    return sum.value
  }

  private func point(_ parameters: [Double]) -> LikelihoodPoint {
    let predictor = predictor(parameters)
    let thresholds = parameters[design.width...]
    let (width, cuts) = (design.width, count - 1)
    var sum = CompensatedSum()
    var score = [Double](repeating: 0, count: width + cuts)
    var information = Matrix(rows: width + cuts, columns: width + cuts)
    var (slopes, curves) = ([Double](), [Double]())
    var crosses = [[Double]](repeating: [Double](repeating: 0, count: levels.count), count: 2)
    for index in levels.indices {
      let level = Int(levels[index])
      let weight = weights?[index] ?? 1
      let own = row(level, predictor[index], thresholds)
      sum.add(weight * own.value)
      slopes.append(-weight * (own.upper + own.lower))
      curves.append(weight * (own.upperCurve + own.lowerCurve))
      crosses[0][index] = weight * own.upperCurve
      crosses[1][index] = weight * own.lowerCurve
      if level < cuts {
        score[width + level] += weight * own.upper
        information[width + level, width + level] += weight * (own.upperCurve + own.between)
      }
      if level > 0 {
        score[width + level - 1] += weight * own.lower
        information[width + level - 1, width + level - 1] += weight * (own.lowerCurve + own.between)
        if level < cuts {
          information[width + level, width + level - 1] -= weight * own.between
          information[width + level - 1, width + level] -= weight * own.between
        }
      }
    }
    if width > 0 {
      let gradient = design.transposedTimes(slopes)
      let gram = design.gram(weights: curves)
      let upper = design.groupSums(crosses[0], groups: levels, count: count)
      let lower = design.groupSums(crosses[1], groups: levels, count: count)
      for column in 0..<width {
        score[column] = gradient[column]
        for other in 0..<width { information[column, other] = gram[column, other] }
        for cut in 0..<cuts {
          let cross = -upper[cut, column] - lower[cut + 1, column]
          information[column, width + cut] = cross
          information[width + cut, column] = cross
        }
      }
    }
    return LikelihoodPoint(value: sum.value, score: score, information: information)
  }

  /// Whether a direction takes no row away from its level's thresholds and some row further inside.
  private func separation(_ direction: [Double], _ names: [String]) -> NewtonSearch.Separation? {
    guard design.width > 0 else { return nil }
    let slopes = Array(direction.prefix(design.width))
    let moves = design.times(slopes)
    let cuts = direction[design.width...]
    var (furthest, least) = (0.0, 0.0)
    var inside = [Double](repeating: 0, count: levels.count)
    for row in levels.indices {
      let level = Int(levels[row])
      let above = level < count - 1 ? cuts[cuts.startIndex + level] - moves[row] : 0
      let below = level > 0 ? moves[row] - cuts[cuts.startIndex + level - 1] : 0
      least = min(least, above, below)
      inside[row] = max(above, below)
      furthest = max(furthest, inside[row])
    }
    guard furthest > 0, least >= -NewtonSearch.tolerance * furthest else { return nil }
    return NewtonSearch.Separation(
      rows: inside.count { $0 > NewtonSearch.tolerance * furthest }, distance: furthest,
      terms: NewtonSearch.terms(slopes, design, names))
  }

  /// From the shares of the levels.
  func maximum(observations: Int, names: [String]) throws(RegressionError) -> NewtonSearch {
    var sizes = [Double](repeating: 0, count: count)
    for index in levels.indices { sizes[Int(levels[index])] += weights?[index] ?? 1 }
    let total = sizes.reduce(0, +)
    var sum = 0.0
    let thresholds = sizes.dropLast().map { size in
      sum += size
      return Family.logit.link(sum / total)
    }
    return try NewtonSearch(
      from: [Double](repeating: 0, count: design.width) + thresholds, observations: observations,
      model: "ordered-logit", rows: levels.count, value: { value($0) }, point: { point($0) },
      separation: { separation($0, names) })
  }

  /// ∂ℓ/∂θ of each row, of weight one.
  func scores(_ parameters: [Double]) -> TallMatrix {
    let predictor = predictor(parameters)
    let thresholds = parameters[design.width...]
    let rows = levels.indices.map { row(Int(levels[$0]), predictor[$0], thresholds) }
    let columns = design.columns.map { column -> TallColumn in
      .real(rows.indices.map { -(rows[$0].upper + rows[$0].lower) * column[$0] })
    }
    let cuts = (0..<count - 1).map { cut -> TallColumn in
      .real(
        rows.indices.map { index in
          Int(levels[index]) == cut
            ? rows[index].upper : Int(levels[index]) == cut + 1 ? rows[index].lower : 0
        })
    }
    return TallMatrix(rows: levels.count, columns: columns + cuts)
  }
}
