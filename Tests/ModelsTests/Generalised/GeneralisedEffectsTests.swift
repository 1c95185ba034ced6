import Kernels
import LinearAlgebra
import Models
import Testing

/// Oracle: the same model with an indicator a level, whose results the other suites hold to established tools.
@Suite("Generalised linear models with absorbed effects")
struct GeneralisedEffectsTests {
  private func fit(
    _ model: EffectsModel, _ kind: CovarianceKind = .iid, _ profile: Profile = .stata, threads: Int = 2
  ) throws -> GeneralisedFit {
    try GeneralisedLinearModel(family: model.family, covariance: kind, profile: profile, threads: threads)
      .fit(model.data, effects: model.effects)
  }

  @Test("equals the model on indicators", arguments: EffectsModel.all)
  func indicators(_ model: EffectsModel) throws {
    let kinds: [CovarianceKind] = [.iid, .hc0, .hc1, .cluster([model.cluster])]
    for profile in [Profile.stata, .sandwich, .statsmodels] {
      for kind in kinds {
        let own = try fit(model, kind, profile)
        let full = try GeneralisedLinearModel(family: model.family, covariance: kind, profile: profile)
          .fit(model.spelledOut)
        #expect(own.isConverged && own.absorption?.converged == true && own.names == ["x", "z", "d"])
        #expect(own.residualDegrees == full.residualDegrees && own.absorption?.separated == 0)
        for term in 0..<3 {
          let what = "\(model.name) \(profile) \(kind) \(own.names[term])"
          expectNear(own.coefficients[term], full.coefficients[term], 1e-11, what)
          expectNear(own.standardErrors[term], full.standardErrors[term], 1e-9, "error of \(what)")
        }
        guard profile == .stata || kind == .iid else { continue }
        expectNear(own.logLikelihood, full.logLikelihood, 1e-12, "log-likelihood")
        expectNear(own.deviance, full.deviance, 1e-11, "deviance")
        expectNear(own.pearsonChiSquared, full.pearsonChiSquared, 1e-10, "Pearson")
        expectNear(own.dispersion, full.dispersion, 1e-10, "dispersion")
        for (one, other) in zip(own.fitted, full.fitted) { expectNear(one, other, 1e-9, "fitted") }
      }
    }
  }

  @Test("average effects with errors that know of the effects' own", arguments: EffectsModel.all)
  func averages(_ model: EffectsModel) throws {
    for kind in [CovarianceKind.iid, .hc1, .cluster([model.cluster])] {
      for discrete in [Set<String>(), ["d"]] {
        let own = try fit(model, kind).averageMarginalEffects(discrete: discrete)
        let full = try GeneralisedLinearModel(family: model.family, covariance: kind, profile: .stata)
          .fit(model.spelledOut).averageMarginalEffects(discrete: discrete)
        for term in 0..<3 {
          #expect(own[term].name == full[term].name)
          expectNear(
            own[term].estimate, full[term].estimate, 1e-10, "\(model.name) \(kind) \(own[term].name)")
          expectNear(own[term].standardError, full[term].standardError, 1e-8, "\(model.name) \(kind)")
        }
      }
    }
  }

  /// CR2 and CR3 with clusters that cross the effects, and with clusters in which an effect is nested.
  @Test("covariances by leverage equal those on indicators", arguments: EffectsModel.all)
  func leverages(_ model: EffectsModel) throws {
    let unit = model.effects[0].grouping
    let kinds: [CovarianceKind] = [
      .hc2, .hc3, .hc4, .hc4m, .hc5, .cr2(model.cluster), .cr3(model.cluster), .cr3(unit), .jackknife(unit),
      .cr2(unit),
    ]
    for profile in [Profile.sandwich, .stata, .clubsandwich]
    where model.family != .negbin || profile != .stata {
      for kind in kinds {
        let own = try fit(model, kind, profile)
        let full = try GeneralisedLinearModel(family: model.family, covariance: kind, profile: profile)
          .fit(model.spelledOut)
        for term in 0..<3 {
          let what = "\(model.name) \(profile) \(kind.description) \(own.names[term])"
          // The dense indicators of these clusters can be worked with to some 1e-8: (I − H) is near singular where a unit is left out.
          expectNear(own.standardErrors[term], full.standardErrors[term], 1e-8, what)
          if case .cr2 = kind {
            let (one, other) = (own.terms[term].degreesOfFreedom, full.terms[term].degreesOfFreedom)
            expectNear(try #require(one), try #require(other), 1e-7, "degrees of \(what)")
          }
        }
        guard profile == .sandwich else { continue }
        let (average, spelled) = (try own.averageMarginalEffects(), try full.averageMarginalEffects())
        for term in 0..<3 {
          expectNear(
            average[term].standardError, spelled[term].standardError, 1e-8, "average \(kind.description)")
        }
      }
    }
  }

  /// Each effect moves with α: the joint information is that of the model on indicators.
  @Test("the dispersion and its error are those on indicators")
  func dispersion() throws {
    let model = EffectsModel(.negbin, weights: .analytic, hasOffset: true)
    for kind in [CovarianceKind.iid, .hc1, .cluster([model.cluster])] {
      for profile in [Profile.stata, .sandwich] {
        let own = try fit(model, kind, profile).overdispersion
        let full = try GeneralisedLinearModel(family: .negbin, covariance: kind, profile: profile)
          .fit(model.spelledOut).overdispersion
        let (one, other) = (try #require(own), try #require(full))
        #expect(one.value > 0.01)
        expectNear(one.value, other.value, 1e-10, "alpha of \(model.name)")
        let (mine, theirs) = (try #require(one.standardError), try #require(other.standardError))
        expectNear(mine, theirs, 1e-8, "its error, \(model.name) \(kind.description) \(profile)")
      }
    }
  }

  @Test("the leverage of effects with too many levels beside the largest is refused")
  func tooLarge() throws {
    var random = PCG64(seed: 5, stream: 1)
    let rows = 6000
    func effect(_ name: String, _ levels: Int) -> FixedEffect {
      let codes = (0..<rows).map {
        $0 < levels ? UInt32($0) : UInt32(random.nextInteger(below: levels))
      }
      return FixedEffect(name: name, grouping: Grouping(name: name, codes: codes, count: levels))
    }
    let effects = [effect("a", 1200), effect("b", 1100)]
    let data = RegressionData(
      matrix: TallMatrix(rows: rows, columns: [.real((0..<rows).map { _ in random.nextNormal() })]),
      names: ["x"],
      outcome: .real((0..<rows).map { _ in Double(1 + random.nextInteger(below: 4)) }))
    var refusal: RegressionError?
    do throws(RegressionError) {
      _ = try GeneralisedLinearModel(family: .poisson, covariance: .hc3).fit(data, effects: effects)
    } catch { refusal = error }
    #expect(refusal == .effectsTooLarge(what: "leverage", coefficients: 1100, limit: 1024))
  }

  @Test("scores add up to zero in every level and for every regressor", arguments: EffectsModel.all)
  func scores(_ model: EffectsModel) throws {
    let fit = try fit(model)
    guard [.logit, .poisson, .fractional, .gaussian].contains(model.family) else { return }
    // Of the natural links a row's score is y − μ.
    let outcome = (0..<model.data.rows).map { model.data.outcome[$0] }
    let scores = outcome.indices.map {
      (model.data.weights?.values[$0] ?? 1) * (outcome[$0] - fit.fitted[$0])
    }
    let size = outcome.reduce(0) { $0 + abs($1) }
    for effect in model.effects {
      var sums = [Double](repeating: 0, count: effect.grouping.count)
      for (row, code) in effect.grouping.codes.enumerated() {
        sums[Int(code)] += scores[row] * (effect.slope?[row] ?? 1)
      }
      #expect(sums.allSatisfy { abs($0) <= 1e-11 * size }, "\(effect.name)")
    }
    for column in model.data.matrix.columns {
      let sum = scores.indices.reduce(0) { $0 + scores[$1] * column[$1] }
      #expect(abs(sum) <= 1e-11 * size)
    }
  }

  @Test("the same bits on any number of threads", arguments: EffectsModel.all)
  func threads(_ model: EffectsModel) throws {
    let one = try fit(model, .cluster([model.cluster]), threads: 1)
    for threads in [2, 5] {
      let many = try fit(model, .cluster([model.cluster]), threads: threads)
      #expect(many.coefficients == one.coefficients && many.standardErrors == one.standardErrors)
      #expect(many.fitted == one.fitted && many.deviance == one.deviance)
    }
  }

  @Test("the effects add up to the predictor")
  func effects() throws {
    let model = EffectsModel(.poisson, hasOffset: true, third: true)
    let fit = try fit(model)
    let found = fit.effectEstimates()
    #expect(found.map(\.name) == ["unit", "time", "place"])
    for row in 0..<model.data.rows {
      var sum = model.data.offset?[row] ?? 0
      for (column, value) in zip(model.data.matrix.columns, fit.coefficients) { sum += value * column[row] }
      for effect in found { sum += effect.values[Int(effect.grouping.codes[row])] }
      #expect(abs(sum - fit.linearPredictor[row]) <= 1e-11)
    }
  }

  @Test("an effect of one level is the intercept", arguments: [Family.poisson, .logit])
  func oneLevel(_ family: Family) throws {
    let model = EffectsModel(family)
    let level = FixedEffect(
      name: "all", grouping: Grouping(name: "all", codes: Array(repeating: 0, count: 240), count: 1))
    let own = try GeneralisedLinearModel(family: family).fit(model.data, effects: [level])
    let plain = try GeneralisedLinearModel(family: family).fit(
      RegressionData(
        matrix: TallMatrix(rows: 240, columns: [.constant(1)] + model.data.matrix.columns),
        names: ["(Intercept)"] + model.data.names, outcome: model.data.outcome))
    for term in 0..<3 {
      expectNear(own.coefficients[term], plain.coefficients[term + 1], 1e-12, "coefficient")
      expectNear(own.standardErrors[term], plain.standardErrors[term + 1], 1e-11, "error")
    }
    #expect(own.residualDegrees == plain.residualDegrees && own.absorbedDegrees == 1)
  }

  /// Poisson is free of the outcome's scale: it is in the effects.
  @Test("an outcome of any scale converges and says so", arguments: [1e-9, 1e6, 1e12])
  func scale(_ factor: Double) throws {
    let model = EffectsModel(.poisson, weights: .analytic, hasOffset: true)
    let plain = try fit(model)
    let scaled = RegressionData(
      matrix: model.data.matrix, names: model.data.names,
      outcome: .real((0..<model.data.rows).map { factor * model.data.outcome[$0] }),
      weights: model.data.weights, offset: model.data.offset)
    let own = try GeneralisedLinearModel(family: .poisson, profile: .stata).fit(
      scaled, effects: model.effects)
    #expect(own.isConverged && own.absorption?.converged == true)
    #expect((own.absorption?.residual ?? 1) <= 1e-11)
    for term in 0..<3 {
      expectNear(own.coefficients[term], plain.coefficients[term], 1e-11, "coefficient")
      expectNear(own.standardErrors[term], plain.standardErrors[term] / factor.squareRoot(), 1e-9, "error")
    }
  }

  @Test("two disconnected graphs: the model of each, put together")
  func disconnected() throws {
    // Units 0 and 1 are seen at times 0 and 1, units 2 and 3 at times 2 and 3.
    let codes: [[UInt32]] = [[0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3], [0, 1, 0, 1, 0, 1, 2, 3, 2, 3, 2, 3]]
    let y = [3.0, 1, 4, 2, 2, 7, 1, 8, 2, 8, 1, 9]
    let x = [0.1, 0.9, 0.4, 0.2, 0.5, 0.7, 0.3, 0.8, 0.2, 0.6, 0.1, 0.4]
    let effects = zip(["unit", "time"], codes).map {
      FixedEffect(name: $0, grouping: Grouping(name: $0, codes: $1, count: 4))
    }
    let data = RegressionData(
      matrix: TallMatrix(rows: 12, columns: [.real(x)]), names: ["x"], outcome: .real(y))
    let exact = try GeneralisedLinearModel(family: .poisson, profile: .stata).fit(data, effects: effects)
    // Eight levels, two of them repeat what the others say.
    #expect(exact.absorbedDegrees == 6 && exact.residualDegrees == 5)
    let counted = try GeneralisedLinearModel(family: .poisson).fit(data, effects: effects)
    #expect(counted.absorbedDegrees == 7)
    expectNear(counted.coefficients[0], exact.coefficients[0], 1e-13, "one maximum")
  }
}
