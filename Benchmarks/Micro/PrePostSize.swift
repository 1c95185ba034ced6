import Causal
import Foundation
import Kernels

/// How often the tests before and after reject where there is nothing to find, and how often their intervals hold what they are of:
/// 20,000 samples of each design, sample r from stream r of the seed 6.
///
/// The program ends with an error where a test that holds its size exactly is off by more than four standard errors, one that is
/// conservative rejects too often, or an interval that is exact under the design covers too little.
enum PrePostSize {
  static let replications = 20_000
  static let level = 0.05

  private enum Expectation {
    /// Rejects in 5 % of samples, or covers in 95 %.
    case exact
    /// At most 5 %, at least 95 %.
    case conservative
    /// An approximation: within so many points.
    case about(Double)
  }

  private struct Tally {
    var hits = 0
    var samples = 0
  }

  private struct Row: Encodable {
    let benchmark = "prepost-size"
    let design: String
    let what: String
    let kind: String
    let share: Double
    let samples: Int
  }

  /// One design: what a sample tells, by name: whether a test rejected, whether an interval covered. Nil: it had no answer.
  private static func run(
    _ design: String, _ expectations: [(String, Expectation)], replications: Int = replications,
    _ sample: @Sendable (inout PCG64) -> [String: Bool?]
  ) throws -> Bool {
    let pieces = 100
    let found = Parallel.map(pieces, threads: Parallel.cores) { (piece: Int) -> [String: Tally] in
      var tallies: [String: Tally] = [:]
      for replication in stride(from: piece, to: replications, by: pieces) {
        var generator = PCG64(seed: 6, stream: UInt64(replication))
        for (name, hit) in sample(&generator) {
          guard let hit else { continue }
          tallies[name, default: Tally()].samples += 1
          if hit { tallies[name, default: Tally()].hits += 1 }
        }
      }
      return tallies
    }
    var isRight = true
    for (name, expectation) in expectations {
      let hits = found.reduce(0) { $0 + ($1[name]?.hits ?? 0) }
      let samples = found.reduce(0) { $0 + ($1[name]?.samples ?? 0) }
      let isInterval = name.hasSuffix("interval")
      let share = Double(hits) / Double(max(1, samples))
      let wanted = isInterval ? 1 - level : level
      let error = (wanted * (1 - wanted) / Double(max(1, samples))).squareRoot()
      let excess = isInterval ? wanted - share : share - wanted
      let isFine: Bool
      switch expectation {
      case .exact: isFine = abs(share - wanted) <= 4 * error
      case .conservative: isFine = excess <= 4 * error
      case .about(let points): isFine = abs(share - wanted) <= points + 4 * error
      }
      if !isFine || samples * 10 < replications * 9 {
        FileHandle.standardError.write(Data("\(design), \(name): \(share) of \(samples)\n".utf8))
        isRight = false
      }
      let row = Row(
        design: design, what: name, kind: isInterval ? "coverage" : "size", share: share, samples: samples)
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      FileHandle.standardOutput.write(try encoder.encode(row) + Data("\n".utf8))
    }
    return isRight
  }

  private static func rejects(_ body: () throws -> TestOutcome) -> Bool? {
    guard let outcome = try? body(), let p = outcome.pValue else { return nil }
    return p <= level
  }

  private static func covers(_ low: Double?, _ high: Double?, _ truth: Double) -> Bool? {
    guard let low, let high else { return nil }
    return low <= truth && truth <= high
  }

  private static func paired(
    _ design: String, _ n: Int, _ expectations: [(String, Expectation)],
    _ draw: @escaping @Sendable (inout PCG64) -> Double
  ) throws -> Bool {
    try run(design, expectations) { generator in
      let differences = (0..<n).map { _ in draw(&generator) }
      guard let pairs = try? PairedSamples(before: differences.map { _ in 0 }, after: differences) else {
        return [:]
      }
      var hits: [String: Bool?] = [:]
      for test in [PrePostTest.pairedT, .signedRank, .signedRankExact, .signedRankNormal, .sign] {
        let outcome = try? pairs.test(test)
        hits[test.rawValue] = outcome?.pValue.map { $0 <= level }
        if let outcome {
          hits["\(test.rawValue) interval"] = covers(outcome.confidenceLow, outcome.confidenceHigh, 0)
        }
      }
      return hits
    }
  }

  private static func groups(
    _ design: String, _ sizes: (Int, Int), _ deviations: (Double, Double), digits: Double?,
    _ tests: [(PrePostTest, Expectation)]
  ) throws -> Bool {
    try run(
      design,
      tests.map { ($0.0.rawValue, $0.1) }
        + tests.filter { $0.0 == .welchT || $0.0 == .pooledT || $0.0 == .rankSum }.map {
          ("\($0.0.rawValue) interval", $0.1)
        }
    ) { generator in
      func sample(_ count: Int, _ deviation: Double) -> [Double] {
        (0..<count).map { _ in
          let value = generator.nextNormal(mean: 0, deviation: deviation)
          return digits.map { (value * $0).rounded() / $0 } ?? value
        }
      }
      let (first, second) = (sample(sizes.0, deviations.0), sample(sizes.1, deviations.1))
      guard let groups = try? IndependentSamples([first, second]) else { return [:] }
      var hits: [String: Bool?] = [:]
      for (test, _) in tests {
        guard let outcome = try? groups.test(test) else { continue }
        hits[test.rawValue] = outcome.pValue.map { $0 <= level }
        hits["\(test.rawValue) interval"] = covers(outcome.confidenceLow, outcome.confidenceHigh, 0)
      }
      return hits
    }
  }

  private static func events(
    _ design: String, _ sizes: (Int, Int), _ shares: (Double, Double), _ tests: [(PrePostTest, Expectation)],
    _ intervals: [(String, Expectation)]
  ) throws -> Bool {
    try run(design, tests.map { ($0.0.rawValue, $0.1) } + intervals) { generator in
      func count(_ n: Int, _ p: Double) -> Int { (0..<n).count { _ in generator.nextUnit() < p } }
      let (x, y) = (count(sizes.0, shares.0), count(sizes.1, shares.1))
      var hits: [String: Bool?] = [:]
      guard let table = try? ContingencyTable(rows: 2, columns: 2, counts: [x, sizes.0 - x, y, sizes.1 - y]),
        let first = try? Proportion(x, of: sizes.0), let second = try? Proportion(y, of: sizes.1)
      else { return hits }
      // A table without an event has nothing to reject.
      if shares.0 == shares.1 {
        for (test, _) in tests { hits[test.rawValue] = rejects { try table.test(test) } ?? false }
      }
      let gap = ProportionDifference(first: first, second: second)
      let truth = shares.0 - shares.1
      let named: [(String, Proportion.Interval, Double)] = [
        ("wilson interval", first.wilson(), shares.0),
        ("wilson_cc interval", first.wilsonCorrected(), shares.0),
        ("clopper_pearson interval", first.clopperPearson(), shares.0),
        ("agresti_coull interval", first.agrestiCoull(), shares.0),
        ("newcombe interval", gap.newcombe(), truth),
        ("agresti_caffo interval", gap.agrestiCaffo(), truth),
        ("miettinen_nurminen interval", gap.miettinenNurminen(), truth), ("wald interval", gap.wald(), truth),
      ]
      for (name, interval, truth) in named { hits[name] = covers(interval.low, interval.high, truth) }
      return hits
    }
  }

  private static func changes(
    _ design: String, pairs: Int, leaving: Double, entering: Double, stays: Double,
    _ expectations: [(String, Expectation)]
  ) throws -> Bool {
    try run(design, expectations) { generator in
      var counts = [0, 0, 0, 0]
      for _ in 0..<pairs {
        let u = generator.nextUnit()
        counts[u < leaving ? 1 : u < leaving + entering ? 2 : u < leaving + entering + stays ? 0 : 3] += 1
      }
      var hits: [String: Bool?] = [:]
      guard let table = try? ContingencyTable(rows: 2, columns: 2, counts: counts) else { return hits }
      if leaving == entering {
        for test in [PrePostTest.mcNemar, .mcNemarUncorrected, .mcNemarExact, .mcNemarMidP] {
          hits[test.rawValue] = rejects { try table.test(test) } ?? false
        }
      }
      for effect in table.pairedEffects() where effect.measure == "risk_difference" {
        hits["newcombe interval"] = covers(effect.confidenceLow, effect.confidenceHigh, entering - leaving)
      }
      return hits
    }
  }

  private static func effects(_ design: String, _ n: Int, _ effect: Double) throws -> Bool {
    try run(
      design,
      [("cohen_dz interval", .exact), ("cohen_d interval", .exact), ("hedges_g interval", .about(0.01))],
      replications: 4000
    ) { generator in
      var hits: [String: Bool?] = [:]
      let differences = (0..<n).map { _ in generator.nextNormal(mean: effect) }
      let other = (0..<n).map { _ in generator.nextNormal() }
      if let pairs = try? PairedSamples(before: differences.map { _ in 0 }, after: differences) {
        for found in pairs.effects() where found.measure == "cohen_dz" {
          hits["cohen_dz interval"] = covers(found.confidenceLow, found.confidenceHigh, effect)
        }
      }
      if let groups = try? IndependentSamples([differences, other]) {
        for found in groups.effects() where found.measure == "cohen_d" || found.measure == "hedges_g" {
          hits["\(found.measure) interval"] = covers(found.confidenceLow, found.confidenceHigh, effect)
        }
      }
      return hits
    }
  }

  static func run() throws {
    let exactT: [(String, Expectation)] = [("paired_t", .exact), ("paired_t interval", .exact)]
    func ranks(_ points: Double) -> [(String, Expectation)] {
      [
        ("wilcoxon_signed_rank", .conservative), ("wilcoxon_signed_rank_exact", .conservative),
        ("wilcoxon_signed_rank_normal", .about(points)), ("sign_test", .conservative),
        ("wilcoxon_signed_rank interval", .conservative), ("sign_test interval", .conservative),
      ]
    }
    let twoGroups: [(PrePostTest, Expectation)] = [
      (.pooledT, .exact), (.welchT, .about(0.005)), (.rankSum, .conservative), (.rankSumNormal, .about(0.01)),
      (.kolmogorovSmirnov, .conservative), (.varianceRatio, .exact), (.brownForsythe, .about(0.02)),
    ]
    let proportions: [(PrePostTest, Expectation)] = [
      (.twoProportionsUncorrected, .about(0.015)), (.twoProportions, .conservative), (.gTest, .about(0.03)),
      (.fisher, .conservative),
    ]
    let intervals: [(String, Expectation)] = [
      ("wilson interval", .about(0.03)), ("wilson_cc interval", .conservative),
      ("clopper_pearson interval", .conservative), ("agresti_coull interval", .about(0.03)),
      ("newcombe interval", .about(0.015)), ("agresti_caffo interval", .about(0.015)),
      ("miettinen_nurminen interval", .about(0.015)),
    ]
    var isRight = true
    isRight = try paired("10 normal pairs", 10, exactT + ranks(0.01)) { $0.nextNormal() } && isRight
    isRight = try paired("60 normal pairs", 60, exactT + ranks(0.005)) { $0.nextNormal() } && isRight
    isRight =
      try paired(
        "30 pairs, differences −2…2", 30,
        [("paired_t", .about(0.01))]
          + ranks(0.01).filter {
            !$0.0.hasSuffix("interval")
          }
      ) { Double($0.nextInteger(in: -2...2)) } && isRight
    isRight =
      try paired("30 pairs, heavy tails", 30, [("paired_t", .about(0.02))] + ranks(0.005)) {
        $0.nextNormal() / ($0.nextGamma(shape: 1.5, scale: 2) / 3).squareRoot()
      } && isRight
    isRight =
      try groups("groups of 12 and 20, one variance", (12, 20), (1, 1), digits: nil, twoGroups) && isRight
    isRight =
      try groups(
        "groups of 12 and 40, deviations 3 and 1", (12, 40), (3, 1), digits: nil, [(.welchT, .about(0.01))])
      && isRight
    isRight =
      try groups(
        "groups of 15 and 15, rounded to halves", (15, 15), (1, 1), digits: 2,
        [
          (.rankSum, .about(0.005)), (.rankSumExact, .conservative), (.kolmogorovSmirnov, .conservative),
          (.pooledT, .about(0.01)),
        ])
      && isRight
    isRight =
      try events("30 and 40 people, share 0.3", (30, 40), (0.3, 0.3), proportions, intervals) && isRight
    isRight =
      try events("60 and 45 people, shares 0.79 and 0.22", (60, 45), (0.79, 0.22), [], intervals) && isRight
    let mcNemar: [(String, Expectation)] = [
      ("mcnemar", .conservative), ("mcnemar_uncorrected", .about(0.015)), ("mcnemar_exact", .conservative),
      ("mcnemar_mid_p", .about(0.015)), ("newcombe interval", .about(0.015)),
    ]
    isRight =
      try changes("60 pairs, 15 % each way", pairs: 60, leaving: 0.15, entering: 0.15, stays: 0.4, mcNemar)
      && isRight
    isRight =
      try changes(
        "54 pairs, 60 % leave, 3 % enter", pairs: 54, leaving: 0.6, entering: 0.03, stays: 0.19,
        [("newcombe interval", .about(0.015))]) && isRight
    isRight = try effects("20 pairs or a group, effect 0.5", 20, 0.5) && isRight
    if !isRight {
      FileHandle.standardError.write(Data("prepost-size: a test or interval is not what it should be\n".utf8))
      exit(1)
    }
  }
}
