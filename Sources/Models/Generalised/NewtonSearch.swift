internal import LinearAlgebra

// The maximum of a log-likelihood that is concave in all its parameters at once: θ += H⁻¹g, steps halved while it falls. The Newton
// decrement √(gᵀH⁻¹g/N) is the score in its own metric, free of the parameters' units.

/// A log-likelihood at some parameters: its value, score and information −∂²ℓ/∂θ∂θᵀ.
struct LikelihoodPoint {
  let value: Double
  let score: [Double]
  let information: Matrix
}

struct NewtonSearch {
  let parameters: [Double]
  /// Inverse of the information at the maximum.
  let inverse: Matrix
  let value: Double
  let steps: Int
  let isConverged: Bool

  static let mostSteps = 40

  /// A direction in which no row's likelihood falls and some row's rises without end, so that there is no maximum (Albert & Anderson
  /// 1984, Biometrika 71).
  struct Separation {
    /// Rows that it moves, and how far the furthest.
    let rows: Int
    let distance: Double
    let terms: [String]
    var model = ""

    func error(of all: Int) -> RegressionError {
      .separation(family: model, terms: terms, rows: rows, of: all)
    }
  }

  /// `value`: the log-likelihood alone, not finite outside of its domain. `separation`: what a direction does, where it separates; it
  /// is asked of each step and of the way that the steps have gone, which both turn there where there is no maximum. Throws
  /// `.separation` for the `model` then.
  init(
    from start: [Double], observations: Int, model: String = "", rows: Int = 0,
    value evaluate: ([Double]) -> Double, point: ([Double]) -> LikelihoodPoint,
    separation: ([Double]) -> Separation? = { _ in nil }
  ) throws(RegressionError) {
    var place = start
    var here = point(place)
    var steps = 0
    var last = Double.infinity
    while true {
      let (step, inverse) = try NewtonSearch.step(here)
      let gain = zip(step, here.score).reduce(0) { $0 + $1.0 * $1.1 }
      let decrement = (max(0, gain) / Double(observations)).squareRoot()
      steps += 1
      // A step or a way of less than half a unit of the predictor is on its way to a maximum.
      for direction in [step, zip(place, start).map { $0 - $1 }] {
        if let found = separation(direction), found.distance > 0.5 {
          throw .separation(family: model, terms: found.terms, rows: found.rows, of: rows)
        }
      }
      let isDone =
        decrement <= LikelihoodProblem.tolerance
        || (decrement <= LikelihoodProblem.roundingTolerance && decrement > last / 2)
      if isDone || steps >= NewtonSearch.mostSteps {
        parameters = zip(place, step).map { $0 + $1 }
        self.inverse = inverse
        self.value = here.value
        self.steps = steps
        isConverged = isDone
        return
      }
      last = decrement
      var share = 1.0
      var next = zip(place, step).map { $0 + $1 }
      while share > 1e-12, decrement > 1e-6, !(evaluate(next) >= here.value) {
        share /= 2
        next = zip(place, step).map { $0 + share * $1 }
      }
      place = next
      here = point(place)
      guard here.value.isFinite else { throw .predictorOutOfRange }
    }
  }

  /// Moves against the direction of rows, as a share of the furthest one, that are rounding.
  static let tolerance = 1e-6

  /// Names of the columns that a direction is made of.
  static func terms(_ slopes: [Double], _ design: TallMatrix, _ names: [String]) -> [String] {
    let parts = zip(slopes, design.columns).map { slope, column in
      (0..<design.rows).reduce(0) { max($0, abs(slope * column[$1])) }
    }
    let largest = parts.max() ?? 0
    return zip(names, parts).filter { $0.1 > 1e-3 * largest }.map(\.0)
  }

  /// H⁻¹g and H⁻¹, in parameters of unit curvature.
  private static func step(_ point: LikelihoodPoint) throws(RegressionError) -> ([Double], Matrix) {
    let scales = point.information.diagonal.map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
    guard !scales.contains(0) else { throw .weightsDegenerate }
    let scaled = point.information.scalingRows(scales).transposed.scalingRows(scales)
    do {
      let inverse = try Cholesky(of: scaled.symmetrised()).inverse()
        .scalingRows(scales).transposed.scalingRows(scales).symmetrised()
      return (inverse.times(point.score), inverse)
    } catch { throw .weightsDegenerate }
  }
}
