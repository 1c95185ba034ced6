import Kernels
import LinearAlgebra
import Models
import Testing

/// A seeded panel without an outside oracle.
struct SeededPanel {
  let data: RegressionData
  let rows: PanelRows

  /// Units of `periods` rows, some rows left out where `unbalanced`; the rows in no order.
  init(units: Int = 40, periods: Int = 5, unbalanced: Bool = false, seed: UInt64 = 7) throws {
    var random = PCG64(seed: seed, stream: 1)
    var cells: [(UInt32, UInt32)] = []
    for unit in 0..<units {
      for period in 0..<periods {
        if unbalanced, period > 0, random.nextUnit() < 0.3 { continue }
        cells.append((UInt32(unit), UInt32(period)))
      }
    }
    for place in cells.indices.reversed() where place > 0 {
      cells.swapAt(place, random.nextInteger(below: place + 1))
    }
    let effects = (0..<units).map { _ in 2 * random.nextNormal() }
    let x = cells.map { effects[Int($0.0)] / 2 + random.nextNormal() }
    let z = cells.map { Double($0.1) + random.nextNormal() }
    let fixed = cells.map { Double($0.0 % 3) }
    let y = cells.indices.map { 1 + 0.5 * x[$0] - z[$0] + effects[Int(cells[$0].0)] + random.nextNormal() }
    data = RegressionData(
      matrix: TallMatrix(
        rows: cells.count, columns: [.constant(1), .real(x), .real(z), .real(fixed)]),
      names: ["(Intercept)", "x", "z", "fixed"], outcome: .real(y))
    rows = try PanelRows(
      unit: Grouping(name: "unit", codes: cells.map(\.0), count: units),
      time: Grouping(name: "time", codes: cells.map(\.1), count: periods))
  }
}

@Suite("Laws of panel estimators")
struct PanelLawTests {
  @Test("first differences with two periods are the within estimate", arguments: [false, true])
  func twoPeriods(_ trend: Bool) throws {
    let panel = try SeededPanel(periods: 2)
    var data = panel.data
    if !trend { data = data.without(["(Intercept)"]) }
    let differences = try FirstDifferences().fit(data, panel: panel.rows)
    var effects = [FixedEffect(name: "unit", grouping: panel.rows.unit)]
    if trend, let time = panel.rows.time { effects.append(FixedEffect(name: "time", grouping: time)) }
    let within = try FixedEffectsLeastSquares().fit(panel.data, effects: effects)
    for (position, name) in within.names.enumerated() {
      let other = try differences.fit.position(of: name)
      expectNear(differences.fit.coefficients[other], within.coefficients[position], 1e-10, name)
      expectNear(differences.fit.standardErrors[other], within.standardErrors[position], 1e-10, "\(name) se")
    }
  }

  @Test("without variance of units random effects are pooled least squares", arguments: [false, true])
  func pooled(_ unbalanced: Bool) throws {
    let panel = try SeededPanel(unbalanced: unbalanced)
    let found = try RandomEffects(covariance: .hc1)
      .fit(panel.data, panel: panel.rows, components: VarianceComponents(idiosyncratic: 1, unit: 0))
    let pooled = try LeastSquares(covariance: .hc1).fit(panel.data)
    #expect(found.shares?.allSatisfy { $0 == 0 } == true)
    for term in pooled.names.indices {
      expectNear(found.fit.coefficients[term], pooled.coefficients[term], 1e-12, pooled.names[term])
      expectNear(found.fit.standardErrors[term], pooled.standardErrors[term], 1e-12, "se")
    }
    expectNear(found.rSquared, pooled.rSquared, 1e-12, "R²")
    expectNear(found.fit.logLikelihood, pooled.logLikelihood, 1e-12, "log-likelihood")
  }

  /// θ = 1 − 1e-8: the coefficients of what varies within are the within estimate to that order.
  @Test("with vanishing errors of rows random effects are the within estimate", arguments: [false, true])
  func within(_ unbalanced: Bool) throws {
    let panel = try SeededPanel(unbalanced: unbalanced)
    let found = try RandomEffects()
      .fit(panel.data, panel: panel.rows, components: VarianceComponents(idiosyncratic: 1e-16, unit: 1))
    let within = try FixedEffectsLeastSquares().fit(
      panel.data, effects: [FixedEffect(name: "unit", grouping: panel.rows.unit)])
    for (position, name) in within.names.enumerated() {
      let other = try found.fit.position(of: name)
      expectNear(found.fit.coefficients[other], within.coefficients[position], 1e-7, name)
    }
  }

  /// Aitken's estimator with the units' covariance matrices written out.
  @Test(
    "random effects are generalised least squares", arguments: [false, true],
    [RandomEffects.Method.swamyArora, .wallaceHussain, .nerlove, .maximumLikelihood])
  func aitken(_ unbalanced: Bool, _ method: RandomEffects.Method) throws {
    let panel = try SeededPanel(unbalanced: unbalanced)
    let found = try RandomEffects(method).fit(panel.data, panel: panel.rows)
    let components = try #require(found.components)
    let ratio = components.unit / components.idiosyncratic
    let blocks = panel.rows.counts.map { size in
      Matrix(
        rows: size, columns: size,
        columnMajor: (0..<size * size).map { ratio + ($0 % (size + 1) == 0 ? 1 : 0) })
    }
    let aitken = try GeneralizedLeastSquares(errors: .blocks(panel.rows.unit, blocks)).fit(panel.data)
    for term in aitken.names.indices {
      expectNear(found.fit.coefficients[term], aitken.coefficients[term], 1e-10, aitken.names[term])
    }
    expectNear(found.fit.logLikelihood, aitken.logLikelihood, 1e-11, "log-likelihood")
    if method == .maximumLikelihood {
      // A maximum: no other ratio is likelier.
      for factor in [0.5, 0.99, 1.01, 2] {
        let other = try RandomEffects().fit(
          panel.data, panel: panel.rows,
          components: VarianceComponents(idiosyncratic: 1, unit: ratio * factor))
        #expect(other.fit.logLikelihood < found.fit.logLikelihood)
      }
    }
  }

  @Test(
    "Mundlak's coefficients are the within estimate, his test the auxiliary regression's",
    arguments: [false, true])
  func mundlak(_ unbalanced: Bool) throws {
    let panel = try SeededPanel(unbalanced: unbalanced)
    let found = try CorrelatedRandomEffects().fit(panel.data, panel: panel.rows)
    #expect(found.fit.names == ["(Intercept)", "x", "z", "fixed", "mean(x)", "mean(z)"])
    let within = try FixedEffectsLeastSquares().fit(
      panel.data, effects: [FixedEffect(name: "unit", grouping: panel.rows.unit)])
    for (position, name) in within.names.enumerated() {
      let other = try found.fit.position(of: name)
      expectNear(found.fit.coefficients[other], within.coefficients[position], 1e-10, name)
    }
    #expect(found.test(.hausman) == nil)
    // With the variances of random effects without the means: the same regression in other columns.
    let random = try RandomEffects().fit(panel.data, panel: panel.rows)
    let means = panel.data.matrix.columns[1...2].map { column -> TallColumn in
      var sums = [Double](repeating: 0, count: panel.rows.unit.count)
      for (row, code) in panel.rows.unit.codes.enumerated() { sums[Int(code)] += column[row] }
      return .real(panel.rows.unit.codes.map { sums[Int($0)] / Double(panel.rows.counts[Int($0)]) })
    }
    let wide = RegressionData(
      matrix: TallMatrix(rows: panel.data.rows, columns: panel.data.matrix.columns + means),
      names: panel.data.names + ["mx", "mz"], outcome: panel.data.outcome)
    let held = try RandomEffects().fit(
      wide, panel: panel.rows, components: try #require(random.components))
    let wald = try held.fit.wald(LinearHypothesis.zero(["mx", "mz"], in: held.fit.names))
    let auxiliary = try #require(random.test(.hausmanAuxiliary))
    expectNear(auxiliary.statistic, 2 * wald.statistic, 1e-9, "Mundlak and auxiliary")
  }

  @Test("between is least squares of means, each unit one row")
  func between() throws {
    let panel = try SeededPanel(unbalanced: true)
    let counts = panel.rows.counts
    func means(_ column: TallColumn) -> [Double] {
      var sums = [Double](repeating: 0, count: counts.count)
      for (row, code) in panel.rows.unit.codes.enumerated() { sums[Int(code)] += column[row] }
      return zip(sums, counts).map { $0 / Double($1) }
    }
    let byHand = try LeastSquares(covariance: .hc3).fit(
      RegressionData(
        matrix: TallMatrix(
          rows: counts.count,
          columns: [.constant(1)] + panel.data.matrix.columns.dropFirst().map { .real(means($0)) }),
        names: panel.data.names, outcome: .real(means(panel.data.outcome))))
    let found = try BetweenEstimator(covariance: .hc3).fit(panel.data, panel: panel.rows)
    for term in byHand.names.indices {
      expectNear(found.fit.coefficients[term], byHand.coefficients[term], 1e-12, byHand.names[term])
      expectNear(found.fit.standardErrors[term], byHand.standardErrors[term], 1e-12, "se")
    }
  }

  /// Frisch, Waugh and Lovell through each transformation: scale and order of the rows decide nothing.
  @Test("another order of the rows and other units of measurement")
  func invariance() throws {
    let panel = try SeededPanel(unbalanced: true)
    let turned = Array((0..<panel.data.rows).reversed())
    let other = RegressionData(
      matrix: TallMatrix(
        rows: panel.data.rows,
        columns: panel.data.matrix.columns.enumerated().map { position, column in
          if case .constant = column { return column }
          return .real(turned.map { column[$0] * (position == 1 ? 1000 : 1) })
        }), names: panel.data.names, outcome: .real(turned.map { panel.data.outcome[$0] }))
    let rows = try PanelRows(
      unit: panel.rows.unit.selecting(rows: turned), time: panel.rows.time?.selecting(rows: turned))
    for method in [RandomEffects.Method.swamyArora, .wallaceHussain, .nerlove, .maximumLikelihood] {
      let a = try RandomEffects(method).fit(panel.data, panel: panel.rows)
      let b = try RandomEffects(method).fit(other, panel: rows)
      for term in a.fit.names.indices {
        expectNear(
          b.fit.coefficients[term] * (term == 1 ? 1000 : 1), a.fit.coefficients[term], 1e-9,
          "\(method) \(a.fit.names[term])")
      }
      for (test, twin) in zip(a.tests, b.tests) {
        expectNear(twin.statistic, test.statistic, 1e-7, "\(method) \(test.name)")
      }
    }
    let a = try FirstDifferences().fit(panel.data, panel: panel.rows)
    let b = try FirstDifferences().fit(other, panel: rows)
    for term in a.fit.names.indices {
      expectNear(
        b.fit.coefficients[term] * (a.fit.names[term] == "x" ? 1000 : 1), a.fit.coefficients[term], 1e-10,
        "fd")
    }
  }
}

extension RegressionData {
  /// Without some columns.
  func without(_ dropped: [String]) -> RegressionData {
    let kept = names.indices.filter { !dropped.contains(names[$0]) }
    return RegressionData(
      matrix: matrix.selecting(columns: kept), names: kept.map { names[$0] }, outcome: outcome,
      outcomeName: outcomeName)
  }
}
