public import LinearAlgebra

/// Effects by time since the treatment with their covariance, the reference period left out: what a sensitivity analysis starts from.
public struct EventStudyEstimates: Sendable {
  /// Event times before the reference, rising and without gap.
  public let before: [Int]
  /// Event times from the first one after the reference on, rising and without gap.
  public let after: [Int]
  /// In the order before, after.
  public let estimates: [Double]
  public let covariance: Matrix

  /// From event times in any order. `reference` is the time that effects are differences from.
  ///
  /// - Throws: `.noPeriodBefore`, `.noPeriodAfter`, `.gap` with the missing time, `.covariance` where it is not positive semidefinite or
  ///   not of the estimates' size.
  public init(times: [Int], estimates: [Double], covariance: Matrix, reference: Int) throws(SensitivityError)
  {
    precondition(
      times.count == estimates.count && covariance.rows == times.count && covariance.columns == times.count,
      "\(times.count) times, \(estimates.count) estimates and a covariance of \(covariance.rows) × \(covariance.columns)"
    )
    let order = times.indices.filter { times[$0] != reference }.sorted { times[$0] < times[$1] }
    let sorted = order.map { times[$0] }
    before = sorted.filter { $0 < reference }
    after = sorted.filter { $0 > reference }
    guard !before.isEmpty else { throw .noPeriodBefore }
    guard !after.isEmpty else { throw .noPeriodAfter }
    for (position, time) in before.enumerated() where time != reference - before.count + position {
      throw .gap(missing: reference - before.count + position)
    }
    for (position, time) in after.enumerated() where time != reference + 1 + position {
      throw .gap(missing: reference + 1 + position)
    }
    self.estimates = order.map { estimates[$0] }
    self.covariance = covariance.selecting(rows: order, columns: order)
    guard self.estimates.allSatisfy(\.isFinite), self.covariance.elements.allSatisfy(\.isFinite) else {
      throw .covariance("a value that is no finite number")
    }
    for (position, value) in self.covariance.diagonal.enumerated() where !(value > 0) {
      throw .covariance("no variance at time \(sorted[position])")
    }
  }

  /// Weights of the effects after: the first of them alone.
  public var firstAfter: [Double] { after.indices.map { $0 == 0 ? 1 : 0 } }
  /// Weights of the effects after: all alike.
  public var averageAfter: [Double] { after.map { _ in 1 / Double(after.count) } }
}

/// Why a sensitivity analysis has no answer.
public enum SensitivityError: Error, Equatable, CustomStringConvertible {
  case noPeriodBefore
  case noPeriodAfter
  /// An event time between others that has no effect.
  case gap(missing: Int)
  case covariance(String)
  /// An option of the analysis that makes no sense for the estimate.
  case unsuited(String)
  /// A value of a restriction that bounds cannot be worked out for.
  case outOfRange(value: Double)
  case tooMany(what: String, count: Int, limit: Int)

  public var description: String {
    switch self {
    case .noPeriodBefore:
      "bounds on violations of parallel trends need an effect before the reference period, which there is not"
    case .noPeriodAfter: "there is no effect after the reference period"
    case .gap(let missing): "event time \(missing) has no effect; bounds need times without gap"
    case .covariance(let reason): "the covariance of the effects: \(reason)"
    case .unsuited(let reason): reason
    case .outOfRange(let value):
      "a value of \(value) for bounds; values are from 0 to 1e70, in units of the outcome"
    case .tooMany(let what, let count, let limit): "\(count) \(what) are more than \(limit)"
    }
  }
}
