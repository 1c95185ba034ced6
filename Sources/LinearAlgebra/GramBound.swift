internal import Kernels

/// What the rounding of a Gram matrix does at most to the coefficients worked out from it and to the sum of squares they
/// leave.
///
/// An element (a, b) of the Gram matrix errs by at most ε·‖a‖·‖b‖. With ε small, δb = G⁻¹(δg − δG·b), so that
///
///     |δbⱼ| ≤ ε · s · Σᵢ |G⁻¹|ⱼᵢ·‖xᵢ‖,    s = ‖y‖ + Σₖ |bₖ|·‖xₖ‖,
///
/// and S = yᵀy − 2bᵀg + bᵀGb, in which the error of b has no part of first order, errs by ε·s². Norms and G are weighted ones.
/// (Higham 2002, Accuracy and Stability of Numerical Algorithms, 2nd ed., §20.4, for the normal equations; here with the sizes
/// at hand in place of a condition number.)
///
/// ε: in a block of 256 rows a lane's low part gathers 32 errors of at most 2⁻⁴⁷·σ, σ four times the product of the columns'
/// largest values, and rounds to 53 bits each time: 2⁻⁸⁸·σ for the eight lanes. The products of largest values of all blocks
/// add up to at most ‖a‖·‖b‖, which makes 2⁻⁸⁶; as much again is for the low parts. Sums of pieces and of lanes, and the small
/// matrices after them, are double-doubles: 2⁻¹⁰³ for each of them.
struct GramBound {
  /// S, not yet rounded.
  let residualSumOfSquares: DoubleDouble
  /// Whether the errors are below 2⁻⁵⁶ of every coefficient and of S: an eighth of the unit in the last place, which
  /// leaves nearly all of them correctly rounded.
  let isBelowRounding: Bool

  /// `gram` has the outcome as its last column; `inverse` is that of the kept columns' Cholesky factor.
  init(
    _ gram: ExtendedMatrix, kept: [Int], inverse: ExtendedMatrix, coefficients: [DoubleDouble], pieces: Int
  ) {
    let last = gram.columns - 1
    let error = 0x1p-85 + 0x1p-103 * Double(pieces + 16)
    let lengths = kept.map { gram[$0, $0].high.squareRoot() }
    var reach = gram[last, last].high.squareRoot()
    for (value, length) in zip(coefficients, lengths) { reach += abs(value.high) * length }
    var sum = gram[last, last]
    for (i, row) in kept.enumerated() {
      var image = DoubleDouble.zero
      for (j, column) in kept.enumerated() { image += gram[row, column] * coefficients[j] }
      sum += coefficients[i] * (image - gram[row, last] * 2)
    }
    residualSumOfSquares = sum
    let inverseGram = inverse.triangularTimesTransposed()
    var isBelow = error * reach * reach <= 0x1p-56 * sum.high
    for j in kept.indices {
      var amplification = 0.0
      for i in kept.indices { amplification += abs(inverseGram[i, j].high) * lengths[i] }
      isBelow = isBelow && error * reach * amplification <= 0x1p-56 * abs(coefficients[j].high)
    }
    isBelowRounding = isBelow
  }
}
