import Causal
import Columns
import Kernels

// The data that coverage is simulated on.

extension CoverageSimulation {
  /// 200 units over 8 periods, first treated in 3, 5, 6 or never with equal probability; unit and period effects, errors with a
  /// correlation of ½ from one period to the next. Effects grow by 0.4 a period and more in earlier groups, or are all one.
  static func staggered(_ stream: UInt64, seed: UInt64, isConstant: Bool) -> Draw? {
    var generator = PCG64(seed: seed, stream: stream)
    let (units, periods) = (200, 8)
    let groups = [0, 3, 5, 6]
    func effect(_ group: Int, _ time: Int) -> Double {
      isConstant ? 1 : 1 + 0.4 * Double(time - group) * (group == 3 ? 2 : 1)
    }
    var columns = [[Double]](repeating: [], count: 5)
    var sum = 0.0
    var treated = 0.0
    for unit in 0..<units {
      let group = groups[generator.nextInteger(below: 4)]
      let level = generator.nextNormal()
      var error = generator.nextNormal()
      for time in 1...periods {
        error = 0.5 * error + 0.75.squareRoot() * generator.nextNormal()
        let isTreated = group > 0 && time >= group
        let own = isTreated ? effect(group, time) : 0
        if isTreated {
          sum += own
          treated += 1
        }
        columns[0].append(Double(unit))
        columns[1].append(Double(time))
        columns[2].append(Double(group))
        columns[3].append(level + 0.3 * Double(time) + own + error)
        columns[4].append(isTreated ? 1 : 0)
      }
    }
    var population = 0.0
    var cells = 0.0
    for group in groups where group > 0 {
      for time in group...periods {
        population += effect(group, time)
        cells += 1
      }
    }
    return table(columns, ["unit", "time", "first", "y", "d"]).map {
      Draw(table: $0, ofSample: sum / treated, ofPopulation: population / cells)
    }
  }

  /// 500 units (or as many rows of each period, of different people) in two periods; the treatment's probability and the trend
  /// depend on x; the effect is 1 + x/2 so that its mean on the treated depends on who they are.
  static func twoPeriods(_ stream: UInt64, seed: UInt64, isCross: Bool) -> Draw? {
    var generator = PCG64(seed: seed, stream: stream)
    var columns = [[Double]](repeating: [], count: 5)
    var sum = 0.0
    var treated = 0.0
    for unit in 0..<500 * (isCross ? 2 : 1) {
      let x = generator.nextNormal()
      let isIn = generator.nextUnit() < 1 / (1 + PortableElementary.exp(0.4 - 0.6 * x))
      let level = generator.nextNormal() + (isIn ? 0.5 : 0)
      if isIn {
        sum += 1 + 0.5 * x
        treated += 1
      }
      for time in 1...2 where !isCross || unit % 2 == time - 1 {
        columns[0].append(Double(unit))
        columns[1].append(Double(time))
        columns[2].append(isIn ? 2 : 0)
        columns[3].append(
          level + (time == 2 ? 1 + 0.8 * x + (isIn ? 1 + 0.5 * x : 0) : 0) + generator.nextNormal())
        columns[4].append(x)
      }
    }
    return table(columns, ["unit", "time", "first", "y", "x"]).map {
      Draw(table: $0, ofSample: sum / treated, ofPopulation: 1 + 0.5 * meanOfTreated)
    }
  }

  /// E[x | treated] of `twoPeriods`: the integral of x·p(x)·φ(x) over that of p(x)·φ(x), by the trapezoidal rule, whose error is
  /// below rounding for functions that are analytic and vanish at the ends.
  static let meanOfTreated: Double = {
    var above = 0.0
    var below = 0.0
    for step in -1600...1600 {
      let x = Double(step) / 200
      let weight = PortableElementary.exp(-x * x / 2) / (1 + PortableElementary.exp(0.4 - 0.6 * x))
      above += weight * x
      below += weight
    }
    return above / below
  }()

  private static func table(_ columns: [[Double]], _ names: [String]) -> Table? {
    try? Table(zip(names, columns).map { ($0, Column($1)) })
  }

  /// 500 units in two periods, half of them treated: what drives the outcome keeps its distribution in each group, that of the treated well within the
  /// other's, and the outcome rises with it in another way in the second period, so that trends of means are not parallel and changes in
  /// changes hold. The effect is one.
  static func rescaled(_ stream: UInt64, seed: UInt64) -> Draw? {
    var generator = PCG64(seed: seed, stream: stream)
    var columns = [[Double]](repeating: [], count: 4)
    for unit in 0..<500 {
      let isIn = unit % 2 == 1
      let level = generator.nextNormal()
      for time in 1...2 {
        let drawn = 0.5.squareRoot() * level + 0.5.squareRoot() * generator.nextNormal()
        let cause = isIn ? 0.5 + 0.6 * drawn : drawn
        columns[0].append(Double(unit))
        columns[1].append(Double(time))
        columns[2].append(isIn ? 2 : 0)
        columns[3].append(time == 1 ? cause : 1 + 1.5 * cause + 0.2 * cause * cause * cause + (isIn ? 1 : 0))
      }
    }
    return table(columns, ["unit", "time", "first", "y"]).map {
      Draw(table: $0, ofSample: 1, ofPopulation: 1)
    }
  }

  /// 500 units in two periods, of states with and without the programme, eligible or not: states and the eligible have trends of their own,
  /// and the effect on the eligible of states with the programme is one.
  static func triple(_ stream: UInt64, seed: UInt64) -> Draw? {
    var generator = PCG64(seed: seed, stream: stream)
    var columns = [[Double]](repeating: [], count: 5)
    for unit in 0..<500 {
      let (hasProgramme, isEligible) = (unit % 2 == 1, generator.nextUnit() < 0.6)
      let level = generator.nextNormal() + (hasProgramme ? 0.5 : 0) + (isEligible ? -0.7 : 0)
      for time in 1...2 {
        let trend = (hasProgramme ? 0.8 : 0) + (isEligible ? 0.6 : 0) + (hasProgramme && isEligible ? 1 : 0)
        columns[0].append(Double(unit))
        columns[1].append(Double(time))
        columns[2].append(hasProgramme ? 2 : 0)
        columns[3].append(level + (time == 2 ? 1 + trend : 0) + generator.nextNormal())
        columns[4].append(isEligible ? 1 : 0)
      }
    }
    return table(columns, ["unit", "time", "first", "y", "eligible"]).map {
      Draw(table: $0, ofSample: 1, ofPopulation: 1)
    }
  }
}
