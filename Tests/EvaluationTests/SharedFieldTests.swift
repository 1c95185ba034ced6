import Evaluation
import Kernels
import Reports
import TestFixtures
import Testing

/// Oracle: 240 people by hand, of whom three are of commune C.
@Suite("Dimensions of one field")
struct SharedFieldTests {
  /// Communes A 100, B 80, C 3, D 57; ages 20 of A and B, 25 of C, 40 of D.
  private static let roster: String = {
    var text = "run;tramo;comuna;edad\n"
    var number = 0
    for (commune, people, age) in [("A", 100, 20), ("B", 80, 20), ("C", 3, 25), ("D", 57, 40)] {
      for _ in 0..<people {
        number += 1
        text += "\(number);1;\(commune);\(age)\n"
      }
    }
    return text
  }()

  private static func table(_ dimensions: String, _ axes: [String]) throws -> [[String: Int?]] {
    let spec = """
      rosters:
        files: {2021: r.csv}
        identifier: {number: run}
        state: {name: tramo, field: tramo, values: {1: "1"}}
      fields: {tramo: text, comuna: text, edad: integer}
      dimensions:
        comuna: {field: comuna, values: {A: A, B: B, C: C, D: D}}
      \(dimensions)
      chapters: {uno: Uno}
      tables:
      \(axes.enumerated().map { "  t\($0): {rows: [{for: {\($1): [all, total]}, columns: {n: \"count(anio=2021, \($1))\"}}]}\n" }.joined())
      """
    let tables = try EvaluationFixture.run(spec, rosters: ["r.csv": roster]).tables
    return axes.indices.map { place in
      var found: [String: Int?] = [:]
      for row in tables[place].rows {
        let cell = row.cells[0]
        if case .exact(let value)? = cell?.value {
          found[row.label] = .some(value.integer)
        } else {
          found[row.label] = .some(nil)
        }
      }
      return found
    }
  }

  private static func shown(_ table: [String: Int?], _ member: String) -> Bool {
    (table[member] ?? nil) != nil
  }

  @Test(
    "a zone less one commune is no way to the other",
    arguments: [
      "  zona: {of: comuna, groups: {norte: [A, B], sur: [C, D]}}",
      "  zona: {field: comuna, values: {norte: [a, B], sur: [C, D]}}",
    ])
  func groups(dimension: String) throws {
    let tables = try Self.table(dimension, ["comuna", "zona"])
    #expect(!Self.shown(tables[0], "C"))
    // C = sur − D.
    #expect(!(Self.shown(tables[1], "sur") && Self.shown(tables[0], "D")))
    // C = total − A − B − D, also with norte for A and B.
    let north = Self.shown(tables[1], "norte") || Self.shown(tables[0], "A") && Self.shown(tables[0], "B")
    #expect(!(Self.shown(tables[0], "total") && north && Self.shown(tables[0], "D")))
  }

  @Test("nor are two sets of bands of one field")
  func bands() throws {
    let tables = try Self.table(
      "  corta: {field: edad, bands: {a: \"[0, 24]\", b: \"(24, 99]\"}}\n  larga: {field: edad, bands: {c: \"[0, 29]\", d: \"(29, 99]\"}}",
      ["corta", "larga"])
    // 183 up to 29 less 180 up to 24 are three.
    #expect(!(Self.shown(tables[1], "c") && Self.shown(tables[0], "a")))
    #expect(!(Self.shown(tables[0], "b") && Self.shown(tables[1], "d")))
  }

  @Test("a dimension that shares no field is hidden as before")
  func alone() throws {
    let tables = try Self.table("  sola: {field: edad, bands: {a: \"[0, 30)\", b: \"[30, 99]\"}}", ["sola"])
    #expect(tables[0] == ["a": 183, "b": 57, "total": 240])
  }
}
