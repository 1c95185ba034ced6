internal import Kernels

// For a block of intercepts S restricted to it is the Laplacian of a graph: two groups are joined where they share a group
// of the base, with Σ w·w'/W. It is factored by Gaussian elimination in which the clique that an eliminated vertex leaves
// among its neighbours is replaced by a random tree of the same expectation: for neighbours with weights w₁ ≤ … ≤ w_d, an edge
// from each i to one j > i drawn with probability w_j/Σ_{l>i} w_l, of weight w_i·Σ_{l>i} w_l/Σ w. The factor then has no more
// entries than the graph has edges, and its product is near the Laplacian (Kyng & Sachdeva 2016, Approximate Gaussian elimination
// for Laplacians, FOCS; Gao, Kyng & Spielman 2023, Robust and practical solution of Laplacian equations by approximate
// elimination, arXiv:2303.00709). Groups of the base with many cells enter by such trees too. The draws are seeded: the
// same factor every time.

/// A graph's Laplacian, factored approximately: 𝓛·D·𝓛ᵀ.
struct SampledElimination: Sendable {
  let size: Int
  /// Vertices in the order of elimination.
  private let order: [UInt32]
  /// Where each eliminated vertex' entries start, in that order; one more than vertices.
  private let starts: [Int]
  private let neighbours: [UInt32]
  /// Weight over the vertex' total.
  private let shares: [Double]
  /// 1 over the vertex' total, zero for the last of a component.
  private let inverses: [Double]

  /// `edges`: pairs of vertices, each pair any number of times; `budget`: entries that the factor may have beyond what trees
  /// need. It is spent on cliques that are kept whole, or on the mean of several trees.
  init(size: Int, edges: GraphEdges, budget: Int) {
    self.size = size
    var random = SplitMix(state: 0x9E37_79B9_7F4A_7C15)
    let merged = edges.merged(size: size)
    let most = min(SampledElimination.mostTrees, max(1, budget / max(1, merged.ends.count)))
    // Each edge in the lists of both its vertices; those to eliminated vertices are passed over.
    var heads = [Int32](repeating: -1, count: size)
    var next: [Int32] = []
    var ends: [UInt32] = []
    var weights: [Double] = []
    next.reserveCapacity(4 * merged.ends.count)
    ends.reserveCapacity(4 * merged.ends.count)
    weights.reserveCapacity(4 * merged.ends.count)
    var queue = DegreeQueue(size: size)
    func insert(_ a: UInt32, _ b: UInt32, _ weight: Double) {
      for (from, to) in [(a, b), (b, a)] {
        next.append(heads[Int(from)])
        heads[Int(from)] = Int32(ends.count)
        ends.append(to)
        weights.append(weight)
      }
      queue.degrees[Int(a)] += 1
      queue.degrees[Int(b)] += 1
    }
    for vertex in 0..<size {
      for edge in merged.starts[vertex]..<merged.starts[vertex + 1] {
        insert(UInt32(vertex), merged.ends[edge], merged.weights[edge])
      }
    }
    queue.fill()
    var order: [UInt32] = []
    var starts = [0]
    var neighbours: [UInt32] = []
    var shares: [Double] = []
    var inverses = [Double](repeating: 0, count: size)
    order.reserveCapacity(size)
    starts.reserveCapacity(size + 1)
    neighbours.reserveCapacity(2 * merged.ends.count)
    shares.reserveCapacity(2 * merged.ends.count)
    var isGone = [Bool](repeating: false, count: size)
    var found = [Int32](repeating: -1, count: size)
    var list: [(weight: Double, end: UInt32)] = []
    while let vertex = queue.removeFirst() {
      isGone[vertex] = true
      list.removeAll(keepingCapacity: true)
      var edge = heads[vertex]
      while edge >= 0 {
        let end = Int(ends[Int(edge)])
        if !isGone[end] {
          queue.degrees[end] -= 1
          if found[end] >= 0 {
            list[Int(found[end])].weight += weights[Int(edge)]
          } else {
            found[end] = Int32(list.count)
            list.append((weights[Int(edge)], UInt32(end)))
          }
        }
        edge = next[Int(edge)]
      }
      for member in list { found[Int(member.end)] = -1 }
      var total = 0.0
      for member in list { total += member.weight }
      if total > 0 {
        inverses[order.count] = 1 / total
        for member in list {
          neighbours.append(member.end)
          shares.append(member.weight / total)
        }
        let trees = neighbours.count + ends.count / 2 < budget ? most : 1
        if list.count - 1 <= 2 * trees {
          for i in list.indices.dropFirst() {
            for j in 0..<i {
              insert(list[i].end, list[j].end, list[i].weight * list[j].weight / total)
            }
          }
        } else {
          list.sort { ($0.weight, $0.end) < ($1.weight, $1.end) }
          for _ in 0..<trees {
            SampledElimination.tree(list.count, total, &random) {
              list[$0].weight
            } add: { i, j, weight in
              insert(list[i].end, list[j].end, weight / Double(trees))
            }
          }
        }
        for member in list { queue.moved(Int(member.end)) }
      }
      order.append(UInt32(vertex))
      starts.append(neighbours.count)
    }
    self.order = order
    self.starts = starts
    self.neighbours = neighbours
    self.shares = shares
    self.inverses = inverses
  }

  /// Trees that take the place of one clique, at most.
  private static let mostTrees = 12

  /// A random tree in place of the clique of weights wᵢwⱼ/Σw.
  @inline(__always)
  static func tree(
    _ count: Int, _ total: Double, _ random: inout SplitMix, weight: (Int) -> Double,
    add: (Int, Int, Double) -> Void
  ) {
    var left = total
    for i in 0..<max(0, count - 1) {
      left -= weight(i)
      guard left > 0 else { return }
      var target = random.nextUnit() * left
      var j = i + 1
      while j < count - 1 {
        target -= weight(j)
        if target < 0 { break }
        j += 1
      }
      add(i, j, weight(i) * left / total)
    }
  }

  /// z = (𝓛·D·𝓛ᵀ)⁺·r over the vertices from `start` on.
  func apply<V: Lanes>(_ residual: UnsafePointer<V>, into result: UnsafeMutablePointer<V>, from start: Int) {
    let (residual, result) = (residual + start, result + start)
    for index in 0..<size { result[index] = residual[index] }
    order.withUnsafeBufferPointer { order in
      starts.withUnsafeBufferPointer { starts in
        neighbours.withUnsafeBufferPointer { neighbours in
          shares.withUnsafeBufferPointer { shares in
            inverses.withUnsafeBufferPointer { inverses in
              for position in 0..<size {
                let vertex = Int(order[position])
                let value = result[vertex]
                for entry in starts[position]..<starts[position &+ 1] {
                  result[Int(neighbours[entry])] += shares[entry] * value
                }
                result[vertex] = value * inverses[position]
              }
              for position in stride(from: size - 1, through: 0, by: -1) {
                let vertex = Int(order[position])
                var value = result[vertex]
                for entry in starts[position]..<starts[position &+ 1] {
                  value += shares[entry] * result[Int(neighbours[entry])]
                }
                result[vertex] = value
              }
            }
          }
        }
      }
    }
  }
}
