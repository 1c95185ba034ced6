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
    #expect(throws: ContractError(.contract, .settledPeriodChanged(entry: 3))) {
      try Settlement(changed, settled: settled)
    }
    #expect(throws: ContractError(.contract, .ledgerDatedLater(entry: 3))) {
      try Settlement(try FirstContract().made(), until: FirstContract.day("2023-12-31"), settled: settled)
    }
  }

  @Test("any change of an entry, a missing one or a changed order breaks the chain")
  func chain() throws {
    let entries = try Settlement(try FirstContract().made()).ledger.entries
    #expect(try Ledger(verifying: entries).entries == entries)
    for place in entries.indices {
      let entry = entries[place]
      var changed = entries
      changed[place] = Ledger.Entry(
        number: entry.number, date: entry.date, kind: entry.kind, from: entry.from, to: entry.to,
        amount: entry.amount + 1, reason: entry.reason, digest: entry.digest)
      #expect(throws: ContractError(.contract, .ledgerBroken(entry: place + 1))) {
        try Ledger(verifying: changed)
      }
      var without = entries
      without.remove(at: place)
      if place + 1 < entries.count {
        #expect(throws: ContractError(.contract, .ledgerBroken(entry: place + 1))) {
          try Ledger(verifying: without)
        }
      }
    }
  }
}
