public import Kernels

/// Groups of rows by equal values in several columns, numbered 0, 1, … without gaps.
///
/// Columns come one after the other: each splits the groups that there are. A row with a missing value is in no group. The
/// numbers depend on the order of the rows alone. O(rows) a column.
public struct DenseGroups: Sendable {
  /// Group of a row that is in none.
  public static let none = UInt32.max

  /// Group of each row, or `none`.
  public private(set) var codes: [UInt32]
  /// Number of groups.
  public private(set) var count: Int

  /// All rows in one group.
  public init(rows: Int) {
    codes = [UInt32](repeating: 0, count: rows)
    count = rows == 0 ? 0 : 1
  }

  /// Splits the groups by a column of whole numbers.
  public mutating func split(by values: [Int64], validity: Bitmap) {
    precondition(values.count == codes.count && validity.count == codes.count, "a column of another length")
    var least = Int64.max
    var most = Int64.min
    for row in values.indices where validity[row] {
      least = min(least, values[row])
      most = max(most, values[row])
    }
    guard least <= most else {
      codes = [UInt32](repeating: DenseGroups.none, count: codes.count)
      count = 0
      return
    }
    let (span, overflow) = most.subtractingReportingOverflow(least)
    if !overflow, span < Int64(max(1 << 20, values.count * 4)) {
      split(levels: Int(span) + 1) { row in validity[row] ? UInt32(values[row] - least) : DenseGroups.none }
      return
    }
    var levels: [Int64: UInt32] = [:]
    var own = [UInt32](repeating: DenseGroups.none, count: values.count)
    for row in values.indices where validity[row] {
      let next = UInt32(levels.count)
      let code = levels[values[row], default: next]
      if code == next { levels[values[row]] = next }
      own[row] = code
    }
    split(levels: levels.count) { own[$0] }
  }

  /// Splits the groups by a column of codes 0..<levels.
  public mutating func split(by own: [UInt32], levels: Int, validity: Bitmap) {
    precondition(own.count == codes.count && validity.count == codes.count, "a column of another length")
    split(levels: levels) { validity[$0] ? own[$0] : DenseGroups.none }
  }

  /// Takes the rows that are not among `rows` out of their groups; groups keep their numbers, some may have no row left.
  public mutating func keep(_ rows: Bitmap) {
    precondition(rows.count == codes.count, "rows of another length")
    for row in codes.indices where !rows[row] { codes[row] = DenseGroups.none }
  }

  private mutating func split(levels: Int, _ code: (Int) -> UInt32) {
    let (pairs, overflow) = max(count, 1).multipliedReportingOverflow(by: max(levels, 1))
    var next: UInt32 = 0
    if !overflow, pairs <= max(1 << 22, codes.count * 8) {
      var numbers = [UInt32](repeating: DenseGroups.none, count: pairs)
      for row in codes.indices {
        let own = code(row)
        guard codes[row] != DenseGroups.none, own != DenseGroups.none else {
          codes[row] = DenseGroups.none
          continue
        }
        let pair = Int(codes[row]) * levels + Int(own)
        if numbers[pair] == DenseGroups.none {
          numbers[pair] = next
          next += 1
        }
        codes[row] = numbers[pair]
      }
    } else {
      var numbers: [UInt64: UInt32] = [:]
      for row in codes.indices {
        let own = code(row)
        guard codes[row] != DenseGroups.none, own != DenseGroups.none else {
          codes[row] = DenseGroups.none
          continue
        }
        let pair = UInt64(codes[row]) << 32 | UInt64(own)
        let number = numbers[pair, default: next]
        if number == next {
          numbers[pair] = next
          next += 1
        }
        codes[row] = number
      }
    }
    count = Int(next)
  }
}
