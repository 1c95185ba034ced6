// Random variates of the binomial and Poisson distributions; UniformDraw.swift says what is guaranteed.
//
// Below a mean of ten by inversion, above by transformed rejection: Hörmann (1993), "The generation of binomial random
// variates", Journal of Statistical Computation and Simulation 46 (algorithm BTRS), and (1993) "The transformed rejection
// method for generating Poisson random variables", Insurance: Mathematics and Economics 12 (algorithm PTRS), whose
// constants are used. The logarithms of the masses come from Stirling's formula and its error, sorted into deviances
// m ((1 + e) log(1 + e) − e) with e = (x − m)/m (Loader 2000), in which nothing cancels however large the mean is.

public import Kernels

extension Binomial {
  /// A variate. Time independent of the number of trials.
  @inlinable
  public func draw(using generator: inout some RandomNumberGenerator) -> Int {
    if probability > 0.5 {
      return trials - Binomial.draw(trials, 1 - probability, using: &generator)
    }
    return Binomial.draw(trials, probability, using: &generator)
  }

  /// For p ≤ ½.
  @inlinable
  static func draw(_ trials: Int, _ p: Double, using generator: inout some RandomNumberGenerator) -> Int {
    let n = Double(trials)
    if n * p < 10 { return byInversion(trials, p, using: &generator) }
    let q = 1 - p
    let deviation = (n * p * q).squareRoot()
    let b = 1.15 + 2.53 * deviation
    let a = -0.0873 + 0.0248 * b + 0.01 * p
    let centre = n * p + 0.5
    let alpha = (2.83 + 5.1 / b) * deviation
    let mode = ((n + 1) * p).rounded(.down)
    // log f(k) but for a constant, f the mass.
    func logMass(_ k: Double) -> Double {
      let (a, b) = (k + 1, n - k + 1)
      let (meanA, meanB) = ((n + 2) * p, (n + 2) * q)
      return 0.5 * PortableElementary.log((a / meanA) * (b / meanB))
        - deviance(a, mean: meanA) - deviance(b, mean: meanB) - factorialError(k) - factorialError(n - k)
    }
    let logTop = logMass(mode)
    while true {
      let u = generator.nextOpenUnit() - 0.5
      let v = generator.nextOpenUnit()
      let rest = 0.5 - abs(u)
      let k = ((2 * a / rest + b) * u + centre).rounded(.down)
      if k < 0 || k > n { continue }
      if rest >= 0.07 && v <= 0.92 - 4.2 / b { return Int(k) }
      let left = PortableElementary.log(v * alpha / (a / (rest * rest) + b))
      if left <= logMass(k) - logTop { return Int(k) }
    }
  }

  /// Sequential search from zero, for a mean below ten.
  @inlinable
  static func byInversion(
    _ trials: Int, _ p: Double, using generator: inout some RandomNumberGenerator
  ) -> Int {
    if p == 0 { return 0 }
    let n = Double(trials)
    // log(1 − p), for small p by its series: 1 − p would have lost p's digits.
    let logFailure =
      p < 1e-3
      ? -p * (1 + p * (1.0 / 2 + p * (1.0 / 3 + p * (1.0 / 4 + p / 5)))) : PortableElementary.log(1 - p)
    let none = PortableElementary.exp(n * logFailure)
    let odds = p / (1 - p)
    while true {
      var u = generator.nextOpenUnit()
      var mass = none
      var k = 0
      while u > mass && k <= trials && mass > 0 {
        u -= mass
        k += 1
        mass *= odds * (n - Double(k) + 1) / Double(k)
      }
      // What rounding left over is drawn again.
      if k <= trials && mass > 0 { return k }
    }
  }
}

extension Poisson {
  /// A variate. Time independent of the mean.
  @inlinable
  public func draw(using generator: inout some RandomNumberGenerator) -> Int {
    if mean < 10 {
      let bound = PortableElementary.exp(-mean)
      var product = generator.nextOpenUnit()
      var k = 0
      while product > bound {
        product *= generator.nextOpenUnit()
        k += 1
      }
      return k
    }
    let root = mean.squareRoot()
    let b = 0.931 + 2.53 * root
    let a = -0.059 + 0.02483 * b
    let logInverseAlpha = PortableElementary.log(1.1239 + 1.1328 / (b - 3.4))
    while true {
      let u = generator.nextOpenUnit() - 0.5
      let v = generator.nextOpenUnit()
      let rest = 0.5 - abs(u)
      let k = ((2 * a / rest + b) * u + mean + 0.43).rounded(.down)
      if rest >= 0.07 && v <= 0.9277 - 3.6224 / (b - 2) { return Int(k) }
      if k < 0 || (rest < 0.013 && v > rest) { continue }
      // log k! = (k + ½) log(k + 1) − (k + 1) + ½ log 2π + its error.
      let logMass =
        PortableElementary.log((k + 1) / mean) - deviance(k + 1, mean: mean)
        - 0.5 * PortableElementary.log(6.283185307179586 * (k + 1)) - factorialError(k)
      let left =
        PortableElementary.log(v) + logInverseAlpha - PortableElementary.log(a / (rest * rest) + b)
      if left <= logMass { return Int(k) }
    }
  }
}

/// m ((1 + e) log(1 + e) − e) for e = (x − m)/m.
@usableFromInline
func deviance(_ x: Double, mean: Double) -> Double {
  let e = (x - mean) / mean
  // Up to here the difference of the logarithm is a series of the four operations.
  if abs(e) < 0.3 { return mean * (e * e + (1 + e) * logOnePlusMinus(e)) }
  return x * PortableElementary.log(x / mean) - (x - mean)
}

/// log k! − ((k + ½) log(k + 1) − (k + 1) + ½ log 2π) for k = 0…9, from 30 digits.
@usableFromInline let factorialErrors: [Double] = [
  0.08106146679532725822, 0.04134069595540929409, 0.02767792568499833915, 0.02079067210376509311,
  0.01664469118982119216, 0.013876128823070748, 0.0118967099458917701, 0.0104112652619720965,
  0.009255462182712732918, 0.008330563433362871256,
]

/// The same for every whole k ≥ 0; from ten on by three terms of the asymptotic series, whose error is below 10⁻¹⁰.
@usableFromInline
func factorialError(_ k: Double) -> Double {
  if k <= 9 { return factorialErrors[Int(k)] }
  let reciprocal = 1 / (k + 1)
  let square = reciprocal * reciprocal
  return (1.0 / 12 - (1.0 / 360 - square / 1260) * square) * reciprocal
}
