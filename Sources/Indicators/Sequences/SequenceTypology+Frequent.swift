public import Panels

extension SequenceTypology {
  /// Types of many sequences: their medoids are looked for among the most frequent ones, and every other sequence goes to the medoid
  /// it is nearest to, the first of them in a tie. With a limit of at least the number of sequences it is the search among all.
  ///
  /// The silhouette is of the people whose sequences were searched.
  ///
  /// - Parameters:
  ///   - count: how many groups, from 1 to the smaller of `limit` and the number of distinct sequences.
  ///   - limit: how many sequences to search; those of most people, the first in order among equals.
  /// - Complexity: O(limit² · m² + k · n · m²) for n distinct sequences of m periods and k groups.
  public init(_ cube: TrajectoryCube, groups count: Int, distance: SequenceDistance, among limit: Int) {
    precondition(limit >= count, "\(count) groups among \(limit) sequences")
    let cells = cube.cells
    guard limit < cells.count else {
      self.init(cube, groups: count, distance: distance)
      return
    }
    let order = cells.indices.sorted {
      cells[$0].people == cells[$1].people ? $0 < $1 : cells[$0].people > cells[$1].people
    }
    let searched = order.prefix(limit).sorted()
    let core = SequenceTypology(
      TrajectoryCube(
        years: cube.years, stateLabels: cube.stateLabels, cells: searched.map { cells[$0] }), groups: count,
      distance: distance)
    var nearest = [Int](repeating: -1, count: cells.count)
    for (place, cell) in searched.enumerated() { nearest[cell] = core.assignment[place] }
    var people = [Int](repeating: 0, count: core.groups.count)
    var spread = [Double](repeating: 0, count: core.groups.count)
    for cell in cells.indices {
      let far = core.groups.map { distance.optimalMatching(cells[cell].states, $0.medoid) }
      if nearest[cell] < 0 {
        nearest[cell] = far.indices.reduce(0) { far[$1] < far[$0] ? $1 : $0 }
      }
      people[nearest[cell]] += cells[cell].people
      spread[nearest[cell]] += Double(cells[cell].people) * far[nearest[cell]]
    }
    let ranked = core.groups.indices.sorted { people[$0] == people[$1] ? $0 < $1 : people[$0] > people[$1] }
    var rank = [Int](repeating: 0, count: ranked.count)
    for (place, group) in ranked.enumerated() { rank[group] = place }
    self.init(
      groups: ranked.map { group in
        Group(
          medoid: core.groups[group].medoid, people: people[group],
          spread: people[group] == 0 ? 0 : spread[group] / Double(people[group]))
      },
      assignment: nearest.map { rank[$0] }, silhouette: core.silhouette, cost: spread.reduce(0, +))
  }
}
