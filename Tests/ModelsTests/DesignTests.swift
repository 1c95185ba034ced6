import Columns
import LinearAlgebra
import Models
import Testing

@Suite("From a formula to a design")
struct DesignTests {
  static let table: Table = {
    do {
      return try Table([
        "y": [1, 2, 3, 4, 5, 6], "x": [1, 2, 3, 4, 5, 6], "z": [0, 1, 0, 1, 1, 2],
        "f": [1, 2, 3, 1, 2, 3], "g": Column(["b", "a", "b", "a", "b", "a"]),
        "id": [1, 1, 1, 2, 2, 2], "t": [1, 2, 4, 1, 2, 3], "w": [1, 2, 0, 1, 2, 1],
      ])
    } catch { preconditionFailure("\(error)") }
  }()

  static func design(_ formula: String, filter: String? = nil, weights: String? = nil) throws -> Design {
    try Design(
      DesignRequest(
        Formula(formula), weights: weights, filter: filter.map { try RowFilter($0) }, panelID: "id",
        panelTime: "t"), table)
  }

  static func column(_ design: Design, _ name: String) throws -> [Double] {
    let position = try #require(design.data.names.firstIndex(of: name), "\(design.data.names)")
    return (0..<design.data.rows).map { design.data.matrix.columns[position][$0] }
  }

  @Test(
    "names of columns",
    arguments: [
      ("y ~ x", "(Intercept) x"), ("y ~ x - 1", "x"), ("y ~ 0 + x", "x"), ("y ~ 1", "(Intercept)"),
      ("y ~ x*z", "(Intercept) x z x:z"), ("y ~ x:z + x", "(Intercept) x x:z"), ("y ~ g", "(Intercept) gb"),
      ("y ~ 0 + g", "ga gb"), ("y ~ i(f)", "(Intercept) f::2 f::3"),
      ("y ~ i(f, ref = 2)", "(Intercept) f::1 f::3"),
      ("y ~ i(f, x)", "(Intercept) f::1:x f::2:x f::3:x"),
      ("y ~ i(f, x, ref=3)", "(Intercept) f::1:x f::2:x"),
      ("y ~ factor(f)", "(Intercept) factor(f)2 factor(f)3"), ("y ~ I(x^2)", "(Intercept) I(x^2)"),
      ("y ~ poly(x,2)", "(Intercept) poly(x, 2)1 poly(x, 2)2"), ("y ~ log(x) | id", "log(x)"),
      ("y ~ g | id", "gb"), ("y ~ I(x>3)", "(Intercept) I(x > 3)TRUE"),
      ("y ~ lag(x,1)", "(Intercept) lag(x, 1)"),
    ])
  func names(_ formula: String, _ expected: String) throws {
    #expect(try Self.design(formula).data.names.joined(separator: " ") == expected)
  }
}
