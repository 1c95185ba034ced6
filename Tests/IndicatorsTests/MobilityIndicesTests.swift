import Indicators
import Kernels
import LinearAlgebra
import Testing

@Suite("Indices of mobility")
struct MobilityIndicesTests {
  private static func indices(_ counts: [[Int]]) throws -> MobilityIndices {
    let labels = counts.indices.map { String($0 + 1) }
    return try #require(try MobilityIndices(TransitionMatrix(labels: labels, counts: counts)))
  }

  private static func close(_ a: Double, _ b: Double, _ tolerance: Double) -> Bool {
    abs(a - b) <= tolerance * max(1, abs(b))
  }

  // MARK: An outside reference

  /// Goodman (1979), British occupational mobility: R `datasets::occupationalStatus`, origin × destination.
  static let occupations = [
    [50, 19, 26, 8, 7, 11, 6, 2], [16, 40, 34, 18, 11, 20, 8, 3], [12, 35, 65, 66, 35, 88, 23, 21],
    [11, 20, 58, 110, 40, 183, 64, 32], [2, 8, 12, 23, 25, 46, 28, 12],
    [12, 28, 102, 162, 90, 554, 230, 177],
    [0, 6, 19, 40, 21, 158, 143, 71], [0, 3, 14, 32, 15, 126, 91, 106],
  ]

  /// Oracle: the definitions in 40 digits (mpmath 1.3), which numpy 2.4 confirms to 1e-14. Tolerance: 1e-9, far above the
  /// rounding of an 8 × 8 eigenvalue problem and far below any digit that is shown.
  @Test func occupationalStatus() throws {
    let found = try Self.indices(Self.occupations)
    let pairs: [(String, Double, Double)] = [
      ("shorrocks_trace", found.shorrocks.value, 0.8271048632590331),
      ("eigenvalue2", found.eigenvalue2.value, 0.49516742685187093),
      ("second_largest_abs_eigenvalue", found.secondLargestModulus, 0.504832573148129),
      ("determinant", found.determinant.value, 0.8763709944285552),
      ("determinant_plain", found.determinantPlain, 0.9999995585895285),
      ("bartholomew_stationary", found.bartholomewStationary.value, 1.356094821072905),
      ("bartholomew_scaled", found.bartholomewScaled, 0.19372783158184356),
      ("bartholomew_empirical", found.bartholomewEmpirical, 1.3699256718124642),
      ("unconditional_leaving", found.unconditionalLeaving.value, 0.7937107275709939),
    ]
    for (name, value, expected) in pairs { #expect(abs(value - expected) < 1e-9, "\(name)") }
    let prais = [
      0.6124031007751938, 0.7333333333333334, 0.8115942028985508, 0.7876447876447876, 0.8397435897435898,
      0.5911439114391144, 0.6877729257641921, 0.7260981912144703,
    ]
    let stationary = [
      0.023252976991941916, 0.04267295353923414, 0.08836179579709659, 0.12785542490644233,
      0.07024402597400632,
      0.33867307079761505, 0.1817985449217749, 0.12714120707188875,
    ]
    #expect(found.prais.count == 8)
    #expect(zip(found.prais, prais).allSatisfy { abs($0.value - $1) < 1e-9 })
    #expect(found.stationary.count == 8)
    #expect(zip(found.stationary, stationary).allSatisfy { abs($0 - $1) < 1e-9 })
  }

  // MARK: Standard errors

  /// Every index that has a standard error.
  private static func estimates(_ found: MobilityIndices) -> [(name: String, MobilityIndices.Estimate)] {
    [
      ("shorrocks", found.shorrocks), ("immobility", found.immobility), ("eigenvalue2", found.eigenvalue2),
      ("determinant", found.determinant), ("bartholomew", found.bartholomewStationary),
      ("leaving", found.unconditionalLeaving),
    ] + found.prais.enumerated().map { ("prais \($0 + 1)", $1) }
  }

  static let matrices: [[[Int]]] = [
    [[80, 20], [30, 70]], [[50, 30, 20], [25, 40, 35], [10, 20, 70]],
    // Complex eigenvalues: mostly round and round.
    [[10, 80, 10], [12, 8, 90], [75, 20, 15]],
    // Zeros where nobody moves so far.
    [[60, 40, 0, 0], [20, 50, 30, 0], [0, 25, 55, 20], [5, 0, 35, 60]], occupations,
  ]

  /// Oracle: the delta method with derivatives of the values themselves, by central differences along the simplex. Row i
  /// moves to (1 − h)pᵢ + h eⱼ for h = ±1e-5 with counts scaled by 10⁹, so that all counts stay whole; the variance is
  /// Σᵢⱼ pᵢⱼ d²ᵢⱼ / nᵢ. Tolerance: the error of a central difference is of the order h² plus 1e-16/h, both under 1e-9.
  @Test(arguments: matrices) func numericalDerivative(counts: [[Int]]) throws {
    let scale = 1_000_000_000
    let steps = 100_000
    let base = counts.map { $0.map { $0 * scale } }
    let origins = counts.map { $0.reduce(0, +) }
    var variances = [Double](repeating: 0, count: Self.estimates(try Self.indices(base)).count)
    for i in counts.indices {
      for j in counts.indices where counts[i][j] > 0 {
        func moved(_ sign: Int) throws -> [Double] {
          var shifted = base
          for k in counts.indices {
            shifted[i][k] = counts[i][k] * (scale - sign * (scale / steps))
          }
          shifted[i][j] += sign * origins[i] * (scale / steps)
          return Self.estimates(try Self.indices(shifted)).map(\.1.value)
        }
        let slopes = zip(try moved(1), try moved(-1)).map { ($0 - $1) * Double(steps) / 2 }
        let weight = Double(counts[i][j]) / Double(origins[i]) / Double(origins[i])
        for (index, slope) in slopes.enumerated() { variances[index] += weight * slope * slope }
      }
    }
    for ((name, estimate), variance) in zip(Self.estimates(try Self.indices(counts)), variances) {
      let error = try #require(estimate.standardError, "\(name)")
      #expect(Self.close(error, variance.squareRoot(), 1e-7), "\(name): \(error), \(variance.squareRoot())")
    }
  }

  /// Oracle: 2,000 tables drawn from the multinomial model, seed 41. The standard deviation of so many draws has a relative
  /// error of 1/√4000 = 1.6 %; five times that, and 1 % for what the delta method leaves out at 1,000 people a row.
  @Test func simulation() throws {
    let counts = [[600, 250, 150], [300, 450, 250], [100, 300, 600]]
    var generator = PCG64(seed: 41, stream: 0)
    let found = Self.estimates(try Self.indices(counts))
    var sums = [Double](repeating: 0, count: found.count)
    var squares = sums
    let draws = 2_000
    for _ in 0..<draws {
      var drawn = [[Int]](repeating: [0, 0, 0], count: 3)
      for i in 0..<3 {
        for _ in 0..<1_000 {
          let at = generator.nextInteger(below: 1_000)
          drawn[i][at < counts[i][0] ? 0 : at < counts[i][0] + counts[i][1] ? 1 : 2] += 1
        }
      }
      for (index, estimate) in Self.estimates(try Self.indices(drawn)).enumerated() {
        // Centred at the true value, which the mean of the draws is close to.
        let deviation = estimate.1.value - found[index].1.value
        sums[index] += deviation
        squares[index] += deviation * deviation
      }
    }
    for (index, (name, estimate)) in found.enumerated() {
      let mean = sums[index] / Double(draws)
      let deviation = (squares[index] / Double(draws) - mean * mean).squareRoot()
      let error = try #require(estimate.standardError)
      #expect(abs(deviation / error - 1) < 5 / 4000.0.squareRoot() + 0.01, "\(name)")
      #expect(abs(mean) < 0.1 * error + 5 * error / Double(draws).squareRoot(), "\(name)")
    }
  }

  // MARK: By hand, and degenerate

  /// Closed forms for P = [0.8 0.2; 0.3 0.7] from 100 people a row.
  @Test func twoStates() throws {
    let found = try Self.indices([[80, 20], [30, 70]])
    for (value, expected) in [
      (found.shorrocks.value, 0.5), (found.eigenvalue2.value, 0.5), (found.secondLargestModulus, 0.5),
      (found.determinant.value, 0.5), (found.determinantPlain, 0.5), (found.immobility.value, 0.75),
      (found.stationary[0], 0.6), (found.stationary[1], 0.4), (found.bartholomewStationary.value, 0.24),
      (found.bartholomewScaled, 0.24), (found.bartholomewEmpirical, 0.25),
      (found.unconditionalLeaving.value, 0.48), (found.prais[0].value, 0.2), (found.prais[1].value, 0.3),
      (found.prais[0].standardError ?? 0, 0.04), (found.prais[1].standardError ?? 0, 0.0021.squareRoot()),
      (found.shorrocks.standardError ?? 0, 0.0037.squareRoot()),
      (found.immobility.standardError ?? 0, (0.0016 / 4 + 0.0021 / 4).squareRoot()),
    ] { #expect(abs(value - expected) < 1e-14) }
  }

  /// P = [0.1 0.8 0.1] and its rotations: the other eigenvalues are −0.35 ± 0.35√3 i, of modulus 0.7.
  @Test func complexEigenvalues() throws {
    let found = try Self.indices([[1, 8, 1], [1, 1, 8], [8, 1, 1]])
    #expect(abs(found.secondLargestModulus - 0.7) < 1e-14)
    #expect(abs(found.determinantPlain - (1 - 0.49)) < 1e-14)
    #expect(found.stationary.allSatisfy { abs($0 - 1 / 3.0) < 1e-14 })
    #expect(found.eigenvalue2.standardError != nil)
  }

  @Test("whoever comes to an absorbing state stays")
  func absorbing() throws {
    let found = try Self.indices([[10, 0], [5, 5]])
    #expect(abs(found.stationary[0] - 1) < 1e-14)
    #expect(abs(found.stationary[1]) < 1e-14)
    #expect(abs(found.bartholomewStationary.value) < 1e-14)
    #expect(abs(found.unconditionalLeaving.value) < 1e-14)
    #expect(abs(found.shorrocks.value - 0.5) < 1e-14)
    #expect(found.prais.map(\.value) == [0, 0.5])
    #expect(found.prais[0].standardError == 0)
  }

  @Test(
    "without a single stationary distribution there is no answer",
    arguments: [
      [[5, 0], [0, 7]], [[3, 0, 0], [0, 4, 0], [0, 0, 5]],
      [[3, 7, 0, 0], [6, 4, 0, 0], [0, 0, 1, 2], [0, 0, 5, 1]],
      [[1, 2, 0, 0, 0], [2, 1, 0, 0, 0], [1, 1, 1, 1, 1], [0, 0, 0, 3, 4], [0, 0, 0, 5, 6]],
      [[1, 0, 0], [0, 1, 0], [1, 1, 1]],
    ])
  func reducible(counts: [[Int]]) {
    #expect(throws: LinearAlgebraError.self) { try Self.indices(counts) }
  }

  @Test(
    "one closed class is enough, whatever else there is",
    arguments: [
      [[5, 5, 0], [4, 6, 0], [1, 1, 1]], [[0, 1, 0], [0, 0, 1], [1, 0, 0]],
    ])
  func oneClass(counts: [[Int]]) throws {
    let found = try Self.indices(counts)
    #expect(abs(found.stationary.reduce(0, +) - 1) < 1e-14)
    #expect(found.stationary.allSatisfy { $0 > -1e-15 })
  }

  @Test("nobody to start from, or a single state: no indices")
  func undefined() throws {
    #expect(try MobilityIndices(TransitionMatrix(labels: ["1", "2"], counts: [[3, 4], [0, 0]])) == nil)
    #expect(try MobilityIndices(TransitionMatrix(labels: ["1"], counts: [[3]])) == nil)
  }

  @Test("perfect mobility: equal rows leave nothing of the origin")
  func perfect() throws {
    let found = try Self.indices([[10, 20, 70], [10, 20, 70], [10, 20, 70]])
    #expect(abs(found.shorrocks.value - 1) < 1e-14)
    #expect(abs(found.eigenvalue2.value - 1) < 1e-12)
    #expect(abs(found.determinantPlain - 1) < 1e-14)
    #expect(abs(found.stationary[2] - 0.7) < 1e-14)
    #expect(found.determinant.standardError == nil)
    #expect(found.eigenvalue2.standardError == nil)
  }

  /// P = 0.4 I + 0.2: the second eigenvalue 0.4 is double, and |λ₂| has a kink there.
  @Test("no standard error where two eigenvalues share the second place")
  func notSimple() throws {
    let found = try Self.indices([[60, 20, 20], [20, 60, 20], [20, 20, 60]])
    #expect(abs(found.secondLargestModulus - 0.4) < 1e-14)
    #expect(found.eigenvalue2.standardError == nil)
    #expect(found.shorrocks.standardError != nil)
  }

  @Test("naming the states in another order changes no index that knows no order")
  func permutation() throws {
    let counts = Self.matrices[3]
    let order = [2, 0, 3, 1]
    let permuted = order.map { i in order.map { j in counts[i][j] } }
    let (a, b) = (try Self.indices(counts), try Self.indices(permuted))
    for (x, y) in [
      (a.shorrocks, b.shorrocks), (a.immobility, b.immobility), (a.eigenvalue2, b.eigenvalue2),
      (a.determinant, b.determinant), (a.unconditionalLeaving, b.unconditionalLeaving),
    ] {
      #expect(abs(x.value - y.value) < 1e-13)
      #expect(Self.close(x.standardError ?? 0, y.standardError ?? 1, 1e-10))
    }
    #expect(zip(order, b.stationary).allSatisfy { abs(a.stationary[$0] - $1) < 1e-13 })
  }
}
