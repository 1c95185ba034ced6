internal import Kernels
internal import LinearAlgebra

/// What draws need of the sample: a group in k numbers or k² of them. Everything that depends on the null r is kept as a
/// value at r = 0 and a slope.
struct WildProblem: Sendable {
  let estimate: Double
  /// The variance of the estimate by the variant's rule.
  let variance: Double
  /// Whether scores and centre move with r.
  let movesWithNull: Bool
  /// Whether the variance is a sum with negative terms.
  let isSigned: Bool
  /// Scores of the drawn groups, k × G, at r = 0 and their slope.
  private let scores: Matrix
  private let slopes: Matrix
  /// A⁻¹'s row of the coefficient.
  private let row: [Double]
  private let forms: [WildForm]
  /// Where draws are projected on the effects one by one.
  private let projected: WildProjectedDraws?

  /// H × G entries of dense matrices, at most (64 MB each): beyond, draws are projected one by one.
  private static let largestDense = 1 << 23

  /// `clusters`: of the variance; `drawn`: whose groups are drawn, `draws` times. Both over the fit's rows.
  init(
    _ bootstrap: WildBootstrap, _ fit: LinearFit, _ position: Int, clusters: [Grouping], drawn: Grouping,
    draws: Int
  ) throws(RegressionError) {
    let variant = bootstrap.variant
    let context = variant == .plain ? fit.context : try fit.context.expanded(for: .jackknife(clusters[0]))
    let design = context.design
    let size = design.width
    let weights = context.weights?.values
    let bread = context.bread
    let row = (0..<size).map { bread[position, $0] }
    let residuals = context.residuals
    func weighted(_ values: [Double]) -> [Double] {
      weights.map { zip($0, values).map { $0 * $1 } } ?? values
    }
    let left: WildLeavingOut? =
      variant == .plain
      ? nil : try WildLeavingOut(context, position, clusters[0], residuals: weighted(residuals))
    let estimate = fit.coefficients[position]
    self.estimate = estimate
    self.row = row
    movesWithNull = bootstrap.imposesNull
    isSigned = clusters.count > 1

    // y − Xb at the b that the draws are centred on, b = β̂ + shift₀ + r·shift₁.
    var base = residuals
    var slope: [Double]?
    if variant.leavesOut, let left {
      (base, slope) = left.residuals(residuals, estimate: bootstrap.imposesNull ? estimate : nil)
    } else if bootstrap.imposesNull {
      let middle = row[position]
      let along = design.times(row.map { $0 / middle })
      base = zip(residuals, along).map { $0 + estimate * $1 }
      slope = along.map { -$0 }
    }
    let weightedBase = weighted(base)
    let weightedSlope = slope.map(weighted)
    let scores = design.groupSums(weightedBase, groups: drawn.codes, count: drawn.count).transposed
    let slopes =
      weightedSlope.map { design.groupSums($0, groups: drawn.codes, count: drawn.count).transposed }
      ?? Matrix(rows: size, columns: 0)
    self.scores = scores
    self.slopes = slopes

    // Along which a row's score enters the variance.
    let direction = variant.isJackknife ? left?.directions ?? [] : design.times(row)
    let along = weighted(direction)
    let terms = WildProblem.terms(fit, context, clusters, isJackknife: variant.isJackknife)
    var crossed: [(values: Matrix, slopes: Matrix)?] = terms.map { _ in nil }
    var projected: WildProjectedDraws?
    var places: [Int?] = terms.map { _ in nil }
    if let effects = context.effects {
      let crossing = terms.indices.filter { term in
        effects.effects.contains { !$0.grouping.isNested(in: terms[term].grouping) }
      }
      let groupings = crossing.map { terms[$0].grouping }
      let largest = groupings.map(\.count).max() ?? 0
      if largest * drawn.count > WildProblem.largestDense
        || WildProjectedDraws.isLessWork(
          rows: design.rows, draws: draws, drawn: drawn.count, groupings: groupings,
          movesWithNull: slope != nil)
      {
        projected = WildProjectedDraws(
          space: effects.space, along: along, residuals: base, slopes: slope, drawn: drawn,
          groupings: groupings)
        for (place, term) in crossing.enumerated() { places[term] = place }
      } else {
        let found = WildCrossing(
          space: effects.space, along: along, direction: direction, weights: weights, residuals: base,
          slopes: slope, drawn: drawn
        ).terms(groupings)
        for (place, term) in crossing.enumerated() { crossed[term] = found[place] }
      }
    }
    self.projected = projected
    var forms: [WildForm] = []
    var variance = 0.0
    for (number, term) in terms.enumerated() {
      let groups = term.grouping
      let whole =
        variant.isJackknife
        ? left?.whole(row) ?? Matrix(rows: 0, columns: size)
        : -1.0 * (design.groupSums(along, groups: groups.codes, count: groups.count) * bread)
      let cells = WildForm.Cells(
        groups, drawn, values: zip(weightedBase, direction).map { $0 * $1 },
        slopes: weightedSlope.map { zip($0, direction).map { $0 * $1 } })
      let dense = crossed[number].map { crossing in
        (
          cells.dense(drawn.count, cells.values) + whole * scores - crossing.values,
          slope == nil
            ? crossing.slopes : cells.dense(drawn.count, cells.slopes) + whole * slopes - crossing.slopes
        )
      }
      forms.append(
        WildForm(
          factor: term.factor, cells: cells, whole: whole, dense: dense, projected: places[number]))
      var sums = [Double](repeating: 0, count: groups.count)
      for index in residuals.indices { sums[Int(groups.codes[index])] += along[index] * residuals[index] }
      variance += term.factor * sums.reduce(0) { $0 + $1 * $1 }
    }
    self.forms = forms
    self.variance = variance
    guard variance > 0 else { throw .bootstrapVariance(term: fit.names[position]) }
  }

  /// The groupings that the variance sums over, each with its sign and factor.
  private static func terms(
    _ fit: LinearFit, _ context: CovarianceContext, _ clusters: [Grouping], isJackknife: Bool
  ) -> [(grouping: Grouping, factor: Double)] {
    let profile = fit.covariance.profile
    let count = fit.context.count(for: profile)
    if isJackknife {
      let groups = Double(clusters[0].count)
      return [(clusters[0], (groups - 1) / groups)]
    }
    let fewest = clusters.map(\.count).min() ?? 0
    return (1..<(1 << clusters.count)).map { set in
      let members = clusters.indices.filter { set & (1 << $0) != 0 }
      let cells = Grouping.intersection(members.map { clusters[$0] })
      let factor = profile.clusterFactor(
        count, clusters, groups: profile.takesFewestClusters ? fewest : cells.count
      ).value
      return (cells, members.count % 2 == 1 ? factor : -factor)
    }
  }

  /// All draws, in the order of their blocks.
  func draws(_ signs: WildSigns, threads: Int) -> [WildDraw] {
    Parallel.map(signs.blocks, threads: threads) { block($0, signs) }.flatMap { $0 }
  }

  private func block(_ number: Int, _ all: WildSigns) -> [WildDraw] {
    let signs = all.block(number)
    let sums = scores * signs
    let slopeSums = movesWithNull ? slopes * signs : nil
    var draws = [WildDraw](repeating: WildDraw(), count: signs.columns)
    for draw in draws.indices {
      for index in row.indices {
        draws[draw].n0 += row[index] * sums[index, draw]
        if let slopeSums { draws[draw].n1 += row[index] * slopeSums[index, draw] }
      }
    }
    let own = projected?.sums(signs)
    for form in forms {
      form.add(
        to: &draws, signs: signs, sums: sums, slopeSums: slopeSums,
        own: form.projected.flatMap { own?[$0] })
    }
    return draws
  }
}
