// Tramos of a relative position, place / size of the group, after Decreto 24 of 2013, arts. 4 and 6: up to 0.15 inclusive,
// above 0.15 and up to 0.30 inclusive; of promotions under seven only the best; of promotions under two nobody.
// A position is compared with a cut as whole numbers, place × denominator ≤ numerator × size: no cut is missed by rounding.

public import Kernels

/// What the relative position in a group gives: a tramo, or none.
public struct RelativeTramos: Sendable, Equatable {
  /// What holds for groups of some sizes in place of the cuts.
  public struct SizeRule: Sendable, Equatable {
    public let sizes: ClosedRange<Int>
    /// Tramo of the best of the group, all who share the first place; nil where nobody has one.
    public let best: Int?

    public init(sizes: ClosedRange<Int>, best: Int?) {
      self.sizes = sizes
      self.best = best
    }
  }

  /// A cut p/q as whole numbers.
  private struct Cut: Sendable, Equatable {
    let numerator: Int
    let denominator: Int

    /// The last place of a group that is not beyond the cut.
    func lastPlace(of size: Int) -> Int {
      Int(Int128(numerator) * Int128(size) / Int128(denominator))
    }
  }

  private let cuts: [Cut]
  /// Rules for groups of special sizes.
  public let sizeRules: [SizeRule]

  /// Tramos 0, 1, … above `from` and up to each cut inclusive.
  ///
  /// Nil where cuts do not rise from `from` ≥ 0 to at most 1, have more than nine decimals, or size rules overlap or name a
  /// tramo that there is not.
  public init?(from: Exact = .zero, cuts: [Exact], sizeRules: [SizeRule] = []) {
    var all: [Cut] = []
    var last: Exact?
    for cut in [from] + cuts {
      guard cut >= .zero, cut <= .one, cut.isExact(atDecimals: 9), last.map({ cut > $0 }) ?? true,
        let numerator = Int(exactly: cut.numerator), let denominator = Int(exactly: cut.denominator)
      else { return nil }
      all.append(Cut(numerator: numerator, denominator: denominator))
      last = cut
    }
    guard !cuts.isEmpty else { return nil }
    for (index, rule) in sizeRules.enumerated() {
      if let best = rule.best, !cuts.indices.contains(best) { return nil }
      if sizeRules[..<index].contains(where: { $0.sizes.overlaps(rule.sizes) }) { return nil }
    }
    self.cuts = all
    self.sizeRules = sizeRules
  }

  /// Number of tramos.
  public var count: Int { cuts.count - 1 }

  /// The tramo (0, 1, …) of a place in a group of that size; nil for none. `isBest`: nobody of the group is better.
  public func tramo(place: Int, size: Int, isBest: Bool) -> Int? {
    if let rule = sizeRules.first(where: { $0.sizes.contains(size) }) { return isBest ? rule.best : nil }
    guard place > cuts[0].lastPlace(of: size) else { return nil }
    for tramo in 1..<cuts.count where place <= cuts[tramo].lastPlace(of: size) { return tramo - 1 }
    return nil
  }

  /// The tramo of each ranked row of a ranking, 255 for none; `values` are those that were ranked.
  public func tramos(of ranking: GroupRanking, values: [Int64]) -> [UInt8] {
    precondition(count < 255, "\(count) tramos")
    return ranking.places.indices.map { row in
      guard ranking.places[row] > 0 else { return 255 }
      let size = Int(ranking.sizes[Int(ranking.groups[row])])
      let place = Int(ranking.places[row])
      // With ties at their lowest place only the first is the best; else it has to be looked up.
      let isBest = place == 1 || ranking.isBest(row, value: values[row])
      return tramo(place: place, size: size, isBest: isBest).map(UInt8.init) ?? 255
    }
  }
}
