internal import Kernels

/// Large blocks of intercepts each by the sampled elimination of their graph, small blocks together by their dense S.
struct GraphPreconditioner: Sendable {
  /// Groups of a block up to which it is small.
  static let smallBlock = 256
  /// Coefficients of all small blocks together, at most.
  static let smallTotal = 512
  /// Pairs of cells over cells up to which cliques are spelled out.
  private static let exactShare = 4.0

  private let graphs: [(start: Int, factor: SampledElimination)]
  private let small: DenseSchur?

  init(_ space: EffectSpace) {
    // The rest is in falling size: small blocks are its end.
    var firstSmall = space.rest.count
    while firstSmall > 0, space.blocks[space.rest[firstSmall - 1]].count <= GraphPreconditioner.smallBlock,
      space.dimension - space.offsets[firstSmall - 1] <= GraphPreconditioner.smallTotal
    {
      firstSmall -= 1
    }
    graphs = (0..<firstSmall).map { block in
      (space.offsets[block], GraphPreconditioner.eliminate(space, block: block))
    }
    small = firstSmall < space.rest.count ? DenseSchur(space, from: space.offsets[firstSmall]) : nil
  }

  private static func eliminate(_ space: EffectSpace, block: Int) -> SampledElimination {
    let cells = space.cells
    let offset = UInt32(space.offsets[block])
    let size = space.blocks[space.rest[block]].count
    var pairs = 0.0
    for group in 0..<cells.groups {
      let count = Double(cells.starts[group + 1] - cells.starts[group])
      pairs += count * (count - 1) / 2
    }
    let isExact = pairs <= exactShare * Double(cells.count)
    var edges = GraphEdges()
    var random = SplitMix(state: 0xD1B5_4A32_D192_ED03)
    for group in 0..<cells.groups {
      let low = cells.starts[group]
      let count = cells.starts[group + 1] - low
      guard count > 1 else { continue }
      let inverse = space.rowStore.inverses[group]
      func code(_ cell: Int) -> UInt32 { cells.codes[(low + cell) * cells.width + block] - offset }
      func weight(_ cell: Int) -> Double { cells.weights?[low + cell] ?? 1 }
      if isExact {
        for i in 1..<count {
          for j in 0..<i where code(i) != code(j) {
            edges.add(code(i), code(j), weight(i) * weight(j) * inverse)
          }
        }
      } else if inverse > 0 {
        SampledElimination.tree(count, 1 / inverse, &random, weight: weight) { i, j, weight in
          if code(i) != code(j) { edges.add(code(i), code(j), weight) }
        }
      }
    }
    return SampledElimination(size: size, edges: edges, budget: cells.count / 4)
  }

  func apply<V: Lanes>(_ residual: UnsafePointer<V>, into result: UnsafeMutablePointer<V>) {
    for graph in graphs { graph.factor.apply(residual, into: result, from: graph.start) }
    small?.apply(residual, into: result)
  }
}

/// The same for lanes.
struct LaneGraphPreconditioner<V: Lanes>: Preconditioner {
  let graph: GraphPreconditioner

  func apply(_ residual: UnsafeMutablePointer<V>, into result: UnsafeMutablePointer<V>) {
    graph.apply(UnsafePointer(residual), into: result)
  }
}
