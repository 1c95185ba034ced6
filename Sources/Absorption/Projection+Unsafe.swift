internal import Kernels

/// Some columns on their way through a space.
struct Projection<V: Lanes> {
  let space: EffectSpace
  let options: AbsorptionOptions
  private let goals: [ColumnGoal]
  private let findsCoefficients: Bool
  private var iterations = 0
  private var method: AbsorptionOptions.Method

  /// A residual below this share of the column's own length is rounding.
  private static var rounding: Double { 4e-16 }
  /// Iterations ahead that make another solver worth its set-up.
  private static var patience: Int { 60 }
  /// Iterations after which the graphs' factors of other weights serve no longer.
  private static var oldFactors: Int { 25 }

  init(
    _ space: EffectSpace, _ options: AbsorptionOptions, _ goals: [ColumnGoal], _ findsCoefficients: Bool
  ) {
    self.space = space
    self.options = options
    self.goals = goals
    self.findsCoefficients = findsCoefficients
    method = options.method
  }

  func absorb(_ columns: [[Double]]) -> AbsorbedColumns {
    var copy = self
    var results: [[Double]] = []
    var answer: AbsorbedColumns?
    Projection.withSources(columns[...], []) { sources in
      Projection.withTargets(columns.count, rows: space.rows, [], &results) { targets in
        answer = copy.run(sources, targets, count: columns.count)
      }
    }
    guard let answer else { preconditionFailure("no columns to absorb") }
    return AbsorbedColumns(
      columns: results, coefficients: answer.coefficients, progress: answer.progress,
      iterations: answer.iterations, method: answer.method)
  }

  /// Pointers to the columns, the first repeated where there are fewer than lanes.
  private static func withSources(
    _ columns: ArraySlice<[Double]>, _ found: [UnsafePointer<Double>],
    _ body: ([UnsafePointer<Double>]) -> Void
  ) {
    guard let column = columns.first else {
      body(found + Array(repeating: found[0], count: V.width - found.count))
      return
    }
    column.withUnsafeBufferPointer { buffer in
      if let base = buffer.baseAddress { withSources(columns.dropFirst(), found + [base], body) }
    }
  }

  private static func withTargets(
    _ count: Int, rows: Int, _ found: [UnsafeMutablePointer<Double>], _ results: inout [[Double]],
    _ body: ([UnsafeMutablePointer<Double>]) -> Void
  ) {
    guard found.count < count else {
      body(found + Array(repeating: found[0], count: V.width - found.count))
      return
    }
    var later: [[Double]] = []
    let own = [Double](unsafeUninitializedCapacity: rows) { buffer, filled in
      filled = rows
      if let base = buffer.baseAddress { withTargets(count, rows: rows, found + [base], &later, body) }
    }
    results = [own] + later
  }

  private mutating func run(
    _ sources: [UnsafePointer<Double>], _ targets: [UnsafeMutablePointer<Double>], count: Int
  ) -> AbsorbedColumns {
    let size = space.dimension
    let baseSize = space.blocks[space.base].count * space.baseFunctions
    let residual = Scratch<V>(size, zero: .zero)
    let change = Scratch<V>(size, zero: .zero)
    let total = Scratch<V>(size, zero: .zero)
    let baseTotal = Scratch<V>(baseSize, zero: .zero)
    return sources.withUnsafeBufferPointer { sources in
      targets.withUnsafeBufferPointer { targets in
        guard let source = sources.baseAddress.map({ ReadablePointer($0) }),
          let target = targets.baseAddress.map({ ReadablePointer($0) })
        else { preconditionFailure("no columns to absorb") }
        // What was written is read again from the second round on.
        let again = targets.map { UnsafePointer($0) }
        return again.withUnsafeBufferPointer { again in
          guard let again = again.baseAddress.map({ ReadablePointer($0) }) else {
            preconditionFailure("no columns to absorb")
          }
          var first = PassSums<V>()
          var last = PassSums<V>()
          var limits = V.zero
          var norm = V.zero
          if size == 0 {
            first = space.pass(
              source, to: target, coefficients: nil, baseCoefficients: baseTotal.base, gradient: residual.base
            )
            last = first
          } else {
            first = space.pass(
              source, to: nil, coefficients: nil, baseCoefficients: nil, gradient: residual.base)
            norm = scaledNorm(residual.base)
            let floor = first.given * (Self.rounding * Self.rounding)
            for lane in 0..<V.width {
              // Where there are fewer columns than lanes the first is repeated.
              let goal = goals[lane < goals.count ? lane : 0]
              limits[lane] =
                goal.tolerance * goal.tolerance * (goal.isByLength ? first.given[lane] : norm[lane])
            }
            limits.replace(with: floor, where: limits .< floor)
            for round in 0..<EffectSpace.rounds {
              if round > 0 {
                // What was written keeps in the base's groups a mean of the rounding of its effects, of one sign where 1/W rounds.
                // Its sum over a component puts the gradient out of S's range, where nothing the solver does is less than it: the
                // factor gathers it in the vertex that it grounds. A walk over what is small by now takes it out.
                last = space.pass(
                  again, to: target, coefficients: nil, baseCoefficients: baseTotal.base,
                  gradient: residual.base)
                norm = scaledNorm(residual.base)
                if !any(norm .> limits) { break }
              }
              for index in 0..<size { change.base[index] = .zero }
              // A little more than asked: the rows have the last word.
              solve(residual.base, addingTo: change.base, limits: limits * 0.25)
              last = space.pass(
                round == 0 ? source : again, to: target, coefficients: change.base,
                baseCoefficients: baseTotal.base, gradient: residual.base)
              for index in 0..<size { total.base[index] += change.base[index] }
              let now = scaledNorm(residual.base)
              let improved = any(now .< norm * 0.25)
              norm = now
              if !any(norm .> limits) || !improved { break }
            }
          }
          return answer(
            count: count, first: first, last: last, norm: norm, limits: limits,
            total: total.base, baseTotal: baseTotal.base)
        }
      }
    }
  }

  private func scaledNorm(_ residual: UnsafeMutablePointer<V>) -> V {
    space.inverseDiagonal.withUnsafeBufferPointer { inverse in
      inverse.baseAddress.map {
        LaneVectors(space.dimension, threads: space.threads).scaledNorm(residual, $0)
      } ?? .zero
    }
  }

  /// By the method asked for, or by size and then by progress.
  private mutating func solve(
    _ residual: UnsafeMutablePointer<V>, addingTo solution: UnsafeMutablePointer<V>, limits: V
  ) {
    func run<S: CoefficientSolver>(_ solver: S) -> SolveOutcome where S.V == V {
      var solver = solver
      return solver.solve(residual, addingTo: solution, limits: limits)
    }
    func diagonal(_ iterations: Int, patience: Int?) -> SolveOutcome {
      run(
        ConjugateGradients(
          space: space, preconditioner: DiagonalScaling<V>(inverse: space.inverseDiagonal),
          iterations: iterations, patience: patience))
    }
    func graph(_ iterations: Int) -> SolveOutcome {
      func factored(_ factor: GraphPreconditioner, _ iterations: Int) -> SolveOutcome {
        run(
          ConjugateGradients(
            space: space, preconditioner: LaneGraphPreconditioner<V>(graph: factor),
            iterations: iterations, patience: nil))
      }
      let known = space.graphPreconditioner()
      guard !known.isOwn, iterations > Self.oldFactors else { return factored(known.factor, iterations) }
      let first = factored(known.factor, Self.oldFactors)
      guard first.end == .exhausted || first.end == .stalled else { return first }
      let rest = factored(space.ownGraphPreconditioner(), iterations - first.iterations)
      return SolveOutcome(end: rest.end, iterations: first.iterations + rest.iterations)
    }
    let mayBeDense = space.dimension <= EffectSpace.largestDense
    var outcome: SolveOutcome
    switch method {
    case .dense:
      outcome = run(DenseSolver<V>(space: space, factor: space.denseSchur()))
    case .alternating:
      outcome = run(AlternatingProjections<V>(space: space, iterations: options.iterations))
    case .conjugateGradients:
      outcome = diagonal(options.iterations, patience: nil)
    case .preconditioned:
      outcome = space.isPlain ? graph(options.iterations) : diagonal(options.iterations, patience: nil)
    case .automatic:
      if mayBeDense, space.denseWork <= EffectSpace.instantWork {
        method = .dense
        outcome = run(DenseSolver<V>(space: space, factor: space.denseSchur()))
      } else {
        method = .conjugateGradients
        let canChange = mayBeDense || space.isPlain
        outcome = diagonal(options.iterations, patience: canChange ? Self.patience : nil)
        if outcome.end == .slow {
          iterations += outcome.iterations
          if mayBeDense {
            method = .dense
            outcome = run(DenseSolver<V>(space: space, factor: space.denseSchur()))
          } else {
            method = .preconditioned
            outcome = graph(options.iterations - outcome.iterations)
          }
        }
      }
    }
    iterations += outcome.iterations
  }

  private func answer(
    count: Int, first: PassSums<V>, last: PassSums<V>, norm: V, limits: V,
    total: UnsafeMutablePointer<V>, baseTotal: UnsafeMutablePointer<V>
  ) -> AbsorbedColumns {
    var coefficients: [[[Double]]] = []
    var progress: [AbsorbedColumns.Progress] = []
    for lane in 0..<count where findsCoefficients {
      var own = [[Double]](repeating: [], count: space.blocks.count)
      let baseSize = space.blocks[space.base].count * space.baseFunctions
      own[space.base] = (0..<baseSize).map { baseTotal[$0][lane] }
      for (position, block) in space.rest.enumerated() {
        let size = space.blocks[block].count * space.blocks[block].functions
        own[block] = (0..<size).map { total[space.offsets[position] + $0][lane] }
      }
      if let bases = space.bases {
        for block in own.indices {
          for group in 0..<space.blocks[block].count {
            bases[block].restore(&own[block], at: group * bases[block].functions, group: group)
          }
        }
      }
      coefficients.append(own)
    }
    for lane in 0..<count {
      let reached = limits[lane] > 0 ? goals[lane].tolerance * (norm[lane] / limits[lane]).squareRoot() : 0
      progress.append(
        AbsorbedColumns.Progress(
          residual: reached, converged: norm[lane] <= limits[lane],
          norms: (first.given[lane].squareRoot(), last.left[lane].squareRoot())))
    }
    return AbsorbedColumns(
      columns: [], coefficients: coefficients, progress: progress, iterations: iterations, method: method)
  }
}
