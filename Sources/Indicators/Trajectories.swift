public import Panels

/// The ways that people took through the states, for those present in exactly k years.
public struct Trajectories: Sendable, Equatable {
  /// One sequence of states, and who took it.
  public struct Path: Sendable, Equatable {
    /// Labels of the states in the years present, in order (not necessarily consecutive years).
    public let states: [String]
    public let share: Share

    /// "1-2-2"
    public var name: String { states.joined(separator: "-") }
  }

  /// Ordered sequences, in the order of the states.
  public let ordered: [Path]
  /// People by number of years in each state, most in the first state first.
  public let consolidated: [Mix]

  /// People who were in each state that many times, in whatever order.
  public struct Mix: Sendable, Equatable {
    /// Years in state 1, 2, …
    public let times: [Int]
    public let share: Share
  }

  /// O(cells).
  public init(times: Int, in cube: TrajectoryCube) {
    var paths: [[UInt8]: Int] = [:]
    var mixes: [[Int]: Int] = [:]
    for cell in cube.cells where cell.times == times {
      let path = cell.states.filter { $0 != 0 }
      paths[path, default: 0] += cell.people
      var mix = [Int](repeating: 0, count: cube.stateLabels.count)
      for state in path { mix[Int(state) - 1] += 1 }
      mixes[mix, default: 0] += cell.people
    }
    let total = paths.values.reduce(0, +)
    ordered = paths.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { path, people in
      Path(states: path.map { cube.stateLabels[Int($0) - 1] }, share: Share(people, of: total))
    }
    consolidated = mixes.sorted { $1.key.lexicographicallyPrecedes($0.key) }.map {
      Mix(times: $0.key, share: Share($0.value, of: total))
    }
  }
}
