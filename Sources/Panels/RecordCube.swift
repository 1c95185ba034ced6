public import Kernels

/// Yearly records counted by categories: for each combination of members, the number of records and the sums of numeric
/// fields. The year and the state are dimensions like the others. Cells are additive.
public struct RecordCube: Sendable, Equatable {
  public struct Axis: Sendable, Equatable {
    public let name: String
    public let members: [String]
  }

  /// The records of a cell in which a field is present, and its sum (decimal fields × 10⁹).
  public struct Sum: Sendable, Equatable {
    public var count = 0
    public var total: Int128 = 0
    /// Sum of the squares (decimal fields × 10¹⁸).
    public var squares = SumOfSquares()
  }

  public struct Cell: Sendable, Equatable {
    /// Member on each axis: 0 missing, else position plus one.
    public let codes: [UInt16]
    public var records: Int
    public var sums: [Sum]
  }

  public let axes: [Axis]
  /// Names of the summed fields.
  public let fields: [String]
  /// Whether each field is stored × 10⁹.
  public let decimal: [Bool]
  public let cells: [Cell]

  public func axis(_ name: String) -> Int? { axes.firstIndex { $0.name == name } }
}
