internal import LinearAlgebra

// Which rows' outcomes combinations of the columns make certain (Albert & Anderson 1984, Biometrika 71). With f the direction in which a
// row's predictor is free (1, −1, 0 for none) a combination z = Xb separates where f·z ≥ 0 in every row that is free and z = 0 in every other
// one, and f·z > 0 somewhere. In an orthonormal basis Q of X, of which only the part that is zero in the rows that are not free is kept, the
// rows a = f·q are generators of a cone. Let s be the sum of those not yet known to be separated, and r the residual of the nearest
// point to it among the combinations −Σ wᵢaᵢ, w ≥ 0 (non-negative least squares; Lawson & Hanson 1974, ch. 23). The conditions of its
// minimum are aᵢ·r ≥ 0 for every row, so that r is a direction that separates the rows where that is above zero; and where r = 0,
// s + Σ wᵢaᵢ = 0 proves by Gordan's theorem that no direction separates any of them. Each direction lies in a larger face of the
// cone than the one before, so there are at most as many as columns. Rows are scaled to unit length, which changes no sign.

/// The rows that some combination of columns separates, and such a combination.
struct SeparationCone {
  /// Rows that can be separated, as the sum of all directions found moves them; rising.
  let rows: [Int]
  /// That sum, for each row.
  let direction: [Double]

  /// Elements of an orthonormal basis that are kept at most: half a gigabyte.
  static let limit = 1 << 26

  /// The largest part of the rows that are not free, squared and as a share of the whole, that is rounding.
  private static let nullSpace = 1e-13
  /// Of the length of a sum that cancels.
  private static let cancellation = 1e-10
  /// Moves of rows of unit length against the direction that are rounding, and along it that are none.
  private static let against = 1e-9
  private static let along = 1e-7

  /// Vectors one after the other.
  private struct Vectors {
    let size: Int
    var elements: [Double] = []
    var count: Int { elements.count / size }

    /// The product with a vector of that size.
    func product(_ row: Int, _ other: [Double]) -> Double {
      var sum = 0.0
      for axis in 0..<size { sum += elements[row * size + axis] * other[axis] }
      return sum
    }

    func vector(_ row: Int) -> [Double] { Array(elements[row * size..<(row + 1) * size]) }
  }

  /// Nil where nothing is separated. `free`: 1, −1 or 0 a row. O(n·k²) and O(n·k) a step, some k steps for each direction.
  init?(_ columns: TallMatrix, free: [Double]) throws(RegressionError) {
    let (axes, vectors) = try SeparationCone.basis(columns, free)
    let size = vectors.first?.count ?? axes.count
    guard size > 0, !axes.isEmpty, vectors.first.map({ !$0.isEmpty }) ?? true else { return nil }
    /// A row in the basis.
    func place(_ row: Int) -> [Double] {
      let own = axes.map { $0[row] }
      return vectors.isEmpty
        ? own : (0..<size).map { axis in own.indices.reduce(0) { $0 + own[$1] * vectors[$1][axis] } }
    }
    var rows = free.indices.filter { free[$0] != 0 }
    var generators = Vectors(size: size)
    var lengths: [Double] = []
    generators.elements.reserveCapacity(rows.count * size)
    for row in rows {
      let own = place(row)
      let length = SeparationCone.product(own, own).squareRoot()
      lengths.append(length)
      generators.elements += own.map { length > 0 ? free[row] * $0 / length : 0 }
    }
    let longest = lengths.max() ?? 0
    guard longest > 0 else { return nil }
    // A row that no direction moves has no generator.
    let kept = rows.indices.filter { lengths[$0] > 1e-8 * longest }
    if kept.count < rows.count {
      generators.elements = kept.flatMap { generators.vector($0) }
      rows = kept.map { rows[$0] }
    }
    var open = [Bool](repeating: true, count: rows.count)
    var total = [Double](repeating: 0, count: size)
    for _ in 0..<size {
      var sum = [Double](repeating: 0, count: size)
      for row in rows.indices where open[row] {
        for axis in 0..<size { sum[axis] += generators.elements[row * size + axis] }
      }
      guard let found = SeparationCone.residual(of: sum, generators) else { break }
      let moves = rows.indices.map { generators.product($0, found) }
      guard moves.allSatisfy({ $0 >= -SeparationCone.against }) else { break }
      let moved = moves.indices.filter { open[$0] && moves[$0] > SeparationCone.along }
      guard !moved.isEmpty else { break }
      for row in moved { open[row] = false }
      for axis in 0..<size { total[axis] += found[axis] }
    }
    self.rows = rows.indices.filter { !open[$0] }.map { rows[$0] }
    guard !self.rows.isEmpty else { return nil }
    var direction = [Double](repeating: 0, count: free.count)
    for row in self.rows { direction[row] = SeparationCone.product(place(row), total) }
    self.direction = direction
  }

  private static func product(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for axis in a.indices { sum += a[axis] * b[axis] }
    return sum
  }

  /// An orthonormal basis of the columns, and of it those combinations that are zero in the rows that are not free: for each of the
  /// basis' columns its parts in them; none where every row is free.
  private static func basis(_ columns: TallMatrix, _ free: [Double]) throws(RegressionError)
    -> (axes: [[Double]], vectors: [[Double]])
  {
    do {
      let independent = columns.selecting(columns: try columns.independentColumns())
      guard independent.width > 0 else { return ([], []) }
      let factor = try independent.leastSquares(.real(free)).inverseFactor.rounded
      let axes = (0..<independent.width).map { independent.times(factor.column($0)) }
      let fixed = free.indices.filter { free[$0] == 0 }
      guard !fixed.isEmpty else { return (axes, []) }
      var gram = Matrix(rows: axes.count, columns: axes.count)
      for a in axes.indices {
        for b in a..<axes.count {
          var sum = 0.0
          for row in fixed { sum += axes[a][row] * axes[b][row] }
          gram[a, b] = sum
          gram[b, a] = sum
        }
      }
      let system = try SymmetricEigensystem(of: gram)
      let still = system.values.indices.filter { system.values[$0] <= nullSpace }
      return (axes, axes.indices.map { axis in still.map { system.vectors[axis, $0] } })
    } catch { throw .algebra(error) }
  }

  /// What is left of a sum by the combination of generators with weights not below zero that comes nearest to taking it away, of unit
  /// length; nil where nothing is.
  private static func residual(of sum: [Double], _ generators: Vectors) -> [Double]? {
    let length = product(sum, sum).squareRoot()
    guard length > 0 else { return nil }
    let start = sum.map { $0 / length }
    var rest = start
    var passive: [Int] = []
    var weights: [Double] = []
    for _ in 0..<(10 * generators.size + 100) {
      let left = product(rest, rest).squareRoot()
      guard left > cancellation else { return nil }
      var (best, slope) = (-1, -1e-11 * left)
      for row in 0..<generators.count {
        let own = generators.product(row, rest)
        if own < slope, !passive.contains(row) { (best, slope) = (row, own) }
      }
      guard best >= 0 else { return rest.map { $0 / left } }
      passive.append(best)
      weights.append(0)
      while !passive.isEmpty {
        guard let wanted = fit(start.map { -$0 }, passive.map { generators.vector($0) }) else {
          return rest.map { $0 / left }
        }
        guard wanted.contains(where: { $0 <= 0 }) else {
          weights = wanted
          break
        }
        var share = 1.0
        for position in wanted.indices where wanted[position] <= 0 {
          share = min(share, weights[position] / (weights[position] - wanted[position]))
        }
        for position in wanted.indices { weights[position] += share * (wanted[position] - weights[position]) }
        let stay = weights.indices.filter { wanted[$0] > 0 || weights[$0] > 1e-15 }
        // Rounding that would go round in circles.
        guard stay.count < passive.count else { return nil }
        passive = stay.map { passive[$0] }
        weights = stay.map { weights[$0] }
      }
      rest = start
      for (row, weight) in zip(passive, weights) {
        let own = generators.vector(row)
        for axis in rest.indices { rest[axis] += weight * own[axis] }
      }
    }
    return nil
  }

  /// Least squares of a target on a few vectors, orthogonalised twice; nil where they depend on one another.
  private static func fit(_ target: [Double], _ vectors: [[Double]]) -> [Double]? {
    var basis: [[Double]] = []
    var triangle: [[Double]] = []
    for vector in vectors {
      var rest = vector
      var parts = [Double](repeating: 0, count: basis.count)
      for _ in 0..<2 {
        for (position, axis) in basis.enumerated() {
          let part = product(rest, axis)
          parts[position] += part
          for index in rest.indices { rest[index] -= part * axis[index] }
        }
      }
      let length = product(rest, rest).squareRoot()
      guard length > 1e-12 else { return nil }
      basis.append(rest.map { $0 / length })
      triangle.append(parts + [length])
    }
    var result = basis.map { product($0, target) }
    for position in result.indices.reversed() {
      result[position] /= triangle[position][position]
      for before in 0..<position { result[before] -= triangle[position][before] * result[position] }
    }
    return result
  }
}
