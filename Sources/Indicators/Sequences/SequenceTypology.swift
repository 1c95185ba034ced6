public import Panels

// Types of trajectories: the k sequences (medoids) to which people are nearest in all, each sequence counted with its people, by
// optimal matching. Medoids are built one by one and then exchanged while that lowers the cost (Kaufman and Rousseeuw 1990,
// "Finding Groups in Data", chapter 2, the algorithm PAM). That is a local optimum: no exchange of one medoid lowers the cost, and
// another set of medoids might; finding the best set is NP-hard (Kariv and Hakimi 1979, SIAM Journal on Applied Mathematics 37, 539–560).
// How well a sequence fits is the silhouette (Rousseeuw 1987, Journal of Computational and
// Applied Mathematics 20, 53–65), people weighted. Ties go to the sequence that comes first, so that the result is one.

/// Trajectories grouped around typical ones.
public struct SequenceTypology: Sendable {
  public struct Group: Sendable {
    /// The typical sequence.
    public let medoid: [UInt8]
    public let people: Int
    /// Mean distance of its people to the medoid.
    public let spread: Double
  }

  /// In falling order of people.
  public let groups: [Group]
  /// For each cell of the cube, its group.
  public let assignment: [Int]
  /// Mean silhouette of people, −1…1; nil with one group.
  public let silhouette: Double?
  /// People's distance to their medoids in all.
  public let cost: Double

  init(groups: [Group], assignment: [Int], silhouette: Double?, cost: Double) {
    self.groups = groups
    self.assignment = assignment
    self.silhouette = silhouette
    self.cost = cost
  }

  /// - Parameters:
  ///   - count: how many groups, from 1 to the number of distinct sequences.
  /// - Complexity: O(n²·m² + k·n² · rounds of exchanges) for n distinct sequences of m years.
  public init(_ cube: TrajectoryCube, groups count: Int, distance: SequenceDistance) {
    let cells = cube.cells
    let n = cells.count
    precondition((1...max(n, 1)).contains(count), "\(count) groups of \(n) sequences")
    var far = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      for j in 0..<i {
        let value = distance.optimalMatching(cells[i].states, cells[j].states)
        far[i * n + j] = value
        far[j * n + i] = value
      }
    }
    let weight = cells.map { Double($0.people) }
    func cost(_ medoids: [Int]) -> Double {
      (0..<n).reduce(0) { sum, i in sum + weight[i] * (medoids.map { far[i * n + $0] }.min() ?? 0) }
    }
    var medoids: [Int] = []
    var nearestYet = [Double](repeating: .infinity, count: n)
    while medoids.count < min(count, n) {
      var best = (cost: Double.infinity, cell: -1)
      for candidate in 0..<n where !medoids.contains(candidate) {
        var value = 0.0
        for i in 0..<n { value += weight[i] * min(nearestYet[i], far[i * n + candidate]) }
        if value < best.cost { best = (value, candidate) }
      }
      medoids.append(best.cell)
      for i in 0..<n { nearestYet[i] = min(nearestYet[i], far[i * n + best.cell]) }
    }
    var current = cost(medoids)
    var improved = true
    // For each sequence the distance to the nearest medoid but the one in the place that is tried.
    var others = [Double](repeating: 0, count: n)
    while improved {
      improved = false
      for place in medoids.indices {
        for i in 0..<n {
          var least = Double.infinity
          for group in medoids.indices where group != place {
            least = min(least, far[i * n + medoids[group]])
          }
          others[i] = least
        }
        for candidate in 0..<n where !medoids.contains(candidate) {
          var value = 0.0
          for i in 0..<n { value += weight[i] * min(others[i], far[i * n + candidate]) }
          // Rounding is no improvement.
          if value < current * (1 - 1e-12) {
            (medoids[place], current, improved) = (candidate, value, true)
          }
        }
      }
    }
    var nearest = [Int](repeating: 0, count: n)
    for i in 0..<n {
      for group in medoids.indices where far[i * n + medoids[group]] < far[i * n + medoids[nearest[i]]] {
        nearest[i] = group
      }
    }
    var people = [Int](repeating: 0, count: medoids.count)
    var spread = [Double](repeating: 0, count: medoids.count)
    for i in 0..<n {
      people[nearest[i]] += cells[i].people
      spread[nearest[i]] += weight[i] * far[i * n + medoids[nearest[i]]]
    }
    let order = medoids.indices.sorted {
      people[$0] == people[$1] ? medoids[$0] < medoids[$1] : people[$0] > people[$1]
    }
    let rank = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
    groups = order.map { group in
      Group(
        medoid: cells[medoids[group]].states, people: people[group],
        spread: people[group] == 0 ? 0 : spread[group] / Double(people[group]))
    }
    assignment = nearest.map { rank[$0] ?? 0 }
    self.cost = current
    silhouette = SequenceTypology.silhouette(far, weight, nearest, people)
  }

  private static func silhouette(
    _ far: [Double], _ weight: [Double], _ nearest: [Int], _ people: [Int]
  ) -> Double? {
    let n = weight.count
    guard people.count > 1 else { return nil }
    var sum = 0.0
    for i in 0..<n where weight[i] > 0 {
      var means = [Double](repeating: 0, count: people.count)
      for j in 0..<n { means[nearest[j]] += weight[j] * far[i * n + j] }
      let own = nearest[i]
      // A person alone in a group has no silhouette to speak of: zero.
      guard people[own] > 1 else { continue }
      let inside = means[own] / Double(people[own] - 1)
      var outside = Double.infinity
      for group in people.indices where group != own && people[group] > 0 {
        outside = min(outside, means[group] / Double(people[group]))
      }
      let larger = max(inside, outside)
      if larger > 0, outside.isFinite { sum += weight[i] * (outside - inside) / larger }
    }
    return sum / weight.reduce(0, +)
  }
}
