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

  @Option(
    help: ArgumentHelp(
      """
      Folder of published tables of the contract to compare with, one CSV a table, named for it: settlement-money.csv.
      """, valueName: "folder"))
  var compare: String?

  @Flag(help: "Exit with 2 if a cell differs from the published one; goes with --compare.")
  var strict = false

  @Option(help: "Language of the result: es or en.")
  var language: Language = .spanish

  @OptionGroup var result: ResultOptions

  func run() throws {
    if let simulate, !(1...10_000_000).contains(simulate) {
      throw Failure(.usage, "--simulate is \(simulate), it goes from 1 to 10000000")
    }
    if seed != nil, simulate == nil { throw Failure(.usage, "--seed goes with --simulate") }
    if strict, compare == nil { throw Failure(.usage, "--strict goes with --compare") }
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
    if let compare { _ = try FileBytes.names(in: compare) }
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
    let comparison = try compare.map { try settlement.comparison(with: $0, simulation) }
    if let comparison { try spare(comparison) }
    let text = text(settlement, simulation, comparison)
    if let ledger { try AtomicFile.write(LedgerFile.text(settlement.ledger), to: ledger) }
    try result.emit(text)
    if let comparison { try judge(comparison) }
  }

  /// A published table is not written over.
  private func spare(_ comparison: PublishedComparison) throws {
    let strays = Set(comparison.strays)
    for file in comparison.files
    where !strays.contains(String(URL(fileURLWithPath: file).lastPathComponent.dropLast(4))) {
      for path in [ledger, result.output].compactMap({ $0 }) where SamePath.same(path, file) {
        throw Failure(
          .usage, "\(path) is one of the published tables of --compare; choose another file to write to")
      }
    }
  }

  /// What was not compared goes to standard error; differences are findings under --strict.
  private func judge(_ comparison: PublishedComparison) throws {
    Warning.write(unreadOf: comparison, language, listedIn: "--format json")
    let compared = Set(comparison.cells.map(\.table))
    let strays = comparison.strays.filter(compared.contains)
    if !strays.isEmpty {
      let names = strays.prefix(8).joined(separator: ", ") + (strays.count > 8 ? " …" : "")
      let count = NumberFormat(language).text(strays.count)
      Warning.write(
        language == .spanish
          ? "publicado sin cuadro: archivos que no llevan el nombre de ninguno de la liquidación, \(count): \(names)"
          : "published without a table: files not named for any of the settlement, \(count): \(names)")
    }
    guard strict, !comparison.differences.isEmpty else { return }
    let count = NumberFormat(language).text(comparison.differences.count)
    throw Failure(
      .findings,
      language == .spanish
        ? "hallazgos con --strict: celdas distintas de las publicadas, \(count)"
        : "findings under --strict: cells that differ from the published ones, \(count)")
  }

  private func text(
    _ settlement: Settlement, _ simulation: SettlementSimulation?, _ comparison: PublishedComparison?
  ) -> String {
    var tables = settlement.tables(language, simulation)
    if let comparison { tables += settlement.tables(comparing: comparison, language, simulation) }
    return switch result.format {
    case .json: settlement.json(simulation, comparison: comparison).text
    case .csv: ResultText.csv(tables)
    case .text, .markdown, .latex, .html:
      ResultText.text(tables, texts: Settlement.texts(language), language, result.format)
    }
  }
}
