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

  /// The outermost nulls on either side of the estimate whose p-value is above the level.
  func confidenceSet(level: Double) -> (low: Double, high: Double) {
    (end(level, direction: -1), end(level, direction: 1))
  }

  /// Looks outwards in steps of a tenth of a standard error up to twelve of them, then in steps that double, for the last null
  /// that is not rejected, and halves the gap behind it.
  private func end(_ level: Double, direction: Double) -> Double {
    let error = problem.variance.squareRoot()
    guard error > 0, error.isFinite else { return .nan }
    var inside = problem.estimate
    var outside: Double?
    var distance = 0.0
    var step = 0.1
    while distance < 1e6 {
      distance += step
      if distance >= 12 { step = distance }
      let place = problem.estimate + direction * distance * error
      if share(at: place) > level {
        inside = place
        outside = nil
      } else if outside == nil {
        outside = place
      }
      if distance >= 48, outside != nil { break }
    }
    guard var outer = outside else { return direction * .infinity }
    var inner = inside
    for _ in 0..<200 {
      let middle = inner + (outer - inner) / 2
      if middle == inner || middle == outer { break }
      if share(at: middle) > level { inner = middle } else { outer = middle }
    }
    return inner
  }
}
