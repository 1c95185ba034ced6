import Columns
import LinearAlgebra
import Models
import Testing

/// Oracle: worked by hand on six rows.
@Suite("From a formula to a design")
struct DesignTests {
  static let table: Table = {
    do {
      return try Table([
        "y": [1, 2, 3, 4, 5, 6], "x": [1, 2, 3, 4, 5, 6], "z": [0, 1, 0, 1, 1, 2], "f": [1, 2, 3, 1, 2, 3],
        "g": Column(["b", "a", "b", "a", "b", "a"]), "id": [1, 1, 1, 2, 2, 2], "t": [1, 2, 4, 1, 2, 3],
        "w": [1, 2, 0, 1, 2, 1], "my column": [9, 8, 7, 6, 5, 4], "m": [1, .nan, 3, 4, .nan, 6],
        "c": Column(["u", nil, "u", "v", "v", "v"]), "big": [1e308, 1, 1, 1, 1, 1],
      ])
    } catch { preconditionFailure("\(error)") }
  }()

  static func design(
    _ formula: String, filter: String? = nil, weights: String? = nil,
    kind: ObservationWeights.Kind = .analytic, also: [String] = [], references: [String: String] = [:]
  ) throws -> Design {
    try Design(
      DesignRequest(
        Formula(formula), weights: weights, weightKind: kind, filter: filter.map { try RowFilter($0) },
        panelID: "id", panelTime: "t", also: also, references: references), table)
  }

  static func column(_ design: Design, _ name: String) throws -> [Double] {
    let position = try #require(design.data.names.firstIndex(of: name), "\(design.data.names)")
    return (0..<design.data.rows).map { design.data.matrix.columns[position][$0] }
  }

  @Test(
    "columns of terms",
    arguments: [
      ("y ~ x:z", "x:z", [0, 2, 0, 4, 5, 12]), ("y ~ I(x^2)", "I(x^2)", [1, 4, 9, 16, 25, 36]),
      ("y ~ I( (x+z) / 2 )", "I((x + z)/2)", [0.5, 1.5, 1.5, 2.5, 3, 4]),
      ("y ~ I(-x)", "I(-x)", [-1, -2, -3, -4, -5, -6]),
      ("y ~ I(x > 2 & g == 'a')", "I(x > 2 & g == \"a\")", [0, 0, 0, 1, 0, 1]),
      ("y ~ I(x %in% c(1, 5))", "I(x %in% c(1, 5))", [1, 0, 0, 0, 1, 0]),
      ("y ~ `my column`", "my column", [9, 8, 7, 6, 5, 4]),
      ("y ~ poly(x, 3)", "poly(x, 3)3", [1, 8, 27, 64, 125, 216]),
      ("y ~ i(f, x)", "f::2:x", [0, 2, 0, 0, 5, 0]),
      ("y ~ i(f, ref = 2)", "f::3", [0, 0, 1, 0, 0, 1]),
      ("y ~ g:factor(f)", "ga:factor(f)3", [0, 0, 0, 0, 0, 1]),
      ("y ~ ifelse(x > 3, x, 0)", "ifelse(x > 3, x, 0)", [0, 0, 0, 4, 5, 6]),
      ("y ~ abs(x - 3)", "abs(x - 3)", [2, 1, 0, 1, 2, 3]),
      ("y ~ I(!(x > 2))", "I(!(x > 2))", [1, 1, 0, 0, 0, 0]),
      ("y ~ x:i(f, ref=1)", "x:f::3", [0, 0, 3, 0, 0, 6]),
    ] as [(String, String, [Double])])
  func values(_ formula: String, _ name: String, _ expected: [Double]) throws {
    #expect(try Self.column(Self.design(formula), name) == expected)
  }

  @Test("storage keeps its structure, and arrays are not copied")
  func storage() throws {
    let many = (0..<1000).map { Double($0) / 3 }
    let table = try Table([(name: "y", column: Column(many)), (name: "x", column: Column(many))])
    let design = try Design(DesignRequest(Formula("y ~ x + I(x^2) + I(x*3)")), table)
    guard case .constant(1) = design.data.matrix.columns[0],
      case .real(let kept) = design.data.matrix.columns[1],
      case .extended = design.data.matrix.columns[2]
    else {
      Issue.record("other storage")
      return
    }
    let same = many.withUnsafeBufferPointer { a in
      kept.withUnsafeBufferPointer { $0.baseAddress == a.baseAddress }
    }
    #expect(same)
    guard case .scaledIndicator = try Self.design("y ~ i(f, x)").data.matrix.columns[1],
      case .indicator = try Self.design("y ~ g").data.matrix.columns[1]
    else {
      Issue.record("indicators spelled out")
      return
    }
  }

  @Test("powers and products lose nothing")
  func exact() throws {
    // (2²⁷ + 1)² = 2⁵⁴ + 2²⁸ + 1 needs 55 bits; the cube 82.
    let x = 134_217_729.0
    let table = try Table([
      (name: "y", column: Column([1, 2])), (name: "x", column: Column([x, 3])),
      (name: "z", column: Column([x, 1])),
    ])
    let design = try Design(DesignRequest(Formula("y ~ poly(x, 3) + x:z + I(x / 3)")), table)
    let square = (18_014_398_777_917_440.0, 1.0)
    for name in ["poly(x, 3)2", "x:z"] {
      let column = design.data.matrix.columns[try #require(design.data.names.firstIndex(of: name))]
      #expect(column[0] == square.0 && column.low(0) == square.1)
    }
    // x³ = (2²⁷ + 1)³ = 2⁸¹ + 3·2⁵⁴ + 3·2²⁷ + 1.
    let cube = design.data.matrix.columns[3]
    #expect(Int128(cube[0]) + Int128(cube.low(0)) == 2_417_851_693_272_454_280_511_489 as Int128)
    let third = design.data.matrix.columns[try #require(design.data.names.firstIndex(of: "I(x/3)"))]
    #expect(abs(3 * third.low(0) + (3 * third[0] - x)) < 1e-20 || third.low(0) != 0)
  }

  @Test("outcome, offset, weights")
  func others() throws {
    let design = try Self.design("(y + x)/2 ~ 1 + offset(log(x)) + offset(z)", weights: "w", kind: .frequency)
    #expect(design.data.outcomeName == "(y + x)/2")
    #expect((0..<5).map { design.data.outcome[$0] } == [1, 2, 4, 5, 6])
    #expect(design.data.weights?.values == [1, 2, 1, 2, 1])
    #expect(design.data.weights?.kind == .frequency)
    #expect(design.data.offset?[0] == 0)
    #expect(design.sample.dropped == [.init(reason: .zeroWeight, rows: 1)])
    #expect(design.sample.positions == [0, 1, 3, 4, 5])
    let listed = try Design(DesignRequest(Formula("~ x"), outcome: "z", offset: "w"), Self.table)
    #expect(listed.data.outcomeName == "z")
    #expect(listed.data.offset == [1, 2, 0, 1, 2, 1])
    #expect((0..<6).map { listed.data.outcome[$0] } == [0, 1, 0, 1, 1, 2])
  }

  @Test("rows left out are counted by the first reason")
  func sample() throws {
    let design = try Self.design(
      "y ~ m + log(z)", filter: "x < 6", also: ["c"])
    // x = 6 is filtered; m is missing in rows 2 and 5; log(0) in 1 and 3; row 4 is left.
    #expect(
      design.sample.dropped == [
        .init(reason: .filter, rows: 1), .init(reason: .missing("m"), rows: 2),
        .init(reason: .notFinite("log(z)"), rows: 2),
      ])
    #expect(design.sample.positions == [3])
    #expect(design.sample.rowsRead == 6)
    #expect(design.sample.counts == (filter: 1, missing: 4, weights: 0, singletons: 0, separated: 0))
    let clustered = try Self.design("y ~ x", also: ["c"])
    #expect(clustered.sample.dropped == [.init(reason: .missing("c"), rows: 1)])
    #expect(try clustered.grouping("c") == Grouping(name: "c", codes: [0, 0, 1, 1, 1], count: 2))
    #expect(throws: DesignError.missingGroup("c", count: 1)) { try Self.design("y ~ x").grouping("c") }
    #expect(throws: DesignError.self) { try clustered.grouping("nothing") }
    let kept = clustered.keeping([0, 2, 3], reason: .singleton)
    #expect(kept.sample.positions == [0, 3, 4])
    #expect(kept.sample.counts.singletons == 2)
    #expect(kept.data.rows == 3)
  }

  @Test(
    "filters",
    arguments: [
      ("x >= 3", 4), ("x >= 3 & f == 1", 1), ("g == 'a' | x == 1", 4), ("g != \"a\"", 3), ("!(x < 3)", 4),
      ("f in {1, 3}", 4), ("g %in% c('a', 'zzz')", 3), ("m > 0", 4), ("m > 3 | x == 2", 3), ("TRUE", 6),
      ("log(x) > 1 && -x < -4", 2), ("x == y", 6),
    ])
  func filter(_ text: String, _ rows: Int) throws {
    #expect(try Self.design("y ~ 1", filter: text).sample.rowsUsed == rows)
  }

  @Test("lags keep to the unit and to its gaps")
  func lags() throws {
    // Unit 1 has times 1, 2, 4; unit 2 has 1, 2, 3.
    let lag = try Self.design("y ~ lag(x, 1)")
    #expect(lag.sample.positions == [1, 4, 5])
    #expect(try Self.column(lag, "lag(x, 1)") == [1, 4, 5])
    #expect(lag.sample.dropped == [.init(reason: .noNeighbour("lag(x, 1)"), rows: 3)])
    #expect(try Self.column(Self.design("y ~ lag(x, 2)"), "lag(x, 2)") == [2, 4])
    #expect(try Self.column(Self.design("y ~ lead(x)"), "lead(x, 1)") == [2, 5, 6])
    #expect(try Self.column(Self.design("y ~ diff(log(x), 1)"), "diff(log(x), 1)").count == 3)
    #expect(try Self.column(Self.design("y ~ I(x - lag(x, 1))"), "I(x - lag(x, 1))") == [1, 1, 1])
    #expect(try Self.design("y ~ lag(x, 1:2)").data.names == ["(Intercept)", "lag(x, 1)", "lag(x, 2)"])
    // The filter picks rows, lags still see all of them.
    #expect(try Self.column(Self.design("y ~ lag(x, 1)", filter: "t == 2"), "lag(x, 1)") == [1, 4])
    // Rows in any order.
    let shuffled = try Table(["y": [1, 2, 3], "x": [30, 10, 20], "id": [7, 7, 7], "t": [3, 1, 2]])
    let request = DesignRequest(try Formula("y ~ diff(x)"), panelID: "id", panelTime: "t")
    #expect(try Self.column(Design(request, shuffled), "diff(x, 1)") == [10, 10])
  }

  @Test("fixed effects and instruments")
  func effects() throws {
    let design = try Self.design("y ~ x | id + id^f + g[z] + f[[x]] | m ~ z + g")
    #expect(design.fixedEffects.map(\.name) == ["id", "id^f", "g", "g[[z]]", "f[[x]]"])
    #expect(design.sample.positions == [0, 2, 3, 5])
    #expect(design.fixedEffects[0].grouping.codes == [0, 0, 1, 1])
    #expect(design.fixedEffects[1].grouping.codes == [0, 1, 2, 3])
    #expect(design.fixedEffects[2].grouping == Grouping(name: "g", codes: [1, 1, 0, 0], count: 2))
    #expect(design.fixedEffects[0].slope == nil)
    #expect((0..<4).map { design.fixedEffects[3].slope?[$0] } == [0, 0, 1, 2])
    #expect(design.data.names == ["x"])
    #expect(design.endogenous?.names == ["m"])
    #expect(design.instruments?.names == ["z", "gb"])
    #expect(try Self.design("y ~ x | m ~ z").data.names == ["(Intercept)", "x"])
    #expect(try Self.design("y ~ 1 | id").data.matrix.width == 0)
    #expect(try Self.design("y ~ x | 0 | m ~ z").fixedEffects.isEmpty)
    #expect(try Self.design("y ~ x | floor(x/4)").fixedEffects[0].grouping.codes == [0, 0, 0, 1, 1, 1])
    let kept = design.keeping([0, 1], reason: .singleton)
    #expect(kept.fixedEffects[0].grouping.count == 1)
  }

  @Test("terms know their columns, references are chosen")
  func terms() throws {
    let design = try Self.design("y ~ x + factor(f) + g", references: ["g": "b", "f": "3"])
    #expect(design.data.names == ["(Intercept)", "x", "factor(f)1", "factor(f)2", "ga"])
    #expect(design.terms[2] == Design.Term(name: "factor(f)", columns: 2..<4))
    #expect(try Self.design("y ~ i(g, ref = b)").data.names == ["(Intercept)", "g::a"])
    #expect(
      try Self.design("y ~ factor(f, ref = 2)").data.names == ["(Intercept)", "factor(f)1", "factor(f)3"])
  }
}
