/// p-values of one set of draws at every null, and the set of nulls that are not rejected.
struct WildInversion {
  let problem: WildProblem
  let draws: [WildProblem.Draw]

  struct Counts {
    var greater = 0
    var ties = 0
    var below = 0
    var above = 0
  }

  /// Draws against t at a null.
  func counts(at null: Double) -> Counts {
    let t = problem.statistic(at: null)
    let square = t * t
    let tolerance = 2 * WildBootstrap.tieTolerance
    var counts = Counts()
    for draw in draws {
      let (sign, value) = problem.statistic(draw, at: null)
      let isTie = abs(value - square) <= tolerance * square
      if isTie {
        counts.ties += 1
      } else if value > square {
        counts.greater += 1
      }
      // Signed: t* with the sign of its numerator.
      if isTie, (sign < 0) == (t < 0) { continue }
      let signed = sign < 0 ? -value : value
      let other = t < 0 ? -square : square
      if signed < other { counts.below += 1 } else { counts.above += 1 }
    }
    return counts
  }

  private func share(at null: Double) -> Double {
    Double(counts(at: null).greater) / Double(draws.count)
  }

  /// The nulls whose p-value is above the level, in rising order of their intervals; the one with the estimate is among them.
  ///
  /// Looked for outwards in steps of a tenth of a standard error up to twelve of them, then in steps that double: an interval or
  /// a gap narrower than a step may be missed.
  func confidenceSet(level: Double) -> [ClosedRange<Double>] {
    let error = problem.variance.squareRoot()
    guard error > 0, error.isFinite else { return [] }
    let below = ends(level, direction: -1, error)
    let above = ends(level, direction: 1, error)
    let middle = below[0]...above[0]
    func pairs(_ ends: [Double]) -> [ClosedRange<Double>] {
      stride(from: 1, to: ends.count - 1, by: 2).map {
        min(ends[$0], ends[$0 + 1])...max(ends[$0], ends[$0 + 1])
      }
    }
    return pairs(below).reversed() + [middle] + pairs(above)
  }

  /// Where the p-value passes the level in one direction from the estimate: out, in again, out, …; the last may be infinite.
  private func ends(_ level: Double, direction: Double, _ error: Double) -> [Double] {
    var found: [Double] = []
    var isInside = true
    var last = problem.estimate
    var distance = 0.0
    var step = 0.1
    while distance < 1e6 {
      distance += step
      if distance >= 12 { step = distance }
      let place = problem.estimate + direction * distance * error
      if (share(at: place) > level) != isInside {
        found.append(crossing(last, place, level, isInside))
        isInside.toggle()
      }
      last = place
      if distance >= 192, !isInside { break }
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
      if (share(at: middle) > level) == isInside { near = middle } else { far = middle }
    }
    // An end belongs to the set.
    return isInside ? near : far
  }
}
