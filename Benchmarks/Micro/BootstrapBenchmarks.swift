import Kernels
import LinearAlgebra
import Models

/// The wild cluster bootstrap of one coefficient: ten thousand rows in 50 clusters, a constant and four regressors, 99,999 draws.
struct BootstrapBenchmarks {
  static let rows = 10_000
  static let clusters = 50
  static let draws = 99_999

  private let columns: [[Double]]
  private let outcome: [Double]
  private let cluster: Grouping

  init() {
    var random = PCG64(seed: 2, stream: 1)
    let codes = (0..<Self.rows).map { UInt32($0 % Self.clusters) }
    let common = (0..<Self.clusters).map { _ in random.nextNormal() }
    let ofRegressor = (0..<Self.clusters).map { _ in random.nextNormal() }
    let regressors = (0..<4).map { column in
      codes.map { random.nextNormal() + (column == 0 ? ofRegressor[Int($0)] : 0) }
    }
    columns = regressors
    outcome = codes.indices.map { row in
      0.05 * regressors[0][row] + regressors[1][row] + 0.3 * common[Int(codes[row])] + random.nextNormal()
    }
    cluster = Grouping(name: "cluster", codes: codes, count: Self.clusters)
  }

  private var data: RegressionData {
    RegressionData(
      matrix: TallMatrix(rows: Self.rows, columns: [.constant(1)] + columns.map { .real($0) }),
      names: ["(Intercept)", "x1", "x2", "x3", "x4"], outcome: .real(outcome))
  }

  /// The test with its confidence set by inversion, from a fit on.
  func run(repetitions: Int) throws {
    let fit = try LeastSquares(covariance: .cluster([cluster])).fit(data)
    for threads in Parallel.cores > 1 ? [Parallel.cores, 1] : [1] {
      var found: WildBootstrapTest?
      var values: [Double] = []
      var measurement = try Measurement(
        "bootstrap", threads == 1 ? "one thread" : "", threads: threads, bytes: 8 * 6 * Self.rows, "draws",
        Self.draws,
        repetitions: repetitions,
        work: {
          let bootstrap = WildBootstrap(
            cluster: cluster, repetitions: .draws(Self.draws), seed: UInt64(values.count + 1))
          found = try bootstrap.test(fit, term: "x1", threads: threads)
          return nil
        },
        check: {
          guard let found else { return false }
          values.append(found.pValue)
          // t is the fit's, and the ends of the interval lie on either side of the estimate.
          return abs(found.statistic - fit.coefficients[1] / fit.standardErrors[1]) < 1e-9
            && found.confidenceLow < found.estimate && found.estimate < found.confidenceHigh
        })
      let t = found?.statistic ?? .nan
      measurement.answer = [t, values.reduce(0, +) / Double(values.count)]
      try measurement.emit()
    }
  }

  func write(to folder: String) throws {
    try BinaryFile.write(outcome, to: "\(folder)/y")
    for (number, column) in columns.enumerated() {
      try BinaryFile.write(column, to: "\(folder)/x\(number + 1)")
    }
    try BinaryFile.write(cluster.codes.map(Int32.init(bitPattern:)), to: "\(folder)/cluster")
  }
}
