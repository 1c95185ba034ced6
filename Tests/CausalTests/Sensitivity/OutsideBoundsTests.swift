import Causal
import LinearAlgebra
import Testing

/// Intervals from outside, on three sets of effects.
///
/// Relative magnitudes: the hybrid test of Andrews, Roth and Pakes (2023) written anew in Python with numpy, by all vertices of the dual
/// polyhedron in place of linear programmes, 200,000 draws of the least favourable distribution and bisection of the ends.
/// Smoothness: diff-diff's `honest_did._compute_optimal_flci`.
@Suite("Bounds against other programs")
struct OutsideBoundsTests {
  enum Study: String, CaseIterable, Sendable {
    /// Errors that correlate by one half.
    case equal
    /// Correlation 0.6 to the distance in time, errors that grow from the reference on.
    case decaying
    /// One effect before, two after.
    case small

    func estimates() throws -> EventStudyEstimates {
      switch self {
      case .equal: return try SmoothnessBoundsTests.study()
      case .decaying:
        let times = [-4, -3, -2, 0, 1, 2, 3]
        let errors = times.map { 0.02 + 0.01 * Double(abs($0 + 1)) / 2 }
        var covariance = Matrix(rows: 7, columns: 7)
        for row in 0..<7 {
          for column in 0..<7 {
            var value = errors[row] * errors[column]
            for _ in 0..<abs(times[row] - times[column]) { value *= 0.6 }
            covariance[row, column] = value
          }
        }
        return try EventStudyEstimates(
          times: times, estimates: [-0.03, 0.01, -0.02, 0.06, 0.11, 0.09, 0.16], covariance: covariance,
          reference: -1)
      case .small:
        return try EventStudyEstimates(
          times: [-2, 0, 1], estimates: [0.04, 0.15, 0.22],
          covariance: Matrix(
            rows: 3, columns: 3,
            columnMajor: [0.0016, 0.0006, 0.0004, 0.0006, 0.0025, 0.0012, 0.0004, 0.0012, 0.0036]),
          reference: -1)
      }
    }
  }

  struct Wanted: Sendable {
    let study: Study
    let isFirst: Bool
    let value: Double
    let low: Double
    let high: Double
  }

  static let magnitudes = [
    Wanted(study: .equal, isFirst: true, value: 0.5, low: 0.02835390818736138, high: 0.2116460918126386),
    Wanted(study: .equal, isFirst: true, value: 2, low: -0.1318960287555241, high: 0.3718960287555241),
    Wanted(study: .equal, isFirst: false, value: 0.5, low: 0.02198845942235829, high: 0.29134487391097696),
    Wanted(study: .equal, isFirst: false, value: 2, low: -0.32671318645035147, high: 0.6400465197836807),
    Wanted(
      study: .decaying, isFirst: true, value: 0.5, low: -0.008971070441035147, high: 0.13150620603331342),
    Wanted(study: .decaying, isFirst: true, value: 2, low: -0.12394841660677929, high: 0.2490187073606225),
    Wanted(
      study: .decaying, isFirst: false, value: 0.5, low: -0.017971542427080895, high: 0.23066986677416512),
    Wanted(study: .decaying, isFirst: false, value: 2, low: -0.34071131750509714, high: 0.5541075692414932),
    Wanted(study: .small, isFirst: true, value: 0.5, low: 0.041049809057511724, high: 0.2750611817985498),
    Wanted(study: .small, isFirst: true, value: 2, low: -0.0643444567383892, high: 0.4071341445313464),
    Wanted(study: .small, isFirst: false, value: 0.5, low: 0.07144300192490974, high: 0.31875768657652426),
    Wanted(study: .small, isFirst: false, value: 2, low: -0.12912182119950966, high: 0.5372125409496636),
  ]

  @Test("relative magnitudes", arguments: magnitudes)
  func magnitude(wanted: Wanted) throws {
    let study = try wanted.study.estimates()
    let found = try RelativeMagnitudeBounds(
      study, magnitude: wanted.value, target: wanted.isFirst ? study.firstAfter : study.averageAfter,
      threads: 2)
    let half = (wanted.high - wanted.low) / 2
    // With 4,000 draws, as here, ends of the same program vary by up to 0.08 %, 0.27 % and 0.43 % of the half length (standard
    // deviation over four seeds): four times that.
    let share: Double =
      switch wanted.study {
      case .equal: 0.0032
      case .decaying: 0.011
      case .small: 0.018
      }
    #expect(abs(try #require(found.confidenceLow) - wanted.low) < share * half)
    #expect(abs(try #require(found.confidenceHigh) - wanted.high) < share * half)
  }

  static let smooth = [
    Wanted(study: .equal, isFirst: true, value: 0, low: 0.0667490366420922, high: 0.1872509633579078),
    Wanted(study: .equal, isFirst: true, value: 0.005, low: 0.055562303032423654, high: 0.19094860729453578),
    Wanted(study: .equal, isFirst: true, value: 0.1, low: -0.05546911149318001, high: 0.3154691114931796),
    Wanted(study: .equal, isFirst: false, value: 0.02, low: 0.007750032228045184, high: 0.34067721456576183),
    Wanted(
      study: .decaying, isFirst: true, value: 0.005, low: -1.3071702637409977e-05, high: 0.11744661584908395),
    Wanted(
      study: .decaying, isFirst: true, value: 0.02, low: -0.020145569266642314, high: 0.14436538869765522),
    Wanted(study: .decaying, isFirst: false, value: 0, low: 0.013176333983482696, high: 0.16831851778122323),
    Wanted(
      study: .decaying, isFirst: false, value: 0.02, low: -0.10039771319973505, high: 0.30362120415532984),
    Wanted(study: .small, isFirst: true, value: 0.02, low: 0.04208726513322525, high: 0.33791273486677476),
    Wanted(study: .small, isFirst: false, value: 0.1, low: -0.0948125583791784, high: 0.5848125583791783),
  ]

  @Test("smoothness", arguments: smooth)
  func smoothness(wanted: Wanted) throws {
    let study = try wanted.study.estimates()
    let found = try SmoothnessBounds(
      study, smoothness: wanted.value, target: wanted.isFirst ? study.firstAfter : study.averageAfter)
    let half = (wanted.high - wanted.low) / 2
    // The other program searches for the shortest interval to some 10⁻⁶; where length is flat the centre is known to the root of that.
    #expect(abs((found.confidenceHigh - found.confidenceLow) / 2 - half) < 1e-6)
    #expect(abs(found.confidenceLow - wanted.low) < 1e-3 * half)
  }
}
