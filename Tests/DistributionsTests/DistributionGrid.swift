import Distributions
import Foundation
import TestFixtures

/// The points of notebooks-data/distributions/grid.csv: values of 25 digits computed by references.py beside it.
struct DistributionGrid {
  /// A number of 25 digits, perhaps beyond the doubles.
  struct Number {
    let value: Double
    let logarithm: Double

    init?(_ text: Substring) {
      let parts = text.split(separator: "e")
      guard let whole = Double(text), let mantissa = Double(parts[0]) else { return nil }
      value = whole
      logarithm = log(mantissa) + (parts.count == 2 ? (Double(parts[1]) ?? .nan) * 2.302585092994045684 : 0)
    }
  }

  struct Point {
    let distribution: String
    let parameters: [Double]
    let x: Double
    let lower: Number
    let upper: Number
    let density: Number

    var place: String { "\(distribution) \(parameters) at \(x)" }

    /// log P(X ≤ x), by the other tail where that keeps more digits.
    var logLower: Double { lower.value > 0.5 ? log1p(-upper.value) : lower.logarithm }
    var logUpper: Double { upper.value > 0.5 ? log1p(-lower.value) : upper.logarithm }
  }

  /// The grid, or another one of the same form that the environment names.
  static let points: [Point] = {
    let given = ProcessInfo.processInfo.environment["DISTRIBUTION_GRID"]
    let path = given ?? Project.path("notebooks-data/distributions/grid.csv")
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
    return text.split(separator: "\n").dropFirst().compactMap { line in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      guard cells.count == 6, let x = Double(cells[2]), let lower = Number(cells[3]),
        let upper = Number(cells[4]), let density = Number(cells[5])
      else { return nil }
      return Point(
        distribution: String(cells[0]), parameters: cells[1].split(separator: " ").compactMap { Double($0) },
        x: x, lower: lower, upper: upper, density: density)
    }
  }()

  /// What a distribution says at a point.
  struct Answer {
    let tails: TailPair
    let density: Double
    let logDensity: Double
  }

  static func answer(_ point: Point) -> Answer? {
    if let law = continuous(point) {
      return Answer(
        tails: law.tails(point.x), density: law.density(point.x), logDensity: law.logDensity(point.x))
    }
    guard let law = discrete(point) else { return nil }
    let k = Int(point.x)
    return Answer(tails: law.tails(k), density: law.mass(k), logDensity: law.logMass(k))
  }

  static func continuous(_ point: Point) -> (any ContinuousDistribution)? {
    let p = point.parameters
    switch point.distribution {
    case "normal": return Normal()
    case "chi2": return ChiSquared(degreesOfFreedom: p[0])
    case "gamma": return Gamma(shape: p[0], scale: p[1])
    case "beta": return Beta(alpha: p[0], beta: p[1])
    case "t": return StudentT(degreesOfFreedom: p[0])
    case "F": return FisherF(numerator: p[0], denominator: p[1])
    case "noncentral t": return NoncentralT(degreesOfFreedom: p[0], noncentrality: p[1])
    case "noncentral chi2": return NoncentralChiSquared(degreesOfFreedom: p[0], noncentrality: p[1])
    case "noncentral F":
      return NoncentralF(numerator: p[0], denominator: p[1], noncentrality: p[2])
    case "studentized range": return StudentizedRange(groups: Int(p[0]), degreesOfFreedom: p[1])
    default: return nil
    }
  }

  static func discrete(_ point: Point) -> (any DiscreteDistribution)? {
    switch point.distribution {
    case "binomial": return Binomial(trials: Int(point.parameters[0]), probability: point.parameters[1])
    case "poisson": return Poisson(mean: point.parameters[0])
    default: return nil
    }
  }
}
