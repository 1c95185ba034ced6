public import Kernels

/// Turns pesos of a year into pesos of a base year: real = nominal × factor of the year.
public struct Deflator: Sendable, Equatable {
  public let baseYear: Int
  /// Official expansion factors by year, exact decimals.
  public let factors: [Int: Exact]

  public init(baseYear: Int, factors: [Int: Exact]) {
    self.baseYear = baseYear
    self.factors = factors
  }

  /// The amount in pesos of the base year; nil for a year without factor.
  public func real(_ nominal: Exact, of year: Int) -> RealPesos? {
    factors[year].map { RealPesos(amount: nominal * $0, baseYear: baseYear) }
  }
}

/// An amount in pesos of a base year, exact; amounts of different base years do not add up.
public struct RealPesos: Sendable, Equatable {
  public let amount: Exact
  public let baseYear: Int

  public init(amount: Exact, baseYear: Int) {
    self.amount = amount
    self.baseYear = baseYear
  }

  public static func + (a: RealPesos, b: RealPesos) -> RealPesos {
    precondition(a.baseYear == b.baseYear, "pesos of \(a.baseYear) and of \(b.baseYear) added")
    return RealPesos(amount: a.amount + b.amount, baseYear: a.baseYear)
  }
}
