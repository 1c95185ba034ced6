internal import LinearAlgebra
internal import Models

// From a panel to rows sorted by cohort. Rules, each told in a warning where it applies:
// - Units treated from the first period on, or so soon that anticipation leaves no period before, are left out: nothing is known
//   of them untreated, as comparison neither.
// - Where no unit stays untreated, comparison with the not yet treated ends before the last group's treatment (less the
//   anticipation), and that group is the comparison; comparison with the never treated is an error.
// - Of a panel, units without a row in each period are left out, or kept as cross-sections clustered by unit, as asked for.

extension CohortRows {
  init(
    _ panel: TreatmentPanel, control: ComparisonGroup, anticipation: Int, incomplete: IncompleteUnits,
    needsIntercept: Bool, estimator: String, kind: ((Int) -> Int)? = nil
  ) throws(DifferencesError) {
    var warnings: [String] = []
    let isCross = panel.columns.areRepeatedCrossSections || panel.columns.unit == nil
    if isCross, case .dummy = panel.columns.treatment { throw .cohortsUnknown(estimator: estimator) }
    if panel.reversals > 0 { throw .reversals(estimator: estimator, units: panel.reversals) }
    let start = panel.periods[0]
    var last = panel.periods[panel.periods.count - 1]
    let never = Int.max
    var first = (0..<panel.units).map { unit in
      panel.isNeverTreated(unit) ? never : panel.firstTreated[unit] ?? never
    }
    guard first.contains(where: { $0 != never }) else { throw .noTreated }
    // Complete units of a panel.
    var isIn = [Bool](repeating: true, count: panel.units)
    var asCross = isCross
    if !isCross, !panel.isBalanced {
      switch incomplete {
      case .drop:
        var count = 0
        for unit in 0..<panel.units where panel.rows(ofUnit: unit).count < panel.periods.count {
          isIn[unit] = false
          count += 1
        }
        if count == panel.units {
          throw .noUnits(rule: "leaving out those without a row in each period", dropped: count)
        }
        warnings.append(
          "\(count) of \(panel.units) units have no row in some period and are left out; --incomplete-units keep uses all rows"
        )
      case .keep: asCross = true
      }
    }
    var early = 0
    for unit in 0..<panel.units
    where isIn[unit] && first[unit] != never && first[unit] - anticipation <= start {
      isIn[unit] = false
      early += 1
    }
    if early > 0 {
      warnings.append(
        "\(early) units are treated from the first period on\(anticipation > 0 ? ", less the anticipation," : "") and are left out"
      )
    }
    guard (0..<panel.units).contains(where: { isIn[$0] && first[$0] != never }) else {
      throw .alwaysTreated(units: early)
    }
    var periods = panel.periods
    if !(0..<panel.units).contains(where: { isIn[$0] && first[$0] == never }) {
      let groups = Set((0..<panel.units).filter { isIn[$0] }.map { first[$0] }).sorted()
      guard control == .notYetTreated else {
        if groups.count == 1 { throw .noComparison }
        throw .noNeverTreated
      }
      guard let latest = groups.last, groups.count > 1 else { throw .noComparison }
      periods = periods.filter { $0 < latest - anticipation }
      guard periods.count > 1, let end = periods.last else { throw .noComparison }
      last = end
      for unit in first.indices where first[unit] != never && first[unit] > last { first[unit] = never }
      warnings.append(
        "no unit stays untreated: periods from \(latest - anticipation) on are left out and the group treated in \(latest) is the comparison"
      )
      guard (0..<panel.units).contains(where: { isIn[$0] && first[$0] != never }) else { throw .noComparison }
    }
    var cohorts = Set((0..<panel.units).filter { isIn[$0] && first[$0] != never }.map { first[$0] }).sorted()
    var index: [Int: Int] = [never: cohorts.count]
    for (number, cohort) in cohorts.enumerated() { index[cohort] = number }
    var cohortOfUnit = first.indices.map { isIn[$0] ? index[first[$0], default: 0] : -1 }
    if let kind {
      // Comparison groups of their own, the last of them where the untreated are.
      cohorts = cohorts + Array(repeating: never, count: 2)
      cohortOfUnit = first.indices.map { isIn[$0] ? kind($0) : -1 }
    }
    let covariates = try CovariateColumns(panel, needsIntercept: needsIntercept)
    if !covariates.dropped.isEmpty {
      warnings.append(
        "covariates that are combinations of others are left out: \(covariates.dropped.joined(separator: ", "))"
      )
    }
    var clusterCodes: [UInt32]?
    if let cluster = panel.cluster {
      var varying = 0
      for unit in 0..<panel.units where !isCross {
        let rows = panel.rows(ofUnit: unit)
        if rows.contains(where: { cluster.codes[$0] != cluster.codes[rows.lowerBound] }) { varying += 1 }
      }
      if varying > 0 { throw .clusterVaries(column: cluster.name, units: varying) }
      clusterCodes = cluster.codes
    }
    if asCross {
      self.init(
        crossing: panel, periods: periods, cohorts: cohorts, cohortOfUnit: cohortOfUnit, covariates,
        clusterCodes, hasUnits: !isCross, warnings)
    } else {
      self.init(
        balanced: panel, periods: periods, cohorts: cohorts, cohortOfUnit: cohortOfUnit, covariates,
        clusterCodes, warnings)
    }
  }

  private init(
    balanced panel: TreatmentPanel, periods: [Int], cohorts: [Int], cohortOfUnit: [Int],
    _ given: CovariateColumns, _ clusterCodes: [UInt32]?, _ warnings: [String]
  ) {
    var counts = [Int](repeating: 0, count: cohorts.count + 2)
    for cohort in cohortOfUnit where cohort >= 0 { counts[cohort + 1] += 1 }
    for cohort in 0...cohorts.count { counts[cohort + 1] += counts[cohort] }
    let count = counts[cohorts.count + 1]
    ranges = (0...cohorts.count).map { counts[$0]..<counts[$0 + 1] }
    var next = counts
    // Place of each unit kept.
    var place = [Int32](repeating: -1, count: panel.units)
    for unit in 0..<panel.units where cohortOfUnit[unit] >= 0 {
      place[unit] = Int32(next[cohortOfUnit[unit]])
      next[cohortOfUnit[unit]] += 1
    }
    let width = periods.count
    func columns(_ value: (Int) -> Double) -> [Double] {
      [Double](unsafeUninitializedCapacity: count * width) { buffer, filled in
        for unit in 0..<panel.units where place[unit] >= 0 {
          let start = panel.unitStarts[unit]
          for period in 0..<width { buffer[period * count + Int(place[unit])] = value(start + period) }
        }
        filled = count * width
      }
    }
    func firsts(_ value: (Int) -> Double) -> [Double] {
      var out = [Double](repeating: 0, count: count)
      for unit in 0..<panel.units where place[unit] >= 0 {
        out[Int(place[unit])] = value(panel.unitStarts[unit])
      }
      return out
    }
    func varies(_ value: (Int) -> Double) -> Bool {
      for unit in 0..<panel.units where place[unit] >= 0 {
        let start = panel.unitStarts[unit]
        let own = value(start)
        for period in 1..<max(1, width) where value(start + period) != own { return true }
      }
      return false
    }
    outcome = panel.outcome.withUnsafeBufferPointer { y in columns { y[$0] } }
    if let weights = panel.weights {
      weightsVary = varies { weights[$0] }
      self.weights = weightsVary ? columns { weights[$0] } : firsts { weights[$0] }
      sizes = firsts { weights[$0] }
    } else {
      weights = []
      weightsVary = false
      sizes = [Double](repeating: 1, count: count)
    }
    covariatesVary = given.columns.contains { column in varies { column[$0] } }
    let isVarying = covariatesVary
    covariates = given.columns.flatMap { column in
      isVarying ? columns { column[$0] } : firsts { column[$0] }
    }
    names = given.names
    if let codes = clusterCodes {
      var own = [UInt32](repeating: 0, count: count)
      for unit in 0..<panel.units where place[unit] >= 0 {
        own[Int(place[unit])] = codes[panel.unitStarts[unit]]
      }
      (clusters, clusterCount) = CohortRows.renumbered(own)
    } else {
      clusters = nil
      clusterCount = count
    }
    clusterName = panel.cluster?.name
    self.count = count
    self.periods = periods
    self.cohorts = cohorts
    isPanel = true
    unitParts = []
    units = count
    observations = count * width
    self.warnings = warnings
  }

  private init(
    crossing panel: TreatmentPanel, periods: [Int], cohorts: [Int], cohortOfUnit: [Int],
    _ given: CovariateColumns, _ clusterCodes: [UInt32]?, hasUnits: Bool, _ warnings: [String]
  ) {
    let width = periods.count
    var counts = [Int](repeating: 0, count: (cohorts.count + 1) * width + 1)
    func cell(_ row: Int) -> Int? {
      let cohort = cohortOfUnit[Int(panel.unit[row])]
      let period = Int(panel.period[row])
      return cohort < 0 || period >= width ? nil : cohort * width + period
    }
    for row in 0..<panel.rows {
      if let cell = cell(row) { counts[cell + 1] += 1 }
    }
    for cell in 1..<counts.count { counts[cell] += counts[cell - 1] }
    ranges = (0..<counts.count - 1).map { counts[$0]..<counts[$0 + 1] }
    let count = counts[counts.count - 1]
    var next = counts
    var rows = [Int](repeating: 0, count: count)
    for row in 0..<panel.rows {
      guard let cell = cell(row) else { continue }
      rows[next[cell]] = row
      next[cell] += 1
    }
    outcome = rows.map { panel.outcome[$0] }
    weights = panel.weights.map { weights in rows.map { weights[$0] } } ?? []
    weightsVary = false
    covariatesVary = false
    covariates = given.columns.flatMap { column in rows.map { column[$0] } }
    names = given.names
    // A unit's weight is the mean of its rows', each row a part of it.
    var rowsOfUnit = [Int](repeating: 0, count: panel.units)
    for row in rows { rowsOfUnit[Int(panel.unit[row])] += 1 }
    let parts = rows.map { 1 / Double(rowsOfUnit[Int(panel.unit[$0])]) }
    sizes = zip(rows, parts).map { (panel.weights?[$0] ?? 1) * $1 }
    unitParts = hasUnits ? parts : []
    units = hasUnits ? rowsOfUnit.count { $0 > 0 } : count
    if let codes = clusterCodes {
      (clusters, clusterCount) = CohortRows.renumbered(rows.map { codes[$0] })
      clusterName = panel.cluster?.name
    } else if hasUnits {
      (clusters, clusterCount) = CohortRows.renumbered(rows.map { panel.unit[$0] })
      clusterName = panel.columns.unit
    } else {
      clusters = nil
      clusterCount = count
      clusterName = nil
    }
    self.count = count
    self.periods = periods
    self.cohorts = cohorts
    isPanel = false
    observations = count
    self.warnings = warnings
  }

  /// Codes without gaps, in the order of the given ones.
  private static func renumbered(_ codes: [UInt32]) -> ([UInt32], Int) {
    var present = [Bool](repeating: false, count: Int(codes.max() ?? 0) + 1)
    for code in codes { present[Int(code)] = true }
    var names = [UInt32](repeating: 0, count: present.count)
    var next: UInt32 = 0
    for code in present.indices where present[code] {
      names[code] = next
      next += 1
    }
    return (codes.map { names[Int($0)] }, Int(next))
  }
}

/// Covariates as doubles, scaled so that Gram matrices are well conditioned: with an intercept, centred and of deviation one.
/// Effects do not depend on it.
struct CovariateColumns {
  var columns: [[Double]] = []
  var names: [String] = []
  /// Combinations of columns before them, left out.
  var dropped: [String] = []

  init(_ panel: TreatmentPanel, needsIntercept: Bool) throws(DifferencesError) {
    let count = panel.rows
    guard let given = panel.covariates else {
      if needsIntercept {
        columns = [[Double](repeating: 1, count: count)]
        names = ["(Intercept)"]
      }
      return
    }
    let hasIntercept = given.names.first == "(Intercept)"
    if given.matrix.width == (hasIntercept ? 1 : 0), !needsIntercept { return }
    var scaled: [[Double]] = []
    for column in given.matrix.columns {
      var values: [Double] =
        if case .real(let values) = column { values } else { (0..<count).map { column[$0] } }
      if case .constant = column {
        scaled.append(values)
        continue
      }
      let mean = hasIntercept ? values.reduce(0, +) / Double(count) : 0
      let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
      // A column that is constant but for rounding is the intercept again.
      let scale = square > 1e-24 * (mean * mean) && square > 0 ? square.squareRoot() : 0
      for row in values.indices { values[row] = scale == 0 ? 0 : (values[row] - mean) / scale }
      scaled.append(values)
    }
    // Columns that earlier ones determine, by the pivots of a Cholesky factorisation of the scaled Gram matrix.
    var kept: [Int] = []
    var factors: [[Double]] = []
    for column in scaled.indices {
      var row: [Double] = []
      let own = CovariateColumns.product(scaled[column], scaled[column])
      for (number, other) in kept.enumerated() {
        var value = CovariateColumns.product(scaled[column], scaled[other])
        for inner in 0..<number { value -= row[inner] * factors[number][inner] }
        row.append(value / factors[number][number])
      }
      let pivot = own - row.reduce(0) { $0 + $1 * $1 }
      // 10⁻⁹ of the column's square: a share of 3·10⁻⁵ of its deviation is its own.
      guard own > 0, pivot > 1e-9 * own else {
        dropped.append(given.names[column])
        continue
      }
      row.append(pivot.squareRoot())
      factors.append(row)
      kept.append(column)
    }
    columns = kept.map { scaled[$0] }
    names = kept.map { given.names[$0] }
  }

  private static func product(_ a: [Double], _ b: [Double]) -> Double {
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        guard let first = a.baseAddress, let second = b.baseAddress else { return 0 }
        return BlockSums.dot(first, second, a.count)
      }
    }
  }
}
