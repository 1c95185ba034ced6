// Amounts that a price index adjusts each year: Ley 20.595, art. 12, fourth paragraph, to which Decreto 24 of 2013, art. 6,
// refers for the amounts of the bonus.

public import Kernels

/// Amounts by tramo of a base year, carried to other years by an index.
public struct AdjustedAmounts: Sendable, Equatable {
  public enum Rounding: String, Sendable, CaseIterable {
    /// To the nearest multiple, halves up.
    case nearest
    case down
    case up
  }

  /// What an adjustment starts from.
  public enum Chain: String, Sendable, CaseIterable {
    /// The amount of the base year: amount × index of the year / index of the base, rounded once.
    case base
    /// The rounded amount of the year before.
    case yearly
  }

  public let baseYear: Int
  public let amounts: [Exact]
  public let index: [Int: Exact]
  /// Amounts are multiples of this many pesos.
  public let unit: Int
  public let rounding: Rounding
  public let chain: Chain

  /// Amounts of `baseYear` by tramo, the index by year, `unit` ≥ 1.
  public init(
    baseYear: Int, amounts: [Exact], index: [Int: Exact], unit: Int = 1, rounding: Rounding = .nearest,
    chain: Chain = .base
  ) {
    precondition(unit >= 1, "multiples of \(unit)")
    self.baseYear = baseYear
    self.amounts = amounts
    self.index = index
    self.unit = unit
    self.rounding = rounding
    self.chain = chain
  }

  /// The amount of a tramo in a year from the base year on; nil where the index lacks a year that is needed, or the amount
  /// is beyond 64 bits.
  public func amount(tramo: Int, year: Int) -> Int? {
    guard amounts.indices.contains(tramo), year >= baseYear else { return nil }
    if year == baseYear { return rounded(amounts[tramo]) }
    switch chain {
    case .base: return adjusted(amounts[tramo], from: baseYear, to: year)
    case .yearly:
      var amount = rounded(amounts[tramo])
      for next in (baseYear + 1)...year {
        amount = amount.flatMap { adjusted(Exact($0), from: next - 1, to: next) }
      }
      return amount
    }
  }

  private func adjusted(_ amount: Exact, from: Int, to: Int) -> Int? {
    guard let top = index[to], let bottom = index[from], let factor = top / bottom else { return nil }
    return rounded(amount * factor)
  }

  private func rounded(_ amount: Exact) -> Int? {
    let units = amount * Exact(1, over: unit)
    let nearest = units.rounded(decimals: 0)
    let whole: Exact =
      switch rounding {
      case .nearest: nearest
      case .down: nearest > units ? nearest - .one : nearest
      case .up: nearest < units ? nearest + .one : nearest
      }
    return (whole * Exact(unit)).integer
  }
}
