internal import Distributions

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

// A 2×2 table given its margins: n₁₁ is hypergeometric, with odds ratio ω weighted by ω^n₁₁ (noncentral hypergeometric). The two-sided
// p-value adds the tables that are no likelier than the one seen (relative tolerance 10⁻⁷, as R); the conditional
// maximum-likelihood odds ratio sets the mean of n₁₁ to its value; the interval inverts the two one-sided tests.
//
// Source: Fisher (1935), J. Royal Stat. Soc. 98; Agresti (2013), Categorical Data Analysis, 3rd ed., § 3.5, 16.6.

/// The law of n₁₁ given the margins of a 2×2 table.
public struct ConditionalTable: Sendable {
  /// n₁₁, its smallest and largest value.
  let observed: Int
  let low: Int
  let high: Int
  /// Logarithms of the central weights, from `low` on, up to a constant.
  private let logWeights: [Double]

  init(_ table: ContingencyTable) {
    let (row, column, total) = (table.rowTotals[0], table.columnTotals[0], table.total)
    observed = table[0, 0]
    low = max(0, row + column - total)
    high = min(row, column)
    let other = total - row
    // Neighbours' quotients, exact to rounding; no difference of large logarithms.
    var weights = [0.0]
    var k = low
    while k < high {
      let quotient =
        Double(row - k) * Double(column - k) / (Double(k + 1) * Double(other - column + k + 1))
      weights.append(weights[weights.count - 1] + log(quotient))
      k += 1
    }
    let largest = weights.max() ?? 0
    logWeights = weights.map { $0 - largest }
  }

  /// Probabilities at an odds ratio whose logarithm is given.
  private func mass(_ logOdds: Double) -> [Double] {
    let logs = logWeights.enumerated().map { $1 + logOdds * Double($0) }
    let largest = logs.max() ?? 0
    let weights = logs.map { exp($0 - largest) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  private func mean(_ logOdds: Double) -> Double {
    mass(logOdds).enumerated().reduce(0) { $0 + Double($1.offset) * $1.element } + Double(low)
  }

  /// P(n₁₁ ≤ observed) and P(n₁₁ ≥ observed).
  func tails(_ logOdds: Double = 0) -> (lower: Double, upper: Double) {
    let mass = mass(logOdds)
    let at = observed - low
    return (mass[...at].reduce(0, +), mass[at...].reversed().reduce(0, +))
  }

  /// The chance of tables that are no likelier than this one.
  var twoSided: Double {
    let mass = mass(0)
    let limit = mass[observed - low] * (1 + 1e-7)
    return min(1, mass.filter { $0 <= limit }.sorted().reduce(0, +))
  }

  /// The conditional maximum-likelihood odds ratio: 0 or infinite at the ends of the range.
  public var oddsRatio: Double {
    if observed == low { return 0 }
    if observed == high { return .infinity }
    let wanted = Double(observed)
    return exp(ConditionalTable.root { mean($0) - wanted })
  }

  /// The same as R's `fisher.test` prints it, whose search stops within 10⁻⁴: for comparisons with that tool.
  public var oddsRatioOfR: Double {
    if observed == low { return 0 }
    if observed == high { return .infinity }
    let wanted = Double(observed)
    let central = mean(0)
    if central == wanted { return 1 }
    let tolerance = Double.ulpOfOne.squareRoot().squareRoot()
    if central > wanted {
      return BrentRoot.find(from: 0, to: 1, tolerance: tolerance) { mean($0 == 0 ? -745 : log($0)) - wanted }
    }
    return 1
      / BrentRoot.find(from: Double.ulpOfOne, to: 1, tolerance: tolerance) { mean(-log($0)) - wanted }
  }

  /// The ends of the interval of the odds ratio, `tail` beyond each; an end may be 0 or infinite.
  func interval(tail: Double) -> (low: Double, high: Double) {
    let from = observed == low ? 0 : exp(ConditionalTable.root { tails($0).upper - tail })
    let to = observed == high ? .infinity : exp(ConditionalTable.root { tail - tails($0).lower })
    return (from, to)
  }

  /// The root of a rising function of the logarithm of the odds.
  private static func root(_ function: (Double) -> Double) -> Double {
    var reach = 1.0
    while reach < 700, function(-reach) > 0 || function(reach) < 0 { reach *= 2 }
    return BrentRoot.find(from: -reach, to: reach, tolerance: 1e-14, function)
  }
}

extension ContingencyTable {
  /// The law of n₁₁ given the margins; nil for other tables than 2×2.
  public var conditional: ConditionalTable? { isTwoByTwo ? ConditionalTable(self) : nil }

  func fisher(_ options: TestOptions) throws(PrePostError) -> TestOutcome {
    try checkTwoByTwo(.fisher)
    let law = ConditionalTable(self)
    var outcome = TestOutcome(.fisher)
    outcome.count = total
    guard law.low < law.high else {
      outcome.pValue = 1
      outcome.note = "the margins allow this table alone"
      return outcome
    }
    let tails = law.tails()
    switch options.alternative {
    case .twoSided: outcome.pValue = law.twoSided
    case .less: outcome.pValue = min(1, tails.lower)
    case .greater: outcome.pValue = min(1, tails.upper)
    }
    let odds = law.oddsRatio
    outcome.estimate = odds.isFinite ? odds : nil
    if !odds.isFinite { outcome.note = "the odds ratio is infinite" }
    let ends = law.interval(tail: options.tail)
    outcome.confidenceLow = options.alternative == .less ? 0 : ends.low
    outcome.confidenceHigh = options.alternative == .greater || !ends.high.isFinite ? nil : ends.high
    return outcome
  }
}
