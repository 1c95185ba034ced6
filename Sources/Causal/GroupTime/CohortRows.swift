internal import Models

/// Rows sorted by cohort, for comparisons of cohorts: the units of a balanced panel with one column a period, or rows of
/// cross-sections sorted by period within cohorts. Never-treated units come last.
struct CohortRows {
  /// Units of a panel, else rows.
  let count: Int
  let isPanel: Bool
  let periods: [Int]
  /// First-treated periods of the groups with periods before them, rising.
  let cohorts: [Int]
  /// Rows of each cohort, the untreated at `cohorts.count`; of cross-sections by cohort and then by period.
  let ranges: [Range<Int>]
  /// Of a panel column after column, each a period of `count` units.
  let outcome: [Double]
  /// Empty for equal ones; of a panel a column a period where they vary within units.
  let weights: [Double]
  let weightsVary: Bool
  /// Column after column, each of a panel a column a period where any covariate varies within units.
  let covariates: [Double]
  let covariatesVary: Bool
  /// Of the covariates, the intercept first; none without covariates.
  let names: [String]
  /// What a row adds to the size of its cohort: the unit's weight, in parts where a unit has several rows.
  let sizes: [Double]
  /// What a row is of its unit; empty for all of it.
  let unitParts: [Double]
  let units: Int
  /// Rows of the data behind it.
  let observations: Int
  /// Clusters of the rows where errors are clustered above the row.
  let clusters: [UInt32]?
  let clusterCount: Int
  let clusterName: String?
  let warnings: [String]

  /// Throws where the rows that are left are of one cluster.
  func checkClusters() throws(DifferencesError) {
    if let clusterName, clusters != nil, clusterCount < 2 {
      throw .regression(.singleCluster(name: clusterName))
    }
  }

  /// Rows of a cohort in all periods, for segments of influences.
  func rows(ofCohort cohort: Int, period: Int) -> Range<Int> {
    isPanel ? ranges[cohort] : ranges[cohort * periods.count + period]
  }

  /// Storage as pointers for the time of a call.
  func withPointers<Value>(_ body: (CohortPointers) throws(DifferencesError) -> Value)
    throws(DifferencesError) -> Value
  {
    let result: Result<Value, DifferencesError> = outcome.withUnsafeBufferPointer { outcome in
      weights.withUnsafeBufferPointer { weights in
        covariates.withUnsafeBufferPointer { covariates in
          guard let base = outcome.baseAddress else { return .failure(.noRows(read: 0, dropped: [])) }
          let pointers = CohortPointers(
            rows: self, outcome: base, weights: weights.isEmpty ? nil : weights.baseAddress,
            covariates: covariates.baseAddress)
          do throws(DifferencesError) { return .success(try body(pointers)) } catch { return .failure(error) }
        }
      }
    }
    return try result.get()
  }
}

/// The storage of cohort rows while it is pinned.
struct CohortPointers: @unchecked Sendable {
  let rows: CohortRows
  fileprivate let outcome: UnsafePointer<Double>
  fileprivate let weights: UnsafePointer<Double>?
  fileprivate let covariates: UnsafePointer<Double>?

  /// What a cell compares. In a panel covariates and weights are those of the earlier of the two periods.
  func source(time: Int, base: Int) -> ComparisonSource {
    let early = min(time, base)
    let (count, size) = (rows.count, rows.names.count)
    var columns: [UnsafePointer<Double>] = []
    if let covariates, size > 0 {
      let periods = rows.isPanel && rows.covariatesVary ? rows.periods.count : 1
      for column in 0..<size {
        columns.append(covariates + (column * periods + (periods > 1 ? early : 0)) * count)
      }
    }
    return ComparisonSource(
      outcome: rows.isPanel ? outcome + time * count : outcome,
      base: rows.isPanel ? outcome + base * count : nil,
      weights: weights.map { $0 + (rows.isPanel && rows.weightsVary ? early * count : 0) },
      covariates: columns)
  }
}
