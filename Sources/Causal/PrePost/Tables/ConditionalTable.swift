internal import Kernels

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

// n₁₁ of a 2×2 table given its margins is hypergeometric, and with an odds ratio ω weighted by ω^n₁₁ (noncentral hypergeometric):
// w(k + 1)/w(k) = ω·(r − k)(c − k)/((k + 1)(N − r − c + k + 1)), r and c the first row's and column's totals.
//
// Goals, in order: probabilities right to 10⁻¹² however many people there are; time by the law's standard deviation, not by its range.
// Weights are taken in units of that at the mode, by the quotients of neighbours, from the mode outwards. The quotients fall on the way, so
// that what is left beyond a weight w with quotient q is at most w·q/(1 − q): a side ends where that is below 10⁻¹⁸ of what it is to be added
// to, after some nine standard deviations. Central weights are double-doubles. A weight below 2⁻¹⁰⁰⁰ of the mode's counts as zero, and so
// does a chance made of such weights.
//
// The two-sided p-value adds the tables that are no likelier than the one seen (relative tolerance 10⁻⁷, as R); the conditional
// maximum-likelihood odds ratio sets the mean of n₁₁ to its value; the interval inverts the two one-sided tests. Their roots are looked
// for from the sample's log odds ratio on.
//
// Source: Fisher (1935), J. Royal Stat. Soc. 98; Agresti (2013), Categorical Data Analysis, 3rd ed., § 3.5, 16.6; Liao & Rosen (2001),
// American Statistician 55, 366, for the mode and sums outwards from it.

/// The law of n₁₁ given the margins of a 2×2 table.
public struct ConditionalTable: Sendable {
  /// n₁₁, its smallest and largest value.
  let observed: Int
  let low: Int
  let high: Int
  private let row: Double
  private let column: Double
  /// N − r − c.
  private let rest: Double
  /// The sample's log odds ratio with ½ added to each count, and its large-sample error.
  private let start: (logOdds: Double, error: Double)

  init(_ table: ContingencyTable) {
    let (row, column, total) = (table.rowTotals[0], table.columnTotals[0], table.total)
    observed = table[0, 0]
    low = max(0, row + column - total)
    high = min(row, column)
    self.row = Double(row)
    self.column = Double(column)
    rest = Double(total - row - column)
    let cells = table.counts.map { Double($0) + 0.5 }
    start = (
      log(cells[0]) - log(cells[1]) - log(cells[2]) + log(cells[3]),
      cells.reduce(0) { $0 + 1 / $1 }.squareRoot()
    )
  }

  // MARK: - Central probabilities

  /// What is left beyond a sum, as a share of it, where a side ends.
  private static let remainder = 1e-18
  private static let smallest = 0x1p-1000

  /// w(k ± 1)/w(k) of the central law as numerator and denominator.
  private func quotient(_ k: Int, up: Bool) -> (DoubleDouble, DoubleDouble) {
    let x = Double(k)
    let (a, b) =
      up
      ? (DoubleDouble.product(row - x, column - x), DoubleDouble.product(x + 1, rest + x + 1))
      : (DoubleDouble.product(x, rest + x), DoubleDouble.product(row - x + 1, column - x + 1))
    return (a, b)
  }

  private struct Central {
    /// Of the weights in units of the mode's.
    var total = DoubleDouble(1)
    /// From the table seen on, away from the mode.
    var tail = DoubleDouble.zero
    /// Of the table seen.
    var own = DoubleDouble.zero
    /// Of tables that are no likelier.
    var unlikely = DoubleDouble.zero
    var isAbove = true
  }

  /// Tables that are no likelier within this relative tolerance count as such.
  private static let tie = 1 + 1e-7

  private var central: Central {
    let mode = min(max(Int(((row + 1) / (row + column + rest + 2) * (column + 1)).rounded(.down)), low), high)
    var found = Central()
    found.isAbove = observed >= mode
    // The weight of the table seen.
    var weight = DoubleDouble(1)
    var k = mode
    while k != observed, weight.high >= Self.smallest {
      let (above, below) = quotient(k, up: found.isAbove)
      weight = weight * above / below
      k += found.isAbove ? 1 : -1
    }
    found.own = k == observed ? weight : .zero
    let limit = found.own * Self.tie
    if observed == mode { found.tail = DoubleDouble(1) }
    if limit.value >= 1 { found.unlikely = DoubleDouble(1) }
    for up in [true, false] {
      var weight = DoubleDouble(1)
      var k = mode
      let end = up ? high : low
      while k != end {
        let (above, below) = quotient(k, up: up)
        weight = weight * above / below
        k += up ? 1 : -1
        guard weight.high >= Self.smallest else { break }
        found.total += weight
        let isTail = up == found.isAbove && (up ? k >= observed : k <= observed)
        if isTail { found.tail += weight }
        let isUnlikely = weight.value <= limit.value
        if isUnlikely { found.unlikely += weight }
        let q = above.high / below.high
        guard q < 1, up != found.isAbove || isTail, isUnlikely || limit.high < Self.smallest else { continue }
        let least = min(isTail ? found.tail.high : found.total.high, isUnlikely ? found.unlikely.high : 1)
        if weight.high * q / (1 - q) < Self.remainder * least { break }
      }
    }
    return found
  }

  /// P(n₁₁ ≤ observed), P(n₁₁ ≥ observed) and the chance of tables that are no likelier than this one.
  var probabilities: (lower: Double, upper: Double, twoSided: Double) {
    let found = central
    let tail = (found.tail / found.total).value
    let others = ((found.total - found.tail + found.own) / found.total).value
    return (
      min(1, found.isAbove ? others : tail), min(1, found.isAbove ? tail : others),
      min(1, (found.unlikely / found.total).value)
    )
  }

  // MARK: - At other odds ratios

  private struct Shifted {
    /// The mean of n₁₁ less its value.
    let gap: Double
    let lower: Double
    let upper: Double
  }

  /// The root of w(k + 1) = w(k), where weights stop rising.
  private func mode(_ odds: Double) -> Int {
    let (up, down) = odds > 1 ? (1.0, 1 / odds) : (odds, 1.0)
    let a = up - down
    let b = up * (row + column) + down * (rest + 2)
    let c = up * row * column - down * (rest + 1)
    let root = (max(0, b * b - 4 * a * c)).squareRoot()
    let place = b + root > 0 ? 2 * c / (b + root) : 0
    return Int(min(max(place.rounded(.down), Double(low)), Double(high)))
  }

  private func shifted(_ logOdds: Double) -> Shifted {
    let odds = exp(min(max(logOdds, -700), 700))
    let mode = mode(odds)
    let seen = Double(observed)
    var total = 1.0
    var gap = Double(mode) - seen
    var lower = mode <= observed ? 1.0 : 0
    var upper = mode >= observed ? 1.0 : 0
    for up in [true, false] {
      var weight = 1.0
      var k = mode
      let end = up ? high : low
      while k != end {
        let x = Double(k)
        let q =
          up
          ? odds * ((row - x) * (column - x) / ((x + 1) * (rest + x + 1)))
          : x * (rest + x) / ((row - x + 1) * (column - x + 1)) / odds
        weight *= q
        k += up ? 1 : -1
        total += weight
        gap += weight * (Double(k) - seen)
        if k <= observed { lower += weight }
        if k >= observed { upper += weight }
        // Seven digits beyond what a tail of 10⁻¹⁶ needs.
        if q < 1, weight * q / (1 - q) < 1e-25 * total { break }
      }
    }
    return Shifted(gap: gap / total, lower: lower / total, upper: upper / total)
  }

  /// The conditional maximum-likelihood odds ratio: 0 or infinite at the ends of the range.
  public var oddsRatio: Double {
    if observed == low { return 0 }
    if observed == high { return .infinity }
    return exp(root { shifted($0).gap })
  }

  /// The same as R's `fisher.test` prints it, whose search stops within 10⁻⁴: for comparisons with that tool.
  public var oddsRatioOfR: Double {
    if observed == low { return 0 }
    if observed == high { return .infinity }
    let central = shifted(0).gap
    if central == 0 { return 1 }
    let tolerance = Double.ulpOfOne.squareRoot().squareRoot()
    if central > 0 {
      return BrentRoot.find(from: 0, to: 1, tolerance: tolerance) { shifted($0 == 0 ? -745 : log($0)).gap }
    }
    return 1
      / BrentRoot.find(from: Double.ulpOfOne, to: 1, tolerance: tolerance) { shifted(-log($0)).gap }
  }

  /// The ends of the interval of the odds ratio, `tail` beyond each; an end may be 0 or infinite.
  func interval(tail: Double) -> (low: Double, high: Double) {
    let from = observed == low ? 0 : exp(root { shifted($0).upper - tail })
    let to = observed == high ? .infinity : exp(root { tail - shifted($0).lower })
    return (from, to)
  }

  /// The root of a rising function of the logarithm of the odds, from the sample's on.
  private func root(_ function: (Double) -> Double) -> Double {
    var step = 2 * start.error
    var (from, to) = (start.logOdds - step, start.logOdds + step)
    while from > -700, function(from) > 0 {
      to = from
      step *= 2
      from -= step
    }
    step = 2 * start.error
    while to < 700, function(to) < 0 {
      from = to
      step *= 2
      to += step
    }
    return BrentRoot.find(from: from, to: to, tolerance: 1e-14, function)
  }
}
