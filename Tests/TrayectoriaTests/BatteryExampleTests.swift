import Foundation
import Testing
import Trayectoria

/// Oracle: what the literacy contract published, 79 % and 22 % of 2,700 children.
@Suite("The battery of docs/prepost.md")
struct BatteryExampleTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  @Test("runs over the synthetic children, and its totals are the published ones")
  func runs() throws {
    let folder = Self.root.appendingPathComponent("notebooks-data/literacy").path
    let result = try BatteryExample.lines(folder: folder)
    #expect(result.lines.map(\.group) == ["A", "B", "C", "D", "E", "F"].map { [$0] })
    let children = result.lines.reduce(0) { $0 + $1.count }
    #expect(children == 2700 && result.lines.reduce(0) { $0 + ($1.clusters ?? 0) } == 50)
    let before = result.lines.reduce(0.0) { $0 + $1.before * Double($1.count) }
    let after = result.lines.reduce(0.0) { $0 + $1.after * Double($1.count) }
    #expect(before.rounded() == 2133 && after.rounded() == 594)
    for line in result.lines {
      // All providers lowered the share, beyond what chance does; F has five schools alone, 2/2⁵ = 0.0625.
      #expect((line.change.confidenceHigh ?? 0) < 0 && (line.holm ?? 1) < 0.02)
      #expect((line.romanoWolf ?? 1) < (line.group == ["F"] ? 0.09 : 0.01))
      #expect((line.holm ?? 0) >= (line.test.pValue ?? 1))
    }
    let table = BatteryExample.table(result)
    #expect(table.contains("p Romano–Wolf") && table.contains("antes") && table.contains("0,"))
  }

  @Test("the code is the one that the page shows")
  func page() throws {
    let page = try String(contentsOf: Self.root.appendingPathComponent("docs/prepost.md"), encoding: .utf8)
    let source = try String(
      contentsOf: Self.root.appendingPathComponent("Tests/TrayectoriaTests/BatteryExample.swift"),
      encoding: .utf8)
    func squeezed(_ text: Substring) -> String { text.filter { !$0.isWhitespace } }
    let start = try #require(page.range(of: "var battery = PrePostBattery("))
    let end = try #require(page.range(of: "```", range: start.upperBound..<page.endIndex))
    #expect(squeezed(source[...]).contains(squeezed(page[start.lowerBound..<end.lowerBound])))
  }
}
