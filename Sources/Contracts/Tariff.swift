public import Kernels

/// What a certified result is worth, in whole pesos.
public struct Tariff: Sendable, Equatable {
  /// A step of a scale of results.
  public struct Step: Sendable, Equatable {
    /// In the outcome's unit.
    public let value: Exact
    /// Pesos in all, not in addition to the step before.
    public let amount: Int

    public init(at value: Exact, pays amount: Int) {
      self.value = value
      self.amount = amount
    }
  }

  public enum Rule: Sendable, Equatable {
    /// For each person in whom the result was reached: the certified number of them, or else persons × improvement of a share.
    case perPerson(Int)
    /// For each `point` of improvement, in proportion, or whole points only.
    case perPoint(Int, point: Exact, wholeOnly: Bool)
    /// The amount of the best step reached.
    case steps([Step])
    /// Nothing below `from`; from there in proportion to the improvement that the target asks for, the full amount at the target.
    case threshold(Int, from: Exact)
    /// The amount at the target or better, else nothing.
    case allOrNothing(Int)
  }

  public let outcome: String
  public let provider: String
  public let milestone: String
  public let rule: Rule
  /// The most it pays; nil for no other bound than the rule's.
  public let cap: Int?
  /// What it pays at least once a result is certified, whatever the result.
  public let floor: Int

  public init(
    outcome: String, provider: String, milestone: String, rule: Rule, cap: Int? = nil, floor: Int = 0
  ) {
    self.outcome = outcome
    self.provider = provider
    self.milestone = milestone
    self.rule = rule
    self.cap = cap
    self.floor = floor
  }
}

extension Tariff {
  /// The pesos for a result, rounded once, halves up. A better result never pays less.
  public func payment(for measurement: Measurement, of outcome: Outcome) -> Int {
    let improvement = outcome.improvement(at: measurement.value)
    var amount: Int
    switch rule {
    case .perPerson(let price):
      amount = Pesos.rounded(Exact(price) * measurement.personsReached(improvement))
    case .perPoint(let price, let point, let wholeOnly):
      let points = Pesos.quotient(improvement, point)
      amount = Pesos.rounded(Exact(price) * (wholeOnly ? Exact(Pesos.floor(points)) : points))
    case .steps(let steps):
      amount = steps.last { outcome.isAsGood(measurement.value, as: $0.value) }?.amount ?? 0
    case .threshold(let full, let from):
      let share = min(Pesos.quotient(improvement, outcome.targetImprovement), .one)
      amount = outcome.isAsGood(measurement.value, as: from) ? Pesos.rounded(Exact(full) * share) : 0
    case .allOrNothing(let full):
      amount = outcome.reachesTarget(measurement.value) ? full : 0
    }
    if let cap { amount = min(amount, cap) }
    return max(amount, floor)
  }

  /// The most it can pay; nil where neither the rule nor a cap bounds it.
  public func most(of outcome: Outcome) -> Int? {
    let natural: Int? =
      switch rule {
      case .perPerson: nil
      case .perPoint(let price, let point, _):
        outcome.best.map { Pesos.rounded(Exact(price) * Pesos.quotient(outcome.improvement(at: $0), point)) }
      case .steps(let steps): steps.map(\.amount).max() ?? 0
      case .threshold(let full, _), .allOrNothing(let full): full
      }
    let bounds = [natural, cap].compactMap { $0 }
    return bounds.min().map { max($0, floor) }
  }
}
