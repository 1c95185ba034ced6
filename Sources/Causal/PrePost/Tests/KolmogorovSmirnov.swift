#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

// D = max |F₁ − F₂| of two empirical distribution functions (less: max F₂ − F₁; greater: max F₁ − F₂, the first group tends to be
// smaller).
//
// Exact: every order of the N values is equally likely, a path on an n₁ × n₂ lattice; the probability that it reaches the distance D
// is worked out by recursion over the lattice, all terms positive (Hodges 1958, Arkiv för Matematik 3). With ties the distance
// counts only between different values, which conditions on them (Schröer & Trenkler 1995, Comp. Stat. & Data Analysis 20).
// Asymptotic: Kolmogorov's limit P(K > D√(n₁n₂/N)); one-sided exp(−2D²n₁n₂/N). Effective: the exact law of one sample of
// the whole number nearest n₁n₂/N (Durbin 1973; Marsaglia, Tsang & Wang 2003, J. Statistical Software 8(18)).
extension IndependentSamples {
  /// Lattice points from which the asymptotic law is taken where none is named; R's limit.
  static let latticeLimit = 10_000
  /// Lattice points up to which the exact law is worked out.
  static let exactLatticeLimit = 1_000_000_000

  func kolmogorovSmirnov(_ test: PrePostTest, _ options: TestOptions) throws(PrePostError) -> TestOutcome {
    let (first, second) = try pair(test)
    let (x, y) = (first.sorted(), second.sorted())
    let (n, m) = (x.count, y.count)
    // Distances are whole numbers of 1/(n·m); steps are where the value after is another one.
    var distances: (above: Int, below: Int) = (0, 0)
    var ends = [Bool](repeating: false, count: n + m + 1)
    var (i, j) = (0, 0)
    while i < n || j < m {
      let value = j >= m || (i < n && x[i] <= y[j]) ? x[i] : y[j]
      while i < n, x[i] == value { i += 1 }
      while j < m, y[j] == value { j += 1 }
      ends[i + j] = true
      let gap = i * m - j * n
      distances.above = max(distances.above, gap)
      distances.below = max(distances.below, -gap)
    }
    let distance =
      switch options.alternative {
      case .twoSided: max(distances.above, distances.below)
      case .less: distances.below
      case .greater: distances.above
      }
    let d = Double(distance) / (Double(n) * Double(m))
    let isExact =
      test == .kolmogorovSmirnovExact
      || (test == .kolmogorovSmirnov && n * m < IndependentSamples.latticeLimit)
    var outcome = TestOutcome(test)
    outcome.statistic = d
    outcome.count = n + m
    let hasTies = ends.count(where: { $0 }) < n + m
    if isExact {
      guard n * m <= IndependentSamples.exactLatticeLimit else {
        throw .exactTooLarge(test: test.rawValue, size: n * m, limit: IndependentSamples.exactLatticeLimit)
      }
      outcome.pValue = KolmogorovLaws.reaches(
        distance, n, m, ends: ends, alternative: options.alternative)
      outcome.note = hasTies ? "exact given the ties" : "exact"
      return outcome
    }
    let size = Double(n) * Double(m) / Double(n + m)
    if options.alternative != .twoSided {
      outcome.pValue = exp(-2 * size * d * d)
    } else if test == .kolmogorovSmirnovEffective {
      outcome.pValue = KolmogorovLaws.oneSample(Int(size.rounded(.toNearestOrEven)), d)
    } else {
      outcome.pValue = KolmogorovLaws.limit(size.squareRoot() * d)
    }
    outcome.note = "asymptotic"
    return outcome
  }
}

enum KolmogorovLaws {
  /// The chance that a path reaches the distance at a point where values differ. O(n·m).
  static func reaches(_ distance: Int, _ n: Int, _ m: Int, ends: [Bool], alternative: Alternative) -> Double {
    if distance == 0 { return 1 }
    func isReached(_ i: Int, _ j: Int) -> Bool {
      guard ends[i + j] else { return false }
      let gap = i * m - j * n
      return switch alternative {
      case .twoSided: abs(gap) >= distance
      case .less: -gap >= distance
      case .greater: gap >= distance
      }
    }
    var row = [Double](repeating: 0, count: m + 1)
    for i in 0...n {
      for j in 0...m {
        if isReached(i, j) {
          row[j] = 1
        } else if i + j > 0 {
          let (down, along) = (i > 0 ? row[j] : 0, j > 0 ? row[j - 1] : 0)
          row[j] = (Double(i) * down + Double(j) * along) / Double(i + j)
        }
      }
    }
    return min(1, row[m])
  }

  /// P(K > x) of Kolmogorov's limit; the series that converges faster at x.
  static func limit(_ x: Double) -> Double {
    guard x > 0 else { return 1 }
    var sum = 0.0
    if x < 1 {
      let factor = -Double.pi * Double.pi / (8 * x * x)
      for k in stride(from: 1, through: 31, by: 2) { sum += exp(factor * Double(k * k)) }
      return max(0, 1 - sum * (2 * Double.pi).squareRoot() / x)
    }
    for k in 1...10 {
      let term = exp(-2 * x * x * Double(k * k))
      sum += k % 2 == 1 ? term : -term
    }
    return min(1, 2 * sum)
  }

  /// P(D_n ≥ d) of one sample of n values.
  ///
  /// Where n·d² > 4 twice the one-sided chance, all of whose terms are positive; what that counts twice is below 10⁻¹⁰ of it. Else
  /// one minus the middle element of the n-th power of Durbin's matrix. O((n·d)³ log n).
  static func oneSample(_ n: Int, _ d: Double) -> Double {
    guard n > 0, d > 0 else { return 1 }
    guard d < 1 else { return 0 }
    let size = Double(n)
    if size * d * d > 4 || 2 * d > 1 || n > 2000 { return min(1, 2 * oneSided(n, d)) }
    return min(1, max(0, 1 - power(n, d)))
  }

  /// P(D⁺_n ≥ d) = d Σ C(n, j)(d + j/n)^{j − 1}(1 − d − j/n)^{n − j} over j ≤ n(1 − d) (Smirnov 1944).
  private static func oneSided(_ n: Int, _ d: Double) -> Double {
    let size = Double(n)
    var sum = 0.0
    var logChoose = 0.0
    for j in 0...n {
      let at = Double(j)
      let rest = 1 - d - at / size
      if rest < 0 { break }
      if j > 0 { logChoose += log((size - at + 1) / at) }
      let tail = rest > 0 ? (size - at) * log(rest) : j == n ? 0 : -Double.infinity
      sum += exp(logChoose + (at - 1) * log(d + at / size) + tail)
    }
    return min(1, d * sum)
  }

  private static func power(_ n: Int, _ d: Double) -> Double {
    let size = Double(n)
    let k = Int(size * d) + 1
    let h = Double(k) - size * d
    let m = 2 * k - 1
    var matrix = [Double](repeating: 0, count: m * m)
    for i in 0..<m { for j in 0..<m where i - j + 1 >= 0 { matrix[i * m + j] = 1 } }
    for i in 0..<m {
      matrix[i * m] -= pow(h, Double(i + 1))
      matrix[(m - 1) * m + i] -= pow(h, Double(m - i))
    }
    if 2 * h > 1 { matrix[(m - 1) * m] += pow(2 * h - 1, Double(m)) }
    for i in 0..<m {
      for j in 0..<m where i - j + 1 > 0 { for g in 1...(i - j + 1) { matrix[i * m + j] /= Double(g) } }
    }
    func times(_ a: [Double], _ b: [Double]) -> [Double] {
      var out = [Double](repeating: 0, count: m * m)
      for i in 0..<m {
        for l in 0..<m {
          let factor = a[i * m + l]
          if factor == 0 { continue }
          for j in 0..<m { out[i * m + j] += factor * b[l * m + j] }
        }
      }
      return out
    }
    // Powers with their decimal exponent apart.
    func raised(_ exponent: Int) -> (matrix: [Double], exponent: Int) {
      if exponent == 1 { return (matrix, 0) }
      let half = raised(exponent / 2)
      var square = times(half.matrix, half.matrix)
      var scale = 2 * half.exponent
      if exponent % 2 == 1 { square = times(matrix, square) }
      if square[(k - 1) * m + k - 1] > 1e140 {
        for index in square.indices { square[index] *= 1e-140 }
        scale += 140
      }
      return (square, scale)
    }
    let (result, exponent) = raised(n)
    var value = result[(k - 1) * m + k - 1]
    var scale = exponent
    for i in 1...n {
      value *= Double(i) / size
      if value < 1e-140 {
        value *= 1e140
        scale -= 140
      }
    }
    return value * pow(10, Double(scale))
  }
}
