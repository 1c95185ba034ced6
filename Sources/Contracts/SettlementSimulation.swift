public import Indicators
import Kernels

// The distribution of a settlement when results are estimates.
//
// A measurement with a standard error is an estimate of the true result; drawn again it would be normal around the value, and
// held within the outcome's scale. Each draw settles the contract anew as if everything measured were certified on its day. The
// draws of measurement j are stream j of the seed, so that one more measurement shifts no other's.

/// What a contract would pay over draws of its uncertain results.
public struct SettlementSimulation: Sendable {
  /// A quantity over the draws, in pesos.
  public struct Spread: Sendable {
    public let mean: Double
    public let standardDeviation: Double
    /// At 5, 25, 50, 75 and 95 %: the smallest drawn value that so many of the draws do not exceed.
    public let quantiles: [Int]
  }

  public static let levels = [5, 25, 50, 75, 95]

  public let draws: Int
  public let seed: UInt64
  /// What the payers pay.
  public let paid: Spread
  /// What the investors lose of their capital.
  public let loss: Spread
  /// What the investors gain beyond their capital.
  public let gain: Spread
  /// What the providers keep.
  public let surplus: Spread
  /// Share of the draws in which the whole capital is repaid.
  public let wholeCapital: Share

  public init(_ contract: Contract, draws: Int, seed: UInt64) {
    precondition(draws >= 1, "\(draws) draws")
    self.draws = draws
    self.seed = seed
    var generators = contract.measurements.indices.map { PCG64(seed: seed, stream: UInt64($0)) }
    var columns: [[Int]] = [[], [], [], []]
    for _ in 0..<draws {
      var measurements: [Measurement] = []
      for (place, measurement) in contract.measurements.enumerated() {
        measurements.append(
          SettlementSimulation.draw(measurement, contract, using: &generators[place]))
      }
      let settlement = Settlement(unchecked: contract.certifying(measurements), until: nil)
      let returns = settlement.investorReturns
      let providers = contract.parties.filter { $0.role == .provider }
      columns[0].append(settlement.paid)
      columns[1].append(returns.reduce(0) { $0 + $1.loss })
      columns[2].append(returns.reduce(0) { $0 + $1.gained })
      columns[3].append(providers.reduce(0) { $0 + settlement.ledger.received(by: $1.id, .surplus) })
    }
    paid = Spread(columns[0])
    loss = Spread(columns[1])
    gain = Spread(columns[2])
    surplus = Spread(columns[3])
    wholeCapital = Share(columns[1].count { $0 == 0 }, of: draws)
  }

  private static func draw(
    _ measurement: Measurement, _ contract: Contract, using generator: inout PCG64
  ) -> Measurement {
    guard let error = measurement.standardError, error > .zero,
      let outcome = contract.outcome(measurement.outcome)
    else { return measurement }
    // Millionths of a standard error are finer than any measurement.
    let steps = Int((generator.nextNormal() * 1e6).rounded())
    var value = measurement.value + error * Exact(steps, over: 1_000_000)
    if outcome.unit == .share { value = min(max(value, .zero), .one) }
    if let best = outcome.best {
      value = outcome.direction == .increase ? min(value, best) : max(value, best)
    }
    // Persons counted of a share are as many more or fewer as the drawn value says; a score does not say how many.
    var reached = measurement.reached
    if let counted = reached, let persons = measurement.persons, outcome.unit == .share {
      let change = outcome.improvement(at: value) - outcome.improvement(at: measurement.value)
      reached = min(max(Pesos.rounded(Exact(counted) + Exact(persons) * change), 0), persons)
    }
    return measurement.with(value: value, reached: reached)
  }
}

extension SettlementSimulation.Spread {
  init(_ values: [Int]) {
    let count = Double(values.count)
    mean = values.reduce(0.0) { $0 + Double($1) } / count
    let centre = mean
    let squares = values.reduce(0.0) { $0 + (Double($1) - centre) * (Double($1) - centre) }
    standardDeviation = values.count > 1 ? (squares / (count - 1)).squareRoot() : 0
    let sorted = values.sorted()
    quantiles = SettlementSimulation.levels.map { level in
      sorted[(values.count * level + 99) / 100 - 1]
    }
  }
}
