public import LinearAlgebra
public import Panels

/// People by state in one year and in the next: counts[i][j] of those in state i then and j now.
public struct TransitionMatrix: Sendable, Equatable {
  /// Labels of the states, in the order of rows and columns.
  public let labels: [String]
  /// People by state in the earlier year (row) and in the later one (column).
  public let counts: [[Int]]

  /// A matrix from its counts; as many rows and columns as labels.
  public init(labels: [String], counts: [[Int]]) {
    precondition(
      counts.count == labels.count && counts.allSatisfy { $0.count == labels.count },
      "a transition matrix of \(labels.count) states needs as many rows and columns")
    self.labels = labels
    self.counts = counts
  }

  /// Transitions from the year before to `year` among people present in both. Nil where the cube lacks one of them.
  public init?(_ cube: TrajectoryCube, to year: Int) {
    guard let now = cube.years.firstIndex(of: year), now > 0, cube.years[now - 1] == year - 1 else {
      return nil
    }
    var counts = Array(
      repeating: [Int](repeating: 0, count: cube.stateLabels.count), count: cube.stateLabels.count)
    for cell in cube.cells where cell.states[now] != 0 && cell.states[now - 1] != 0 {
      counts[Int(cell.states[now - 1]) - 1][Int(cell.states[now]) - 1] += cell.people
    }
    self.init(labels: cube.stateLabels, counts: counts)
  }

  public var size: Int { labels.count }

  /// People in each state of the earlier year.
  public var origins: [Int] { counts.map { $0.reduce(0, +) } }

  public var total: Int { origins.reduce(0, +) }

  /// P: rows normalised to one; nil where a state has nobody to start from.
  public var probabilities: Matrix? {
    let origins = self.origins
    guard !origins.contains(0) else { return nil }
    var matrix = Matrix(rows: size, columns: size)
    for i in 0..<size {
      for j in 0..<size { matrix[i, j] = Double(counts[i][j]) / Double(origins[i]) }
    }
    return matrix
  }

  /// Sets of states that cannot be left and that reach each other; a chain has one stationary distribution where there
  /// is exactly one of them. O(states³), on the counts, so that no rounding enters.
  var closedClasses: Int {
    var reaches = counts.enumerated().map { i, row in row.enumerated().map { $0 == i || $1 > 0 } }
    for k in 0..<size {
      for i in 0..<size where reaches[i][k] {
        for j in 0..<size where reaches[k][j] { reaches[i][j] = true }
      }
    }
    let closed = (0..<size).filter { i in (0..<size).allSatisfy { !reaches[i][$0] || reaches[$0][i] } }
    return closed.count { i in closed.first { reaches[i][$0] } == i }
  }
}
