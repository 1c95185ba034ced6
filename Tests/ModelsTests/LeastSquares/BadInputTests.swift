import LinearAlgebra
import Models
import Testing

@Suite("Input that has no meaningful regression")
struct BadInputTests {
  static let y = [1.0, 3, 2, 5, 4, 6]
  static let x = [0.0, 1, 2, 3, 4, 6]

  static func data(
    y: [Double] = y, x: [Double] = x, weights: ObservationWeights? = nil
  ) -> RegressionData {
    regression(y, name: "outcome", [("x", .real(x))], weights: weights)
  }

  func refused(
    _ error: RegressionError, _ data: RegressionData, _ kind: CovarianceKind = .iid,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(throws: error, sourceLocation: sourceLocation) { try LeastSquares(covariance: kind).fit(data) }
  }

  @Test("fewer rows than columns, and as many")
  func rows() throws {
    let three: [NamedColumn] = [("x", .real([1, 2])), ("z", .real([2, 1]))]
    refused(.tooFewRows(rows: 2, columns: 3), regression([1, 2], three))
    // A line through two points: no error is left to judge it by, under any covariance.
    let error = RegressionError.noDegreesOfFreedom(
      what: "the variance of the errors", rows: 2, parameters: 2)
    for kind in [CovarianceKind.iid, .hc0, .hc3] {
      refused(error, BadInputTests.data(y: [1, 2], x: [0, 1]), kind)
    }
    refused(.noRows, BadInputTests.data(y: [], x: []))
    // The frequencies say that there are more observations than rows.
    let repeated = BadInputTests.data(
      y: [1, 2], x: [0, 1], weights: ObservationWeights(.frequency, values: [2, 3]))
    #expect(try LeastSquares().fit(repeated).residualDegrees == 3)
  }

  @Test("an outcome that does not vary")
  func constantOutcome() {
    refused(
      .constantOutcome(name: "outcome", value: 7), BadInputTests.data(y: Array(repeating: 7, count: 6)))
  }

  @Test("values that are no finite numbers are named by column and row")
  func notFinite() throws {
    for bad in [Double.nan, .infinity, -.infinity] {
      var y = BadInputTests.y
      y[3] = bad
      refused(.notFinite(column: "outcome", row: 4), BadInputTests.data(y: y))
      var x = BadInputTests.x
      x[5] = bad
      refused(.notFinite(column: "x", row: 6), BadInputTests.data(x: x))
      // Rows are counted as they were given, and those of weight zero are not in the sample.
      let weights = ObservationWeights(.analytic, values: [0, 1, 1, 1, 1, 1])
      refused(.notFinite(column: "x", row: 6), BadInputTests.data(x: x, weights: weights))
      x[0] = bad
      x[5] = 6
      #expect(try LeastSquares().fit(BadInputTests.data(x: x, weights: weights)).observations == 5)
    }
    let offset = RegressionData(
      matrix: BadInputTests.data().matrix, names: ["(Intercept)", "x"], outcome: .real(BadInputTests.y),
      offset: [0, 0, .nan, 0, 0, 0])
    refused(.notFinite(column: "the offset", row: 3), offset)
  }

  @Test("values whose products leave the range of doubles; at its edge every covariance is still right")
  func range() throws {
    func scaled(_ factor: Double) -> [Double] { BadInputTests.y.map { factor * $0 } }
    func scaledX(_ factor: Double) -> [Double] { BadInputTests.x.map { factor * $0 } }
    refused(.outOfRange(column: "outcome", largest: 6e200), BadInputTests.data(y: scaled(1e200)))
    refused(.outOfRange(column: "x", largest: 6e-100), BadInputTests.data(x: scaledX(1e-100)))
    refused(
      .outOfRange(column: "the weights", largest: 1e90),
      BadInputTests.data(weights: ObservationWeights(.analytic, values: [1, 1, 1, 1, 1, 1e90])))
    let groups = Grouping(name: "g", codes: [0, 0, 1, 1, 2, 2], count: 3)
    for kind in [CovarianceKind.iid, .hc1, .hc3, .cluster([groups]), .cr2(groups)] {
      let plain = try LeastSquares(covariance: kind).fit(BadInputTests.data())
      for (y, x) in [(1e69, 1e-69), (1e-69, 1e69), (1e69, 1e69)] {
        let fit = try LeastSquares(covariance: kind).fit(BadInputTests.data(y: scaled(y), x: scaledX(x)))
        expectNear(fit.terms[1].statistic, plain.terms[1].statistic, 1e-11, kind.description)
        expectNear(fit.coefficients[1] * x / y, plain.coefficients[1], 1e-12, "coefficient")
      }
    }
  }

  @Test("weights below zero, not finite, all zero; frequencies that are no whole numbers")
  func weights() {
    #expect(throws: RegressionError.weight(row: 2, value: -1)) {
      try ObservationWeights.checking(.analytic, [1, -1, 2])
    }
    #expect(throws: RegressionError.weight(row: 1, value: .infinity)) {
      try ObservationWeights.checking(.probability, [.infinity, 1])
    }
    #expect(throws: RegressionError.self) { try ObservationWeights.checking(.analytic, [1, .nan]) }
    #expect(throws: RegressionError.fractionalFrequency(row: 3, value: 0.5)) {
      try ObservationWeights.checking(.frequency, [1, 2, 0.5])
    }
    for kind in ObservationWeights.Kind.allCases {
      #expect(throws: RegressionError.noPositiveWeight) { try ObservationWeights.checking(kind, [0, 0]) }
      refused(
        .noPositiveWeight,
        BadInputTests.data(weights: ObservationWeights(kind, values: Array(repeating: 0, count: 6))))
    }
  }

  @Test("one cluster, also where it is the only one with weight; clusters that are missing in some rows")
  func clusters() throws {
    let one = Grouping(name: "g", codes: [0, 0, 0, 0, 0, 0], count: 1)
    for kind in [CovarianceKind.cluster([one]), .cr2(one), .cr3(one), .jackknife(one)] {
      refused(.singleCluster(name: "g"), BadInputTests.data(), kind)
    }
    // Said before that two rows leave nothing for two coefficients: it is what was asked for.
    let pair = Grouping(name: "g", codes: [0, 0], count: 1)
    refused(.singleCluster(name: "g"), BadInputTests.data(y: [1, 2], x: [0, 1]), .cluster([pair]))
    let two = Grouping(name: "g", codes: [0, 0, 0, 0, 0, 1], count: 2)
    refused(
      .singleCluster(name: "g"),
      BadInputTests.data(weights: ObservationWeights(.analytic, values: [1, 1, 1, 1, 1, 0])),
      .cluster([two]))
    #expect(throws: RegressionError.missingGroup(name: "g", rows: 2, first: 2)) {
      try Grouping.ordering(name: "g", [4, nil, 4, nil, 2])
    }
  }

  @Test("two columns of one name, no column at all, columns of zeros")
  func columns() {
    let x = TallColumn.real(BadInputTests.x)
    refused(
      .nameTwice(name: "x", first: 2, second: 4),
      regression(BadInputTests.y, [("x", x), ("z", .real(BadInputTests.y)), ("x", x)]))
    refused(.noColumns, regression(BadInputTests.y, intercept: false, []))
    refused(
      .noColumns, regression(BadInputTests.y, intercept: false, [("zero", .real([0, 0, 0, 0, 0, 0]))]))
  }

  @Test("columns that follow from others are left out, the later ones, and named")
  func collinear() throws {
    let double = BadInputTests.x.map { 2 * $0 - 1 }
    let fit = try LeastSquares(covariance: .hc1).fit(
      regression(
        BadInputTests.y,
        [("x", .real(BadInputTests.x)), ("2x−1", .real(double)), ("zero", .real([0, 0, 0, 0, 0, 0]))]))
    let plain = try LeastSquares(covariance: .hc1).fit(BadInputTests.data())
    #expect(fit.names == ["(Intercept)", "x"])
    #expect(fit.dropped == ["2x−1", "zero"])
    #expect(fit.coefficients == plain.coefficients)
    #expect(fit.standardErrors == plain.standardErrors)
  }

  @Test("a fit without any residual has errors of zero, not of nothing")
  func exact() throws {
    let fit = try LeastSquares(covariance: .hc1).fit(BadInputTests.data(y: BadInputTests.x.map { 3 - $0 }))
    #expect(fit.coefficients == [3, -1])
    // Residuals are what is left after some thirty digits.
    #expect(fit.standardErrors.allSatisfy { $0 < 1e-30 })
    #expect(fit.rSquared == 1)
  }

  @Test(
    "every refusal is one line with what to do",
    arguments: [
      RegressionError.noRows, .tooFewRows(rows: 2, columns: 3), .noColumns,
      .nameTwice(name: "x", first: 1, second: 2), .constantOutcome(name: "y", value: 1),
      .notFinite(column: "x", row: 1), .outOfRange(column: "x", largest: 1e200), .weight(row: 1, value: -1),
      .fractionalFrequency(row: 1, value: 0.5),
      .noPositiveWeight, .singleCluster(name: "g"), .missingGroup(name: "g", rows: 1, first: 1),
      .duplicatePeriod(unit: nil, time: "t", row: 2), .duplicatePeriod(unit: "u", time: "t", row: 2),
      .singlePeriod(name: "t"), .frequencyWeightsInSeries,
      .coordinate(row: 1, latitude: 91, longitude: 0), .dependentRestrictions(count: 2, rank: 1),
      .unknownTerm(name: "z", known: ["x"]), .tooFewRowsInPart(part: "a", rows: 1, columns: 2),
      .noDegreesOfFreedom(what: "a test", rows: 2, parameters: 2),
      .duplicateUnitTime(unit: "u", time: "t", count: 2, first: [3]),
      .weightsNotOfEstimator(estimator: "between"), .noDifferences(unit: "u"),
      .groupWithinUnits(group: "g", unit: "u", estimator: "between"),
      .covarianceNotOfEstimator(covariance: "newey-west", estimator: "between", instead: "hc1"),
    ])
  func descriptions(_ error: RegressionError) {
    #expect(!error.description.isEmpty && !error.description.contains("\n"))
    #expect(error.description.contains(";") || error.description.contains(","))
  }
}
