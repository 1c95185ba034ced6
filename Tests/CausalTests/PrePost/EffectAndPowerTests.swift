import Causal
import Testing

/// Oracles: scipy 1.17.1 (noncentral t), R 4.2.2 (power.t.test, power.prop.test), by hand.
@Suite("Effect sizes, regression to the mean, power")
struct EffectAndPowerTests {
  @Test("the interval of d_z is the noncentral t's, as scipy's nct inverted: sleep")
  func noncentral() throws {
    let before = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2.0]
    let after = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    let effects = try PairedSamples(before: before, after: after).effects()
    let dz = try #require(effects.first { $0.measure == "cohen_dz" })
    #expect(
      near(dz.confidenceLow, 0.4146277563804569, 1e-9) && near(dz.confidenceHigh, 2.1180165139816003, 1e-9))
    let d = try #require(effects.first { $0.measure == "cohen_d" })
    #expect(d.estimate == effects.first { $0.measure == "cohen_dav" }?.estimate)
  }

  @Test("effect sizes do not know units: scale and shift")
  func units() throws {
    let (a, b) = (IndependentSamplesTests.a, IndependentSamplesTests.b)
    let plain = try IndependentSamples([a, b]).effects()
    let scaled = try IndependentSamples([a.map { 3 * $0 + 7 }, b.map { 3 * $0 + 7 }]).effects()
    for (one, other) in zip(plain, scaled) {
      #expect(near(other.estimate, one.estimate ?? .nan, 1e-11), "\(one.measure)")
      #expect(near(other.confidenceLow, one.confidenceLow ?? .nan, 1e-8), "\(one.measure)")
    }
    let turned = try IndependentSamples([b, a]).effects()
    for name in ["cohen_d", "hedges_g", "cliff_delta"] {
      let (one, other) = (plain.first { $0.measure == name }, turned.first { $0.measure == name })
      #expect(near(other?.estimate, -(one?.estimate ?? .nan), 1e-12))
      #expect(near(other?.confidenceHigh, -(one?.confidenceLow ?? .nan), 1e-8))
    }
  }

  @Test("regression to the mean by hand")
  func regression() throws {
    let pairs = try PairedSamples(before: [1, 2, 3, 4], after: [2, 4, 3, 5])
    let plain = try RegressionToTheMean(pairs)
    // Slope of after on before 0.8, both variances 5/3.
    #expect(
      near(plain.slope, -0.2, 1e-13) && near(plain.correlation, 0.8, 1e-13) && plain.correctedChange == nil)
    let corrected = try RegressionToTheMean(pairs, reliability: 0.8, populationMean: 5)
    #expect(abs(corrected.correctedSlope ?? 9) < 1e-13)
    // Mean before 2.5: (1 − 0.8)(5 − 2.5) = 0.5 of the change 1.
    #expect(
      near(corrected.expectedChange, 0.5, 1e-13) && near(corrected.correctedChange?.estimate, 0.5, 1e-13))
    // A perfectly reliable measure has none.
    let exact = try RegressionToTheMean(pairs, reliability: 1, populationMean: 5)
    #expect(exact.expectedChange == 0)
    #expect(near(exact.correctedChange?.pValue, try #require(pairs.test(.pairedT).pValue), 1e-12))
  }

  @Test("units below the population's mean: σ(1 − ρ)·2φ(0)")
  func selection() throws {
    let change = try RegressionToTheMean.afterSelection(mean: 50, deviation: 10, reliability: 0.6, cut: 50)
    #expect(near(change, 4 * 2 * 0.3989422804014327, 1e-13))
    let above = try RegressionToTheMean.afterSelection(
      mean: 50, deviation: 10, reliability: 0.6, cut: 50, below: false)
    #expect(near(above, -change, 1e-14))
  }

  @Test("a reliability out of its range, pairs that do not vary")
  func refused() throws {
    let pairs = try PairedSamples(before: [1, 2, 3, 4], after: [2, 4, 3, 5])
    for bad in [0, -0.1, 1.1, Double.nan] {
      do throws(PrePostError) {
        _ = try RegressionToTheMean(pairs, reliability: bad)
        Issue.record("a reliability of \(bad)")
      } catch { #expect(error.description.contains("reliability")) }
    }
    do throws(PrePostError) {
      _ = try RegressionToTheMean(PairedSamples(before: [1, 1, 1], after: [1, 2, 3]))
      Issue.record("no spread")
    } catch { #expect(error.description.contains("does not vary")) }
  }

  @Test("power as R's power.t.test and power.prop.test")
  func power() throws {
    let analysis = PowerAnalysis()
    #expect(near(try analysis.paired(units: 20, effect: 0.6), 0.72100509955973568, 1e-9))
    #expect(near(try analysis.twoGroups(first: 30, second: 30, effect: 0.5), 0.47789652076020861, 1e-9))
    // R's search stops within 10⁻⁴.
    #expect(near(try analysis.detectableTwoGroups(first: 30, second: 30), 0.73562765821449116, 1e-4))
    #expect(try analysis.pairsNeeded(effect: 0.5) == 34)
    // R leaves out the other tail, 10⁻⁶ here.
    #expect(near(try analysis.proportions(0.5, of: 50, 0.75, of: 50), 0.74016590133138793, 1e-5))
    #expect(near(try analysis.proportions(0.5, of: 50, 0.75, of: 50), 0.7401671934536111, 1e-12))
  }

  @Test(
    "the effect that is found with a power has that power; the sample that is needed reaches it and no smaller one does"
  )
  func inverses() throws {
    for alternative in Alternative.allCases {
      let analysis = PowerAnalysis(
        level: 0.01, alternative: alternative,
        clusters: try ClusterDesign(size: 25, correlation: 0.08, sizeVariation: 0.4))
      let effect = try analysis.detectablePaired(units: 1000, power: 0.9)
      #expect(near(try analysis.paired(units: 1000, effect: effect), 0.9, 1e-9))
      let units = try analysis.unitsNeededPerGroup(effect: alternative == .less ? -0.3 : 0.3, power: 0.9)
      #expect(
        try analysis.twoGroups(first: units, second: units, effect: alternative == .less ? -0.3 : 0.3) >= 0.9)
      #expect(
        try analysis.twoGroups(
          first: units - 25, second: units - 25, effect: alternative == .less ? -0.3 : 0.3) < 0.9)
    }
  }

  @Test("the design effect by hand, and clusters of one are no clusters")
  func design() throws {
    #expect(try near(ClusterDesign(size: 54, correlation: 0.1).effect, 6.3, 1e-14))
    #expect(
      try near(
        ClusterDesign(size: 54, correlation: 0.1, sizeVariation: 0.5).effect, 1 + (1.25 * 54 - 1) * 0.1, 1e-14
      ))
    let plain = try PowerAnalysis().paired(units: 40, effect: 0.4)
    let single = try PowerAnalysis(clusters: ClusterDesign(size: 1, correlation: 0.3)).paired(
      units: 40, effect: 0.4)
    #expect(near(single, plain, 1e-14))
    #expect(
      try PowerAnalysis(clusters: ClusterDesign(size: 10, correlation: 0.2)).paired(units: 40, effect: 0.4)
        < plain)
    // No effect: the power is the level.
    #expect(near(try PowerAnalysis().paired(units: 40, effect: 0), 0.05, 1e-10))
    #expect(near(try PowerAnalysis().mcNemar(pairs: 100, leaving: 0.1, entering: 0.1), 0.05, 1e-10))
  }

  @Test("the smallest change of the data at hand, and the likeness within clusters by hand")
  func detectable() throws {
    let before = (0..<40).map { Double($0 * $0 % 17) }
    let pairs = try PairedSamples(before: before, after: before.enumerated().map { $1 + Double($0 % 5) })
    let found = try DetectableEffect(pairs, power: 0.8)
    #expect(near(found.effect, try PowerAnalysis().detectablePaired(units: 40), 1e-12))
    // Changes 0…4, each eight times: variance 80/39.
    #expect(near(found.change, found.effect * (80.0 / 39).squareRoot(), 1e-12) && found.designEffect == 1)
    // Clusters 1, 3 | 2, 6: MSB = 2, MSW = (2 + 8)/2 = 5: less alike than chance, taken as 0.
    let apart = try PairedSamples(before: [0, 0, 0, 0], after: [1, 3, 2, 6], clusters: [1, 1, 2, 2])
    #expect(try DetectableEffect(apart, power: 0.8).intraclassCorrelation == 0)
    // 1, 2 | 5, 6 | 9, 10: MSB = 32, MSW = 0.5: (32 − 0.5)/(32 + 0.5).
    let alike = try PairedSamples(
      before: [0, 0, 0, 0, 0, 0], after: [1, 2, 5, 6, 9, 10], clusters: [1, 1, 2, 2, 3, 3])
    let clustered = try DetectableEffect(alike, power: 0.8)
    #expect(
      near(clustered.intraclassCorrelation, 31.5 / 32.5, 1e-13)
        && near(clustered.designEffect, 1 + 31.5 / 32.5, 1e-13))
    let groups = try DetectableEffect(
      IndependentSamples([IndependentSamplesTests.a, IndependentSamplesTests.b]), power: 0.8)
    #expect(near(groups.effect, try PowerAnalysis().detectableTwoGroups(first: 7, second: 9), 1e-12))
  }

  @Test("designs that have no power are typed errors")
  func badDesigns() throws {
    let analysis = PowerAnalysis()
    #expect(throws: PrePostError.self) { try analysis.paired(units: 1, effect: 0.5) }
    let clustered = PowerAnalysis(clusters: try ClusterDesign(size: 50, correlation: 0.1))
    #expect(throws: PrePostError.self) { try clustered.paired(units: 40, effect: 1) }
    #expect(throws: PrePostError.self) { try ClusterDesign(size: 0.5, correlation: 0.1) }
    #expect(throws: PrePostError.self) { try ClusterDesign(size: 5, correlation: 1.5) }
    #expect(throws: PrePostError.self) { try analysis.detectablePaired(units: 30, power: 1) }
    #expect(throws: PrePostError.self) { try analysis.proportions(1.2, of: 10, 0.5, of: 10) }
    #expect(throws: PrePostError.self) { try analysis.pairsNeeded(effect: 0) }
  }
}
