internal import LinearAlgebra

// The η of Pustejovsky & Tipton's (2018) HTZ test of q restrictions: with the cluster vectors p_gs of restriction s, scaled so
// that Σ_g p_gs·p_gt = δ_st, the moments of D = Σ_g (p_gsᵀe)(p_gtᵀe) under normal errors are
//   Var(d_st) = Σ_gh (p_gs·p_hs)(p_gt·p_ht) + (p_gs·p_ht)(p_gt·p_hs),
// and a Wishart of η degrees has the same total variance for η = q(q + 1)/Σ_st Var(d_st). With P_gh^{st} = p_gs·p_ht =
// δ_gh·o_g^{st} + t_gsᵀ·C·t_ht and S_st = Σ_g t_gs·t_gtᵀ both sums are over clusters, not over pairs of them.

/// A cluster's a_gsᵀa_gt (q × q) and t_g (a column a restriction).
struct ClusterMoments: Sendable {
  let own: Matrix
  let vectors: Matrix
}

extension LinearFit {
  /// η of the restrictions under this fit's Satterthwaite covariance; their own degrees where there is one.
  func hotellingDegrees(_ restrictions: Matrix) throws(RegressionError) -> Double {
    let count = restrictions.rows
    guard let adjustment = try satterthwaiteAdjustment(restrictions, keepingMoments: true) else {
      return Double(residualDegrees)
    }
    let form = try context.expanded(for: covariance.kind).satterthwaiteForm.matrix
    // Expected value of the variance estimate under the working model.
    var expected = Matrix(rows: count, columns: count)
    for cluster in adjustment.moments {
      expected = expected + cluster.own + cluster.vectors.transposedProduct(form * cluster.vectors)
    }
    try LinearFit.requireIndependent(expected, tolerance: 1e-13)
    let system: SymmetricEigensystem
    do { system = try SymmetricEigensystem(of: expected.symmetrised()) } catch { throw .algebra(error) }
    let scaling = system.applying { 1 / $0.squareRoot() }
    let size = form.rows
    var sums = [Matrix](repeating: Matrix(rows: size, columns: size), count: count * count)
    var total = 0.0
    for cluster in adjustment.moments {
      let own = (scaling * cluster.own).productTransposed(scaling)
      let vectors = cluster.vectors.productTransposed(scaling)
      let cross = vectors.transposedProduct(form * vectors)
      for s in 0..<count {
        for t in 0..<count {
          total += own[s, s] * (own[t, t] + cross[t, t]) + own[t, t] * cross[s, s]
          total += own[s, t] * (own[s, t] + 2 * cross[s, t])
          sums[s + t * count] = sums[s + t * count] + vectors.outer(s, t)
        }
      }
    }
    for s in 0..<count {
      for t in 0..<count {
        let (one, other) = (form * sums[s + t * count], form * sums[t + s * count])
        total += one.traceOfProduct(other) + other.traceOfProduct(other)
      }
    }
    return Double(count * (count + 1)) / total
  }
}

extension Matrix {
  /// Column s times the transpose of column t.
  fileprivate func outer(_ s: Int, _ t: Int) -> Matrix {
    var result = Matrix(rows: rows, columns: rows)
    for j in 0..<rows {
      for i in 0..<rows { result[i, j] = self[i, s] * self[j, t] }
    }
    return result
  }

  /// tr(A·B).
  func traceOfProduct(_ other: Matrix) -> Double {
    var sum = 0.0
    for j in 0..<columns {
      for i in 0..<rows { sum += self[i, j] * other[j, i] }
    }
    return sum
  }
}
