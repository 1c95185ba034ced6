import Causal
import Foundation
import Kernels

/// `trayectoria-benchmarks [--repetitions K] [NAME…] YEAR=FILE…`: stages of the panel alone, each of which checks its own
/// answer and prints a line of JSON. Names: scan, rows, parse, rut, partition, join, cube, read, roofline; all if none is
/// given. Without files, on numbers in memory: fit, gram, leastSquares, groupSums, leverages; effects-simple-2 and
/// effects-simple-3 (five million rows), effects-difficult-3, poisson-effects, logit (one million); effects-scaling, the first two
/// with one to twenty million rows; cells, equal rows put together; bootstrap; differences and differences-covariates (a million
/// people over ten years); two-stage and imputation (a hundred thousand rows, and one million). `coverage` and `prepost-size` are no
/// timings but simulations. `--write FOLDER NAME` writes the data of effects or bootstrap for other programs, `--rows N` makes the
/// designs of effects of another size.
@main
enum Benchmarks {
  static let names = ["roofline", "scan", "rows", "read", "parse", "rut", "partition", "join", "cube"]
  static let effects = ["effects-simple-2", "effects-simple-3", "effects-difficult-3"]
  static let others = ["effects-scaling", "cells", "bootstrap", "prepost-size"]
  static let differences = ["differences", "differences-covariates", "coverage", "two-stage", "imputation"]
  static let likelihoods = ["poisson-effects", "logit"]
  static let withoutFiles =
    ["fit", "gram", "leastSquares", "groupSums", "leverages"] + effects + others + differences + likelihoods

  static let simulations = ["coverage-synthetic", "coverage-bounds", "pretest-size"]

  static func main() throws {
    var arguments = Array(CommandLine.arguments.dropFirst())
    if arguments.first == "memory" {
      guard try DifferencesMemory.run(Array(arguments.dropFirst())) else { stop("memory ESTIMATOR UNITS") }
      return
    }
    var repetitions = 5
    if let at = arguments.firstIndex(of: "--repetitions"), at + 1 < arguments.count {
      guard let number = Int(arguments[at + 1]), number > 0 else {
        stop("--repetitions \(arguments[at + 1]): a whole number from 1 on is expected")
      }
      repetitions = number
      arguments.removeSubrange(at...at + 1)
    }
    var rows: Int?
    if let at = arguments.firstIndex(of: "--rows"), at + 1 < arguments.count {
      guard let number = Int(arguments[at + 1]), 1000...100_000_000 ~= number else {
        stop("--rows \(arguments[at + 1]): a whole number from 1000 to 100000000 is expected")
      }
      rows = number
      arguments.removeSubrange(at...at + 1)
    }
    var target: String?
    if let at = arguments.firstIndex(of: "--write"), at + 1 < arguments.count {
      target = arguments[at + 1]
      arguments.removeSubrange(at...at + 1)
    }
    let asked = arguments.filter { !$0.contains("=") }
    for name in asked where !(names + withoutFiles + simulations).contains(name) {
      stop("'\(name)' is none of \((names + withoutFiles + simulations).joined(separator: ", "))")
    }
    let threads = Parallel.cores > 1 ? [1, Parallel.cores] : [1]
    // Simulations, no timings: how often intervals hold the truth.
    if asked == ["coverage-synthetic"] { return SyntheticCoverage(repetitions: 1000).run() }
    if asked == ["pretest-size"] { return PretestSize.run() }
    if asked == ["coverage-bounds"] { return SyntheticCoverage(repetitions: 1000).bounds() }
    let ofNumbers = asked.filter { withoutFiles.contains($0) }
    let ofMatrices = ofNumbers.filter { !(effects + others + differences + likelihoods).contains($0) }
    if ofNumbers.contains("prepost-size") { try PrePostSize.run() }
    if ofNumbers.contains("coverage") { CoverageSimulation(repetitions: 2000).run() }
    if ofNumbers.contains(where: { $0.hasPrefix("differences") }) {
      let benchmarks = try DifferencesBenchmarks(units: 1_000_000)
      for name in ofNumbers where name.hasPrefix("differences") {
        try benchmarks.run(covariates: name.hasSuffix("covariates"), repetitions: repetitions)
      }
    }
    if !ofMatrices.isEmpty { try numbers(ofMatrices, threads: threads, repetitions: repetitions) }
    for name in ofNumbers where effects.contains(name) {
      let isSimple = name.contains("simple")
      let benchmark = EffectsBenchmarks(
        isSimple ? .simple : .difficult, rows: rows ?? (isSimple ? 5_000_000 : 1_000_000),
        effects: name.hasSuffix("2") && target == nil ? 2 : 3)
      if let target { try benchmark.write(to: target) } else { try benchmark.run(repetitions: repetitions) }
    }
    if ofNumbers.contains("bootstrap") {
      let benchmark = BootstrapBenchmarks()
      if let target { try benchmark.write(to: target) } else { try benchmark.run(repetitions: repetitions) }
    }
    if asked.contains("effects-scaling") {
      for count in [2, 3] {
        for millions in [1, 2, 5, 10, 20] {
          try EffectsBenchmarks(.simple, rows: millions * 1_000_000, effects: count)
            .run(repetitions: repetitions)
        }
      }
    }
    if asked.contains("cells") { try CellBenchmarks().run(repetitions: repetitions) }
    let ofStages = ofNumbers.filter { $0 == "two-stage" || $0 == "imputation" }
    if !ofStages.isEmpty {
      for (units, periods) in [(1000, 100), (100_000, 10)] {
        let benchmarks = try StaggeredBenchmarks(units: units, periods: periods)
        for name in ofStages {
          guard let estimator = DifferencesEstimator(rawValue: name) else { continue }
          for threads in threads { try benchmarks.run(estimator, threads: threads, repetitions: repetitions) }
        }
      }
    }
    for name in ofNumbers where likelihoods.contains(name) {
      if name == "logit" {
        try GeneralisedBenchmarks.logit(repetitions: repetitions)
      } else {
        try GeneralisedBenchmarks.poisson(repetitions: repetitions)
      }
    }
    if !asked.isEmpty, ofNumbers.count == asked.count { return }
    let files = PanelFiles(arguments.filter { $0.contains("=") })
    if files.paths.isEmpty { stop("no files: write 2014=FILE 2015=FILE …") }
    let wanted = asked.isEmpty ? names : asked.filter { names.contains($0) }
    let inMemory = ["rut", "partition", "join", "cube"].contains { wanted.contains($0) }
    let join = inMemory ? try JoinBenchmarks(files) : nil
    for name in wanted {
      switch name {
      case "scan": try ScanBenchmarks.scan(files, repetitions: repetitions)
      case "rows": try ScanBenchmarks.rows(files, repetitions: repetitions)
      case "parse": try ReadBenchmarks.parse(files, repetitions: repetitions)
      case "rut": try join?.rut(repetitions: repetitions)
      case "cube": try join?.cube(repetitions: repetitions)
      default:
        for threads in threads {
          switch name {
          case "read": try ReadBenchmarks.read(files, threads: threads, repetitions: repetitions)
          case "roofline": try ReadBenchmarks.roofline(files, threads: threads, repetitions: repetitions)
          case "partition": try join?.partition(threads: threads, repetitions: repetitions)
          default: try join?.join(threads: threads, repetitions: repetitions)
          }
        }
      }
    }
  }

  private static func numbers(_ wanted: [String], threads: [Int], repetitions: Int) throws {
    let benchmarks = try LeastSquaresBenchmarks()
    for name in wanted {
      if name == "fit" {
        try benchmarks.fit(repetitions: repetitions)
        continue
      }
      for threads in threads {
        switch name {
        case "gram": try benchmarks.gram(threads: threads, repetitions: repetitions)
        case "leastSquares": try benchmarks.leastSquares(threads: threads, repetitions: repetitions)
        case "groupSums": try benchmarks.groupSums(threads: threads, repetitions: repetitions)
        default: try benchmarks.leverages(threads: threads, repetitions: repetitions)
        }
      }
    }
  }

  private static func stop(_ message: String) -> Never {
    FileHandle.standardError.write(Data("\(message)\n".utf8))
    exit(64)
  }
}
