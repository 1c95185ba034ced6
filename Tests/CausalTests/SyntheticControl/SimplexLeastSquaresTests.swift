import Causal
import Kernels
import LinearAlgebra
import Testing

@Suite("Least squares on the simplex")
struct SimplexLeastSquaresTests {
  /// rows × columns of normal numbers.
  static func random(_ rows: Int, _ columns: Int, seed: UInt64) -> (matrix: Matrix, target: [Double]) {
    var generator = PCG64(seed: seed, stream: 1)
    let matrix = Matrix(
      rows: rows, columns: columns, columnMajor: (0..<rows * columns).map { _ in generator.nextNormal() })
    return (matrix, (0..<rows).map { _ in generator.nextNormal() })
  }

  static func objective(_ matrix: Matrix, _ target: [Double], _ ridge: Double, _ weights: [Double]) -> Double
  {
    let fitted = matrix.times(weights)
    return zip(fitted, target).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      + ridge * weights.reduce(0) { $0 + $1 * $1 }
  }

  @Test("two points on a line, by hand")
  func line() throws {
    // min (w₁·0 + w₂·4 − 1)² = (4w₂ − 1)²: w₂ = 1/4. With a ridge ρ(w₁² + w₂²): (16 + 2ρ)w₂ = 4 + ρ.
    let matrix = Matrix(rows: 1, columns: 2, columnMajor: [0, 4])
    let free = try SimplexLeastSquares(matrix, target: [1], ridge: 0)
    #expect(abs(free.weights[1] - 0.25) < 1e-15 && free.residualSumOfSquares < 1e-28 && free.isUnique)
    let eased = try SimplexLeastSquares(matrix, target: [1], ridge: 2)
    #expect(abs(eased.weights[1] - 6.0 / 20) < 1e-15)
    // A target below all points takes the nearest alone.
    let outside = try SimplexLeastSquares(matrix, target: [-3], ridge: 0)
    #expect(outside.weights == [1, 0] && outside.residualSumOfSquares == 9 && outside.support == [0])
  }

  @Test("a square and a point inside it: of all weights that fit, those of least length")
  func leastNorm() throws {
    // Corners (±1, ±1); the target (0.5, 0) needs w₁ + w₂ − w₃ − w₄ = 0.5 and w₁ − w₂ + w₃ − w₄ = 0: ⅜, ⅜, ⅛, ⅛ is shortest.
    let corners = Matrix(rows: 2, columns: 4, columnMajor: [1, 1, 1, -1, -1, 1, -1, -1])
    let found = try SimplexLeastSquares(corners, target: [0.5, 0], ridge: 0)
    #expect(!found.isUnique)
    for (weight, expected) in zip(found.weights, [0.375, 0.375, 0.125, 0.125]) {
      #expect(abs(weight - expected) < 1e-12)
    }
  }

  @Test("equal columns share their weight equally; columns that are all equal have equal weights")
  func ties() throws {
    let twins = Matrix(rows: 2, columns: 3, columnMajor: [1, 0, 1, 0, 0, 1])
    let found = try SimplexLeastSquares(twins, target: [0.5, 0.5], ridge: 0)
    #expect(!found.isUnique)
    for (weight, expected) in zip(found.weights, [0.25, 0.25, 0.5]) {
      #expect(abs(weight - expected) < 1e-12)
    }
    let same = try SimplexLeastSquares(
      Matrix(rows: 2, columns: 3, columnMajor: [1, 2, 1, 2, 1, 2]), target: [0, 0], ridge: 0)
    #expect(same.weights == [1.0 / 3, 1.0 / 3, 1.0 / 3] && !same.isUnique)
  }

  @Test(
    "optimality conditions hold, and no move towards a corner or a random point lowers the value",
    arguments: [(5, 3), (19, 38), (38, 19), (8, 200), (3, 400), (200, 8), (40, 40)], [0, 1e-10, 1e-3, 1, 1e3])
  func optimal(size: (Int, Int), ridge: Double) throws {
    let (matrix, target) = Self.random(size.0, size.1, seed: UInt64(size.0 * 1000 + size.1))
    let found = try SimplexLeastSquares(matrix, target: target, ridge: ridge)
    #expect(abs(found.weights.reduce(0, +) - 1) < 1e-12)
    #expect(found.weights.allSatisfy { $0 >= 0 })
    #expect(found.violation <= 1e-12)
    let best = Self.objective(matrix, target, ridge, found.weights)
    var generator = PCG64(seed: 7, stream: 2)
    for trial in 0..<40 {
      var other = [Double](repeating: 0, count: size.1)
      if trial % 2 == 0 {
        other[generator.nextInteger(below: size.1)] = 1
      } else {
        for index in other.indices { other[index] = generator.nextGamma(shape: 1, scale: 1) }
        let sum = other.reduce(0, +)
        other = other.map { $0 / sum }
      }
      for share in [1e-6, 1e-3, 0.1] {
        let moved = zip(found.weights, other).map { $0 + share * ($1 - $0) }
        #expect(Self.objective(matrix, target, ridge, moved) >= best - 1e-12 * (1 + best))
      }
    }
  }

  @Test("columns in another order have their weights in that order")
  func permutation() throws {
    let (matrix, target) = Self.random(12, 60, seed: 3)
    var generator = PCG64(seed: 5, stream: 1)
    let order = generator.permutation(60).map { Int($0) }
    let shuffled = matrix.selecting(rows: Array(0..<12), columns: order)
    for ridge in [0, 1e-8, 0.5] {
      let one = try SimplexLeastSquares(matrix, target: target, ridge: ridge)
      let other = try SimplexLeastSquares(shuffled, target: target, ridge: ridge)
      for (position, column) in order.enumerated() {
        #expect(abs(other.weights[position] - one.weights[column]) < 1e-10)
      }
    }
  }

  @Test("scaling matrix, target and the root of the ridge changes nothing")
  func scale() throws {
    let (matrix, target) = Self.random(15, 25, seed: 9)
    let one = try SimplexLeastSquares(matrix, target: target, ridge: 0.3)
    let other = try SimplexLeastSquares(
      1024 * matrix, target: target.map { 1024 * $0 }, ridge: 0.3 * 1024 * 1024)
    #expect(one.weights == other.weights)
  }

  @Test("a tiny ridge with a fit without error gives the weights of least length")
  func tinyRidge() throws {
    let (matrix, _) = Self.random(4, 300, seed: 11)
    let target = matrix.times([Double](repeating: 1.0 / 300, count: 300))
    let free = try SimplexLeastSquares(matrix, target: target, ridge: 0)
    let eased = try SimplexLeastSquares(matrix, target: target, ridge: 1e-12)
    #expect(!free.isUnique)
    for index in 0..<300 {
      // The mean is matched by equal weights, which are the shortest on the simplex.
      #expect(abs(free.weights[index] - 1.0 / 300) < 1e-12)
      #expect(abs(eased.weights[index] - 1.0 / 300) < 1e-12)
    }
  }

  @Test("values that are no numbers are refused, with their place")
  func notFinite() {
    #expect(throws: LinearAlgebraError.notFinite(column: 1, row: 0)) {
      try SimplexLeastSquares(Matrix(rows: 1, columns: 2, columnMajor: [0, .nan]), target: [1], ridge: 0)
    }
  }

  @Test("one column has all the weight")
  func single() throws {
    let found = try SimplexLeastSquares(
      Matrix(rows: 2, columns: 1, columnMajor: [1, 2]), target: [0, 0], ridge: 0)
    #expect(found.weights == [1] && abs(found.residualSumOfSquares - 5) < 1e-14 && found.isUnique)
  }
}
