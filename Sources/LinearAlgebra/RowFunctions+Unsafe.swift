internal import CTallPasses

// What CTallPasses' functions of rows (CRowFunctions.h) give, for callers that hold rows in memory of their own.

/// Functions of every row of a column: to less than a unit in the last place, the same bits on every machine.
package enum RowFunctions {
  /// Rows of a piece of `logit` at most.
  package static let logitRows = Int(CTP_LOGIT_ROWS)

  /// e^x of `count` values. O(count).
  @inline(__always)
  package static func exponentials(
    _ values: UnsafePointer<Double>, count: Int, to target: UnsafeMutablePointer<Double>
  ) {
    ctp_exponentials(values, count, target, Int32(CTP_AUTO))
  }

  /// What some rows of a Poisson outcome sum to.
  package struct PoissonSums: Sendable {
    /// Σ w(yη − μ).
    package let kernel: Double
    /// Σ w(y − μ)²/μ.
    package let pearson: Double
    /// Whether any wμ is above zero.
    package let isCurved: Bool
  }

  /// Rows of a Poisson outcome with predictors η and means e^η: (y − μ)/μ to `shift` and wμ to `curvature`, each where it is given;
  /// `curvature` may be the means' own memory. O(count).
  package static func poisson(
    _ outcome: UnsafePointer<Double>, _ predictor: UnsafePointer<Double>, means: UnsafePointer<Double>,
    weights: UnsafePointer<Double>?, count: Int, shift: UnsafeMutablePointer<Double>? = nil,
    curvature: UnsafeMutablePointer<Double>? = nil
  ) -> PoissonSums {
    let lanes = 8
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * lanes) { sums in
      let isCurved = ctp_poisson(
        outcome, predictor, means, weights, count, shift, curvature, sums.baseAddress, Int32(CTP_AUTO))
      var (kernel, pearson) = (0.0, 0.0)
      for lane in 0..<lanes {
        kernel += sums[lane]
        pearson += sums[lanes + lane]
      }
      return PoissonSums(kernel: kernel, pearson: pearson, isCurved: isCurved != 0)
    }
  }

  /// What some rows of a logit sum to.
  package struct LogitSums: Sendable {
    /// Π (1 + e^{−|η|}), at most 2^`logitRows`.
    package let product: Double
    /// Σ (y − [η ≥ 0])·η. The log-likelihood is this less the product's logarithm.
    package let linear: Double
    /// Σ (y − p)²/(pq), zero where no means are asked for.
    package let pearson: Double
    /// Whether any pq is above zero.
    package let isCurved: Bool
  }

  /// Rows of a logit with outcomes in [0, 1] at log-odds η: (y − p)/(pq) to `shift`, pq to `curvature`, p to `means`, y − p to
  /// `scores`, each where it is given. At most `logitRows` of them. O(count).
  package static func logit(
    _ outcome: UnsafePointer<Double>, _ odds: UnsafePointer<Double>, count: Int,
    shift: UnsafeMutablePointer<Double>? = nil, curvature: UnsafeMutablePointer<Double>? = nil,
    means: UnsafeMutablePointer<Double>? = nil, scores: UnsafeMutablePointer<Double>? = nil
  ) -> LogitSums {
    precondition(count <= logitRows, "\(count) rows, at most \(logitRows) at a time")
    let lanes = 8
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: 3 * lanes) { sums in
      let isCurved = ctp_logit(
        outcome, odds, count, shift, curvature, means, scores, sums.baseAddress, Int32(CTP_AUTO))
      var (product, linear, pearson) = (1.0, 0.0, 0.0)
      for lane in 0..<lanes {
        product *= sums[lane]
        linear += sums[lanes + lane]
        pearson += sums[2 * lanes + lane]
      }
      return LogitSums(product: product, linear: linear, pearson: pearson, isCurved: isCurved != 0)
    }
  }
}
