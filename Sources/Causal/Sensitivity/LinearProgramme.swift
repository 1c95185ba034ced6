public import LinearAlgebra

// maximise cᵀx subject to Ex = e, x ≥ 0, for tens of variables: the primal simplex method on a dense tableau, with Bland's rule
// (Bland 1977, *New finite pivoting rules for the simplex method*, Mathematics of Operations Research 2, 103–107), which always ends.
//
// A programme is made feasible once and can then be solved for many objectives, each from the vertex where the last one ended. The tableau
// is worked out anew from its basis every fifty pivots, so that rounding does not pile up, and the solution always from the basis.

/// A linear programme in equalities whose objective changes.
public struct LinearProgramme: Sendable {
  /// A vertex.
  public struct Solution: Sendable, Equatable {
    /// x.
    public let values: [Double]
    /// cᵀx.
    public let objective: Double
    /// Variables that the equations determine, rising; the others are zero.
    public let basis: [Int]
  }

  public enum Outcome: Sendable, Equatable {
    case optimal(Solution)
    case unbounded
  }

  private let equations: Matrix
  private let right: [Double]
  /// m × (n + 1): B⁻¹E and B⁻¹e.
  private var tableau: Matrix
  private var basis: [Int]
  private var pivots = 0

  private static let tolerance = 1e-11

  private var rows: Int { basis.count }
  /// n.
  public var variables: Int { equations.columns }

  /// Nil where no x ≥ 0 solves the equations. Rows that depend on others are left out. O(m²n) a few times.
  public init?(_ equations: Matrix, equal right: [Double]) {
    precondition(equations.rows == right.count, "\(right.count) right sides for \(equations.rows) equations")
    // Phase one: artificial variables with a basis of their own, driven to zero.
    let m = equations.rows
    let n = equations.columns
    var extended = Matrix(rows: m, columns: n + m + 1)
    var scale = 1.0
    for row in 0..<m {
      let sign = right[row] < 0 ? -1.0 : 1.0
      for column in 0..<n {
        extended[row, column] = sign * equations[row, column]
        scale = max(scale, abs(equations[row, column]))
      }
      extended[row, n + row] = 1
      extended[row, n + m] = sign * right[row]
    }
    self.equations = equations
    self.right = right
    tableau = extended
    basis = (0..<m).map { n + $0 }
    var cost = [Double](repeating: 0, count: n + m)
    for artificial in n..<n + m { cost[artificial] = -1 }
    guard improve(cost, columns: n + m) else { return nil }
    var infeasible = 0.0
    for row in 0..<m where basis[row] >= n { infeasible += tableau[row, n + m] }
    guard infeasible <= 1e-9 * scale else { return nil }
    // What is left of the artificial variables leaves for any column, or its equation says nothing.
    var kept: [Int] = []
    for row in 0..<m {
      if basis[row] < n {
        kept.append(row)
        continue
      }
      var best = -1
      for column in 0..<n where !basis.contains(column) && abs(tableau[row, column]) > 1e-9 {
        if best < 0 || abs(tableau[row, column]) > abs(tableau[row, best]) { best = column }
      }
      if best >= 0 {
        pivot(row, best)
        kept.append(row)
      }
    }
    var reduced = Matrix(rows: kept.count, columns: n + 1)
    for (position, row) in kept.enumerated() {
      for column in 0..<n { reduced[position, column] = tableau[row, column] }
      reduced[position, n] = max(0, tableau[row, n + m])
    }
    tableau = reduced
    basis = kept.map { basis[$0] }
  }

  /// The largest cᵀx and a vertex where it is reached.
  public mutating func maximise(_ objective: [Double]) -> Outcome {
    precondition(objective.count == variables, "\(objective.count) coefficients for \(variables) variables")
    guard improve(objective, columns: variables) else { return .unbounded }
    var values = [Double](repeating: 0, count: variables)
    for row in 0..<rows { values[basis[row]] = max(0, tableau[row, variables]) }
    var sum = 0.0
    for column in values.indices { sum += objective[column] * values[column] }
    return .optimal(Solution(values: values, objective: sum, basis: basis.sorted()))
  }

  /// Pivots until no column improves; false where the objective grows without end.
  private mutating func improve(_ cost: [Double], columns: Int) -> Bool {
    let last = tableau.columns - 1
    var size = 0.0
    for value in cost { size = max(size, abs(value)) }
    let tolerance = LinearProgramme.tolerance * max(size, 1e-300)
    var rounds = 0
    while true {
      rounds += 1
      // Largest gain first; after many rounds the lowest index, which cannot cycle.
      let isCareful = rounds > 40 + 4 * columns
      var entering = -1
      var gain = tolerance
      for column in 0..<columns {
        var reduced = cost[column]
        for row in 0..<rows {
          let weight = cost[basis[row]]
          if weight != 0 { reduced -= weight * tableau[row, column] }
        }
        if reduced > gain, !basis.contains(column) {
          entering = column
          if isCareful { break }
          gain = reduced
        }
      }
      guard entering >= 0 else { return true }
      var leaving = -1
      var least = Double.infinity
      for row in 0..<rows where tableau[row, entering] > 1e-10 {
        let ratio = max(0, tableau[row, last]) / tableau[row, entering]
        let isLess = leaving < 0 || ratio < least - 1e-14 * (1 + abs(least))
        if isLess || (ratio <= least && basis[row] < basis[leaving]) {
          least = min(least, ratio)
          leaving = row
        }
      }
      guard leaving >= 0 else { return false }
      pivot(leaving, entering)
      if rounds > 100_000 { return true }
    }
  }

  private mutating func pivot(_ row: Int, _ column: Int) {
    let width = tableau.columns
    let divisor = tableau[row, column]
    for index in 0..<width { tableau[row, index] /= divisor }
    for other in 0..<rows where other != row {
      let factor = tableau[other, column]
      guard factor != 0 else { continue }
      for index in 0..<width { tableau[other, index] -= factor * tableau[row, index] }
    }
    basis[row] = column
    pivots += 1
    if pivots % 50 == 0, width == variables + 1 { refresh() }
  }

  /// B⁻¹E and B⁻¹e from the equations; as they are where the basis' rows cannot be told apart.
  private mutating func refresh() {
    guard rows == equations.rows else { return }
    let square = equations.selecting(rows: Array(0..<rows), columns: basis)
    var all = Matrix(rows: rows, columns: variables + 1)
    for row in 0..<rows {
      for column in 0..<variables { all[row, column] = equations[row, column] }
      all[row, variables] = right[row]
    }
    if let solved = try? square.solve(all) { tableau = solved }
  }
}
