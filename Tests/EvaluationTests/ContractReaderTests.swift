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
    // Who certified what, when and on what evidence, each once.
    let evidence = settlement.contract.certifications.map(\.evidence)
    #expect(
      tables[0].notes
        == zip(["primero", "segundo"], zip(["2024-01-15", "2025-01-10"], evidence)).map {
          "Fin de \($0) básico: certificado por Evaluador independiente el \($1.0); evidencia \($1.1)."
        })
    #expect(settlement.json().text.contains("\"certified\": \"2024-01-15\""))
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
    Mistake(
      "cases: 189, persons: 900}", "cases: 189, persons: 900, reached: 901}", line: "reached: 901",
      "901 persons reached of 900 measured"),
    Mistake(
      "cases: 189, persons: 900}", "cases: 189, persons: 900, standard_error: -0.03}",
      line: "standard_error: -0.03", "it cannot be below zero"),
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
      #expect(ledger.results.count == 6)
      #expect(lines.count == ledger.entries.count + 8 && lines.last?.contains("closing") == true)
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

  /// The failing contract settled up to 2024-06-30 by a version whose ledgers had lines of transfers alone.
  private static let oldLedger = """
    number,date,kind,from,to,amount,reason,digest
    1,2023-03-01,investment,fondo,proveedor_a,60000000,,6f605a1daad366649c4b66c7d98494d20867d67805fc65193bc895fac7be0750
    2,2023-03-01,investment,fondo,proveedor_b,60000000,,0421e93b251e34566661363c3ce0f1ad7d0250ba8a59d042a3247cf6aab3bbe6
    3,2023-03-01,investment,fondo,proveedor_c,50000000,,2c7ab134d038a3e55aff99df6e17cd9dc23c6fa11179648deb210322da318eb5
    4,2024-01-31,payment,ministerio,account,14400000,primero/deficit/proveedor_a,e79e41441c8aca4520b75143c6a03090a28331a1e9975ff0809ac4a11befe6b4
    5,2024-01-31,payment,filantropia,account,45600000,primero/deficit/proveedor_a,470cbf55e4e8c9e1f927175be9fcbef94b172937fd9fb219e91c5323d254abc1
    6,2024-01-31,capital,account,fondo,60000000,,b3fca37c7d8d0508ddc0915f48ea0d3af535a5802ab43dd834c0d422f2b45bf0
    7,2024-03-01,investment,fondo,proveedor_a,45000000,,093d0ef78ab3536f5540afcbef75e342c7e8283a7195df6310145407ff122f71
    8,2024-03-01,investment,fondo,proveedor_b,45000000,,7462dd765d0f6bf82bb6e32dd846dc657c71c5f8c2af458fe496e43ab0120870
    9,2024-03-01,investment,fondo,proveedor_c,40000000,,18e33040a4c86db0d0c26a73d4ffbdc50d6a955201265b42aaa7842a2f360b53
    9,2024-06-30,closing,account,account,0,,afbcb59d5630f432fd39c37a85df2172c7ff5196829d529147e5a71a11b33ab5

    """

  @Test(
    "a ledger from before there were lines of results is read and goes on; what it settled stays, and so does what is new"
  )
  func oldLedger() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write(Self.oldLedger, to: "old.csv")
      let old = try LedgerFile.read(path)
      #expect(LedgerFile.text(old) == Self.oldLedger && old.closings.map(\.coversResults) == [false])
      let file = try ContractFile(path: Self.path("lectoescritura-fracaso"))
      let next = try Settlement(file.contract, settled: old).ledger
      #expect(next.entries == old.entries && next.closings.map(\.coversResults) == [false, true])
      #expect(next.results.map(\.result) == ["a", "b", "c"].map { "segundo/deficit/proveedor_\($0)" })
      let text = LedgerFile.text(next)
      #expect(text.hasPrefix(Self.oldLedger))
      #expect(try LedgerFile.read(try folder.write(text, to: "next.csv")) == next)
      let lines = text.split(separator: "\n")
      var moved = lines
      moved.swapAt(lines.count - 5, lines.count - 4)
      let wrong = try folder.write(moved.joined(separator: "\n") + "\n", to: "moved.csv")
      let error = try #require(throws: SpecError.self) { try LedgerFile.read(wrong) }
      #expect(error.message.contains("closing 1 does not follow"), "\(error)")
      // A better result of the first milestone, which the old ledger paid; of the second, which has a line now.
      let source = try String(contentsOfFile: Self.path("lectoescritura-fracaso"), encoding: .utf8)
      for (cases, ledger, number) in [("cases: 532", old, 6), ("cases: 361", next, 0)] {
        let better = try ContractFile(text: source.replacing(cases, with: "cases: 100"), path: "c.yaml")
        let line = source.split(separator: "\n", omittingEmptySubsequences: false).firstIndex {
          $0.contains(cases)
        }
        let error = try #require(throws: ContractError.self) {
          try Settlement(better.contract, settled: ledger)
        }
        let located = better.located(error)
        #expect(located.position?.line == line.map { $0 + 1 }, "\(located)")
        #expect(
          located.message.contains(number > 0 ? "entry \(number)" : "line \(lines.count - 2) settles"),
          "\(located)")
      }
    }
  }

  @Test("people read the share of public money, the budget and the closing; several rates of return are told")
  func money() throws {
    let settlement = try Settlement(try Contract(path: Self.path("lectoescritura")))
    func text(_ settlement: Settlement, _ language: Language) -> String {
      settlement.tables(language).map {
        TablePlainText.text($0, texts: Settlement.texts(language), language: language)
      }.joined()
    }
    let spanish = text(settlement, .spanish)
    for line in [
      "Público", "79.200.000       24,0", "250.800.000       76,0", "Presupuesto", "100,0 % del presupuesto",
    ] {
      #expect(spanish.contains(line), "\(line) in \(spanish)")
    }
    let digest = try #require(settlement.ledger.closings.last?.digest)
    #expect(spanish.contains("huella \(digest)") && spanish.contains("Los saldos suman cero."))
    #expect(text(settlement, .english).contains("100.0 % of the budget of 330,000,000 pesos has been paid."))
    let csv = settlement.tables(.spanish).map(TableCSV.text).joined()
    #expect(csv.contains("settlement-money,public,share_pct,24,79200000,330000000,false"), "\(csv)")
    // Puts 100 up, gets 230 back and puts 132 up: 10 and 20 % cancel.
    let twice = try Settlement(try Contract(text: Self.twoRates, path: "c.yaml"))
    let investor = try #require(twice.investorReturns.first)
    #expect(investor.internalRateOfReturn == nil && investor.internalRates.count == 2)
    #expect(text(twice, .spanish).contains("f: 10,00 % y 20,00 % anulan los flujos"))
    #expect(twice.json().text.contains("\"irr\": null"))
  }

  private static let twoRates = """
    contract: {id: c, budget: 230}
    parties:
      - {id: p, role: payer}
      - {id: f, role: investor}
      - {id: o, role: provider}
      - {id: e, role: evaluator}
    outcomes:
      - {id: r, direction: increase, baseline: 0, target: 1}
    milestones:
      - {id: a, measured: 2023-01-01}
      - {id: b, measured: 2025-01-01}
    tariffs:
      - {outcome: r, provider: o, milestone: a, rule: all_or_nothing, amount: 230}
    investments:
      - {investor: f, provider: o, amount: 100, date: 2022-01-01}
      - {investor: f, provider: o, amount: 132, date: 2024-01-01}
    waterfall:
      - {pay: capital}
      - {pay: surplus, to: f}
    measurements:
      - {milestone: a, outcome: r, provider: o, value: 1}
    certifications:
      - {milestone: a, by: e, date: 2023-01-01, evidence: abababababababababababababababababababababababababababababababab}
    """
}
