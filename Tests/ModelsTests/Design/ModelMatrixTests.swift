import Columns
import Foundation
import LinearAlgebra
import Models
import TableFiles
import Testing

/// Oracle: `model.matrix` of R 4.2.2 on mtcars and on every eleventh row of CPS1985 (package AER), collation C.
@Suite("Columns of R's model.matrix")
struct ModelMatrixTests {
  static func path(_ name: String, _ type: String) throws -> String {
    try #require(Bundle.module.path(forResource: "Resources/design/\(name)", ofType: type))
  }

  /// Formula, names and rows, separated by tabs.
  static func oracle(_ name: String) throws -> (formula: String, names: [String], rows: [[Double]]) {
    let lines = try String(contentsOfFile: path(name, "tsv"), encoding: .utf8).split(separator: "\n")
    // R calls a condition's column after its second level, fixest and this library after the condition.
    let names = lines[1].replacing("30)TRUE", with: "30)").replacing("3)TRUE", with: "3)")
      .replacing("\")TRUE", with: "\")")
    return (
      String(lines[0]), names.split(separator: "\t").map(String.init),
      try lines.dropFirst(2).map { line in
        try line.split(separator: "\t").map { try #require(Double($0)) }
      }
    )
  }

  @Test(
    "the same names and values",
    arguments: (1...19).map { ("mtcars", $0) } + (1...8).map { ("cps1985", $0) })
  func columns(_ data: String, _ number: Int) throws {
    let oracle = try Self.oracle("\(data)-\(number)")
    let table = try TableReader().read(path: Self.path(data, "csv")).table
    let design = try Design(DesignRequest(Formula(oracle.formula)), table)
    #expect(design.data.names == oracle.names, "\(oracle.formula)")
    #expect(design.data.rows == oracle.rows.count)
    #expect(design.sample.positions == nil)
    for (row, values) in oracle.rows.enumerated() {
      for (column, value) in values.enumerated() where column < design.data.names.count {
        let own = design.data.matrix.columns[column][row]
        // Four units in the last place: R rounds each operation, and its library's functions are not always the nearest.
        #expect(
          abs(own - value) <= 4 * value.ulp, "\(oracle.formula): \(oracle.names[column]), row \(row + 1)")
      }
    }
  }

  // Oracle: names(coef(feols(formula, mtcars))) of fixest 0.12.2, with am as the text column g.
  @Test(
    "fixest's names",
    arguments: [
      ("mpg ~ 0 + i(cyl)", "cyl::4 cyl::6 cyl::8"), ("mpg ~ i(cyl)", "(Intercept) cyl::6 cyl::8"),
      ("mpg ~ i(cyl) + factor(gear)", "(Intercept) cyl::6 cyl::8 factor(gear)4 factor(gear)5"),
      ("mpg ~ i(cyl, ref = 4)", "(Intercept) cyl::6 cyl::8"),
      ("mpg ~ i(cyl, ref = c(4, 6))", "(Intercept) cyl::8"),
      ("mpg ~ g", "(Intercept) gmanual"), ("mpg ~ 0 + g", "gauto gmanual"),
      ("mpg ~ i(g)", "(Intercept) g::manual"),
      (
        "mpg ~ i(cyl, g)",
        "(Intercept) cyl::4:g::manual cyl::6:g::auto cyl::6:g::manual cyl::8:g::auto cyl::8:g::manual"
      ),
      (
        "mpg ~ i(cyl, factor(gear))",
        "(Intercept) cyl::4:gear::4 cyl::4:gear::5 cyl::6:gear::3 cyl::6:gear::4 cyl::6:gear::5 cyl::8:gear::3 cyl::8:gear::5"
      ),
      (
        "mpg ~ i(cyl, g, ref = 4)",
        "(Intercept) cyl::6:g::auto cyl::6:g::manual cyl::8:g::auto cyl::8:g::manual"
      ),
      (
        "mpg ~ i(cyl, factor(gear), ref = 4, ref2 = 3)",
        "(Intercept) cyl::6:gear::4 cyl::6:gear::5 cyl::8:gear::5"
      ),
      ("mpg ~ wt:i(cyl)", "(Intercept) wt:cyl::4 wt:cyl::6 wt:cyl::8"),
      ("mpg ~ wt*g", "(Intercept) wt gmanual wt:gmanual"),
      ("mpg ~ wt | cyl[hp]", "wt"), ("mpg ~ wt | cyl[[hp]]", "(Intercept) wt"),
      ("mpg ~ g | cyl[[hp]]", "(Intercept) gmanual"), ("mpg ~ 0 + g | cyl[[hp]]", "gauto gmanual"),
      (
        "mpg ~ wt*factor(cyl) | gear",
        "wt factor(cyl)6 factor(cyl)8 wt:factor(cyl)6 wt:factor(cyl)8"
      ),
      ("mpg ~ wt + wt^2", "(Intercept) wt I(wt^2)"), ("mpg ~ I(wt>3)", "(Intercept) I(wt > 3)"),
      ("mpg ~ i(cyl, wt, ref = 4)", "(Intercept) cyl::6:wt cyl::8:wt"),
      ("mpg ~ i(cyl, wt) | gear", "cyl::4:wt cyl::6:wt cyl::8:wt"),
      ("mpg ~ i(cyl,wt)+i(cyl)", "(Intercept) cyl::4:wt cyl::6:wt cyl::8:wt cyl::6 cyl::8"),
      ("mpg ~ i(am, wt>3)", "(Intercept) am::0:wt > 3 am::1:wt > 3"),
      ("mpg ~ i(cyl > 4)", "(Intercept) cyl > 4::TRUE"),
      ("mpg ~ i(cyl, log(wt))", "(Intercept) cyl::4:log(wt) cyl::6:log(wt) cyl::8:log(wt)"),
      ("mpg ~ wt/hp", "(Intercept) wt wt:hp"), ("mpg ~ i(cyl) | gear", "cyl::6 cyl::8"),
    ])
  func names(_ formula: String, _ expected: String) throws {
    let table = try TableReader().read(path: Self.path("mtcars", "csv")).table
    let texts: [String?] = try (0..<table.rows).map {
      try Self.numbers(table, "am")[$0] == 1 ? "manual" : "auto"
    }
    let columns = try table.names.map { (name: $0, column: try table.column($0)) }
    let extended = try Table(columns + [(name: "g", column: Column(texts))])
    let design = try Design(DesignRequest(Formula(formula)), extended)
    // Names that hold spaces are compared as one text too.
    #expect(design.data.names.joined(separator: " ") == expected)
  }

  private static func numbers(_ table: Table, _ name: String) throws -> [Double] {
    guard case .real(let values) = try table.column(name).values else { return [] }
    return values
  }
}
