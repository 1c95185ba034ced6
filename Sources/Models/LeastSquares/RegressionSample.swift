internal import Kernels
internal import LinearAlgebra

/// The rows that a regression uses, checked: finite numbers, weights above zero, an outcome that varies.
struct RegressionSample: Sendable {
  /// Without the rows of weight zero.
  let data: RegressionData
  /// Which rows of what was given these are; nil for all.
  let rows: [Int]?
  /// The outcome less the offset.
  let outcome: [Double]
  /// N: rows, or the sum of frequencies.
  let observations: Int

  /// `needsVariation`: whether an outcome without variation has no meaningful answer. `checksValues`: whether every value is
  /// looked at; else that is left to `checkValues(_:)`.
  init(
    _ all: RegressionData, needsVariation: Bool = true, checksValues: Bool = true
  ) throws(RegressionError) {
    guard all.rows > 0 else { throw .noRows }
    guard all.matrix.width > 0 else { throw .noColumns }
    try RegressionSample.checkNames(all.names)
    try all.weights?.check()
    if let weights = all.weights, weights.values.contains(0) {
      let positive = weights.values.indices.filter { weights.values[$0] > 0 }
      rows = positive
      data = all.selecting(rows: positive)
    } else {
      rows = nil
      data = all
    }
    if let weights = data.weights { try RegressionSample.checkRange(weights.values, "the weights") }
    if checksValues { try RegressionSample.checkValues(data, rows) }
    var values: [Double]
    if case .real(let given) = data.outcome {
      values = given
    } else {
      let given = data.outcome
      values = (0..<data.rows).map { given[$0] }
    }
    if let offset = data.offset {
      try RegressionSample.checkFinite(.real(offset), "the offset", data.rows, rows)
      for row in values.indices { values[row] -= offset[row] }
    }
    outcome = values
    if let weights = data.weights, weights.kind == .frequency {
      observations = weights.values.reduce(0) { $0 + Int($1) }
    } else {
      observations = data.rows
    }
    guard observations >= data.matrix.width else {
      throw .tooFewRows(rows: observations, columns: data.matrix.width)
    }
    if needsVariation, data.intercept != nil, values[0].isFinite, values.allSatisfy({ $0 == values[0] }) {
      throw .constantOutcome(name: data.outcomeName, value: values[0])
    }
  }

  init(data: RegressionData, rows: [Int]?, outcome: [Double], observations: Int) {
    self.data = data
    self.rows = rows
    self.outcome = outcome
    self.observations = observations
  }

  func selecting(_ kind: CovarianceKind) -> CovarianceKind { rows.map { kind.selecting(rows: $0) } ?? kind }

  func hasIntercept(_ kept: [Int]) -> Bool { data.intercept.map { kept.contains($0) } ?? false }

  /// The largest |value|; infinite or not a number where a value is.
  private static func largestMagnitude(_ values: [Double]) -> Double {
    let size = 65536
    let largest = Parallel.map((values.count + size - 1) / size, threads: Parallel.cores) { piece in
      values.withUnsafeBufferPointer { values in
        // Without their sign the bits of doubles are in the doubles' order, infinities and what is no number last.
        var bits: UInt64 = 0
        for row in piece * size..<min(values.count, (piece + 1) * size) {
          bits = max(bits, values[row].bitPattern & ~(1 << 63))
        }
        return bits
      }
    }
    return Double(bitPattern: largest.max() ?? 0)
  }

  /// Whether values need a look before the fit: lengths with weights or an offset do not tell of each of them.
  static func needsCheck(_ data: RegressionData) -> Bool { data.weights != nil || data.offset != nil }

  /// Looks at every value unless the lengths of the columns and the outcome tell enough: with a length in this range the largest
  /// value is in that of `checkRange` for any number of rows there is. Nil: the lengths are not known.
  func checkValues(_ lengths: [Double]?) throws(RegressionError) {
    if let lengths, lengths.allSatisfy({ (1e-60...1e60).contains($0) }) { return }
    try RegressionSample.checkValues(data, rows)
  }

  private static func checkValues(_ data: RegressionData, _ rows: [Int]?) throws(RegressionError) {
    for (name, column) in zip(data.names, data.matrix.columns) {
      try checkFinite(column, name, data.rows, rows)
    }
    try checkFinite(data.outcome, data.outcomeName, data.rows, rows)
  }

  private static func checkNames(_ names: [String]) throws(RegressionError) {
    var positions: [String: Int] = [:]
    for (position, name) in names.enumerated() {
      if let first = positions.updateValue(position, forKey: name) {
        throw .nameTwice(name: name, first: first + 1, second: position + 1)
      }
    }
  }

  private static func checkFinite(_ column: TallColumn, _ name: String, _ count: Int, _ rows: [Int]?)
    throws(RegressionError)
  {
    let values: [Double]
    switch column {
    case .indicator: return
    case .constant(let value): values = [value]
    case .real(let real): values = real
    case .extended(let high, _): values = high
    case .scaledIndicator(let codes, let level, let real):
      values = zip(codes, real).map { $0 == level ? $1 : 0 }
    }
    let largest = largestMagnitude(values)
    if !largest.isFinite, let row = values.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(column: name, row: (rows.map { $0[row] } ?? row) + 1)
    }
    try checkRange(largest: largest, name)
  }

  /// A sandwich has products of four values; with all columns in this range none overflows or vanishes.
  private static func checkRange(_ values: [Double], _ name: String) throws(RegressionError) {
    try checkRange(largest: largestMagnitude(values), name)
  }

  private static func checkRange(largest: Double, _ name: String) throws(RegressionError) {
    guard largest == 0 || (1e-70...1e70).contains(largest) else {
      throw .outOfRange(column: name, largest: largest)
    }
  }
}

extension RegressionData {
  /// The data of some rows, in the order given.
  func selecting(rows picked: [Int]) -> RegressionData {
    RegressionData(
      matrix: matrix.selecting(rows: picked), names: names, outcome: outcome.selecting(rows: picked),
      outcomeName: outcomeName, weights: weights?.selecting(rows: picked),
      offset: offset.map { $0.gathered(picked) })
  }
}
