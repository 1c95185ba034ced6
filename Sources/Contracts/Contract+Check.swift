import Columns
import Kernels

extension Contract {
  /// Throws the first rule that is broken.
  func check() throws(ContractError) {
    try checkNames()
    try checkParties()
    try checkOutcomes()
    try checkMilestones()
    try checkTariffs()
    try checkInvestments()
    try checkWaterfall()
    try checkMeasurements()
    try checkCertifications()
  }

  private func checkNames() throws(ContractError) {
    func isParty(_ subject: ContractError.Subject) -> Bool {
      if case .party = subject { true } else { false }
    }
    func isRUT(_ name: String) -> Bool {
      let digits = name.utf8.dropLast().filter { $0 != UInt8(ascii: "-") }
      return (7...8).contains(digits.count)
        && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        && name.utf8.last.map {
          (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 | 0x20 == UInt8(ascii: "k")
        }
          == true
    }
    func usable(_ name: String, _ subject: ContractError.Subject) throws(ContractError) {
      let isPlain =
        !name.isEmpty && name.utf8.count <= 64
        && name.utf8.allSatisfy { byte in
          (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
        }
      // A spreadsheet would compute what begins with a sign, and a person's number is nobody's name.
      guard isPlain, !name.hasPrefix("-"), !(isParty(subject) && isRUT(name)) else {
        throw ContractError(subject, .unusableName(name))
      }
    }
    try usable(id, .contract)
    for (index, party) in parties.enumerated() {
      try usable(party.id, .party(index))
      guard party.id != Ledger.account else { throw ContractError(.party(index), .twice(party.id)) }
    }
    for (index, outcome) in outcomes.enumerated() { try usable(outcome.id, .outcome(index)) }
    for (index, milestone) in milestones.enumerated() { try usable(milestone.id, .milestone(index)) }
    try unique(parties.map(\.id)) { .party($0) }
    try unique(outcomes.map(\.id)) { .outcome($0) }
    try unique(milestones.map(\.id)) { .milestone($0) }
    try unique(tariffs.map { "\($0.outcome)/\($0.provider)/\($0.milestone)" }) { .tariff($0) }
    try unique(measurements.map { "\($0.outcome)/\($0.provider)/\($0.milestone)" }) { .measurement($0) }
  }

  private func unique(
    _ names: [String], _ subject: (Int) -> ContractError.Subject
  ) throws(ContractError) {
    var seen: Set<String> = []
    for (index, name) in names.enumerated() where !seen.insert(name).inserted {
      throw ContractError(subject(index), .twice(name))
    }
  }

  private func amount(_ value: Int, _ subject: ContractError.Subject) throws(ContractError) {
    guard (0...Pesos.largest).contains(value) else { throw ContractError(subject, .amountOutOfRange(value)) }
  }

  private func role(
    _ name: String, _ wanted: Party.Role, _ subject: ContractError.Subject
  ) throws(ContractError) {
    guard let party = party(name) else {
      throw ContractError(subject, unknown(name, wanted.rawValue, parties.map(\.id)))
    }
    guard party.role == wanted else {
      throw ContractError(subject, .wrongRole(name, is: party.role, wanted: wanted))
    }
  }

  private func unknown(_ name: String, _ wanted: String, _ known: [String]) -> ContractError.Rule {
    .unknown(name, wanted: wanted, nearest: Suggestion.nearest(to: name, among: known))
  }

  private func shares(
    _ shares: [Exact], of what: String, _ subject: ContractError.Subject
  ) throws(ContractError) {
    for share in shares where share < .zero || share > .one {
      throw ContractError(subject, .shareOutOfRange(share))
    }
    let sum = shares.reduce(.zero, +)
    guard sum == .one else { throw ContractError(subject, .sharesDoNotAddUp(of: what, sum: sum)) }
  }

  private func checkParties() throws(ContractError) {
    try amount(budget, .contract)
    for wanted in [Party.Role.payer, .provider, .evaluator]
    where !parties.contains(where: { $0.role == wanted }) {
      throw ContractError(.contract, .missing(wanted.rawValue))
    }
    for (index, party) in parties.enumerated() where party.role == .evaluator {
      // The same name under another id is the same person or institution.
      if let other = parties.first(where: { $0.role != .evaluator && $0.isNamed(as: party) }) {
        throw ContractError(.party(index), .evaluatorIsParty(other.id, role: other.role))
      }
    }
    for (name, _) in payerShares { try role(name, .payer, .contract) }
    for (index, party) in parties.enumerated()
    where party.role == .payer && !payerShares.contains(where: { $0.payer == party.id }) {
      throw ContractError(.party(index), .missing("share of the payer '\(party.id)'"))
    }
    try unique(payerShares.map(\.payer)) { _ in .contract }
    try shares(payerShares.map(\.share), of: "the payers", .contract)
  }

  private func checkOutcomes() throws(ContractError) {
    guard !outcomes.isEmpty else { throw ContractError(.contract, .missing("outcome")) }
    for (index, outcome) in outcomes.enumerated() {
      for value in [outcome.baseline, outcome.target] where !outcome.allows(value) {
        throw ContractError(.outcome(index), .valueOutOfRange(value))
      }
      guard outcome.targetImprovement > .zero else {
        throw ContractError(
          .outcome(index), .targetNotBetter(baseline: outcome.baseline, target: outcome.target))
      }
    }
  }

  private func checkMilestones() throws(ContractError) {
    guard !milestones.isEmpty else { throw ContractError(.contract, .missing("milestone")) }
    for (index, milestone) in milestones.enumerated() where milestone.payment < milestone.measured {
      throw ContractError(.milestone(index), .paymentBeforeMeasurement)
    }
  }

  private func checkTariffs() throws(ContractError) {
    guard !tariffs.isEmpty else { throw ContractError(.contract, .missing("tariff")) }
    var most = 0
    for (index, tariff) in tariffs.enumerated() {
      let subject = ContractError.Subject.tariff(index)
      let outcome = try place(tariff.outcome, tariff.provider, tariff.milestone, subject)
      try amount(tariff.floor, subject)
      if let cap = tariff.cap {
        try amount(cap, subject)
        guard cap >= tariff.floor else {
          throw ContractError(subject, .capBelowFloor(cap: cap, floor: tariff.floor))
        }
      }
      try check(tariff.rule, outcome, subject)
      guard let bound = tariff.most(of: outcome) else { throw ContractError(subject, .unbounded) }
      most = min(most + bound, Pesos.largest * 2)
    }
    guard most <= budget else {
      throw ContractError(.contract, .tariffsExceedBudget(most: most, budget: budget))
    }
  }

  private func check(
    _ rule: Tariff.Rule, _ outcome: Outcome, _ subject: ContractError.Subject
  ) throws(ContractError) {
    switch rule {
    case .perPerson(let price), .allOrNothing(let price): try amount(price, subject)
    case .perPoint(let price, let point, _):
      try amount(price, subject)
      guard point > .zero else { throw ContractError(subject, .pointNotPositive(point)) }
    case .threshold(let full, let from):
      try amount(full, subject)
      guard outcome.allows(from) else { throw ContractError(subject, .valueOutOfRange(from)) }
      guard outcome.isAsGood(from, as: outcome.baseline) else {
        throw ContractError(subject, .thresholdBelowBaseline(from: from, baseline: outcome.baseline))
      }
      guard outcome.isAsGood(outcome.target, as: from) else {
        throw ContractError(subject, .thresholdBeyondTarget(from: from, target: outcome.target))
      }
    case .steps(let steps):
      guard !steps.isEmpty else { throw ContractError(subject, .missing("step")) }
      for (place, step) in steps.enumerated() {
        try amount(step.amount, subject)
        guard outcome.allows(step.value) else { throw ContractError(subject, .valueOutOfRange(step.value)) }
        guard place > 0 else { continue }
        let before = steps[place - 1]
        guard step.value != before.value, outcome.isAsGood(step.value, as: before.value),
          step.amount >= before.amount
        else { throw ContractError(subject, .stepsDoNotRise) }
      }
    }
  }

  /// The outcome of a triple whose names must all be known.
  private func place(
    _ outcome: String, _ provider: String, _ milestone: String, _ subject: ContractError.Subject
  ) throws(ContractError) -> Outcome {
    guard let found = self.outcome(outcome) else {
      throw ContractError(subject, unknown(outcome, "outcome", outcomes.map(\.id)))
    }
    guard self.milestone(milestone) != nil else {
      throw ContractError(subject, unknown(milestone, "milestone", milestones.map(\.id)))
    }
    try role(provider, .provider, subject)
    return found
  }

  private func checkInvestments() throws(ContractError) {
    var total = 0
    for (index, investment) in investments.enumerated() {
      try role(investment.investor, .investor, .investment(index))
      try role(investment.provider, .provider, .investment(index))
      try amount(investment.amount, .investment(index))
      if let last = milestones.map(\.payment).max(), investment.date > last {
        throw ContractError(.investment(index), .investmentAfterLastPayment(last.text))
      }
      total += investment.amount
      try amount(total, .investment(index))
    }
  }

  private func checkWaterfall() throws(ContractError) {
    if waterfall.isEmpty {
      guard investments.isEmpty else { throw ContractError(.contract, .investorsWithoutWaterfall) }
      return
    }
    for (index, tier) in waterfall.enumerated() {
      if index > 0, case .surplus = waterfall[index - 1] {
        throw ContractError(.tier(index), .tierAfterSurplus)
      }
      switch tier {
      case .capital:
        guard !waterfall[..<index].contains(.capital) else {
          throw ContractError(.tier(index), .twice("capital"))
        }
        guard !investments.isEmpty else { throw ContractError(.tier(index), .waterfallWithoutInvestors) }
      case .totalReturn(let rate), .annualReturn(let rate):
        guard !investments.isEmpty else { throw ContractError(.tier(index), .waterfallWithoutInvestors) }
        guard rate >= .zero, rate <= .one else { throw ContractError(.tier(index), .shareOutOfRange(rate)) }
      case .surplus(let parts):
        for (name, _) in parts {
          guard party(name) != nil else {
            throw ContractError(.tier(index), unknown(name, "party", parties.map(\.id)))
          }
          if party(name)?.role == .evaluator {
            throw ContractError(.tier(index), .wrongRole(name, is: .evaluator, wanted: .provider))
          }
        }
        try unique(parts.map(\.party)) { _ in .tier(index) }
        try shares(parts.map(\.share), of: "the surplus", .tier(index))
      }
    }
    if case .surplus = waterfall[waterfall.count - 1] { return }
    throw ContractError(.tier(waterfall.count - 1), .noSurplusTier)
  }

  private func checkMeasurements() throws(ContractError) {
    for (index, measurement) in measurements.enumerated() {
      let subject = ContractError.Subject.measurement(index)
      let outcome = try place(measurement.outcome, measurement.provider, measurement.milestone, subject)
      guard outcome.allows(measurement.value) else {
        throw ContractError(subject, .valueOutOfRange(measurement.value))
      }
      for count in [measurement.persons, measurement.reached].compactMap({ $0 }) {
        try amount(count, subject)
      }
      if let persons = measurement.persons, let reached = measurement.reached, reached > persons {
        throw ContractError(subject, .moreReachedThanPersons(reached: reached, persons: persons))
      }
      if let error = measurement.standardError, error < .zero {
        throw ContractError(subject, .standardErrorNegative(error))
      }
      let perPerson = tariffs.contains { tariff in
        guard case .perPerson = tariff.rule else { return false }
        return self.measurement(for: tariff) == measurement
      }
      if perPerson, measurement.reached == nil, outcome.unit != .share || measurement.persons == nil {
        throw ContractError(subject, .noPersons)
      }
    }
  }

  private func checkCertifications() throws(ContractError) {
    let subjects = certifications.map { "\($0.milestone)/\($0.outcome ?? "")/\($0.provider ?? "")" }
    var seen: Set<String> = []
    for (index, subject) in subjects.enumerated() where !seen.insert(subject).inserted {
      throw ContractError(.certification(index), .certifiedTwice(milestone: certifications[index].milestone))
    }
    for (index, certification) in certifications.enumerated() {
      let subject = ContractError.Subject.certification(index)
      guard let milestone = milestone(certification.milestone) else {
        throw ContractError(
          subject, unknown(certification.milestone, "milestone", milestones.map(\.id)))
      }
      if let outcome = certification.outcome, self.outcome(outcome) == nil {
        throw ContractError(subject, unknown(outcome, "outcome", outcomes.map(\.id)))
      }
      if let provider = certification.provider { try role(provider, .provider, subject) }
      guard let evaluator = party(certification.evaluator) else {
        throw ContractError(subject, unknown(certification.evaluator, "evaluator", parties.map(\.id)))
      }
      guard evaluator.role == .evaluator else {
        throw ContractError(subject, .certifiedByParty(evaluator.id, role: evaluator.role))
      }
      guard certification.date >= milestone.measured else {
        throw ContractError(subject, .certifiedBeforeMeasurement(milestone: milestone.id))
      }
      let digits = certification.evidence.utf8
      guard digits.count == 64,
        digits.allSatisfy({
          (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
            || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0 | 0x20)
        })
      else { throw ContractError(subject, .notADigest) }
      guard certification.evidence.lowercased() != Certification.digestOfNothing,
        digits.contains(where: { $0 != digits.first })
      else { throw ContractError(subject, .digestOfNothing) }
      let covered = tariffs.contains { certification.covers($0) && measurement(for: $0) != nil }
      guard covered else {
        throw ContractError(subject, .certifiedWithoutMeasurement(milestone: milestone.id))
      }
    }
  }
}
