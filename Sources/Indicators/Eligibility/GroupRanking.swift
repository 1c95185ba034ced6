// The place of each person within a group by a value, as a programme ranks pupils within their promotion: Decreto 24 of 2013
// (Ministerio de Desarrollo Social), art. 6, orders each promotion of an establishment by general average, best first.
// Values are whole numbers (decimals as fixed decimals), so equal values are equal and no place depends on rounding.

public import Kernels

/// Places within groups by a value, ties sharing theirs.
///
/// O(rows × log of the largest group).
public struct GroupRanking: Sendable {
  /// Which end of the values is the best.
  public enum Order: String, Sendable, CaseIterable {
    case descending
    case ascending
  }

  /// The place that equal values share.
  public enum Ties: String, Sendable, CaseIterable {
    /// One more than those who are better: 1, 2, 2, 4.
    case lowest
    /// As many as are better or equal: 1, 3, 3, 4.
    case highest
    /// One more than the different values that are better: 1, 2, 2, 3.
    case dense
  }

  /// Who counts for the size of a group.
  public enum Counting: String, Sendable, CaseIterable {
    /// Those who have a value.
    case ranked
    /// Those without a value as well.
    case all
  }

  /// Group of each row; `DenseGroups.none` for rows that are not ranked.
  public let groups: [UInt32]
  /// Place of each row, from 1; 0 for rows that are not ranked.
  public let places: [UInt32]
  /// Size of each group.
  public let sizes: [UInt32]
  public let order: Order

  /// The values of each group as keys of which the smallest is the best, rising; group g's from `starts[g]` on.
  private let keys: [Int64]
  private let starts: [Int]

  /// Ranks the rows that are in a group and have a value.
  public init(
    _ values: [Int64], validity: Bitmap, groups: DenseGroups, order: Order = .descending,
    ties: Ties = .lowest,
    counting: Counting = .ranked
  ) {
    precondition(
      values.count == validity.count && values.count == groups.codes.count, "columns of different lengths")
    var own = groups.codes
    var ranked = [UInt32](repeating: 0, count: groups.count)
    var all = ranked
    for row in own.indices where own[row] != DenseGroups.none {
      all[Int(own[row])] += 1
      if validity[row] { ranked[Int(own[row])] += 1 } else { own[row] = DenseGroups.none }
    }
    let sizes = counting == .ranked ? ranked : all
    var starts = [Int](repeating: 0, count: groups.count + 1)
    for group in sizes.indices { starts[group + 1] = starts[group] + Int(ranked[group]) }
    var next = starts
    var keys = [Int64](repeating: 0, count: starts[groups.count])
    for row in own.indices where own[row] != DenseGroups.none {
      let group = Int(own[row])
      keys[next[group]] = GroupRanking.key(values[row], order)
      next[group] += 1
    }
    keys.withUnsafeMutableBufferPointer { all in
      for group in sizes.indices {
        var slice = UnsafeMutableBufferPointer(rebasing: all[starts[group]..<starts[group + 1]])
        slice.sort()
      }
    }
    var places = [UInt32](repeating: 0, count: values.count)
    let distinct = ties == .dense ? GroupRanking.distinct(keys, starts) : []
    for row in own.indices where own[row] != DenseGroups.none {
      let group = Int(own[row])
      let key = GroupRanking.key(values[row], order)
      let first = starts[group]
      let better = GroupRanking.position(of: key, in: keys, from: first, to: starts[group + 1])
      switch ties {
      case .lowest: places[row] = UInt32(better - first + 1)
      case .dense: places[row] = distinct[better]
      case .highest:
        let after =
          key == .max
          ? starts[group + 1]
          : GroupRanking.position(of: key + 1, in: keys, from: better, to: starts[group + 1])
        places[row] = UInt32(after - first)
      }
    }
    self.groups = own
    self.places = places
    self.sizes = sizes
    self.order = order
    self.keys = keys
    self.starts = starts
  }

  /// How many of a group have a better value than this one.
  public func better(than value: Int64, in group: UInt32) -> Int {
    let group = Int(group)
    let first = starts[group]
    return GroupRanking.position(
      of: GroupRanking.key(value, order), in: keys, from: first, to: starts[group + 1]) - first
  }

  /// Whether `a` is a better value than `b`.
  public func isBetter(_ a: Int64, than b: Int64) -> Bool { order == .descending ? a > b : a < b }

  /// Whether nobody of the row's group has a better value.
  func isBest(_ row: Int, value: Int64) -> Bool { better(than: value, in: groups[row]) == 0 }

  /// Smaller keys are better; the complement turns the order around without overflow.
  private static func key(_ value: Int64, _ order: Order) -> Int64 { order == .descending ? ~value : value }

  /// The first position from `low` to `high` whose key is not below `key`.
  private static func position(of key: Int64, in keys: [Int64], from low: Int, to high: Int) -> Int {
    var low = low
    var high = high
    while low < high {
      let middle = (low + high) / 2
      if keys[middle] < key { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// For each position of the keys, which different value of its group it is, from 1.
  private static func distinct(_ keys: [Int64], _ starts: [Int]) -> [UInt32] {
    var numbers = [UInt32](repeating: 0, count: keys.count)
    for group in 0..<(starts.count - 1) {
      var number: UInt32 = 0
      for place in starts[group]..<starts[group + 1] {
        if place == starts[group] || keys[place] != keys[place - 1] { number += 1 }
        numbers[place] = number
      }
    }
    return numbers
  }
}
