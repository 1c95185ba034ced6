import Foundation
import Kernels

/// The integrated moments test written down term by term, O(n²): its own logit, and influences as derivatives by each unit's weight.
struct BruteForcePretest {
  struct Unit {
    /// First treated; 0 for never.
    var group: Int
    /// Covariates without the intercept, constant over time.
    var x: [Double]
    var weight: Double
    /// Periods 1, 2, ….
    var outcome: [Double]
  }

  let units: [Unit]
  /// Groups and periods before their treatment, from the second period on.
  let cells: [(group: Int, time: Int)]

  init(_ units: [Unit]) {
    self.units = units
    let groups = Set(units.map(\.group)).subtracting([0]).sorted()
    cells = groups.flatMap { group in (2..<max(2, group)).map { (group, $0) } }
  }

  /// The logit's odds of all units of a cell, 0 for the others, with weights.
  private func odds(_ group: Int, _ weights: [Double]) -> [Double] {
    let size = units[0].x.count + 1
    func row(_ unit: Unit) -> [Double] { [1] + unit.x }
    var point = [Double](repeating: 0, count: size)
    for _ in 0..<60 {
      var score = [Double](repeating: 0, count: size)
      var system = [[Double]](repeating: [Double](repeating: 0, count: size), count: size)
      for (index, unit) in units.enumerated() where unit.group == group || unit.group == 0 {
        let x = row(unit)
        let p = 1 / (1 + exp(-zip(x, point).reduce(0) { $0 + $1.0 * $1.1 }))
        for i in 0..<size {
          score[i] += weights[index] * ((unit.group == group ? 1 : 0) - p) * x[i]
          for j in 0..<size { system[i][j] += weights[index] * p * (1 - p) * x[i] * x[j] }
        }
      }
      // Gauss elimination without pivots: the matrix is positive definite.
      for i in 0..<size {
        for j in (i + 1)..<max(i + 1, size) {
          let factor = system[j][i] / system[i][i]
          for k in 0..<size { system[j][k] -= factor * system[i][k] }
          score[j] -= factor * score[i]
        }
      }
      for i in (0..<size).reversed() {
        for j in (i + 1)..<max(i + 1, size) { score[i] -= system[i][j] * score[j] }
        score[i] /= system[i][i]
      }
      point = zip(point, score).map { $0 + $1 }
      if score.allSatisfy({ abs($0) < 1e-15 }) { break }
    }
    return units.map { unit in
      unit.group == group || unit.group == 0
        ? exp(zip(row(unit), point).reduce(0) { $0 + $1.0 * $1.1 }) : 0
    }
  }

  /// J of each cell at the covariates of each unit, with weights of the units.
  func moments(_ weights: [Double]) -> [[Double]] {
    cells.map { cell in
      let odds = odds(cell.group, weights)
      var (treated, compared, mean) = (0.0, 0.0, 0.0)
      func change(_ unit: Unit) -> Double { unit.outcome[cell.time - 1] - unit.outcome[cell.time - 2] }
      for (index, unit) in units.enumerated() {
        if unit.group == cell.group { treated += weights[index] }
        if unit.group == 0 {
          compared += weights[index] * odds[index]
          mean += weights[index] * odds[index] * change(unit)
        }
      }
      mean /= compared
      return units.map { point in
        var moment = 0.0
        for (index, unit) in units.enumerated() where zip(unit.x, point.x).allSatisfy({ $0 <= $1 }) {
          let own = change(unit) - mean
          if unit.group == cell.group { moment += weights[index] / treated * own }
          if unit.group == 0 { moment -= weights[index] * odds[index] / compared * own }
        }
        return moment
      }
    }
  }

  private var weights: [Double] { units.map(\.weight) }

  private func square(_ moments: [[Double]]) -> Double {
    let total = weights.reduce(0, +)
    return Double(units.count)
      * moments.reduce(0) { sum, own in sum + zip(own, weights).reduce(0) { $0 + $1.0 * $1.0 * $1.1 / total }
      }
  }

  var statistic: Double { square(moments(weights)) }

  /// Statistics of Σ V·influence with V = ±1, influences w ∂J/∂w by central differences.
  func draws(_ count: Int) -> [Double] {
    let step = 1e-5
    let influences = units.indices.map { index -> [[Double]] in
      var (up, down) = (weights, weights)
      up[index] *= 1 + step
      down[index] *= 1 - step
      return zip(moments(up), moments(down)).map { zip($0, $1).map { ($0 - $1) / (2 * step) } }
    }
    var generator = PCG64(seed: 5, stream: 77)
    return (0..<count).map { _ in
      var sum = influences[0].map { [Double](repeating: 0, count: $0.count) }
      for influence in influences {
        let sign: Double = generator.next() >> 63 == 0 ? -1 : 1
        for cell in sum.indices {
          for point in sum[cell].indices { sum[cell][point] += sign * influence[cell][point] }
        }
      }
      return square(sum)
    }.sorted()
  }
}
