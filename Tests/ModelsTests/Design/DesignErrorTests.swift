import Columns
import Kernels
import Models
import Testing

@Suite("What makes no design")
struct DesignErrorTests {
  static func error(_ formula: String, filter: String? = nil, weights: String? = nil) -> DesignError? {
    #expect(throws: DesignError.self) {
      try DesignTests.design(formula, filter: filter, weights: weights, kind: .frequency)
    }
  }

  // Places counted by hand.
  @Test(
    "a formula without meaning, at its character",
    arguments: [
      ("y ~ logg(x)", 5, "did you mean 'log'"), ("y ~ poly(x, 0)", 5, "whole k"),
      ("y ~ poly(x)", 5, "whole k"),
      ("y ~ poly(x, 2, raw = FALSE)", 22, "raw powers only"), ("y ~ 3", 5, "I()"),
      ("y ~ x + 'a'", 9, "text in quotes"),
      ("y ~ x > 3", 7, "operator or '|'"), ("y ~ (x > 3)", 8, "stands in I() only"),
      ("y ~ x[z]", 6, "fixed effects"),
      ("y ~ i(f, reff = 2)", 17, "did you mean 'ref'"), ("y ~ i()", 5, "i(f)"),
      ("y ~ log(x, 2)", 5, "one argument"),
      ("y ~ log(i(f))", 9, "a term of its own"), ("y ~ lag(x, 1.5)", 12, "whole number"),
      ("y ~ lag(x, 3:1)", 13, "rising range"),
      ("y ~ x*1", 7, "joins with nothing"), ("y ~ x - 2", 9, "number to take away"),
      ("y ~ x | id - f", 14, "not taken away"),
      ("y ~ x | id^2", 12, "combines columns"), ("y ~ (x + z)^0", 13, "1 to 20"),
      ("y ~ I(x:z)", 8, "':' joins terms"),
      ("i(f) ~ x", 1, "no outcome"), ("y ~ I(g > 'a')", 7, "no order"),
      ("y ~ I(x %in% 3)", 14, "a set expected"),
      ("y ~ factor(1)", 12, "a column expected"), ("y ~ I(x, z)", 5, "one argument"),
      ("y ~ 1 | x ~ z + offset(w)", 24, "exogenous"),
      ("y ~ x + ifelse(x)", 9, "three arguments"), ("y ~ i(f, ref = 1, ref = 2)", 25, "twice"),
    ])
  func formula(_ text: String, _ column: Int, _ message: String) throws {
    let parsed: Formula
    do throws(FormulaError) { parsed = try Formula(text) } catch {
      #expect(error.position.column == column && error.message.contains(message), "\(error)")
      return
    }
    let error = try #require(
      #expect(throws: DesignError.self) { try Design(DesignRequest(parsed), DesignTests.table) })
    guard case .formula(let found) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(error.isOfFormula)
    #expect(found.position == FormulaPosition(line: 1, column: column), "\(found)")
    #expect(found.message.contains(message), "\(found)")
  }

  @Test("data that do not serve")
  func data() throws {
    #expect(
      Self.error("y ~ xx") == .unknownColumn("xx", nearest: ["x"], FormulaPosition(line: 1, column: 5)))
    #expect(Self.error("y ~ log(g)") == .textForNumber("g", nil, FormulaPosition(line: 1, column: 9)))
    #expect(Self.error("g ~ x") == .textForNumber("g", nil, FormulaPosition(line: 1, column: 1)))
    #expect(Self.error("y ~ x", weights: "g") == .textForNumber("g", nil, nil))
    #expect(Self.error("y ~ I(x == '3')") == .numberForText("x", FormulaPosition(line: 1, column: 12)))
    #expect(Self.error("y ~ g", filter: "g == 'a'") == .constantFactor("g"))
    #expect(
      Self.error("y ~ i(f, ref = 2)", filter: "f != 2")
        == .emptyLevel(term: "f", level: "2", nearest: ["1", "3"]))
    #expect(Self.error("y ~ i(g, ref = 'zz')") == .emptyLevel(term: "g", level: "zz", nearest: []))
    #expect(Self.error("y ~ big:big:x:I(big*1)") == .overflow("big:x:I(big * 1)"))
    guard case .noRows(let sample)? = Self.error("y ~ x", filter: "x > 9") else {
      Issue.record("rows are left")
      return
    }
    #expect(sample.dropped == [.init(reason: .filter, rows: 6)])
    #expect(DesignError.noRows(sample).description == "no row is left of 6: 6 filter")
  }

  @Test("columns without values, persons, weights, panels")
  func columns() throws {
    let persons = Column(values: .identifier([1, 2, 3]), validity: Bitmap(count: 3, repeating: true))
    let table = try Table([
      (name: "y", column: [1, 2, 3]), (name: "empty", column: [.nan, .nan, .nan]),
      (name: "run", column: persons),
      (name: "negative", column: [1, -1, .infinity]), (name: "half", column: [1, 0.5, 1]),
      (name: "zero", column: [0, 0, 0]),
      (name: "t", column: [1, 1, 2]), (name: "when", column: [1, 1.5, 2]), (name: "u", column: [1, 1, 1]),
    ])
    func failure(
      _ formula: String, weights: String? = nil, kind: ObservationWeights.Kind = .analytic,
      unit: String? = nil,
      time: String? = nil
    ) -> DesignError? {
      #expect(throws: DesignError.self) {
        try Design(
          DesignRequest(Formula(formula), weights: weights, weightKind: kind, panelID: unit, panelTime: time),
          table)
      }
    }
    #expect(failure("y ~ empty") == .allMissing("empty"))
    #expect(failure("y ~ 1 | empty") == .allMissing("empty"))
    #expect(failure("y ~ run") == .identifier("run", FormulaPosition(line: 1, column: 5)))
    #expect(failure("y ~ factor(run)") == .identifier("run", FormulaPosition(line: 1, column: 12)))
    #expect(failure("y ~ 1", weights: "negative") == .invalidWeights("negative", count: 2, first: "row 2"))
    #expect(
      failure("y ~ 1", weights: "half", kind: .frequency)
        == .fractionalWeights("half", count: 1, first: "row 2"))
    #expect(failure("y ~ 1", weights: "zero") == .noPositiveWeight("zero"))
    #expect(
      failure("y ~ lag(y)", unit: "u", time: "t")
        == .duplicateUnitTime(unit: "u", time: "t", count: 1, first: ["row 2"]))
    #expect(
      failure("y ~ lag(y)", unit: "u", time: "when") == .fractionalTime("when", count: 1, first: "row 2"))
    #expect(failure("y ~ lag(y)")?.description.contains("name the panel's columns") == true)
    let grouped = try Design(DesignRequest(Formula("y ~ 1 | run")), table)
    #expect(grouped.fixedEffects[0].grouping.count == 3)
    let hashed = try Table([
      (name: "y", column: [1, 2, 3]),
      (
        name: "run",
        column: Column(values: .key([.max, 7, .max]), validity: Bitmap(count: 3, repeating: true))
      ),
    ])
    let byKey = try Design(DesignRequest(Formula("y ~ 1 | run")), hashed)
    #expect(byKey.fixedEffects[0].grouping == Grouping(name: "run", codes: [0, 1, 0], count: 2))
    #expect(
      try Design(DesignRequest(Formula("y ~ 1"), weights: "half"), table).data.weights?.values == [1, 0.5, 1])
  }

  @Test("every message is one line that says what to do")
  func messages() {
    let errors: [DesignError] = [
      .unknownColumn("q", nearest: [], nil), .textForNumber("a", .init(line: 3, column: 2, count: 4), nil),
      .constantFactor("g"), .allMissing("a"), .missingGroup("c", count: 2), .overflow("x"),
      .duplicateUnitTime(unit: "u", time: "t", count: 1, first: ["line 3"]),
    ]
    for error in errors {
      #expect(
        !error.description.contains("\n") && error.description.contains(where: { $0 == ";" || $0 == ":" }))
      #expect(!error.isOfFormula)
    }
    #expect(
      errors[1].description
        == "column 'a' is text where a number is needed; line 3, column 2 of the file holds the first of 4 values that are no number"
    )
  }
}
