import Kernels
import LinearAlgebra
import Models
import Testing

@Suite("Laws of instrumental variables")
struct InstrumentLawTests {
  /// y = 1 + 2x + w + u, x = z₁ + ½z₂ + ½u + v, clusters of five rows.
  private struct Sample {
    var y: [Double] = []
    var x: [Double] = []
    var x2: [Double] = []
    var w: [Double] = []
    var z: [[Double]] = [[], [], []]
    var clusters: [UInt32] = []

    init(rows: Int, seed: UInt64) {
      var generator = PCG64(seed: seed, stream: 3)
      func draw() -> Double { Double.random(in: -1...1, using: &generator) }
      for row in 0..<rows {
        let instruments = [draw(), draw(), draw()]
        let (u, own) = (draw(), draw())
        let endogenous = instruments[0] + instruments[1] / 2 + u / 2 + draw()
        for index in 0..<3 { z[index].append(instruments[index]) }
        x.append(endogenous)
        x2.append(instruments[2] - instruments[0] / 3 + u / 3 + draw())
        w.append(own)
        y.append(1 + 2 * endogenous + own + u)
        clusters.append(UInt32(row / 5))
      }
    }

    func data(
      endogenous: [[Double]], instruments: [[Double]], weights: ObservationWeights? = nil, rows: [Int]? = nil
    ) -> InstrumentedData {
      func column(_ values: [Double]) -> TallColumn { .real(rows.map { $0.map { values[$0] } } ?? values) }
      let count = rows?.count ?? y.count
      return InstrumentedData(
        regression: RegressionData(
          matrix: TallMatrix(rows: count, columns: [.constant(1), column(w)]), names: ["(Intercept)", "w"],
          outcome: column(y), weights: weights),
        endogenous: TallMatrix(rows: count, columns: endogenous.map(column)),
        endogenousNames: endogenous.indices.map { "x\($0 + 1)" },
        instruments: TallMatrix(rows: count, columns: instruments.map(column)),
        instrumentNames: instruments.indices.map { "z\($0 + 1)" })
    }
  }

  private func near(_ a: [Double], _ b: [Double], _ tolerance: Double, _ what: String = "") {
    #expect(a.count == b.count)
    for (a, b) in zip(a, b) { #expect(abs(a - b) <= tolerance * max(abs(a), abs(b)), "\(what): \(a) \(b)") }
  }

  @Test(
    "a regressor that is its own instrument gives least squares, coefficients and errors",
    arguments: [CovarianceKind.iid, .hc1, .hc0])
  func ownInstrument(_ kind: CovarianceKind) throws {
    let sample = Sample(rows: 80, seed: 1)
    let fit = try InstrumentalVariables(covariance: kind).fit(
      sample.data(endogenous: [sample.x], instruments: [sample.x])
    ).fit
    let plain = try LeastSquares(covariance: kind).fit(
      RegressionData(
        matrix: TallMatrix(rows: 80, columns: [.constant(1), .real(sample.x), .real(sample.w)]),
        names: ["(Intercept)", "x1", "w"], outcome: .real(sample.y)))
    #expect(fit.names == plain.names)
    near(fit.coefficients, plain.coefficients, 1e-13)
    near(fit.standardErrors, plain.standardErrors, 1e-12)
  }

  @Test("one instrument: covariance with the outcome over covariance with the regressor, whatever the method")
  func ratio() throws {
    let sample = Sample(rows: 60, seed: 2)
    let rows = 60
    let data = InstrumentedData(
      regression: RegressionData(
        matrix: TallMatrix(rows: rows, columns: [.constant(1)]), names: ["(Intercept)"],
        outcome: .real(sample.y)),
      endogenous: TallMatrix(rows: rows, columns: [.real(sample.x)]), endogenousNames: ["x"],
      instruments: TallMatrix(rows: rows, columns: [.real(sample.z[0])]), instrumentNames: ["z"])
    func covariance(_ a: [Double], _ b: [Double]) -> Double {
      let (meanA, meanB) = (a.reduce(0, +) / 60, b.reduce(0, +) / 60)
      return zip(a, b).reduce(0) { $0 + ($1.0 - meanA) * ($1.1 - meanB) }
    }
    let wanted = covariance(sample.z[0], sample.y) / covariance(sample.z[0], sample.x)
    for method in [InstrumentalVariables.Method.twoStage, .liml, .gmm, .continuouslyUpdated] {
      let fit = try InstrumentalVariables(method).fit(data)
      #expect(abs(fit.fit.coefficients[1] - wanted) <= 1e-11 * abs(wanted), "\(method)")
      #expect(fit.tests.sargan == nil)
    }
  }

  @Test("frequency weights are repeated rows, for every method")
  func frequencies() throws {
    let sample = Sample(rows: 50, seed: 3)
    let counts = (0..<50).map { Double($0 % 3 + 1) }
    let repeated = (0..<50).flatMap { Array(repeating: $0, count: Int(counts[$0])) }
    for method in [
      InstrumentalVariables.Method.twoStage, .liml, .fuller(1), .gmm, .continuouslyUpdated,
    ] {
      let weighted = try InstrumentalVariables(method, covariance: .hc1).fit(
        sample.data(
          endogenous: [sample.x], instruments: Array(sample.z.prefix(2)),
          weights: ObservationWeights(.frequency, values: counts)))
      let long = try InstrumentalVariables(method, covariance: .hc1).fit(
        sample.data(endogenous: [sample.x], instruments: Array(sample.z.prefix(2)), rows: repeated))
      near(weighted.fit.coefficients, long.fit.coefficients, 1e-9, "\(method)")
      near(weighted.fit.standardErrors, long.fit.standardErrors, 1e-8, "\(method)")
      #expect(weighted.fit.observations == long.fit.observations)
      near(
        [weighted.tests.firstStages[0].f.statistic, weighted.tests.sargan?.statistic ?? 0],
        [long.tests.firstStages[0].f.statistic, long.tests.sargan?.statistic ?? 0], 1e-10)
    }
  }

  @Test("LIML's root is not above that of any other coefficient, and lies between least squares and beyond")
  func root() throws {
    let sample = Sample(rows: 200, seed: 4)
    let data = sample.data(endogenous: [sample.x], instruments: sample.z)
    let liml = try InstrumentalVariables(.liml).fit(data)
    let kappa = try #require(liml.kappa)
    /// |y − xb|² within w, over what the instruments leave of it: its smallest value over b is κ.
    func ratio(_ b: Double) throws -> Double {
      let left = (0..<200).map { sample.y[$0] - b * sample.x[$0] }
      let own = TallMatrix(rows: 200, columns: [.constant(1), .real(sample.w)])
      let all = TallMatrix(rows: 200, columns: own.columns + sample.z.map { .real($0) })
      return try own.leastSquares(.real(left)).residualSumOfSquares
        / all.leastSquares(.real(left)).residualSumOfSquares
    }
    let best = liml.fit.coefficients[1]
    #expect(abs(try ratio(best) - kappa) < 1e-12)
    for step in [-0.5, -0.01, 0.01, 0.5] { #expect(try ratio(best + step) > kappa) }
    let fuller = try InstrumentalVariables(.fuller(1)).fit(data)
    #expect(abs(try #require(fuller.kappa) - (kappa - 1.0 / (200 - 5))) < 1e-15)
  }

  @Test(
    "two endogenous regressors: under errors of one variance Kleibergen and Paap's is Cragg and Donald's in the limit"
  )
  func weakness() throws {
    let sample = Sample(rows: 5000, seed: 5)
    let data = sample.data(endogenous: [sample.x, sample.x2], instruments: sample.z)
    let robust = try InstrumentalVariables(covariance: .hc1).fit(data).tests.weakness
    let plain = try InstrumentalVariables().fit(data).tests.weakness
    #expect(plain.kleibergenPaap == nil && plain.effective == nil)
    #expect(robust.craggDonald == plain.craggDonald)
    // The errors are drawn with one variance; 5000 rows leave some three per cent between the two.
    #expect(abs(try #require(robust.kleibergenPaap) / plain.craggDonald - 1) < 0.1)
  }

  @Test("one endogenous regressor: the effective F is the first stage's where errors have one variance")
  func effective() throws {
    let sample = Sample(rows: 300, seed: 6)
    let tests = try InstrumentalVariables().fit(
      sample.data(endogenous: [sample.x], instruments: sample.z)
    ).tests
    near([tests.weakness.craggDonald], [tests.firstStages[0].f.statistic], 1e-12)
    near([try #require(tests.weakness.effective)], [tests.firstStages[0].f.statistic], 1e-12)
  }

  @Test("the criterion of continuous updating is not above that of two steps, and its point is stationary")
  func updated() throws {
    let sample = Sample(rows: 250, seed: 7)
    let data = sample.data(endogenous: [sample.x], instruments: sample.z)
    let grouping = Grouping(name: "g", codes: sample.clusters, count: 50)
    for kind in [CovarianceKind.hc0, .cluster([grouping])] {
      let cue = try InstrumentalVariables(.continuouslyUpdated, covariance: kind).fit(data)
      #expect(cue.convergence?.isReached == true)
      let instruments = TallMatrix(
        rows: 250, columns: [.constant(1), .real(sample.w)] + sample.z.map { .real($0) })
      func criterion(_ b: [Double]) throws -> Double {
        let left = (0..<250).map { sample.y[$0] - b[0] - b[1] * sample.x[$0] - b[2] * sample.w[$0] }
        let moments = instruments.transposedTimes(left)
        let spread =
          kind == .hc0
          ? instruments.meat(scores: left)
          : instruments.groupSums(left, groups: grouping.codes, count: 50).crossProduct()
        return zip(moments, try Cholesky(of: spread).solve(moments)).reduce(0) { $0 + $1.0 * $1.1 }
      }
      let best = cue.fit.coefficients
      let value = try criterion(best)
      #expect(abs(value - (try #require(cue.tests.hansen).statistic)) < 1e-9)
      let steps = try InstrumentalVariables(.gmm, covariance: kind).fit(data)
      #expect(value <= (try criterion(steps.fit.coefficients)))
      for column in 0..<3 {
        for step in [-1e-3, 1e-3] {
          var moved = best
          moved[column] += step
          #expect(try criterion(moved) > value)
        }
      }
    }
  }

  @Test("instruments that depend on others are named, and too few of them are an error")
  func dependent() throws {
    let sample = Sample(rows: 40, seed: 8)
    let twice = sample.z[0].map { 2 * $0 }
    let fit = try InstrumentalVariables().fit(
      sample.data(endogenous: [sample.x], instruments: [sample.z[0], twice]))
    #expect(fit.droppedInstruments == ["z2"])
    #expect(throws: RegressionError.tooFewInstruments(instruments: 1, endogenous: 2, dependent: ["z2"])) {
      try InstrumentalVariables().fit(
        sample.data(endogenous: [sample.x, sample.x2], instruments: [sample.z[0], twice]))
    }
    #expect(throws: RegressionError.tooFewInstruments(instruments: 0, endogenous: 1, dependent: ["z1"])) {
      try InstrumentalVariables().fit(sample.data(endogenous: [sample.x], instruments: [sample.w]))
    }
    #expect(throws: RegressionError.endogenousDependent(names: ["x1"])) {
      try InstrumentalVariables().fit(sample.data(endogenous: [sample.w], instruments: [sample.z[0]]))
    }
  }

  @Test("an instrument without any relation to the regressor identifies nothing")
  func unidentified() throws {
    // x is ±1 in pairs, z is constant within pairs and so orthogonal to x and to the constant's rest.
    let rows = 8
    let x: [Double] = [1, -1, 1, -1, 1, -1, 1, -1]
    let z: [Double] = [1, 1, -1, -1, 2, 2, -2, -2]
    let data = InstrumentedData(
      regression: RegressionData(
        matrix: TallMatrix(rows: rows, columns: [.constant(1)]), names: ["(Intercept)"],
        outcome: .real([1, 2, 3, 5, 4, 4, 1, 0])),
      endogenous: TallMatrix(rows: rows, columns: [.real(x)]), endogenousNames: ["x"],
      instruments: TallMatrix(rows: rows, columns: [.real(z)]), instrumentNames: ["z"])
    #expect(throws: RegressionError.notIdentified(name: "x")) { try InstrumentalVariables().fit(data) }
  }

  @Test("more instruments than rows, and covariances that moments do not have, are errors")
  func refused() throws {
    let sample = Sample(rows: 5, seed: 9)
    #expect(throws: RegressionError.tooFewRows(rows: 5, columns: 6)) {
      try InstrumentalVariables().fit(
        sample.data(endogenous: [sample.x], instruments: sample.z))
    }
    let larger = Sample(rows: 50, seed: 9)
    let time = Grouping(name: "t", codes: (0..<50).map { UInt32($0) }, count: 50)
    #expect(throws: RegressionError.notOfMoments(covariance: "cr2:t")) {
      try InstrumentalVariables(.gmm, covariance: .cr2(time)).fit(
        larger.data(endogenous: [larger.x], instruments: larger.z))
    }
  }

  @Test(
    "moments without lags are those of rows, with rows as a second way those of the first",
    arguments: [InstrumentalVariables.Method.gmm, .continuouslyUpdated])
  func kindsOfMoments(_ method: InstrumentalVariables.Method) throws {
    let sample = Sample(rows: 120, seed: 10)
    let data = sample.data(endogenous: [sample.x], instruments: sample.z)
    let rows = Grouping(name: "row", codes: (0..<120).map { UInt32($0) }, count: 120)
    let groups = Grouping(name: "g", codes: sample.clusters, count: 24)
    let pairs: [(CovarianceKind, CovarianceKind)] = [
      (.neweyWest(lags: 0, order: PanelOrder(time: rows)), .hc0),
      (.driscollKraay(lags: 0, time: groups), .cluster([groups])),
      (.cluster([groups, rows]), .cluster([groups])),
    ]
    for (general, plain) in pairs {
      let found = try InstrumentalVariables(method, covariance: general).fit(data)
      let wanted = try InstrumentalVariables(method, covariance: plain).fit(data)
      near(found.fit.coefficients, wanted.fit.coefficients, 1e-8, "\(general)")
      near(found.fit.standardErrors, wanted.fit.standardErrors, 1e-8, "\(general)")
      near([found.tests.hansen?.statistic ?? 0], [wanted.tests.hansen?.statistic ?? 1], 1e-8)
      #expect(found.convergence?.isReached ?? true)
    }
    // With lags the criterion at the point found is stationary all the same.
    let kind = CovarianceKind.neweyWest(lags: 3, order: PanelOrder(time: rows))
    let lagged = try InstrumentalVariables(method, covariance: kind).fit(data)
    #expect(lagged.convergence?.isReached ?? true)
    #expect(lagged.fit.coefficients != (try InstrumentalVariables(method).fit(data)).fit.coefficients)
  }

  @Test(
    "Kleibergen and Paap's F of one regressor is the robust first-stage F over its factor, for every kind")
  func rankOfKinds() throws {
    let sample = Sample(rows: 150, seed: 11)
    let data = sample.data(endogenous: [sample.x], instruments: sample.z)
    let rows = Grouping(name: "row", codes: (0..<150).map { UInt32($0) }, count: 150)
    let groups = Grouping(name: "g", codes: sample.clusters, count: 30)
    let kinds: [CovarianceKind] = [
      .hc1, .cluster([groups]), .cluster([groups, rows]), .neweyWest(lags: 2, order: PanelOrder(time: rows)),
      .driscollKraay(lags: 2, time: groups),
    ]
    for kind in kinds {
      let tests = try InstrumentalVariables(covariance: kind).fit(data).tests
      let robust = try #require(tests.firstStages[0].robust).statistic
      near([try #require(tests.weakness.kleibergenPaap)], [robust], 1e-9, "\(kind)")
    }
    // Under adjusted clusters it is that of the clusters.
    let adjusted = try InstrumentalVariables(covariance: .cr2(groups)).fit(data).tests.weakness
    let plain = try InstrumentalVariables(covariance: .cluster([groups])).fit(data).tests.weakness
    #expect(adjusted.kleibergenPaap == plain.kleibergenPaap && adjusted.effective == plain.effective)
  }
}
