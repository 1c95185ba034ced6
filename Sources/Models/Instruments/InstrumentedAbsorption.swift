internal import Absorption
internal import LinearAlgebra

/// An instrumented regression of which effects were swept out: rows, effects and the columns before the sweep.
struct InstrumentedAbsorption {
  let sample: FixedEffectsSample
  let within: WithinDesign
  let options: AbsorptionOptions
  /// The columns that the effects did not fit, as they were given; in the order of the swept ones.
  let shown: RegressionData
  /// The swept columns.
  let data: InstrumentedData

  init(
    _ given: InstrumentedData, _ effects: [FixedEffect], _ rule: SingletonRule, _ options: AbsorptionOptions
  ) throws(RegressionError) {
    self.options = options
    let sample = try FixedEffectsSample(given.combined, effects, singletons: rule)
    let within = try WithinDesign(sample, options: options)
    self.sample = sample
    self.within = within
    let own = given.regression.matrix.width
    let last = own + given.endogenous.width
    func columns(_ range: Range<Int>) -> [Int] {
      within.columns.indices.filter { range.contains(within.columns[$0]) }
    }
    let names = within.columns.map { sample.data.names[$0] }
    let parts = [columns(0..<own), columns(own..<last), columns(last..<sample.data.matrix.width)]
    guard !parts[1].isEmpty else {
      throw .absorbedRegressors(names: given.endogenousNames, effects: effects.map(\.name))
    }
    guard parts[2].count >= parts[1].count else {
      let lost = (last..<sample.data.matrix.width).filter { !within.columns.contains($0) }
      throw .tooFewInstruments(
        instruments: parts[2].count, endogenous: parts[1].count,
        dependent: lost.map { given.instrumentNames[$0 - last] })
    }
    shown = RegressionData(
      matrix: sample.data.matrix.selecting(columns: within.columns), names: names,
      outcome: sample.data.outcome,
      outcomeName: sample.data.outcomeName, weights: sample.data.weights, offset: sample.data.offset)
    data = InstrumentedData(
      regression: RegressionData(
        matrix: within.matrix.selecting(columns: parts[0]), names: parts[0].map { names[$0] },
        outcome: .real(within.outcome), outcomeName: sample.data.outcomeName, weights: sample.data.weights),
      endogenous: within.matrix.selecting(columns: parts[1]), endogenousNames: parts[1].map { names[$0] },
      instruments: within.matrix.selecting(columns: parts[2]), instrumentNames: parts[2].map { names[$0] })
  }

  /// What covariances have to know of the sweep.
  func design(_ regressors: TallMatrix) -> AbsorbedDesign {
    AbsorbedDesign(
      effects: sample.effects, space: within.space, regressors: regressors, outcome: sample.outcome,
      weights: sample.data.weights)
  }

  /// Whether the effects hold a constant.
  var hasConstant: Bool { sample.effects.contains { $0.slope == nil } }
}
