import Causal
import Kernels
import Testing

/// Oracles: by hand; R 4.2.2 (t.test, wilcox.test, cor.test, friedman.test, mauchly.test, aov) on the
/// twelve pairs below; laws.
@Suite("Pairs of numbers")
struct PairedSamplesTests {
  static let x = [12.1, 14.3, 9.8, 17.6, 11.2, 13.9, 15.4, 10.7, 16.8, 12.9, 18.3, 8.6]
  static let y = [13.4, 13.1, 12.7, 18.9, 14.9, 13.2, 19.5, 12.2, 16.1, 15.8, 21.4, 11.3]
  static let z = [11.9, 15.2, 13.3, 17.1, 12.8, 15.0, 18.2, 14.1, 17.7, 13.6, 20.2, 9.9]

  private func pairs() throws -> PairedSamples { try PairedSamples(before: Self.x, after: Self.y) }

  @Test("t by hand: differences 1, 2, 3")
  func hand() throws {
    let t = try PairedSamples(before: [0, 0, 0], after: [1, 2, 3]).test(.pairedT)
    // Mean 2, error 1/√3.
    #expect(near(t.statistic, 2 * 3.0.squareRoot(), 1e-14) && t.degreesOfFreedom == 2)
    // Two degrees: P(|T| > t) = 1 − t/√(2 + t²).
    let statistic = 12.0.squareRoot()
    #expect(near(t.pValue, 1 - statistic / 14.0.squareRoot(), 1e-13))
  }

  @Test("one-sided t with an open interval, as R's t.test")
  func oneSided() throws {
    let t = try pairs().test(.pairedT, TestOptions(confidence: 0.9, alternative: .greater))
    #expect(near(t.statistic, 3.3411145230401047, 1e-13) && near(t.pValue, 0.0032901786897111471, 1e-12))
    #expect(near(t.confidenceLow, 1.0309334305432891, 1e-12) && t.confidenceHigh == nil)
  }

  @Test("signed rank as R's wilcox.test: ties give the normal law with correction; interval and pseudomedian")
  func signedRank() throws {
    let plain = try pairs().test(.signedRank)
    #expect(plain.statistic == 72 && near(plain.pValue, 0.01069662350197648, 1e-13))
    // R searches its interval to 10⁻⁴.
    #expect(near(plain.confidenceLow, 0.4, 1e-4) && near(plain.confidenceHigh, 3, 1e-4))
    #expect(
      try near(pairs().test(.signedRank, TestOptions(alternative: .less)).pValue, 0.99574321962040924, 1e-13))
    let normal = try pairs().test(.signedRankNormal, TestOptions(confidence: 0.9))
    #expect(near(normal.pValue, 0.0095496027542153628, 1e-13))
    #expect(near(normal.confidenceLow, 0.95, 1e-4) && near(normal.confidenceHigh, 2.8, 1e-4))
  }

  @Test("the exact law by enumeration of all signs, ties and zeros in the data")
  func enumeration() throws {
    let differences = [1.5, -0.5, 2, 2, -1, 0, 3, 0.5]
    let outcome = try PairedSamples(before: differences.map { _ in 0 }, after: differences).test(
      .signedRankExact)
    // Midranks of 1.5, 0.5, 2, 2, 1, 3, 0.5, doubled.
    let ranks = [8, 3, 11, 11, 6, 14, 3]
    let seen = 8 + 11 + 11 + 14 + 3
    var atLeast = 0
    for signs in 0..<128 {
      let sum = ranks.indices.reduce(0) { $0 + (signs >> $1 & 1 == 1 ? ranks[$1] : 0) }
      if sum >= seen { atLeast += 1 }
    }
    #expect(outcome.statistic == Double(seen) / 2 && outcome.count == 7)
    #expect(near(outcome.pValue, 2 * Double(atLeast) / 128, 1e-15))
  }

  @Test("differences of decimals that are equal on paper are ties")
  func decimals() throws {
    // 0.3 − 0.1 and 0.5 − 0.3 differ in their last bit.
    let outcome = try PairedSamples(before: [0.1, 0.3, 1], after: [0.3, 0.5, 1.2]).test(.signedRankExact)
    #expect(outcome.pValue == 0.25)
    #expect(outcome.note == "exact given the midranks; too few pairs for an interval")
  }

  @Test("sign test: 8 of 10 positive")
  func sign() throws {
    let differences: [Double] = [1, 2, 3, 4, 5, 6, 7, 8, -1, -2, 0]
    let outcome = try PairedSamples(before: differences.map { _ in 0 }, after: differences).test(.sign)
    // 2(1 + 10 + 45)/1024.
    #expect(outcome.statistic == 8 && near(outcome.pValue, 112.0 / 1024, 1e-14) && outcome.estimate == 3)
    // P(X ≤ 1) = 12/2048 ≤ 0.025 < P(X ≤ 2) of 11: the second from both ends.
    #expect(outcome.confidenceLow == -1 && outcome.confidenceHigh == 7)
  }

  @Test(
    "exchanging before and after turns every sign",
    arguments: [
      PrePostTest.pairedT, .signedRank, .signedRankExact, .signedRankNormal, .signedRankCorrected, .sign,
    ])
  func exchanged(_ test: PrePostTest) throws {
    let (there, back) = (
      try pairs().test(test), try PairedSamples(before: Self.y, after: Self.x).test(test)
    )
    #expect(near(back.pValue, there.pValue ?? .nan, 1e-13))
    #expect(near(back.estimate, -(there.estimate ?? .nan), 1e-13))
    #expect(near(back.confidenceLow, -(there.confidenceHigh ?? .nan), 1e-13))
    let less = try pairs().test(test, TestOptions(alternative: .less))
    let greater = try PairedSamples(before: Self.y, after: Self.x).test(
      test, TestOptions(alternative: .greater))
    #expect(near(less.pValue, greater.pValue ?? .nan, 1e-13))
  }

  @Test(
    "the order of the pairs changes nothing",
    arguments: [
      PrePostTest.pairedT, .signedRankExact, .signedRankNormal, .sign, .pearson, .spearman, .kendall,
      .friedman,
      .repeatedMeasures,
    ])
  func permuted(_ test: PrePostTest) throws {
    var generator = PCG64(seed: 11, stream: 0)
    let order = generator.permutation(12).map(Int.init)
    let other = try PairedSamples(before: order.map { Self.x[$0] }, after: order.map { Self.y[$0] }).test(
      test)
    let plain = try pairs().test(test)
    #expect(
      near(other.pValue, plain.pValue ?? .nan, 1e-13) && near(other.statistic, plain.statistic ?? .nan, 1e-13)
    )
  }

  @Test("correlations as R's cor.test")
  func correlations() throws {
    let pearson = try pairs().test(.pearson, TestOptions(alternative: .greater))
    #expect(near(pearson.statistic, 4.87405036258616420, 1e-12))
    #expect(near(pearson.pValue, 0.00032384172111614207, 1e-11))
    #expect(near(pearson.confidenceLow, 0.58443830039243816, 1e-12) && pearson.confidenceHigh == 1)
    let kendall = try pairs().test(.kendallExact)
    #expect(kendall.statistic == 55 && near(kendall.pValue, 0.0018032758136925509, 1e-12))
    #expect(near(kendall.estimate, 2.0 / 3, 1e-14))
  }

  @Test("repeated measures as R: sphericity, ε, Mauchly, Friedman")
  func repeated() throws {
    let measures = try RepeatedMeasures([Self.x, Self.y, Self.z])
    let plain = try measures.test(.repeatedMeasures)
    #expect(
      near(plain.statistic, 7.944456185517497, 1e-12) && near(plain.pValue, 0.0025293909666294074, 1e-11))
    #expect(plain.degreesOfFreedom == 2 && plain.denominatorDegrees == 22)
    #expect(near(try measures.test(.repeatedMeasuresGG).pValue, 0.0041027971731197104, 1e-11))
    // Huynh and Feldt's ε is 1.02, taken as 1.
    #expect(near(try measures.test(.repeatedMeasuresHF).pValue, 0.0025293909666294074, 1e-11))
    let mauchly = try measures.test(.mauchly)
    #expect(
      near(mauchly.statistic, 0.85129319745287912, 1e-11) && near(mauchly.pValue, 0.44709088428048288, 1e-11))
    let friedman = try measures.test(.friedman)
    #expect(near(friedman.statistic, 37.0 / 6, 1e-13) && near(friedman.pValue, 0.045806314172621473, 1e-12))
  }

  @Test("two occasions: F is t²")
  func twoOccasions() throws {
    let (f, t) = (try pairs().test(.repeatedMeasures), try pairs().test(.pairedT))
    let statistic = try #require(t.statistic)
    #expect(near(f.statistic, statistic * statistic, 1e-12) && near(f.pValue, t.pValue ?? .nan, 1e-12))
  }

  @Test("clusters of one pair: the plain t; clusters by hand")
  func clustered() throws {
    var single = try pairs()
    single.clusters = Array(0..<12)
    let (own, plain) = (try single.test(.pairedTClustered), try pairs().test(.pairedT))
    #expect(
      near(own.statistic, plain.statistic ?? .nan, 1e-13) && near(own.pValue, plain.pValue ?? .nan, 1e-12))
    // Differences 1, 3 | 2, 6: mean 3, sums of residuals −2 and 2: variance 2·8/16 = 1.
    let two = try PairedSamples(before: [0, 0, 0, 0], after: [1, 3, 2, 6], clusters: [7, 7, 9, 9])
    let outcome = try two.test(.pairedTClustered)
    #expect(near(outcome.standardError, 1, 1e-14) && outcome.degreesOfFreedom == 1)
    // One degree: p = 1 − 2·atan(3)/π.
    #expect(near(outcome.pValue, 0.20483276469913345, 1e-12))
  }

  @Test("a covariate that says nothing of the change leaves its mean")
  func adjusted() throws {
    var covaried = try PairedSamples(before: [0, 0, 0, 0], after: [1, 2, 2, 3])
    covaried.covariates = [[1, -1, -1, 1]]
    let outcome = try covaried.test(.pairedAdjusted)
    #expect(near(outcome.estimate, 2, 1e-14) && near(outcome.standardError, 0.5, 1e-13))
  }

  @Test("what has no answer is a typed error")
  func refused() throws {
    func thrown(_ before: [Double], _ after: [Double], _ test: PrePostTest = .pairedT) -> PrePostError? {
      do throws(PrePostError) {
        _ = try PairedSamples(before: before, after: after).test(test)
        return nil
      } catch { return error }
    }
    #expect(thrown([1, 2], [1]) == .lengths(before: 2, after: 1))
    #expect(thrown([], []) == .tooFew(test: "a comparison", needs: 1, found: 0, of: "pairs"))
    #expect(thrown([1], [2]) == .tooFew(test: "paired_t", needs: 2, found: 1, of: "pairs"))
    #expect(
      thrown([1, 2, 3], [2, 3, 4]) == .constant(test: "paired_t", what: "all differences are the same"))
    #expect(
      thrown([0.1, 0.2, 0.3], [0.4, 0.5, 0.6])
        == .constant(test: "paired_t", what: "all differences are the same"))
    #expect(thrown([1, .infinity], [1, 2]) == .notFinite(what: "before", count: 1))
    #expect(
      thrown([1, 2], [1, 2], .signedRank)
        == .constant(test: "wilcoxon_signed_rank", what: "all differences are zero"))
    #expect(thrown([1, 2], [1, 2], .sign) == .constant(test: "sign_test", what: "all differences are zero"))
    #expect(thrown([1, 2], [3, 3], .welchT) == .notOfDesign(test: "welch_t", design: "pairs of numbers"))
    #expect(
      thrown([1, 1, 1], [3, 4, 6], .pearson)
        == .constant(test: "pearson", what: "one of the measures does not vary"))
    #expect(thrown([1, 1, 2], [3, 4, 6], .kendallExact) == .ties(test: "kendall_exact"))
    #expect(thrown([1, 2, 3], [2, 3, 5], .pairedTClustered)?.description.contains("cluster") == true)
    // One pair still has an exact rank test: nothing can be said.
    #expect(try PairedSamples(before: [1], after: [2]).test(.signedRankExact).pValue == 1)
  }
}
