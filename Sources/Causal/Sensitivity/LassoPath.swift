internal import LinearAlgebra

/// minimise ½uᵀQu + qᵀu + λ‖u‖₁ for all λ ≥ 0: the points where the piecewise linear u(λ) bends, λ falling to zero.
///
/// Homotopy: on a piece the signs s of the active u are fixed and u_A = −Q_AA⁻¹(q_A + λs); it ends where an inactive gradient reaches λ
/// or an active u reaches zero (Osborne, Presnell & Turlach 2000, *A new approach to variable selection in least squares problems*, IMA J.
/// Numerical Analysis 20, 389–403).
struct LassoPath {
  struct Knot {
    let penalty: Double
    let values: [Double]
  }

  let knots: [Knot]

  /// `quadratic` is positive definite. O(p³) a knot for p variables.
  init(quadratic: Matrix, linear: [Double]) throws(LinearAlgebraError) {
    let count = linear.count
    var knots: [Knot] = []
    var values = [Double](repeating: 0, count: count)
    var signs = [Double](repeating: 0, count: count)
    var penalty = linear.map(abs).max() ?? 0
    knots.append(Knot(penalty: penalty, values: values))
    var active: [Int] = []
    var entering = linear.indices.max { abs(linear[$0]) < abs(linear[$1]) }
    var left: Int?
    var rounds = 0
    while penalty > 0, rounds < 50 * (count + 1) {
      rounds += 1
      if let entering {
        active.append(entering)
        var gradient = linear[entering]
        for other in 0..<count { gradient += quadratic[entering, other] * values[other] }
        signs[entering] = gradient > 0 ? -1 : 1
      }
      guard !active.isEmpty else { break }
      let square = quadratic.selecting(rows: active, columns: active)
      var right = Matrix(rows: active.count, columns: 2)
      for (row, index) in active.enumerated() {
        right[row, 0] = -linear[index]
        right[row, 1] = -signs[index]
      }
      let solved = try square.solve(right)
      // u_A(λ) = base + λ · slope; the gradient of the others likewise.
      var nextPenalty = 0.0
      var nextEntering: Int?
      var nextLeaving: Int?
      for (row, index) in active.enumerated() {
        let base = solved[row, 0]
        let slope = solved[row, 1]
        guard slope != 0, index != entering else { continue }
        let zero = -base / slope
        if zero < penalty * (1 - 1e-13), zero > nextPenalty, values[index] != 0 {
          (nextPenalty, nextEntering, nextLeaving) = (zero, nil, index)
        }
      }
      for index in 0..<count where !active.contains(index) {
        var base = linear[index]
        var slope = 0.0
        for (row, other) in active.enumerated() {
          base += quadratic[index, other] * solved[row, 0]
          slope += quadratic[index, other] * solved[row, 1]
        }
        // base + λ slope = ±λ
        for side in [1.0, -1.0] where side - slope != 0 {
          let reached = base / (side - slope)
          if index == left, reached > penalty * (1 - 1e-9) { continue }
          if reached < penalty * (1 - 1e-13), reached > nextPenalty {
            (nextPenalty, nextEntering, nextLeaving) = (reached, index, nil)
          }
        }
      }
      values = [Double](repeating: 0, count: count)
      for (row, index) in active.enumerated() {
        values[index] = solved[row, 0] + nextPenalty * solved[row, 1]
      }
      penalty = nextPenalty
      entering = nextEntering
      left = nextLeaving
      if let leaving = nextLeaving {
        values[leaving] = 0
        signs[leaving] = 0
        active.removeAll { $0 == leaving }
      }
      knots.append(Knot(penalty: penalty, values: values))
    }
    self.knots = knots
  }
}
