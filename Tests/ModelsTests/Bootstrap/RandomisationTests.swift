import Kernels
import LinearAlgebra
import Models
import Testing

/// Oracles: Fisher's tea (by hand), brute force with refits, laws.
@Suite("Randomisation inference")
struct RandomisationTests {
  private func permutations(_ values: [Double]) -> [[Double]] {
    guard let first = Set(values).sorted().first else { return [[]] }
    if Set(values).count == 1 { return [Array(repeating: first, count: values.count)] }
    return Set(values).sorted().flatMap { value -> [[Double]] in
      var rest = values
      if let at = rest.firstIndex(of: value) { rest.remove(at: at) }
      return permutations(rest).map { [value] + $0 }
    }
  }

  @Test("eight cups, four of them with milk first: one assignment in seventy")
  func tea() throws {
    let treated: [Double] = [1, 0, 0, 1, 1, 0, 1, 0]
    let data = RegressionData(
      matrix: TallMatrix(rows: 8, columns: [.constant(1), .real(treated)]), names: ["(Intercept)", "d"],
      outcome: .real(treated.map { 3 + 2 * $0 }))
    let cup = Grouping(name: "cup", codes: (0..<8).map { UInt32($0) }, count: 8)
    // Outcomes that the treatment explains but for a little.
    let fit = try LeastSquares().fit(
      RegressionData(
        matrix: data.matrix, names: data.names,
        outcome: .real(treated.enumerated().map { 3 + 2 * $1 + 0.01 * Double($0 % 3) })))
    let found = try RandomisationInference(cluster: cup, repetitions: .all).test(fit, term: "d")
    // Only the assignment itself and its mirror are as far from zero.
    #expect(found.isEnumerated && found.repetitions == 70 && found.paths == 2)
    #expect(found.pValue == 2.0 / 70)
    #expect(found.greater + found.ties == 2 && found.ties >= 1)
  }

  /// Treatment of whole units, or of units from a period on.
  private func sample(_ staggered: Bool) -> (BootstrapSample, [Double]) {
    let sample = BootstrapSample(units: 7, periods: 4, seed: 31)
    let start = [1, 9, 2, 9, 9, 2, 9]
    let treatment = sample.y.indices.map { row -> Double in
      let first = start[Int(sample.unit.codes[row])]
      return staggered ? (Int(sample.period.codes[row]) >= first ? 1 : 0) : (first < 9 ? 1 : 0)
    }
    return (sample, treatment)
  }

  private func data(_ sample: BootstrapSample, _ outcome: [Double], _ treatment: [Double], _ constant: Bool)
    -> RegressionData
  {
    RegressionData(
      matrix: TallMatrix(
        rows: sample.rows, columns: (constant ? [.constant(1)] : []) + [.real(treatment), .real(sample.z)]),
      names: (constant ? ["(Intercept)"] : []) + ["d", "z"], outcome: .real(outcome),
      weights: ObservationWeights(.analytic, values: sample.weights))
  }

  @Test(
    "all assignments refitted, at several nulls", arguments: RandomisationInference.Statistic.allCases,
    [false, true])
  func bruteForce(_ kind: RandomisationInference.Statistic, _ staggered: Bool) throws {
    let (sample, treatment) = sample(staggered)
    let effects = staggered ? [sample.effect(sample.unit), sample.effect(sample.period)] : []
    func fit(_ outcome: [Double], _ treatment: [Double]) throws -> LinearFit {
      try FixedEffectsLeastSquares(covariance: .cluster([sample.unit])).fit(
        data(sample, outcome, treatment, !staggered), effects: effects)
    }
    let own = try fit(sample.y, treatment)
    let inference = RandomisationInference(
      cluster: sample.unit, period: staggered ? sample.period : nil, statistic: kind, repetitions: .all)
    let position = try own.position(of: "d")
    let first = (0..<7).map { unit in
      (0..<4).reduce(0.0) { $0 + treatment[unit * 4 + $1] }
    }
    for null in [0, 0.5] {
      let found = try inference.test(own, term: "d", equals: null)
      let outcome = sample.y.indices.map { sample.y[$0] - null * treatment[$0] }
      let scale = kind == .t ? own.standardErrors[position] : 1
      let observed = (own.coefficients[position] - null) / scale
      #expect(abs(found.statistic - observed) <= 1e-9 * abs(observed))
      var draws: [Double] = []
      for counts in permutations(first) {
        let other = sample.y.indices.map { row -> Double in
          let periods = counts[row / 4]
          return Double(row % 4) >= 4 - periods ? 1 : 0
        }
        let refit = try fit(outcome, other)
        draws.append(refit.coefficients[position] / (kind == .t ? refit.standardErrors[position] : 1))
      }
      let wanted = BootstrapSample.counts(draws, observed)
      #expect(found.repetitions == draws.count)
      #expect(found.greater == wanted.greater && found.ties == wanted.ties, "\(null)")
      #expect(found.pValue == Double(wanted.greater + wanted.ties) / Double(draws.count))
    }
    let set = try inference.test(own, term: "d")
    for (end, outwards) in [(set.confidenceLow, -1.0), (set.confidenceHigh, 1.0)] where end.isFinite {
      #expect(try inference.test(own, term: "d", equals: end).pValue > 0.05)
      #expect(try inference.test(own, term: "d", equals: end + outwards * 1e-8).pValue <= 0.05)
    }
  }

  @Test("strata: treatments change places within them alone")
  func strata() throws {
    let (sample, treatment) = sample(false)
    let fit = try LeastSquares().fit(data(sample, sample.y, treatment, true))
    // Regions of two units: {1, 9}, {2, 9}, {9, 2}, {9}: two assignments in each of three.
    let found = try RandomisationInference(cluster: sample.unit, strata: sample.region, repetitions: .all)
      .test(
        fit, term: "d")
    #expect(found.repetitions == 8 && found.isEnumerated)
    let all = try RandomisationInference(cluster: sample.unit, repetitions: .all).test(fit, term: "d")
    #expect(all.repetitions == 35)
  }

  @Test("draws: the same bits on one thread and two, near the enumeration, the sample counted as one of them")
  func draws() throws {
    let (sample, treatment) = sample(true)
    let fit = try FixedEffectsLeastSquares().fit(
      data(sample, sample.y, treatment, false),
      effects: [sample.effect(sample.unit), sample.effect(sample.period)])
    for kind in RandomisationInference.Statistic.allCases {
      var inference = RandomisationInference(
        cluster: sample.unit, period: sample.period, statistic: kind, repetitions: .all)
      let all = try inference.test(fit, term: "d")
      inference.repetitions = .draws(100)
      let few = try inference.test(fit, term: "d", threads: 1)
      #expect(few == (try inference.test(fit, term: "d", threads: 2)))
      #expect(!few.isEnumerated && few.repetitions == 100)
      #expect(few.pValue == Double(few.greater + few.ties + 1) / 101)
      // Four standard errors of a share of 100.
      #expect(abs(few.pValue - all.pValue) <= 0.2)
      inference.seed = 2
      #expect(try inference.test(fit, term: "d").greater != few.greater || few.greater == 0)
    }
  }

  @Test("what was not assigned to clusters cannot be permuted")
  func refused() throws {
    let (sample, treatment) = sample(true)
    let fit = try LeastSquares().fit(data(sample, sample.y, treatment, true))
    #expect(throws: RegressionError.treatmentVaries(term: "d", cluster: "unit", isByPeriod: false)) {
      try RandomisationInference(cluster: sample.unit).test(fit, term: "d")
    }
    #expect(throws: RegressionError.treatmentVaries(term: "d", cluster: "region", isByPeriod: true)) {
      try RandomisationInference(cluster: sample.region, period: sample.period).test(fit, term: "d")
    }
    #expect(throws: RegressionError.strataAcrossClusters(strata: "period", cluster: "unit")) {
      try RandomisationInference(cluster: sample.unit, period: sample.period, strata: sample.period).test(
        fit, term: "d")
    }
    let rows = Array(0..<sample.rows - 1)
    let short = try LeastSquares().fit(
      RegressionData(
        matrix: TallMatrix(rows: rows.count, columns: [.constant(1), .real(rows.map { treatment[$0] })]),
        names: ["(Intercept)", "d"], outcome: .real(rows.map { sample.y[$0] })))
    #expect(throws: RegressionError.treatmentWithoutPeriods(term: "d", cluster: "unit", cells: 1)) {
      try RandomisationInference(
        cluster: sample.unit.selecting(rows: rows), period: sample.period.selecting(rows: rows)
      ).test(short, term: "d")
    }
    let units = (0..<sample.rows).map { Double(sample.period.codes[$0]) }
    let same = try LeastSquares().fit(data(sample, sample.y, units, true))
    #expect(throws: RegressionError.oneAssignment(term: "d")) {
      try RandomisationInference(cluster: sample.unit, period: sample.period).test(same, term: "d")
    }
    let many = Grouping(name: "row", codes: (0..<sample.rows).map { UInt32($0) }, count: sample.rows)
    let half = try LeastSquares().fit(data(sample, sample.y, units, true))
    #expect(throws: RegressionError.tooManyAssignments(most: 1 << 24)) {
      try RandomisationInference(cluster: many, repetitions: .all).test(half, term: "d")
    }
  }
}
