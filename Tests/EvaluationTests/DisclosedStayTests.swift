import Evaluation
import Kernels
import Reports
import TestFixtures
import Testing

/// Oracle: 240 people of whom 237 stay, by hand.
@Suite("Who stays tells who leaves")
struct DisclosedStayTests {
  private static func cells(_ columns: String, threshold: String = "") throws -> [String: Int?] {
    func roster(_ people: [ClosedRange<Int>]) -> String {
      "run;tramo\n" + people.flatMap { $0 }.map { "\($0);\($0 % 2 + 1)\n" }.joined()
    }
    let spec = """
      rosters:
        files: {2021: a.csv, 2022: b.csv}
        identifier: {number: run}
        state: {name: tramo, field: tramo, values: {1: "1", 2: "2"}}
      fields: {tramo: text}
      \(threshold)
      chapters: {uno: Uno}
      tables:
        t: {rows: [{for: {anio: 2022}, columns: {\(columns)}}]}

      """
    let result = try EvaluationFixture.run(
      spec, rosters: ["a.csv": roster([1...240]), "b.csv": roster([4...240, 301...330])])
    let table = try #require(result.tables.first { $0.id == "t" })
    var found: [String: Int?] = [:]
    for (name, cell) in zip(table.columns, table.rows[0].cells) {
      let value: Int? = if case .exact(let exact)? = cell?.value { exact.integer } else { nil }
      found[name] = .some(value)
    }
    return found
  }

  @Test(
    "those who stay are hidden beside all of the year before, where three leave",
    arguments: ["people(present=2021..2022)", "moved(2022)", "moved(2022, {1, 2}, {1, 2})"])
  func stay(formula: String) throws {
    let columns = "antes: \"count(anio=2021)\", siguen: \"\(formula)\""
    let cells = try Self.cells(columns)
    #expect(cells["antes"] == .some(.some(240)) || cells["siguen"] == .some(.some(237)))
    #expect(!(cells["antes"] == .some(.some(240)) && cells["siguen"] == .some(.some(237))))
    let open = try Self.cells(columns, threshold: "disclosure: {threshold: 3, reason: prueba}")
    #expect(open == ["antes": 240, "siguen": 237])
  }

  @Test("thirty who enter are no small group, and those who were there before them are shown")
  func entered() throws {
    let cells = try Self.cells("ahora: \"count(anio=2022)\", nuevas: \"people(absent=2021, present=2022)\"")
    #expect(cells == ["ahora": 267, "nuevas": 30])
  }
}
