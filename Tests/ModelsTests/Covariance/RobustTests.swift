import LinearAlgebra
import Models
import Testing

@Suite("Robust covariances")
struct RobustTests {
  /// The mean of 1, 2, 6: e = −2, −1, 3, h = ⅓ and n·h/p = 1 in every row, A = ⅓; hc5 has √1.5.
  static let means: [(CovarianceKind, Double)] = [
    (.iid, 7 / 3.0), (.hc0, 14 / 9.0), (.hc1, 7 / 3.0), (.hc2, 7 / 3.0), (.hc3, 3.5), (.hc4, 7 / 3.0),
    (.hc4m, 3.5), (.hc5, 14 / 9.0 * 1.224744871391589),
  ]

  @Test("by hand", arguments: means)
  func byHand(_ kind: CovarianceKind, _ variance: Double) throws {
    let fit = try LeastSquares(covariance: kind).fit(regression([1, 2, 6], []))
    expectNear(fit.covariance.matrix[0, 0], variance, 1e-14, kind.description)
    #expect(fit.terms[0].degreesOfFreedom == 2)
  }

  /// The fourth row has a dummy of its own: its residual is zero, and what is left is the mean of the first three.
  static let besideOne: [(CovarianceKind, Double?)] = [
    (.hc2, 7 / 3.0), (.hc3, 3.5), (.hc4, nil), (.hc4m, nil), (.hc5, nil),
  ]

  @Test("a row of leverage one adds nothing, and is reported", arguments: besideOne)
  func leverageOne(_ kind: CovarianceKind, _ variance: Double?) throws {
    let fit = try LeastSquares(covariance: kind).fit(
      regression([1, 2, 6, 10], [("d", .real([0, 0, 0, 1]))]))
    let matrix = fit.covariance.matrix
    #expect(fit.covariance.adjustments == [.leverageOneRows(1)])
    #expect(matrix[0, 0].isFinite && matrix[0, 0] > 0)
    expectNear(matrix[1, 1], matrix[0, 0], 1e-13, "the dummy's variance is that of the mean")
    expectNear(matrix[0, 1], -matrix[0, 0], 1e-13, "covariance")
    if let variance { expectNear(matrix[0, 0], variance, 1e-13, kind.description) }
  }

  @Test("equal leverages: hc2 is hc1, and hc3 more than either")
  func order() throws {
    let data = regression([1, 5, 2, 7, 3, 3], [("d", .real([0, 1, 0, 1, 0, 1]))])
    let fit = try LeastSquares(covariance: .hc1).fit(data)
    let hc2 = try fit.covariance(.hc2)
    let hc3 = try fit.covariance(.hc3)
    for position in 0..<2 {
      expectNear(hc2.standardErrors[position], fit.standardErrors[position], 1e-14, "hc2")
      #expect(hc3.standardErrors[position] > hc2.standardErrors[position])
    }
  }

  /// Sums of products of these columns would cancel with the square of their condition number.
  @Test("the columns' basis does not matter, however dependent they look")
  func basis() throws {
    let x = (0..<40).map { 1000 + Double($0) / 8 }
    let centred = x.map { $0 - 1002 }
    let y = x.indices.map { Double(($0 * 7) % 11) }
    func fit(_ x: [Double], _ kind: CovarianceKind) throws -> LinearFit {
      try LeastSquares(covariance: kind).fit(
        regression(y, [("x", .real(x)), ("x²", .real(x.map { $0 * $0 }))]))
    }
    let groups = Grouping(name: "g", codes: x.indices.map { UInt32($0 / 5) }, count: 8)
    for kind in [CovarianceKind.hc0, .hc3, .cluster([groups]), .cr2(groups)] {
      let one = try fit(x, kind)
      let other = try fit(centred, kind)
      // Both are exact doubles, and the square's coefficient is the same in both.
      expectNear(one.standardErrors[2], other.standardErrors[2], 1e-10, kind.description)
    }
  }
}
