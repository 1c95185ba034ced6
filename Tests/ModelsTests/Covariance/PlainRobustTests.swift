import Kernels
import LinearAlgebra
import Models
import Testing

/// HC0 and HC1 made with the fit are those made of its residuals afterwards.
@Suite("HC0 and HC1 on the way")
struct PlainRobustTests {
  static func data(_ weights: ObservationWeights?, invalid: (column: Int, row: Int)? = nil) -> RegressionData
  {
    var generator = PCG64(seed: 4, stream: 6)
    var values = (0..<4).map { _ in (0..<60).map { _ in Double.random(in: -1...1, using: &generator) } }
    if let invalid { values[invalid.column][invalid.row] = .infinity }
    return RegressionData(
      matrix: TallMatrix(rows: 60, columns: [.constant(1)] + values[..<3].map { .real($0) }),
      names: ["one", "a", "b", "c"], outcome: .real(values[3]), weights: weights)
  }

  static let weightings: [ObservationWeights?] =
    [nil]
    + ObservationWeights.Kind.allCases.map { ObservationWeights($0, values: (0..<60).map { Double($0 % 4) }) }

  @Test("the same as of residuals", arguments: weightings, [CovarianceKind.hc0, .hc1])
  func sandwich(weights: ObservationWeights?, kind: CovarianceKind) throws {
    let data = Self.data(weights)
    let fit = try LeastSquares(covariance: kind).fit(data)
    let after = try LeastSquares(covariance: .hc3).fit(data).covariance(kind)
    #expect(fit.covariance.kind == after.covariance.kind && fit.covariance.factor == after.covariance.factor)
    let size = after.covariance.matrix[0, 0]
    for (found, expected) in zip(fit.covariance.matrix.elements, after.covariance.matrix.elements) {
      // Sums of 60 products in doubles.
      #expect(abs(found - expected) <= 1e-13 * size)
    }
    for (found, expected) in zip(fit.residuals, after.residuals) { #expect(found == expected) }
    let rows = fit.rows ?? Array(0..<60)
    #expect(fit.fitted.count == rows.count)
    for (position, row) in rows.enumerated() {
      #expect(fit.fitted[position] == data.outcome[row] - fit.residuals[position])
    }
  }

  @Test("probability weights make iid robust")
  func probability() throws {
    let data = Self.data(Self.weightings[3])
    #expect(data.weights?.kind == .probability)
    let fit = try LeastSquares(covariance: .iid).fit(data)
    let asked = try LeastSquares(covariance: .hc1).fit(data)
    #expect(fit.covariance.matrix == asked.covariance.matrix && fit.covariance.kind == .hc1)
  }

  @Test(
    "a value that is no number is named by its column and the row as it was given",
    arguments: [(0, 7, "a"), (2, 59, "c"), (3, 33, "y")], [false, true])
  func notFinite(place: (column: Int, row: Int, name: String), weighted: Bool) {
    let data = Self.data(weighted ? Self.weightings[1] : nil, invalid: (place.column, place.row))
    #expect(throws: RegressionError.notFinite(column: place.name, row: place.row + 1)) {
      try LeastSquares(covariance: .hc1).fit(data)
    }
  }
}
