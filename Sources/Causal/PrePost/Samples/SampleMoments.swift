internal import Kernels

/// Count, mean and squared deviations of a sample, in double-doubles.
struct SampleMoments: Sendable {
  let count: Int
  let mean: Double
  /// Σ (x − x̄)².
  let squares: Double

  init(_ values: [Double]) {
    count = values.count
    var sum = DoubleDouble.zero
    for value in values { sum += value }
    let n = Double(max(1, values.count))
    let centre = sum / DoubleDouble(n)
    mean = centre.value
    var total = DoubleDouble.zero
    for value in values {
      let distance = DoubleDouble(value) - centre
      total += distance * distance
    }
    squares = total.value
  }

  /// With n − 1.
  var variance: Double { squares / Double(count - 1) }
  var deviation: Double { variance.squareRoot() }

  /// Whether all values are one number as far as doubles can tell; R's rule for t tests.
  var isConstant: Bool { count < 2 || deviation <= 10 * Double.ulpOfOne * abs(mean) }

  /// Σ (x − x̄)(y − ȳ).
  static func crossProduct(_ x: [Double], _ y: [Double]) -> Double {
    let (first, second) = (SampleMoments(x).mean, SampleMoments(y).mean)
    var total = DoubleDouble.zero
    var (left, right) = (DoubleDouble.zero, DoubleDouble.zero)
    for (a, b) in zip(x, y) {
      total += DoubleDouble.product(a - first, b - second)
      left += a - first
      right += b - second
    }
    return (total - left * right / DoubleDouble(Double(max(1, x.count)))).value
  }
}

/// Quantiles of a sample by linear interpolation of the order statistics, position (n − 1)p (R's type 7).
struct OrderStatistics: Sendable {
  let sorted: [Double]

  init(_ values: [Double]) { sorted = values.sorted() }

  func quantile(_ p: Double) -> Double {
    let position = Double(sorted.count - 1) * p
    let below = Int(position.rounded(.down))
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
  }

  var median: Double {
    let half = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
  }
}
