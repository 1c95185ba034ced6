import Columns
public import Contracts
import Kernels

extension Settlement {
  /// The settlement as tables for people and for CSV: results, outcomes, investors, parties, sources of money and the ledger.
  public func tables(_ language: Language, _ simulation: SettlementSimulation? = nil) -> [ReportTable] {
    let words = SettlementWording(language)
    let names = self.names
    func table(
      _ id: String, _ title: String, keys: [String], columns: [String], rows: [ReportTable.Row],
      notes: [String] = []
    ) -> ReportTable {
      ReportTable(
        id: id, number: "", chapter: "", title: "\(title). \(contract.title)", unit: words.pesos,
        years: "", keyNames: keys, columns: columns, rows: rows, formula: "", source: words.source,
        notes: notes, keyLabels: names.filter { keys.contains($0.key) })
    }
    func pesos(_ amount: Int?) -> ReportTable.Cell? {
      amount.map { .init(value: .exact(Exact($0)), decimals: 0) }
    }
    func ratio(_ value: Exact?, _ numerator: Int, _ denominator: Exact?, decimals: Int) -> ReportTable.Cell {
      .init(
        value: value.map { .exact($0) }, numerator: Exact(numerator), denominator: denominator,
        decimals: decimals)
    }
    let results = self.results.map { result in
      ReportTable.Row(
        keys: [result.tariff.milestone, result.tariff.outcome, result.tariff.provider, result.state.name],
        cells: [
          result.measurement.map { .init(value: .exact($0.value), decimals: 3) }, pesos(result.amount),
          pesos(result.paid), pesos(result.most),
        ],
        shown: words.withoutPayment(result, of: contract.outcome(result.tariff.outcome)).map { ["state": $0] }
          ?? [:])
    }
    let investors = investorReturns.map { investor in
      ReportTable.Row(
        keys: [investor.investor],
        cells: [
          pesos(investor.invested), pesos(investor.capitalRepaid), pesos(investor.gained),
          pesos(investor.loss),
          investor.internalRateOfReturn.map { .init(value: .real(100 * $0), decimals: 2) },
        ])
    }
    let parties = balances.map { account, paid, received in
      ReportTable.Row(
        keys: [account, contract.party(account)?.role.rawValue ?? Ledger.account],
        cells: [pesos(paid), pesos(received), pesos(received - paid)])
    }
    let costs = outcomeCosts.map { cost in
      ReportTable.Row(
        keys: [cost.outcome],
        cells: [
          pesos(cost.paid), cost.persons.map { .init(value: .exact($0), decimals: 1) },
          ratio(cost.perPerson, cost.paid, cost.persons, decimals: 0),
        ])
    }
    let entries = ledger.entries.map { entry in
      ReportTable.Row(
        keys: [String(entry.number), entry.date.text, entry.kind.rawValue, entry.from, entry.to],
        cells: [pesos(entry.amount)])
    }
    let (publicMoney, privateMoney) = sources
    let money =
      [("public", publicMoney), ("private", privateMoney), ("total", publicMoney + privateMoney)]
      .map { source, amount in
        let total = Exact(publicMoney + privateMoney)
        return ReportTable.Row(
          keys: [source],
          cells: [
            pesos(amount), ratio((Exact(amount) / total).map { $0 * Exact(100) }, amount, total, decimals: 1),
          ])
      } + [ReportTable.Row(keys: ["budget"], cells: [pesos(contract.budget), nil])]
    var tables = [
      table(
        "settlement-results", words.results, keys: ["milestone", "outcome", "provider", "state"],
        columns: ["value", "amount", "paid", "most"], rows: results,
        notes: certifications.map {
          words.certified(
            $0, by: names["party"]?[$0.evaluator] ?? $0.evaluator,
            of: names["milestone"]?[$0.milestone] ?? $0.milestone)
        }),
      table(
        "settlement-outcomes", words.outcomes, keys: ["outcome"],
        columns: ["paid", "persons", "cost_per_person"], rows: costs),
      table(
        "settlement-investors", words.investors, keys: ["investor"],
        columns: ["invested", "capital_repaid", "gained", "loss", "irr_pct"], rows: investors,
        notes: words.internalRates(investorReturns, names["investor"] ?? [:])),
      table(
        "settlement-parties", words.parties, keys: ["party", "role"],
        columns: ["paid", "received", "balance"],
        rows: parties, notes: [words.zero]),
      table(
        "settlement-money", words.money, keys: ["source"], columns: ["amount", "share_pct"], rows: money,
        notes: [words.budget(contract.budget, paid: paid)]),
      table(
        "settlement-ledger", words.ledger, keys: ["number", "date", "kind", "from", "to"],
        columns: ["amount"], rows: entries, notes: ledger.closings.last.map { [words.closed($0)] } ?? []),
    ]
    if investors.isEmpty { tables.remove(at: 2) }
    if let simulation {
      func row(_ name: String, _ spread: SettlementSimulation.Spread) -> ReportTable.Row {
        ReportTable.Row(
          keys: [name],
          cells: [
            .init(value: .real(spread.mean), decimals: 0),
            .init(value: .real(spread.standardDeviation), decimals: 0),
          ] + spread.quantiles.map(pesos))
      }
      tables.append(
        table(
          "settlement-simulation", words.simulation, keys: ["quantity"],
          columns: ["mean", "std_dev"] + SettlementSimulation.levels.map { "p\($0)" },
          rows: [
            row("paid", simulation.paid), row("loss", simulation.loss), row("gained", simulation.gain),
            row("surplus", simulation.surplus),
          ], notes: [words.simulated(simulation)]))
    }
    return tables
  }

  /// Certifications that results are paid on, each once.
  private var certifications: [Certification] {
    results.reduce(into: []) { found, result in
      if let own = certification(of: result), !found.contains(own) { found.append(own) }
    }
  }

  /// What a result is paid on; nil where it is not.
  func certification(of result: Result) -> Certification? {
    guard case .paid(let day, _) = result.state else { return nil }
    return contract.certification(for: result.tariff, until: day)
  }

  /// The names that the contract gives, by the key columns that hold their ids: files keep the ids.
  private var names: [String: [String: String]] {
    func named(_ pairs: [(id: String, name: String)]) -> [String: String] {
      Dictionary(
        pairs.filter { !$0.name.isEmpty }.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
    }
    let parties = named(contract.parties.map { ($0.id, $0.name) })
    var names = [
      "milestone": named(contract.milestones.map { ($0.id, $0.title) }),
      "outcome": named(contract.outcomes.map { ($0.id, $0.title) }),
    ]
    for key in ["provider", "investor", "party", "from", "to"] { names[key] = parties }
    return names
  }

  /// What to show for the machine labels of these tables.
  public static func texts(_ language: Language) -> [String: String] { SettlementWording(language).labels }
}
