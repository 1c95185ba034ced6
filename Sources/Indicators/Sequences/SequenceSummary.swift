public import Panels

/// Indices of all sequences of a cube, averaged over people.
public struct SequenceSummary: Sendable {
  public let people: Int
  public let entropy: Double
  public let turbulence: Double
  public let complexity: Double
  /// Changes of state, absence included.
  public let transitions: Double

  /// Nil for a cube without people.
  public init?(_ cube: TrajectoryCube) {
    guard cube.people > 0 else { return nil }
    var sums = (0.0, 0.0, 0.0, 0.0)
    for cell in cube.cells {
      let indices = SequenceIndices(cell.states, alphabet: cube.stateLabels.count + 1)
      let weight = Double(cell.people)
      sums.0 += weight * indices.entropy
      sums.1 += weight * indices.turbulence
      sums.2 += weight * indices.complexity
      sums.3 += weight * Double(indices.transitions)
    }
    let count = Double(cube.people)
    people = cube.people
    (entropy, turbulence, complexity, transitions) = (
      sums.0 / count, sums.1 / count, sums.2 / count, sums.3 / count
    )
  }

  /// Entropy of the states in each year, relative to that of equal shares; absence is a state.
  public static func transversalEntropy(_ cube: TrajectoryCube) -> [Double] {
    let alphabet = cube.stateLabels.count + 1
    return cube.years.indices.map { year in
      var counts = [Int](repeating: 0, count: alphabet)
      for cell in cube.cells { counts[Int(cell.states[year])] += cell.people }
      let total = Double(counts.reduce(0, +))
      guard total > 0, alphabet > 1 else { return 0 }
      return counts.reduce(0.0) { sum, count in
        count == 0 ? sum : sum - Double(count) / total * RealLogarithm.natural(Double(count) / total)
      } / RealLogarithm.natural(Double(alphabet))
    }
  }
}
