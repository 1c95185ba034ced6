internal import Absorption
internal import Kernels
internal import LinearAlgebra

// A step of a model with absorbed effects: what the effects leave, under the step's weights, of the working outcome and of the
// regressors (Stammann 2018, arXiv:1707.01815; Correia, Guimarães & Zylkin 2020, Stata Journal 20). What is left of the regressors
// differs from them by effects, so a step starts from what the last one left, of which the new weights leave little to do; and
// far from the maximum it is found to few digits (`precision`), since the next step corrects it.

/// Steps on columns and effects.
struct EffectsLeastSquares: WorkingLeastSquares {
  /// The effects under the weights of the observations, or none.
  let space: EffectSpace
  /// The regressors, free of effects under some weights.
  let design: TallMatrix
  let effects: [AbsorbedEffect]
  /// Iterations and method of the solver.
  let options: AbsorptionOptions
  let threads: Int

  func solve(
    _ outcome: [Double], weights: [Double], from last: WorkingSolution?, precision: StepPrecision
  ) throws(RegressionError) -> WorkingSolution {
    let start = last?.design ?? design
    var own = options
    if let method = last?.absorption?.method, options.method == .automatic { own.method = method }
    let absorbed = space.reweighted(weights).absorb(
      [outcome] + start.columns.map { $0.values(count: outcome.count) }, options: own,
      tolerances: [precision.outcome] + start.columns.map { _ in precision.columns },
      byLength: [false] + start.columns.map { _ in true }, findsCoefficients: false)
    let within = absorbed.columns
    let matrix = TallMatrix(rows: outcome.count, columns: within.dropFirst().map { .real($0) })
    let step = try step(matrix, within[0], weights, precision)
    let predictor = RowBlocks(count: outcome.count, threads: threads).sum(
      [(1, outcome), (-1, within[0])] + zip(step.coefficients, within.dropFirst()))
    return WorkingSolution(
      coefficients: step.coefficients, predictor: predictor, design: matrix, bread: step.bread,
      root: step.root, condition: step.condition, precision: precision.columns, absorption: absorbed)
  }

  private func step(
    _ matrix: TallMatrix, _ outcome: [Double], _ weights: [Double], _ precision: StepPrecision
  ) throws(RegressionError) -> (coefficients: [Double], bread: Matrix, root: Matrix, condition: Double) {
    if precision.columns > StepPrecision.fine,
      let quick = QuickStep(matrix, outcome, weights: weights, threads: threads)
    {
      return (quick.coefficients, quick.bread, quick.root, quick.condition)
    }
    let solution: LeastSquaresSolution
    do {
      solution = try matrix.leastSquares(
        .real(outcome), weights: weights, tolerance: 0, refines: false, threads: threads)
    } catch { throw .algebra(error) }
    guard solution.dropped.isEmpty else { throw .weightsDegenerate }
    return (
      solution.coefficients, solution.inverseGram, solution.inverseFactor.rounded, solution.condition
    )
  }
}
