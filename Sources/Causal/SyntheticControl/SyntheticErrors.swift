internal import Kernels
internal import LinearAlgebra

/// The repeated estimates that errors are made of, and the errors.
struct SyntheticErrors {
  struct Found: Sendable {
    /// Of each average, in the order of its keys; nil where fewer than two estimates have it.
    var deviations: [Double?]
    var repetitions: Int
    /// Draws that had no treated unit or no donor and were drawn again.
    var discarded: Int
  }

  let estimator: SyntheticDifferences
  let panel: SyntheticPanel
  let cohorts: [SyntheticCohort]
  let averages: SyntheticAverages

  func found() throws(SyntheticControlError) -> Found? {
    switch estimator.errors {
    case .none: return nil
    case .jackknife: return try jackknife()
    case .placebo(let draws, let seed):
      precondition(draws > 1, "\(draws) draws")
      guard panel.donors.count > panel.treatedCount else {
        throw .placebosImpossible(donors: panel.donors.count, treated: panel.treatedCount)
      }
      return try collect(draws) { draw throws(SyntheticControlError) in (try placebo(seed, draw), 0) }
    case .bootstrap(let draws, let seed):
      precondition(draws > 1, "\(draws) draws")
      guard panel.treatedCount > 1 else {
        throw .errorsImpossible(
          method: "bootstrap", reason: "one treated unit cannot be drawn from; use placebos")
      }
      guard panel.donors.count > 1 else {
        throw .errorsImpossible(method: "bootstrap", reason: "one donor cannot be drawn from")
      }
      return try collect(draws) { draw throws(SyntheticControlError) in try bootstrap(seed, draw) }
    }
  }

  /// √(1/B Σ(τ_b − mean)²) of each average over all draws, in their order; draws are shared out over the estimator's threads.
  private func collect(
    _ draws: Int, _ body: @Sendable (Int) throws(SyntheticControlError) -> ([Double], Int)
  ) throws(SyntheticControlError) -> Found {
    let results = Parallel.map(draws, threads: estimator.threads) {
      draw -> Result<([Double], Int), SyntheticControlError> in
      do throws(SyntheticControlError) { return .success(try body(draw)) } catch { return .failure(error) }
    }
    var values: [[Double]] = []
    var discarded = 0
    for result in results {
      let (own, again) = try result.get()
      values.append(own)
      discarded += again
    }
    let deviations = averages.keys.indices.map { key -> Double? in
      let own = values.map { $0[key] }.filter { !$0.isNaN }
      guard own.count > 1 else { return nil }
      let count = Double(own.count)
      let mean = own.reduce(0, +) / count
      return (own.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
    }
    return Found(deviations: deviations, repetitions: draws, discarded: discarded)
  }

  /// As many donors as there are treated units, drawn without replacement, take their dates; the others are donors.
  private func placebo(_ seed: UInt64, _ draw: Int) throws(SyntheticControlError) -> [Double] {
    var generator = PCG64(seed: seed, stream: UInt64(draw))
    var order = panel.donors
    let count = panel.treatedCount
    for position in 0..<count {
      order.swapAt(position, position + generator.nextInteger(below: order.count - position))
    }
    let donors = order[count...].sorted()
    var found: [SyntheticCohort] = []
    var next = 0
    for cohort in cohorts {
      let treated = order[next..<next + cohort.treated.count].sorted()
      next += cohort.treated.count
      found.append(
        try estimator.fit(
          panel, cohort.adoption, treated: treated, donors: donors,
          ridges: (cohort.unitRidge, cohort.timeRidge)))
    }
    return averages.values(found)
  }

  /// All units drawn with replacement; cohorts that a draw misses are missing in its averages.
  private func bootstrap(_ seed: UInt64, _ draw: Int) throws(SyntheticControlError) -> ([Double], Int) {
    var generator = PCG64(seed: seed, stream: UInt64(draw))
    var discarded = 0
    while true {
      var times = [Int](repeating: 0, count: panel.units)
      for _ in 0..<panel.units { times[generator.nextInteger(below: panel.units)] += 1 }
      func drawn(_ units: [Int]) -> [Int] {
        units.flatMap { Array(repeating: $0, count: times[$0]) }
      }
      let donors = drawn(panel.donors)
      let groups = cohorts.map { (cohort: $0, units: drawn($0.treated)) }.filter { !$0.units.isEmpty }
      guard !donors.isEmpty, !groups.isEmpty else {
        discarded += 1
        continue
      }
      var found: [SyntheticCohort] = []
      for group in groups {
        found.append(
          try estimator.fit(
            panel, group.cohort.adoption, treated: group.units, donors: donors,
            ridges: (group.cohort.unitRidge, group.cohort.timeRidge)))
      }
      return (averages.values(found), discarded)
    }
  }

  /// √((N−1)/N Σ(τ₍₋ᵢ₎ − τ)²): units left out one after the other, weights of the other donors rescaled to a sum of one. Donors first,
  /// then the cohorts' units; a donor without weight changes nothing.
  private func jackknife() throws(SyntheticControlError) -> Found {
    for cohort in cohorts {
      guard cohort.treated.count > 1 else {
        throw .errorsImpossible(
          method: "jackknife", reason: "a cohort has one treated unit, which cannot be left out; use placebos"
        )
      }
      guard cohort.unitWeights.count(where: { $0 > 0 }) > 1 else {
        throw .errorsImpossible(
          method: "jackknife", reason: "one donor has all the weight of a cohort and cannot be left out")
      }
    }
    let periods = panel.periods
    let whole = cohorts.enumerated().map {
      SyntheticAverages.Part(cohort: $0, units: $1.treated.count, gaps: $1.gaps)
    }
    let estimate = averages.values(whole)
    let donorPaths = cohorts.map { panel.weighted($0.donors, $0.unitWeights) }
    let weightSums = cohorts.map { $0.unitWeights.reduce(0, +) }
    var squares = [Double](repeating: 0, count: estimate.count)
    func add(_ parts: [SyntheticAverages.Part]) {
      for (key, value) in averages.values(parts).enumerated() where !value.isNaN {
        squares[key] += (value - estimate[key]) * (value - estimate[key])
      }
    }
    for (position, unit) in panel.donors.enumerated() {
      var parts = whole
      var isChanged = false
      for (index, cohort) in cohorts.enumerated() where cohort.unitWeights[position] != 0 {
        isChanged = true
        let weight = cohort.unitWeights[position]
        let rest = weightSums[index] - weight
        let path = (0..<periods).map {
          (donorPaths[index][$0] - weight * panel.outcomes.elements[unit * periods + $0]) / rest
        }
        parts[index].gaps = SyntheticCohort.gaps(cohort.treatedPath, path, cohort.timeWeights)
      }
      if isChanged { add(parts) }
    }
    for (index, cohort) in cohorts.enumerated() {
      let count = Double(cohort.treated.count)
      for unit in cohort.treated {
        var parts = whole
        let path = (0..<periods).map {
          (cohort.treatedPath[$0] * count - panel.outcomes.elements[unit * periods + $0]) / (count - 1)
        }
        parts[index].units -= 1
        parts[index].gaps = SyntheticCohort.gaps(path, donorPaths[index], cohort.timeWeights)
        add(parts)
      }
    }
    let factor = Double(panel.units - 1) / Double(panel.units)
    return Found(
      deviations: squares.map { ($0 * factor).squareRoot() }, repetitions: panel.units, discarded: 0)
  }
}
