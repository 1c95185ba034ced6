internal import Distributions
internal import LinearAlgebra

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

// The same n units on k occasions: y_ij = unit + occasion + u_ij. F = MS(occasions)/MS(units × occasions) with k − 1 and
// (n − 1)(k − 1) degrees, exact where the covariance of the differences is spherical. Departures are met by multiplying both
// degrees by ε: Greenhouse & Geisser's (1959, Psychometrika 24) ε̂ = (tr C)²/((k − 1)·tr C²), C the doubly centred covariance
// of the occasions, or Huynh & Feldt's (1976, J. Educational Statistics 1) ε̃ = (n(k − 1)ε̂ − 2)/((k − 1)(n − 1 − (k − 1)ε̂)), at most 1.
//
// Mauchly's W = det S/(tr S/p)^p, S the covariance of p = k − 1 orthonormal contrasts; its p-value by Box's expansion to the second
// order (Anderson 2003, An Introduction to Multivariate Statistical Analysis, § 10.7). Friedman: ranks within units, midranks, χ²(k − 1)
// with the correction for ties (Hollander, Wolfe & Chicken 2014, § 7.1).

/// Units measured on two or more occasions.
public struct RepeatedMeasures: Sendable, Equatable {
  /// A list a occasion, units in one order.
  public let occasions: [[Double]]

  /// Throws where there are fewer than two occasions, they are of different length, a value is not finite, or products would leave the
  /// range of doubles.
  public init(_ occasions: [[Double]]) throws(PrePostError) {
    guard occasions.count >= 2 else {
      throw .tooFew(test: "repeated measures", needs: 2, found: occasions.count, of: "occasions")
    }
    for values in occasions where values.count != occasions[0].count {
      throw .lengths(before: occasions[0].count, after: values.count)
    }
    for (number, values) in occasions.enumerated() {
      try SampleRange.check(values, "occasion \(number + 1)")
    }
    guard occasions[0].count >= 2 else {
      throw .tooFew(test: "repeated measures", needs: 2, found: occasions[0].count, of: "units")
    }
    self.occasions = occasions
  }

  private var units: Int { occasions[0].count }
  private var width: Int { occasions.count }

  /// `.repeatedMeasures`, with `GG` or `HF`, `.mauchly` or `.friedman`.
  public func test(_ test: PrePostTest) throws(PrePostError) -> TestOutcome {
    switch test {
    case .repeatedMeasures: try variance(test, 1)
    case .repeatedMeasuresGG: try variance(test, greenhouseGeisser(test))
    case .repeatedMeasuresHF: try variance(test, huynhFeldt(test))
    case .mauchly: try mauchly()
    case .friedman: try friedman()
    default: throw .notOfDesign(test: test.rawValue, design: "repeated measures")
    }
  }

  /// Sums of squares: of the occasions, and of what units and occasions leave.
  private var sums: (occasions: Double, rest: Double) {
    let whole = SampleMoments(Array(occasions.joined())).mean
    let means = occasions.map { SampleMoments($0).mean }
    var between = 0.0
    for mean in means { between += Double(units) * (mean - whole) * (mean - whole) }
    var rest = 0.0
    for unit in 0..<units {
      let own = SampleMoments(occasions.map { $0[unit] }).mean
      for (occasion, values) in occasions.enumerated() {
        let left = values[unit] - own - means[occasion] + whole
        rest += left * left
      }
    }
    return (between, rest)
  }

  private func variance(_ test: PrePostTest, _ epsilon: Double) throws(PrePostError) -> TestOutcome {
    let (between, rest) = sums
    let (first, second) = (Double(width - 1), Double((units - 1) * (width - 1)))
    guard rest > 1e-24 * (between + rest) else {
      throw .constant(test: test.rawValue, what: "all units change alike")
    }
    var outcome = TestOutcome(test)
    outcome.setF(between / first / (rest / second), first * epsilon, second * epsilon)
    outcome.count = units
    if test != .repeatedMeasures { outcome.epsilon = epsilon }
    return outcome
  }

  /// Covariance of the occasions.
  private var covariance: [[Double]] {
    occasions.map { first in
      occasions.map { SampleMoments.crossProduct(first, $0) / Double(units - 1) }
    }
  }

  func greenhouseGeisser(_ test: PrePostTest) throws(PrePostError) -> Double {
    let matrix = covariance
    let k = Double(width)
    let rows = matrix.map { $0.reduce(0, +) / k }
    let whole = rows.reduce(0, +) / k
    var (trace, square) = (0.0, 0.0)
    for i in 0..<width {
      for j in 0..<width {
        let value = matrix[i][j] - rows[i] - rows[j] + whole
        if i == j { trace += value }
        square += value * value
      }
    }
    guard square > 0 else { throw .constant(test: test.rawValue, what: "all units change alike") }
    return width == 2 ? 1 : trace * trace / ((k - 1) * square)
  }

  func huynhFeldt(_ test: PrePostTest) throws(PrePostError) -> Double {
    let epsilon = try greenhouseGeisser(test)
    let (n, p) = (Double(units), Double(width - 1))
    let denominator = p * (n - 1 - p * epsilon)
    guard denominator > 0 else { return 1 }
    return min(1, (n * p * epsilon - 2) / denominator)
  }

  private func mauchly() throws(PrePostError) -> TestOutcome {
    guard width >= 3 else { throw .tooFew(test: "mauchly", needs: 3, found: width, of: "occasions") }
    guard units > width else { throw .tooFew(test: "mauchly", needs: width + 1, found: units, of: "units") }
    // Helmert's contrasts: the mean of the first i occasions less the next one.
    let contrasts = (1..<width).map { i in
      (0..<width).map { j in
        let scale = (Double(i) * Double(i + 1)).squareRoot()
        return j < i ? 1 / scale : j == i ? -Double(i) / scale : 0
      }
    }
    let matrix = covariance
    let p = width - 1
    var elements: [Double] = []
    for first in contrasts {
      for second in contrasts {
        var sum = 0.0
        for i in 0..<width { for j in 0..<width { sum += first[i] * matrix[i][j] * second[j] } }
        elements.append(sum)
      }
    }
    let size = Double(p)
    let trace = (0..<p).reduce(0.0) { $0 + elements[$1 * (p + 1)] }
    guard let factor = try? Cholesky(of: Matrix(rows: p, columns: p, columnMajor: elements)) else {
      throw .constant(test: "mauchly", what: "the differences of the occasions depend on each other")
    }
    let logW = factor.logDeterminant - size * log(trace / size)
    let n = Double(units - 1)
    let rho = 1 - (2 * size * size + size + 2) / (6 * size * n)
    let scaled = n * size * rho
    let second =
      (size + 2) * (size - 1) * (size - 2) * (2 * size * size * size + 6 * size * size + 3 * size + 2)
      / (288 * scaled * scaled)
    let z = -n * rho * logW
    let degrees = size * (size + 1) / 2 - 1
    let (plain, next) = (
      ChiSquared(degreesOfFreedom: degrees).upper(max(0, z)),
      ChiSquared(degreesOfFreedom: degrees + 4).upper(max(0, z))
    )
    var outcome = TestOutcome(.mauchly)
    outcome.statistic = exp(logW)
    outcome.pValue = min(1, max(0, plain + second * (next - plain)))
    outcome.count = units
    return outcome
  }

  private func friedman() throws(PrePostError) -> TestOutcome {
    var sums = [Double](repeating: 0, count: width)
    var ties = 0.0
    for unit in 0..<units {
      let ranks = MidRanks(occasions.map { $0[unit] })
      ties += ranks.tieSum
      for (occasion, rank) in ranks.doubled.enumerated() { sums[occasion] += Double(rank) / 2 }
    }
    let (n, k) = (Double(units), Double(width))
    let mean = n * (k + 1) / 2
    let squares = sums.reduce(0.0) { $0 + ($1 - mean) * ($1 - mean) }
    let denominator = n * k * (k + 1) - ties / (k - 1)
    guard denominator > 0 else {
      throw .constant(test: "friedman", what: "no unit differs between occasions")
    }
    var outcome = TestOutcome(.friedman)
    outcome.setChiSquared(12 * squares / denominator, k - 1)
    outcome.count = units
    return outcome
  }
}
