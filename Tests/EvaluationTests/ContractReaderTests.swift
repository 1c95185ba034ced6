import Contracts
import Evaluation
import Foundation
import Kernels
import Reports
import TestFixtures
import Testing

/// Oracles: the example contracts worked by hand; the line that each mistake stands in.
@Suite("Contracts in YAML")
struct ContractReaderTests {
  private static func path(_ name: String) -> String { Project.path("notebooks-data/contracts/\(name).yaml") }

  @Test("all providers reach the goal: capital back with 8 %, 24 % of public money")
  func success() throws {
    let settlement = try Settlement(try Contract(path: Self.path("lectoescritura")))
    #expect(settlement.paid == 330_000_000)
    let fund = try #require(settlement.investorReturns.first)
    #expect(fund.invested == 300_000_000)
    #expect(fund.capitalRepaid == 300_000_000)
    #expect(fund.gained == 24_000_000)
    #expect(settlement.sources.publicMoney == 79_200_000)
    #expect(settlement.sources.privateMoney == 250_800_000)
    // 594 of 2,700 children at deficit level are 22 %; from 79 % that is 1,539 fewer in the first year.
    let first = settlement.contract.measurements.prefix(3)
    #expect(first.compactMap(\.persons).reduce(0, +) == 2700)
    let cases = first.reduce(Exact.zero) { $0 + $1.value * Exact($1.persons ?? 0) }
    #expect(cases == Exact(594))
  }

  @Test("people read the names of parties, results and milestones, programs their ids")
  func names() throws {
    let settlement = try Settlement(try Contract(path: Self.path("lectoescritura-fracaso")))
    let tables = settlement.tables(.spanish)
    let text = tables.map { TablePlainText.text($0, texts: Settlement.texts(.spanish), language: .spanish) }
      .joined()
    for name in [
      "Organismo público", "Fondo de inversión con impacto", "Proveedor A", "Fin de primero básico",
      "Proporción de niñas y niños en nivel deficitario",
    ] {
      #expect(text.contains(name), "\(name)")
    }
    for id in ["ministerio", "proveedor_a", "deficit "] { #expect(!text.contains(id), "\(id)") }
    #expect(
      TableCSV.text(tables[0]).contains("settlement-results,primero/deficit/proveedor_a/paid,paid,60000000"))
  }

  @Test("a certified result that pays nothing is not told as paid; programs read the state as before")
  func withoutPayment() throws {
    let settlement = try Settlement(try Contract(path: Self.path("lectoescritura-fracaso")))
    func states(_ language: Language) -> [String] {
      let table = settlement.tables(language)[0]
      return DisplayTable(table, texts: Settlement.texts(language), language: language).rows.map {
        $0.stubs[3]
      }
    }
    #expect(states(.spanish) == ["Pagado"] + Array(repeating: "Sin pago (meta no alcanzada)", count: 5))
    #expect(states(.english) == ["Paid"] + Array(repeating: "No payment (target not reached)", count: 5))
    #expect(settlement.json().text.components(separatedBy: "\"state\": \"paid\"").count == 1 + 6)
    #expect(
      TableCSV.text(settlement.tables(.spanish)[0]).contains("primero/deficit/proveedor_b/paid,paid,0,"))
  }

  @Test("the same contract failing: one payment of 60 million, the fund loses the rest")
  func failure() throws {
    let settlement = try Settlement(try Contract(path: Self.path("lectoescritura-fracaso")))
    #expect(settlement.paid == 60_000_000)
    #expect(settlement.investorReturns.map(\.loss) == [240_000_000])
  }

  @Test("the second contract: 90 % of public money, every kind of tariff")
  func second() throws {
    let settlement = try Settlement(try Contract(path: Self.path("lectoescritura-segundo")))
    // 1800 × (0.75 − 0.38) × 180,000 = 119,880,000; (0.75 − 0.49)/(0.75 − 0.45) × 140 million = 121,333,333;
    // three whole points of attendance, 30 million; the step at 0.87, 30 million; 11.5 points × 1,500,000 = 17,250,000.
    #expect(
      settlement.results.map(\.paid) == [119_880_000, 121_333_333, 30_000_000, 30_000_000, 17_250_000])
    #expect(settlement.paid == 318_463_333)
    #expect(settlement.sources.publicMoney == 286_617_000)
    // Capital of 300 million first; interest of 5 % over 333 days on 120 and 180 million is 5,473,973 and 8,210,959.
    #expect(settlement.investorReturns.map(\.capitalRepaid) == [120_000_000, 180_000_000])
    #expect(settlement.investorReturns.map(\.gained) == [5_473_973, 8_210_959])
  }

  struct Mistake: Sendable, CustomTestStringConvertible {
    let old: String
    let new: String
    /// A part of the line that is wrong, which must be the line that the error names.
    let line: String
    let says: String
    var testDescription: String { says }

    init(_ old: String, _ new: String, line: String, _ says: String) {
      self.old = old
      self.new = new
      self.line = line
      self.says = says
    }
  }

  static let mistakes = [
    Mistake("budget: 330000000", "budget: 329999999", line: "budget: 329999999", "more than the budget"),
    Mistake("by: evaluador, date: 2024-01-15", "by: fondo, date: 2024-01-15", line: "by: fondo", "investor"),
    Mistake(
      "date: 2024-01-15", "date: 2023-12-14", line: "date: 2023-12-14", "before the measurement"),
    Mistake("share: 0.76", "share: 0.75", line: "share: 0.75", "add up to 0.99"),
    Mistake("proveedor_b: 0.3,", "proveedor_b: 0.2,", line: "proveedor_b: 0.2", "add up to 0.9"),
    Mistake(
      "rule: all_or_nothing, amount: 60000000}", "rule: all_or_nothin, amount: 60000000}",
      line: "all_or_nothin,", "did you mean 'all_or_nothing'"),
    Mistake("rate: 0.08,", "rate: ocho,", line: "rate: ocho", "must be a number"),
    Mistake("role: evaluator", "role: evaluador", line: "role: evaluador", "payer, provider"),
    Mistake("measured: 2023-12-15", "measured: 2023-12-32", line: "2023-12-32", "a day that exists"),
    Mistake("cases: 189", "cases: 901", line: "cases: 901", "901 cases of 900"),
    Mistake("    target: 0.40", "    target: 0.80", line: "target: 0.80", "no better than the baseline"),
    Mistake("    target: 0.40", "    targt: 0.40", line: "targt", "did you mean 'target'"),
    Mistake("baseline: 0.79", "baseline: 1.79", line: "baseline: 1.79", "outside the outcome's scale"),
    Mistake("share: 0.24", "share: -0.24", line: "share: -0.24", "-0.24 is no share"),
    Mistake(
      "name: Evaluador independiente", "name: proveedor  a", line: "name: proveedor  a",
      "has the name of 'proveedor_a'"),
    Mistake(
      "  - {id: primero, title: Fin de primero básico, measured: 2023-12-15, payment: 2024-01-31}",
      "  - id: primero\n    title: Fin\n    measured: 2023-12-15\n    payment: 2023-12-14",
      line: "    payment: 2023-12-14", "dated before the measurement"),
    Mistake(
      "{milestone: primero, by: evaluador, date: 2024-01-15, evidence: c483",
      "{milestone: primero, by: evaluador,\n   date: 2024-01-15,\n   evidence: 83", line: "   evidence: 83",
      "SHA-256"),
    Mistake("public: true", "public: si", line: "public: si", "true or false"),
  ]

  @Test("each mistake is one error with its line", arguments: mistakes)
  func mistake(_ mistake: Mistake) throws {
    let text = try String(contentsOfFile: Self.path("lectoescritura"), encoding: .utf8)
    let start = try #require(text.range(of: mistake.old))
    let changed = text.replacingCharacters(in: start, with: mistake.new)
    let error = try #require(throws: SpecError.self) { try Contract(text: changed, path: "c.yaml") }
    #expect(error.message.contains(mistake.says), "\(error)")
    let lines = changed.split(separator: "\n", omittingEmptySubsequences: false)
    let position = try #require(error.position)
    #expect(lines[position.line - 1].contains(mistake.line), "line \(position.line): \(error)")
  }

  @Test("weights are shares of the budget, in every tariff, and add up to one")
  func weights() throws {
    let text = try String(contentsOfFile: Self.path("lectoescritura"), encoding: .utf8)
    let weighed = text.replacing("amount: 60000000}", with: "weight: 0.2}")
      .replacing("rule: all_or_nothing, amount: 50000000}", with: "rule: all_or_nothing, weight: 0.13}")
    let short = try #require(throws: SpecError.self) { try Contract(text: weighed, path: "c.yaml") }
    #expect(short.message.contains("add up to 0.99"))
    let even = weighed.replacing("weight: 0.13}", with: "weight: 0.1}")
      .replacing("weight: 0.2}", with: "weight: 0.2333}")
    #expect(throws: SpecError.self) { try Contract(text: even, path: "c.yaml") }
    let whole = weighed.replacing("weight: 0.13}", with: "weight: 0.1}")
      .replacing("weight: 0.2}", with: "weight: 0.15}")
      .replacing(
        "proveedor_a, milestone: primero, rule: all_or_nothing, weight: 0.15",
        with: "proveedor_a, milestone: primero, rule: all_or_nothing, weight: 0.4")
    let contract = try Contract(text: whole, path: "c.yaml")
    #expect(contract.tariffs[0].rule == .allOrNothing(132_000_000))
    #expect(contract.tariffs[5].rule == .allOrNothing(33_000_000))
    let mixed = text.replacing(
      "milestone: primero, rule: all_or_nothing, amount: 60000000}",
      with: "milestone: primero, rule: all_or_nothing, weight: 0.2}")
    let error = try #require(throws: SpecError.self) { try Contract(text: mixed, path: "c.yaml") }
    #expect(error.message.contains("not in every tariff"))
  }

  @Test("a ledger survives its file, and a changed file is refused with its line")
  func ledgerFile() throws {
    let ledger = try Settlement(try Contract(path: Self.path("lectoescritura"))).ledger
    let text = LedgerFile.text(ledger)
    try TemporaryFolder.with { folder in
      #expect(try LedgerFile.read(folder.path + "/none.csv") == Ledger())
      let path = try folder.write(text, to: "ledger.csv")
      #expect(try LedgerFile.read(path) == ledger)
      let changed = try folder.write(text.replacing("60000000,", with: "60000001,"), to: "changed.csv")
      let error = try #require(throws: SpecError.self) { try LedgerFile.read(changed) }
      #expect(error.position?.line == 2)
      let short = try folder.write(String(text.dropLast(70)), to: "short.csv")
      #expect(throws: SpecError.self) { try LedgerFile.read(short) }
      // Cut at any line but for the header alone: it is told with the line that is now the last.
      let lines = text.split(separator: "\n")
      #expect(lines.count == ledger.entries.count + 2 && lines.last?.contains("closing") == true)
      for count in 2..<lines.count {
        let cut = try folder.write(lines.prefix(count).joined(separator: "\n") + "\n", to: "cut.csv")
        let error = try #require(throws: SpecError.self) { try LedgerFile.read(cut) }
        #expect(error.message.contains("its end was cut off") && error.position?.line == count, "\(error)")
      }
      let saved = try folder.write("\u{FEFF}" + text.replacing("\n", with: "\r\n"), to: "saved.csv")
      #expect(try LedgerFile.read(saved) == ledger)
      // A closing out of its place, or changed.
      var moved = lines
      moved.swapAt(lines.count - 2, lines.count - 1)
      let wrong = try folder.write(moved.joined(separator: "\n") + "\n", to: "moved.csv")
      #expect(throws: SpecError.self) { try LedgerFile.read(wrong) }
      let late = try folder.write(
        text.replacing("2025-01-31,closing", with: "2025-02-28,closing"), to: "late.csv")
      let lateError = try #require(throws: SpecError.self) { try LedgerFile.read(late) }
      #expect(
        lateError.message.contains("closing 1 does not follow") && lateError.position?.line == lines.count)
    }
  }
}
