import Panels

/// Cubes by hand.
enum CubeFixture {
  /// Fourteen people over three years: sequence of states and how many took it.
  static let three = cube([
    [1, 0, 0]: 3, [0, 2, 0]: 1, [1, 1, 0]: 2, [1, 2, 0]: 1, [2, 0, 1]: 1, [0, 2, 2]: 1, [1, 2, 2]: 2,
    [2, 1, 2]: 1, [1, 1, 1]: 2,
  ])

  static func cube(_ people: [[UInt8]: Int], years: [Int] = [2014, 2015, 2016]) -> TrajectoryCube {
    TrajectoryCube(
      years: years, stateLabels: ["1", "2"], cells: people.map { .init(states: $0.key, people: $0.value) })
  }
}
