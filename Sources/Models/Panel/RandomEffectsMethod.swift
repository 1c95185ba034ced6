internal import LinearAlgebra

// Estimates of σ²_u and σ²_α. N units, n rows, K slopes, T_i rows of unit i; SSR_w of the within regression with K_w slopes, SSR_b of the
// means with weights T_i and K_b columns, X̄ the means.
//
//   Swamy–Arora   σ²_u = SSR_w/(n − N − K_w), σ²_α = (SSR_b − (N − K_b)σ²_u)/(n − tr((X̄ᵀTX̄)⁻¹X̄ᵀT²X̄))
//                 Swamy & Arora (1972), Econometrica 40(2); unbalanced: Baltagi & Chang (1994), J. Econometrics 62(2). plm; linearmodels
//                 with small_sample; Stata's `sa`.
//   harmonic      σ²_u the same, σ²_α = SSR_b¹/(N − K_b) − σ²_u/T̄, SSR_b¹ of the unweighted means, T̄ the harmonic mean of T_i: linearmodels
//                 and Stata as they are called. Equal to the first in balanced panels.
//   Wallace–Hussain  from pooled residuals e: balanced σ²_u = eᵀQe/(n − N), Tσ²_α + σ²_u = eᵀPe/N
//                 (Wallace & Hussain 1969, Econometrica 37(1)); unbalanced the two equations E[eᵀQe], E[eᵀPe] solved with their traces
//                 (Baltagi & Chang 1994), as plm does.
//   Nerlove       σ²_u = SSR_w/n, σ²_α the variance of the within regression's unit effects, units weighted with T_i/n, times N/(N − 1)
//                 (Nerlove 1971, Econometrica 39(2)).

extension RandomEffects {
  /// How the variances are estimated.
  public enum Method: String, Sendable, CaseIterable {
    case swamyArora = "swamy-arora"
    /// Swamy and Arora's with the harmonic mean of the numbers of rows, as Stata and linearmodels by default.
    case harmonic = "swamy-arora-harmonic"
    case wallaceHussain = "wallace-hussain"
    case nerlove
    case maximumLikelihood = "ml"
  }
}

extension Profile {
  /// What its tool takes for the variances of random effects unless it is told otherwise.
  public var randomEffectsMethod: RandomEffects.Method {
    switch self {
    case .stata, .reghdfe, .linearmodels: .harmonic
    case .fixest, .pyfixest, .statsmodels, .sandwich, .clubsandwich: .swamyArora
    }
  }
}

/// The regressions that random effects start from.
struct PanelRegressions {
  let pooled: LinearFit
  /// Nil where no column varies within units.
  let within: LinearFit?
  /// Σ(y − ȳ_i)² where nothing varies within, else the within regression's.
  let withinSquares: Double
  let panel: PanelRows
  let means: UnitMeans

  var withinParameters: Int { within?.coefficients.count ?? 0 }
  /// n − N − K_w.
  var withinDegrees: Int { panel.rows - panel.unit.count - withinParameters }

  init(_ data: RegressionData, _ outcome: [Double], _ panel: PanelRows, _ profile: Profile)
    throws(RegressionError)
  {
    self.panel = panel
    let plain = RegressionData(
      matrix: data.matrix, names: data.names, outcome: .real(outcome), outcomeName: data.outcomeName)
    pooled = try LeastSquares(profile: profile).fit(plain)
    means = UnitMeans(
      panel, columns: pooled.kept.map { data.matrix.columns[$0] }, outcome: outcome)
    let effects = [FixedEffect(name: panel.unit.name, grouping: panel.unit)]
    do {
      within = try FixedEffectsLeastSquares(profile: profile, singletons: .keep).fit(plain, effects: effects)
    } catch {
      guard case .absorbedRegressors = error else { throw error }
      within = nil
    }
    if let within {
      withinSquares = within.residualSumOfSquares
    } else {
      var sum = CompensatedSum()
      for value in means.outcome(less: [Double](repeating: 1, count: panel.unit.count)) {
        sum.add(value * value)
      }
      withinSquares = sum.value
    }
    guard withinDegrees > 0 else {
      throw .noDegreesOfFreedom(
        what: "the regression within units", rows: panel.rows,
        parameters: panel.unit.count + withinParameters)
    }
  }

  /// Throws `.noDegreesOfFreedom` where there are no more units than columns of their means.
  func components(_ method: RandomEffects.Method) throws(RegressionError) -> VarianceComponents {
    let rest = withinSquares / Double(withinDegrees)
    switch method {
    case .swamyArora:
      let (squares, leverages, columns) = try between(weights: panel.counts.map(Double.init))
      // A unit's T_i times its leverage adds up to the trace.
      var trace = 0.0
      for (count, leverage) in zip(panel.counts, leverages) { trace += Double(count) * leverage }
      let unit =
        (squares - Double(panel.unit.count - columns) * rest) / (Double(panel.rows) - trace)
      return VarianceComponents(idiosyncratic: rest, unit: unit)
    case .harmonic:
      let (squares, _, columns) = try between(weights: nil)
      let units = Double(panel.unit.count)
      let mean = units / panel.counts.reduce(0) { $0 + 1 / Double($1) }
      return VarianceComponents(
        idiosyncratic: rest, unit: squares / (units - Double(columns)) - rest / mean)
    case .wallaceHussain: return try wallaceHussain()
    case .nerlove: return nerlove()
    case .maximumLikelihood: return RandomEffectsLikelihood(pooled, panel).maximum().components
    }
  }

  /// The regression of means: its sum of squares, leverages and columns.
  private func between(
    weights: [Double]?
  ) throws(RegressionError) -> (squares: Double, leverages: [Double], columns: Int) {
    let matrix = means.matrix(Array(means.columns.indices))
    let solution: LeastSquaresSolution
    do { solution = try matrix.leastSquares(.real(means.outcome), weights: weights) } catch {
      throw .algebra(error)
    }
    guard panel.unit.count > solution.kept.count else {
      throw .noDegreesOfFreedom(
        what: "the regression of units' means", rows: panel.unit.count, parameters: solution.kept.count)
    }
    let kept = matrix.selecting(columns: solution.kept)
    let root = solution.inverseFactor.rounded
    var leverages = [Double](repeating: 0, count: panel.unit.count)
    for column in 0..<root.columns {
      for (unit, value) in kept.times(root.column(column)).enumerated() { leverages[unit] += value * value }
    }
    if let weights { for unit in leverages.indices { leverages[unit] *= weights[unit] } }
    return (solution.residualSumOfSquares, leverages, solution.kept.count)
  }

  private func wallaceHussain() throws(RegressionError) -> VarianceComponents {
    let moments = PanelMoments(pooled, panel)
    let (rows, units) = (Double(panel.rows), Double(panel.unit.count))
    if panel.isBalanced {
      let rest = moments.within / (rows - units)
      return VarianceComponents(
        idiosyncratic: rest, unit: (moments.between / units - rest) / (rows / units))
    }
    // With M = I − XRRᵀXᵀ, B = RᵀXᵀPXR, C = RᵀXᵀZZᵀXR and W = I − B:
    // E[eᵀQe] = σ²_u·(n − N − tr W) + σ²_α·tr(W·C), E[eᵀPe] = σ²_u·(N − tr B) + σ²_α·(n − 2·tr C + tr(B·C)).
    let (b, c) = (moments.betweenGram, moments.unitGram)
    let traceB = b.diagonal.reduce(0, +)
    let traceC = c.diagonal.reduce(0, +)
    let product = b.traceOfProduct(c)
    let traceW = Double(moments.parameters) - traceB
    let system = Matrix(
      rows: 2, columns: 2,
      columnMajor: [
        rows - units - traceW, units - traceB, traceC - product, rows - 2 * traceC + product,
      ])
    do {
      let solved = try system.solve(
        Matrix(rows: 2, columns: 1, columnMajor: [moments.within, moments.between]))
      return VarianceComponents(idiosyncratic: solved[0, 0], unit: solved[1, 0])
    } catch { throw .algebra(error) }
  }

  private func nerlove() -> VarianceComponents {
    let rows = Double(panel.rows)
    var effects = means.outcome
    if let within {
      for (position, column) in within.kept.enumerated() {
        guard let place = pooled.kept.firstIndex(of: column) else { continue }
        for unit in effects.indices {
          effects[unit] -= within.coefficients[position] * means.columns[place][unit]
        }
      }
    }
    let counts = panel.counts.map(Double.init)
    var sum = CompensatedSum()
    for (count, effect) in zip(counts, effects) { sum.add(count * effect) }
    let mean = sum.value / rows
    var squares = CompensatedSum()
    for (count, effect) in zip(counts, effects) { squares.add(count * (effect - mean) * (effect - mean)) }
    let units = Double(panel.unit.count)
    return VarianceComponents(
      idiosyncratic: withinSquares / rows, unit: squares.value / rows * units / (units - 1))
  }
}
