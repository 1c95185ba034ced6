public import Columns
public import Kernels

/// Money that an investor hands to a provider.
public struct Investment: Sendable, Equatable {
  public let investor: String
  public let provider: String
  /// Pesos.
  public let amount: Int
  public let date: CalendarDate

  public init(investor: String, provider: String, amount: Int, date: CalendarDate) {
    self.investor = investor
    self.provider = provider
    self.amount = amount
    self.date = date
  }
}

/// One step of the order in which what the payers pay is handed on.
public enum WaterfallTier: Sendable, Equatable {
  /// Investors' capital, in proportion to what of it is outstanding.
  case capital
  /// A return on the capital invested so far: this share of it, whatever the time.
  case totalReturn(Exact)
  /// Simple interest a year of 365 days on the capital outstanding.
  case annualReturn(Exact)
  /// All the rest, by shares that add up to one.
  case surplus([(party: String, share: Exact)])

  public static func == (a: WaterfallTier, b: WaterfallTier) -> Bool {
    switch (a, b) {
    case (.capital, .capital): true
    case (.totalReturn(let x), .totalReturn(let y)), (.annualReturn(let x), .annualReturn(let y)): x == y
    case (.surplus(let x), .surplus(let y)):
      x.count == y.count && zip(x, y).allSatisfy { $0.party == $1.party && $0.share == $1.share }
    default: false
    }
  }

  var name: String {
    switch self {
    case .capital: "capital"
    case .totalReturn, .annualReturn: "return"
    case .surplus: "surplus"
    }
  }
}
