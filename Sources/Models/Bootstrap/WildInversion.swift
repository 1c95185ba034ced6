internal import Kernels

/// A test of one coefficient that can be asked at every null.
protocol NullTest: Sendable {
  var estimate: Double { get }
  /// A standard error: steps of the search are in it.
  var error: Double { get }
  func pValue(at null: Double) -> Double
}

/// One set of draws whose numbers at every null are polynomials of it.
struct WildTest: NullTest {
  let estimate: Double
  let variance: Double
  /// Whether numerators and variances move with the null.
  let movesWithNull: Bool
  /// Whether a variance may be below zero and the draw then has no statistic.
  let isSigned: Bool
  let draws: [WildDraw]
  let threads: Int
  /// Which draws are as extreme as the sample.
  var extreme = Extreme.greater

  /// What a p-value counts.
  enum Extreme {
    /// Draws with |t*| > |t|.
    case greater
    /// Those with |t*| = |t| as well: the draws are all that could have happened.
    case asLarge
    /// And the sample itself, which is one more of them (Phipson & Smyth 2010, Stat. Appl. Genet. Mol. Biol. 9).
    case asLargeWithSample
  }

  /// Of the statistic.
  private var root: Double { variance.squareRoot() }
  /// Of the search where the statistic has none of its own.
  var searchError: Double?
  var error: Double { searchError ?? root }

  /// Draws of a piece of work.
  private static let piece = 8192

  func statistic(at null: Double) -> Double { (estimate - null) / root }

  /// Draws against t at a null.
  func counts(at null: Double) -> WildCounts {
    let t = statistic(at: null)
    let square = t * t
    let r = movesWithNull ? null : 0
    let pieces = (draws.count + WildTest.piece - 1) / WildTest.piece
    let parts = Parallel.map(pieces, threads: pieces > 2 ? threads : 1) { piece -> WildCounts in
      var counts = WildCounts()
      for index in piece * WildTest.piece..<min(draws.count, (piece + 1) * WildTest.piece) {
        let draw = draws[index]
        let numerator = draw.n0 + r * draw.n1
        let spread = draw.d0 + r * (2 * draw.d1 + r * draw.d2)
        if isSigned, spread <= 0 {
          counts.undefined += 1
        } else {
          counts.add(numerator: numerator, square: numerator * numerator / max(0, spread), t, square)
        }
      }
      return counts
    }
    var total = WildCounts()
    for part in parts { total.add(part) }
    return total
  }

  func pValue(at null: Double) -> Double {
    let counts = counts(at: null)
    let defined = draws.count - counts.undefined
    return switch extreme {
    case .greater: Double(counts.greater) / Double(defined)
    case .asLarge: Double(counts.greater + counts.ties) / Double(defined)
    case .asLargeWithSample: Double(counts.greater + counts.ties + 1) / Double(defined + 1)
    }
  }
}

/// The set of nulls that a test does not reject.
struct WildInversion<Test: NullTest> {
  let test: Test
  /// First step of the search, in standard errors, and from how many on steps double.
  var step = 0.1
  var even = 12.0

  /// The nulls whose p-value is above the level, in rising order of their intervals; the one with the estimate is among them.
  ///
  /// Looked for outwards in even steps, then in steps that double: an interval or a gap narrower than a step may be missed.
  func confidenceSet(level: Double) -> [ClosedRange<Double>] {
    guard test.error > 0, test.error.isFinite else { return [] }
    let below = ends(level, direction: -1)
    let above = ends(level, direction: 1)
    let middle = below[0]...above[0]
    func pairs(_ ends: [Double]) -> [ClosedRange<Double>] {
      stride(from: 1, to: ends.count - 1, by: 2).map {
        min(ends[$0], ends[$0 + 1])...max(ends[$0], ends[$0 + 1])
      }
    }
    return pairs(below).reversed() + [middle] + pairs(above)
  }

  /// Where the p-value passes the level in one direction from the estimate: out, in again, out, …; the last may be infinite.
  private func ends(_ level: Double, direction: Double) -> [Double] {
    var found: [Double] = []
    var isInside = true
    var last = test.estimate
    var distance = 0.0
    var step = self.step
    while distance < 1e6 {
      distance += step
      if distance >= even { step = distance }
      let place = test.estimate + direction * distance * test.error
      if (test.pValue(at: place) > level) != isInside {
        found.append(crossing(last, place, level, isInside))
        isInside.toggle()
      }
      last = place
      if distance >= 16 * even, !isInside { break }
    }
    if isInside { found.append(direction * .infinity) }
    return found
  }

  /// The last place from `from` on that is as it is there.
  private func crossing(_ from: Double, _ to: Double, _ level: Double, _ isInside: Bool) -> Double {
    var (near, far) = (from, to)
    for _ in 0..<200 {
      let middle = near + (far - near) / 2
      if middle == near || middle == far { break }
      if (test.pValue(at: middle) > level) == isInside { near = middle } else { far = middle }
    }
    // An end belongs to the set.
    return isInside ? near : far
  }
}
