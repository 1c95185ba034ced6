import Foundation
import Testing
import Trayectoria

@Suite("the example of the README")
struct ReadmeExampleTests {
  @Test("runs from files to a mobility table")
  func runs() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("readme-\(UUID().uuidString)")
      .path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    // Two people: one moves from bracket 1 to 2 in 2015 and stays there, one is always in bracket 1.
    for (year, position) in [(2014, "0,10"), (2015, "0,20"), (2016, "0,25"), (2017, "0,30")] {
      try AtomicFile.makeFolder(folder)
      try AtomicFile.write(
        "run;dv;dn_pos\n12345678;5;\(position)\n6;K;0,15\n", to: "\(folder)/BLE_\(year).csv")
    }
    let moves = try ReadmeExample.moves(folder: folder).filter { $0.people > 0 }
    #expect(moves.map(\.year) == [2015])
    #expect(moves.map(\.from) == ["1"] && moves.map(\.to) == ["2"])
    #expect(moves.map(\.ofStayers) == [Share(1, of: 2)])
  }

  @Test("the regression runs, and is the one that the README shows")
  func regression() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("readme-\(UUID().uuidString)")
      .path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try AtomicFile.makeFolder(folder)
    // wage = 1 + 2·educ − exper.
    try AtomicFile.write(
      "firm,wage,educ,exper\n1,3,2,2\n1,7,3,0\n2,4,2,1\n2,0,1,3\n3,8,4,1\n3,2,1,1\n",
      to: "\(folder)/wages.csv")
    let estimate = try EstimateExample.estimate(folder: folder)
    #expect(estimate.terms.map(\.name) == ["(Intercept)", "educ", "exper"])
    for (found, wanted) in zip(estimate.terms.map(\.estimate), [1.0, 2, -1]) {
      #expect(abs(found - wanted) < 1e-13)
    }
    #expect(EstimateExample.table(estimate).contains("| educ | 2.00000 |"))
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let readme = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
    let source = try String(
      contentsOf: root.appendingPathComponent("Tests/TrayectoriaTests/EstimateExample.swift"), encoding: .utf8
    )
    func squeezed(_ text: Substring) -> String { text.filter { !$0.isWhitespace } }
    let start = try #require(readme.range(of: "let request = EstimateRequest("))
    let end = try #require(readme.range(of: "```", range: start.upperBound..<readme.endIndex))
    #expect(squeezed(source[...]).contains(squeezed(readme[start.lowerBound..<end.lowerBound])))
    #expect(readme.contains("EstimateTable(estimate).text(.markdown)"))
  }

  @Test("is the code that the README shows")
  func sameText() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let readme = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
    let source = try String(
      contentsOf: root.appendingPathComponent("Tests/TrayectoriaTests/ReadmeExample.swift"), encoding: .utf8)
    func squeezed(_ text: Substring) -> String { text.filter { !$0.isWhitespace } }
    let start = try #require(readme.range(of: "let schema = RosterSchema("))
    let end = try #require(readme.range(of: "for move in", range: start.upperBound..<readme.endIndex))
    let shown = squeezed(readme[start.lowerBound..<end.lowerBound])
    #expect(squeezed(source[...]).contains(shown))
    #expect(readme.contains("for move in Mobility(panel.trajectories()).moves where move.from != move.to {"))
  }
}
