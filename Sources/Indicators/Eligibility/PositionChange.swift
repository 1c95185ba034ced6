// Why a relative position got worse: one's own value, those of the others, or the size of the group.
//
// The position is (1 + others who are better) / size = 1/n + G(x): one's own place among n, and G(x), the share of the group
// made of others whose value is better than x. From (x, G, n) to (x′, G′, n′) the change is attributed by the Shapley value
// (1953, "A value for n-person games"), here in closed form because 1/n is added to G:
//   own    = ½ [G(x′) − G(x)] + ½ [G′(x′) − G′(x)]
//   others = ½ [G′(x) − G(x)] + ½ [G′(x′) − G(x′)]
//   size   = 1/n′ − 1/n
// and the three add up to the change exactly.

public import Kernels

/// The change of a person's relative position between two rankings, by cause.
public struct PositionChange: Sendable, Equatable {
  public enum Cause: String, Sendable, CaseIterable {
    case ownFell = "own_fell"
    case othersRose = "others_rose"
    case sizeChanged = "size_changed"
  }

  /// Others who are better than the value before and after, in the group before and after.
  private let before: (old: Int, new: Int)
  private let after: (old: Int, new: Int)
  /// Sizes of both groups.
  public let sizeBefore: Int
  public let sizeAfter: Int

  public static func == (a: PositionChange, b: PositionChange) -> Bool {
    a.before == b.before && a.after == b.after && a.sizeBefore == b.sizeBefore && a.sizeAfter == b.sizeAfter
  }

  /// The change of a person from one ranking to another; nil where the person is not ranked in both.
  ///
  /// `rows` and `values`: the person's row and value in each. Rankings of the same order.
  public init?(
    from old: GroupRanking, row oldRow: Int, value oldValue: Int64, to new: GroupRanking, row newRow: Int,
    value newValue: Int64
  ) {
    guard old.places[oldRow] > 0, new.places[newRow] > 0, old.order == new.order else { return nil }
    let oldGroup = old.groups[oldRow]
    let newGroup = new.groups[newRow]
    // Oneself is no other: out of the group before with the old value, out of the group after with the new one.
    let selfBefore = old.isBetter(oldValue, than: newValue) ? 1 : 0
    let selfAfter = new.isBetter(newValue, than: oldValue) ? 1 : 0
    before = (
      old.better(than: oldValue, in: oldGroup), old.better(than: newValue, in: oldGroup) - selfBefore
    )
    after = (
      new.better(than: oldValue, in: newGroup) - selfAfter, new.better(than: newValue, in: newGroup)
    )
    sizeBefore = Int(old.sizes[Int(oldGroup)])
    sizeAfter = Int(new.sizes[Int(newGroup)])
  }

  /// Twice each part as a numerator over `sizeBefore` and one over `sizeAfter`: own, others, size.
  public var halves: [Cause: (before: Int, after: Int)] {
    [
      .ownFell: (before.new - before.old, after.new - after.old),
      .othersRose: (-(before.old + before.new), after.old + after.new), .sizeChanged: (-2, 2),
    ]
  }

  /// The part of the change that a cause makes; the three add up to `change`.
  public func part(_ cause: Cause) -> Exact {
    let half = halves[cause] ?? (0, 0)
    return Exact(half.before, over: 2 * sizeBefore) + Exact(half.after, over: 2 * sizeAfter)
  }

  /// Position after less position before, positive where it got worse.
  public var change: Exact {
    Exact(1 + after.new, over: sizeAfter) - Exact(1 + before.old, over: sizeBefore)
  }

  /// The cause of the largest part, the first in the order own, others, size where parts are equal. A position that did not
  /// get worse lost the benefit by the size of its group alone: a rule of small groups no longer holds, or holds now.
  public var mainCause: Cause {
    let scaled = Cause.allCases.map { cause -> Int128 in
      let half = halves[cause] ?? (0, 0)
      return Int128(half.before) * Int128(sizeAfter) + Int128(half.after) * Int128(sizeBefore)
    }
    guard scaled.reduce(0, +) > 0 else { return .sizeChanged }
    var best = 0
    for index in scaled.indices where scaled[index] > scaled[best] { best = index }
    return Cause.allCases[best]
  }
}

/// Sums of the parts of many changes: kept over each size of group as whole numbers, made into a fraction once.
public struct PositionChangeSum: Sendable {
  public private(set) var people = 0
  private var halves: [PositionChange.Cause: [Int: Int]] = [:]

  public init() {}

  public mutating func add(_ change: PositionChange) {
    people += 1
    for (cause, half) in change.halves {
      halves[cause, default: [:]][change.sizeBefore, default: 0] += half.before
      halves[cause, default: [:]][change.sizeAfter, default: 0] += half.after
    }
  }

  /// The mean part of a cause; nil where there is nobody.
  public func mean(_ cause: PositionChange.Cause) -> Exact? {
    guard people > 0 else { return nil }
    var sum = Exact.zero
    for (size, half) in (halves[cause] ?? [:]).sorted(by: { $0.key < $1.key }) {
      sum = sum + Exact(half, over: 2 * size)
    }
    return sum * Exact(1, over: people)
  }
}
