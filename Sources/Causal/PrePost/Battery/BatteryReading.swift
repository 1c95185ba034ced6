internal import Columns
internal import Kernels
internal import LinearAlgebra
internal import Models

/// A battery read against a table: groups of rows, changes of each outcome, clusters.
struct BatteryReading {
  struct Stratum {
    let group: [String]
    let rows: [Int]
  }

  let battery: PrePostBattery
  let strata: [Stratum]
  let rows: PrePostComparison.Rows
  /// By outcome and row of the table.
  let before: [[Double?]]
  let after: [[Double?]]
  let events: [String?]
  private let clusters: [Int?]?

  init(_ battery: PrePostBattery, _ table: Table) throws(PrePostError) {
    self.battery = battery
    let columns = PrePostColumns(table)
    var counts = PrePostComparison.Rows(read: table.rows, missing: 0, filtered: 0)
    var selected = Array(0..<table.rows)
    if let filter = battery.filter {
      selected = try PrePostReading.passing(filter, table)
      counts.filtered = table.rows - selected.count
    }
    var levels: [PrePostColumns.Levels] = []
    for name in battery.by {
      let column = try columns.levels(name)
      try column.checkShown()
      levels.append(column)
    }
    if let cluster = battery.cluster { clusters = try columns.levels(cluster).codes } else { clusters = nil }
    var (first, second, found): ([[Double?]], [[Double?]], [String?]) = ([], [], [])
    for outcome in battery.outcomes {
      var request = PrePostRequest(before: outcome.before, after: outcome.after)
      request.event = battery.event
      request.outcome = battery.outcome
      request.filter = battery.filter
      if let binary = try PrePostReading(request, table).events([outcome.before, outcome.after]) {
        first.append(binary.values[0].map { $0.map(Double.init) })
        second.append(binary.values[1].map { $0.map(Double.init) })
        found.append(binary.event)
      } else {
        first.append(try columns.numbers(outcome.before))
        second.append(try columns.numbers(outcome.after))
        found.append(nil)
      }
    }
    (before, after, events) = (first, second, found)
    var groups: [[Int]: [Int]] = [:]
    let own = clusters
    for row in selected {
      let codes = levels.compactMap { $0.codes[row] }
      guard codes.count == levels.count, own.map({ $0[row] != nil }) ?? true else {
        counts.missing += 1
        continue
      }
      groups[codes, default: []].append(row)
    }
    guard !groups.isEmpty else {
      throw .noRows(read: counts.read, missing: counts.missing, filtered: counts.filtered)
    }
    rows = counts
    strata = groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { codes, rows in
      Stratum(group: zip(levels, codes).map { $0.names[$1] }, rows: rows)
    }
  }

  /// Rows of a stratum that have both occasions of an outcome.
  private func complete(_ stratum: Stratum, _ outcome: Int) -> [Int] {
    stratum.rows.filter { before[outcome][$0] != nil && after[outcome][$0] != nil }
  }

  func line(_ position: Int, _ stratum: Stratum, _ outcome: Int) throws(PrePostError) -> PrePostBattery.Line {
    let used = complete(stratum, outcome)
    let first = used.compactMap { before[outcome][$0] }
    let second = used.compactMap { after[outcome][$0] }
    let own = clusters.map { codes in used.compactMap { codes[$0] } }
    let isEvent = events[outcome] != nil
    let ofChange: PrePostTest = own == nil ? .pairedT : .pairedTClustered
    let chosen = battery.test ?? (own != nil ? .pairedTClustered : isEvent ? .mcNemarExact : .pairedT)
    var change = TestOutcome(ofChange)
    var test = TestOutcome(chosen)
    if used.isEmpty {
      test.note = "no unit has both occasions"
      change.note = test.note
    } else {
      let pairs = try PairedSamples(before: first, after: second, clusters: own)
      change = BatteryReading.answer(ofChange) { () throws(PrePostError) in
        try pairs.test(ofChange, battery.options)
      }
      test = BatteryReading.answer(chosen) { () throws(PrePostError) in
        if chosen.designs.contains(.pairedNumeric) { return try pairs.test(chosen, battery.options) }
        try chosen.check(isEvent ? .pairedBinary : .pairedNumeric)
        let table = try ContingencyTable(
          rows: 2, columns: 2,
          counts: [(1.0, 1.0), (1, 0), (0, 1), (0, 0)].map { a, b in
            zip(first, second).count { $0 == a && $1 == b }
          })
        return try table.test(chosen, battery.options)
      }
    }
    return PrePostBattery.Line(
      group: stratum.group, outcome: battery.outcomes[outcome], event: events[outcome], count: used.count,
      missing: stratum.rows.count - used.count, clusters: own.map { Set($0).count },
      before: used.isEmpty ? .nan : SampleMoments(first).mean,
      after: used.isEmpty ? .nan : SampleMoments(second).mean, change: change, test: test)
  }

  static func answer(
    _ test: PrePostTest, _ body: () throws(PrePostError) -> TestOutcome
  ) -> TestOutcome {
    do throws(PrePostError) { return try body() } catch { return TestOutcome(test, failed: error) }
  }

  /// Romano and Wolf's p-values of the lines; nil where a line has no t statistic, or none were asked for.
  func romanoWolf(_ lines: [PrePostBattery.Line]) -> [Double?] {
    let outcomes = battery.outcomes.count
    let units = strata.map { ResampledUnits(count(of: $0), sums(of: $0)) }
    let width = lines.count
    return battery.romanoWolf(lines) { generator in
      var statistics = [Double](repeating: .nan, count: width)
      for (stratum, own) in units.enumerated() {
        let signs = own.draw(&generator)
        for outcome in 0..<outcomes {
          statistics[stratum * outcomes + outcome] = own.statistic(signs, outcome)
        }
      }
      return statistics
    }
  }
  private func count(of stratum: Stratum) -> Int { units(of: stratum).count }

  /// Rows of a stratum by the unit that is drawn: its clusters in order of appearance, or each row.
  private func units(of stratum: Stratum) -> [[Int]] {
    guard let clusters else { return stratum.rows.map { [$0] } }
    var position: [Int: Int] = [:]
    var units: [[Int]] = []
    for row in stratum.rows {
      guard let code = clusters[row] else { continue }
      if let known = position[code] {
        units[known].append(row)
      } else {
        position[code] = units.count
        units.append([row])
      }
    }
    return units
  }

  /// Number and sum of the changes of each unit, by outcome.
  private func sums(of stratum: Stratum) -> [[ResampledUnits.Sum]] {
    let units = units(of: stratum)
    return battery.outcomes.indices.map { outcome in
      units.map { rows in
        var sum = ResampledUnits.Sum()
        for row in rows {
          if let first = before[outcome][row], let second = after[outcome][row] {
            sum.count += 1
            sum.total += second - first
          }
        }
        return sum
      }
    }
  }
}

/// Units whose changes take a random sign, with the sums that a t statistic of the mean change needs.
struct ResampledUnits: Sendable {
  struct Sum: Sendable {
    var count = 0.0
    var total = 0.0
  }

  private let size: Int
  /// By outcome and unit.
  private let sums: [[Sum]]

  init(_ size: Int, _ sums: [[Sum]]) {
    self.size = size
    self.sums = sums
  }

  /// A sign a unit, 1 or −1 with probability ½.
  func draw(_ generator: inout PCG64) -> [Double] {
    var bits: UInt64 = 0
    return (0..<size).map { unit in
      if unit % 64 == 0 { bits = generator.next() }
      defer { bits >>= 1 }
      return bits & 1 == 1 ? 1 : -1
    }
  }

  /// mean/error of the changes with these signs, error² = G/(G − 1)·Σ(Σ(d − mean))²/n² over the units that have the outcome.
  func statistic(_ signs: [Double], _ outcome: Int) -> Double {
    let own = sums[outcome]
    var (count, total, units) = (0.0, 0.0, 0.0)
    for (unit, sum) in own.enumerated() where sum.count > 0 {
      count += sum.count
      total += signs[unit] * sum.total
      units += 1
    }
    guard units > 1 else { return .nan }
    let mean = total / count
    var squares = 0.0
    for (unit, sum) in own.enumerated() {
      let residual = signs[unit] * sum.total - sum.count * mean
      squares += residual * residual
    }
    let error = (units / (units - 1) * squares).squareRoot() / count
    return error > 0 ? mean / error : .nan
  }
}
