public import Kernels

/// A value of an indicator: a number, or words where it cannot be one.
public enum GoalValue: Sendable, Equatable {
  case quantity(Exact)
  case described(String)
  /// "Not applicable".
  case none

  public var quantity: Exact? { if case .quantity(let value) = self { value } else { nil } }
}

/// An indicator of a project with its baseline, what was planned and what was achieved.
public struct ProjectGoal: Sendable {
  public enum Level: String, Sendable, CaseIterable {
    case outcome
    case output
  }

  /// How far it got.
  public enum Progress: Sendable, Equatable {
    /// (achieved − baseline) / (planned − baseline); above one where more was achieved than planned.
    case share(Exact)
    /// Achieved in words, or planned in words: to be judged by a reader.
    case described
    /// Nothing was achieved or is known yet.
    case pending
    /// The plan is the baseline: there is no way to be on.
    case undefined
  }

  public let id: String
  public let title: String
  public let level: Level
  public let unit: String
  public let baseline: GoalValue
  public let planned: GoalValue
  public let achieved: GoalValue
  public let verification: String
  /// Share of the whole that the goal counts for, 0…1; nil where goals are not weighed.
  public let weight: Exact?

  public init(
    id: String, title: String, level: Level, unit: String, baseline: GoalValue, planned: GoalValue,
    achieved: GoalValue, verification: String = "", weight: Exact? = nil
  ) {
    self.id = id
    self.title = title
    self.level = level
    self.unit = unit
    self.baseline = baseline
    self.planned = planned
    self.achieved = achieved
    self.verification = verification
    self.weight = weight
  }

  /// A baseline that does not apply counts as zero.
  public var progress: Progress {
    guard achieved != .none else { return .pending }
    guard let planned = planned.quantity, let achieved = achieved.quantity else { return .described }
    if case .described = baseline { return .described }
    let start = baseline.quantity ?? .zero
    guard let share = (achieved - start) / (planned - start) else { return .undefined }
    return .share(share)
  }
}
