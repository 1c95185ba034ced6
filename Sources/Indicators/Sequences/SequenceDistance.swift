public import Panels

// How far apart are two sequences? Optimal matching (Abbott and Forrest 1986, Journal of Interdisciplinary History 16, 471–494):
// the least cost of turning one into the other by substituting, inserting and deleting states, found by the recursion of Needleman
// and Wunsch (1970). Costs of substitution are constant, or 2 − p(b|a) − p(a|b) with the rates of transition between the states
// (Rohwer and Pötter 2005), so that states which people often pass between are near each other.

/// Costs of turning one sequence of states into another.
public struct SequenceDistance: Sendable {
  /// Costs of putting one state for another, alphabet × alphabet, row by row; symmetric, zero on the diagonal.
  public let substitution: [Double]
  /// Cost of an insertion or a deletion.
  public let insertion: Double
  public let alphabet: Int

  /// One cost for all substitutions.
  public init(alphabet: Int, substitution: Double = 2, insertion: Double = 1) {
    precondition(alphabet >= 1 && substitution >= 0 && insertion >= 0, "costs are not negative")
    self.alphabet = alphabet
    self.insertion = insertion
    self.substitution = (0..<(alphabet * alphabet)).map { $0 / alphabet == $0 % alphabet ? 0 : substitution }
  }

  /// Costs from the rates of transition in a cube, absence being a state; a state that nobody leaves is 2 from all others.
  public init(transitionsOf cube: TrajectoryCube, insertion: Double = 1) {
    let alphabet = cube.stateLabels.count + 1
    var counts = [Int](repeating: 0, count: alphabet * alphabet)
    for cell in cube.cells {
      for (from, to) in zip(cell.states, cell.states.dropFirst()) {
        counts[Int(from) * alphabet + Int(to)] += cell.people
      }
    }
    var rates = [Double](repeating: 0, count: counts.count)
    for from in 0..<alphabet {
      let total = counts[(from * alphabet)..<((from + 1) * alphabet)].reduce(0, +)
      for to in 0..<alphabet where total > 0 {
        rates[from * alphabet + to] = Double(counts[from * alphabet + to]) / Double(total)
      }
    }
    self.alphabet = alphabet
    self.insertion = insertion
    substitution = (0..<counts.count).map { place in
      let (a, b) = (place / alphabet, place % alphabet)
      return a == b ? 0 : 2 - rates[a * alphabet + b] - rates[b * alphabet + a]
    }
  }

  /// The least cost. O(m·n) for sequences of m and n states.
  public func optimalMatching(_ a: [UInt8], _ b: [UInt8]) -> Double {
    var above = (0...b.count).map { Double($0) * insertion }
    for (row, state) in a.enumerated() {
      var corner = above[0]
      above[0] = Double(row + 1) * insertion
      for column in b.indices {
        let replaced = corner + substitution[Int(state) * alphabet + Int(b[column])]
        corner = above[column + 1]
        above[column + 1] = min(replaced, above[column] + insertion, above[column + 1] + insertion)
      }
    }
    return above[b.count]
  }

  /// The cost of substitutions alone, place by place; sequences of one length.
  public func hamming(_ a: [UInt8], _ b: [UInt8]) -> Double {
    precondition(a.count == b.count, "sequences of \(a.count) and \(b.count) states")
    return zip(a, b).reduce(0) { $0 + substitution[Int($1.0) * alphabet + Int($1.1)] }
  }
}
