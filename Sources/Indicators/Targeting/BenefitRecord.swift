/// A person or household with its place in the order from poorest to richest, and what it received.
public struct BenefitRecord: Sendable, Equatable {
  /// What orders people from the poorest up: a percentile, an income. Equal ranks are ties. In any unit, the same for all.
  public let rank: Int64
  /// People that the record stands for, in any unit, the same for all; not negative.
  public let weight: Int64
  /// What each of them received, in any unit; not negative.
  public let benefit: Int64

  public init(rank: Int64, weight: Int64 = 1, benefit: Int64) {
    self.rank = rank
    self.weight = weight
    self.benefit = benefit
  }
}

/// Why the distribution of a benefit has no figures.
public enum TargetingError: Error, Equatable, CustomStringConvertible {
  /// The position of a record and its weight.
  case negativeWeight(record: Int, Int64)
  /// The position of a record and its benefit.
  case negativeBenefit(record: Int, Int64)
  /// No record weighs anything.
  case noPeople
  /// Sums beyond 127 bits.
  case sumTooLarge

  public var description: String {
    switch self {
    case .negativeWeight(let record, let value): "record \(record + 1) has the weight \(value), below zero"
    case .negativeBenefit(let record, let value): "record \(record + 1) has the benefit \(value), below zero"
    case .noPeople: "no record has a weight above zero"
    case .sumTooLarge: "weights and benefits add up to more than can be kept exact (2¹²⁷ of their units)"
    }
  }
}
