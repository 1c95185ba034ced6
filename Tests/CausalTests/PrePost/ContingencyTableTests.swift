import Causal
import Distributions
import Testing

/// Oracles: R 4.2.2 (fisher.test, mcnemar.test, prop.test, chisq.test, binom.test), statsmodels 0.15 and scipy, by hand, laws.
@Suite("Tables of counts")
struct ContingencyTableTests {
  private func table() throws -> ContingencyTable {
    try ContingencyTable(rows: 2, columns: 2, counts: [12, 5, 3, 14])
  }

  @Test(
    "Fisher's exact test: p as R's, odds ratio and interval as scipy's, all alternatives",
    arguments: [
      (Alternative.twoSided, 0.0048957925729217382, 1.7942814275979522, 81.91788098806329 as Double?),
      (.less, 0.9998192985618628, 0, 59.85859316475355),
      (.greater, 0.0024478962864608695, 2.2328806829102588, nil),
    ])
  func fisher(_ alternative: Alternative, _ p: Double, _ low: Double, _ high: Double?) throws {
    let outcome = try table().test(.fisher, TestOptions(alternative: alternative))
    #expect(near(outcome.pValue, p, 1e-12))
    #expect(near(outcome.confidenceLow, low, 1e-9))
    if let high {
      #expect(near(outcome.confidenceHigh, high, 1e-9))
    } else {
      #expect(outcome.confidenceHigh == nil)
    }
    #expect(near(outcome.estimate, 10.2552644370394, 1e-12))
    // R searches to 10⁻⁴ of the reciprocal.
    #expect(near(try #require(table().conditional).oddsRatioOfR, 10.25732881930634, 1e-12))
  }

  @Test("Fisher by hand: the lady tasting tea")
  func tea() throws {
    let outcome = try ContingencyTable(rows: 2, columns: 2, counts: [3, 1, 1, 3]).test(.fisher)
    // (1 + 16)/70 each side.
    #expect(near(outcome.pValue, 34.0 / 70, 1e-13))
    let all = try ContingencyTable(rows: 2, columns: 2, counts: [4, 0, 0, 4]).test(.fisher)
    #expect(near(all.pValue, 2.0 / 70, 1e-13) && all.estimate == nil && all.confidenceHigh == nil)
  }

  @Test("McNemar: corrected, plain, exact, mid-p by hand")
  func mcNemar() throws {
    let corrected = try table().test(.mcNemar)
    #expect(near(corrected.statistic, 0.125, 1e-15) && near(corrected.pValue, 0.7236736098317631, 1e-13))
    let plain = try table().test(.mcNemarUncorrected)
    #expect(near(plain.statistic, 0.5, 1e-15) && near(plain.pValue, 0.47950012218695348, 1e-13))
    let exact = try table().test(.mcNemarExact)
    #expect(near(exact.pValue, 0.7265625, 1e-13) && near(exact.estimate, 5.0 / 3, 1e-15))
    // The interval of 5 of 8, as odds.
    #expect(near(exact.confidenceLow, 0.24486321636655164 / (1 - 0.24486321636655164), 1e-10))
    #expect(near(exact.confidenceHigh, 0.9147665858627464 / (1 - 0.9147665858627464), 1e-10))
    // 2(93 − 28)/256.
    #expect(near(try table().test(.mcNemarMidP).pValue, 130.0 / 256, 1e-13))
  }

  @Test(
    "mid-p lies between the exact p and χ²'s, whichever counts",
    arguments: [
      (5, 3), (12, 4), (30, 18), (150, 86), (9, 1), (40, 41), (7, 0), (600, 520),
    ])
  func midP(_ b: Int, _ c: Int) throws {
    let table = try ContingencyTable(rows: 2, columns: 2, counts: [10, b, c, 10])
    let exact = try #require(table.test(.mcNemarExact).pValue)
    let middle = try #require(table.test(.mcNemarMidP).pValue)
    let plain = try #require(table.test(.mcNemarUncorrected).pValue)
    #expect(middle <= exact)
    // χ² is below, but for a few pairs by less than half of what lies between exact and mid-p.
    #expect(plain <= middle + (exact - middle) / 2)
    let interval = try table.test(.mcNemarMidP)
    #expect((interval.confidenceLow ?? 0) <= Double(b) / Double(max(1, c)) || c == 0)
  }

  @Test(
    "exchanging the occasions: the same p, the odds ratio upside down",
    arguments: [
      PrePostTest.mcNemar, .mcNemarUncorrected, .mcNemarExact, .mcNemarMidP,
    ])
  func exchanged(_ test: PrePostTest) throws {
    let (there, back) = (
      try table().test(test), try ContingencyTable(rows: 2, columns: 2, counts: [12, 3, 5, 14]).test(test)
    )
    #expect(near(there.pValue, back.pValue ?? .nan, 1e-13))
    #expect(near(there.confidenceLow, 1 / (back.confidenceHigh ?? .nan), 1e-9))
  }

  @Test("two proportions and χ² as R's prop.test and chisq.test")
  func proportions() throws {
    let corrected = try table().test(.twoProportions)
    #expect(
      near(corrected.statistic, 7.6350877192982454, 1e-13)
        && near(corrected.pValue, 0.0057243601559796705, 1e-12))
    #expect(near(corrected.confidenceLow, 0.18818166609674652, 1e-12))
    #expect(near(corrected.confidenceHigh, 0.87064186331501814, 1e-12))
    let greater = try table().test(.twoProportionsUncorrected, TestOptions(alternative: .greater))
    #expect(near(greater.pValue, 0.00094000088473252625, 1e-12))
    #expect(near(greater.confidenceLow, 0.29240870072956837, 1e-12) && greater.confidenceHigh == 1)
    #expect(near(try table().test(.chiSquared).statistic, 7.6350877192982454, 1e-13))
    let wide = try ContingencyTable(rows: 2, columns: 3, counts: [3, 4, 2, 9, 8, 7]).test(.chiSquared)
    #expect(near(wide.statistic, 0.3692129629629628, 1e-12) && near(wide.pValue, 0.83143140313816866, 1e-12))
  }

  @Test("one proportion as statsmodels: 7 of 23")
  func proportion() throws {
    let share = try Proportion(7, of: 23)
    #expect(
      near(share.wilson().low, 0.1560402445321402, 1e-12)
        && near(share.wilson().high, 0.5086575626875921, 1e-12))
    #expect(near(share.clopperPearson().low, 0.13210287969809986, 1e-11))
    #expect(near(share.clopperPearson().high, 0.5291916660085068, 1e-11))
    #expect(near(share.agrestiCoull().low, 0.15414511144101772, 1e-12))
    let gap = ProportionDifference(first: share, second: try Proportion(12, of: 31))
    #expect(
      near(gap.newcombe().low, -0.31188210101059055, 1e-12)
        && near(gap.newcombe().high, 0.17057347753931745, 1e-12))
    #expect(near(gap.agrestiCaffo().low, -0.32138345574255467, 1e-12))
  }

  @Test("intervals invert their tests: the ends of Clopper–Pearson, mid-p and the score intervals")
  func inversion() throws {
    let share = try Proportion(7, of: 23)
    let exact = share.clopperPearson()
    #expect(near(Binomial(trials: 23, probability: try #require(exact.low)).upper(6), 0.025, 1e-10))
    #expect(near(Binomial(trials: 23, probability: try #require(exact.high)).lower(7), 0.025, 1e-10))
    let middle = Binomial(trials: 23, probability: try #require(share.midP().low))
    #expect(near(middle.upper(7) + middle.mass(7) / 2, 0.025, 1e-10))
    // Wilson: (p − p₀)² = z² p₀(1 − p₀)/n.
    let p0 = try #require(share.wilson().high)
    let distance = share.estimate - p0
    #expect(near(distance * distance, 3.8414588206941254 * p0 * (1 - p0) / 23, 1e-11))
    // Mee's at δ = 0 is the χ² test: 0 is an end where χ² is the quantile.
    let gap = ProportionDifference(first: try Proportion(50, of: 100), second: try Proportion(50, of: 100))
    #expect(near(gap.mee().low, -(gap.mee().high ?? 0), 1e-10))
  }

  @Test("no events and all events keep their intervals within 0…1 and −1…1")
  func extremes() throws {
    for (x, n) in [(0, 9), (9, 9), (0, 1), (1, 1)] {
      let share = try Proportion(x, of: n)
      for interval in [
        share.wald(), share.wilson(), share.wilsonCorrected(), share.clopperPearson(), share.agrestiCoull(),
        share.midP(),
      ] {
        let (low, high) = (try #require(interval.low), try #require(interval.high))
        #expect(0 <= low && low <= high && high <= 1, "\(x) of \(n)")
      }
    }
    for (x, y) in [(0, 0), (9, 9), (0, 9), (9, 0), (0, 4), (9, 4)] {
      let gap = ProportionDifference(first: try Proportion(x, of: 9), second: try Proportion(y, of: 9))
      for interval in [
        gap.wald(), gap.newcombe(), gap.agrestiCaffo(), gap.miettinenNurminen(), gap.mee(),
        gap.wald(corrected: true),
      ] {
        let (low, high) = (try #require(interval.low), try #require(interval.high))
        #expect(-1 <= low && low <= high && high <= 1, "\(x), \(y) of 9: \(low) \(high)")
      }
      let swapped = ProportionDifference(first: try Proportion(y, of: 9), second: try Proportion(x, of: 9))
      #expect(
        abs((gap.miettinenNurminen().low ?? 9) + (swapped.miettinenNurminen().high ?? 9)) < 1e-9, "\(x), \(y)"
      )
    }
  }

  @Test("ratios with their logarithms' intervals, by hand")
  func ratios() throws {
    let effects = try table().effects()
    func effect(_ name: String) throws -> EffectSize { try #require(effects.first { $0.measure == name }) }
    #expect(near(try effect("risk_ratio").estimate, 4, 1e-14))
    #expect(near(try effect("odds_ratio").estimate, 168.0 / 15, 1e-14))
    // √(1/12 + 1/5 + 1/3 + 1/14) = 0.829516…, e^(1.96·0.8295) = 5.0825…
    #expect(near(try effect("odds_ratio").confidenceHigh, 11.2 * 5.0823, 1e-3))
    let empty = try ContingencyTable(rows: 2, columns: 2, counts: [0, 5, 3, 14]).effects()
    let none = try #require(empty.first { $0.measure == "risk_ratio" })
    #expect(none.estimate == 0 && none.confidenceLow == nil && none.note?.contains("zero") == true)
  }

  @Test("pairs: after − before, Newcombe's interval by its own formula at φ = 0")
  func pairs() throws {
    // Independent margins: φ = 0, so the interval is that of two independent groups of 100.
    let table = try ContingencyTable(rows: 2, columns: 2, counts: [30, 20, 30, 20])
    let effect = try #require(table.pairedEffects().first { $0.measure == "risk_difference" })
    let free = ProportionDifference(first: try Proportion(60, of: 100), second: try Proportion(50, of: 100))
    #expect(
      near(effect.estimate, 0.1, 1e-14) && near(effect.confidenceLow, free.newcombe().low ?? .nan, 1e-12))
    #expect(near(effect.confidenceHigh, free.newcombe().high ?? .nan, 1e-12))
  }

  @Test("what has no answer is a typed error")
  func refused() throws {
    func thrown(_ rows: Int, _ columns: Int, _ counts: [Int], _ test: PrePostTest) -> PrePostError? {
      do throws(PrePostError) {
        _ = try ContingencyTable(rows: rows, columns: columns, counts: counts).test(test)
        return nil
      } catch { return error }
    }
    #expect(thrown(2, 2, [1, 2, 3], .fisher) == .tableShape(rows: 2, columns: 2, counts: 3))
    #expect(thrown(1, 2, [1, 2], .fisher) == .tableShape(rows: 1, columns: 2, counts: 2))
    #expect(thrown(2, 2, [1, -2, 3, 4], .fisher) == .count(row: 1, column: 2, value: "-2"))
    #expect(thrown(2, 2, [0, 0, 0, 0], .fisher) == .emptyTable(test: "fisher"))
    #expect(
      thrown(2, 2, [5, 0, 0, 7], .mcNemar)
        == .constant(test: "mcnemar", what: "no pair changed between the occasions"))
    #expect(
      thrown(2, 2, [0, 0, 3, 7], .chiSquared) == .emptyMargin(test: "chi_squared", row: 1, column: nil))
    #expect(thrown(2, 2, [3, 0, 7, 0], .gTest) == .emptyMargin(test: "g_test", row: nil, column: 2))
    #expect(thrown(2, 3, [1, 2, 3, 4, 5, 6], .mcNemar) == .notTwoByTwo(test: "mcnemar", rows: 2, columns: 3))
    #expect(
      thrown(2, 3, [1, 2, 3, 4, 5, 6], .chiSquaredYates)
        == .notTwoByTwo(test: "chi_squared_yates", rows: 2, columns: 3))
    #expect(
      thrown(2, 2, [1, 2, 3, 4], .pairedT) == .notOfDesign(test: "paired_t", design: "tables of counts"))
    do throws(PrePostError) {
      _ = try Proportion(5, of: 4)
      Issue.record("5 of 4")
    } catch { #expect(error == .proportion(events: 5, of: 4)) }
    // One kind of change alone: the odds ratio is infinite, the tests have an answer.
    let one = try ContingencyTable(rows: 2, columns: 2, counts: [5, 6, 0, 7]).test(.mcNemarExact)
    #expect(one.estimate == nil && near(one.pValue, 2.0 / 64, 1e-13))
  }
}
