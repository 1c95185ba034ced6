public import LinearAlgebra

// Step-down tests that learn how the statistics of a family hang together from resampled ones, and so are sharper than
// Bonferroni's and Holm's. The statistics are ordered |t₍₁₎| ≥ |t₍₂₎| ≥ …; test j is held against the distribution of the
// largest of those from j on, and adjusted p-values never fall along the order.
//
// Sources: Westfall & Young (1993), Resampling-Based Multiple Testing, algorithms 2.8 and 4.1; Romano & Wolf (2005),
// Econometrica 73(4), with the p-values of Romano & Wolf (2016), Statistics & Probability Letters 113.

/// Step-down tests by resampling.
public enum ResamplingTest: String, Sendable, CaseIterable {
  /// (1 + #{max ≥ |t|})/(1 + B) over bootstrap statistics centred on the estimates: Romano and Wolf's.
  case romanoWolf
  /// #{max ≥ |t|}/B over permutations or bootstrap samples under the null hypothesis: Westfall and Young's.
  case westfallYoung

  /// Adjusted two-sided p-values, in the order of the tests.
  ///
  /// `statistics`: t of each of S tests. `resampled`: B × S, a row a resample, each already centred on its null. Rows with a value
  /// that is not finite are left out. A resampled maximum as near as 10⁻¹² to |t| counts as reaching it, so that the draw that
  /// repeats the sample does. O(B·S + S log S).
  public func adjust(_ statistics: [Double], resampled: Matrix) -> [Double] {
    step(statistics.map { abs($0) }, resampled.mapping { abs($0) })
  }

  /// The same from p-values: the smallest of those from j on in place of the largest statistic, for tests whose statistics are
  /// not on one scale.
  public func adjust(pValues: [Double], resampled: Matrix) -> [Double] {
    step(pValues.map { -$0 }, resampled.mapping { -$0 })
  }

  private func step(_ statistics: [Double], _ resampled: Matrix) -> [Double] {
    precondition(
      resampled.columns == statistics.count, "\(resampled.columns) columns for \(statistics.count) tests")
    precondition(statistics.allSatisfy { !$0.isNaN }, "a statistic that is not a number")
    let order = statistics.indices.sorted { (-statistics[$0], $0) < (-statistics[$1], $1) }
    var reached = [Int](repeating: 0, count: statistics.count)
    var used = 0
    for row in 0..<resampled.rows {
      guard order.allSatisfy({ resampled[row, $0].isFinite }) else { continue }
      used += 1
      var largest = -Double.infinity
      for rank in stride(from: order.count - 1, through: 0, by: -1) {
        let test = order[rank]
        largest = max(largest, resampled[row, test])
        let tie = 1e-12 * abs(statistics[test])
        if largest >= statistics[test] - tie { reached[rank] += 1 }
      }
    }
    precondition(used > 0, "no resample with finite statistics")
    var result = [Double](repeating: 0, count: statistics.count)
    var least = 0.0
    for (rank, test) in order.enumerated() {
      let share =
        self == .romanoWolf
        ? Double(reached[rank] + 1) / Double(used + 1) : Double(reached[rank]) / Double(used)
      least = max(least, share)
      result[test] = least
    }
    return result
  }
}

extension Matrix {
  func mapping(_ body: (Double) -> Double) -> Matrix {
    Matrix(rows: rows, columns: columns, columnMajor: elements.map(body))
  }
}
