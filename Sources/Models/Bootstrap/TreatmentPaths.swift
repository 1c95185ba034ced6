internal import LinearAlgebra

/// The different treatments that clusters have, or paths of it over the periods, and which cluster has which.
struct TreatmentPaths: Sendable {
  /// Different paths.
  let count: Int
  /// A value a period of each path.
  let values: [[Double]]
  /// Of each cluster.
  let assigned: [Int]
  /// Clusters of each stratum.
  let strata: [[Int]]
  /// Of each row.
  let periods: [Int]

  /// Throws `.treatmentVaries` where a cluster has two values at one time, `.treatmentWithoutPeriods` where a cluster misses a
  /// period, `.strataAcrossClusters`, `.oneAssignment` where all are treated alike.
  init(
    _ column: TallColumn, term: String, _ cluster: Grouping, period: Grouping?, strata: Grouping?
  ) throws(RegressionError) {
    let times = period?.count ?? 1
    let periods = period?.codes.map(Int.init) ?? [Int](repeating: 0, count: cluster.codes.count)
    var table = [Double](repeating: .nan, count: cluster.count * times)
    for row in cluster.codes.indices {
      let place = Int(cluster.codes[row]) * times + periods[row]
      let value = column[row]
      if table[place].isNaN {
        table[place] = value
      } else if table[place] != value {
        throw .treatmentVaries(term: term, cluster: cluster.name, isByPeriod: period != nil)
      }
    }
    let missing = table.count { $0.isNaN }
    guard missing == 0 else {
      throw .treatmentWithoutPeriods(term: term, cluster: cluster.name, cells: missing)
    }
    var known: [[Double]: Int] = [:]
    var values: [[Double]] = []
    assigned = (0..<cluster.count).map { group in
      let path = Array(table[group * times..<(group + 1) * times])
      if let number = known[path] { return number }
      known[path] = values.count
      values.append(path)
      return values.count - 1
    }
    if let strata {
      guard cluster.isNested(in: strata) else {
        throw .strataAcrossClusters(strata: strata.name, cluster: cluster.name)
      }
      var members = [[Int]](repeating: [], count: strata.count)
      var seen = [Bool](repeating: false, count: cluster.count)
      for row in cluster.codes.indices where !seen[Int(cluster.codes[row])] {
        seen[Int(cluster.codes[row])] = true
        members[Int(strata.codes[row])].append(Int(cluster.codes[row]))
      }
      self.strata = members.map { $0.sorted() }
    } else {
      self.strata = [Array(0..<cluster.count)]
    }
    count = values.count
    self.values = values
    self.periods = periods
    let own = assigned
    guard self.strata.contains(where: { Set($0.map { own[$0] }).count > 1 }) else {
      throw .oneAssignment(term: term)
    }
  }
}
