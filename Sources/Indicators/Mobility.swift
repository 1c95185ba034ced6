public import Panels

/// Mobility between states from one year to the next, with both denominators that are in use.
public struct Mobility: Sendable, Equatable {
  /// People who were in `from` the year before and are in `to` now.
  public struct Move: Sendable, Equatable {
    public let year: Int
    /// Labels of the states.
    public let from: String
    public let to: String
    public let people: Int
    /// Among those of `from` who are still in the programme: what evaluations publish.
    public let ofStayers: Share
    /// Among all of `from` the year before, leavers included.
    public let ofAll: Share
  }

  /// For every pair of consecutive years and of states, `from` = `to` included.
  public let moves: [Move]

  /// O(cells × years).
  public init(_ cube: TrajectoryCube) {
    var moves: [Move] = []
    for year in cube.years.dropFirst() {
      guard let matrix = TransitionMatrix(cube, to: year), let now = cube.years.firstIndex(of: year) else {
        continue
      }
      for (i, from) in cube.stateLabels.enumerated() {
        let all = cube.people { Int($0.states[now - 1]) == i + 1 }
        let stayers = matrix.origins[i]
        for (j, to) in cube.stateLabels.enumerated() {
          let people = matrix.counts[i][j]
          moves.append(
            Move(
              year: year, from: from, to: to, people: people, ofStayers: Share(people, of: stayers),
              ofAll: Share(people, of: all)))
        }
      }
    }
    self.moves = moves
  }

  /// People in another state than the year before, among those who stay: the total of the published table.
  public static func changed(in cube: TrajectoryCube, to year: Int) -> Share? {
    guard let matrix = TransitionMatrix(cube, to: year) else { return nil }
    let same = (0..<matrix.size).reduce(0) { $0 + matrix.counts[$1][$1] }
    return Share(matrix.total - same, of: matrix.total)
  }
}
