/// Rows that two groups are compared on: a response, weights and covariates, as pointers into storage that outlives them.
///
/// The response is `outcome`, or `outcome − base` where there is a base: the change of a panel's units between two periods.
struct ComparisonSource: @unchecked Sendable {
  let outcome: UnsafePointer<Double>
  let base: UnsafePointer<Double>?
  /// Nil for equal weights.
  let weights: UnsafePointer<Double>?
  /// A pointer a covariate, the intercept among them; empty without covariates.
  let covariates: [UnsafePointer<Double>]

  var parameters: Int { covariates.count }

  /// The response of some rows into a buffer.
  func response(_ rows: Range<Int>, _ out: UnsafeMutablePointer<Double>) {
    let count = rows.count
    let y = outcome + rows.lowerBound
    if let base {
      let b = base + rows.lowerBound
      for index in 0..<count { out[index] = y[index] - b[index] }
    } else {
      out.update(from: y, count: count)
    }
  }

  /// The weights of some rows into a buffer.
  func weights(_ rows: Range<Int>, _ out: UnsafeMutablePointer<Double>) {
    if let weights {
      out.update(from: weights + rows.lowerBound, count: rows.count)
    } else {
      out.update(repeating: 1, count: rows.count)
    }
  }

  /// X·b of some rows, added to a buffer times a sign.
  func addPredictor(
    _ b: [Double], times sign: Double, _ rows: Range<Int>, _ out: UnsafeMutablePointer<Double>
  ) {
    for (column, value) in zip(covariates, b) where value != 0 {
      BlockSums.add(sign * value, column + rows.lowerBound, out, rows.count)
    }
  }
}

/// The four kinds of rows of a comparison. Changes within a panel's units have no rows before: their response is the change.
enum ComparisonRole: Int, CaseIterable {
  case treatedAfter
  case treatedBefore
  case controlAfter
  case controlBefore

  var isTreated: Bool { self == .treatedAfter || self == .treatedBefore }
  var isAfter: Bool { self == .treatedAfter || self == .controlAfter }
  /// Of the mean in the difference of differences.
  var sign: Double { self == .treatedAfter || self == .controlBefore ? 1 : -1 }
}

/// Rows of one kind.
struct ComparisonPart: Hashable {
  let role: ComparisonRole
  let rows: Range<Int>
}
