internal import Kernels
internal import Models

/// What imputation and the two-stage estimator start from: the model of untreated outcomes and the rows whose effect it tells.
struct ImputationSample {
  let panel: TreatmentPanel
  let adoption: AdoptionTimes
  let model: UntreatedModel
  /// Treated, or within the anticipation, and with an outcome that can be imputed.
  let isEffect: [Bool]
  let effects: Int
  let warnings: [String]
  let clusters: (codes: [UInt32], count: Int)?

  init(_ panel: TreatmentPanel, request: DifferencesRequest, estimator: String) throws(DifferencesError) {
    try request.requireNothing(of: estimator, aggregations: EffectAggregation.allCases)
    if let covariance = request.covariance {
      throw .notOfEstimator(
        option: "--covariance \(covariance.text)", estimator: estimator,
        instead: "its errors are its own, clustered by --cluster or by unit")
    }
    let adoption = try AdoptionTimes(panel, estimator: estimator)
    let anticipation = Int32(clamping: request.anticipation)
    let isUntreated = adoption.event.map { $0 == AdoptionTimes.never || $0 < -anticipation }
    let model = try UntreatedModel(panel, isUntreated: isUntreated, threads: request.threads)
    var isEffect = [Bool](repeating: false, count: panel.rows)
    var effects = 0
    var unknownRows = 0
    var unknownUnits = 0
    for unit in 0..<panel.units {
      let before = unknownRows
      for row in panel.rows(ofUnit: unit) where !isUntreated[row] {
        guard (panel.weights?[row] ?? 1) > 0 else { continue }
        if model.isKnown(unit: unit, period: Int(panel.period[row])) {
          isEffect[row] = true
          effects += 1
        } else {
          unknownRows += 1
        }
      }
      if unknownRows > before { unknownUnits += 1 }
    }
    guard effects > 0 else {
      if adoption.neverTreated == 0 { throw .noComparison }
      throw .alwaysTreated(units: panel.units - adoption.neverTreated)
    }
    var warnings: [String] = []
    if unknownRows > 0 {
      warnings.append(
        "\(unknownRows) treated rows of \(unknownUnits) units are left out: no untreated row tells the effect of their unit or period"
      )
    }
    if !model.dropped.isEmpty {
      warnings.append("covariates left out as collinear: \(model.dropped.joined(separator: ", "))")
    }
    self.panel = panel
    self.adoption = adoption
    self.model = model
    self.isEffect = isEffect
    self.effects = effects
    self.warnings = warnings
    clusters = panel.cluster.map { cluster in
      ((0..<panel.units).map { cluster.codes[panel.unitStarts[$0]] }, cluster.count)
    }
  }

  /// Rows fitted or with an effect.
  var observations: Int { model.rows.isFitted.count { $0 } + effects }

  var covariance: String {
    "cluster:\(panel.cluster?.name ?? panel.unitGrouping.name), no finite-sample factor "
      + "(\(clusters?.count ?? panel.units) clusters)"
  }

  /// Targets by a key of each row with an effect; nil for rows without a target. The keys come rising. O(n).
  func targets(_ key: (Int) -> Int?) -> (targets: EffectTargets, keys: [Int]) {
    var codes = [Int32](repeating: .min, count: panel.rows)
    var low = Int32.max
    var high = Int32.min
    for row in codes.indices {
      guard let own = key(row).map({ Int32(clamping: max($0, Int(Int32.min) + 1)) }) else { continue }
      codes[row] = own
      low = min(low, own)
      high = max(high, own)
    }
    guard low <= high else {
      return (EffectTargets(codes: [Int32](repeating: -1, count: panel.rows), count: 0), [])
    }
    // Event times and periods are narrow; where they are not, the different ones are sorted.
    let isNarrow = Int(high) - Int(low) < ImputationSample.widestTable
    var keys: [Int] = []
    if isNarrow {
      var ranks = [Int32](repeating: -1, count: Int(high) - Int(low) + 1)
      for code in codes where code != .min { ranks[Int(code) - Int(low)] = 0 }
      for place in ranks.indices where ranks[place] == 0 {
        ranks[place] = Int32(keys.count)
        keys.append(place + Int(low))
      }
      for row in codes.indices { codes[row] = codes[row] == .min ? -1 : ranks[Int(codes[row]) - Int(low)] }
    } else {
      keys = Set(codes.filter { $0 != .min }).sorted().map(Int.init)
      let ranks = Dictionary(uniqueKeysWithValues: keys.enumerated().map { (Int32($1), Int32($0)) })
      for row in codes.indices { codes[row] = ranks[codes[row], default: -1] }
    }
    return (EffectTargets(codes: codes, count: keys.count), keys)
  }

  private static let widestTable = 1 << 20

  func estimate(_ targets: EffectTargets, residuals: EffectResiduals, estimator: String)
    throws(DifferencesError) -> TargetEffects
  {
    // Without a cohort is a cohort of its own.
    let codes = adoption.cohort.map { $0 < 0 ? Int32(adoption.cohorts.count) : $0 }
    return try model.effects(
      targets, residuals: residuals, cohort: codes, cohorts: adoption.cohorts.count + 1, clusters: clusters,
      estimator: estimator)
  }
}
