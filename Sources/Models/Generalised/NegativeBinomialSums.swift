// NB2 with mean μ and variance μ + αμ²:
//   ℓ = Σ_{j<y} log(1 + αj) − log y! + y·log μ − (y + 1/α)·log(1 + αμ),
// which is the Poisson's at α = 0 (Lawless 1987, Canadian J. Statistics 15; Cameron & Trivedi 2013, §3.3). The sums over j are
// taken as they stand, as tables by y: no difference of gamma functions, nothing that cancels as α goes to zero.

/// Tables over counts for one α, and the derivatives of ℓ by α.
struct NegativeBinomialSums {
  /// Tables have a number for each count up to the largest.
  static let largestCount = 10_000_000

  let alpha: Double
  /// By y: Σ_{j<y} log(1 + αj).
  private let logarithms: [Double]
  /// By y: Σ_{j<y} j/(1 + αj).
  private let first: [Double]
  /// By y: Σ_{j<y} (j/(1 + αj))².
  private let second: [Double]

  init(alpha: Double, largest: Int) {
    self.alpha = alpha
    var logarithms = [0.0]
    var first = [0.0]
    var second = [0.0]
    logarithms.reserveCapacity(largest + 1)
    first.reserveCapacity(largest + 1)
    second.reserveCapacity(largest + 1)
    var (sumOfLogarithms, sum, sumOfSquares) = (CompensatedSum(), CompensatedSum(), CompensatedSum())
    for count in 0..<largest {
      let value = Double(count)
      let share = value / (1 + alpha * value)
      sumOfLogarithms.add(RealPower.logarithmOfOnePlus(alpha * value))
      sum.add(share)
      sumOfSquares.add(share * share)
      logarithms.append(sumOfLogarithms.value)
      first.append(sum.value)
      second.append(sumOfSquares.value)
    }
    self.logarithms = logarithms
    self.first = first
    self.second = second
  }

  /// Σ_{j<y} log(1 + αj).
  func constant(_ outcome: Double) -> Double { logarithms[Int(outcome)] }

  /// ∂ℓ/∂α and ∂²ℓ/∂α² of a row.
  func derivatives(_ outcome: Double, mean: Double) -> (first: Double, second: Double) {
    let count = Int(outcome)
    let scaled = alpha * mean
    let share = mean / (1 + scaled)
    let h = NegativeBinomialSums.remainder(scaled)
    return (
      first[count] + mean * mean * h - outcome * share,
      -second[count] + mean * mean * mean * NegativeBinomialSums.remainderSlope(scaled, h)
        + outcome * share * share
    )
  }

  /// h(x) = (log(1 + x) − x/(1 + x))/x² = ½ − ⅔x + ¾x² − ….
  static func remainder(_ x: Double) -> Double {
    guard x < 0.1 else { return (RealPower.logarithmOfOnePlus(x) - x / (1 + x)) / (x * x) }
    var sum = 0.0
    for k in stride(from: 17, through: 0, by: -1) { sum = Double(k + 1) / Double(k + 2) - x * sum }
    return sum
  }

  /// h′(x) = (1/(1 + x)² − 2h)/x.
  private static func remainderSlope(_ x: Double, _ h: Double) -> Double {
    guard x < 0.1 else { return (1 / ((1 + x) * (1 + x)) - 2 * h) / x }
    var sum = 0.0
    for k in stride(from: 17, through: 1, by: -1) {
      sum = Double(k) * Double(k + 1) / Double(k + 2) - x * sum
    }
    return -sum
  }
}
