import Causal
import Kernels
import LinearAlgebra

/// How often 95 % intervals hold the truth: of synthetic difference-in-differences with each kind of error, and of bounds under violated
/// parallel trends. Prints rows of a Markdown table; the same seed gives the same table.
struct SyntheticCoverage {
  let repetitions: Int
  let seed: UInt64 = 2021

  /// Who is treated.
  enum Assignment: String, CaseIterable {
    /// Loadings like those of the others.
    case alike
    /// Higher loadings, so that plain differences are biased, and with so few units and periods so are, less, weighted ones: their
    /// bias goes away as units and periods grow (Arkhangelsky, Athey, Hirshberg, Imbens & Wager 2021, AER 111).
    case higher
  }

  /// Units with a level and loadings on two smooth factors; normal errors with a correlation of ½ from one period to the next. 60
  /// units of 30 periods, `treated` of them from the 25th on, no effect.
  func panel(_ stream: Int, treated: Int, _ assignment: Assignment) -> SyntheticPanel? {
    var generator = PCG64(seed: seed, stream: UInt64(stream))
    let (units, periods, adoption) = (60, 30, 24)
    var outcomes = Matrix(rows: periods, columns: units)
    for unit in 0..<units {
      let isHigher = assignment == .higher && unit >= units - treated
      let level = generator.nextNormal()
      let slope = generator.nextNormal() + (isHigher ? 0.8 : 0)
      let wave = generator.nextNormal() + (isHigher ? 0.4 : 0)
      var error = generator.nextNormal()
      for period in 0..<periods {
        error = 0.5 * error + 0.75.squareRoot() * generator.nextNormal()
        let time = Double(period) / Double(periods)
        outcomes[period, unit] = level + slope * time + wave * 4 * time * (1 - time) + 0.5 * error
      }
    }
    return try? SyntheticPanel(
      outcomes: outcomes, adoption: (0..<units).map { $0 >= units - treated ? adoption : nil })
  }

  func run() {
    print(
      "| estimator | errors | treated units | their loadings | coverage | mean estimate | mean error | sd of estimates |"
    )
    print("|---|---|---:|---|---:|---:|---:|---:|")
    let kinds: [(String, Int, (UInt64) -> SyntheticDifferences.Errors)] = [
      ("placebo", 1, { .placebo(draws: 100, seed: $0) }), ("placebo", 10, { .placebo(draws: 100, seed: $0) }),
      ("jackknife", 10, { _ in .jackknife }), ("bootstrap", 10, { .bootstrap(draws: 100, seed: $0) }),
    ]
    for assignment in Assignment.allCases {
      for (name, treated, errors) in kinds {
        line(.syntheticDifferences, name, treated, assignment, errors)
      }
      line(.differences, "placebo", 10, assignment) { .placebo(draws: 100, seed: $0) }
    }
  }

  private func line(
    _ form: SyntheticDifferences.Form, _ name: String, _ treated: Int, _ assignment: Assignment,
    _ errors: (UInt64) -> SyntheticDifferences.Errors
  ) {
    let kinds = (0..<repetitions).map { errors(UInt64($0 + 1)) }
    let found = Parallel.map(repetitions, threads: Parallel.cores) { number -> EffectEstimate? in
      guard let panel = panel(number, treated: treated, assignment) else { return nil }
      return try? SyntheticDifferences(form: form, errors: kinds[number]).fit(panel).overall
    }.compactMap { $0 }
    let count = Double(found.count)
    let covered = found.count { ($0.confidenceLow ?? 1) <= 0 && ($0.confidenceHigh ?? -1) >= 0 }
    let mean = found.reduce(0) { $0 + $1.estimate } / count
    let error = found.reduce(0) { $0 + ($1.standardError ?? 0) } / count
    let spread = (found.reduce(0) { $0 + ($1.estimate - mean) * ($1.estimate - mean) } / (count - 1))
      .squareRoot()
    print(
      "| \(form.rawValue) | \(name) | \(treated) | \(assignment.rawValue) | \(Self.percent(Double(covered) / count)) | \(Self.three(mean)) | \(Self.three(error)) | \(Self.three(spread)) |"
    )
  }

  /// Estimates drawn around trends that use up what the restriction allows, in the direction that hurts.
  func bounds() {
    print("| restriction | value | true trend | coverage |")
    print("|---|---:|---|---:|")
    for value in [0.0, 0.02, 0.1] {
      // A slope of 0.05 that turns up by M in each period after the reference.
      let before = (0..<4).map { -0.05 * Double(4 - $0) }
      let after = (1...3).map { 0.05 * Double($0) + value * Double($0 * ($0 + 1)) / 2 }
      cover("smoothness", value, "slope 0.05, turning by M after", before + after) {
        try SmoothnessBounds($0, smoothness: value, target: $0.firstAfter)
      } interval: {
        ($0.confidenceLow, $0.confidenceHigh)
      }
    }
    for value in [0.5, 1, 2] {
      // A jump of 0.1 before, and M̄ times that into the first period after.
      let trend = [-0.1, 0, 0, 0] + (1...3).map { 0.1 * value * Double($0) }
      cover("relative magnitudes", value, "0.1 before, M̄ times as much a period after", trend) {
        try RelativeMagnitudeBounds($0, magnitude: value, target: $0.firstAfter)
      } interval: {
        ($0.confidenceLow ?? .infinity, $0.confidenceHigh ?? -.infinity)
      }
    }
  }

  private func cover<Bounds: Sendable>(
    _ name: String, _ value: Double, _ words: String, _ trend: [Double],
    _ body: @Sendable (EventStudyEstimates) throws -> Bounds, interval: @Sendable (Bounds) -> (Double, Double)
  ) {
    let found = Parallel.map(repetitions, threads: Parallel.cores) { number -> Bool? in
      var generator = PCG64(seed: seed, stream: UInt64(number))
      let common = generator.nextNormal() * 0.5.squareRoot()
      let estimates = trend.map { $0 + 0.05 * (common + 0.5.squareRoot() * generator.nextNormal()) }
      var covariance = Matrix(rows: 7, columns: 7)
      for row in 0..<7 {
        for column in 0..<7 { covariance[row, column] = 0.0025 * (row == column ? 1 : 0.5) }
      }
      guard
        let study = try? EventStudyEstimates(
          times: [-5, -4, -3, -2, 0, 1, 2], estimates: estimates, covariance: covariance, reference: -1),
        let bounds = try? body(study)
      else { return nil }
      let (low, high) = interval(bounds)
      return low <= 0 && high >= 0
    }.compactMap { $0 }
    print(
      "| \(name) | \(value) | \(words) | \(Self.percent(Double(found.count { $0 }) / Double(found.count))) |")
  }

  private static func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10) %" }
  private static func three(_ value: Double) -> String { "\((value * 1000).rounded() / 1000)" }
}
