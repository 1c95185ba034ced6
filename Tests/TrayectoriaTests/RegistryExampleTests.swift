import Foundation
import Testing
import Trayectoria

@Suite("the example of docs/registries.md")
struct RegistryExampleTests {
  @Test("joins a panel to school rosters")
  func runs() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "registry-\(UUID().uuidString)"
    )
    .path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try AtomicFile.makeFolder(folder)
    // 12345678 is a beneficiary of both years and in the school of all; 6 is one of 2014, and in no school.
    let schema = RosterSchema(
      identifier: "run", digit: "dv", fields: [FieldDefinition("tramo", type: .text)],
      state: .given(field: "tramo"))
    var rosters: [Roster] = []
    for (year, rows) in [(2014, "12345678;5;1\n6;K;1\n"), (2015, "12345678;5;2\n")] {
      try AtomicFile.write("run;dv;tramo\n" + rows, to: "\(folder)/\(year).csv")
      rosters.append(try RosterReader(schema: schema).read(year: year, paths: ["\(folder)/\(year).csv"]))
    }
    for year in 2014...2016 {
      try AtomicFile.write(
        "run;dv;dependencia\n12345678;5;municipal\n11111111;1;particular\n",
        to: "\(folder)/matricula_\(year).csv")
    }
    let panel = try Panel(rosters: rosters, schema: schema)
    let (join, records, people) = try RegistryExample.join(panel: panel, folder: folder)
    #expect(join.accounts.map(\.matched) == [1, 1, 0])
    #expect(join.accounts.map(\.onlyInPanel) == [1, 0, 0])
    #expect(join.accounts.map(\.onlyInRegistry) == [1, 1, 2])
    #expect(records.cells.map(\.codes) == [[1, 1, 1], [1, 2, 0], [2, 1, 1]])
    #expect(people.cells.map(\.strata) == [[1], [2]])
  }

  @Test("is the code that the page shows")
  func sameText() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = try String(contentsOf: root.appendingPathComponent("docs/registries.md"), encoding: .utf8)
    let source = try String(
      contentsOf: root.appendingPathComponent("Tests/TrayectoriaTests/RegistryExample.swift"), encoding: .utf8
    )
    func squeezed(_ text: some StringProtocol) -> String { String(text.filter { !$0.isWhitespace }) }
    let parts = page.components(separatedBy: "```")
    #expect(parts.count == 3)
    #expect(squeezed(source).contains(squeezed(parts[1].dropFirst("swift".count))))
  }
}
