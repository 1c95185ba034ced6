internal import Foundation
internal import LinearAlgebra

// The odds of being in the treated group given covariates X.
//
// logit: γ maximises Σ w (D Xγ − log(1 + exp Xγ)).
// tilting: γ maximises Σ w (D Xγ − (1 − D) exp Xγ), the inverse probability tilting of Graham, Pinto & Egel (2012, REStud 79,
// 1053) for the treated: its first-order condition makes the weighted controls' means of X equal those of the treated.
//
// Newton's method with halved steps; both objectives are concave. Columns are scaled by the caller. It ends when the decrement
// is below 10⁻²⁴ of the weight, far below rounding of the estimate. Where a column separates the groups the maximum lies at
// infinity and Newton's steps keep a length of about one: after `limit` steps that is called separation.

/// The fitted odds of a comparison's rows.
struct PropensityFit {
  enum Kind { case logit, tilting }

  enum Failure: Error {
    /// Column with the largest coefficient.
    case separation(column: Int)
    case dependent(column: Int)
  }

  let coefficients: [Double]
  /// (Σ w p (1 − p) X'X)⁻¹.
  let inverseInformation: Matrix

  /// A maximum that exists takes some ten steps.
  private static let limit = 25

  init(_ source: ComparisonSource, _ parts: [ComparisonPart], _ kind: Kind, start: [Double]? = nil)
    throws(Failure)
  {
    let size = source.parameters
    var point = start ?? [Double](repeating: 0, count: size)
    var state = Sums(source, parts, kind, point)
    var steps = 0
    while true {
      let step: [Double]
      do throws(LinearAlgebraError) {
        step = try Cholesky(of: state.curvature).solve(state.score)
      } catch {
        if case .notPositiveDefinite(_, let minor, _) = error, steps == 0 {
          throw .dependent(column: minor - 1)
        }
        throw .separation(column: PropensityFit.largest(point))
      }
      let decrement = zip(step, state.score).reduce(0) { $0 + $1.0 * $1.1 }
      guard decrement.isFinite else { throw .separation(column: PropensityFit.largest(point)) }
      if decrement <= 1e-24 * state.weight {
        // The step is at hand, and squares what is left.
        point = zip(point, step).map { $0 + $1 }
        break
      }
      steps += 1
      if steps > PropensityFit.limit { throw .separation(column: PropensityFit.largest(point)) }
      var length = 1.0
      var next = zip(point, step).map { $0 + $1 }
      var found = Sums(source, parts, kind, next)
      // A step that loses more than rounding is halved.
      while !(found.objective >= state.objective - 1e-12 * max(1, abs(state.objective))), length > 1e-6 {
        length /= 2
        next = zip(point, step).map { $0 + length * $1 }
        found = Sums(source, parts, kind, next)
      }
      let isStill = found.objective <= state.objective && decrement <= 1e-14 * state.weight
      point = next
      state = found
      if isStill { break }
      if point.contains(where: { abs($0) > 1e4 }) {
        throw .separation(column: PropensityFit.largest(point))
      }
    }
    // Newton still moves by whole units where probabilities of 0 and 1 are being reached.
    if state.extreme > 30, state.isSeparated { throw .separation(column: PropensityFit.largest(point)) }
    coefficients = point
    do throws(LinearAlgebraError) {
      inverseInformation = try Cholesky(of: state.information).inverse()
    } catch { throw .separation(column: PropensityFit.largest(point)) }
  }

  private static func largest(_ point: [Double]) -> Int {
    // The intercept comes first and only follows the others.
    (point.count > 1 ? Array(point.indices.dropFirst()) : Array(point.indices))
      .max { abs(point[$0]) < abs(point[$1]) } ?? 0
  }

  /// Objective, score and curvature at a point.
  private struct Sums {
    var objective = 0.0
    var score: [Double]
    var curvature: Matrix
    /// Σ w p (1 − p) X'X, for tilting too.
    var information: Matrix
    var weight = 0.0
    /// Largest predictor in size.
    var extreme = 0.0
    /// Whether all treated have a probability near one or all controls near zero.
    var isSeparated = false

    init(_ source: ComparisonSource, _ parts: [ComparisonPart], _ kind: Kind, _ point: [Double]) {
      let size = source.parameters
      score = [Double](repeating: 0, count: size)
      var curve = [Double](repeating: 0, count: size * size)
      var information = [Double](repeating: 0, count: size * size)
      let block = BlockSums.block
      let scratch = UnsafeMutablePointer<Double>.allocate(capacity: 6 * block)
      scratch.initialize(repeating: 0, count: 6 * block)
      defer { scratch.deallocate() }
      let predictor = scratch
      let weights = scratch + block
      let residual = scratch + 2 * block
      let spread = scratch + 3 * block
      let second = scratch + 4 * block
      let product = scratch + 5 * block
      var lowestTreated = Double.infinity
      var highestControl = -Double.infinity
      for part in parts {
        let isTreated = part.role.isTreated
        var first = part.rows.lowerBound
        while first < part.rows.upperBound {
          let rows = first..<min(part.rows.upperBound, first + block)
          first = rows.upperBound
          let count = rows.count
          predictor.update(repeating: 0, count: count)
          source.addPredictor(point, times: 1, rows, predictor)
          source.weights(rows, weights)
          var value = 0.0
          for index in 0..<count {
            let x = predictor[index]
            let w = weights[index]
            extreme = max(extreme, abs(x))
            // exp of minus the size never overflows.
            let small = exp(-abs(x))
            let p = x >= 0 ? 1 / (1 + small) : small / (1 + small)
            let variance = small / ((1 + small) * (1 + small))
            switch kind {
            case .logit:
              value += w * ((isTreated ? min(x, 0) : -max(x, 0)) - log1p(small))
              residual[index] = w * (isTreated ? 1 - p : -p)
            case .tilting:
              let odds = isTreated ? 0 : exp(min(x, 500))
              value += w * (isTreated ? x : -odds)
              residual[index] = w * (isTreated ? 1 : -odds)
              second[index] = w * odds
            }
            spread[index] = w * variance
            if isTreated {
              lowestTreated = min(lowestTreated, x)
            } else {
              highestControl = max(highestControl, x)
            }
          }
          objective += value
          weight += BlockSums.sum(weights, count)
          for row in 0..<size {
            let column = source.covariates[row] + rows.lowerBound
            score[row] += BlockSums.dot(residual, column, count)
            BlockSums.multiply(spread, column, product, count)
            for other in 0...row {
              information[row + other * size] += BlockSums.dot(
                product, source.covariates[other] + rows.lowerBound, count)
            }
            if kind == .tilting, !isTreated {
              BlockSums.multiply(second, column, product, count)
              for other in 0...row {
                curve[row + other * size] += BlockSums.dot(
                  product, source.covariates[other] + rows.lowerBound, count)
              }
            }
          }
        }
      }
      for row in 0..<size {
        for other in 0..<row {
          information[other + row * size] = information[row + other * size]
          curve[other + row * size] = curve[row + other * size]
        }
      }
      isSeparated = lowestTreated > highestControl
      self.information = Matrix(rows: size, columns: size, columnMajor: information)
      curvature =
        kind == .logit ? self.information : Matrix(rows: size, columns: size, columnMajor: curve)
    }
  }
}
