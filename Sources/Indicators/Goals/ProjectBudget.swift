public import Kernels

/// A project's spending of a year: items of its outputs, and overheads that are percentages of all before them.
public struct ProjectBudget: Sendable {
  public struct Item: Sendable {
    public let output: String
    public let activity: String
    /// Budget line, such as "71400 Contratos de Servicios".
    public let account: String
    /// In the project's currency.
    public let amount: Exact

    public init(output: String, activity: String, account: String, amount: Exact) {
      self.output = output
      self.activity = activity
      self.account = account
      self.amount = amount
    }
  }

  /// A charge on what stands before it: direct project costing on the outputs, general management on outputs and direct costs.
  public struct Overhead: Sendable {
    public let name: String
    /// 0…1.
    public let rate: Exact

    public init(name: String, rate: Exact) {
      self.name = name
      self.rate = rate
    }
  }

  public let items: [Item]
  public let overheads: [Overhead]
  /// Decimals of the currency's minor unit, to which each overhead is rounded once.
  public let decimals: Int

  public init(items: [Item], overheads: [Overhead], decimals: Int = 2) {
    precondition(decimals >= 0, "\(decimals) decimals of a currency")
    self.items = items
    self.overheads = overheads
    self.decimals = decimals
  }

  /// The outputs, in order of first writing, with what was spent on each.
  public var outputs: [(output: String, amount: Exact)] {
    var sums: [(output: String, amount: Exact)] = []
    for item in items {
      if let place = sums.firstIndex(where: { $0.output == item.output }) {
        sums[place].amount = sums[place].amount + item.amount
      } else {
        sums.append((item.output, item.amount))
      }
    }
    return sums
  }

  public var subtotal: Exact { items.reduce(.zero) { $0 + $1.amount } }

  /// Each overhead with its amount: its rate of the subtotal and all overheads before it.
  public var charges: [(overhead: Overhead, amount: Exact)] {
    var base = subtotal
    return overheads.map { overhead in
      let amount = (base * overhead.rate).rounded(decimals: decimals)
      base = base + amount
      return (overhead, amount)
    }
  }

  public var total: Exact { charges.reduce(subtotal) { $0 + $1.amount } }

  /// The total as a share of a budget; nil of a budget of nothing.
  public func execution(of budget: Exact) -> Exact? { total / budget }
}
