internal import LinearAlgebra

extension DifferencesRequest {
  /// The analyses that were asked for, of a result of this request.
  func sensitivity(_ asked: SensitivityRequest, of result: DifferencesResult, _ panel: TreatmentPanel)
    throws(DifferencesError) -> SensitivityResult
  {
    var found = SensitivityResult()
    do throws(SensitivityError) {
      if !asked.restrictions.isEmpty {
        let (study, note) = try eventStudy(result, panel)
        found.note = note
        let target = try weights(asked.target, study)
        let analysis = SensitivityAnalysis(
          study, target: target, confidence: confidence, seed: seed, threads: threads)
        found.original = analysis.original
        switch asked.target {
        case .first: found.target = "first"
        case .average: found.target = "average"
        case .time(let time): found.target = String(time)
        }
        for restriction in asked.restrictions { found.bounds.append(try analysis.bounds(restriction)) }
      }
      let placebos = DesignPlacebos(self, panel.anticipating(anticipation))
      found.placeboDates = asked.placeboDates.map { placebos.dates($0) }
      if let group = asked.leaveOneOut {
        found.leftOut = group.rawValue
        found.leaveOneOut = try placebos.leaveOneOut(group)
      }
      if asked.placeboGroups > 0 {
        guard let overall = result.aggregate?.overall else {
          throw .unsuited("placebo groups need an estimator with an overall effect")
        }
        found.placeboGroups = try placebos.groups(asked.placeboGroups, estimate: overall.estimate)
      }
    } catch { throw .unsuited(estimator: estimator.rawValue, reason: error.description) }
    return found
  }

  /// Effects by event time with their covariance, and what was done to have them. Bounds are of differences from one period: with a
  /// varying base period the effects are estimated once more with the universal one.
  private func eventStudy(_ given: DifferencesResult, _ panel: TreatmentPanel) throws(SensitivityError)
    -> (EventStudyEstimates, String?)
  {
    var result = given
    var note: String?
    if estimator == .callawaySantAnna, basePeriod == .varying {
      var other = self
      other.basePeriod = .universal
      other.aggregation = .dynamic
      (other.bootstrapDraws, other.sensitivity, other.conditionalPretest) = (nil, nil, false)
      do throws(DifferencesError) { result = try other.estimateAlone(panel) } catch {
        throw .unsuited(error.description)
      }
      note = "bounds are of the effects with a universal base period, averaged by time since the treatment"
    }
    guard let dynamic = result.aggregates.first(where: { $0.type == "dynamic" }),
      let covariance = result.eventCovariance
    else {
      throw .unsuited(
        "bounds need effects by time since the treatment, from one reference period, with their covariance; use event-study, callaway-santanna or sun-abraham"
      )
    }
    var values: [Int: Double] = [:]
    for effect in dynamic.by {
      if case .number(let time) = effect.key { values[time] = effect.effect.estimate }
    }
    // Times without variance are the reference or were never estimated.
    let kept = covariance.times.indices.filter {
      covariance.matrix[$0, $0] > 0 && values[covariance.times[$0]] != nil
    }
    let least = DifferencesResult.roundingError(ofLargest: panel.outcome.reduce(0) { max($0, abs($1)) })
    if let exact = kept.first(where: { covariance.matrix[$0, $0] <= least * least }) {
      throw .covariance("the error at time \(covariance.times[exact]) is rounding alone")
    }
    let study = try EventStudyEstimates(
      times: kept.map { covariance.times[$0] },
      estimates: kept.map { values[covariance.times[$0], default: 0] },
      covariance: covariance.matrix.selecting(rows: kept, columns: kept), reference: covariance.reference)
    return (study, note)
  }

  private func weights(_ target: SensitivityRequest.Target, _ study: EventStudyEstimates)
    throws(SensitivityError)
    -> [Double]
  {
    switch target {
    case .first: return study.firstAfter
    case .average: return study.averageAfter
    case .time(let time):
      guard study.after.contains(time) else {
        throw .unsuited(
          "event time \(time) is none of \(study.after.map(String.init).joined(separator: ", "))")
      }
      return study.after.map { $0 == time ? 1 : 0 }
    }
  }
}
