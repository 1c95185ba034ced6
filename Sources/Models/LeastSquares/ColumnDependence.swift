// Which columns of a model depend on those before them. With θ the angle between a column and the span of the columns kept before
// it, both as they are (not around their means) and under the weights, it is dropped where sin θ is at most 10⁻⁹: where what the others
// leave of it is a thousand millionth of its length or less. Digits of a double are enough for that: lengths are known to 10⁻¹⁶ and
// the factorisation is one of double-doubles (`TallMatrix.leastSquares`), so that no column is dropped for rounding alone.
//
// R's lm drops at 10⁻⁷ of the length (dqrdc2, tol = 1e-7), fixest between 10⁻⁵ and 10⁻⁶ (collin.tol on a Cholesky pivot, a square):
// what they keep is kept here. What they drop and this keeps has coefficients that the data determine to nine digits less than they
// have: NIST's Filip, a polynomial of degree ten whose last column stands at 5·10⁻⁸, is solved to its certified digits and refused by lm.
// Below 10⁻⁹ a column of measured numbers is another one and the rounding of its digits, x + 10⁻¹²·z.

/// When a column of a model depends on others.
enum ColumnDependence {
  /// sin²θ at most. With absorbed effects it is above what absorption to 10⁻¹⁰ leaves of a dependent column too.
  static let tolerance = 1e-18
}
