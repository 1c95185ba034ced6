/// Rows in groups: clusters, periods, units, levels of a fixed effect.
public struct Grouping: Sendable, Equatable {
  public let name: String
  /// A code a row, each below `count`.
  public let codes: [UInt32]
  /// Groups that have a row.
  public let count: Int

  /// Codes as given; every code is below `count` and every group has a row.
  public init(name: String, codes: [UInt32], count: Int) {
    precondition(codes.allSatisfy { $0 < UInt32(count) }, "a code of \(name) is not below \(count)")
    self.name = name
    self.codes = codes
    self.count = count
  }

  static let rowsName = "row"

  /// Each row a group of its own, in the order of the rows.
  static func rows(_ count: Int) -> Grouping {
    Grouping(name: rowsName, codes: (0..<UInt32(count)).map { $0 }, count: count)
  }

  /// Rows of each group.
  public var sizes: [Int] {
    var sizes = [Int](repeating: 0, count: count)
    for code in codes { sizes[Int(code)] += 1 }
    return sizes
  }
}
