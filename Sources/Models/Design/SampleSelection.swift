internal import Columns
internal import Kernels

/// The rows still in use while a design is built, and what the others were left out for.
struct SampleSelection {
  let count: Int
  /// Nil while every row is in use.
  private var used: [Bool]?
  private(set) var dropped: [EstimationSample.Dropped] = []

  init(count: Int) { self.count = count }

  /// Leaves out the rows for which `reason` has an answer.
  mutating func drop(_ reason: (Int) -> EstimationSample.Reason?) {
    var counts: [EstimationSample.Reason: Int] = [:]
    var order: [EstimationSample.Reason] = []
    for row in 0..<count where used?[row] ?? true {
      guard let reason = reason(row) else { continue }
      if used == nil { used = Array(repeating: true, count: count) }
      used?[row] = false
      if counts[reason] == nil { order.append(reason) }
      counts[reason, default: 0] += 1
    }
    for reason in order {
      let more = counts[reason, default: 0]
      if let known = dropped.firstIndex(where: { $0.reason == reason }) {
        dropped[known] = .init(reason: reason, rows: dropped[known].rows + more)
      } else {
        dropped.append(.init(reason: reason, rows: more))
      }
    }
  }

  var sample: EstimationSample {
    EstimationSample(
      rowsRead: count, positions: used.map { used in used.indices.filter { used[$0] } }, dropped: dropped)
  }

  func contains(_ row: Int) -> Bool { used?[row] ?? true }
}
