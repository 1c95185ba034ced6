internal import Kernels

// Each block's coefficients in turn are set to the means of what the others leave. For the base and one other block a round
// is a ← a + D⁻¹(b − S·a); with several others that step is divided by their number, which keeps it a contraction. The
// sequence is accelerated by Irons & Tuck (1969), A version of the Aitken accelerator for computer iteration, Int. J. Numerical
// Methods in Engineering 1, column by column, as in Bergé (2018).

struct AlternatingProjections<V: Lanes>: CoefficientSolver {
  let space: EffectSpace
  let iterations: Int

  mutating func solve(
    _ residual: UnsafeMutablePointer<V>, addingTo solution: UnsafeMutablePointer<V>, limits: V
  ) -> SolveOutcome {
    let size = space.dimension
    let vectors = LaneVectors(size, threads: space.threads)
    let scratch = Scratch<V>(zero: .zero)
    let image = Scratch<V>(size, zero: .zero)
    let first = Scratch<V>(size, zero: .zero)
    let second = Scratch<V>(size, zero: .zero)
    let share = 1 / Double(max(1, space.rest.count))
    return space.inverseDiagonal.withUnsafeBufferPointer { inverse in
      guard let inverse = inverse.baseAddress else { return SolveOutcome(end: .reached, iterations: 0) }
      // One round: the step D⁻¹r, taken; r becomes what is left.
      func round(_ step: UnsafeMutablePointer<V>) -> V {
        for index in 0..<size { step[index] = residual[index] * (inverse[index] * share) }
        return advance(step, by: V(repeating: 1))
      }
      func advance(_ step: UnsafeMutablePointer<V>, by factor: V) -> V {
        space.multiply(step, into: image.base, scratch: scratch)
        return vectors.step(factor, solution, step, residual, image.base, inverse)
      }
      var norm = vectors.scaledNorm(residual, inverse)
      var done = 0
      while any(norm .> limits), done < iterations {
        norm = round(first.base)
        norm = round(second.base)
        done += 2
        if !any(norm .> limits) { break }
        // x − (Δ²·Δ₂)/(Δ²·Δ²)·Δ₂ with Δ² = Δ₂ − Δ₁.
        for index in 0..<size { first.base[index] = second.base[index] - first.base[index] }
        let across = vectors.dot(first.base, second.base)
        let square = vectors.dot(first.base, first.base)
        var factor = -across / square
        factor.replace(with: 0, where: (square .<= 0) .| (norm .<= limits))
        norm = advance(second.base, by: factor)
        done += 1
      }
      return SolveOutcome(end: any(norm .> limits) ? .exhausted : .reached, iterations: done)
    }
  }
}
