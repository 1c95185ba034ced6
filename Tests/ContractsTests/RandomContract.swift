import Columns
import Contracts
import Kernels

/// A contract drawn at random that obeys the rules: one to three outcomes of shares and points, every kind of tariff with caps and
/// floors, one to three milestones, waterfalls of every order, results that are missing, certified late or in part.
struct RandomContract {
  private static let start = FirstContract.day("2024-03-01").days

  var parties: [Party] = []
  var payers: [(payer: String, share: Exact)] = []
  var outcomes: [Outcome] = []
  var milestones: [Milestone] = []
  var tariffs: [Tariff] = []
  var investments: [Investment] = []
  var waterfall: [WaterfallTier] = []
  var measurements: [Measurement] = []
  var certifications: [Certification] = []

  init(_ seed: UInt64) {
    var generator = PCG64(seed: seed, stream: 7)
    func integer(_ range: ClosedRange<Int>) -> Int { generator.nextInteger(in: range) }
    func shares(_ count: Int) -> [Exact] {
      let weights = (0..<count).map { _ in integer(1...9) }
      return weights.map { Exact($0, over: weights.reduce(0, +)) }
    }
    func named(_ prefix: String, _ count: Int, _ role: Party.Role) -> [Party] {
      (0..<count).map { Party(id: "\(prefix)\($0)", name: "", role: role, isPublic: $0 == 0) }
    }
    let (payerCount, providers, investors) = (integer(1...3), integer(1...3), integer(0...3))
    parties =
      named("payer", payerCount, .payer) + named("provider", providers, .provider)
      + named("investor", investors, .investor) + [Party(id: "judge", name: "", role: .evaluator)]
    let parts = shares(payerCount)
    payers = (0..<payerCount).map { ("payer\($0)", parts[$0]) }
    for place in 0..<integer(1...3) {
      let direction: Outcome.Direction = integer(0...1) == 0 ? .decrease : .increase
      let isShare = integer(0...2) > 0
      let sign = direction == .increase ? 1 : -1
      // Half of 100 % and 20 points towards the better, or 250 points of a scale and 40.
      outcomes.append(
        isShare
          ? Outcome(
            id: "o\(place)", title: "", kind: .attendance, unit: .share, direction: direction,
            baseline: Exact(50, over: 100), target: Exact(50 + 20 * sign, over: 100))
          : Outcome(
            id: "o\(place)", title: "", kind: .mathematics, unit: .points, direction: direction,
            baseline: Exact(250), target: Exact(250 + 20 * sign),
            best: integer(0...1) == 0 ? Exact(250 + 50 * sign) : nil))
    }
    for number in 0..<integer(1...3) {
      let measured = Self.start + Int32(300 * (number + 1))
      milestones.append(
        Milestone(
          id: "m\(number)", title: "", measured: CalendarDate(days: measured),
          payment: CalendarDate(days: measured + Int32(integer(0...40)))))
    }
    // From pesos, where every rounding shows, to millions.
    let scale = [1, 1, 100, 1_000_000][integer(0...3)]
    for milestone in milestones {
      for outcome in outcomes {
        for provider in 0..<providers where integer(0...9) > 0 {
          let rule: Tariff.Rule =
            switch integer(0...4) {
            case 0: .perPerson(integer(1...999) * scale)
            case 1:
              .perPoint(
                integer(1...9999) * scale,
                point: Exact(integer(1...3), over: outcome.unit == .share ? 100 : 1),
                wholeOnly: integer(0...1) == 0)
            case 2:
              .steps([
                .init(at: Self.value(outcome, -5), pays: integer(0...200) * scale),
                .init(at: Self.value(outcome, 5), pays: integer(200...500) * scale),
                .init(at: Self.value(outcome, 15), pays: integer(500...9000) * scale),
              ])
            case 3: .threshold(integer(1...99_999) * scale, from: Self.value(outcome, integer(0...20)))
            default: .allOrNothing(integer(1...99_999) * scale)
            }
          let floor = integer(0...2) == 0 ? integer(0...50) * scale : 0
          tariffs.append(
            Tariff(
              outcome: outcome.id, provider: "provider\(provider)", milestone: milestone.id, rule: rule,
              cap: integer(50...99_999) * scale, floor: floor))
          if integer(0...9) == 0 { continue }
          let persons = integer(1...900)
          let isCounted = outcome.unit == .points || integer(0...2) == 0
          measurements.append(
            Measurement(
              milestone: milestone.id, outcome: outcome.id, provider: "provider\(provider)",
              value: Self.value(outcome, integer(-20...40)), persons: persons,
              reached: isCounted ? integer(0...persons) : nil))
        }
      }
    }
    if tariffs.isEmpty {
      tariffs = [
        Tariff(
          outcome: "o0", provider: "provider0", milestone: "m0", rule: .allOrNothing(integer(1...99) * scale))
      ]
    }
    if investors > 0 {
      for _ in 0..<integer(1...5) {
        investments.append(
          Investment(
            investor: "investor\(integer(0...(investors - 1)))",
            provider: "provider\(integer(0...(providers - 1)))", amount: integer(1...60_000) * scale,
            date: CalendarDate(days: Self.start + Int32(integer(0...(300 * milestones.count))))))
      }
      let rate = Exact(integer(0...20), over: 100)
      let gain: WaterfallTier = integer(0...1) == 0 ? .totalReturn(rate) : .annualReturn(rate)
      switch integer(0...4) {
      case 0: waterfall = [.capital]
      case 1: waterfall = [gain, .capital]
      case 2: waterfall = [.annualReturn(Exact(2, over: 100)), .capital, .totalReturn(rate)]
      default: waterfall = [.capital, gain]
      }
    }
    if investors > 0 || integer(0...2) == 0 {
      // Providers, and now and then a payer and an investor, share what is left.
      let heirs =
        (0..<providers).map { "provider\($0)" } + (integer(0...2) == 0 ? ["payer0"] : [])
        + (investors > 0 && integer(0...2) == 0 ? ["investor0"] : [])
      let parts = shares(heirs.count)
      waterfall.append(.surplus(zip(heirs, parts).map { ($0, $1) }))
    }
    for milestone in milestones {
      switch integer(0...5) {
      case 0: continue
      case 1:
        for provider in 0..<providers { certify(milestone, after: integer(0...200), "provider\(provider)") }
      default: certify(milestone, after: integer(0...60), nil)
      }
    }
  }

  /// A value so many points better than the baseline, hundredths of a share or points of a scale.
  static func value(_ outcome: Outcome, _ better: Int) -> Exact {
    let sign = outcome.direction == .increase ? 1 : -1
    return outcome.baseline + Exact(sign * better, over: outcome.unit == .share ? 100 : 1)
  }

  private mutating func certify(_ milestone: Milestone, after days: Int, _ provider: String?) {
    let isMeasured = measurements.contains {
      $0.milestone == milestone.id && $0.provider == provider ?? $0.provider
    }
    guard isMeasured else { return }
    certifications.append(
      Certification(
        milestone: milestone.id, provider: provider, evaluator: "judge",
        date: CalendarDate(days: milestone.measured.days + Int32(days)), evidence: FirstContract.digest))
  }

  /// The measurement at a place with a better value, by points, and persons reached to match.
  mutating func improve(_ place: Int, by points: Int) {
    let old = measurements[place]
    guard let outcome = outcomes.first(where: { $0.id == old.outcome }) else { return }
    let sign = outcome.direction == .increase ? 1 : -1
    let better = old.value + Exact(sign * points, over: outcome.unit == .share ? 100 : 1)
    measurements[place] = Measurement(
      milestone: old.milestone, outcome: old.outcome, provider: old.provider,
      value: outcome.allows(better) ? better : old.value, persons: old.persons,
      reached: old.reached.map { min($0 + points, old.persons ?? $0) })
  }

  func made() throws(ContractError) -> Contract {
    try Contract(
      id: "c", title: "", budget: 1_000_000_000_000, parties: parties, payerShares: payers,
      outcomes: outcomes,
      milestones: milestones, tariffs: tariffs, investments: investments, waterfall: waterfall,
      measurements: measurements, certifications: certifications)
  }
}
