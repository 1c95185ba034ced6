public import Kernels

/// A result that a contract pays for: what is measured, where it starts and where it should arrive.
public struct Outcome: Sendable, Equatable {
  /// What the result is of.
  public enum Kind: String, Sendable, CaseIterable {
    case attendance
    case literacy
    case mathematics
    case socioEmotional = "socio_emotional"
    case employability
    case other
  }

  /// The unit of its values.
  public enum Unit: String, Sendable, CaseIterable {
    /// 0…1, of the persons measured.
    case share
    /// Points of an instrument's scale.
    case points
  }

  public enum Direction: String, Sendable, CaseIterable {
    case increase
    case decrease
  }

  public let id: String
  public let title: String
  public let kind: Kind
  public let unit: Unit
  /// Which way is better.
  public let direction: Direction
  public let baseline: Exact
  public let target: Exact
  /// The best value there can be; nil where the scale has no end. A share's is 0 or 1.
  public let best: Exact?

  public init(
    id: String, title: String, kind: Kind, unit: Unit, direction: Direction, baseline: Exact, target: Exact,
    best: Exact? = nil
  ) {
    self.id = id
    self.title = title
    self.kind = kind
    self.unit = unit
    self.direction = direction
    self.baseline = baseline
    self.target = target
    self.best = unit == .share ? (direction == .increase ? .one : .zero) : best
  }

  /// How far a value is better than the baseline, in the outcome's unit; zero where it is not better.
  public func improvement(at value: Exact) -> Exact {
    let change = direction == .increase ? value - baseline : baseline - value
    return max(change, .zero)
  }

  /// The improvement that the target asks for.
  public var targetImprovement: Exact { improvement(at: target) }

  /// Whether a value is as good as another, or better. Unlike improvements it tells values apart that are no better than the baseline.
  public func isAsGood(_ value: Exact, as other: Exact) -> Bool {
    direction == .increase ? value >= other : value <= other
  }

  /// Whether a value is at the target or better.
  public func reachesTarget(_ value: Exact) -> Bool { isAsGood(value, as: target) }

  /// Whether a value can be: a share lies between 0 and 1, and nothing is better than the best.
  public func allows(_ value: Exact) -> Bool {
    if unit == .share { return value >= .zero && value <= .one }
    guard let best else { return true }
    return direction == .increase ? value <= best : value >= best
  }
}
