import Columns
import Contracts
import Kernels
import Testing

@Suite("Ledger")
struct LedgerTests {
  @Test("what was settled comes out again, and more is added behind it")
  func grows() throws {
    let contract = try FirstContract().made()
    let first = try Settlement(contract, until: FirstContract.day("2024-06-30"))
    let second = try Settlement(contract, settled: first.ledger)
    #expect(second.ledger.entries.count > first.ledger.entries.count)
    #expect(Array(second.ledger.entries.prefix(first.ledger.entries.count)) == first.ledger.entries)
  }

  @Test("a contract that would change a settled period is refused")
  func settledStays() throws {
    var first = FirstContract()
    let settled = try Settlement(try first.made(), until: FirstContract.day("2024-06-30")).ledger
    first.measurements[0] = Measurement(
      milestone: "one", outcome: "deficit", provider: "a", value: Exact(60, over: 100), persons: 900)
    let changed = try first.made()
    // Lines: the header, two investments, four payments, two of capital and two of return, then the results.
    #expect(
      throws: ContractError(
        .measurement(0),
        .settledResultChanged("one/deficit/a", line: 12, settled: "value=0.21", now: "value=0.6"))
    ) { try Settlement(changed, settled: settled) }
    #expect(throws: ContractError(.contract, .ledgerDatedLater(entry: 3))) {
      try Settlement(try FirstContract().made(), until: FirstContract.day("2023-12-31"), settled: settled)
    }
  }

  @Test("when a result was certified, and what it was measured against, is settled with it")
  func termsStay() throws {
    let until = FirstContract.day("2024-06-30")
    let settled = try Settlement(try FirstContract().made(), until: until).ledger
    var later = FirstContract()
    later.certifications[0] = Certification(
      milestone: "one", evaluator: "judge", date: FirstContract.day("2024-01-20"),
      evidence: FirstContract.digest)
    var lower = FirstContract()
    lower.outcomes = [
      Outcome(
        id: "deficit", title: "", kind: .literacy, unit: .share, direction: .decrease,
        baseline: Exact(60, over: 100), target: Exact(40, over: 100))
    ]
    // Neither changes an entry: both are paid on 31 January as before, all or nothing.
    let changes: [(FirstContract, ContractError.Subject, String, String)] = [
      (later, .certification(0), "certified=2024-01-10", "certified=2024-01-20"),
      (lower, .outcome(0), "baseline=0.79", "baseline=0.6"),
    ]
    for (contract, subject, old, new) in changes {
      let made = try contract.made()
      #expect(
        throws: ContractError(
          subject, .settledResultChanged("one/deficit/a", line: 12, settled: old, now: new))
      ) { try Settlement(made, settled: settled) }
    }
    // A ledger whose lines had no such words yet says nothing of them, and goes on.
    var before = Ledger()
    for entry in settled.entries {
      before.append(
        entry.kind, on: entry.date, from: entry.from, to: entry.to, amount: entry.amount, reason: entry.reason
      )
      for result in settled.results where result.entries == entry.number {
        let words = result.statement.split(separator: " ").prefix { !$0.hasPrefix("certified=") }
        before.settle(result.result, as: words.joined(separator: " "), on: result.date)
      }
    }
    before.close(until: until)
    #expect(before.results.count == settled.results.count)
    let made = try later.made()
    let whole = try Settlement(made, settled: before).ledger
    #expect(whole.results.count == 3 && whole.results[2].statement.contains("certified="))
    #expect(whole.results[0] == before.results[0])
  }

  @Test("each settlement ends with a closing, and settling the same day again adds nothing")
  func closings() throws {
    let contract = try FirstContract().made()
    let (june, july) = (FirstContract.day("2024-06-30"), FirstContract.day("2024-07-31"))
    let first = try Settlement(contract, until: june).ledger
    #expect(first.closings.map(\.entries) == [first.entries.count] && first.closings[0].until == june)
    #expect(try Settlement(contract, until: june, settled: first).ledger == first)
    // Nothing happened in July: a closing alone.
    let second = try Settlement(contract, until: july, settled: first).ledger
    #expect(second.entries == first.entries && second.closings.map(\.until) == [june, july])
    // An earlier day that loses no entry is settled already.
    #expect(
      try Settlement(contract, until: FirstContract.day("2024-05-01"), settled: second).ledger == second)
    // Without a day the last entry's: 2025-02-10.
    let last = try Settlement(contract, settled: second).ledger
    #expect(last.closings.map(\.until.text) == ["2024-06-30", "2024-07-31", "2025-02-10"])
    #expect(try Ledger(verifying: last.entries, results: last.results, closings: last.closings) == last)
    var empty = FirstContract()
    (empty.investments, empty.waterfall) = ([], [])
    #expect(
      try Settlement(try empty.made(), until: FirstContract.day("2023-01-01")).ledger.closings.count == 1)
  }

  @Test("what is certified of a settled period afterwards is refused, though it changes no entry")
  func lateCertification() throws {
    var first = FirstContract()
    first.certifications = [
      Certification(
        milestone: "one", outcome: "deficit", provider: "b", evaluator: "judge",
        date: FirstContract.day("2024-02-10"), evidence: FirstContract.digest)
    ]
    let settled = try Settlement(try first.made(), until: FirstContract.day("2024-06-30")).ledger
    first.certifications.append(
      Certification(
        milestone: "one", outcome: "deficit", provider: "a", evaluator: "judge",
        date: FirstContract.day("2024-05-10"), evidence: FirstContract.digest))
    let late = try first.made()
    #expect(throws: ContractError(.certification(1), .periodClosed(until: "2024-06-30", date: "2024-05-10")))
    {
      try Settlement(late, settled: settled)
    }
    first.certifications[1] = Certification(
      milestone: "one", outcome: "deficit", provider: "a", evaluator: "judge",
      date: FirstContract.day("2024-07-01"), evidence: FirstContract.digest)
    #expect(try Settlement(try first.made(), settled: settled).paid == 180)
  }

  /// A contract of which the second milestone pays nothing.
  private static func failing(second value: Int = 50, certified day: String = "2025-02-10") throws -> Contract
  {
    var first = FirstContract()
    first.measurements[2] = Measurement(
      milestone: "two", outcome: "deficit", provider: "a", value: Exact(value, over: 100), persons: 600)
    first.certifications[1] = Certification(
      milestone: "two", evaluator: "judge", date: FirstContract.day(day), evidence: FirstContract.digest)
    return try first.made()
  }

  @Test(
    "a result that pays nothing is settled as any other: it has its line, closes its day, and cannot be better afterwards"
  )
  func worthlessResults() throws {
    let settled = try Settlement(try Self.failing()).ledger
    #expect(settled.results.map(\.result) == ["one/deficit/a", "one/deficit/b", "two/deficit/a"])
    #expect(
      settled.results[2].statement
        == "value=0.5 persons=600 by=judge evidence=\(FirstContract.digest) certified=2025-02-10 baseline=0.79 target=0.4"
    )
    // The last transfer is of 2024-03-01; the second milestone was worth nothing on 2025-02-10.
    #expect(settled.entries.last?.date.text == "2024-03-01")
    #expect(settled.closings.map(\.until.text) == ["2025-02-10"])
    #expect(try Settlement(try Self.failing(), settled: settled).ledger == settled)
    let line = settled.line(ofResult: 2)
    #expect(line == settled.entries.count + 4)
    for value in [20, 51] {
      #expect(
        throws: ContractError(
          .measurement(2),
          .settledResultChanged(
            "two/deficit/a", line: line, settled: "value=0.5", now: "value=0.\(value == 20 ? "2" : "51")"))
      ) { try Settlement(try Self.failing(second: value), settled: settled) }
    }
    // Nor by certifying it again on a later day.
    #expect(
      throws: ContractError(
        .certification(1),
        .settledResultChanged(
          "two/deficit/a", line: line, settled: "date=2025-02-10 certified=2025-02-10",
          now: "date=2026-01-01 certified=2026-01-01")
      )
    ) { try Settlement(try Self.failing(certified: "2026-01-01"), settled: settled) }
    // Nor by leaving it out.
    var without = FirstContract()
    without.measurements.removeLast()
    without.certifications.removeLast()
    let less = try without.made()
    #expect(
      throws: ContractError(
        .contract,
        .settledResultChanged("two/deficit/a", line: line, settled: "date=2025-02-10", now: nil))
    ) { try Settlement(less, settled: settled) }
    #expect(throws: ContractError(.contract, .resultDatedLater(line: line))) {
      try Settlement(try Self.failing(), until: FirstContract.day("2024-12-31"), settled: settled)
    }
  }

  @Test("a line of a result that was changed, moved or taken away breaks the chain")
  func resultChain() throws {
    let ledger = try Settlement(
      try Self.failing(),
      settled: try Settlement(
        try Self.failing(), until: FirstContract.day("2024-06-30")
      ).ledger
    ).ledger
    func verify(_ results: [Ledger.SettledResult]) throws(ContractError) -> Ledger {
      try Ledger(verifying: ledger.entries, results: results, closings: ledger.closings)
    }
    #expect(try verify(ledger.results) == ledger)
    for place in ledger.results.indices {
      let result = ledger.results[place]
      var changed = ledger.results
      changed[place] = Ledger.SettledResult(
        entries: result.entries, date: result.date, result: result.result,
        statement: result.statement.replacing("0.", with: "0.1"), digest: result.digest)
      #expect(throws: ContractError(.contract, .resultBroken(place + 1))) { try verify(changed) }
      changed[place] = Ledger.SettledResult(
        entries: result.entries + 1, date: result.date, result: result.result, statement: result.statement,
        digest: result.digest)
      #expect(throws: ContractError.self) { try verify(changed) }
      changed.remove(at: place)
      #expect(throws: ContractError.self) { try verify(changed) }
    }
  }

  @Test("a closing that was changed, moved, added or taken away breaks the chain, but for the last ones")
  func closingChain() throws {
    let contract = try FirstContract().made()
    var ledger = Ledger()
    for day in ["2023-12-31", "2024-01-31", "2024-02-28", "2025-12-31"] {
      ledger = try Settlement(contract, until: FirstContract.day(day), settled: ledger).ledger
    }
    func verify(_ closings: [Ledger.Closing]) throws(ContractError) -> Ledger {
      try Ledger(verifying: ledger.entries, results: ledger.results, closings: closings)
    }
    #expect(try verify(ledger.closings) == ledger)
    for place in ledger.closings.indices {
      let closing = ledger.closings[place]
      var changed = ledger.closings
      changed[place] = Ledger.Closing(
        entries: closing.entries, until: CalendarDate(days: closing.until.days + 1), digest: closing.digest)
      #expect(throws: ContractError.self) { try verify(changed) }
      changed[place] = Ledger.Closing(
        entries: closing.entries + 1, until: closing.until, digest: closing.digest)
      #expect(throws: ContractError.self) { try verify(changed) }
      changed[place] = closing
      changed.insert(closing, at: place)
      #expect(throws: ContractError.self) { try verify(changed) }
      changed = ledger.closings
      changed.remove(at: place)
      if place + 1 < ledger.closings.count {
        #expect(throws: ContractError.self) { try verify(changed) }
      } else {
        #expect(try verify(changed).isClosed == false)
      }
    }
  }

  @Test("any change of an entry, a missing one or a changed order breaks the chain")
  func chain() throws {
    let ledger = try Settlement(try FirstContract().made()).ledger
    let entries = ledger.entries
    func verify(_ entries: [Ledger.Entry]) throws(ContractError) -> Ledger {
      try Ledger(verifying: entries, results: ledger.results, closings: ledger.closings)
    }
    #expect(try verify(entries) == ledger)
    for place in entries.indices {
      let entry = entries[place]
      var changed = entries
      changed[place] = Ledger.Entry(
        number: entry.number, date: entry.date, kind: entry.kind, from: entry.from, to: entry.to,
        amount: entry.amount + 1, reason: entry.reason, digest: entry.digest)
      #expect(throws: ContractError(.contract, .ledgerBroken(entry: place + 1))) {
        try verify(changed)
      }
      var without = entries
      without.remove(at: place)
      if place + 1 < entries.count {
        #expect(throws: ContractError(.contract, .ledgerBroken(entry: place + 1))) {
          try verify(without)
        }
      }
    }
  }
}
