import Foundation
import Kernels
import LinearAlgebra
import Testing

/// Oracle: certified values of NIST's Statistical Reference Datasets, to all their fifteen digits.
@Suite("Least squares: certified values")
struct LeastSquaresReferenceTests {
  /// Thirteen digits: the data are rounded to doubles, which costs Filip's coefficients about one of fifteen.
  static let demanded = 13.0

  @Test(
    "thirteen digits of every coefficient and standard error",
    arguments: ReferenceSet.names, [LeastSquaresMethod.qr, .gram])
  func certified(name: String, method: LeastSquaresMethod) throws {
    let set = try ReferenceSet(name)
    // Beyond what the Gram matrix alone is trusted with.
    if name == "filip", method == .gram { return }
    let solution = try set.matrix.leastSquares(set.outcome, method: method)
    #expect(solution.dropped.isEmpty)
    #expect(solution.converged)
    let degrees = Double(set.matrix.rows - set.certified.count)
    let variance = solution.residualSumOfSquares / degrees
    for (index, certified) in set.certified.enumerated() {
      let error = (variance * solution.inverseGram[index, index]).squareRoot()
      let digits = ReferenceSet.digits(solution.coefficients[index], certified.value)
      let errorDigits = ReferenceSet.digits(error, certified.error)
      #expect(digits >= (certified.value == 0 ? 12 : Self.demanded), "B\(index)")
      #expect(errorDigits >= (certified.error == 0 ? 12 : Self.demanded), "standard error of B\(index)")
    }
    #expect(ReferenceSet.digits(solution.residualSumOfSquares, set.residualSumOfSquares) >= Self.demanded)
  }
}
