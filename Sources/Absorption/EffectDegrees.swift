// How many parameters effects stand for: the rank of their functions Z. One block has as many as it has functions that are
// not zero; of two blocks of intercepts one is redundant for each connected component of the graph whose vertices are groups
// and whose edges are rows (Abowd, Creecy & Kramarz 2002, Computing person and firm effects using linked longitudinal
// employer-employee data, LEHD technical paper 2002-06). For more, or with slopes, the rank of S is found where S is small; else
// each block beyond the first is taken to repeat at least what it repeats of one of those before it, which bounds the rank
// from above.

/// Parameters of some effects.
public struct EffectDegrees: Sendable, Equatable {
  /// The rank of the effects' functions, or an upper bound of it.
  public let count: Int
  public let isExact: Bool

  public init(count: Int, isExact: Bool) {
    self.count = count
    self.isExact = isExact
  }
}

extension EffectSpace {
  /// The parameters that the effects stand for.
  ///
  /// Exact for one block, for two blocks of intercepts, and wherever the blocks but the largest have no more than 1024
  /// coefficients; else a bound. O(n), or O(n + p³) for p coefficients.
  public func degrees() -> EffectDegrees {
    let functions = blocks.indices.map { block in
      bases.map { $0[block].ranks.reduce(0, +) } ?? blocks[block].count
    }
    let all = functions.reduce(0, +)
    if blocks.count == 1 { return EffectDegrees(count: all, isExact: true) }
    if isPlain, blocks.count == 2 {
      return EffectDegrees(count: all - components(of: 0), isExact: true)
    }
    if dimension <= EffectSpace.largestDense {
      return EffectDegrees(count: functions[base] + denseSchur().rank, isExact: true)
    }
    var repeated = 0
    for later in blocks.indices.dropFirst() where blocks[later].hasIntercept {
      let before = blocks[..<later].filter(\.hasIntercept)
      repeated +=
        before.map { Components.count($0.codes, $0.count, blocks[later].codes, blocks[later].count) }.max()
        ?? 0
    }
    return EffectDegrees(count: all - repeated, isExact: false)
  }

  /// The component of each group of two groupings of the same rows: the first's groups, then the second's.
  public static func components(
    _ first: [UInt32], _ firstCount: Int, _ second: [UInt32], _ secondCount: Int
  ) -> [UInt32] {
    var forest = Components(firstCount + secondCount)
    for (a, b) in zip(first, second) { forest.join(a, UInt32(firstCount) + b) }
    return (0..<UInt32(firstCount + secondCount)).map { forest.root($0) }
  }

  /// Components of the graph of the base and another block, over the cells.
  func components(of block: Int) -> Int {
    var forest = Components(blocks[rest[block]].count)
    let offset = UInt32(offsets[block])
    for group in 0..<cells.groups {
      guard forest.count > 1 else { break }
      let low = cells.starts[group]
      guard cells.starts[group + 1] > low else { continue }
      let first = cells.codes[low * cells.width + block] - offset
      for cell in low + 1..<max(cells.starts[group + 1], low + 1) {
        forest.join(first, cells.codes[cell * cells.width + block] - offset)
      }
    }
    return forest.count
  }
}

/// Vertices in components that edges join (Tarjan & van Leeuwen 1984, Worst-case analysis of set union algorithms, J. ACM
/// 31(2): path halving).
struct Components {
  private var parents: [UInt32]
  /// How many there are.
  private(set) var count: Int

  init(_ size: Int) {
    parents = (0..<size).map { UInt32($0) }
    count = size
  }

  mutating func root(_ vertex: UInt32) -> UInt32 {
    var vertex = vertex
    while parents[Int(vertex)] != vertex {
      parents[Int(vertex)] = parents[Int(parents[Int(vertex)])]
      vertex = parents[Int(vertex)]
    }
    return vertex
  }

  mutating func join(_ a: UInt32, _ b: UInt32) {
    let (x, y) = (root(a), root(b))
    guard x != y else { return }
    if x < y { parents[Int(y)] = x } else { parents[Int(x)] = y }
    count -= 1
  }

  /// Of the graph between two groupings of the same rows, each of whose groups has a row.
  static func count(_ first: [UInt32], _ firstCount: Int, _ second: [UInt32], _ secondCount: Int) -> Int {
    var forest = Components(firstCount + secondCount)
    for (a, b) in zip(first, second) {
      guard forest.count > 1 else { break }
      forest.join(a, UInt32(firstCount) + b)
    }
    return forest.count
  }
}
