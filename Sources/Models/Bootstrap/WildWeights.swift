internal import Distributions
internal import Kernels

/// What a cluster's residuals are multiplied with in a draw: mean zero, variance one.
public enum WildWeights: String, Sendable, CaseIterable {
  /// ±1, each with one half.
  case rademacher
  /// (1 ± √5)/2 with the probabilities that give variance and third moment one (Mammen 1993, Annals of Statistics 21).
  case mammen
  /// ±√½, ±1, ±√(3/2), each with one sixth: for few clusters (Webb 2023, Canadian Journal of Economics 56).
  case webb
  case normal

  /// Fills `values` with draws.
  func fill(_ values: inout [Double], _ generator: inout PCG64) {
    switch self {
    case .rademacher:
      var bits: UInt64 = 0
      for index in values.indices {
        if index % 64 == 0 { bits = generator.next() }
        values[index] = bits & 1 == 0 ? -1 : 1
        bits >>= 1
      }
    case .mammen:
      let root = 5.0.squareRoot()
      let share = (root + 1) / (2 * root)
      for index in values.indices {
        values[index] = generator.nextUnit() < share ? (1 - root) / 2 : (1 + root) / 2
      }
    case .webb:
      let steps: [Double] = [(0.5 as Double).squareRoot(), 1, (1.5 as Double).squareRoot()]
      for index in values.indices {
        let place = generator.nextInteger(below: 6)
        values[index] = place < 3 ? -steps[place] : steps[place - 3]
      }
    case .normal:
      let law = Normal()
      for index in values.indices { values[index] = law.draw(using: &generator) }
    }
  }
}
