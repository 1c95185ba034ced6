import Causal
import Distributions
import LinearAlgebra
import Testing

@Suite("Bounds relative to violations before")
struct RelativeMagnitudeBoundsTests {
  @Test("identified sets by hand")
  func identified() throws {
    let study = try SmoothnessBoundsTests.study()
    // Changes before: −0.07, 0.05, −0.02, −0.01. The first effect may be off by M̄·0.07, the mean of three by M̄·0.07·(1 + ⅔ + ⅓).
    let first = try RelativeMagnitudeBounds(study, magnitude: 0.5, target: study.firstAfter)
    #expect(abs(first.identified.lowerBound - (0.12 - 0.035)) < 1e-15)
    #expect(abs(first.identified.upperBound - (0.12 + 0.035)) < 1e-15)
    let mean = try RelativeMagnitudeBounds(study, magnitude: 1, target: study.averageAfter)
    #expect(abs(mean.identified.lowerBound - (0.47 / 3 - 0.14)) < 1e-15)
  }

  @Test("M̄ = 0 with one effect after is the usual interval, but for the draws of the first stage")
  func exact() throws {
    let study = try EventStudyEstimates(
      times: [-2, 0], estimates: [0.1, 0.5],
      covariance: Matrix(rows: 2, columns: 2, columnMajor: [0.01, 0.005, 0.005, 0.04]),
      reference: -1)
    let found = try RelativeMagnitudeBounds(study, magnitude: 0, target: [1])
    let half = Normal().quantile(at: .upper(0.025)) * 0.2
    // The first stage's level is drawn: with 4000 draws its standard deviation is 0.0011, which moves the half length by one percent.
    #expect(abs(try #require(found.confidenceLow) - (0.5 - half)) < 0.03 * half)
    #expect(abs(try #require(found.confidenceHigh) - (0.5 + half)) < 0.03 * half)
  }

  @Test("the interval holds the identified set, widens with M̄, and has the same bits for two threads")
  func laws() throws {
    let study = try SmoothnessBoundsTests.study()
    var last = 0.0
    for magnitude in [0, 0.5, 1, 2] {
      let found = try RelativeMagnitudeBounds(
        study, magnitude: magnitude, target: study.firstAfter, threads: 2)
      let low = try #require(found.confidenceLow)
      let high = try #require(found.confidenceHigh)
      #expect(low < found.identified.lowerBound && high > found.identified.upperBound)
      #expect(high - low > last)
      last = high - low
      let alone = try RelativeMagnitudeBounds(
        study, magnitude: magnitude, target: study.firstAfter, threads: 1)
      #expect(alone.confidenceLow == found.confidenceLow && alone.confidenceHigh == found.confidenceHigh)
    }
  }

  @Test("scaling effects and errors scales the interval")
  func scale() throws {
    let study = try SmoothnessBoundsTests.study()
    let scaled = try EventStudyEstimates(
      times: study.before + study.after, estimates: study.estimates.map { 8 * $0 },
      covariance: 64 * study.covariance,
      reference: -1)
    let one = try RelativeMagnitudeBounds(study, magnitude: 1, target: study.averageAfter)
    let other = try RelativeMagnitudeBounds(scaled, magnitude: 1, target: study.averageAfter)
    #expect(abs(try #require(other.confidenceLow) - 8 * (try #require(one.confidenceLow))) < 1e-9)
    #expect(abs(try #require(other.confidenceHigh) - 8 * (try #require(one.confidenceHigh))) < 1e-9)
  }

  @Test("the breakdown value is where the interval reaches zero")
  func breakdown() throws {
    let study = try SmoothnessBoundsTests.study()
    let analysis = SensitivityAnalysis(study, target: study.firstAfter, threads: 2)
    let smooth = try analysis.bounds(.smoothness([0]))
    let value = try #require(smooth.breakdown)
    let there = try SmoothnessBounds(study, smoothness: value, target: study.firstAfter)
    let before = try SmoothnessBounds(study, smoothness: value * 0.999, target: study.firstAfter)
    #expect(there.confidenceLow <= 0 && before.confidenceLow > 0)
    let relative = try #require(try analysis.bounds(.relativeMagnitudes([])).breakdown)
    let inside = try RelativeMagnitudeBounds(study, magnitude: relative * 1.01, target: study.firstAfter)
    let outside = try RelativeMagnitudeBounds(study, magnitude: relative * 0.98, target: study.firstAfter)
    #expect(try #require(inside.confidenceLow) <= 0)
    #expect(try #require(outside.confidenceLow) > 0)
  }
}
