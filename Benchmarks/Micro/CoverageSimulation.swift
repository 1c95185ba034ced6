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
    for estimator in [DifferencesEstimator.sunAbraham, .imputation, .twoStage, .extendedTwoWay] {
      cases.append(
        Case(
          name: estimator.rawValue, design: growing, request: request(estimator), isOfSample: true,
          draw: varied))
    }
    cases += [
      Case(
        name: "switching", design: growing, request: request(.switching, dummy: true), isOfSample: true,
        draw: varied),
      Case(
        name: "twfe", design: "staggered, one effect", request: request(.twoWayFixedEffects, dummy: true),
        isOfSample: true, draw: constant),
      Case(
        name: "event-study", design: "staggered, one effect",
        request: request(.eventStudy), isOfSample: true, draw: constant),
      Case(
        name: "stacked", design: "staggered, one effect", request: request(.stacked), isOfSample: true,
        draw: constant),
      Case(
        name: "local-projections", design: "staggered, one effect", request: request(.localProjections),
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
    cases += [
      Case(
        name: "two-by-two, cic, bootstrap of 199", design: "two periods, another scale in the second",
        request: request(.twoByTwo) {
          $0.method = .changesInChanges
          $0.bootstrapDraws = 199
        }, isOfSample: true, draw: { Self.rescaled($0, seed: seed) }),
      Case(
        name: "**two-by-two, regression**", design: "two periods, another scale in the second",
        request: request(.twoByTwo), isOfSample: true, draw: { Self.rescaled($0, seed: seed) }),
      Case(
        name: "two-by-two, triple", design: "two periods, trends of states and of eligibility",
        request: request(.twoByTwo) { $0.columns.triple = "eligible" }, isOfSample: true,
        draw: { Self.triple($0, seed: seed) }),
    ]
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
