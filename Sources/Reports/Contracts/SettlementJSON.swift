import Columns
public import Contracts
import Indicators
import Kernels

extension Settlement {
  /// The settlement as the command line gives it; amounts are whole pesos, what has no meaning is null.
  ///
  /// - Parameter comparison: what was published of it, as `comparison(with:)` finds it.
  public func json(_ simulation: SettlementSimulation? = nil, comparison: PublishedComparison? = nil)
    -> JSONText
  {
    var members: [(String, JSONText)] = [
      ("command", .string("settle")), ("contract", .string(contract.id)), ("title", .string(contract.title)),
      ("until", .string(until?.text)), ("budget", .integer(contract.budget)), ("paid", .integer(paid)),
      ("results", .array(results.map(json))), ("outcomes", .array(outcomeCosts.map(json))),
      ("investors", .array(investorReturns.map(Settlement.json))), ("parties", .array(parties)),
      ("sources", money), ("balance", .integer(balances.reduce(0) { $0 + $1.received - $1.paid })),
      ("ledger", .array(ledger.entries.map(Settlement.json))),
      ("settled_results", .array(ledger.results.map(Settlement.json))),
      ("closings", .array(ledger.closings.map(Settlement.json))),
    ]
    if let simulation { members.append(("simulation", Settlement.json(simulation))) }
    if let comparison {
      members.append(("comparison", comparison.json))
      if !comparison.unread.isEmpty { members.append(("not_read", comparison.unreadJSON)) }
    }
    return .object(members)
  }

  private func json(_ result: Result) -> JSONText {
    let measurement = result.measurement
    var members: [(String, JSONText)] = [
      ("milestone", .string(result.tariff.milestone)), ("outcome", .string(result.tariff.outcome)),
      ("provider", .string(result.tariff.provider)), ("value", .double(measurement?.value.double)),
      ("state", .string(result.state.name)),
    ]
    switch result.state {
    case .paid(let day, let by):
      members += [("date", .string(day.text)), ("certified_by", .string(by))]
    case .due(let day): members += [("date", .string(day.text)), ("certified_by", .null)]
    case .notMeasured, .notCertified: members += [("date", .null), ("certified_by", .null)]
    }
    let certification = certification(of: result)
    return .object(
      members + [
        ("certified", .string(certification?.date.text)),
        ("evidence", .string(certification?.evidence.lowercased())), ("amount", .integer(result.amount)),
        ("paid", .integer(result.paid)), ("most", .integer(result.most)),
      ])
  }

  private func json(_ cost: OutcomeCost) -> JSONText {
    let outcome = contract.outcome(cost.outcome)
    return .object([
      ("outcome", .string(cost.outcome)), ("type", .string(outcome?.kind.rawValue)),
      ("baseline", .double(outcome?.baseline.double)), ("target", .double(outcome?.target.double)),
      ("paid", .integer(cost.paid)), ("persons", .double(cost.persons?.double)),
      ("cost_per_person", .double(cost.perPerson?.double)),
    ])
  }

  private static func json(_ investor: InvestorReturn) -> JSONText {
    .object([
      ("investor", .string(investor.investor)), ("invested", .integer(investor.invested)),
      ("capital_repaid", .integer(investor.capitalRepaid)), ("gained", .integer(investor.gained)),
      ("loss", .integer(investor.loss)), ("irr", .double(investor.internalRateOfReturn)),
      ("irr_roots", .array(investor.internalRates.map(JSONText.double))),
    ])
  }

  private var parties: [JSONText] {
    balances.map { account, paid, received in
      .object([
        ("party", .string(account)), ("role", .string(contract.party(account)?.role.rawValue)),
        ("paid", .integer(paid)), ("received", .integer(received)), ("balance", .integer(received - paid)),
      ])
    }
  }

  private var money: JSONText {
    let (publicMoney, privateMoney) = sources
    let total = publicMoney + privateMoney
    return .object([
      ("public", .integer(publicMoney)), ("private", .integer(privateMoney)),
      ("public_share", .double(total > 0 ? Exact(publicMoney, over: total).double : nil)),
    ])
  }

  private static func json(_ entry: Ledger.Entry) -> JSONText {
    .object([
      ("number", .integer(entry.number)), ("date", .string(entry.date.text)),
      ("kind", .string(entry.kind.rawValue)), ("from", .string(entry.from)), ("to", .string(entry.to)),
      ("amount", .integer(entry.amount)), ("reason", .string(entry.reason.isEmpty ? nil : entry.reason)),
      ("digest", .string(entry.digest)),
    ])
  }

  private static func json(_ result: Ledger.SettledResult) -> JSONText {
    .object([
      ("entries", .integer(result.entries)), ("date", .string(result.date.text)),
      ("result", .string(result.result)), ("statement", .string(result.statement)),
      ("digest", .string(result.digest)),
    ])
  }

  private static func json(_ closing: Ledger.Closing) -> JSONText {
    .object([
      ("entries", .integer(closing.entries)), ("until", .string(closing.until.text)),
      ("covers_results", .bool(closing.coversResults)), ("digest", .string(closing.digest)),
    ])
  }

  private static func json(_ simulation: SettlementSimulation) -> JSONText {
    func spread(_ spread: SettlementSimulation.Spread) -> JSONText {
      .object(
        [("mean", .double(spread.mean)), ("std_dev", .double(spread.standardDeviation))]
          + zip(SettlementSimulation.levels, spread.quantiles).map { ("p\($0)", .integer($1)) })
    }
    return .object([
      ("draws", .integer(simulation.draws)), ("seed", .digits(String(simulation.seed))),
      ("paid", spread(simulation.paid)), ("loss", spread(simulation.loss)),
      ("gained", spread(simulation.gain)), ("surplus", spread(simulation.surplus)),
      ("whole_capital_share", .double(simulation.wholeCapital.value)),
    ])
  }
}

extension Settlement.State {
  /// As JSON and CSV name it.
  var name: String {
    switch self {
    case .paid: "paid"
    case .notMeasured: "not_measured"
    case .notCertified: "not_certified"
    case .due: "due"
    }
  }
}
