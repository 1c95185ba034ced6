internal import Kernels

/// Which path each cluster gets in every draw: permutations within strata, or all different ones.
struct Assignments: Sendable {
  let count: Int
  let isEnumerated: Bool
  private let paths: TreatmentPaths
  private let seed: UInt64

  /// Draws of a block, which has a random stream of its own.
  private static let size = 256

  var blocks: Int { (count + Assignments.size - 1) / Assignments.size }

  /// Throws `.tooManyAssignments`.
  init(_ paths: TreatmentPaths, _ repetitions: WildBootstrap.Repetitions, seed: UInt64)
    throws(RegressionError)
  {
    self.paths = paths
    self.seed = seed
    let most = RandomisationInference.mostEnumerated
    let all = Assignments.number(paths, most: most)
    switch repetitions {
    case .draws(let asked):
      isEnumerated = all.map { $0 <= asked } ?? false
      count = isEnumerated ? all ?? asked : asked
    case .all:
      guard let all else { throw .tooManyAssignments(most: most) }
      isEnumerated = true
      count = all
    }
  }

  /// Different assignments; nil for more than that many. A product of binomial coefficients, one path after the other.
  private static func number(_ paths: TreatmentPaths, most: Int) -> Int? {
    var total = 1
    for stratum in paths.strata {
      var counts = [Int](repeating: 0, count: paths.count)
      for cluster in stratum { counts[paths.assigned[cluster]] += 1 }
      var left = stratum.count
      for size in counts {
        var ways = 1
        for step in 0..<min(size, left - size) {
          let (product, isTooLarge) = ways.multipliedReportingOverflow(by: left - step)
          if isTooLarge { return nil }
          ways = product / (step + 1)
          if ways > most { return nil }
        }
        total *= ways
        if total > most { return nil }
        left -= size
      }
    }
    return total
  }

  /// The path of each cluster in the draws of a block.
  func block(_ number: Int) -> [[Int]] {
    let start = number * Assignments.size
    let width = min(Assignments.size, count - start)
    if isEnumerated { return (start..<start + width).map(assignment) }
    var generator = PCG64(seed: seed, stream: UInt64(number))
    return (0..<width).map { _ in
      var result = paths.assigned
      for stratum in paths.strata {
        var own = stratum.map { paths.assigned[$0] }
        generator.shuffle(&own)
        for (cluster, path) in zip(stratum, own) { result[cluster] = path }
      }
      return result
    }
  }

  /// The assignment of that number: within each stratum the permutation of its own number in the order of the paths.
  private func assignment(_ number: Int) -> [Int] {
    var result = paths.assigned
    var rest = number
    for stratum in paths.strata {
      var counts = [Int](repeating: 0, count: paths.count)
      for cluster in stratum { counts[paths.assigned[cluster]] += 1 }
      let all = Assignments.permutations(counts)
      var own = rest % all
      rest /= all
      for cluster in stratum {
        for path in counts.indices where counts[path] > 0 {
          counts[path] -= 1
          let ways = Assignments.permutations(counts)
          if own < ways {
            result[cluster] = path
            break
          }
          own -= ways
          counts[path] += 1
        }
      }
    }
    return result
  }

  /// Different orders of a multiset; known not to be too many.
  private static func permutations(_ counts: [Int]) -> Int {
    var left = counts.reduce(0, +)
    var total = 1
    for size in counts {
      var ways = 1
      for step in 0..<min(size, left - size) { ways = ways * (left - step) / (step + 1) }
      total *= ways
      left -= size
    }
    return total
  }
}
