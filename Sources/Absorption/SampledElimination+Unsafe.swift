internal import Kernels

// For a block of intercepts S restricted to it is the Laplacian of a graph: two groups are joined where they share a group
// of the base, with Σ w·w'/W. It is factored by Gaussian elimination in which the clique that an eliminated vertex leaves
// among its neighbours is replaced by a random tree of the same expectation: for neighbours with weights w₁ ≤ … ≤ w_d, an edge
// from each i to one j > i drawn with probability w_j/Σ_{l>i} w_l, of weight w_i·Σ_{l>i} w_l/Σ w. The factor has no more entries
// than the graph has edges, and its product is near the Laplacian (Kyng & Sachdeva 2016, Approximate Gaussian elimination
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

  /// `edges`: pairs of vertices, each pair any number of times.
  init(size: Int, edges: GraphEdges) {
    self.size = size
    var random = SplitMix(state: 0x9E37_79B9_7F4A_7C15)
    // The order: rising degree, ties at random.
    var degrees = [UInt32](repeating: 0, count: size)
    for edge in 0..<edges.count {
      degrees[Int(edges.first[edge])] += 1
      degrees[Int(edges.second[edge])] += 1
    }
    let keys = (0..<size).map { UInt64(degrees[$0]) << 32 | (random.next() & 0xFFFF_FFFF) }
    let order = (0..<size).sorted { keys[$0] < keys[$1] }.map { UInt32($0) }
    var place = [UInt32](repeating: 0, count: size)
    for (position, vertex) in order.enumerated() { place[Int(vertex)] = UInt32(position) }
    // Each edge in the list of its vertex that is eliminated first.
    var heads = [Int32](repeating: -1, count: size)
    var next: [Int32] = []
    var ends: [UInt32] = []
    var weights: [Double] = []
    next.reserveCapacity(2 * edges.count)
    ends.reserveCapacity(2 * edges.count)
    weights.reserveCapacity(2 * edges.count)
    func insert(_ a: UInt32, _ b: UInt32, _ weight: Double) {
      let (low, high) = a < b ? (a, b) : (b, a)
      next.append(heads[Int(low)])
      heads[Int(low)] = Int32(ends.count)
      ends.append(high)
      weights.append(weight)
    }
    for edge in 0..<edges.count {
      insert(place[Int(edges.first[edge])], place[Int(edges.second[edge])], edges.weights[edge])
    }
    var starts = [0]
    var neighbours: [UInt32] = []
    var shares: [Double] = []
    var inverses = [Double](repeating: 0, count: size)
    starts.reserveCapacity(size + 1)
    neighbours.reserveCapacity(edges.count)
    shares.reserveCapacity(edges.count)
    var found = [Int32](repeating: -1, count: size)
    var list: [(weight: Double, end: UInt32)] = []
    for position in 0..<size {
      list.removeAll(keepingCapacity: true)
      var edge = heads[position]
      while edge >= 0 {
        let end = ends[Int(edge)]
        if found[Int(end)] >= 0 {
          list[Int(found[Int(end)])].weight += weights[Int(edge)]
        } else {
          found[Int(end)] = Int32(list.count)
          list.append((weights[Int(edge)], end))
        }
        edge = next[Int(edge)]
      }
      for member in list { found[Int(member.end)] = -1 }
      list.sort { ($0.weight, $0.end) < ($1.weight, $1.end) }
      var total = 0.0
      for member in list { total += member.weight }
      if total > 0 {
        inverses[position] = 1 / total
        for member in list {
          neighbours.append(order[Int(member.end)])
          shares.append(member.weight / total)
        }
        SampledElimination.tree(list.count, total, &random) { list[$0].weight } add: { i, j, weight in
          insert(list[i].end, list[j].end, weight)
        }
      }
      starts.append(neighbours.count)
    }
    self.order = order
    self.starts = starts
    self.neighbours = neighbours
    self.shares = shares
    self.inverses = inverses
  }

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

/// Edges of a graph with weights.
struct GraphEdges: Sendable {
  var first: [UInt32] = []
  var second: [UInt32] = []
  var weights: [Double] = []

  var count: Int { weights.count }

  mutating func add(_ a: UInt32, _ b: UInt32, _ weight: Double) {
    first.append(a)
    second.append(b)
    weights.append(weight)
  }
}

/// Steele, Lea & Flood (2014), Fast splittable pseudorandom number generators, OOPSLA.
struct SplitMix: Sendable {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z &>> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z &>> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z &>> 31)
  }

  mutating func nextUnit() -> Double { Double(next() &>> 11) * 0x1p-53 }
}
