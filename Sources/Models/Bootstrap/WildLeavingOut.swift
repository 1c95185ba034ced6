internal import LinearAlgebra

// Coefficients without cluster g: β̂ − (A − A_g)⁻¹s_g, with A = XᵀWX, A_g and s_g the cluster's part of A and of the scores. Under
// β_j = r they are moved along the j-th column of (A − A_g)⁻¹ until they keep it.

/// What variants that leave clusters out need of each of them.
struct WildLeavingOut {
  private let position: Int
  private let cluster: Grouping
  private let members: [[Int]]
  private let parts: [TallMatrix]
  /// (A − A_g)⁻¹.
  private let inverses: [Matrix]
  /// (A − A_g)⁻¹s_g.
  private let changes: [[Double]]
  /// −xᵢᵀ of a cluster's rows times the coefficient's row of its inverse: the jackknife's score direction.
  let directions: [Double]

  /// `residuals`: weighted. Throws `.clusterIdentifies`.
  init(_ context: CovarianceContext, _ position: Int, _ cluster: Grouping, residuals: [Double])
    throws(RegressionError)
  {
    let (rows, starts) = cluster.rowsByGroup()
    let design = context.design
    let weights = context.weights?.values
    let gram = try RegressionError.algebra { () throws(LinearAlgebraError) in
      try Cholesky(of: context.bread.symmetrised()).inverse()
    }
    let members = (0..<cluster.count).map { Array(rows[starts[$0]..<starts[$0 + 1]]) }
    let sums = design.groupSums(residuals, groups: cluster.codes, count: cluster.count).transposed
    var parts: [TallMatrix] = []
    var inverses: [Matrix] = []
    var changes: [[Double]] = []
    var directions = [Double](repeating: 0, count: design.rows)
    for group in 0..<cluster.count {
      let part = design.selecting(rows: members[group])
      let own = part.gram(weights: weights.map { weights in members[group].map { weights[$0] } }, threads: 1)
      let inverse: Matrix
      do { inverse = try Cholesky(of: (gram - own).symmetrised()).inverse() } catch {
        throw .clusterIdentifies(cluster: cluster.name)
      }
      let along = part.times((0..<design.width).map { -inverse[position, $0] }, threads: 1)
      for (index, row) in members[group].enumerated() { directions[row] = along[index] }
      parts.append(part)
      changes.append(inverse.times(sums.column(group)))
      inverses.append(inverse)
    }
    self.position = position
    self.cluster = cluster
    self.members = members
    self.parts = parts
    self.inverses = inverses
    self.changes = changes
    self.directions = directions
  }

  /// Along which Σ v_g s_g enters the jackknife of each cluster: its own row less A⁻¹'s.
  func whole(_ row: [Double]) -> Matrix {
    var result = Matrix(rows: cluster.count, columns: row.count)
    for group in 0..<cluster.count {
      for index in row.indices { result[group, index] = inverses[group][position, index] - row[index] }
    }
    return result
  }

  /// The residuals of each cluster at the coefficients estimated without it: at r = 0 and their slope. Without an estimate of the
  /// coefficient the null is not imposed.
  func residuals(_ given: [Double], estimate: Double?) -> ([Double], [Double]?) {
    var base = given
    var slope = estimate.map { _ in [Double](repeating: 0, count: given.count) }
    for group in 0..<cluster.count {
      var shift = changes[group].map { -$0 }
      if let estimate {
        let inverse = inverses[group]
        let column = inverse.column(position).map { $0 / inverse[position, position] }
        let rest = estimate - changes[group][position]
        for index in shift.indices { shift[index] -= column[index] * rest }
        let along = parts[group].times(column, threads: 1)
        for (index, row) in members[group].enumerated() { slope?[row] = -along[index] }
      }
      let moved = parts[group].times(shift, threads: 1)
      for (index, row) in members[group].enumerated() { base[row] -= moved[index] }
    }
    return (base, slope)
  }
}
