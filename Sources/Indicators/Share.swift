public import Kernels

/// A share as the two counts it is made of.
public struct Share: Sendable, Equatable {
  /// Those counted.
  public let numerator: Int
  /// Those among whom they are counted.
  public let denominator: Int

  /// `numerator` of `denominator`.
  public init(_ numerator: Int, of denominator: Int) {
    self.numerator = numerator
    self.denominator = denominator
  }

  /// 0…1; nil where there is nobody to share among.
  public var value: Double? { denominator == 0 ? nil : Double(numerator) / Double(denominator) }

  public var exact: Exact? { denominator == 0 ? nil : Exact(numerator, over: denominator) }
}
