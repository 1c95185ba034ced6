import Kernels
import LinearAlgebra
import Models

/// Maximum likelihood on numbers in memory, a million rows: a Poisson outcome with the effects of person and firm and clustered errors,
/// and a logit of ten columns. The numbers are remainders of squares, which the peers (`peers/poisson_*`, `peers/logit_*`) make as
/// well to the bit, so that their answers are set beside these.
enum GeneralisedBenchmarks {
  static let rows = 1_000_000

  /// Between 0 and 1, as if drawn.
  private static func unit(_ row: Int, _ column: Int) -> Double {
    let prime = 1_000_003
    let remainder = (row * row % prime * (1009 + 97 * column) + row * (31 + 389 * column)) % prime
    return Double(remainder) / Double(prime)
  }

  static func poisson(repetitions: Int) throws {
    let (people, firms) = (rows / 10, 4348)
    let person = (0..<rows).map { UInt32($0 / 10) }
    let firm = (0..<rows).map { UInt32((unit($0, 1) * Double(firms)).rounded(.down)) }
    let x = (0..<rows).map { 2 * unit($0, 2) - 1 }
    // Counts of three parts: of the person, of the firm, of x; many are zero.
    let y = (0..<rows).map { row -> Double in
      let own = Double((row / 10 * 7 + 3) % 5) / 2 + Double(Int(firm[row]) % 7) / 3
      return (unit(row, 3) * unit(row, 4) * (own + 1 + x[row]) * 4).rounded(.down)
    }
    let effects = [("person", person, people), ("firm", firm, firms)].map {
      FixedEffect(name: $0.0, grouping: Grouping(name: $0.0, codes: $0.1, count: $0.2))
    }
    let data = RegressionData(
      matrix: TallMatrix(rows: rows, columns: [.real(x)]), names: ["x"], outcome: .real(y))
    for threads in Parallel.cores > 1 ? [1, Parallel.cores] : [1] {
      var fit: GeneralisedFit?
      var measured = try Measurement(
        "poisson-effects", threads: threads, bytes: rows * 24, "rows", rows, repetitions: repetitions,
        work: {
          fit = nil
          let start = Clock.now
          fit = try GeneralisedLinearModel(
            family: .poisson, covariance: .cluster([effects[0].grouping]), threads: threads
          ).fit(data, effects: effects)
          return Clock.now - start
        },
        check: { fit.map { isRight($0, y, x, effects) } ?? false })
      measured.answer = fit.map { $0.coefficients + $0.standardErrors }
      try measured.emit()
    }
  }

  /// The scores of every level and of x are zero to 10⁻⁹ of the outcome, worked out anew.
  private static func isRight(_ fit: GeneralisedFit, _ y: [Double], _ x: [Double], _ effects: [FixedEffect])
    -> Bool
  {
    let used = fit.rows ?? Array(0..<rows)
    let total = used.reduce(0) { $0 + y[$1] }
    for effect in effects {
      var sums = [Double](repeating: 0, count: effect.grouping.count)
      for (place, row) in used.enumerated() {
        sums[Int(effect.grouping.codes[row])] += y[row] - fit.fitted[place]
      }
      if sums.contains(where: { abs($0) > 1e-9 * total.squareRoot() }) { return false }
    }
    let product = used.enumerated().reduce(0) { $0 + x[$1.element] * (y[$1.element] - fit.fitted[$1.offset]) }
    return fit.isConverged && fit.absorption?.converged == true && abs(product) <= 1e-9 * total
  }

  static func logit(repetitions: Int) throws {
    let columns = (1...9).map { column in (0..<rows).map { 2 * unit($0, column) - 1 } }
    let y = (0..<rows).map { row -> Double in
      unit(row, 10) < 0.2 + 0.3 * unit(row, 1) + 0.2 * unit(row, 2) ? 1 : 0
    }
    let data = RegressionData(
      matrix: TallMatrix(rows: rows, columns: [.constant(1)] + columns.map { .real($0) }),
      names: ["(Intercept)"] + (1...9).map { "x\($0)" }, outcome: .real(y))
    for threads in Parallel.cores > 1 ? [1, Parallel.cores] : [1] {
      var fit: GeneralisedFit?
      var measured = try Measurement(
        "logit", threads: threads, bytes: rows * 80, "rows", rows, repetitions: repetitions,
        work: {
          fit = nil
          let start = Clock.now
          fit = try GeneralisedLinearModel(family: .logit, profile: .stata, threads: threads).fit(data)
          return Clock.now - start
        },
        check: {
          guard let fit, fit.isConverged else { return false }
          let scores = zip(y, fit.fitted).map { $0 - $1 }
          return data.matrix.transposedTimes(scores).allSatisfy { abs($0) <= 1e-9 * Double(rows) }
        })
      measured.answer = fit.map { $0.coefficients + $0.standardErrors }
      try measured.emit()
    }
  }
}
