import Kernels
import LinearAlgebra
import Models
import Testing

/// A seeded panel with effects, and the same regression on their indicators.
struct EffectsPanel: Sendable, CustomTestStringConvertible {
  let name: String
  let data: RegressionData
  let effects: [FixedEffect]
  let unit: Grouping
  let time: Grouping
  let region: Grouping
  var testDescription: String { name }

  init(
    _ name: String, units: Int = 12, rows: Int = 90, weights: ObservationWeights.Kind? = nil,
    effects chosen: [String]
  ) {
    var random = PCG64(seed: 11, stream: 3)
    self.name = name
    var people: [UInt32] = []
    var times: [UInt32] = []
    for row in 0..<rows {
      people.append(UInt32(row % units))
      times.append(UInt32(row / units))
    }
    // Half of the rows elsewhere: no panel is balanced.
    let unit = Grouping(name: "unit", codes: people, count: units)
    let time = Grouping(name: "time", codes: times, count: Int(times.max() ?? 0) + 1)
    let region = Grouping(name: "region", codes: people.map { $0 % 4 }, count: 4)
    let place = Grouping(
      name: "place", codes: (0..<rows).map { $0 < 5 ? UInt32($0) : UInt32(random.nextInteger(below: 5)) },
      count: 5)
    let x1 = (0..<rows).map { Double(people[$0]) / 5 + random.nextNormal() }
    let x2 = (0..<rows).map { Double(times[$0]) / 3 + random.nextNormal() }
    let x3 = zip(x1, x2).map { $0 - 2 * $1 }
    let constant = people.map { Double($0 * $0) }
    let y = (0..<rows).map { x1[$0] - 0.5 * x2[$0] + Double(people[$0]) + random.nextNormal() }
    let values: [Double]? =
      switch weights {
      case .frequency: (0..<rows).map { _ in Double(1 + random.nextInteger(below: 3)) }
      case nil: nil
      default: (0..<rows).map { _ in 0.3 + random.nextUnit() }
      }
    data = RegressionData(
      matrix: TallMatrix(rows: rows, columns: [.real(x1), .real(constant), .real(x2), .real(x3)]),
      names: ["x1", "fixed", "x2", "x3"], outcome: .real(y),
      weights: values.map { ObservationWeights(weights ?? .analytic, values: $0) })
    self.unit = unit
    self.time = time
    self.region = region
    let slope = (0..<rows).map { Double(times[$0]) + random.nextUnit() }
    effects = chosen.map { effect in
      switch effect {
      case "unit": FixedEffect(name: effect, grouping: unit)
      case "time": FixedEffect(name: effect, grouping: time)
      case "place": FixedEffect(name: effect, grouping: place)
      default: FixedEffect(name: effect, grouping: unit, slope: .real(slope))
      }
    }
  }

  /// Oracle: regressors, then an indicator or slope a level.
  var spelledOut: RegressionData {
    var columns = [0, 2].map { data.matrix.columns[$0] }
    var names = ["x1", "x2"]
    for effect in effects {
      for level in 0..<UInt32(effect.grouping.count) {
        if let slope = effect.slope {
          columns.append(
            .scaledIndicator(
              codes: effect.grouping.codes, level: level, values: (0..<data.rows).map { slope[$0] }))
        } else {
          columns.append(.indicator(codes: effect.grouping.codes, level: level))
        }
        names.append("\(effect.name)\(level)")
      }
    }
    return RegressionData(
      matrix: TallMatrix(rows: data.rows, columns: columns), names: names, outcome: data.outcome,
      weights: data.weights)
  }

  static let all: [EffectsPanel] = [
    EffectsPanel("unit", effects: ["unit"]), EffectsPanel("unit and time", effects: ["unit", "time"]),
    EffectsPanel("three", effects: ["unit", "time", "place"]),
    EffectsPanel("slopes", effects: ["unit", "unit[[s]]"]),
    EffectsPanel("slopes and time", effects: ["unit", "unit[[s]]", "time"]),
    EffectsPanel("weights", weights: .analytic, effects: ["unit", "time"]),
    EffectsPanel("probability weights", weights: .probability, effects: ["unit", "time"]),
    EffectsPanel("frequencies", weights: .frequency, effects: ["unit", "time"]),
    EffectsPanel("weights and slopes", weights: .analytic, effects: ["unit", "unit[[s]]", "place"]),
  ]
}

@Suite("Absorbed effects are indicators")
struct FixedEffectsLawTests {
  /// Frisch, Waugh and Lovell: 1e-10 relative, both sides converged.
  @Test("coefficients, residuals and every covariance", arguments: EffectsPanel.all)
  func indicators(_ panel: EffectsPanel) throws {
    let absorbed = try FixedEffectsLeastSquares(profile: .sandwich).fit(panel.data, effects: panel.effects)
    let spelledOut = try LeastSquares(profile: .sandwich).fit(panel.spelledOut)
    #expect(absorbed.names == ["x1", "x2"])
    #expect(absorbed.dropped == ["fixed", "x3"])
    for term in 0..<2 {
      expectNear(absorbed.coefficients[term], spelledOut.coefficients[term], 1e-10, panel.name)
    }
    for (a, b) in zip(absorbed.residuals, spelledOut.residuals) { #expect(abs(a - b) <= 1e-9) }
    #expect(absorbed.residualDegrees == spelledOut.residualDegrees)
    expectNear(absorbed.residualSumOfSquares, spelledOut.residualSumOfSquares, 1e-10, "SSR")
    expectNear(absorbed.logLikelihood, spelledOut.logLikelihood, 1e-10, "log-likelihood")
    for (a, b) in zip(absorbed.fitted, spelledOut.fitted) { #expect(abs(a - b) <= 1e-9) }
    var kinds: [CovarianceKind] = [
      .iid, .hc0, .hc1, .hc2, .hc3, .hc4, .hc4m, .cluster([panel.unit]), .cluster([panel.region]),
      .cluster([panel.unit, panel.time]), .cr3(panel.region), .jackknife(panel.region), .cr2(panel.region),
      .driscollKraay(lags: 2, time: panel.time),
    ]
    if panel.data.weights?.kind != .frequency {
      kinds.append(.neweyWest(lags: 2, order: PanelOrder(time: panel.time, unit: panel.unit)))
    }
    for kind in kinds {
      for profile in [Profile.sandwich, .clubsandwich] {
        // Without some clusters there is no outer coefficient of their effects to leave out: both sides say zero.
        let mine = try absorbed.covariance(kind, profile: profile).covariance
        let theirs = try spelledOut.covariance(kind, profile: profile).covariance
        for i in 0..<2 {
          for j in 0..<2 {
            let scale = (theirs.matrix[i, i] * theirs.matrix[j, j]).squareRoot()
            #expect(
              abs(mine.matrix[i, j] - theirs.matrix[i, j]) <= 1e-8 * scale,
              "\(panel.name) \(kind.description) \(profile): \(mine.matrix[i, j]) for \(theirs.matrix[i, j])")
          }
          if let degrees = theirs.reference.degrees(i) {
            expectNear(
              try #require(mine.reference.degrees(i)), degrees, 1e-7, "\(panel.name) \(kind.description) df")
          }
        }
      }
    }
  }

  @Test("recovered effects give the fitted values", arguments: EffectsPanel.all)
  func recovery(_ panel: EffectsPanel) throws {
    let fit = try FixedEffectsLeastSquares().fit(panel.data, effects: panel.effects)
    let estimates = try #require(fit.absorption).estimates()
    let (x1, x2) = (panel.data.matrix.columns[0], panel.data.matrix.columns[2])
    for row in 0..<panel.data.rows {
      var sum = fit.coefficients[0] * x1[row] + fit.coefficients[1] * x2[row]
      for (effect, estimate) in zip(panel.effects, estimates) {
        sum += estimate.values[Int(effect.grouping.codes[row])] * (effect.slope.map { $0[row] } ?? 1)
      }
      #expect(abs(sum - fit.fitted[row]) <= 1e-9)
    }
    // Every later set of intercepts has zero at its first level.
    for (effect, estimate) in zip(panel.effects, estimates).dropFirst() where effect.slope == nil {
      #expect(estimate.values[0] == 0)
    }
  }

  @Test("a frequency is so many equal rows")
  func frequencies() throws {
    let panel = EffectsPanel("frequencies", weights: .frequency, effects: ["unit", "time"])
    let weights = try #require(panel.data.weights)
    let repeated = (0..<panel.data.rows).flatMap { Array(repeating: $0, count: Int(weights.values[$0])) }
    let long = RegressionData(
      matrix: panel.data.matrix.selecting(rows: repeated), names: panel.data.names,
      outcome: panel.data.outcome.selecting(rows: repeated))
    let effects = panel.effects.map { effect in
      FixedEffect(name: effect.name, grouping: effect.grouping.selecting(rows: repeated))
    }
    for kind in [CovarianceKind.iid, .hc1, .hc2, .hc3] {
      let short = try FixedEffectsLeastSquares(covariance: kind).fit(panel.data, effects: panel.effects)
      let whole = try FixedEffectsLeastSquares(covariance: kind).fit(long, effects: effects)
      for term in 0..<2 {
        expectNear(short.standardErrors[term], whole.standardErrors[term], 1e-10, kind.description)
      }
    }
  }

  @Test("singletons change the count and no coefficient")
  func singletons() throws {
    let panel = EffectsPanel("unit", rows: 97, effects: ["unit", "time"])
    var codes = panel.unit.codes
    codes[96] = 12
    let effects = [FixedEffect(name: "unit", grouping: Grouping(name: "unit", codes: codes, count: 13))]
    let kept = try FixedEffectsLeastSquares(singletons: .keep).fit(panel.data, effects: effects)
    let removed = try FixedEffectsLeastSquares(singletons: .remove).fit(panel.data, effects: effects)
    #expect(kept.observations == 97 && removed.observations == 96)
    #expect(removed.absorption?.singletons == 1 && removed.rows == Array(0..<96))
    #expect(kept.residualDegrees == removed.residualDegrees)
    for term in 0..<2 { expectNear(kept.coefficients[term], removed.coefficients[term], 1e-12, "b") }
    #expect(
      try FixedEffectsLeastSquares(profile: .reghdfe).fit(panel.data, effects: effects).observations == 96)
  }

  @Test("exact parameters where a profile counts them: two islands")
  func islands() throws {
    var random = PCG64(seed: 5, stream: 5)
    let rows = 60
    let a = Grouping(name: "a", codes: (0..<rows).map { UInt32($0 % 6) }, count: 6)
    // Levels 0–2 of a only meet levels 0–1 of b, the others 2–3.
    let codes = (0..<rows).map { row -> UInt32 in
      let island = row % 6 < 3 ? 0 : 2
      return UInt32(island + row / 6 % 2)
    }
    let b = Grouping(name: "b", codes: codes, count: 4)
    let data = RegressionData(
      matrix: TallMatrix(rows: rows, columns: [.real((0..<rows).map { _ in random.nextNormal() })]),
      names: ["x"], outcome: .real((0..<rows).map { _ in random.nextNormal() }))
    let effects = [FixedEffect(name: "a", grouping: a), FixedEffect(name: "b", grouping: b)]
    let formula = try FixedEffectsLeastSquares(profile: .fixest).fit(data, effects: effects)
    let exact = try FixedEffectsLeastSquares(profile: .reghdfe, singletons: .keep).fit(data, effects: effects)
    #expect(formula.residualDegrees == 60 - 1 - 9 && exact.residualDegrees == 60 - 1 - 8)
    #expect(formula.absorbedDegrees == 9 && exact.absorbedDegrees == 8)
  }
}
