internal import Columns
internal import Kernels

/// A battery of two independent groups: who is in which of them, and what is compared.
struct BatteryGroups {
  private let battery: PrePostBattery
  private let reading: BatteryReading
  /// First − second.
  let names: [String]
  /// By row: 0 for the first group, 1 for the second.
  private let codes: [Int?]

  init(_ battery: PrePostBattery, _ reading: BatteryReading, _ column: String, _ table: Table)
    throws(PrePostError)
  {
    self.battery = battery
    self.reading = reading
    guard battery.cluster == nil else {
      throw .missingPart(
        "clusters go with pairs: leave --cluster out with --group, or compare the clusters' means")
    }
    let levels = try PrePostColumns(table).levels(column)
    try levels.checkShown()
    let present = Set(reading.strata.flatMap(\.rows).compactMap { levels.codes[$0] }).sorted()
    guard present.count == 2 else {
      throw .groups(test: "a battery of independent groups", needs: "two", found: present.count)
    }
    var order = levels.isIndicator ? [present[1], present[0]] : present
    if let reference = battery.reference {
      let position = try levels.position(of: reference)
      guard present.contains(position) else {
        throw .noLevel(column: column, level: reference, nearest: present.map { levels.names[$0] })
      }
      order = present.filter { $0 != position } + [position]
    }
    names = order.map { levels.names[$0] }
    codes = levels.codes.map { code in code.flatMap { order.firstIndex(of: $0) } }
  }

  /// The outcome of a row, or its change to ten decimals; nil where it lacks an occasion.
  private func value(_ row: Int, _ outcome: Int) -> Double? {
    let asked = battery.outcomes[outcome]
    guard let after = reading.after[outcome][row] else { return nil }
    if asked.before == asked.after { return after }
    return reading.before[outcome][row].map { MidRanks.rounded(after - $0) }
  }

  func line(_ stratum: BatteryReading.Stratum, _ outcome: Int) throws(PrePostError) -> PrePostBattery.Line {
    var samples: [[Double]] = [[], []]
    var missing = 0
    for row in stratum.rows {
      guard let code = codes[row], let value = value(row, outcome) else {
        missing += 1
        continue
      }
      samples[code].append(value)
    }
    let asked = battery.outcomes[outcome]
    let isEvent = reading.events[outcome] != nil && asked.before == asked.after
    let chosen = battery.test ?? (isEvent ? .fisher : .welchT)
    var change = TestOutcome(.welchT)
    var test = TestOutcome(chosen)
    if let empty = samples.firstIndex(where: \.isEmpty) {
      test.note = "nobody is in group '\(names[empty])'"
      change.note = test.note
    } else {
      let groups = try IndependentSamples(samples, names: names)
      change = BatteryReading.answer(.welchT) { () throws(PrePostError) in
        try groups.test(.welchT, battery.options)
      }
      test = BatteryReading.answer(chosen) { () throws(PrePostError) in
        if chosen.designs.contains(.independentNumeric) { return try groups.test(chosen, battery.options) }
        try chosen.check(isEvent ? .independentBinary : .independentNumeric)
        let table = try ContingencyTable(
          rows: 2, columns: 2,
          counts: samples.flatMap { values in
            let ones = values.count { $0 == 1 }
            return [ones, values.count - ones]
          })
        return try table.test(chosen, battery.options)
      }
    }
    return PrePostBattery.Line(
      group: stratum.group, outcome: asked, event: isEvent ? reading.events[outcome] : nil,
      count: samples[0].count + samples[1].count, missing: missing, clusters: nil,
      before: samples[1].isEmpty ? .nan : SampleMoments(samples[1]).mean,
      after: samples[0].isEmpty ? .nan : SampleMoments(samples[0]).mean, change: change, test: test)
  }

  /// Romano and Wolf's p-values with the labels of the groups exchanged among the units of each stratum.
  func romanoWolf(_ lines: [PrePostBattery.Line]) -> [Double?] {
    let outcomes = battery.outcomes.count
    let strata = reading.strata.map { stratum in
      let rows = stratum.rows.filter { codes[$0] != nil }
      return PermutedLabels(
        labels: rows.map { codes[$0] ?? 0 },
        values: (0..<outcomes).map { outcome in rows.map { value($0, outcome) ?? .nan } })
    }
    return battery.romanoWolf(lines) { generator in
      strata.flatMap { $0.statistics(&generator) }
    }
  }
}

/// Units of a stratum whose labels are exchanged.
struct PermutedLabels: Sendable {
  /// 0 or 1 a unit.
  let labels: [Int]
  /// By outcome and unit; not a number where missing.
  let values: [[Double]]

  /// Welch's t of each outcome with labels shuffled.
  func statistics(_ generator: inout PCG64) -> [Double] {
    var drawn = labels
    generator.shuffle(&drawn)
    return values.map { PermutedLabels.welch($0, drawn) }
  }

  /// First − second over its error.
  static func welch(_ values: [Double], _ labels: [Int]) -> Double {
    var (count, sum) = ([0.0, 0.0], [0.0, 0.0])
    for (value, label) in zip(values, labels) where !value.isNaN {
      count[label] += 1
      sum[label] += value
    }
    guard count[0] > 1, count[1] > 1 else { return .nan }
    let means = [sum[0] / count[0], sum[1] / count[1]]
    var squares = [0.0, 0.0]
    for (value, label) in zip(values, labels) where !value.isNaN {
      squares[label] += (value - means[label]) * (value - means[label])
    }
    let variance = (0...1).reduce(0) { $0 + squares[$1] / (count[$1] - 1) / count[$1] }
    return variance > 0 ? (means[0] - means[1]) / variance.squareRoot() : .nan
  }
}
