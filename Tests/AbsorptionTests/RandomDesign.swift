import Absorption
import Kernels
import LinearAlgebra
import Testing

/// A seeded design with everything that may happen in one.
struct RandomDesign: Sendable, CustomTestStringConvertible {
  let name: String
  let rows: Int
  let blocks: [EffectBlock]
  let weights: [Double]?
  let columns: [[Double]]

  var testDescription: String { name }

  /// `levels`: of each block; `slopes`: how many of each; `sorted`: rows in the order of the first block.
  init(
    _ name: String, rows: Int, levels: [Int], slopes: [Int] = [], intercepts: [Bool] = [],
    weighted: Bool = false, sorted: Bool = false, columns: Int = 3, seed: UInt64 = 7,
    code: ((Int, Int, inout PCG64) -> Int)? = nil
  ) {
    var random = PCG64(seed: seed, stream: UInt64(rows))
    self.name = name
    self.rows = rows
    blocks = levels.enumerated().map { block, count in
      var codes = (0..<rows).map { row in
        // Every group has a row.
        row < count ? UInt32(row) : UInt32(code?(block, row, &random) ?? random.nextInteger(below: count))
      }
      if sorted, block == 0 { codes.sort() }
      let functions = block < slopes.count ? slopes[block] : 0
      return EffectBlock(
        codes: codes, count: count, hasIntercept: block < intercepts.count ? intercepts[block] : true,
        slopes: (0..<functions).map { _ in (0..<rows).map { _ in 5 + random.nextNormal() } })
    }
    weights = weighted ? (0..<rows).map { _ in 0.2 + 3 * random.nextUnit() } : nil
    self.columns = (0..<columns).map { column in
      (0..<rows).map { _ in Double(column) * 10 + random.nextNormal() }
    }
  }

  /// Z spelled out: an indicator or slope a group, block after block.
  var dummies: [TallColumn] {
    blocks.flatMap { block in
      (0..<UInt32(block.count)).flatMap { group -> [TallColumn] in
        (block.hasIntercept ? [.indicator(codes: block.codes, level: group)] : [])
          + block.slopes.map { .scaledIndicator(codes: block.codes, level: group, values: $0) }
      }
    }
  }

  /// Oracle: residuals of least squares on the spelled-out effects, in double-doubles.
  func residuals() throws -> [[Double]] {
    let matrix = TallMatrix(rows: rows, columns: dummies)
    return try columns.map { try matrix.leastSquares(.real($0), weights: weights).residuals }
  }

  var rank: Int {
    get throws { try TallMatrix(rows: rows, columns: dummies).independentColumns(weights: weights).count }
  }

  func space(threads: Int = 2) -> EffectSpace {
    EffectSpace(rows: rows, blocks: blocks, weights: weights, threads: threads)
  }

  static let all: [RandomDesign] = [
    RandomDesign("one", rows: 60, levels: [9]),
    RandomDesign("one weighted", rows: 60, levels: [9], weighted: true),
    RandomDesign("one with slopes", rows: 90, levels: [7], slopes: [2], weighted: true),
    RandomDesign("slopes alone", rows: 90, levels: [7], slopes: [1], intercepts: [false]),
    RandomDesign("one level", rows: 40, levels: [1, 5]),
    RandomDesign("two", rows: 200, levels: [40, 12]),
    RandomDesign("two sorted", rows: 200, levels: [40, 12], sorted: true),
    RandomDesign("two weighted", rows: 200, levels: [40, 12], weighted: true),
    RandomDesign("two, few cells", rows: 400, levels: [8, 3]),
    RandomDesign("two, few cells weighted", rows: 400, levels: [8, 3], weighted: true),
    RandomDesign("one column", rows: 200, levels: [40, 12], columns: 1),
    RandomDesign("five columns", rows: 200, levels: [40, 12], columns: 5),
    RandomDesign("nine columns", rows: 200, levels: [40, 12], columns: 9),
    RandomDesign("three", rows: 300, levels: [40, 12, 5]),
    RandomDesign("three weighted", rows: 300, levels: [12, 40, 5], weighted: true),
    RandomDesign("three, few cells", rows: 600, levels: [6, 4, 3]),
    RandomDesign("four", rows: 400, levels: [20, 12, 30, 5]),
    RandomDesign("disconnected", rows: 200, levels: [30, 30]) { _, row, _ in row % 30 / 10 * 10 + row % 7 },
    RandomDesign("ring", rows: 120, levels: [60, 60]) { block, row, _ in
      block == 0 ? row % 60 : (row + 1) % 60
    },
    RandomDesign("two with slopes", rows: 300, levels: [20, 10], slopes: [1, 0]),
    RandomDesign("slopes in the smaller", rows: 300, levels: [40, 6], slopes: [0, 2], weighted: true),
    RandomDesign("slopes in both", rows: 400, levels: [20, 6], slopes: [1, 1]),
    RandomDesign("three with slopes", rows: 400, levels: [20, 6, 9], slopes: [0, 1, 1], weighted: true),
  ]
}
