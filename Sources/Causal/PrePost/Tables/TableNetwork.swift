internal import Kernels

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

// The exact test of an r×c table given its margins: the chance of the tables that are no likelier than the one seen (relative tolerance
// 10⁻⁷, as for 2×2). A table's chance is Π r_i! Π c_j!/(N! Π x_ij!).
//
// Goals, in order: the exact sum; no table looked at twice; an answer or a refusal within seconds. Columns are filled one after the other. What
// can still come depends on what is left of the rows alone, in any order: a node. The likeliest and the unlikeliest way on from each node are
// found from the last column back. Then, from the first column on, the ways to a node are kept by their weight Π c_j!/Π x_ij!, equal ones
// together; a way whose likeliest continuation is no likelier than the table seen counts with all of its continuations, whose weights
// add up to n!/Π r_i! of what is left, and one whose unlikeliest is likelier counts for nothing. Logarithms of factorials are sums of
// double-doubles, so that p is right to some 10⁻¹². More steps than `most` are refused.
//
// Source: Freeman & Halton (1951), Biometrika 38, 141; Mehta & Patel (1983), J. American Statistical Association 78, 427, whose network it
// is, with the bounds by recursion over its nodes in place of their optimisation.

/// The tables with given margins as a network of columns.
struct TableNetwork {
  private struct Stage {
    /// What is left of the rows, rising; `width` numbers a node.
    var left: [Int] = []
    var edges: [Edge] = []
    /// Where each node's edges start.
    var starts: [Int] = [0]
    var longest: [Double] = []
    var shortest: [Double] = []
  }

  private struct Edge {
    let to: Int
    /// log c!/Π x!.
    let weight: DoubleDouble
  }

  private struct Way {
    let weight: DoubleDouble
    var count: Double
  }

  /// Edges of the network, and ways followed through it.
  static let most = (edges: 4_000_000, ways: 20_000_000)
  /// People up to which factorials are listed.
  private static let mostPeople = 1_000_000

  private let width: Int
  private let columns: [Int]
  private let factorials: [DoubleDouble]
  private var stages: [Stage]

  /// The network of a table without empty rows and columns.
  ///
  /// Throws `.exactTooLarge`. O(edges).
  init(rows: [Int], columns: [Int]) throws(PrePostError) {
    let (short, long) = rows.count <= columns.count ? (rows, columns) : (columns, rows)
    let total = rows.reduce(0, +)
    guard total <= Self.mostPeople else { throw Self.tooLarge(total, Self.mostPeople) }
    width = short.count
    self.columns = long.sorted(by: >)
    var factorials = [DoubleDouble.zero]
    for value in stride(from: 1, through: total, by: 1) {
      factorials.append(factorials[value - 1] + log(Double(value)))
    }
    self.factorials = factorials
    stages = [Stage](repeating: Stage(), count: long.count)
    stages[0].left = short.sorted()
    try build(base: (short.max() ?? 0) + 1)
    bound()
  }

  private static func tooLarge(_ size: Int, _ limit: Int) -> PrePostError {
    .exactTooLarge(test: PrePostTest.fisher.rawValue, size: size, limit: limit)
  }

  /// log n!/Π x!.
  private func ways(_ total: Int, _ parts: ArraySlice<Int>) -> DoubleDouble {
    parts.reduce(factorials[total]) { $0 - factorials[$1] }
  }

  /// Nodes and edges, column after column.
  private mutating func build(base: Int) throws(PrePostError) {
    var codes = 1
    for _ in 0..<width {
      let (product, overflow) = codes.multipliedReportingOverflow(by: base)
      guard !overflow else { throw Self.tooLarge(Int.max, Self.most.edges) }
      codes = product
    }
    var count = 0
    for column in 0..<columns.count - 1 {
      var numbers: [Int: Int] = [:]
      var next: [Int] = []
      var edges: [Edge] = []
      var starts = [0]
      let size = columns[column]
      let nodes = stages[column].left.count / width
      for node in 0..<nodes {
        let left = Array(stages[column].left[node * width..<(node + 1) * width])
        // What the rows from each on can take.
        var room = [Int](repeating: 0, count: width + 1)
        for row in (0..<width).reversed() { room[row] = room[row + 1] + left[row] }
        var taken = [Int](repeating: 0, count: width)
        var row = 0
        var rest = size
        taken[0] = max(0, rest - room[1])
        // Rows take from the least to the most that leaves something to the others, the last row what is left.
        while row >= 0 {
          if taken[row] > min(left[row], rest) {
            row -= 1
            if row >= 0 {
              rest += taken[row]
              taken[row] += 1
            }
            continue
          }
          rest -= taken[row]
          if row < width - 1 {
            row += 1
            taken[row] = max(0, rest - room[row + 1])
            continue
          }
          let after = zip(left, taken).map { $0 - $1 }.sorted()
          let code = after.reduce(0) { $0 * base + $1 }
          let to = numbers[code] ?? numbers.count
          if to == numbers.count {
            numbers[code] = to
            next += after
          }
          edges.append(Edge(to: to, weight: ways(size, taken[...])))
          count += 1
          guard count <= Self.most.edges else { throw Self.tooLarge(count, Self.most.edges) }
          rest += taken[row]
          taken[row] += 1
        }
        starts.append(edges.count)
      }
      stages[column].edges = edges
      stages[column].starts = starts
      stages[column + 1].left = next
    }
  }

  /// The likeliest and the unlikeliest way on from each node.
  private mutating func bound() {
    for column in stages.indices.reversed() {
      let nodes = stages[column].left.count / width
      var longest = [Double](repeating: -.infinity, count: nodes)
      var shortest = [Double](repeating: .infinity, count: nodes)
      for node in 0..<nodes {
        guard column < stages.count - 1 else {
          let own = ways(columns[column], stages[column].left[node * width..<(node + 1) * width]).value
          (longest[node], shortest[node]) = (own, own)
          continue
        }
        for edge in stages[column].edges[stages[column].starts[node]..<stages[column].starts[node + 1]] {
          longest[node] = max(longest[node], edge.weight.value + stages[column + 1].longest[edge.to])
          shortest[node] = min(shortest[node], edge.weight.value + stages[column + 1].shortest[edge.to])
        }
      }
      (stages[column].longest, stages[column].shortest) = (longest, shortest)
    }
  }

  /// The logarithm of a table's weight Π c_j!/Π x_ij!, the columns being the longer side.
  func weight(_ cells: [Int]) -> Double {
    let sizes = columns.reduce(DoubleDouble.zero) { $0 + factorials[$1] }
    return cells.reduce(sizes) { $0 - factorials[$1] }.value
  }

  /// The chance of tables whose weight's logarithm is at most `limit`.
  ///
  /// Throws `.exactTooLarge` where too many ways have to be followed.
  func chance(upTo limit: Double) throws(PrePostError) -> Double {
    let whole = ways(stages[0].left.reduce(0, +), stages[0].left[...])
    var sum = DoubleDouble.zero
    var followed = 0
    var ways: [[Int: Way]] = [[0: Way(weight: .zero, count: 1)]]
    for column in stages.indices {
      let stage = stages[column]
      let nodes = stage.left.count / width
      let after = column + 1 < stages.count ? stages[column + 1].left.count / width : 0
      var next = [[Int: Way]](repeating: [:], count: after)
      for node in 0..<nodes {
        let left = stage.left[node * width..<(node + 1) * width]
        let all = self.ways(left.reduce(0, +), left)
        // In the order of their weights, so that sums have one order.
        for key in ways[node].keys.sorted() {
          guard let way = ways[node][key] else { continue }
          let weight = way.weight.value
          if weight + stage.longest[node] <= limit {
            sum += way.count * exp((way.weight + all - whole).value)
          } else if weight + stage.shortest[node] <= limit {
            for edge in stage.edges[stage.starts[node]..<stage.starts[node + 1]] {
              followed += 1
              guard followed <= Self.most.ways else { throw Self.tooLarge(followed, Self.most.ways) }
              let longer = way.weight + edge.weight
              // Equal weights differ by rounding alone.
              let own = Int((longer.value * 1e9).rounded())
              next[edge.to][own, default: Way(weight: longer, count: 0)].count += way.count
            }
          }
        }
      }
      ways = next
    }
    return min(1, sum.value)
  }
}

extension ContingencyTable {
  /// Fisher's test of more than two rows or columns, two-sided; empty ones have no part in it.
  func freemanHalton(_ options: TestOptions) throws(PrePostError) -> TestOutcome {
    var outcome = TestOutcome(.fisher)
    outcome.count = total
    let sizes = (rows: rowTotals.filter { $0 > 0 }, columns: columnTotals.filter { $0 > 0 })
    guard sizes.rows.count > 1, sizes.columns.count > 1 else {
      outcome.pValue = 1
      outcome.note = "the margins allow this table alone"
      return outcome
    }
    let network = try TableNetwork(rows: sizes.rows, columns: sizes.columns)
    outcome.pValue = try network.chance(upTo: network.weight(counts.filter { $0 > 0 }) + log1p(1e-7))
    outcome.note = options.alternative == .twoSided ? "exact" : "exact, two-sided"
    return outcome
  }
}
