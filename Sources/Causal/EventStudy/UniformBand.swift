internal import Distributions
internal import Kernels
internal import LinearAlgebra

// A band that holds for all of K effects at once: estimate ± c · standard error with P(max |Zₖ| ≤ c) = confidence, Z normal
// with the effects' correlations: the plug-in sup-t band (Montiel Olea & Plagborg-Møller 2019, J. Applied Econometrics 34, 1,
// the smallest of the bands of this form). c lies between the pointwise quantile and Bonferroni's, and is found between them.
//
// Where pointwise intervals take Student's t with d degrees, c is carried to the t with the same tail probability.

/// How many standard errors a uniform band reaches to either side.
enum UniformBand {
  /// Points of the lattice.
  private static let points = 1024
  /// Of the tail relative to the one that is asked for: some 10⁻⁴ of the critical value.
  private static let closeness = 5e-4

  /// Nil where no effect has a variance. `degrees`: of Student's t; nil for the normal. O(K²) for each of some ten thousand points.
  static func criticalValue(_ covariance: Matrix, confidence: Double, degrees: Double?) -> Double? {
    let used = (0..<covariance.rows).filter { covariance[$0, $0] > 0 }
    guard !used.isEmpty else { return nil }
    let scales = used.map { covariance[$0, $0].squareRoot() }
    var correlation = Matrix(rows: used.count, columns: used.count)
    for (column, j) in used.enumerated() {
      for (row, i) in used.enumerated() {
        correlation[row, column] = row == column ? 1 : covariance[i, j] / (scales[row] * scales[column])
      }
    }
    let tail = (1 - confidence) / 2
    var low = Normal().upperQuantile(tail)
    var high = Normal().upperQuantile(tail / Double(used.count))
    if used.count > 1 {
      let box = NormalBox(correlation: correlation, points: used.count > 30 ? points / 2 : points)
      // The logarithm of the tail is nearly straight: false position with Illinois' halving takes three or four steps.
      func excess(_ value: Double) -> Double {
        let inside = box.probability(
          lower: Array(repeating: -value, count: used.count),
          upper: Array(repeating: value, count: used.count))
        return PortableElementary.log(max(1 - inside, 1e-12) / (1 - confidence))
      }
      var (below, above) = (excess(low), excess(high))
      if above >= 0 { low = high }
      if below <= 0 { high = low }
      for _ in 0..<12 where below > 0 && above < 0 && high - low > 1e-5 {
        let middle = low + (high - low) * below / (below - above)
        let value = excess(middle)
        if abs(value) < closeness {
          low = middle
          high = middle
        } else if value > 0 {
          low = middle
          below = value
          above /= 2
        } else {
          high = middle
          above = value
          below /= 2
        }
      }
    }
    let critical = (low + high) / 2
    guard let degrees, degrees > 0 else { return critical }
    return StudentT(degreesOfFreedom: degrees).upperQuantile(Normal().upper(critical))
  }
}
