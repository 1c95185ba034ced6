import Absorption
import Kernels
import LinearAlgebra
import Testing

@Suite("Parameters, leverages and singletons of effects")
struct DegreesTests {
  /// Oracle: the independent columns of the spelled-out effects.
  @Test("the rank of the effects", arguments: RandomDesign.all)
  func rank(_ design: RandomDesign) throws {
    #expect(design.space().degrees() == EffectDegrees(count: try design.rank, isExact: true))
  }

  @Test("components by hand: two islands of firms")
  func components() {
    let space = EffectSpace(
      rows: 5,
      blocks: [
        EffectBlock(codes: [0, 0, 1, 2, 2], count: 3), EffectBlock(codes: [0, 1, 1, 2, 2], count: 3),
      ])
    #expect(space.degrees() == EffectDegrees(count: 4, isExact: true))
    #expect(EffectSpace.components([0, 0, 1, 2, 2], 3, [0, 1, 1, 2, 2], 3) == [0, 0, 2, 0, 0, 2])
  }

  @Test("a bound where the rank is out of reach")
  func bound() {
    let design = RandomDesign("large", rows: 20_000, levels: [1500, 1200, 1100])
    let degrees = design.space().degrees()
    #expect(!degrees.isExact)
    #expect(degrees.count == 1500 + 1200 + 1100 - 2)
  }

  /// Oracle: the leverages of the spelled-out effects' independent columns.
  @Test("leverages of the effects", arguments: RandomDesign.all)
  func leverages(_ design: RandomDesign) throws {
    let matrix = TallMatrix(rows: design.rows, columns: design.dummies)
    let solution = try matrix.leastSquares(.real(design.columns[0]), weights: design.weights)
    let forms = matrix.selecting(columns: solution.kept).quadraticForms(solution.inverseGram)
    let own = try #require(design.space().leverages())
    for row in 0..<design.rows {
      #expect(abs(own[row] - forms[row] * (design.weights?[row] ?? 1)) <= 1e-9)
    }
    let sum = own.reduce(0, +)
    #expect(abs(sum - Double(try design.rank)) <= 1e-8)
  }

  @Test("too many effects have no leverage")
  func tooMany() {
    #expect(RandomDesign("large", rows: 4000, levels: [1500, 1200]).space().leverages() == nil)
  }

  @Test("singletons are left out again and again")
  func singletons() {
    // Row 0 is alone in a; without it row 1 is alone in b, and then row 2 in a.
    let a: [UInt32] = [0, 1, 1, 2, 2]
    let b: [UInt32] = [0, 0, 1, 1, 1]
    #expect(Singletons.remaining(rows: 5, [(a, 3), (b, 2)]) == [3, 4].map { $0 })
    #expect(Singletons.remaining(rows: 5, [([0, 0, 1, 1, 1], 2)]) == nil)
    #expect(Singletons.remaining(rows: 2, [([0, 1], 2)]) == [])
    // A row that stands for two is not alone.
    #expect(Singletons.remaining(rows: 2, [([0, 1], 2)], frequencies: [2, 1]) == [0])
  }
}
