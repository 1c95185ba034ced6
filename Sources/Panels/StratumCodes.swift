import Rosters

/// Combinations of stratum texts over all files, numbered from 1 in the order of their texts, missing last.
struct StratumCodes {
  /// Texts of each field, in order.
  let texts: [[String]]
  /// Member of each field by combination (from 0): 0 missing, else position plus one.
  private let ordered: [[UInt16]]
  private let numbers: [[UInt16]: UInt32]
  private let ranks: [[String: UInt16]]

  /// The combinations that these workers have met. A field with more members than a dimension can have is an error.
  init(_ workers: [CompactRecords], fields: [String]) throws(PanelError) {
    var texts: [[String]] = []
    for (index, field) in fields.enumerated() {
      let distinct = Set(workers.flatMap { $0.stratumLevels[index].compactMap { $0 } })
      guard distinct.count <= Int(UInt16.max) else { throw .tooManyMembers(field, distinct.count) }
      texts.append(distinct.sorted(by: StateLabels.precedes))
    }
    self.texts = texts
    let ranks = texts.map { texts in
      Dictionary(uniqueKeysWithValues: texts.enumerated().map { ($1, UInt16($0 + 1)) })
    }
    self.ranks = ranks
    var met: Set<[UInt16]> = []
    for worker in workers { StratumCodes.forEach(worker, ranks) { met.insert($0) } }
    // Missing (0) comes last.
    let ordered = met.sorted { a, b in
      for (x, y) in zip(a, b) where x != y { return x &- 1 < y &- 1 }
      return false
    }
    self.ordered = ordered
    numbers = Dictionary(uniqueKeysWithValues: ordered.enumerated().map { ($1, UInt32($0 + 1)) })
  }

  var count: Int { ordered.count }

  /// Member of each field: 0 missing, else position plus one.
  func members(of number: Int) -> [UInt16] { ordered[number - 1] }

  /// The numbers of a worker's own combinations, in its order.
  func numbers(of worker: CompactRecords) -> [UInt32] {
    var result: [UInt32] = []
    StratumCodes.forEach(worker, ranks) { result.append(numbers[$0] ?? 0) }
    return result
  }

  private static func forEach(
    _ worker: CompactRecords, _ ranks: [[String: UInt16]], _ body: ([UInt16]) -> Void
  ) {
    let levels = zip(worker.stratumLevels, ranks).map { levels, ranks in
      levels.map { $0.flatMap { ranks[$0] } ?? 0 }
    }
    for number in 0..<worker.combinations {
      body(zip(worker.combination(number), levels).map { $1[Int($0)] })
    }
  }
}
