import Causal
import LinearAlgebra
import Testing

@Suite("Synthetic control by predictors")
struct PredictorControlTests {
  /// Outcomes of each period before as predictors.
  static func outcomes(_ panel: SyntheticPanel, before: Int) -> Matrix {
    panel.outcomes.selecting(rows: Array(0..<before), columns: Array(0..<panel.units))
  }

  @Test("importance that undoes the scaling of outcomes gives the control of outcomes alone")
  func outcomesAsPredictors() throws {
    let panel = try SyntheticDifferencesTests.panel(units: 12, periods: 12, treated: 1, adoption: 8)
    let predictors = Self.outcomes(panel, before: 8)
    let variances = (0..<8).map { row -> Double in
      let values = (0..<12).map { predictors[row, $0] }
      let mean = values.reduce(0, +) / 12
      return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 11
    }
    let found = try PredictorControl(importance: .given(variances)).fit(panel, predictors: predictors)
    let plain = try SyntheticDifferences(form: .syntheticControl, unitRidge: 0).fit(panel).cohorts[0]
    for (one, other) in zip(found.weights, plain.unitWeights) { #expect(abs(one - other) < 1e-10) }
    #expect(abs(found.effect - plain.effect) < 1e-10)
  }

  @Test("the search fits the outcomes before no worse than equal importance, nor better than outcomes alone")
  func search() throws {
    let panel = try SyntheticDifferencesTests.panel(units: 12, periods: 12, treated: 1, adoption: 8)
    let predictors = Self.outcomes(panel, before: 8).selecting(rows: [0, 4, 7], columns: Array(0..<12))
    let equal = try PredictorControl(importance: .equal).fit(panel, predictors: predictors)
    let best = try PredictorControl().fit(panel, predictors: predictors)
    let plain = try SyntheticDifferences(form: .syntheticControl, unitRidge: 0).fit(panel).cohorts[0]
    #expect(best.errorBefore <= equal.errorBefore && best.errorBefore >= plain.errorBefore - 1e-12)
    #expect(abs(best.importance.reduce(0, +) - 1) < 1e-12 && best.evaluations > 0)
    #expect(equal.importance == [1.0 / 3, 1.0 / 3, 1.0 / 3] && equal.evaluations == 0)
    #expect(best.treatedPredictors == (0..<3).map { predictors[$0, 11] })
  }

  @Test("predictors in other units give the same control")
  func units() throws {
    let panel = try SyntheticDifferencesTests.panel(units: 12, periods: 12, treated: 1, adoption: 8)
    let predictors = Self.outcomes(panel, before: 3)
    var other = predictors
    for unit in 0..<12 { other[1, unit] = predictors[1, unit] * 1024 }
    let one = try PredictorControl(importance: .equal).fit(panel, predictors: predictors)
    let two = try PredictorControl(importance: .equal).fit(panel, predictors: other)
    for (first, second) in zip(one.weights, two.weights) { #expect(abs(first - second) < 1e-10) }
  }

  @Test("predictors that do not vary or are no numbers, and several cohorts, are refused")
  func refusals() throws {
    let panel = try SyntheticDifferencesTests.panel(units: 6, periods: 6, treated: 1, adoption: 4)
    #expect(throws: SyntheticControlError.predictor(index: 1, reason: "it does not vary")) {
      try PredictorControl().fit(panel, predictors: Matrix(rows: 1, columns: 6))
    }
    #expect(throws: SyntheticControlError.self) {
      try PredictorControl().fit(
        panel, predictors: Matrix(rows: 1, columns: 6, columnMajor: [1, 2, .nan, 4, 5, 6]))
    }
    let two = try SyntheticPanel(outcomes: panel.outcomes, adoption: [nil, nil, nil, nil, 3, 4])
    #expect(throws: SyntheticControlError.severalCohorts(2)) {
      try PredictorControl().fit(two, predictors: Self.outcomes(two, before: 2))
    }
  }
}
