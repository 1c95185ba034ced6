internal import Distributions
internal import LinearAlgebra

/// Errors, bands and the test before the treatment, from the moments of the influences.
struct GroupTimeInference {
  let effects: [GroupTimeEffects.Effect]
  let rows: CohortRows
  let moments: InfluenceMoments
  let bootstrap: MultiplierBootstrap?
  let confidence: Double

  /// The standard error √(c'Sc), or from the draws. Nil for what has no error.
  func standardError(_ form: InfluenceForm) -> Double? {
    if let bootstrap {
      let error = MultiplierBootstrap.standardError(bootstrap.errors(of: form))
      return error > 0 ? error : nil
    }
    let variance = moments.covariance(form, form)
    return variance > 0 ? variance.squareRoot() : nil
  }

  func estimate(_ average: EffectAverage) -> EffectEstimate {
    EffectEstimate(
      average.estimate, standardError: average.isExact ? nil : standardError(average.form),
      confidence: confidence)
  }

  func aggregate(_ averages: EffectAverages) -> DifferencesResult.Aggregate {
    let critical = bootstrap?.criticalValue(
      averages.by.filter { !$0.isExact }.map(\.form), confidence: confidence)
    return DifferencesResult.Aggregate(
      type: averages.type.rawValue, overall: estimate(averages.overall),
      by: averages.by.map { average in
        let effect = estimate(average)
        let half = critical.flatMap { value in effect.standardError.map { $0 * value } }
        return DifferencesResult.KeyedEffect(
          key: average.key ?? .text(""), effect: effect, uniformLow: half.map { effect.estimate - $0 },
          uniformHigh: half.map { effect.estimate + $0 })
      }, criticalValue: critical)
  }

  func groupTimeEffects() -> [DifferencesResult.GroupTimeEffect] {
    let forms = effects.indices.map { InfluenceForm([($0, 1)]) }
    let critical = bootstrap?.criticalValue(
      effects.indices.filter { effects[$0].fit != nil }.map { forms[$0] }, confidence: confidence)
    return effects.enumerated().map { number, effect in
      let error = effect.fit == nil ? nil : standardError(forms[number])
      let half = critical.flatMap { value in error.map { $0 * value } }
      return DifferencesResult.GroupTimeEffect(
        group: rows.cohorts[effect.cell.group], time: rows.periods[effect.cell.time],
        effect: EffectEstimate(effect.estimate, standardError: error, confidence: confidence),
        uniformLow: half.map { effect.estimate - $0 }, uniformHigh: half.map { effect.estimate + $0 })
    }
  }

  /// W = τ'V⁻¹τ over the effects before the treatment with their analytic covariance, compared with χ².
  ///
  /// As in R's `did`, the degrees count the universal base periods too, which are zero by definition and add nothing to W: the
  /// test is then conservative. `rank` counts those that have an error.
  func preTrend() -> (test: DifferencesResult.PreTrend, rank: Int, rankPValue: Double)? {
    let before = effects.indices.filter {
      rows.periods[effects[$0].cell.time] < rows.cohorts[effects[$0].cell.group]
    }
    let tested = before.filter { effects[$0].fit != nil }
    guard !tested.isEmpty else { return nil }
    let covariance = moments.products.selecting(rows: tested, columns: tested)
    // Scaled to ones on the diagonal, so that the condition does not depend on how precise each effect is.
    let scale = covariance.diagonal.map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
    guard !scale.contains(0) else { return nil }
    var scaled = covariance
    for i in tested.indices {
      for j in tested.indices { scaled[i, j] *= scale[i] * scale[j] }
    }
    let gaps = zip(tested, scale).map { effects[$0].estimate * $1 }
    let statistic: Double
    do throws(LinearAlgebraError) {
      let factor = try Cholesky(of: scaled)
      guard try factor.reciprocalCondition() > 1e-12 else { return nil }
      statistic = zip(gaps, try factor.solve(gaps)).reduce(0) { $0 + $1.0 * $1.1 }
    } catch { return nil }
    func upper(_ degrees: Int) -> Double {
      ChiSquared(degreesOfFreedom: Double(degrees)).upper(max(0, statistic))
    }
    return (
      DifferencesResult.PreTrend(
        statistic: statistic, degrees: before.count, pValue: upper(before.count)), tested.count,
      upper(tested.count)
    )
  }
}
