import LinearAlgebra
import Models
import Testing

/// Oracle: orthogonal columns of one length made by hand, so that x + s·z stands at an angle of s to x.
@Suite("Columns that nearly depend on others")
struct ColumnDependenceTests {
  private static let rows = 64
  private static let x = (0..<rows).map { Double($0 % 8) - 3.5 }
  private static let z = (0..<rows).map { Double($0 / 8) - 3.5 }
  private static let y = (0..<rows).map { Double($0 * $0 % 23) + x[$0] }
  /// R 4.2: lm keeps 10⁻⁷ and drops 10⁻⁸; fixest 0.12 keeps 10⁻⁵ and drops 10⁻⁶.
  private static let kept = [1e-3, 1e-6, 1e-7, 1e-8, 4e-9]
  private static let dropped = [5e-10, 1e-10, 1e-12, 1e-14]

  private static func near(_ angle: Double) -> [NamedColumn] {
    [("x", .real(x)), ("near", .real(zip(x, z).map { $0 + angle * $1 }))]
  }

  @Test("angles that R keeps are kept, x + 10⁻¹²z is dropped", arguments: kept + dropped)
  func leastSquares(_ angle: Double) throws {
    let fit = try LeastSquares().fit(regression(Self.y, Self.near(angle)))
    #expect(fit.dropped == (Self.kept.contains(angle) ? [] : ["near"]))
    if !fit.dropped.isEmpty {
      let alone = try LeastSquares().fit(regression(Self.y, [("x", .real(Self.x))]))
      #expect(fit.coefficients == alone.coefficients && fit.standardErrors == alone.standardErrors)
    }
  }

  @Test("the same with absorbed effects, families and instruments", arguments: [1e-7, 1e-12])
  func others(_ angle: Double) throws {
    let wanted = angle > 1e-9 ? [] : ["near"]
    let group = Grouping(name: "g", codes: (0..<Self.rows).map { UInt32($0 % 4) }, count: 4)
    let effects = try FixedEffectsLeastSquares().fit(
      regression(Self.y, intercept: false, Self.near(angle)),
      effects: [FixedEffect(name: "g", grouping: group)])
    #expect(effects.dropped == wanted)
    let zeros = Self.y.map { $0 > 11 ? 1.0 : 0 }
    for family in [Family.logit, .poisson] {
      let fit = try GeneralisedLinearModel(family: family).fit(regression(zeros, Self.near(angle)))
      #expect(fit.dropped == wanted, "\(family)")
    }
    let instrumented = InstrumentedData(
      regression: regression(Self.y, []), endogenous: TallMatrix(rows: Self.rows, columns: [.real(Self.z)]),
      endogenousNames: ["z"],
      instruments: TallMatrix(
        rows: Self.rows, columns: Self.near(angle).map { $0.1 } + [.real(Self.z.map { $0 * $0 * $0 })]),
      instrumentNames: ["x", "near", "cube"])
    #expect(try InstrumentalVariables().fit(instrumented).droppedInstruments == wanted)
  }

  @Test("a mean a hundred million times the spread is no dependence, as in fixest; lm drops the column")
  func shifted() throws {
    let fit = try LeastSquares().fit(regression(Self.y, [("x", .real(Self.x.map { $0 + 1e8 }))]))
    #expect(fit.dropped.isEmpty)
    let plain = try LeastSquares().fit(regression(Self.y, [("x", .real(Self.x))]))
    #expect(abs(fit.coefficients[1] - plain.coefficients[1]) < 1e-12)
  }
}
