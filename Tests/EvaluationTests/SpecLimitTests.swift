import Evaluation
import Testing

/// Specs that would keep a machine busy for hours are refused with the place where they do.
@Suite("Limits of a spec")
struct SpecLimitTests {
  private static func spec(_ more: String) -> String {
    """
    rosters:
      files: {2014: x.csv}
      identifier: {number: run}
      state: {name: tramo, cut: {field: pos, at: [0.5]}}
    fields: {pos: decimal}
    \(more)
    """
  }

  @Test(
    "are found while it is read",
    arguments: [
      ("inputs: {a: {values: &x 1}}", "anchors"), ("texts: {? &a [1] : 2}", "anchors"),
      ("definitions: {a: \(String(repeating: "9", count: 100))}", "60 digits"),
      ("definitions:\n  a(x, x): x", "stands twice"), ("definitions: {a: 1, a(x): x}", "given twice"),
      ("tables: {t: {rows: [{for: {a: 2015..2014}, columns: {n: 1}}]}}", "a range rises"),
      ("tables: {t: {rows: [{for: {a: 1..3000}, columns: {n: 1}}]}}", "a range rises"),
      ("tables: {t: {rows: [{for: {anio: [years, 2014]}, columns: {n: 1}}]}}", "'2014' twice"),
    ])
  func refused(_ more: String, _ says: String) throws {
    let error = #expect(throws: SpecError.self) { try EvaluationSpec(text: Self.spec(more), path: "s.yaml") }
    #expect(error?.message.contains(says) == true, "\(String(describing: error))")
    #expect(error?.position != nil)
  }

  @Test("a text with & that is no anchor is a text")
  func ampersand() throws {
    let spec = try EvaluationSpec(text: Self.spec("texts: {a: Uno & dos, b: \"&c\", c: A&B}"), path: "s.yaml")
    #expect(spec.texts == ["a": "Uno & dos", "b": "&c", "c": "A&B"])
  }

  @Test(
    "are found while a cell is computed",
    arguments: [
      // Each definition calls the one before twice: a million calls.
      ("1", "+", 20, "steps"), ("99999", "*", 14, "bits"),
    ])
  func refusedCells(_ first: String, _ operation: String, _ levels: Int, _ says: String) throws {
    var definitions = "definitions:\n  d0: \(first)\n"
    for level in 1...levels { definitions += "  d\(level): d\(level - 1) \(operation) d\(level - 1)\n" }
    let text = Self.spec(definitions + "tables: {t: {rows: [{columns: {n: d\(levels)}}]}}")
    let error = #expect(throws: SpecError.self) {
      try EvaluationFixture.run(text, rosters: ["x.csv": "run,pos\n12345678,0.1\n"])
    }
    #expect(error?.message.contains(says) == true, "\(String(describing: error))")
  }
}
