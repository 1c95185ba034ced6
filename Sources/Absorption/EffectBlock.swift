/// One set of effects: each group has an intercept, slopes of some columns, or both.
///
/// Effects of the same groups belong in one block: what a group's intercept and slopes share is then solved in one step.
public struct EffectBlock: Sendable {
  /// A code a row, each below `count`.
  public let codes: [UInt32]
  public let count: Int
  public let hasIntercept: Bool
  /// A value a row for each slope.
  public let slopes: [[Double]]

  public init(codes: [UInt32], count: Int, hasIntercept: Bool = true, slopes: [[Double]] = []) {
    precondition(hasIntercept || !slopes.isEmpty, "a block without intercepts and slopes")
    precondition(slopes.allSatisfy { $0.count == codes.count }, "slopes of other rows than \(codes.count)")
    self.codes = codes
    self.count = count
    self.hasIntercept = hasIntercept
    self.slopes = slopes
  }

  /// Coefficients of a group.
  public var functions: Int { (hasIntercept ? 1 : 0) + slopes.count }

  var isPlain: Bool { slopes.isEmpty }
}
