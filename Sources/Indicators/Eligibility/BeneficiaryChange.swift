// The change in the number of beneficiaries between two years as population, vulnerability, performance and instrument.
//
// In a cell c (a grade, a region; one cell where none are given) beneficiaries are N_c · v_c · p_c: people who meet the rules
// of the population, the share of them who are vulnerable, the share of these whose performance suffices. All three are
// counted on the data of a year under the rules of a year, which is what an instrument is. With d the year of the rules,
//   B(a, b, c, d) = Σ_c N_c(a, d) · v_c(b, d) · p_c(c, d)
// is the number at (t, t, t, t) before and at (t′, t′, t′, t′) after, and the four arguments are the factors of a Shapley
// decomposition. A share of nobody is taken as that of the other year, so that a cell that appears is population.

public import Kernels

/// People of a cell who pass the rules of the population, those of vulnerability besides, and all.
public struct CascadeCount: Sendable, Equatable {
  public var population = 0
  public var vulnerable = 0
  public var entitled = 0

  public init(population: Int = 0, vulnerable: Int = 0, entitled: Int = 0) {
    self.population = population
    self.vulnerable = vulnerable
    self.entitled = entitled
  }
}

/// The change in beneficiaries between two years, by factor.
public struct BeneficiaryChange: Sendable, Equatable {
  public enum Factor: Int, Sendable, CaseIterable {
    case population
    case vulnerability
    case performance
    case instrument
  }

  /// The part of each factor; they add up to `change`.
  public let parts: [Factor: Exact]
  public let change: Exact

  /// Splits the change over the factors.
  ///
  /// `counts[y][r]`: counts by cell on the data of year y (0 before, 1 after) under the rules of year r; the same cells in all
  /// four.
  public init(_ counts: [[[CascadeCount]]]) {
    precondition(counts.count == 2 && counts.allSatisfy { $0.count == 2 }, "two years and two sets of rules")
    let cells = counts[0][0].count
    precondition(counts.allSatisfy { $0.allSatisfy { $0.count == cells } }, "cells differ")
    func share(
      _ cell: Int, _ year: Int, _ rules: Int, _ top: (CascadeCount) -> Int, _ base: (CascadeCount) -> Int
    )
      -> Exact
    {
      for from in [year, 1 - year] {
        let count = counts[from][rules][cell]
        if base(count) > 0 { return Exact(top(count), over: base(count)) }
      }
      return .zero
    }
    let split = ShapleyDecomposition(factors: Factor.allCases.count) { set in
      func year(_ factor: Factor) -> Int { Int(set >> UInt32(factor.rawValue) & 1) }
      let rules = year(.instrument)
      return (0..<cells).reduce(.zero) { sum, cell in
        sum + Exact(counts[year(.population)][rules][cell].population)
          * share(cell, year(.vulnerability), rules, \.vulnerable, \.population)
          * share(cell, year(.performance), rules, \.entitled, \.vulnerable)
      }
    }
    change = split.change
    parts = Dictionary(uniqueKeysWithValues: Factor.allCases.map { ($0, split.parts[$0.rawValue]) })
  }

  /// The parts as whole people that add up to the change: rounded down, and one more for those of the largest remainders.
  public var wholeParts: [Factor: Int] {
    var whole: [Factor: Int] = [:]
    var rests: [(factor: Factor, rest: Exact)] = []
    for factor in Factor.allCases {
      let part = parts[factor] ?? .zero
      let nearest = part.rounded(decimals: 0)
      let floor = nearest > part ? nearest - .one : nearest
      whole[factor] = floor.integer ?? 0
      rests.append((factor, part - floor))
    }
    let missing = (change.integer ?? 0) - whole.values.reduce(0, +)
    // Of equal rests the first factor's counts as the largest.
    rests.sort { a, b in a.rest == b.rest ? a.factor.rawValue < b.factor.rawValue : a.rest > b.rest }
    for (factor, _) in rests.prefix(missing) { whole[factor]? += 1 }
    return whole
  }
}
