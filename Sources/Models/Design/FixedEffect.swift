public import LinearAlgebra

/// One set of effects that are absorbed: an intercept for each group, or a slope for each group.
public struct FixedEffect: Sendable {
  /// `id`, `id^year`, or `id[[x]]` for slopes.
  public let name: String
  /// The groups of the used rows.
  public let grouping: Grouping
  /// What each group has a slope of; nil for intercepts.
  public let slope: TallColumn?

  public init(name: String, grouping: Grouping, slope: TallColumn? = nil) {
    precondition(
      slope?.rows.map { $0 == grouping.codes.count } ?? true,
      "slopes of \(slope?.rows ?? 0) rows for \(grouping.codes.count)")
    self.name = name
    self.grouping = grouping
    self.slope = slope
  }

  /// The effect of some rows, rising; groups without a row there are gone.
  func keeping(_ rows: [Int]) -> FixedEffect {
    FixedEffect(name: name, grouping: grouping.selecting(rows: rows), slope: slope?.selecting(rows: rows))
  }
}
