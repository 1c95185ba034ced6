internal import Kernels

// Hestenes & Stiefel (1952), Methods of conjugate gradients for solving linear systems, J. Research of the National Bureau
// of Standards 49(6), preconditioned; every column has its own step lengths and all share each walk. S is singular (the
// blocks share constants) and b lies in its range but for rounding: what of it lies outside no step removes, and it stays in the
// residual.

struct ConjugateGradients<V: Lanes, P: Preconditioner>: CoefficientSolver where P.V == V {
  let space: EffectSpace
  let preconditioner: P
  let iterations: Int
  /// More iterations ahead than this, by the measured rate, are too slow; nil never gives up before `iterations`.
  let patience: Int?
  /// Where rᵀM⁻¹r is less than this share of Σ r²/d, r lies outside the range of S but for a thousandth, and no step makes it less:
  /// within the range rᵀS⁺r is at least Σ r²/d, as S ≤ D of one block, and M is near S.
  private static var outside: Double { 1e-6 }
  /// Iterations before the rate is judged, and between judgements.
  private static var warmUp: Int { 10 }

  mutating func solve(
    _ residual: UnsafeMutablePointer<V>, addingTo solution: UnsafeMutablePointer<V>, limits: V
  ) -> SolveOutcome {
    let size = space.dimension
    let vectors = LaneVectors(size, threads: space.threads)
    let scratch = Scratch<V>(zero: .zero)
    let direction = Scratch<V>(size, zero: .zero)
    let image = Scratch<V>(size, zero: .zero)
    let scaled = Scratch<V>(size, zero: .zero)
    return space.inverseDiagonal.withUnsafeBufferPointer { inverse in
      guard let inverse = inverse.baseAddress else { return SolveOutcome(end: .reached, iterations: 0) }
      var norm = vectors.scaledNorm(residual, inverse)
      if !any(norm .> limits) { return SolveOutcome(end: .reached, iterations: 0) }
      preconditioner.apply(residual, into: direction.base)
      var product = vectors.dot(residual, direction.base)
      var past: [Double] = [Self.ratio(norm, limits)]
      for iteration in 1...max(1, iterations) {
        space.multiply(direction.base, into: image.base, scratch: scratch)
        let curvature = vectors.dot(direction.base, image.base)
        var alpha = product / curvature
        // A lane that is done, or whose direction S does not see, rests.
        alpha.replace(with: 0, where: (norm .<= limits) .| (curvature .<= 0) .| (product .<= 0))
        norm = vectors.step(alpha, solution, direction.base, residual, image.base, inverse)
        if !any(norm .> limits) { return SolveOutcome(end: .reached, iterations: iteration) }
        preconditioner.apply(residual, into: scaled.base)
        let next = vectors.dot(residual, scaled.base)
        if !any((norm .> limits) .& (next .> norm * Self.outside)) {
          return SolveOutcome(end: .stalled, iterations: iteration)
        }
        var beta = next / product
        beta.replace(with: 0, where: (product .<= 0) .| (next .<= 0))
        vectors.redirect(beta, direction.base, scaled.base)
        product = next
        past.append(Self.ratio(norm, limits))
        if let patience, iteration % Self.warmUp == 0,
          Self.ahead(past, over: Self.warmUp) > Double(patience)
        {
          return SolveOutcome(end: .slow, iterations: iteration)
        }
      }
      return SolveOutcome(end: .exhausted, iterations: iterations)
    }
  }

  /// The largest Σ r²/d over its limit.
  private static func ratio(_ norm: V, _ limits: V) -> Double { (norm / limits).max() }

  /// Iterations that the rate of the last ones leaves ahead.
  private static func ahead(_ past: [Double], over span: Int) -> Double {
    let last = past[past.count - 1]
    let rate = binaryLogarithm(past[past.count - 1 - span] / last) / Double(span)
    return rate > 0 ? binaryLogarithm(last) / rate : .infinity
  }

  /// log₂ to a tenth: exact at powers of two and straight between them.
  private static func binaryLogarithm(_ value: Double) -> Double {
    value > 0 ? Double(value.exponent) + value.significand - 1 : -.infinity
  }
}
