internal import Kernels
internal import LinearAlgebra

// Differential trends that are no worse after the treatment than before: each change of δ from one period to the next after the reference
// is at most M̄ times the largest such change before it, |δ_{t+1} − δ_t| ≤ M̄ max_{s<0} |δ_{s+1} − δ_s|, t ≥ 0.
//
// The set is the union, over the period s of the largest change and its sign, of polyhedra Aδ ≤ 0, and so is the confidence set: the
// values θ̄ of lᵀτ that the hybrid of the conditional and the least favourable test does not reject for some s and sign. The moments are
// those with an effect after the reference in them; those of the periods before alone are left out, as Rambachan and Roth's own
// implementation does. The ends are where the outermost values are not rejected, found on a grid and then by bisection.
//
// Source: Rambachan & Roth (2023), Review of Economic Studies 90, 2555–2591, sections 2.4.1 and 3.

/// Bounds on an average of effects when violations of parallel trends after the treatment are at most M̄ times those before.
public struct RelativeMagnitudeBounds: Sendable {
  public let magnitude: Double
  /// Least and largest effect that agree with the estimates if they had no error.
  public let identified: ClosedRange<Double>
  /// Nil where the interval is empty: no value agrees with the restrictions.
  public let confidenceLow: Double?
  public let confidenceHigh: Double?

  /// Draws of the least favourable distributions.
  public static let draws = 4000
  /// Values of the first grid.
  static let gridPoints = 400

  /// - Parameters:
  ///   - target: weights of the effects after, in the order of their times.
  ///   - seed: of the draws of the least favourable distributions.
  /// - Complexity: for P effects before and Q after, 2P times some thousand linear programmes of Q equations in 2Q variables.
  public init(
    _ study: EventStudyEstimates, magnitude: Double, target: [Double], confidence: Double = 0.95,
    seed: UInt64 = 1,
    threads: Int = 1
  ) throws(SensitivityError) {
    precondition(magnitude >= 0 && magnitude.isFinite, "a magnitude of \(magnitude)")
    precondition(
      target.count == study.after.count, "\(target.count) weights for \(study.after.count) effects")
    precondition(confidence > 0 && confidence < 1, "a confidence of \(confidence)")
    guard target.contains(where: { $0 != 0 }) else { throw .unsuited("weights of the effects are all zero") }
    self.magnitude = magnitude
    let before = study.before.count
    var effect = 0.0
    var variance = 0.0
    for (position, weight) in target.enumerated() {
      effect += weight * study.estimates[before + position]
      for (other, second) in target.enumerated() {
        variance += weight * second * study.covariance[before + position, before + other]
      }
    }
    let half =
      magnitude * RelativeMagnitudeBounds.largestChange(study) * RelativeMagnitudeBounds.reach(target)
    identified = (effect - half)...(effect + half)
    let error = max(0, variance).squareRoot()
    let cases = 2 * before
    let spread = half + 20 * error
    let centre = effect
    let results = Parallel.map(cases, threads: threads) { number -> [ClosedRange<Double>] in
      var polyhedron = MagnitudePolyhedron(
        study, target, period: number / 2, sign: number % 2 == 0 ? 1 : -1, magnitude: magnitude,
        level: 1 - confidence, seed: seed, stream: UInt64(number))
      guard let found = polyhedron?.accepted(around: centre, spread: spread) else { return [] }
      return [found.low...found.high]
    }
    let found = results.flatMap { $0 }
    confidenceLow = found.map(\.lowerBound).min()
    confidenceHigh = found.map(\.upperBound).max()
  }

  /// Whether a value is not rejected for some period of the largest change and some sign.
  static func holds(
    _ value: Double, _ study: EventStudyEstimates, magnitude: Double, target: [Double], confidence: Double,
    seed: UInt64, threads: Int
  ) throws(SensitivityError) -> Bool {
    guard target.contains(where: { $0 != 0 }) else { throw .unsuited("weights of the effects are all zero") }
    return Parallel.map(2 * study.before.count, threads: threads) { number in
      var polyhedron = MagnitudePolyhedron(
        study, target, period: number / 2, sign: number % 2 == 0 ? 1 : -1, magnitude: magnitude,
        level: 1 - confidence, seed: seed, stream: UInt64(number))
      return polyhedron?.accepts(value) ?? false
    }.contains(true)
  }

  /// max |β_{s+1} − β_s| before and into the reference.
  static func largestChange(_ study: EventStudyEstimates) -> Double {
    let path = Array(study.estimates[..<study.before.count]) + [0]
    return zip(path, path.dropFirst()).map { abs($1 - $0) }.max() ?? 0
  }

  /// Σ_j |Σ_{k≥j} l_k|: how much the average moves when each change after may be one.
  static func reach(_ target: [Double]) -> Double {
    var total = 0.0
    var sum = 0.0
    for weight in target.reversed() {
      sum += weight
      total += abs(sum)
    }
    return total
  }
}

/// The test for one period of the largest change and one sign of it.
struct MagnitudePolyhedron {
  private var test: MomentInequalityTest
  /// Aβ̂, and the column of the target.
  private let moments: [Double]
  private let direction: [Double]

  init?(
    _ study: EventStudyEstimates, _ target: [Double], period: Int, sign: Double, magnitude: Double,
    level: Double,
    seed: UInt64, stream: UInt64
  ) {
    let before = study.before.count
    let after = study.after.count
    let count = before + after
    // Rows ±(δ_{t+1} − δ_t) − M̄·sign·(δ_{s+1} − δ_s) ≤ 0; the reference is zero and has no column.
    var rows = Matrix(rows: 2 * after, columns: count)
    for time in 0..<after {
      for (side, factor) in [1.0, -1.0].enumerated() {
        let row = 2 * time + side
        rows[row, before + time] += factor
        if time > 0 { rows[row, before + time - 1] -= factor }
        if period + 1 < before { rows[row, period + 1] -= magnitude * sign }
        rows[row, period] += magnitude * sign
      }
    }
    moments = rows.times(study.estimates)
    // τ = L⁻¹(θ, τ̃): with the pivot p the largest |l_p|, τ_p = (θ − Σ_{k≠p} l_k τ_k)/l_p.
    guard let pivot = target.indices.max(by: { abs(target[$0]) < abs(target[$1]) }), target[pivot] != 0 else {
      return nil
    }
    direction = (0..<2 * after).map { rows[$0, before + pivot] / target[pivot] }
    let others = target.indices.filter { $0 != pivot }
    var nuisance = Matrix(rows: 2 * after, columns: others.count)
    for (column, other) in others.enumerated() {
      for row in 0..<2 * after {
        nuisance[row, column] =
          rows[row, before + other] - target[other] / target[pivot] * rows[row, before + pivot]
      }
    }
    let product = rows * study.covariance
    let covariance = product.productTransposed(rows)
    guard let eigen = try? SymmetricEigensystem(of: study.covariance) else { return nil }
    let root = rows * eigen.applying { max(0, $0).squareRoot() }
    var generator = PCG64(seed: seed, stream: stream)
    guard
      let test = MomentInequalityTest(
        covariance: covariance, root: root, nuisance: nuisance, level: level,
        draws: RelativeMagnitudeBounds.draws, using: &generator)
    else { return nil }
    self.test = test
  }

  mutating func accepts(_ value: Double) -> Bool {
    !test.rejects(zip(moments, direction).map { $0 - $1 * value })
  }

  /// The outermost values that are not rejected; nil where all are.
  mutating func accepted(around centre: Double, spread: Double) -> (low: Double, high: Double)? {
    let points = RelativeMagnitudeBounds.gridPoints
    let step = 2 * spread / Double(points)
    guard step > 0 else { return accepts(centre) ? (centre, centre) : nil }
    func place(_ index: Int) -> Double { centre - spread + step * Double(index) }
    var first = 0
    while !accepts(place(first)) {
      first += 1
      if first > points { return nil }
    }
    var last = points
    while last > first, !accepts(place(last)) { last -= 1 }
    let low = first == 0 ? widened(place(0), -step) : edge(inside: place(first), outside: place(first - 1))
    let high =
      last == points ? widened(place(points), step) : edge(inside: place(last), outside: place(last + 1))
    return (low, high)
  }

  private mutating func edge(inside: Double, outside: Double) -> Double {
    var (inside, outside) = (inside, outside)
    for _ in 0..<40 {
      let middle = 0.5 * (inside + outside)
      if accepts(middle) { inside = middle } else { outside = middle }
    }
    return inside
  }

  /// Past the grid by doubling steps, infinite where it does not end.
  private mutating func widened(_ start: Double, _ step: Double) -> Double {
    var inside = start
    var stride = step
    for _ in 0..<40 {
      let next = inside + stride
      guard accepts(next) else { return edge(inside: inside, outside: next) }
      inside = next
      stride *= 2
    }
    return step < 0 ? -.infinity : .infinity
  }
}
