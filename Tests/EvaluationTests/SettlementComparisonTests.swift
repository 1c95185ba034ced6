import Contracts
import Evaluation
import Foundation
import Kernels
import Reports
import TableFiles
import TestFixtures
import Testing

/// Oracles: what a settlement shows, published as it is shown, and numbers of the example contract by hand.
@Suite("A settlement beside what was published of it")
struct SettlementComparisonTests {
  private static func settlement(_ name: String) throws -> Settlement {
    try Settlement(try Contract(path: Project.path("notebooks-data/contracts/\(name).yaml")))
  }

  private func compare(
    _ settlement: Settlement, _ files: [String: String], _ simulation: SettlementSimulation? = nil
  ) throws -> PublishedComparison {
    try TemporaryFolder.with { folder in
      for (name, text) in files { try folder.write(text, to: "p/\(name).csv") }
      return try settlement.comparison(with: folder.at("p"), simulation)
    }
  }

  /// As many decimals as are shown, with the marks of Chile or a decimal point.
  private func published(_ table: ReportTable, _ separator: String, _ language: Language) -> String {
    let format = NumberFormat(language)
    var out = (table.keyNames + table.columns).joined(separator: separator) + "\n"
    for row in table.rows {
      let cells = row.cells.map { cell -> String in
        switch cell?.value {
        case .exact(let value): format.text(value, decimals: cell?.decimals ?? 0)
        case .real(let value): format.text(value, decimals: cell?.decimals ?? 0)
        case nil: ""
        }
      }.map { language == .english ? $0.replacing(",", with: "") : $0 }
      out += (row.keys + cells).joined(separator: separator) + "\n"
    }
    return out
  }

  @Test(
    "every table published as it is shown is equal in every cell, with points or with commas",
    arguments: ["lectoescritura", "lectoescritura-fracaso", "lectoescritura-segundo"])
  func itself(name: String) throws {
    let settlement = try Self.settlement(name)
    let simulation = SettlementSimulation(settlement.contract, draws: 200, seed: 3)
    let tables = settlement.tables(.spanish, simulation)
    let cells = tables.reduce(0) { sum, table in
      sum + table.rows.reduce(0) { $0 + $1.cells.count { $0?.value != nil } }
    }
    #expect(cells > 60)
    for (separator, language) in [(",", Language.english), (";", .spanish)] {
      let files = Dictionary(
        uniqueKeysWithValues: tables.map { ($0.id, published($0, separator, language)) })
      let comparison = try compare(settlement, files, simulation)
      #expect(comparison.unread.isEmpty && comparison.strays.isEmpty, "\(comparison.unread)")
      #expect(
        comparison.cells.count == cells && comparison.count(.equal) == cells, "\(comparison.differences)")
      #expect(settlement.tables(comparing: comparison, .spanish, simulation).map(\.id) == ["comparison"])
    }
  }

  /// 2,133 − 594 children left the deficit level in the first year and 1,448.07 − 377 in the second, 2,610.07 in all; 330,000,000 pesos
  /// over them are 126,433.39067534587… pesos.
  @Test("one and two roundings, a difference, and what the settlement does not have")
  func verdicts() throws {
    let settlement = try Self.settlement("lectoescritura")
    for (text, verdict) in [
      ("126433", ComparedCell.Verdict.equal), ("126433.39", .equal), ("126433.40", .different),
      ("126434", .different), ("126433.3906753", .equal), ("126433.3906754", .doubleRounding),
    ] {
      let comparison = try compare(
        settlement, ["settlement-outcomes": "outcome,cost_per_person\ndeficit,\(text)\n"])
      #expect(comparison.cells.map(\.verdict) == [verdict], "\(text)")
    }
    let others = try compare(
      settlement,
      [
        "settlement-money": "source,amount,profit\npublic,79200000,1\nabroad,0,1\n",
        "SETTLEMENT-INVESTORS": "investor,gained\nfondo,24000000\n",
        "settlement-simulation": "quantity,p5\npaid,1\n",
      ])
    #expect(others.count(.equal) == 2 && others.count(.notRecomputed) == 3 && others.differences.isEmpty)
    #expect(others.strays == ["settlement-simulation"] && others.unread.count == 1)
  }

  @Test("an empty folder is a comparison of nothing; one that is none is an error")
  func nothing() throws {
    let settlement = try Self.settlement("lectoescritura")
    try TemporaryFolder.with { folder in
      try folder.write("nada", to: "p/nota.txt")
      let comparison = try settlement.comparison(with: folder.at("p"))
      #expect(comparison.cells.isEmpty && comparison.files.isEmpty)
      let table = try #require(settlement.tables(comparing: comparison, .spanish).first)
      #expect(table.notes.first?.hasPrefix("Celdas publicadas: 0;") == true)
      for missing in ["nada", "p/nota.txt"] {
        #expect(throws: TableFileError.self) { try settlement.comparison(with: folder.at(missing)) }
      }
    }
  }

  @Test("two columns that stand for each other are said to, in the words of the table")
  func exchanged() throws {
    let settlement = try Self.settlement("lectoescritura")
    let comparison = try compare(
      settlement,
      [
        "settlement-parties":
          "party,role,paid,received\nministerio,payer,0,79200000\nfilantropia,payer,0,250800000\n"
      ])
    #expect(comparison.differences.count == 4 && comparison.exchanges.count == 1)
    let tables = settlement.tables(comparing: comparison, .spanish)
    #expect(tables.map(\.id) == ["comparison", "comparison-differences"])
    #expect(tables[1].notes == ["Saldos de las partes: columnas intercambiadas: «Pagado» y «Recibido»"])
    let row = try #require(
      DisplayTable(tables[1], texts: Settlement.texts(.spanish), language: .spanish).rows.first)
    #expect(row.stubs == ["Saldos de las partes", "Organismo público · Pagador", "Pagado"])
    #expect(row.cells == ["0", "79.200.000"])
    #expect(tables[0].rows.map { $0.cells[0]?.value } == [0, 0, 0, 4, 0, 0].map { .exact(Exact($0)) })
  }
}
