public import LinearAlgebra

/// Indices of mobility of a transition matrix P (n states, rows sum to one), with asymptotic standard errors.
///
/// Goals, in this order: the values to the precision of the eigenvalues; standard errors by the delta method with
/// analytic gradients. Assumed for the errors: each row of counts is multinomial given its total nᵢ, rows independent,
/// so Var(pᵢⱼ) = pᵢⱼ(1 − pᵢⱼ)/nᵢ and Cov(pᵢⱼ, pᵢₖ) = −pᵢⱼpᵢₖ/nᵢ.
///
/// Sources: Prais (1955), J. R. Stat. Soc. A 118; Shorrocks (1978), Econometrica 46, 1013; Bartholomew (1973),
/// Stochastic Models for Social Processes; Schluter (1998), Economics Letters 59, 157 (inference); for the derivative of
/// the stationary distribution, Schweitzer (1968), J. Appl. Prob. 5, 401.
public struct MobilityIndices: Sendable, Equatable {
  /// A value and its standard error; the error is nil where the index is not differentiable.
  public struct Estimate: Sendable, Equatable {
    public let value: Double
    public let standardError: Double?
  }

  /// (n − tr P) / (n − 1).
  public let shorrocks: Estimate
  /// 1 − pᵢᵢ of each state; the mean stay in the state is one over it.
  public let prais: [Estimate]
  /// Share who stay in their state: Σᵢ nᵢ pᵢᵢ / N.
  public let immobility: Estimate
  /// 1 − |λ₂|, the speed at which the origin is forgotten.
  public let eigenvalue2: Estimate
  /// |λ₂|.
  public let secondLargestModulus: Double
  /// 1 − |det P|^(1/(n−1)).
  public let determinant: Estimate
  /// 1 − |det P|.
  public let determinantPlain: Double
  /// Long-run shares of the states.
  public let stationary: [Double]
  /// Σᵢ πᵢ Σⱼ pᵢⱼ |i − j| under the stationary distribution π.
  public let bartholomewStationary: Estimate
  /// The same divided by n − 1.
  public let bartholomewScaled: Double
  /// The same with the observed shares of origin in place of π.
  public let bartholomewEmpirical: Double
  /// n/(n − 1) Σᵢ πᵢ (1 − pᵢᵢ).
  public let unconditionalLeaving: Estimate

  /// Nil where a state has nobody to start from, or with fewer than two states. Throws where the eigenvalues do not
  /// converge, or where the chain has no single stationary distribution (`singular`).
  public init?(_ transitions: TransitionMatrix) throws(LinearAlgebraError) {
    guard let p = transitions.probabilities, transitions.size > 1 else { return nil }
    let n = transitions.size
    let size = Double(n)
    let origins = transitions.origins.map(Double.init)
    let total = origins.reduce(0, +)

    func estimate(_ value: Double, _ gradient: Matrix?) -> Estimate {
      guard let gradient else { return Estimate(value: value, standardError: nil) }
      var variance = 0.0
      for i in 0..<n {
        var mean = 0.0
        var square = 0.0
        for j in 0..<n {
          mean += p[i, j] * gradient[i, j]
          square += p[i, j] * gradient[i, j] * gradient[i, j]
        }
        variance += max(0, square - mean * mean) / origins[i]
      }
      return Estimate(value: value, standardError: variance.squareRoot())
    }
    func diagonalGradient(_ entry: (Int) -> Double) -> Matrix {
      var gradient = Matrix(rows: n, columns: n)
      for i in 0..<n { gradient[i, i] = entry(i) }
      return gradient
    }

    let trace = (0..<n).reduce(0.0) { $0 + p[$1, $1] }
    shorrocks = estimate((size - trace) / (size - 1), diagonalGradient { _ in -1 / (size - 1) })
    prais = (0..<n).map { state in estimate(1 - p[state, state], diagonalGradient { $0 == state ? -1 : 0 }) }
    let same = (0..<n).reduce(0) { $0 + transitions.counts[$1][$1] }
    immobility = estimate(Double(same) / total, diagonalGradient { origins[$0] / total })

    let system = try Eigensystem(of: p)
    secondLargestModulus = system.values[1].modulus
    eigenvalue2 = estimate(
      1 - secondLargestModulus, MobilityIndices.modulusGradient(system, 1).map { -1 * $0 })

    let det = try p.determinant()
    determinantPlain = 1 - abs(det)
    let root = 1 / (size - 1)
    // ∂det/∂P = det · P⁻ᵀ, so ∂|det|^r/∂P = r |det|^r P⁻ᵀ.
    let inverse = try? p.solve(.identity(n))
    determinant = estimate(
      1 - MobilityIndices.power(abs(det), root),
      inverse.map { (-root * MobilityIndices.power(abs(det), root)) * $0.transposed })

    guard transitions.closedClasses == 1 else { throw .singular(routine: "stationary", pivot: n, size: n) }
    let pi = try MobilityIndices.stationary(p)
    stationary = pi
    let fundamental = try MobilityIndices.fundamental(p, pi)
    let distances = (0..<n).map { i in (0..<n).reduce(0.0) { $0 + p[i, $1] * Double(abs(i - $1)) } }
    let bartholomew = zip(pi, distances).reduce(0.0) { $0 + $1.0 * $1.1 }
    bartholomewStationary = estimate(
      bartholomew, MobilityIndices.stationaryGradient(pi, fundamental, distances) { Double(abs($0 - $1)) })
    bartholomewScaled = bartholomew / (size - 1)
    bartholomewEmpirical = zip(origins, distances).reduce(0.0) { $0 + $1.0 * $1.1 } / total
    let exits = (0..<n).map { 1 - p[$0, $0] }
    let leaving = size / (size - 1) * zip(pi, exits).reduce(0.0) { $0 + $1.0 * $1.1 }
    unconditionalLeaving = estimate(
      leaving,
      (size / (size - 1)) * MobilityIndices.stationaryGradient(pi, fundamental, exits) { $0 == $1 ? -1 : 0 })
  }

  /// π with πP = π and Σπ = 1: the equations of I − Pᵀ with one of them replaced by the sum.
  private static func stationary(_ p: Matrix) throws(LinearAlgebraError) -> [Double] {
    let n = p.rows
    var system = Matrix(rows: n, columns: n)
    var right = Matrix(rows: n, columns: 1)
    for i in 0..<n {
      for j in 0..<n { system[i, j] = i == n - 1 ? 1 : (i == j ? 1 : 0) - p[j, i] }
    }
    right[n - 1, 0] = 1
    let solution = try system.solve(right)
    return (0..<n).map { solution[$0, 0] }
  }

  /// Z = (I − P + 1π)⁻¹, with which dπ = π · dP · Z.
  private static func fundamental(_ p: Matrix, _ pi: [Double]) throws(LinearAlgebraError) -> Matrix {
    var system = Matrix.identity(p.rows)
    for i in 0..<p.rows {
      for j in 0..<p.rows { system[i, j] += pi[j] - p[i, j] }
    }
    return try system.solve(.identity(p.rows))
  }

  /// Gradient of Σᵢ πᵢ fᵢ where ∂fᵢ/∂pᵢⱼ = `own(i, j)`: πᵢ (own(i, j) + Σₖ zⱼₖ fₖ).
  private static func stationaryGradient(
    _ pi: [Double], _ z: Matrix, _ f: [Double], own: (Int, Int) -> Double
  ) -> Matrix {
    let n = pi.count
    var gradient = Matrix(rows: n, columns: n)
    for j in 0..<n {
      let through = (0..<n).reduce(0.0) { $0 + z[j, $1] * f[$1] }
      for i in 0..<n { gradient[i, j] = pi[i] * (own(i, j) + through) }
    }
    return gradient
  }

  /// ∂|λ|/∂pᵢⱼ = Re(λ̄ · l̄ᵢ rⱼ / (lᴴr)) / |λ|; nil where |λ| has a kink: at zero, and where another eigenvalue but its
  /// conjugate has the same modulus.
  private static func modulusGradient(_ system: Eigensystem, _ index: Int) -> Matrix? {
    let n = system.values.count
    let value = system.values[index]
    guard value.modulus > MobilityIndices.noise else { return nil }
    for (other, rival) in system.values.enumerated() where other > index {
      let isConjugate =
        value.imaginary != 0 && rival.real == value.real && rival.imaginary == -value.imaginary
      if !isConjugate, value.modulus - rival.modulus < MobilityIndices.noise { return nil }
    }
    var scaleReal = 0.0
    var scaleImaginary = 0.0
    for i in 0..<n {
      let (lr, li) = (system.leftReal[i, index], -system.leftImaginary[i, index])
      let (rr, ri) = (system.rightReal[i, index], system.rightImaginary[i, index])
      scaleReal += lr * rr - li * ri
      scaleImaginary += lr * ri + li * rr
    }
    let norm = scaleReal * scaleReal + scaleImaginary * scaleImaginary
    guard norm > 1e-20 else { return nil }
    var gradient = Matrix(rows: n, columns: n)
    for i in 0..<n {
      for j in 0..<n {
        let (lr, li) = (system.leftReal[i, index], -system.leftImaginary[i, index])
        let (rr, ri) = (system.rightReal[j, index], system.rightImaginary[j, index])
        let (real, imaginary) = (lr * rr - li * ri, lr * ri + li * rr)
        let derivativeReal = (real * scaleReal + imaginary * scaleImaginary) / norm
        let derivativeImaginary = (imaginary * scaleReal - real * scaleImaginary) / norm
        gradient[i, j] = (value.real * derivativeReal + value.imaginary * derivativeImaginary) / value.modulus
      }
    }
    return gradient
  }

  /// What is left of an eigenvalue that should be zero, or of the distance of two that should be equal: eigenvalues of a
  /// stochastic matrix are found to a few 1e-16, double ones to the square root of that.
  private static let noise = 1e-8

  private static func power(_ base: Double, _ exponent: Double) -> Double {
    base == 0 ? 0 : exponent == 1 ? base : realPower(base, exponent)
  }
}
