internal import Kernels
internal import LinearAlgebra

/// The weights of all draws, made in blocks: a block has a random stream of its own, so that the draws are the same for any number
/// of threads.
struct WildSigns: Sendable {
  /// Groups that get a weight each.
  let groups: Int
  let count: Int
  /// Nil enumerates the sign vectors.
  let weights: WildWeights?
  let seed: UInt64

  /// Draws of a block.
  private static let size = 256

  var blocks: Int { (count + WildSigns.size - 1) / WildSigns.size }

  /// Groups × draws of the block.
  func block(_ number: Int) -> Matrix {
    let width = min(WildSigns.size, count - number * WildSigns.size)
    var values = [Double](repeating: 0, count: groups * width)
    if let weights {
      var generator = PCG64(seed: seed, stream: UInt64(number))
      weights.fill(&values, &generator)
    } else {
      for draw in 0..<width {
        let signs = number * WildSigns.size + draw
        for group in 0..<groups { values[draw * groups + group] = signs >> group & 1 == 0 ? 1 : -1 }
      }
    }
    return Matrix(rows: groups, columns: width, columnMajor: values)
  }
}
