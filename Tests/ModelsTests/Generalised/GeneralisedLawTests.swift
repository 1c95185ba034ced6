import Foundation
import LinearAlgebra
import Models
import Testing

@Suite("Generalised linear models: what must hold by algebra")
struct GeneralisedLawTests {
  private func fit(
    _ family: Family, _ data: RegressionData, _ kind: CovarianceKind = .iid, _ profile: Profile = .sandwich
  )
    throws -> GeneralisedFit
  {
    try GeneralisedLinearModel(family: family, covariance: kind, profile: profile).fit(data)
  }

  /// 30 of 100 without, 55 of 80 with.
  private static let table = regression(
    [0, 1, 0, 1], [("d", .real([0, 0, 1, 1]))],
    weights: ObservationWeights(.frequency, values: [70, 30, 25, 55]))

  @Test("one indicator: log odds and Woolf's error by hand")
  func logOdds() throws {
    let fit = try fit(.logit, Self.table)
    expectNear(fit.coefficients[0], log(30.0 / 70), 1e-14, "log odds without")
    expectNear(fit.coefficients[1], log(55.0 / 25) - log(30.0 / 70), 1e-14, "log odds ratio")
    let variance = 1.0 / 30 + 1.0 / 70 + 1.0 / 55 + 1.0 / 25
    expectNear(fit.standardErrors[1], variance.squareRoot(), 1e-12, "Woolf's error")
    let all = 30 * log(0.3) + 70 * log(0.7) + 55 * log(55.0 / 80) + 25 * log(25.0 / 80)
    expectNear(fit.logLikelihood, all, 1e-14, "log-likelihood")
    let null = 85 * log(85.0 / 180) + 95 * log(95.0 / 180)
    expectNear(fit.nullLogLikelihood, null, 1e-14, "of the mean")
    expectNear(try #require(fit.likelihoodRatio).statistic, 2 * (all - null), 1e-13, "ratio")
    expectNear(
      try fit.averageMarginalEffects(discrete: ["d"])[0].estimate, 55.0 / 80 - 0.3, 1e-14, "difference")
    // The difference of two shares and its error.
    let error = (0.3 * 0.7 / 100 + 55.0 * 25 / (80 * 80 * 80)).squareRoot()
    expectNear(
      try fit.averageMarginalEffects(discrete: ["d"])[0].standardError, error, 1e-12, "its error")
  }

  @Test("a saturated model has each cell's mean, whatever the link", arguments: Family.allCases)
  func saturated(_ family: Family) throws {
    let isShare = [Family.logit, .probit, .cloglog, .fractional].contains(family)
    // Three cells of four rows.
    let shares = [0.0, 1, 0, 0, 1, 1, 0, 1, 0, 1, 1, 0]
    let counts = [1.0, 4, 2, 9, 3, 17, 2, 1, 5, 6, 30, 1]
    let outcome = isShare ? shares : counts
    let cells = (0..<12).map { $0 / 4 }
    let data = regression(
      outcome,
      [("b", .real(cells.map { $0 == 1 ? 1 : 0 })), ("c", .real(cells.map { $0 == 2 ? 1 : 0 }))])
    let fit = try fit(family, data)
    #expect(fit.isConverged)
    for row in 0..<12 {
      let mean = outcome[cells[row] * 4..<cells[row] * 4 + 4].reduce(0, +) / 4
      expectNear(fit.fitted[row], mean, 1e-12, "\(family) cell \(cells[row])")
    }
  }

  @Test("Poisson: residuals sum to zero over every level of a factor, and weighted by every regressor")
  func scores() throws {
    let data = try GeneralisedData.quine()
    let fit = try fit(.poisson, data)
    let outcome = (0..<data.rows).map { data.outcome[$0] }
    let residuals = zip(outcome, fit.fitted).map { $0 - $1 }
    let total = outcome.reduce(0, +)
    for sum in data.matrix.transposedTimes(residuals) { #expect(abs(sum) <= 1e-12 * total) }
  }

  @Test("a count's unit: y times 1000 moves the intercept alone and leaves robust errors")
  func units() throws {
    let one = try fit(.poisson, GeneralisedData.quine(), .hc1)
    let other = try fit(.poisson, GeneralisedData.quine { $0 * 1000 }, .hc1)
    expectNear(other.coefficients[0] - one.coefficients[0], log(1000), 1e-12, "intercept")
    for term in 1..<7 { expectNear(other.coefficients[term], one.coefficients[term], 1e-11, one.names[term]) }
    for term in 0..<7 {
      expectNear(other.standardErrors[term], one.standardErrors[term], 1e-11, one.names[term])
    }
    let huge = try fit(.poisson, GeneralisedData.quine { $0 * 1e12 }, .hc1)
    #expect(huge.isConverged)
    expectNear(huge.coefficients[1], one.coefficients[1], 1e-11, "far from one")
  }

  @Test("the negative binomial goes to the Poisson as its dispersion goes to zero")
  func smallDispersion() throws {
    // Spread like the Poisson's: of half the rows a little more, of the other half a little less.
    var outcome: [Double] = []
    var regressor: [Double] = []
    for x in 0..<40 {
      let mean = 4 + Double(x % 4)
      let spread = mean.squareRoot() * (x < 20 ? 1.1 : 1.0)
      outcome += [(mean - spread).rounded(), (mean + spread).rounded()]
      regressor += [Double(x % 4), Double(x % 4)]
    }
    let data = regression(outcome, [("x", .real(regressor))])
    let poisson = try fit(.poisson, data)
    let negative = try fit(.negbin, data)
    let alpha = try #require(negative.overdispersion)
    #expect(alpha.value < 0.02)
    for term in 0..<2 {
      #expect(abs(negative.coefficients[term] - poisson.coefficients[term]) < 0.5 * alpha.value + 1e-12)
    }
    #expect(negative.logLikelihood >= poisson.logLikelihood)
  }

  @Test("no more dispersed than a Poisson outcome: the Poisson fit, and a word about it")
  func noDispersion() throws {
    let data = regression([2, 3, 2, 3, 4, 5, 4, 5], [("x", .real([0, 0, 0, 0, 1, 1, 1, 1]))])
    let negative = try fit(.negbin, data)
    let poisson = try fit(.poisson, data)
    let alpha = try #require(negative.overdispersion)
    #expect(alpha.value == 0 && alpha.standardError == nil)
    #expect(negative.warnings.count == 1)
    #expect(negative.isConverged)
    for term in 0..<2 {
      expectNear(negative.coefficients[term], poisson.coefficients[term], 1e-12, "coefficient")
      expectNear(negative.standardErrors[term], poisson.standardErrors[term], 1e-12, "error")
    }
    expectNear(negative.logLikelihood, poisson.logLikelihood, 1e-14, "log-likelihood")
  }

  @Test("α is a maximum: the likelihood with another variance is smaller, by differences")
  func alphaIsMaximum() throws {
    let data = try GeneralisedData.quine()
    let fit = try fit(.negbin, data, .iid, .stata)
    let alpha = try #require(fit.overdispersion).value
    // ℓ by gamma functions, an independent form.
    func value(_ alpha: Double) -> Double {
      (0..<data.rows).reduce(0) { sum, row in
        let (y, mean, size) = (data.outcome[row], fit.fitted[row], 1 / alpha)
        return sum + lgamma(y + size) - lgamma(size) - lgamma(y + 1) + size * log(size / (size + mean))
          + y * log(mean / (size + mean))
      }
    }
    expectNear(fit.logLikelihood, value(alpha), 1e-12, "log-likelihood")
    let step = 1e-4
    let slope = (value(alpha + step) - value(alpha - step)) / (2 * step)
    #expect(abs(slope) < 1e-4)
    let bend = (value(alpha + step) - 2 * value(alpha) + value(alpha - step)) / (step * step)
    let alone = try self.fit(.negbin, data)
    expectNear(
      try #require(alone.overdispersion?.standardError), (-1 / bend).squareRoot(), 1e-4, "its error")
  }

  @Test("fractional is logit where the outcome is 0 or 1")
  func fractional() throws {
    let data = try GeneralisedData.spector()
    for kind in [CovarianceKind.iid, .hc0, .hc3] {
      let (one, other) = (try fit(.logit, data, kind), try fit(.fractional, data, kind))
      #expect(one.coefficients == other.coefficients)
      #expect(one.standardErrors == other.standardErrors)
      #expect(one.deviance == other.deviance)
    }
  }

  @Test("gaussian is least squares", arguments: Profile.allCases)
  func gaussian(_ profile: Profile) throws {
    let data = try GeneralisedData.quine(
      weights: ObservationWeights(.analytic, values: GeneralisedData.byRow { 1 + Double($0 % 3) }))
    for kind in [
      CovarianceKind.iid, .hc1, .hc3, .cluster([try GeneralisedData.quineGroups("Age", "Lrn")]),
    ] {
      let one = try fit(.gaussian, data, kind, profile)
      let other = try LeastSquares(covariance: kind, profile: profile).fit(data)
      for term in one.names.indices {
        expectNear(one.coefficients[term], other.coefficients[term], 1e-12, "coefficient")
        expectNear(one.standardErrors[term], other.standardErrors[term], 1e-12, "\(kind.description)")
      }
      #expect(one.covariance.factor == other.covariance.factor)
      expectNear(one.deviance, other.residualSumOfSquares, 1e-12, "SSR")
      expectNear(one.logLikelihood, other.logLikelihood, 1e-12, "log-likelihood")
      expectNear(one.criteria.bic, other.criteria.bic, 1e-12, "BIC")
      expectNear(one.nullDeviance, other.totalSumOfSquares, 1e-12, "TSS")
    }
  }

  @Test("frequencies are rows repeated, for every family and covariance", arguments: Family.allCases)
  func frequencies(_ family: Family) throws {
    let x = [0.5, 1, 1.5, 2, 3, 3.5, 4, 5]
    let y: [Double] =
      [.logit, .probit, .cloglog].contains(family)
      ? [0, 1, 0, 1, 0, 1, 1, 0]
      : family == .fractional ? [0.1, 0, 0.4, 0.3, 0.9, 0.5, 1, 0.7] : [1, 5, 2, 1, 9, 3, 4, 20]
    let times = [1, 2, 3, 1, 2, 2, 1, 3]
    let rows = times.indices.flatMap { Array(repeating: $0, count: times[$0]) }
    let grouping = Grouping(name: "g", codes: [0, 1, 2, 3, 0, 1, 2, 3], count: 4)
    let repeatedGrouping = Grouping(name: "g", codes: rows.map { grouping.codes[$0] }, count: 4)
    let weighted = regression(
      y, [("x", .real(x))], weights: ObservationWeights(.frequency, values: times.map(Double.init)))
    let repeated = regression(rows.map { y[$0] }, [("x", .real(rows.map { x[$0] }))])
    for (one, other) in [
      (CovarianceKind.iid, CovarianceKind.iid), (.hc0, .hc0), (.hc1, .hc1), (.hc3, .hc3),
      (.cluster([grouping]), .cluster([repeatedGrouping])), (.cr2(grouping), .cr2(repeatedGrouping)),
    ] {
      let (left, right) = (try fit(family, weighted, one), try fit(family, repeated, other))
      for term in 0..<2 {
        expectNear(left.coefficients[term], right.coefficients[term], 1e-10, "\(family) coefficient")
        expectNear(
          left.standardErrors[term], right.standardErrors[term], 1e-9, "\(family) \(one.description)")
      }
      expectNear(left.logLikelihood, right.logLikelihood, 1e-11, "\(family) log-likelihood")
      expectNear(left.nullDeviance, right.nullDeviance, 1e-10, "\(family) null deviance")
    }
  }

  /// R 4.2: logLik(glm(y ~ x, family = Gamma("log"))) and AIC, without and with weights; the dispersion there is D/Σw.
  @Test("the gamma log-likelihood under R's profiles is R's, under the others the largest")
  func gammaLogLikelihood() throws {
    let (y, x) = ([1.0, 2, 3, 5, 8, 13], [0.0, 1, 0, 1, 2, 2])
    for (weights, wanted) in [
      (nil, (-11.809332559592894, 29.618665119185788)),
      ([1.0, 2, 1, 3, 1, 2], (-20.196755401133764, 46.393510802267528)),
    ] {
      let data = regression(
        y, [("x", .real(x))], weights: weights.map { ObservationWeights(.analytic, values: $0) })
      for profile in [Profile.sandwich, .clubsandwich] {
        let fit = try GeneralisedLinearModel(family: .gamma, profile: profile).fit(data)
        expectNear(fit.logLikelihood, wanted.0, 1e-12, "logLik")
        expectNear(fit.criteria.aic, wanted.1, 1e-12, "AIC")
      }
      let largest = try GeneralisedLinearModel(family: .gamma).fit(data)
      #expect(largest.logLikelihood > wanted.0)
    }
  }

  @Test(
    "an offset is a regressor whose coefficient is one", arguments: [Family.poisson, .logit, .gamma, .negbin])
  func offset(_ family: Family) throws {
    let x = [0.5, 1, 1.5, 2, 3, 3.5, 4, 5]
    let z = [0.3, 0.8, 0.7, 0.2, 0.9, 0.1, 0.8, 0.6]
    let y: [Double] = family == .logit ? [0, 1, 1, 0, 0, 1, 0, 1] : [1, 5, 2, 1, 9, 3, 4, 20]
    let free = try fit(family, regression(y, [("x", .real(x)), ("z", .real(z))]))
    let own = free.coefficients[2]
    let plain = regression(y, [("x", .real(x))])
    let held = try fit(
      family,
      RegressionData(
        matrix: plain.matrix, names: plain.names, outcome: plain.outcome, offset: z.map { $0 * own }))
    for term in 0..<2 { expectNear(held.coefficients[term], free.coefficients[term], 1e-7, "\(family)") }
    expectNear(held.logLikelihood, free.logLikelihood, 1e-10, "\(family)")
  }

  @Test("probit's score and both informations by numeric differences of the log-likelihood")
  func observedInformation() throws {
    for family in [Family.probit, .cloglog] {
      let data = try GeneralisedData.spector()
      let fit = try fit(family, data, .iid, .stata)
      func value(_ coefficients: [Double]) throws -> Double {
        let predictor = data.matrix.times(coefficients)
        // The null model of a design without an intercept is its offset.
        let held = RegressionData(
          matrix: TallMatrix(rows: data.rows, columns: [data.matrix.columns[1]]), names: ["GPA"],
          outcome: data.outcome, offset: predictor)
        return try GeneralisedLinearModel(family: family).fit(held).nullLogLikelihood
      }
      let inverse = try Cholesky(of: fit.covariance.matrix).inverse()
      for (one, other) in [(0, 0), (1, 1), (1, 3), (2, 2), (3, 3)] {
        let steps = fit.standardErrors.map { $0 * 0.01 }
        func shifted(_ signs: (Double, Double)) throws -> Double {
          var place = fit.coefficients
          place[one] += signs.0 * steps[one]
          place[other] += signs.1 * steps[other]
          return try value(place)
        }
        let second =
          try (shifted((1, 1)) - shifted((1, -1)) - shifted((-1, 1)) + shifted((-1, -1)))
          / (4 * steps[one] * steps[other])
        expectNear(-second, inverse[one, other], 2e-3, "\(family) \(one) \(other)")
      }
    }
  }

  @Test("any number of threads and any number of calls give the same bits")
  func reproducible() throws {
    let (data, address, _) = try GeneralisedData.insurance()
    let one = try fit(.logit, data, .cluster([address]))
    let other = try fit(.logit, data, .cluster([address]))
    #expect(one.coefficients == other.coefficients && one.covariance.matrix == other.covariance.matrix)
    #expect(try one.covariance(.hc1).standardErrors == fit(.logit, data, .hc1, .fixest).standardErrors)
  }

  @Test("the Wald test of one coefficient is the square of its z")
  func wald() throws {
    let fit = try fit(.logit, GeneralisedData.spector())
    let test = try fit.wald(.zero(["GPA"], in: fit.names))
    expectNear(test.statistic, fit.terms[1].statistic * fit.terms[1].statistic, 1e-12, "square")
    expectNear(test.pValue, fit.terms[1].pValue, 1e-12, "p")
    #expect(try #require(try fit.waldOfModel()).degrees == 3)
  }
}
