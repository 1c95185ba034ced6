import Absorption
import Kernels
import LinearAlgebra
import Testing

@Suite("What effects leave of columns")
struct AbsorbTests {
  private static let every = AbsorptionOptions.Method.allCases

  /// 1e-10 of the column's size: what absorption promises; double-doubles solve the oracle.
  @Test("equals the residuals on indicators", arguments: RandomDesign.all, every)
  func oracle(_ design: RandomDesign, _ method: AbsorptionOptions.Method) throws {
    let absorbed = design.space().absorb(design.columns, options: AbsorptionOptions(method: method))
    #expect(absorbed.converged && absorbed.residual <= 1e-10, "\(absorbed.progress)")
    for (column, expected) in zip(absorbed.columns, try design.residuals()) {
      let size = expected.reduce(1) { max($0, abs($1)) }
      for (value, wanted) in zip(column, expected) { #expect(abs(value - wanted) <= 1e-9 * size) }
    }
  }

  @Test("to the last digits with a tighter tolerance", arguments: RandomDesign.all)
  func tight(_ design: RandomDesign) throws {
    let absorbed = design.space().absorb(design.columns, options: AbsorptionOptions(tolerance: 1e-14))
    for (column, expected) in zip(absorbed.columns, try design.residuals()) {
      for (value, wanted) in zip(column, expected) { #expect(abs(value - wanted) <= 2e-12) }
    }
  }

  @Test("the effects give back what was taken", arguments: RandomDesign.all)
  func effects(_ design: RandomDesign) throws {
    let absorbed = design.space().absorb(design.columns)
    for (position, column) in design.columns.enumerated() {
      for row in 0..<design.rows {
        var sum = absorbed.columns[position][row]
        for (block, effect) in design.blocks.enumerated() {
          let start = Int(effect.codes[row]) * effect.functions
          let own = absorbed.coefficients[position][block]
          var place = start
          if effect.hasIntercept {
            sum += own[place]
            place += 1
          }
          for slope in effect.slopes {
            sum += own[place] * slope[row]
            place += 1
          }
        }
        #expect(abs(sum - column[row]) <= 1e-11 * max(1, abs(column[row])))
      }
    }
  }

  @Test("a space under other weights is the space made with them", arguments: RandomDesign.all, every)
  func reweighted(_ design: RandomDesign, _ method: AbsorptionOptions.Method) {
    let options = AbsorptionOptions(tolerance: 1e-13, method: method)
    var weights: [Double]?
    var space = design.space()
    // The second time starts from a space that has been made so itself.
    for round in 1...2 {
      let own = (0..<design.rows).map { $0 % 11 == 3 ? 0 : 0.5 + Double(($0 * 7919 * round) % 97) / 40 }
      _ = space.absorb(design.columns, options: options)
      space = space.reweighted(own)
      weights = own
    }
    let again = space.absorb(design.columns, options: options)
    let fresh = EffectSpace(rows: design.rows, blocks: design.blocks, weights: weights, threads: 2)
      .absorb(design.columns, options: options)
    if method != .preconditioned {
      #expect(again.columns == fresh.columns && again.coefficients == fresh.coefficients)
      return
    }
    // The graphs' factors are those of the first weights.
    for (column, wanted) in zip(again.columns, fresh.columns) {
      for row in 0..<design.rows where weights?[row] != 0 { #expect(abs(column[row] - wanted[row]) <= 1e-10) }
    }
  }

  @Test("the same bits on any number of threads", arguments: RandomDesign.all)
  func threads(_ design: RandomDesign) {
    let one = design.space(threads: 1).absorb(design.columns)
    for threads in [2, 3, 8] {
      let many = design.space(threads: threads).absorb(design.columns)
      #expect(many.columns == one.columns && many.coefficients == one.coefficients)
    }
  }

  @Test("once more changes nothing but the last digits", arguments: RandomDesign.all)
  func projection(_ design: RandomDesign) {
    let space = design.space()
    let once = space.absorb(design.columns, options: AbsorptionOptions(tolerance: 1e-13))
    let twice = space.absorb(once.columns, options: AbsorptionOptions(tolerance: 1e-13))
    for (a, b) in zip(once.columns, twice.columns) {
      for (x, y) in zip(a, b) { #expect(abs(x - y) <= 1e-12) }
    }
  }

  @Test("means by hand")
  func handWorked() {
    // 2 × 2 balanced: what is left is ±(1 − 2 − 3 + 8)/4.
    let two = EffectSpace(
      rows: 4,
      blocks: [
        EffectBlock(codes: [0, 0, 1, 1], count: 2), EffectBlock(codes: [0, 1, 0, 1], count: 2),
      ])
    for (value, wanted) in zip(two.absorb([[1, 2, 3, 8]]).columns[0], [1.0, -1, -1, 1]) {
      #expect(abs(value - wanted) < 1e-14)
    }
    // Weighted mean of a group: (1·1 + 3·5)/4 = 4.
    let one = EffectSpace(
      rows: 3, blocks: [EffectBlock(codes: [1, 1, 0], count: 2)], weights: [1, 3, 2])
    let absorbed = one.absorb([[1, 5, 7]])
    #expect(absorbed.columns == [[-3, 1, 0]])
    #expect(absorbed.coefficients == [[[7, 4]]])
    // A line through three points of a group: 0, 1, 5 over 0, 1, 2 leaves 1/2, −1, 1/2.
    let line = EffectSpace(
      rows: 3, blocks: [EffectBlock(codes: [0, 0, 0], count: 1, slopes: [[0, 1, 2]])])
    let left = line.absorb([[0, 1, 5]])
    for (value, wanted) in zip(left.columns[0], [0.5, -1, 0.5]) { #expect(abs(value - wanted) < 1e-14) }
    for (value, wanted) in zip(left.coefficients[0][0], [-0.5, 2.5]) { #expect(abs(value - wanted) < 1e-14) }
  }

  @Test("a large constant costs no digit of what is left")
  func offset() throws {
    let design = RandomDesign("offset", rows: 500, levels: [30, 8])
    let space = design.space()
    let plain = space.absorb([design.columns[0]])
    let raised = space.absorb([design.columns[0].map { $0 + 1e6 }])
    for (x, y) in zip(plain.columns[0], raised.columns[0]) { #expect(abs(x - y) <= 1e-9) }
    #expect(raised.converged)
  }

  @Test("a limit of iterations that is not enough is reported")
  func exhausted() {
    let design = RandomDesign("long ring", rows: 4000, levels: [2000, 2000]) { block, row, _ in
      block == 0 ? row % 2000 : (row + 1) % 2000
    }
    let absorbed = design.space().absorb(
      design.columns, options: AbsorptionOptions(iterations: 3, method: .conjugateGradients))
    #expect(!absorbed.converged)
    #expect(absorbed.residual > 1e-10 && absorbed.residual < 1)
  }

  /// A ring of levels, each joined to the next by one row of three, with a walk over them that the effects take: what is left
  /// is of order one, and the effects of order 10⁴. The column first.
  private static func ring(_ levels: Int) -> (column: [Double], own: [UInt32], next: [UInt32]) {
    var random = PCG64(seed: 5, stream: 0)
    var walk = 0.0
    let heights = (0..<levels).map { _ in
      walk += 100 * (random.nextUnit() - 0.5)
      return walk
    }
    let own = (0..<3 * levels).map { UInt32($0 % levels) }
    let next = own.indices.map { $0 / levels == 1 ? (own[$0] + 1) % UInt32(levels) : own[$0] }
    return (own.map { heights[Int($0)] + random.nextUnit() }, own, next)
  }

  /// What is left is the projection: it sums to zero in every level, and what was taken is a sum of effects. 1e-9 is well over ε
  /// times the effects' size in three rows (6e-12), and under what one level alone may keep at 1e-10 of this gradient (1e-8).
  private static func expectProjection(
    _ absorbed: AbsorbedColumns, of ring: (column: [Double], own: [UInt32], next: [UInt32]),
    weights: [Double]?
  ) {
    #expect(
      absorbed.converged && absorbed.iterations < 1000,
      "\(absorbed.iterations) iterations, \(absorbed.progress)")
    let left = absorbed.columns[0]
    for codes in [ring.own, ring.next] {
      var sums = [Double](repeating: 0, count: left.count / 3)
      for (row, code) in codes.enumerated() { sums[Int(code)] += (weights?[row] ?? 1) * left[row] }
      #expect(sums.allSatisfy { abs($0) < 1e-9 })
    }
    let effects = absorbed.coefficients[0]
    for row in stride(from: 0, to: left.count, by: 997) {
      let taken = effects[0][Int(ring.own[row])] + effects[1][Int(ring.next[row])]
      #expect(abs(ring.column[row] - taken - left[row]) < 1e-9)
    }
  }

  @Test(
    "a ring of a hundred thousand levels with large effects: their rounding does not hold up the solution")
  func ring() {
    let ring = AbsorbTests.ring(100_000)
    let space = EffectSpace(
      rows: ring.own.count,
      blocks: [EffectBlock(codes: ring.own, count: 100_000), EffectBlock(codes: ring.next, count: 100_000)])
    AbsorbTests.expectProjection(space.absorb([ring.column]), of: ring, weights: nil)
    // The factor of these weights serves others first, and then one of their own.
    var random = PCG64(seed: 6, stream: 0)
    let weights = ring.own.map { _ in 0.5 + random.nextUnit() }
    let other = space.reweighted(weights)
    AbsorbTests.expectProjection(other.absorb([ring.column]), of: ring, weights: weights)
  }

  @Test("badly connected effects: the sampled elimination converges in few iterations")
  func difficult() throws {
    let design = RandomDesign("band", rows: 20_000, levels: [5000, 2000], sorted: false) { block, row, _ in
      block == 0 ? row / 4 : (row / 4 + row % 4) * 2000 / 5003 % 2000
    }
    let absorbed = design.space().absorb(design.columns)
    #expect(absorbed.method == .preconditioned && absorbed.converged)
    let plain = design.space().absorb(design.columns, options: AbsorptionOptions(method: .conjugateGradients))
    #expect(plain.converged && absorbed.iterations < plain.iterations)
    for (a, b) in zip(absorbed.columns, plain.columns) {
      for (x, y) in zip(a, b) { #expect(abs(x - y) <= 1e-6) }
    }
  }

  @Test("a column of the effects' span leaves nothing, a constant and a zero column too")
  func inSpan() {
    let design = RandomDesign("two", rows: 200, levels: [40, 12])
    let span = (0..<200).map {
      Double(design.blocks[0].codes[$0]) * 3 + Double(design.blocks[1].codes[$0]) / 7
    }
    let absorbed = design.space().absorb([
      span, Array(repeating: 4, count: 200), Array(repeating: 0, count: 200),
    ])
    for column in absorbed.columns { for value in column { #expect(abs(value) <= 1e-10) } }
    #expect(absorbed.converged)
  }

  @Test("one row, and as many groups as rows")
  func small() {
    let single = EffectSpace(rows: 1, blocks: [EffectBlock(codes: [0], count: 1)]).absorb([[5]])
    #expect(single.columns == [[0]] && single.coefficients == [[[5]]])
    let own = EffectSpace(
      rows: 3, blocks: [EffectBlock(codes: [2, 0, 1], count: 3), EffectBlock(codes: [0, 0, 1], count: 2)])
    #expect(own.absorb([[5, 6, 7]]).columns == [[0, 0, 0]])
  }
}
