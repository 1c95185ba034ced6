public import Kernels

// The columns of Z are the effects' functions: for each group of each block an indicator, or its intercept and slopes. What a
// column y keeps of them is y − Za, with ZᵀWZa = ZᵀWy. The normal equations are never formed over the rows:
//
// - The block with the most coefficients (the base) is eliminated: given the others' coefficients its own are means within
//   groups. What is left is the Schur complement S of the others, S·a = b with b = Z₂ᵀW(y − ȳ) and
//   S·v = Z₂ᵀW(t − t̄), t = Z₂v: deviations from means of the base's groups, one walk over the cells in the order of the base.
// - Cells: equal combinations of groups are one cell with their number or weight.
//
// Sources: Guimarães & Portugal (2010), A simple feasible procedure to fit models with high-dimensional fixed effects, Stata
// Journal 10(4); Gaure (2013), OLS with multiple high dimensional category variables, Computational Statistics & Data
// Analysis 66; Correia (2016), A feasible estimator for linear models with multi-way fixed effects; Bergé (2018), Efficient
// estimation of maximum likelihood models with multiple fixed-effects, CREA discussion paper 2018-13.

/// The span of some blocks of effects over the rows of a sample, in the metric of weights: what columns are projected off.
///
///     let space = EffectSpace(rows: n, blocks: [people, years])
///     let within = space.absorb([y, x])
public final class EffectSpace: @unchecked Sendable {
  public let rows: Int
  public let blocks: [EffectBlock]
  /// None below zero.
  public let weights: [Double]?
  let threads: Int

  /// Which block is eliminated.
  let base: Int
  /// The others in the order of their offsets.
  let rest: [Int]
  /// Where the coefficients of each block of `rest` start.
  let offsets: [Int]
  /// Coefficients of `rest`.
  let dimension: Int
  /// Orthonormal functions of each block where any block has slopes; none where all are intercepts.
  let bases: [SlopeBasis]?
  /// Memory that the passes walk over; never written after `init`.
  let rowStore: RowStore
  let cells: CellStore
  /// ZᵀWZ of the rest on its diagonal: weights of groups, or ones.
  let diagonal: [Double]
  /// 1/d, zero where a group has no weight.
  let inverseDiagonal: [Double]
  private let dense = Locked<DenseSchur?>(nil)
  private let graph: Locked<(factor: GraphPreconditioner, isOwn: Bool)?>

  /// - Parameters:
  ///   - rows: n; every block has a code for each of them.
  ///   - blocks: one or more; blocks of the same groups are given as one.
  ///   - weights: a weight a row, none below zero; nil for all one.
  ///
  /// O(n · blocks), with a counting sort where the largest block's rows are not in its order.
  public init(
    rows: Int, blocks: [EffectBlock], weights: [Double]? = nil, threads: Int = Parallel.cores
  ) {
    precondition(!blocks.isEmpty, "no effects to absorb")
    precondition(
      blocks.allSatisfy { $0.codes.count == rows }, "codes of other rows than \(rows)")
    precondition(weights.map { $0.count == rows } ?? true, "weights of other rows than \(rows)")
    self.rows = rows
    self.blocks = blocks
    self.weights = weights
    self.threads = threads
    let sizes = blocks.map { $0.count * $0.functions }
    var base = 0
    for block in blocks.indices where sizes[block] > sizes[base] { base = block }
    self.base = base
    // The largest of the others first.
    let others = blocks.indices.filter { $0 != base }.sorted { (sizes[$0], $1) > (sizes[$1], $0) }
    rest = others
    var offsets: [Int] = []
    var dimension = 0
    for block in others {
      offsets.append(dimension)
      dimension += sizes[block]
    }
    self.offsets = offsets
    self.dimension = dimension
    let hasSlopes = blocks.contains { !$0.isPlain }
    let bases = hasSlopes ? blocks.map { SlopeBasis($0, weights: weights) } : nil
    self.bases = bases
    rowStore = RowStore(
      base: blocks[base], rest: others.map { blocks[$0] }, offsets: offsets, weights: weights,
      threads: threads)
    cells = CellStore(
      rowStore, dimension: dimension, mayCollapse: !hasSlopes, restSizes: others.map { blocks[$0].count },
      threads: threads)
    diagonal =
      hasSlopes
      ? Array(repeating: 1, count: dimension)
      : cells.diagonal(
        dimension: dimension, parts: EffectSpace.parts(rows: rows, dimension: dimension), threads: threads)
    inverseDiagonal = diagonal.map { $0 > 0 ? 1 / $0 : 0 }
    graph = Locked(nil)
  }

  /// The same effects under other weights.
  private init(_ other: EffectSpace, weights: [Double]) {
    rows = other.rows
    blocks = other.blocks
    self.weights = weights
    threads = other.threads
    base = other.base
    rest = other.rest
    offsets = other.offsets
    dimension = other.dimension
    let hasSlopes = other.bases != nil
    bases = hasSlopes ? other.blocks.map { SlopeBasis($0, weights: weights) } : nil
    rowStore = RowStore(other.rowStore, weights: weights)
    cells = CellStore(other.cells, rowStore, threads: threads)
    diagonal =
      hasSlopes
      ? other.diagonal
      : cells.diagonal(
        dimension: dimension, parts: EffectSpace.parts(rows: rows, dimension: dimension), threads: threads)
    inverseDiagonal = diagonal.map { $0 > 0 ? 1 / $0 : 0 }
    graph = Locked(other.graph.withLock { known in known.map { (factor: $0.factor, isOwn: false) } })
  }

  /// The space of the same effects under other weights, a weight a row and none below zero: the order of the rows, the cells
  /// and, until it serves no longer, the graphs' factors are this one's. O(n · blocks), without a sort.
  public func reweighted(_ weights: [Double]) -> EffectSpace {
    precondition(weights.count == rows, "weights of other rows than \(rows)")
    return EffectSpace(self, weights: weights)
  }

  /// S factored, worked out when first asked for and then kept.
  func denseSchur() -> DenseSchur {
    dense.withLock { dense in
      if let dense { return dense }
      let made = DenseSchur(self)
      dense = made
      return made
    }
  }

  /// The same for the graphs' factors, which may be those of other weights.
  func graphPreconditioner() -> (factor: GraphPreconditioner, isOwn: Bool) {
    graph.withLock { graph in
      if let graph { return graph }
      let made = (factor: GraphPreconditioner(self), isOwn: true)
      graph = made
      return made
    }
  }

  /// Factors for these weights.
  func ownGraphPreconditioner() -> GraphPreconditioner {
    graph.withLock { graph in
      if let graph, graph.isOwn { return graph.factor }
      let made = GraphPreconditioner(self)
      graph = (factor: made, isOwn: true)
      return made
    }
  }

  /// The most coefficients of all blocks but the largest that `leverages` answers for.
  public static var largestLeverage: Int { largestDense }

  /// Coefficients of all blocks but the largest.
  public var coefficientsBesideLargest: Int { dimension }

  /// Whether every block is intercepts alone.
  var isPlain: Bool { bases == nil }

  /// Coefficients of a group of the base.
  var baseFunctions: Int { bases?[base].functions ?? 1 }
}
