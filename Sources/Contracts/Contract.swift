public import Columns
public import Kernels

/// An outcome contract (contrato de impacto social): investors put money up, providers run the programme, an independent
/// evaluator certifies what came of it, and payers pay for certified results only.
///
/// Amounts are whole pesos. A contract that was made obeys the rules of `ContractError`: every name is known, shares add up,
/// what can be paid fits the budget, and nobody certifies results in which he has a part.
public struct Contract: Sendable {
  public let id: String
  public let title: String
  /// The most that the payers pay in all.
  public let budget: Int
  public let parties: [Party]
  /// What part of each payment a payer bears; they add up to one.
  public let payerShares: [(payer: String, share: Exact)]
  public let outcomes: [Outcome]
  public let milestones: [Milestone]
  public let tariffs: [Tariff]
  public let investments: [Investment]
  /// Empty: every payment goes to the provider whose result it is for.
  public let waterfall: [WaterfallTier]
  public let measurements: [Measurement]
  public let certifications: [Certification]

  /// Throws the first rule that the parts break.
  public init(
    id: String, title: String, budget: Int, parties: [Party], payerShares: [(payer: String, share: Exact)],
    outcomes: [Outcome], milestones: [Milestone], tariffs: [Tariff], investments: [Investment] = [],
    waterfall: [WaterfallTier] = [], measurements: [Measurement] = [], certifications: [Certification] = []
  ) throws(ContractError) {
    self.id = id
    self.title = title
    self.budget = budget
    self.parties = parties
    self.payerShares = payerShares
    self.outcomes = outcomes
    self.milestones = milestones
    self.tariffs = tariffs
    self.investments = investments
    self.waterfall = waterfall
    self.measurements = measurements
    self.certifications = certifications
    try check()
  }

  public func party(_ id: String) -> Party? { parties.first { $0.id == id } }
  public func outcome(_ id: String) -> Outcome? { outcomes.first { $0.id == id } }
  public func milestone(_ id: String) -> Milestone? { milestones.first { $0.id == id } }

  /// What was measured of that which a tariff pays for.
  public func measurement(for tariff: Tariff) -> Measurement? {
    measurements.first {
      $0.milestone == tariff.milestone && $0.outcome == tariff.outcome && $0.provider == tariff.provider
    }
  }

  /// The first certification of that which a tariff pays for, up to a day.
  public func certification(for tariff: Tariff, until day: CalendarDate?) -> Certification? {
    certifications.filter { $0.covers(tariff) && $0.date <= (day ?? $0.date) }.min { $0.date < $1.date }
  }

  /// The contract with other measurements, which are not checked again, all of them certified on the day of measurement.
  func certifying(_ measurements: [Measurement]) -> Contract {
    let evaluator = parties.first { $0.role == .evaluator }?.id ?? ""
    return Contract(
      self, measurements: measurements,
      certifications: milestones.map {
        Certification(milestone: $0.id, evaluator: evaluator, date: $0.measured, evidence: "")
      })
  }

  private init(_ other: Contract, measurements: [Measurement], certifications: [Certification]) {
    id = other.id
    title = other.title
    budget = other.budget
    parties = other.parties
    payerShares = other.payerShares
    outcomes = other.outcomes
    milestones = other.milestones
    tariffs = other.tariffs
    investments = other.investments
    waterfall = other.waterfall
    self.certifications = certifications
    self.measurements = measurements
  }
}
