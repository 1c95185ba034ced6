import Foundation
import TestFixtures
import Testing

@Suite("A ledger kept by settle")
struct SettleLedgerTests {
  private static let contract = Project.path("notebooks-data/contracts/lectoescritura.yaml")

  @Test("grows behind its closings; cut or without a closing noted down it is refused and stays as it is")
  func ledger() throws {
    try TemporaryFolder.with { folder in
      func settle(_ more: String...) throws -> CommandLineFixture.Run {
        try CommandLineFixture.run(
          ["settle", Self.contract, "--ledger", "libro.csv", "--format", "json"] + more, in: folder)
      }
      func text() throws -> String { try String(contentsOfFile: folder.at("libro.csv"), encoding: .utf8) }
      func digest(_ text: String) throws -> String {
        try #require(text.split(separator: "\n").last?.split(separator: ",").last.map(String.init))
      }
      #expect(try settle("--until", "2024-06-30").status == 0)
      let first = try text()
      let note = try digest(first)
      #expect(first.split(separator: "\n").last?.contains(",2024-06-30,closing,") == true)
      #expect(try settle("--until", "2024-06-30").status == 0)
      #expect(try text() == first)
      let second = try settle("--closing", note)
      #expect(second.status == 0 && second.out.contains(note))
      let whole = try text()
      #expect(whole.hasPrefix(first) && whole.count > first.count)
      let last = try digest(whole)
      // Cut after the first closing it is the ledger of then: only what was noted down tells.
      try folder.write(first, to: "libro.csv")
      let cut = try settle("--closing", last)
      #expect(cut.status == 65 && cut.err.contains("cut or written anew") && cut.out.isEmpty)
      #expect(try text() == first)
      // Cut anywhere else it is told.
      let lines = whole.split(separator: "\n")
      try folder.write(lines.dropLast(2).joined(separator: "\n") + "\n", to: "libro.csv")
      let short = try settle()
      #expect(short.status == 65 && short.err.contains("libro.csv: line \(lines.count - 2)"), "\(short.err)")
    }
  }
}
