import Kernels
import LinearAlgebra
import Models
import Testing

/// A roster in small: everything but the outcome is one of few.
struct RosterLike {
  let data: RegressionData
  let effects: [FixedEffect]
  let region: Grouping
  let commune: Grouping
  let year: Grouping

  init(rows: Int = 3000, weights: ObservationWeights.Kind? = nil, seed: UInt64 = 3) {
    var random = PCG64(seed: seed, stream: 2)
    func codes(_ count: Int) -> [UInt32] {
      (0..<rows).map { $0 < count ? UInt32($0) : UInt32(random.nextInteger(below: count)) }
    }
    let place = codes(12)
    commune = Grouping(name: "commune", codes: place, count: 12)
    region = Grouping(name: "region", codes: place.map { $0 / 3 }, count: 4)
    year = Grouping(name: "year", codes: codes(4), count: 4)
    let sex = codes(2)
    let tramo = codes(3)
    let size = (0..<rows).map { _ in Double(1 + random.nextInteger(below: 3)) / 10 }
    let (years, places) = (year.codes, place)
    let y = (0..<rows).map { row -> Double in
      let group = Double(tramo[row])
      let mean: Double = Double(sex[row]) - 0.5 * group + size[row]
      let place: Double = Double(years[row] * places[row]) / 10
      return mean + place + random.nextNormal() * (1 + group)
    }
    let frequencies: [Double]? =
      weights == .frequency ? (0..<rows).map { _ in Double(1 + random.nextInteger(below: 4)) } : nil
    data = RegressionData(
      matrix: TallMatrix(
        rows: rows,
        columns: [
          .constant(1), .indicator(codes: sex, level: 1), .indicator(codes: tramo, level: 1),
          .indicator(codes: tramo, level: 2), .scaledIndicator(codes: sex, level: 1, values: size),
          .real(size),
        ]), names: ["(Intercept)", "sex", "tramo1", "tramo2", "sex:size", "size"], outcome: .real(y),
      weights: frequencies.map { ObservationWeights(.frequency, values: $0) })
    effects = [FixedEffect(name: "region", grouping: region), FixedEffect(name: "year", grouping: year)]
  }

  var kinds: [CovarianceKind] {
    [
      .iid, .hc0, .hc1, .hc2, .hc3, .hc4, .hc4m, .hc5, .cluster([commune]), .cluster([commune, year]),
      .cr2(commune), .cr3(commune), .jackknife(commune), .driscollKraay(lags: 1, time: year),
    ]
  }
}

@Suite("Cells of equal rows say what the rows say")
struct CompressedLeastSquaresTests {
  /// Sums in another order: 1e-11 of each number.
  @Test(
    "every covariance that cells allow", arguments: [false, true], [nil, ObservationWeights.Kind.frequency])
  func equal(_ absorbed: Bool, _ weights: ObservationWeights.Kind?) throws {
    let roster = RosterLike(weights: weights)
    let effects = absorbed ? roster.effects : []
    for kind in roster.kinds {
      for profile in [Profile.fixest, .sandwich] {
        let rows = try FixedEffectsLeastSquares(covariance: kind, profile: profile)
          .fit(roster.data, effects: effects)
        let found = try #require(
          try CompressedLeastSquares(covariance: kind, profile: profile, largestShare: 1)
            .fit(roster.data, effects: effects))
        let cells = found.fit
        #expect(found.cells < roster.data.rows / 2 && found.rows == nil)
        #expect(cells.names == rows.names && cells.dropped == rows.dropped)
        #expect(cells.observations == rows.observations && cells.residualDegrees == rows.residualDegrees)
        for term in rows.names.indices {
          let what = "\(kind.description) \(profile) \(rows.names[term])"
          expectNear(cells.coefficients[term], rows.coefficients[term], 1e-11, what)
          // A sum over two cluster variables that no profile repairs may have a variance below zero.
          if rows.standardErrors[term].isNaN {
            #expect(cells.standardErrors[term].isNaN && kind.description.contains("+"), "\(what) se")
          } else {
            expectNear(cells.standardErrors[term], rows.standardErrors[term], 1e-11, "\(what) se")
          }
          if let degrees = rows.terms[term].degreesOfFreedom {
            expectNear(try #require(cells.terms[term].degreesOfFreedom), degrees, 1e-9, "\(what) df")
          }
        }
        expectNear(cells.rSquared, rows.rSquared, 1e-11, "R²")
        expectNear(cells.sigma, rows.sigma, 1e-12, "σ")
        expectNear(cells.logLikelihood, rows.logLikelihood, 1e-12, "log-likelihood")
        if let within = rows.withinRSquared {
          expectNear(try #require(cells.withinRSquared), within, 1e-10, "within R²")
        }
      }
    }
  }

  @Test("a cell for each different row, the first one's")
  func byHand() throws {
    // Two cells: x = 0 with y 1, 3 and x = 1 with y 2, 6, 7; b = (2, 3), SSR = 2 + 14.
    let data = RegressionData(
      matrix: TallMatrix(rows: 5, columns: [.constant(1), .real([0, 1, -0.0, 1, 1])]),
      names: ["(Intercept)", "x"], outcome: .real([1, 2, 3, 6, 7]))
    let found = try #require(try CompressedLeastSquares(largestShare: 1).fit(data))
    #expect(found.cells == 2 && found.fit.coefficients == [2, 3])
    #expect(abs(found.fit.residualSumOfSquares - 16) <= 1e-14 && found.fit.residualDegrees == 3)
  }

  @Test("where cells do not say all, or are too many, there is none")
  func refusals() throws {
    let roster = RosterLike()
    #expect(try CompressedLeastSquares(largestShare: 0.001).fit(roster.data) == nil)
    let order = PanelOrder(time: roster.year)
    let series = CompressedLeastSquares(covariance: .neweyWest(lags: 1, order: order), largestShare: 1)
    #expect(try series.fit(roster.data) == nil)
    let weighted = RegressionData(
      matrix: roster.data.matrix, names: roster.data.names, outcome: roster.data.outcome,
      weights: ObservationWeights(.analytic, values: [Double](repeating: 2, count: roster.data.rows)))
    #expect(try CompressedLeastSquares(largestShare: 1).fit(weighted) == nil)
    // Means that effects fit exactly, rows that they do not.
    let saturated = RegressionData(
      matrix: TallMatrix(rows: 6, columns: [.real([0, 0, 1, 1, 2, 2])]), names: ["x"],
      outcome: .real([1, 2, 1, 2, 1, 2]))
    #expect(try CompressedLeastSquares(largestShare: 1).fit(saturated)?.cells == 3)
    let constant = RegressionData(
      matrix: TallMatrix(rows: 6, columns: [.constant(1), .real([0, 0, 1, 1, 2, 2])]),
      names: ["(Intercept)", "x"], outcome: .real([1, 2, 1, 2, 1, 2]))
    #expect(try CompressedLeastSquares(largestShare: 1).fit(constant) == nil)
    #expect(throws: RegressionError.notFinite(column: "y", row: 2)) {
      try CompressedLeastSquares(largestShare: 1).fit(
        RegressionData(
          matrix: TallMatrix(rows: 3, columns: [.real([1, 1, 2])]), names: ["x"],
          outcome: .real([1, .nan, 3])))
    }
  }

  @Test("singletons leave as rows, not as cells")
  func singletons() throws {
    let roster = RosterLike()
    var codes = roster.region.codes
    codes[5] = 4
    let effects = [FixedEffect(name: "region", grouping: Grouping(name: "region", codes: codes, count: 5))]
    let rows = try FixedEffectsLeastSquares(singletons: .remove).fit(roster.data, effects: effects)
    let found = try #require(
      try CompressedLeastSquares(singletons: .remove, largestShare: 1).fit(roster.data, effects: effects))
    #expect(found.rows == rows.rows && found.rows?.count == roster.data.rows - 1)
    #expect(found.fit.observations == rows.observations && found.fit.absorption?.singletons == 1)
  }

  @Test("few cells in many rows are found although the first rows are nearly all different")
  func trial() throws {
    let rows = 300_000
    var random = PCG64(seed: 2, stream: 2)
    let x = (0..<rows).map { _ in Double(random.nextInteger(below: 60_000)) }
    let data = RegressionData(
      matrix: TallMatrix(rows: rows, columns: [.constant(1), .real(x)]), names: ["(Intercept)", "x"],
      outcome: .real((0..<rows).map { Double($0 % 11) }))
    let found = try #require(try CompressedLeastSquares(largestShare: 0.25).fit(data))
    #expect(found.cells == Set(x).count)
    // More cells than that share of the rows.
    #expect(try CompressedLeastSquares(largestShare: 0.1).fit(data) == nil)
  }

  @Test("many different values in cells that no table can address")
  func many() throws {
    var random = PCG64(seed: 9, stream: 1)
    let rows = 20000
    let a = (0..<rows).map { UInt32($0 % 5000) }
    let b = (0..<rows).map { UInt32($0 % 4000) }
    let z = (0..<rows).map { Double($0 % 10000) / 7 }
    let y = (0..<rows).map { z[$0] / 100 + random.nextNormal() }
    let data = RegressionData(
      matrix: TallMatrix(rows: rows, columns: [.constant(1), .real(z)]), names: ["(Intercept)", "z"],
      outcome: .real(y))
    let groups = [Grouping(name: "a", codes: a, count: 5000), Grouping(name: "b", codes: b, count: 4000)]
    let found = try #require(
      try CompressedLeastSquares(covariance: .cluster(groups), largestShare: 1).fit(data))
    // Rows are equal where their numbers agree modulo 5000, 4000 and 10000.
    #expect(found.cells == 20000)
    let coarse = try #require(
      try CompressedLeastSquares(covariance: .cluster([groups[0]]), largestShare: 1).fit(data))
    #expect(coarse.cells == 10000)
    let plain = try LeastSquares(covariance: .cluster([groups[0]])).fit(data)
    for term in 0..<2 { expectNear(coarse.fit.standardErrors[term], plain.standardErrors[term], 1e-12, "se") }
  }
}
