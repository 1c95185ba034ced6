import Evaluation
import Kernels
import Reports
import TestFixtures
import Testing

/// The order of states that a spec declares. Oracle: ten people counted by hand.
@Suite("States in the order of the spec")
struct StateOrderTests {
  /// Six stay low, two rise from low to high, one falls from high to middle, one stays in the middle.
  private static func tables(_ values: String) throws -> [ReportTable] {
    let moves = [("bajo", "bajo", 6), ("bajo", "alto", 2), ("alto", "medio", 1), ("medio", "medio", 1)]
    var (before, after, number) = ("run;nivel\n", "run;nivel\n", 0)
    for (from, to, people) in moves {
      for _ in 0..<people {
        number += 1
        before += "\(number);\(from)\n"
        after += "\(number);\(to)\n"
      }
    }
    let spec = """
      disclosure: {threshold: 0, reason: prueba}
      rosters:
        files: {2021: a.csv, 2022: b.csv}
        identifier: {number: run}
        state: {name: nivel, field: nivel, values: \(values)}
      fields: {nivel: text}
      chapters: {uno: Uno}
      tables:
        t: {rows: [{for: {nivel: [bajo, total]}, columns: {n: "count(anio=2021, nivel)"}}]}

      """
    return try EvaluationFixture.run(spec, rosters: ["a.csv": before, "b.csv": after]).tables
  }

  private static func observed(_ tables: [ReportTable]) throws -> Double {
    let indices = try #require(tables.first { $0.id == "indices-movilidad" })
    let row = try #require(indices.rows.first { $0.keys.last == "bartholomew_observado" })
    return try #require(row.cells[0]?.value?.double)
  }

  @Test("levels move as far as they are apart in the spec, and stand in its order")
  func declared() throws {
    let tables = try Self.tables("{bajo: bajo, medio: medio, alto: alto}")
    let matrix = try #require(tables.first { $0.id == "matriz-transicion" })
    #expect(matrix.columns.prefix(3) == ["a_nivel_bajo", "a_nivel_medio", "a_nivel_alto"])
    // Two people move two levels and one moves one.
    #expect(try Self.observed(tables) == 0.5)
    // With the high level declared between the others, two move one and one moves one.
    #expect(try Self.observed(try Self.tables("{bajo: bajo, alto: alto, medio: medio}")) == 0.3)
  }
}
