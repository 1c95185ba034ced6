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

  @Test(
    "a settled result that paid nothing cannot be settled again with a better one: 65, with the line of both")
  func worthless() throws {
    try TemporaryFolder.with { folder in
      let source = try String(
        contentsOfFile: Project.path("notebooks-data/contracts/lectoescritura-fracaso.yaml"), encoding: .utf8)
      try folder.write(source, to: "c.yaml")
      func settle() throws -> CommandLineFixture.Run {
        try CommandLineFixture.run(["settle", "c.yaml", "--ledger", "l.csv", "--format", "json"], in: folder)
      }
      #expect(try settle().status == 0)
      let ledger = try String(contentsOfFile: folder.at("l.csv"), encoding: .utf8)
      #expect(
        ledger.contains(",2025-01-31,result,account,account,0,segundo/deficit/proveedor_a value=268/611 "))
      #expect(ledger.contains(",2025-01-31,closing,"))
      try folder.write(
        source.replacing("cases: 268", with: "cases: 100").replacing("cases: 361", with: "cases: 100"),
        to: "c.yaml")
      let line = source.split(separator: "\n", omittingEmptySubsequences: false).firstIndex {
        $0.contains("cases: 268")
      }
      let refused = try settle()
      #expect(refused.status == 65 && refused.out.isEmpty, "\(refused.err)")
      #expect(refused.err.contains("c.yaml: line \((line ?? -1) + 1), column"), "\(refused.err)")
      let place = ledger.split(separator: "\n").firstIndex { $0.contains("segundo/deficit/proveedor_a") }
      #expect(refused.err.contains("the ledger's line \((place ?? -1) + 1) settles"), "\(refused.err)")
      #expect(try String(contentsOfFile: folder.at("l.csv"), encoding: .utf8) == ledger)
    }
  }

  @Test("a result that is certified again on another day is refused with the place of that day")
  func certifiedAgain() throws {
    try TemporaryFolder.with { folder in
      let source = try String(
        contentsOfFile: Project.path("notebooks-data/contracts/lectoescritura-fracaso.yaml"), encoding: .utf8)
      try folder.write(source, to: "c.yaml")
      func settle() throws -> CommandLineFixture.Run {
        try CommandLineFixture.run(["settle", "c.yaml", "--ledger", "l.csv", "--format", "json"], in: folder)
      }
      #expect(try settle().status == 0)
      // Before the day of payment, which stays, and after it, which moves it.
      for (old, new) in [("2024-01-15", "2024-01-20"), ("2025-01-10", "2025-03-01")] {
        try folder.write(source.replacing("date: \(old)", with: "date: \(new)"), to: "c.yaml")
        let refused = try settle()
        let lines = try String(contentsOfFile: folder.at("c.yaml"), encoding: .utf8)
          .split(separator: "\n", omittingEmptySubsequences: false)
        let line = try #require(lines.firstIndex { $0.contains("date: \(new)") })
        let start = try #require(lines[line].range(of: new)).lowerBound
        let column = lines[line].distance(from: lines[line].startIndex, to: start) + 1
        #expect(refused.status == 65 && refused.out.isEmpty, "\(refused.err)")
        #expect(refused.err.contains("c.yaml: line \(line + 1), column \(column)"), "\(refused.err)")
      }
    }
  }
}
