import ArgumentParser
import Foundation
import Trayectoria

struct SettleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "settle",
    abstract: "An outcome contract's payments, returns and ledger.",
    discussion: """
      Example: trayectoria settle contract.yaml --until 2024-12-31 --ledger ledger.csv
      Only results that an independent evaluator certified are paid. The contract's file is explained in docs/contratos.md.
      """)

  @Argument(help: "The contract, in YAML.")
  var contract: String

  @Option(
    help: ArgumentHelp("Last day whose certifications and payments count (default: all).", valueName: "date"))
  var until: String?

  @Option(
    help: """
      A CSV with the entries settled before: they must come out again as they are, and new ones are added to it. It is made \
      where it does not exist.
      """)
  var ledger: String?

  @Option(
    help: ArgumentHelp(
      """
      The digest of a closing that was noted down elsewhere: a --ledger without it was cut after an earlier closing or written \
      anew, and is refused.
      """, valueName: "digest"))
  var closing: String?

  // Unconditional: a number below zero is told as such, not as a missing value.
  @Option(
    parsing: .unconditional,
    help: "Settle so many draws of the results that are estimates (with a standard error).")
  var simulate: Int?

  @Option(parsing: .unconditional, help: "Seed of the draws (default: 1).")
  var seed: UInt64?

  @Option(help: "Language of the result: es or en.")
  var language: Language = .spanish

  @OptionGroup var result: ResultOptions

  func run() throws {
    if let simulate, !(1...10_000_000).contains(simulate) {
      throw Failure(.usage, "--simulate is \(simulate), it goes from 1 to 10000000")
    }
    if seed != nil, simulate == nil { throw Failure(.usage, "--seed goes with --simulate") }
    if let closing {
      if ledger == nil { throw Failure(.usage, "--closing goes with --ledger") }
      guard closing.utf8.count == 64, closing.allSatisfy(\.isHexDigit) else {
        throw Failure(.usage, "--closing is the digest of a closing, 64 hexadecimal digits")
      }
    }
    var day: CalendarDate?
    if let until {
      day = CalendarDate(iso: until)
      if day == nil {
        throw Failure(.usage, "--until is a day that exists, written 2018-03-31, not '\(until)'")
      }
    }
    let paths = [contract] + [ledger, result.output].compactMap { $0 }
    for (number, path) in paths.enumerated() {
      for other in paths[..<number] where SamePath.same(path, other) {
        throw Failure(
          .usage, "the contract, --ledger and --output are different files; \(path) is given twice")
      }
    }
    let file = try ContractFile(path: contract)
    let read = file.contract
    let settled = try ledger.map { try LedgerFile.read($0) } ?? Ledger()
    if let closing, let ledger, !settled.closings.contains(where: { $0.digest == closing.lowercased() }) {
      throw Failure(
        .badSpec,
        "\(ledger): no closing has the digest that was given; the ledger was cut or written anew, take the whole file"
      )
    }
    let settlement: Settlement
    do throws(ContractError) {
      settlement = try Settlement(read, until: day, settled: settled)
    } catch {
      // A day that stops short is no fault of the contract.
      switch error.rule {
      case .ledgerDatedLater, .resultDatedLater:
        throw Failure(.noAnswer, "\(ledger ?? contract): \(error.description)")
      default: throw file.located(error)
      }
    }
    let simulation = simulate.map { SettlementSimulation(read, draws: $0, seed: seed ?? 1) }
    if simulate != nil, !read.measurements.contains(where: { $0.standardError ?? .zero > .zero }) {
      Warning.write(
        language == .spanish
          ? "ninguna medición tiene error estándar: todos los sorteos dan lo mismo"
          : "no measurement has a standard error: every draw is the same")
    }
    let text = text(settlement, simulation)
    if let ledger { try AtomicFile.write(LedgerFile.text(settlement.ledger), to: ledger) }
    try result.emit(text)
  }

  private func text(_ settlement: Settlement, _ simulation: SettlementSimulation?) -> String {
    let tables = settlement.tables(language, simulation)
    return switch result.format {
    case .json: settlement.json(simulation).text
    case .csv: ResultText.csv(tables)
    case .text, .markdown, .latex, .html:
      ResultText.text(tables, texts: Settlement.texts(language), language, result.format)
    }
  }
}
