import Columns

/// What is settled already, against what a contract settles now.
struct SettledPeriods {
  let settled: Ledger
  let contract: Contract

  init(_ settled: Ledger, contract: Contract) {
    self.settled = settled
    self.contract = contract
  }

  /// The settled ledger with what is new in another behind it, closed up to a day or its last line.
  func continued(by ledger: Ledger, until: CalendarDate?) throws(ContractError) -> Ledger {
    try checkResults(ledger, until)
    try checkEntries(ledger, until)
    for (place, old) in settled.results.enumerated()
    where !ledger.results.contains(where: { $0.result == old.result }) {
      throw ContractError(.contract, .resultDatedLater(line: settled.line(ofResult: place)))
    }
    let known = Set(settled.results.map(\.result))
    var results: [Ledger.SettledResult] = []
    for result in ledger.results where !known.contains(result.result) {
      if try isAfter(result) { results.append(result) }
    }
    var rest = results[...]
    var whole = settled
    func settleResults(before number: Int) {
      while let result = rest.first, result.entries < number {
        whole.settle(result.result, as: result.statement, on: result.date)
        rest.removeFirst()
      }
    }
    for entry in ledger.entries.dropFirst(settled.entries.count) {
      if let closed = settled.closings.last, entry.date <= closed.until {
        throw ContractError(
          cause(of: entry), .periodClosed(until: closed.until.text, date: entry.date.text))
      }
      settleResults(before: entry.number)
      whole.append(
        entry.kind, on: entry.date, from: entry.from, to: entry.to, amount: entry.amount, reason: entry.reason
      )
    }
    settleResults(before: .max)
    if let day = until ?? whole.lastDay { whole.close(until: day) }
    return whole
  }

  /// Every result that was settled up to a day is settled now, as it was.
  private func checkResults(_ ledger: Ledger, _ until: CalendarDate?) throws(ContractError) {
    for (place, old) in settled.results.enumerated() {
      let line = settled.line(ofResult: place)
      guard let new = ledger.results.first(where: { $0.result == old.result }) else {
        if let until, until < old.date { continue }
        throw ContractError(
          subject(of: old.result),
          .settledResultChanged(old.result, line: line, settled: "date=\(old.date.text)", now: nil))
      }
      guard let now = new.changed(from: old) else { continue }
      let isCertification = now.split(separator: " ").allSatisfy {
        ["date", "by", "evidence", "certified"].contains($0.prefix { $0 != "=" })
      }
      let isOfTerms = now.split(separator: " ").allSatisfy {
        ["baseline", "target"].contains($0.prefix { $0 != "=" })
      }
      throw ContractError(
        isCertification
          ? certification(of: old.result)
          : isOfTerms ? outcome(of: old.result) : subject(of: old.result),
        .settledResultChanged(
          old.result, line: line, settled: old.changed(from: new) ?? old.statement, now: now))
    }
  }

  private func checkEntries(_ ledger: Ledger, _ until: CalendarDate?) throws(ContractError) {
    guard let number = ledger.firstDifference(from: settled) else { return }
    let old = settled.entries[number - 1]
    if let until, old.date > until {
      throw ContractError(.contract, .ledgerDatedLater(entry: number))
    }
    // What is put before it is the cause, else what it was for.
    let new = number <= ledger.entries.count ? ledger.entries[number - 1] : nil
    let isNew = new.map { new in !settled.entries.contains { $0.reason == new.reason } } ?? false
    throw ContractError(cause(of: isNew ? new ?? old : old), .settledPeriodChanged(entry: number))
  }

  /// Whether a result is after all that is settled; one that is not has no place in a period whose results have their lines.
  private func isAfter(_ result: Ledger.SettledResult) throws(ContractError) -> Bool {
    guard let closed = settled.closings.last,
      let covering = settled.closings.first(where: { $0.until >= result.date })
    else { return result.date >= settled.lastDay ?? result.date }
    guard covering.coversResults else { return false }
    throw ContractError(
      certification(of: result.result), .periodClosed(until: closed.until.text, date: result.date.text))
  }

  /// The part of the contract of which an entry comes.
  private func cause(of entry: Ledger.Entry) -> ContractError.Subject {
    switch entry.kind {
    case .payment: subject(of: entry.reason)
    case .investment:
      contract.investments.firstIndex {
        $0.investor == entry.from && $0.provider == entry.to && $0.date == entry.date
      }.map { .investment($0) } ?? .contract
    case .capital, .return, .surplus: contract.waterfall.isEmpty ? subject(of: entry.reason) : .tier(0)
    }
  }

  /// The measurement of a result.
  private func subject(of result: String) -> ContractError.Subject {
    contract.measurements.firstIndex { "\($0.milestone)/\($0.outcome)/\($0.provider)" == result }
      .map { .measurement($0) } ?? .contract
  }

  /// The outcome of a result.
  private func outcome(of result: String) -> ContractError.Subject {
    let name = contract.tariffs.first { $0.result == result }?.outcome
    return contract.outcomes.firstIndex { $0.id == name }.map { .outcome($0) } ?? .contract
  }

  /// The certification of a result.
  private func certification(of result: String) -> ContractError.Subject {
    guard let tariff = contract.tariffs.first(where: { $0.result == result }),
      let certification = contract.certification(for: tariff, until: nil),
      let place = contract.certifications.firstIndex(of: certification)
    else { return subject(of: result) }
    return .certification(place)
  }
}

extension Tariff {
  /// What it is for, as milestone/outcome/provider.
  var result: String { "\(milestone)/\(outcome)/\(provider)" }
}
