import Evaluation
import Kernels
import Reports
import TestFixtures
import Testing

/// Sums and means of a field that some records lack. Oracle: groups counted by hand.
@Suite("Sums of a field that some lack")
struct DisclosedSumTests {
  /// People of each group, and how many of them have an amount (of 10).
  private static func tables(_ groups: [(label: String, people: Int, having: Int)], columns: String) throws
    -> ReportTable
  {
    var number = 1
    var text = "run;tramo;monto\n"
    for (label, people, having) in groups {
      for place in 0..<people {
        text += "\(number);\(label);\(place < having ? "10" : "")\n"
        number += 1
      }
    }
    let labels = groups.map(\.label).joined(separator: ", ")
    let spec = """
      rosters:
        files: {2021: r.csv}
        identifier: {number: run}
        state: {name: tramo, field: tramo, values: {\(groups.map { "\($0.label): \($0.label)" }.joined(separator: ", "))}}
      fields: {tramo: text, monto: integer}
      chapters: {uno: Uno}
      tables:
        t: {rows: [{for: {tramo: [\(labels), total]}, columns: {n: "count(anio=2021, tramo)", \(columns)}}]}

      """
    return try #require(try EvaluationFixture.run(spec, rosters: ["r.csv": text]).tables.first)
  }

  private static func hidden(_ table: ReportTable, _ column: String) throws -> [Bool] {
    let place = try #require(table.columns.firstIndex(of: column))
    return try table.rows.map { try #require($0.cells[place]).isSuppressed }
  }

  @Test("a few unread amounts hide no sum, which does not say how many it leaves out")
  func fewLackIt() throws {
    let table = try Self.tables(
      [("A", 100, 98), ("B", 80, 80)],
      columns:
        "gasto: \"sum(monto, anio=2021, tramo)\", por: \"sum(monto, anio=2021, tramo) / count(anio=2021, tramo)\""
    )
    for column in ["n", "gasto", "por"] { #expect(try Self.hidden(table, column) == [false, false, false]) }
    #expect(table.rows.map { $0.cells[1]?.value } == [980, 800, 1780].map { .exact(Exact($0)) })
  }

  @Test("a mean beside its sum says how many lack the amount, and goes with that count")
  func meanTells() throws {
    let table = try Self.tables(
      [("A", 100, 98), ("B", 80, 80)],
      columns: "gasto: \"sum(monto, anio=2021, tramo)\", media: \"mean(monto, anio=2021, tramo)\"")
    #expect(try Self.hidden(table, "gasto") == [false, false, false])
    let means = try Self.hidden(table, "media")
    // 980 / 10 = 98 of the 100 shown.
    #expect(means[0] && means[2])
    let known = try Self.tables(
      [("A", 100, 60), ("B", 80, 80)], columns: "media: \"mean(monto, anio=2021, tramo)\"")
    #expect(try Self.hidden(known, "media") == [false, false, false])
  }

  @Test("a sum of few people is hidden, and not had from the total and the other sums")
  func fewHaveIt() throws {
    let table = try Self.tables(
      [("A", 100, 100), ("B", 80, 80), ("C", 60, 3)], columns: "gasto: \"sum(monto, anio=2021, tramo)\"")
    let sums = try Self.hidden(table, "gasto")
    #expect(sums[2])
    // Of total, A and B one at least is hidden too.
    #expect(sums[0] || sums[1] || sums[3])
    #expect(try Self.hidden(table, "n") == [false, false, false, false])
  }
}
