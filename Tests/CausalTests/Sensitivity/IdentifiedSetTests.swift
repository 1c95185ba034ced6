import Causal
import Testing

/// Oracle: the linear programmes of Rambachan & Roth's (2023) definitions, written out for each period and sign of the largest change before and
/// solved by scipy 1.17.1 (`linprog`, HiGHS): least and largest lᵀ(β̂ − δ) over the δ of the set that agree with the effects before.
@Suite("Identified sets against linear programmes")
struct IdentifiedSetTests {
  static let targets: [[Double]] = [
    [1, 0, 0], [1.0 / 3, 1.0 / 3, 1.0 / 3], [0, 0, 1], [1, -1, 0], [0.5, -0.25, 1],
  ]

  @Test(
    "relative magnitudes",
    arguments: zip(
      targets,
      [
        [(0.12, 0.12), (0.085, 0.155), (0.05, 0.19), (-0.02, 0.26)],
        [
          (0.15666666666666668, 0.15666666666666668), (0.08666666666666667, 0.22666666666666668),
          (0.016666666666666663, 0.2966666666666667), (-0.12333333333333335, 0.4366666666666667),
        ],
        [(0.2, 0.2), (0.095, 0.305), (-0.01, 0.41), (-0.22, 0.62)],
        [(-0.03, -0.03), (-0.065, 0.005), (-0.1, 0.04), (-0.17, 0.11)],
        [(0.2225, 0.2225), (0.1175, 0.3275), (0.0125, 0.4325), (-0.1975, 0.6425)],
      ]))
  func relative(_ target: [Double], _ wanted: [(Double, Double)]) throws {
    for (magnitude, ends) in zip([0, 0.5, 1, 2], wanted) {
      let found = try RelativeMagnitudeBounds(
        SmoothnessBoundsTests.study(), magnitude: magnitude, target: target, threads: 2)
      #expect(
        abs(found.identified.lowerBound - ends.0) < 1e-12, "\(target) \(magnitude): \(found.identified)")
      #expect(
        abs(found.identified.upperBound - ends.1) < 1e-12, "\(target) \(magnitude): \(found.identified)")
    }
  }

  @Test(
    "smoothness; no trend of M = 0.05 fits the effects before",
    arguments: zip(
      targets,
      [
        [(0.01, 0.25), (-0.07, 0.33), (-0.37, 0.63)],
        [
          (-0.22333333333333327, 0.5766666666666667), (-0.49, 0.8433333333333335),
          (-1.49, 1.8433333333333333),
        ],
        [(-0.49, 0.95), (-0.97, 1.43), (-2.77, 3.23)], [(-0.28, 0.2), (-0.44, 0.36), (-1.04, 0.96)],
        [(-0.4375, 0.9425), (-0.8975, 1.4025), (-2.6225, 3.1275)],
      ]))
  func smoothness(_ target: [Double], _ wanted: [(Double, Double)]) throws {
    let study = try SmoothnessBoundsTests.study()
    #expect(try SmoothnessBounds(study, smoothness: 0.05, target: target).identified == nil)
    for (smoothness, ends) in zip([0.12, 0.2, 0.5], wanted) {
      let found = try #require(SmoothnessBounds(study, smoothness: smoothness, target: target).identified)
      #expect(abs(found.lowerBound - ends.0) < 1e-12, "\(target) \(smoothness): \(found)")
      #expect(abs(found.upperBound - ends.1) < 1e-12, "\(target) \(smoothness): \(found)")
    }
  }
}
