internal import Kernels

// S as a dense matrix: small where the blocks that were not eliminated have few groups (years, regions). Scaled to a unit
// diagonal of ZᵀWZ and factored by Cholesky's method with diagonal pivots, whose rank is that of S (Higham 2002, Accuracy and
// Stability of Numerical Algorithms, 2nd ed., 10.3); coefficients of columns without a pivot are zero.

/// S over the coefficients from `start` on, factored.
struct DenseSchur: Sendable {
  /// A pivot below this share of its column's ZᵀWZ is rounding.
  static let smallestPivot = 1e-11

  let start: Int
  let size: Int
  let rank: Int
  /// Row by row, lower triangle: P·D⁻½·S·D⁻½·Pᵀ = L·Lᵀ for the first `rank` rows and columns.
  private let factor: [Double]
  /// Which coefficient (from `start`) stands at each place.
  private let places: [Int]
  /// 1/√d.
  private let scales: [Double]

  init(_ space: EffectSpace, from start: Int = 0) {
    self.start = start
    let size = space.dimension - start
    self.size = size
    var matrix = space.denseProduct(from: start)
    let scales = (0..<size).map { index in
      space.diagonal[start + index] > 0 ? 1 / space.diagonal[start + index].squareRoot() : 0
    }
    self.scales = scales
    for i in 0..<size {
      for j in 0...i { matrix[i * size + j] *= scales[i] * scales[j] }
    }
    var places = Array(0..<size)
    var rank = 0
    while rank < size {
      var best = rank
      for i in rank..<size where matrix[i * size + i] > matrix[best * size + best] { best = i }
      guard matrix[best * size + best] > DenseSchur.smallestPivot else { break }
      if best != rank {
        DenseSchur.exchange(&matrix, size, rank, best)
        places.swapAt(rank, best)
      }
      let pivot = matrix[rank * size + rank].squareRoot()
      matrix[rank * size + rank] = pivot
      for i in rank + 1..<max(size, rank + 1) { matrix[i * size + rank] /= pivot }
      matrix.withUnsafeMutableBufferPointer { matrix in
        for i in rank + 1..<max(size, rank + 1) {
          let factor = matrix[i * size + rank]
          if factor == 0 { continue }
          for j in rank + 1...i { matrix[i * size + j] -= factor * matrix[j * size + rank] }
        }
      }
      rank += 1
    }
    self.rank = rank
    self.places = places
    factor = matrix
  }

  /// Rows and columns `a` < `b` of a symmetric matrix of which the lower triangle is kept.
  private static func exchange(_ matrix: inout [Double], _ size: Int, _ a: Int, _ b: Int) {
    for k in 0..<a { matrix.swapAt(a * size + k, b * size + k) }
    for k in a + 1..<b { matrix.swapAt(k * size + a, b * size + k) }
    for k in b + 1..<max(size, b + 1) { matrix.swapAt(k * size + a, k * size + b) }
    matrix.swapAt(a * size + a, b * size + b)
  }

  /// x with S·x = r where r is in the range of S; zero without a pivot.
  func apply<V: Lanes>(_ residual: UnsafePointer<V>, into result: UnsafeMutablePointer<V>) {
    var work = places.prefix(rank).map { residual[start + $0] * scales[$0] }
    for i in 0..<rank {
      var value = work[i]
      for j in 0..<i { value -= factor[i * size + j] * work[j] }
      work[i] = value / factor[i * size + i]
    }
    for i in stride(from: rank - 1, through: 0, by: -1) {
      work[i] /= factor[i * size + i]
      let value = work[i]
      for j in 0..<i { work[j] -= factor[i * size + j] * value }
    }
    for index in 0..<size { result[start + index] = .zero }
    for i in 0..<rank { result[start + places[i]] = work[i] * scales[places[i]] }
  }

  /// A symmetric G with S·G·S = S, row by row.
  func inverse() -> [Double] {
    // L⁻¹ row by row, then G = D⁻½·L⁻ᵀ·L⁻¹·D⁻½ in the given order.
    var inverse = [Double](repeating: 0, count: rank * rank)
    for j in 0..<rank {
      inverse[j * rank + j] = 1 / factor[j * size + j]
      for i in j + 1..<max(rank, j + 1) {
        var sum = 0.0
        for k in j..<i { sum += factor[i * size + k] * inverse[k * rank + j] }
        inverse[i * rank + j] = -sum / factor[i * size + i]
      }
    }
    var result = [Double](repeating: 0, count: size * size)
    for k in 0..<rank {
      for i in 0...k {
        let value = inverse[k * rank + i] * scales[places[i]]
        if value == 0 { continue }
        let row = places[i] * size
        for j in 0...k { result[row + places[j]] += value * inverse[k * rank + j] * scales[places[j]] }
      }
    }
    return result
  }
}

/// Solves by the dense factor.
struct DenseSolver<V: Lanes>: CoefficientSolver {
  let space: EffectSpace
  let factor: DenseSchur

  mutating func solve(
    _ residual: UnsafeMutablePointer<V>, addingTo solution: UnsafeMutablePointer<V>, limits: V
  ) -> SolveOutcome {
    let size = space.dimension
    let change = Scratch<V>(size, zero: .zero)
    let image = Scratch<V>(size, zero: .zero)
    factor.apply(residual, into: change.base)
    space.multiply(change.base, into: image.base, scratch: Scratch<V>(zero: .zero))
    for index in 0..<size {
      solution[index] += change.base[index]
      residual[index] -= image.base[index]
    }
    let norm = space.inverseDiagonal.withUnsafeBufferPointer { inverse in
      inverse.baseAddress.map {
        LaneVectors(size, threads: space.threads).scaledNorm(residual, $0)
      } ?? .zero
    }
    return SolveOutcome(end: any(norm .> limits) ? .exhausted : .reached, iterations: 1)
  }
}
