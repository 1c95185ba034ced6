internal import Kernels
internal import LinearAlgebra
internal import Models

extension PrePostBattery {
  /// Romano and Wolf's p-values of the lines from resampled t statistics, one a line; draw b has stream b of the seed. Nil where a line has
  /// no t statistic, or none were asked for.
  func romanoWolf(_ lines: [Line], _ statistics: @Sendable (inout PCG64) -> [Double]) -> [Double?] {
    let tested = lines.indices.filter { lines[$0].change.statistic != nil && lines[$0].test.pValue != nil }
    guard repetitions > 0, !tested.isEmpty else { return lines.map { _ in nil } }
    let seed = seed
    let draws = Parallel.map(repetitions, threads: threads) { (draw: Int) -> [Double] in
      var generator = PCG64(seed: seed, stream: UInt64(draw))
      return statistics(&generator)
    }
    var resampled = Matrix(rows: draws.count, columns: tested.count)
    // Absolute values are compared: of a one-sided alternative what rises with t and is above zero takes its place.
    let alternative = options.alternative
    func compared(_ t: Double) -> Double {
      guard alternative != .twoSided, t.isFinite else { return t }
      let toward = alternative == .less ? -t : t
      return toward < 0 ? 1 / (1 - toward) : 1 + toward
    }
    for (row, draw) in draws.enumerated() {
      for (column, line) in tested.enumerated() { resampled[row, column] = compared(draw[line]) }
    }
    // A resample without spread in some line (two clusters, say) tells nothing; if all are such, there is no correction.
    guard draws.contains(where: { draw in tested.allSatisfy { draw[$0].isFinite } }) else {
      return lines.map { _ in nil }
    }
    let adjusted = ResamplingTest.romanoWolf.adjust(
      tested.map { compared(lines[$0].change.statistic ?? 0) }, resampled: resampled)
    var found = [Double?](repeating: nil, count: lines.count)
    for (position, line) in tested.enumerated() { found[line] = adjusted[position] }
    return found
  }
}
