public import Panels

/// How long people stay in a programme.
public struct Permanence: Sendable, Equatable {
  /// People present in exactly k of the years, among all who are present at least once.
  public struct Times: Sendable, Equatable {
    public let times: Int
    public let share: Share
  }

  /// For k = 1 … number of years.
  public let times: [Times]

  /// Permanence over the whole period; to restrict it to a cohort, restrict the cube. O(cells).
  public init(_ cube: TrajectoryCube) {
    var people = [Int](repeating: 0, count: cube.years.count + 1)
    for cell in cube.cells { people[cell.times] += cell.people }
    self.init(people: people)
  }

  /// Permanence from the people present in exactly k years, k = 0 … number of years.
  package init(people: [Int]) {
    let total = people.dropFirst().reduce(0, +)
    times = people.indices.dropFirst().map { Times(times: $0, share: Share(people[$0], of: total)) }
  }

  /// Those present in year `base` who are present again in every one of the `following` years, among those of the
  /// base year. Nil where the cube does not reach that far.
  public static func from(base: Int, following: Int, in cube: TrajectoryCube) -> Share? {
    guard let first = cube.years.firstIndex(of: base), first + following < cube.years.count, following >= 0
    else {
      return nil
    }
    let stayed = cube.people { cell in (first...first + following).allSatisfy { cell.states[$0] != 0 } }
    return Share(stayed, of: cube.people { $0.states[first] != 0 })
  }

  /// People present in exactly k years, all of them consecutive, among those present in exactly k years.
  public static func consecutive(times: Int, in cube: TrajectoryCube) -> Share {
    let all = cube.people { $0.times == times }
    let together = cube.people { cell in
      guard cell.times == times, let first = cell.states.firstIndex(where: { $0 != 0 }) else { return false }
      return cell.states[first..<first + times].allSatisfy { $0 != 0 }
    }
    return Share(together, of: all)
  }
}
