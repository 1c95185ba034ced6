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

  /// Each pair once, in the list of its smaller vertex. O(edges).
  func merged(size: Int) -> (starts: [Int], ends: [UInt32], weights: [Double]) {
    var lows = [UInt32](repeating: 0, count: count)
    var highs = lows
    for edge in 0..<count {
      lows[edge] = min(first[edge], second[edge])
      highs[edge] = max(first[edge], second[edge])
    }
    let (order, given) = GroupOrder.rowsByGroup(lows, count: size)
    var starts = [0]
    var ends: [UInt32] = []
    var sums: [Double] = []
    var found = [Int32](repeating: -1, count: size)
    starts.reserveCapacity(size + 1)
    for low in 0..<size {
      let begin = ends.count
      for position in given[low]..<given[low + 1] {
        let edge = Int(order[position])
        let high = Int(highs[edge])
        if found[high] >= 0 {
          sums[Int(found[high])] += weights[edge]
        } else {
          found[high] = Int32(ends.count)
          ends.append(highs[edge])
          sums.append(weights[edge])
        }
      }
      for end in ends[begin...] { found[Int(end)] = -1 }
      starts.append(ends.count)
    }
    return (starts, ends, sums)
  }
}
