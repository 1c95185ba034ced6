internal import Distributions
internal import LinearAlgebra

/// Errors, bands and the test before the treatment, from the moments of the influences.
struct GroupTimeInference {
  let effects: [GroupTimeEffects.Effect]
  let rows: CohortRows
  let moments: InfluenceMoments
  let bootstrap: MultiplierBootstrap?
  let confidence: Double

  /// The standard error √(c'Sc), or from the draws.
  func standardError(_ form: InfluenceForm) -> Double {
    if let bootstrap { return MultiplierBootstrap.standardError(bootstrap.errors(of: form)) }
    return max(0, moments.covariance(form, form)).squareRoot()
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

  /// The analytic covariance of averages by event time, the universal base left out.
  func eventCovariance(_ averages: EffectAverages, reference: Int) -> DifferencesResult.EventCovariance {
    let kept = averages.by.filter { !$0.isExact }
    var matrix = Matrix(rows: kept.count, columns: kept.count)
    for (row, one) in kept.enumerated() {
      for (column, other) in kept.enumerated() {
        matrix[row, column] = moments.covariance(one.form, other.form)
      }
    }
    return .init(
      times: kept.map { if case .number(let time)? = $0.key { time } else { 0 } }, matrix: matrix,
      reference: reference)
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

  /// The joint test that the effects before the treatment are zero, in three forms.
  struct PreTrendTest {
    /// As R's `did`: all periods before the treatment, and universal base periods among the degrees.
    let test: DifferencesResult.PreTrend
    /// Effects that have an error, and their χ².
    let rank: Int
    let rankPValue: Double
    /// Of the periods before the anticipation too, where parallel trends alone are tested; nil without anticipation, or without such
    /// periods.
    let beforeAnticipation: DifferencesResult.PreTrend?
  }

  /// W = τ'V⁻¹τ over the effects before the treatment with their analytic covariance, compared with χ².
  ///
  /// As in R's `did`, the degrees count the universal base periods too, which are zero by definition and add nothing to W: the
  /// test is then conservative. `rank` counts those that have an error. With anticipation, effects between it and the treatment say
  /// nothing of parallel trends; R's test has them, Python's csdid 0.4.3 leaves them and the base period out.
  func preTrend(anticipation: Int) -> PreTrendTest? {
    let before = effects.indices.filter {
      rows.periods[effects[$0].cell.time] < rows.cohorts[effects[$0].cell.group]
    }
    let tested = before.filter { effects[$0].fit != nil }
    guard let statistic = wald(tested) else { return nil }
    func upper(_ statistic: Double, _ degrees: Int) -> Double {
      ChiSquared(degreesOfFreedom: Double(degrees)).upper(max(0, statistic))
    }
    var alone: DifferencesResult.PreTrend?
    if anticipation > 0 {
      let early = tested.filter {
        rows.periods[effects[$0].cell.time] + anticipation < rows.cohorts[effects[$0].cell.group]
      }
      alone = wald(early).map {
        .init(statistic: $0, degrees: early.count, pValue: upper($0, early.count))
      }
    }
    return PreTrendTest(
      test: .init(statistic: statistic, degrees: before.count, pValue: upper(statistic, before.count)),
      rank: tested.count, rankPValue: upper(statistic, tested.count), beforeAnticipation: alone)
  }

  /// τ'V⁻¹τ of some effects; nil for none, or where V is singular.
  private func wald(_ tested: [Int]) -> Double? {
    guard !tested.isEmpty, rankWithoutWeights(tested) >= tested.count else { return nil }
    let covariance = moments.products.selecting(rows: tested, columns: tested)
    // Scaled to ones on the diagonal, so that the condition does not depend on how precise each effect is.
    let scale = covariance.diagonal.map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
    guard !scale.contains(0) else { return nil }
    var scaled = covariance
    for i in tested.indices {
      for j in tested.indices { scaled[i, j] *= scale[i] * scale[j] }
    }
    let gaps = zip(tested, scale).map { effects[$0].estimate * $1 }
    do throws(LinearAlgebraError) {
      let factor = try Cholesky(of: scaled)
      // Sums over n clusters are known to about n·ε of the largest.
      let least = max(1e-12, Double(rows.clusterCount) * Double.ulpOfOne)
      guard try factor.reciprocalCondition() > least else { return nil }
      return zip(gaps, try factor.solve(gaps)).reduce(0) { $0 + $1.0 * $1.1 }
    } catch { return nil }
  }

  /// The most that the rank of the effects' covariance can be where comparison units weigh the same in all comparisons.
  ///
  /// The influences of a group's own units sum to zero: of n units (or clusters) they span n − 1 directions at most, none for a group of
  /// one. Those of the comparison units are the same for all groups that are compared with the same units over the same periods. What is
  /// left of the effects is combinations without any variation of treated units, zero without covariates. With covariates the
  /// comparison's weights differ by group, so that such a combination has a variance above zero, that of one weighting of the same
  /// changes against another: it lacks all that the treated vary, and a quadratic form divided by it is no χ². A count does not
  /// depend on scales. The influences of all clusters together sum to zero, so that the rank is below their number.
  private func rankWithoutWeights(_ tested: [Int]) -> Int {
    var own = [Int](repeating: 0, count: rows.cohorts.count)
    var changes: Set<[Int]> = []
    for cell in tested.map({ effects[$0].cell }) {
      own[cell.group] += 1
      changes.insert(
        [cell.time, cell.base]
          + cell.parts.filter { !$0.role.isTreated }.flatMap { [$0.rows.lowerBound, $0.rows.upperBound] })
    }
    var rank = changes.count
    for (group, effects) in own.enumerated() where effects > 0 {
      let ranges =
        rows.isPanel
        ? [rows.ranges[group]] : rows.periods.indices.map { rows.rows(ofCohort: group, period: $0) }
      let size: Int
      if let clusters = rows.clusters {
        size = Set(ranges.joined().map { clusters[$0] }).count
      } else {
        size = ranges.reduce(0) { $0 + $1.count }
      }
      rank += min(effects, max(0, size - 1))
    }
    return min(rank, rows.clusterCount - 1)
  }
}
