import Causal
import Foundation
import Kernels

/// One estimate of a table in memory, or the table alone, for the peak of memory of a process that does nothing else:
/// `trayectoria-benchmarks memory ESTIMATOR UNITS`, units over ten periods. Prints a line of JSON.
enum DifferencesMemory {
  private struct Row: Encodable {
    let benchmark = "memory"
    let estimator: String
    let rows: Int
    let seconds: Double
    let peakBytes: Int?
    let estimate: Double?
  }

  /// Nil where the words are none of those; `table` is no estimator.
  static func run(_ words: [String]) throws -> Bool {
    guard words.count == 2, let units = Int(words[1]), (100...10_000_000).contains(units) else {
      return false
    }
    let estimator = DifferencesEstimator(rawValue: words[0])
    guard estimator != nil || words[0] == "table" else { return false }
    let benchmarks = try StaggeredBenchmarks(units: units, periods: 10)
    var seconds = 0.0
    var result: DifferencesResult?
    if let estimator {
      var request = DifferencesRequest(
        TreatmentColumns(outcome: "y", unit: "id", time: "t", treatment: .firstTreated("g")),
        estimator: estimator, threads: Parallel.cores)
      if estimator == .stacked { request.events.window = -3...3 }
      let start = Clock.now
      result = try request.estimate(benchmarks.table)
      seconds = Clock.now - start
    }
    let row = Row(
      estimator: words[0], rows: units * 10, seconds: seconds, peakBytes: Memory.peak,
      estimate: result?.aggregate?.overall?.estimate)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    print(String(decoding: try encoder.encode(row), as: UTF8.self))
    return true
  }
}
