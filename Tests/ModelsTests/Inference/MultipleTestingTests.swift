import LinearAlgebra
import Models
import Testing

@Suite("Multiple testing")
struct MultipleTestingTests {
  static let names: [(MultipleTesting, String)] = [
    (.bonferroni, "bonferroni"), (.holm, "holm"), (.hochberg, "hochberg"), (.hommel, "hommel"),
    (.benjaminiHochberg, "BH"), (.benjaminiYekutieli, "BY"),
  ]
  /// Benjamini & Hochberg (1995), section 4.1.
  static let values = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
    0.759, 1.0,
  ]

  @Test("R's p.adjust, in any order")
  func reference() throws {
    let reference = try ReferenceCase("multiple_testing_bh95", area: "multiple-testing")
    for (rule, key) in MultipleTestingTests.names {
      let adjusted = rule.adjust(MultipleTestingTests.values)
      try reference.check(key, adjusted)
      #expect(rule.adjust(MultipleTestingTests.values.reversed()) == adjusted.reversed())
    }
  }

  @Test("by hand: p = 0.01, 0.02, 0.03")
  func byHand() {
    let values = [0.02, 0.01, 0.03]
    #expect(MultipleTesting.bonferroni.adjust(values) == [0.06, 0.03, 0.09])
    #expect(MultipleTesting.holm.adjust(values) == [0.04, 0.03, 0.04])
    #expect(MultipleTesting.hochberg.adjust(values) == [0.03, 0.03, 0.03])
    #expect(MultipleTesting.benjaminiHochberg.adjust(values) == [0.03, 0.03, 0.03])
  }

  @Test("a rule never makes a p-value smaller, Holm's and Hommel's lie below Bonferroni's")
  func order() {
    let values = MultipleTestingTests.values
    let bonferroni = MultipleTesting.bonferroni.adjust(values)
    for rule in MultipleTesting.allCases {
      for (value, adjusted) in zip(values, rule.adjust(values)) { #expect(adjusted >= value) }
    }
    for (lower, upper) in [
      (MultipleTesting.holm, bonferroni), (.hochberg, MultipleTesting.holm.adjust(values)),
      (.hommel, MultipleTesting.hochberg.adjust(values)),
    ] {
      for (one, other) in zip(lower.adjust(values), upper) { #expect(one <= other + 1e-15) }
    }
  }

  @Test("one test stays as it is, none gives none, a missing one is not counted")
  func degenerate() {
    for rule in MultipleTesting.allCases {
      #expect(rule.adjust([0.3]) == [0.3])
      #expect(rule.adjust([]).isEmpty)
      let adjusted = rule.adjust([0.01, .nan, 0.02])
      #expect(adjusted[1].isNaN)
      #expect([adjusted[0], adjusted[2]] == rule.adjust([0.01, 0.02]))
    }
  }

  /// Three statistics, four resamples: the maxima from the largest on are 3, 1, 2, 5, then 2, 1, 1, 2, then 1, 0.5, 1, 2.
  @Test("step-down by hand")
  func stepDown() {
    let resampled = Matrix(
      rows: 4, columns: 3, columnMajor: [3, 1, -2, 5, 2, 0.2, 1, 0.1, -1, 0.5, 1, 2])
    let statistics = [4.0, -1.5, 0.9]
    #expect(
      ResamplingTest.westfallYoung.adjust(statistics, resampled: resampled) == [0.25, 0.5, 0.75])
    #expect(ResamplingTest.romanoWolf.adjust(statistics, resampled: resampled) == [0.4, 0.6, 0.8])
  }

  @Test("smallest p-values step down as largest statistics do")
  func smallestP() {
    let resampled = Matrix(rows: 4, columns: 2, columnMajor: [0.5, 0.01, 0.3, 0.9, 0.02, 0.6, 0.04, 0.2])
    let adjusted = ResamplingTest.westfallYoung.adjust(pValues: [0.03, 0.3], resampled: resampled)
    #expect(adjusted == [0.5, 0.75])
  }

  @Test("a resample without a finite statistic is left out")
  func failedResample() {
    let resampled = Matrix(rows: 3, columns: 1, columnMajor: [1, .nan, 3])
    #expect(ResamplingTest.westfallYoung.adjust([2], resampled: resampled) == [0.5])
  }
}
