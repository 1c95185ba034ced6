import Causal
import Columns
import Foundation
import Kernels

/// How often 95 % intervals of the estimators of difference-in-differences hold the truth, in data that meet their assumptions,
/// and for two-way fixed effects in data that do not.
///
/// Prints rows of a Markdown table. Every repetition draws from a stream of its own; the same seed gives the same table.
struct CoverageSimulation {
  let repetitions: Int
  let seed: UInt64 = 2021

  /// Data drawn, with what is true of them.
  struct Draw {
    let table: Table
    /// The mean effect on the treated rows of this sample, and in the population.
    let ofSample: Double
    let ofPopulation: Double
  }

  struct Case {
    let name: String
    let design: String
    let request: DifferencesRequest
    /// Whether the estimator's weights are the sample's.
    let isOfSample: Bool
    let draw: @Sendable (UInt64) -> Draw?
  }

  /// 200 units over 8 periods, first treated in 3, 5, 6 or never with equal probability; unit and period effects, errors with a
  /// correlation of ½ from one period to the next. Effects grow by 0.4 a period and more in earlier groups, or are all one.
  static func staggered(_ stream: UInt64, seed: UInt64, isConstant: Bool) -> Draw? {
    var generator = PCG64(seed: seed, stream: stream)
    let (units, periods) = (200, 8)
    let groups = [0, 3, 5, 6]
    func effect(_ group: Int, _ time: Int) -> Double {
      isConstant ? 1 : 1 + 0.4 * Double(time - group) * (group == 3 ? 2 : 1)
    }
    var columns = [[Double]](repeating: [], count: 5)
    var sum = 0.0
    var treated = 0.0
    for unit in 0..<units {
      let group = groups[generator.nextInteger(below: 4)]
      let level = generator.nextNormal()
      var error = generator.nextNormal()
      for time in 1...periods {
        error = 0.5 * error + 0.75.squareRoot() * generator.nextNormal()
        let isTreated = group > 0 && time >= group
        let own = isTreated ? effect(group, time) : 0
        if isTreated {
          sum += own
          treated += 1
        }
        columns[0].append(Double(unit))
        columns[1].append(Double(time))
        columns[2].append(Double(group))
        columns[3].append(level + 0.3 * Double(time) + own + error)
        columns[4].append(isTreated ? 1 : 0)
      }
    }
    var population = 0.0
    var cells = 0.0
    for group in groups where group > 0 {
      for time in group...periods {
        population += effect(group, time)
        cells += 1
      }
    }
    return table(columns, ["unit", "time", "first", "y", "d"]).map {
      Draw(table: $0, ofSample: sum / treated, ofPopulation: population / cells)
    }
  }

  /// 500 units (or as many rows of each period, of different people) in two periods; the treatment's probability and the trend
  /// depend on x; the effect is 1 + x/2 so that its mean on the treated depends on who they are.
  static func twoPeriods(_ stream: UInt64, seed: UInt64, isCross: Bool) -> Draw? {
    var generator = PCG64(seed: seed, stream: stream)
    var columns = [[Double]](repeating: [], count: 5)
    var sum = 0.0
    var treated = 0.0
    for unit in 0..<500 * (isCross ? 2 : 1) {
      let x = generator.nextNormal()
      let isIn = generator.nextUnit() < 1 / (1 + PortableElementary.exp(0.4 - 0.6 * x))
      let level = generator.nextNormal() + (isIn ? 0.5 : 0)
      if isIn {
        sum += 1 + 0.5 * x
        treated += 1
      }
      for time in 1...2 where !isCross || unit % 2 == time - 1 {
        columns[0].append(Double(unit))
        columns[1].append(Double(time))
        columns[2].append(isIn ? 2 : 0)
        columns[3].append(
          level + (time == 2 ? 1 + 0.8 * x + (isIn ? 1 + 0.5 * x : 0) : 0) + generator.nextNormal())
        columns[4].append(x)
      }
    }
    return table(columns, ["unit", "time", "first", "y", "x"]).map {
      Draw(table: $0, ofSample: sum / treated, ofPopulation: 1 + 0.5 * meanOfTreated)
    }
  }

  /// E[x | treated] of `twoPeriods`: the integral of x·p(x)·φ(x) over that of p(x)·φ(x), by the trapezoidal rule, whose error is
  /// below rounding for functions that are analytic and vanish at the ends.
  static let meanOfTreated: Double = {
    var above = 0.0
    var below = 0.0
    for step in -1600...1600 {
      let x = Double(step) / 200
      let weight = PortableElementary.exp(-x * x / 2) / (1 + PortableElementary.exp(0.4 - 0.6 * x))
      above += weight * x
      below += weight
    }
    return above / below
  }()

  private static func table(_ columns: [[Double]], _ names: [String]) -> Table? {
    try? Table(zip(names, columns).map { ($0, Column($1)) })
  }

  private var cases: [Case] {
    let seed = seed
    func request(
      _ estimator: DifferencesEstimator, dummy: Bool = false, covariates: String? = nil,
      isCross: Bool = false,
      _ change: (inout DifferencesRequest) -> Void = { _ in }
    ) -> DifferencesRequest {
      var request = DifferencesRequest(
        TreatmentColumns(
          outcome: "y", unit: isCross ? nil : "unit", time: "time",
          treatment: dummy ? .dummy("d") : .firstTreated("first"), covariates: covariates,
          areRepeatedCrossSections: isCross), estimator: estimator)
      change(&request)
      return request
    }
    let varied: @Sendable (UInt64) -> Draw? = { Self.staggered($0, seed: seed, isConstant: false) }
    let constant: @Sendable (UInt64) -> Draw? = { Self.staggered($0, seed: seed, isConstant: true) }
    let panel: @Sendable (UInt64) -> Draw? = { Self.twoPeriods($0, seed: seed, isCross: false) }
    let cross: @Sendable (UInt64) -> Draw? = { Self.twoPeriods($0, seed: seed, isCross: true) }
    let growing = "staggered, effects grow and differ"
    var cases = [
      Case(
        name: "callaway-santanna, never", design: growing, request: request(.callawaySantAnna),
        isOfSample: false, draw: varied),
      Case(
        name: "callaway-santanna, not yet", design: growing,
        request: request(.callawaySantAnna) { $0.control = .notYetTreated }, isOfSample: false, draw: varied),
      Case(
        name: "callaway-santanna, bootstrap of 499", design: growing,
        request: request(.callawaySantAnna) { $0.bootstrapDraws = 499 }, isOfSample: false, draw: varied),
    ]
    for estimator in [DifferencesEstimator.sunAbraham, .imputation, .twoStage] {
      cases.append(
        Case(
          name: estimator.rawValue, design: growing, request: request(estimator), isOfSample: true,
          draw: varied))
    }
    cases += [
      Case(
        name: "twfe", design: "staggered, one effect", request: request(.twoWayFixedEffects, dummy: true),
        isOfSample: true, draw: constant),
      Case(
        name: "**twfe**", design: growing, request: request(.twoWayFixedEffects, dummy: true),
        isOfSample: true, draw: varied),
    ]
    for method in [
      DifferencesMethod.outcomeRegression, .weighting, .abadie, .doublyRobust, .improved,
    ] {
      cases.append(
        Case(
          name: "two-by-two, \(method.rawValue)", design: "two periods, panel",
          request: request(.twoByTwo, covariates: "~ x") { $0.method = method }, isOfSample: false,
          draw: panel
        ))
    }
    for method in [
      DifferencesMethod.outcomeRegression, .weighting, .abadie, .doublyRobust, .doublyRobustSimple, .improved,
    ] {
      cases.append(
        Case(
          name: "two-by-two, \(method.rawValue)", design: "two periods, cross-sections",
          request: request(.twoByTwo, covariates: "~ x", isCross: true) { $0.method = method },
          isOfSample: false, draw: cross))
    }
    cases.append(
      Case(
        name: "**two-by-two, regression**", design: "two periods, panel, trend by x left out",
        request: request(.twoByTwo), isOfSample: false, draw: panel))
    return cases
  }

  func run() {
    print("| estimator | data | truth | mean estimate | deviation | mean std. error | coverage of 95 % |")
    print("|---|---|---:|---:|---:|---:|---:|")
    for simulated in cases {
      let found: [(estimate: Double, error: Double, truth: Double, isIn: Bool)?] = Parallel.map(
        repetitions, threads: Parallel.cores
      ) { repetition in
        guard let draw = simulated.draw(UInt64(repetition)),
          let result = try? simulated.request.estimate(draw.table),
          let overall = result.aggregates.first(where: { $0.type == "simple" })?.overall
            ?? result.aggregate?.overall,
          let error = overall.standardError, let low = overall.confidenceLow,
          let high = overall.confidenceHigh
        else { return nil }
        let truth = simulated.isOfSample ? draw.ofSample : draw.ofPopulation
        return (overall.estimate, error, truth, low <= truth && truth <= high)
      }
      let all = found.compactMap { $0 }
      guard all.count == repetitions else {
        print("| \(simulated.name) | \(simulated.design) | no answer in \(repetitions - all.count) | | | | |")
        continue
      }
      let count = Double(all.count)
      func mean(_ value: ((estimate: Double, error: Double, truth: Double, isIn: Bool)) -> Double) -> Double {
        all.reduce(0) { $0 + value($1) } / count
      }
      let average = mean(\.estimate)
      // Around the truth of each sample, where it differs from sample to sample.
      let gap = mean { $0.estimate - $0.truth }
      let deviation = mean { ($0.estimate - $0.truth - gap) * ($0.estimate - $0.truth - gap) }.squareRoot()
      let cells = [mean(\.truth), average, deviation, mean(\.error)].map { String(format: "%.4f", $0) }
      let coverage = String(format: "%.1f %%", 100 * mean { $0.isIn ? 1 : 0 })
      print("| \(simulated.name) | \(simulated.design) | \(cells.joined(separator: " | ")) | \(coverage) |")
    }
  }
}
