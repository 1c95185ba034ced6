import Causal
import Kernels
import LinearAlgebra
import Testing

@Suite("Synthetic difference-in-differences")
struct SyntheticDifferencesTests {
  /// Unit and period effects, one factor, noise; the last `treated` units gain 2 from `adoption` on.
  static func panel(
    units: Int = 24, periods: Int = 12, treated: Int = 3, adoption: Int = 8, seed: UInt64 = 4,
    scale: Double = 1,
    periodEffect: (Int) -> Double = { _ in 0 }, unitEffect: (Int) -> Double = { _ in 0 }, order: [Int]? = nil
  ) throws -> SyntheticPanel {
    var generator = PCG64(seed: seed, stream: 0)
    var outcomes = Matrix(rows: periods, columns: units)
    let factor = (0..<periods).map { _ in generator.nextNormal() }
    for unit in 0..<units {
      let level = generator.nextNormal()
      let loading = generator.nextNormal()
      for period in 0..<periods {
        let isTreated = unit >= units - treated && period >= adoption
        outcomes[period, unit] =
          scale
          * (level + loading * factor[period] + 0.5 * generator.nextNormal() + (isTreated ? 2 : 0)
            + periodEffect(period) + unitEffect(unit))
      }
    }
    let order = order ?? Array(0..<units)
    return try SyntheticPanel(
      outcomes: outcomes.selecting(rows: Array(0..<periods), columns: order),
      adoption: order.map { $0 >= units - treated ? adoption : nil })
  }

  static let forms: [SyntheticDifferences.Form] = [.syntheticDifferences, .syntheticControl, .differences]

  @Test("three units and three periods, by hand")
  func byHand() throws {
    // Donors A and B, treated C, two periods before, one after. With ζ = 0: the changes before are A 0, B 2, C 1, so ω = ½, ½ (the
    // intercept takes the levels). λ: the donors' outcomes less their means are ∓1, ∓2 and after ∓3; λ₂ = 1 is nearest.
    // τ = (6 − 2) − ½((1 − 1) + (7 − 5)) = 3.
    let panel = try SyntheticPanel(
      outcomes: Matrix(rows: 3, columns: 3, columnMajor: [1, 1, 1, 3, 5, 7, 1, 2, 6]),
      adoption: [nil, nil, 2])
    let found = try SyntheticDifferences(unitRidge: 0, timeRidge: 0).fit(panel)
    let cohort = try #require(found.cohorts.first)
    #expect(abs(cohort.unitWeights[0] - 0.5) < 1e-14 && abs(cohort.timeWeights[1] - 1) < 1e-14)
    #expect(abs(found.overall.estimate - 3) < 1e-13)
    // Differences of means: (6 − 1.5) − ½((1 − 1) + (7 − 4)) = 3.
    let plain = try SyntheticDifferences(form: .differences).fit(panel)
    #expect(abs(plain.overall.estimate - 3) < 1e-14)
    // Without intercept: (1, 2) = w(1, 1) + (1 − w)(3, 5): 2(2−2w)… the minimum of (2 − 2w)² + (3 − 4w)² is w = 4/5; 6 − (4/5 + 7/5).
    let control = try SyntheticDifferences(form: .syntheticControl, unitRidge: 0).fit(panel)
    #expect(abs(control.cohorts[0].unitWeights[0] - 0.8) < 1e-14)
    #expect(abs(control.overall.estimate - (6 - 0.8 - 1.4)) < 1e-13)
    #expect(abs(control.cohorts[0].errorBefore - (((0.4 * 0.4) + (0.2 * 0.2)) / 2).squareRoot()) < 1e-14)
  }

  @Test("σ̂ is the standard deviation of all first differences before, ζ_ω and ζ_λ follow from it")
  func ridges() throws {
    let panel = try Self.panel()
    var differences: [Double] = []
    for unit in 0..<21 {
      for period in 1..<8 {
        differences.append(panel.outcomes[period, unit] - panel.outcomes[period - 1, unit])
      }
    }
    let mean = differences.reduce(0, +) / Double(differences.count)
    let sigma = (differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(differences.count - 1))
      .squareRoot()
    let cohort = try SyntheticDifferences().fit(panel).cohorts[0]
    #expect(abs(cohort.noise - sigma) < 1e-13)
    #expect(abs(cohort.unitRidge - (12.0).squareRoot().squareRoot() * sigma) < 1e-12)
    #expect(abs(cohort.timeRidge - 1e-6 * sigma) < 1e-18)
  }

  @Test("period effects change nothing for a given ridge: weights of sum one take them", arguments: forms)
  func periodEffects(form: SyntheticDifferences.Form) throws {
    // σ̂ is of changes and grows with period effects, and the ridge with it.
    let estimator = SyntheticDifferences(form: form, unitRidge: 1.5, timeRidge: 1e-3)
    let one = try estimator.fit(Self.panel())
    let other = try estimator.fit(Self.panel(periodEffect: { Double($0 * $0) - 5 }))
    #expect(abs(one.overall.estimate - other.overall.estimate) < 1e-9)
  }

  @Test("unit effects change nothing in differences, and do in a synthetic control", arguments: forms)
  func unitEffects(form: SyntheticDifferences.Form) throws {
    let one = try SyntheticDifferences(form: form).fit(Self.panel())
    let other = try SyntheticDifferences(form: form).fit(Self.panel(unitEffect: { Double($0 * $0 % 11) }))
    let change = abs(one.overall.estimate - other.overall.estimate)
    if form == .syntheticControl { #expect(change > 1e-3) } else { #expect(change < 1e-9) }
  }

  @Test("scaling the outcome scales everything", arguments: forms)
  func scaling(form: SyntheticDifferences.Form) throws {
    let estimator = SyntheticDifferences(form: form, errors: .placebo(draws: 20, seed: 2))
    let one = try estimator.fit(Self.panel())
    let other = try estimator.fit(Self.panel(scale: 8))
    #expect(abs(other.overall.estimate - 8 * one.overall.estimate) < 1e-10)
    let error = try #require(one.overall.standardError)
    #expect(abs(try #require(other.overall.standardError) - 8 * error) < 1e-10)
  }

  @Test("units in another order change nothing", arguments: forms)
  func permutation(form: SyntheticDifferences.Form) throws {
    let estimator = SyntheticDifferences(form: form, errors: form == .differences ? .jackknife : .none)
    let one = try estimator.fit(Self.panel())
    let other = try estimator.fit(Self.panel(order: Array((0..<24).reversed())))
    #expect(abs(one.overall.estimate - other.overall.estimate) < 1e-11)
    if let error = one.overall.standardError {
      #expect(abs(try #require(other.overall.standardError) - error) < 1e-12)
    }
  }

  @Test("the same bits for one thread and for two")
  func threads() throws {
    let panel = try Self.panel()
    for errors in [SyntheticDifferences.Errors.placebo(draws: 30, seed: 5), .bootstrap(draws: 30, seed: 5)] {
      let one = try SyntheticDifferences(errors: errors, threads: 1).fit(panel)
      let two = try SyntheticDifferences(errors: errors, threads: 2).fit(panel)
      #expect(one.overall == two.overall)
      #expect(one.cells.map(\.effect) == two.cells.map(\.effect))
    }
  }

  @Test("the estimate is that of a two-way regression with the weights")
  func regression() throws {
    // τ of weighted two-way differences solves the normal equations: residuals weighted by ω λ are orthogonal to the treatment,
    // which is the double difference; here through its gaps: λ-weighted gaps before have mean zero.
    let cohort = try SyntheticDifferences().fit(Self.panel()).cohorts[0]
    var before = 0.0
    for period in 0..<8 { before += cohort.timeWeights[period] * cohort.gaps[period] }
    #expect(abs(before) < 1e-13)
    #expect(abs(cohort.gaps[8...].reduce(0, +) / 4 - cohort.effect) < 1e-14)
  }

  @Test("cohorts are averaged by treated units × periods after, and each is the estimate of its cohort alone")
  func staggered() throws {
    var generator = PCG64(seed: 8, stream: 0)
    let outcomes = Matrix(rows: 10, columns: 20, columnMajor: (0..<200).map { _ in generator.nextNormal() })
    let adoption: [Int?] = (0..<20).map { $0 < 3 ? 5 : ($0 < 5 ? 7 : nil) }
    let both = try SyntheticDifferences(errors: .jackknife).fit(
      SyntheticPanel(outcomes: outcomes, adoption: adoption))
    func alone(_ date: Int) throws -> Double {
      let kept = (0..<20).filter { adoption[$0] == nil || adoption[$0] == date }
      return try SyntheticDifferences().fit(
        SyntheticPanel(
          outcomes: outcomes.selecting(rows: Array(0..<10), columns: kept),
          adoption: kept.map { adoption[$0] })
      ).overall.estimate
    }
    let early = try alone(5)
    let late = try alone(7)
    #expect(abs(both.overall.estimate - (15 * early + 6 * late) / 21) < 1e-13)
    #expect(abs(both.byCohort[0].effect.estimate - early) < 1e-13)
    #expect(try #require(both.overall.standardError) > 0)
    // The cells of a period under treatment average to the calendar effect.
    let calendar = both.byPeriod.first { $0.period == 8 }
    let cells = both.cells.filter { $0.period == 8 }.map(\.effect.estimate)
    #expect(abs(try #require(calendar).effect.estimate - (3 * cells[0] + 2 * cells[1]) / 5) < 1e-13)
  }

  @Test("the jackknife by leaving out one after the other")
  func jackknife() throws {
    let panel = try Self.panel()
    let found = try SyntheticDifferences(errors: .jackknife).fit(panel)
    let cohort = found.cohorts[0]
    func effect(_ weights: [Double], _ treated: [Int]) -> Double {
      func change(_ unit: Int) -> Double {
        var sum = 0.0
        for period in 0..<12 {
          sum += panel.outcomes[period, unit] * (period < 8 ? -cohort.timeWeights[period] : 0.25)
        }
        return sum
      }
      let total = weights.reduce(0, +)
      return treated.reduce(0) { $0 + change($1) } / Double(treated.count)
        - cohort.donors.enumerated().reduce(0) { $0 + weights[$1.offset] * change($1.element) } / total
    }
    var squares = 0.0
    for position in cohort.donors.indices {
      var weights = cohort.unitWeights
      weights[position] = 0
      squares +=
        (effect(weights, cohort.treated) - cohort.effect) * (effect(weights, cohort.treated) - cohort.effect)
    }
    for unit in cohort.treated {
      let value = effect(cohort.unitWeights, cohort.treated.filter { $0 != unit }) - cohort.effect
      squares += value * value
    }
    #expect(abs(try #require(found.overall.standardError) - (squares * 23 / 24).squareRoot()) < 1e-12)
  }

  @Test("bad panels are refused, each by its name")
  func refusals() throws {
    func panel(_ adoption: [Int?], _ values: [Double] = [1, 2, 3, 4, 6, 5, 1, 3, 2]) throws -> SyntheticPanel
    {
      try SyntheticPanel(outcomes: Matrix(rows: 3, columns: 3, columnMajor: values), adoption: adoption)
    }
    #expect(throws: SyntheticControlError.self) { try panel([nil, nil, nil]) }
    #expect(throws: SyntheticControlError.self) { try panel([1, 1, 2]) }
    #expect(throws: SyntheticControlError.self) { try panel([0, nil, nil]) }
    #expect(throws: SyntheticControlError.self) { try panel([nil, nil, 2], [1, 2, .nan, 4, 6, 5, 1, 3, 2]) }
    // One period before: a synthetic control is possible, synthetic differences are not.
    let short = try panel([nil, nil, 1])
    #expect(throws: SyntheticControlError.self) { try SyntheticDifferences().fit(short) }
    #expect(try SyntheticDifferences(form: .syntheticControl).fit(short).overall.estimate.isFinite)
    // One treated unit: neither jackknife nor bootstrap; one donor: no placebos, and all its weight.
    let single = try panel([nil, nil, 2])
    for errors in [SyntheticDifferences.Errors.jackknife, .bootstrap(draws: 9, seed: 1)] {
      #expect(throws: SyntheticControlError.self) { try SyntheticDifferences(errors: errors).fit(single) }
    }
    let oneDonor = try panel([nil, 2, 2])
    #expect(try SyntheticDifferences().fit(oneDonor).cohorts[0].unitWeights == [1])
    #expect(throws: SyntheticControlError.self) {
      try SyntheticDifferences(errors: .placebo(draws: 9, seed: 1)).fit(oneDonor)
    }
  }

  @Test("donors that never change: no noise, no ridge, equal weights")
  func noVariance() throws {
    let panel = try SyntheticPanel(
      outcomes: Matrix(rows: 3, columns: 3, columnMajor: [1, 1, 1, 1, 1, 1, 0, 0, 2]),
      adoption: [nil, nil, 2])
    let found = try SyntheticDifferences().fit(panel)
    #expect(found.cohorts[0].noise == 0 && found.cohorts[0].unitWeights == [0.5, 0.5])
    #expect(found.overall.estimate == 2 && !found.cohorts[0].areWeightsUnique)
  }

  @Test("placebos in space: p is the rank of the treated unit's ratio of errors")
  func placebos() throws {
    let panel = try Self.panel(units: 15, treated: 1)
    let estimator = SyntheticDifferences(form: .syntheticControl, threads: 2)
    let test = try SyntheticPlacebos(estimator, panel)
    #expect(test.placebos.count == 14)
    let above = test.placebos.count { $0.ratio >= test.treated.ratio }
    #expect(test.pValue == Double(1 + above) / 15)
    #expect(test.placebos.map(\.units) == (0..<14).map { [$0] })
    #expect(abs(test.treated.effect - (try estimator.fit(panel).overall.estimate)) < 1e-14)
  }
}
