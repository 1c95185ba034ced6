public import Kernels

/// Progress of several goals by their weights: Σ weight × progress, each progress taken between 0 and 1, so that what one goal has too
/// much makes up for no other. Goals without a measured progress (described, pending, undefined) count nothing.
public struct WeightedProgress: Sendable, Equatable {
  /// 0…1.
  public let progress: Exact
  /// Weight of the goals without a measured progress.
  public let unmeasured: Exact

  /// Nil where a goal has no weight, or there is none.
  public init?(_ goals: [ProjectGoal]) {
    guard !goals.isEmpty else { return nil }
    var (progress, unmeasured) = (Exact.zero, Exact.zero)
    for goal in goals {
      guard let weight = goal.weight else { return nil }
      if case .share(let share) = goal.progress {
        progress = progress + weight * min(max(share, .zero), .one)
      } else {
        unmeasured = unmeasured + weight
      }
    }
    self.progress = progress
    self.unmeasured = unmeasured
  }
}
