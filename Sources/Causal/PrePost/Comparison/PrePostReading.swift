internal import Columns
internal import Kernels
internal import Models
internal import Rosters

/// A request read against a table: which rows, which design, what is handed to the tests.
struct PrePostReading {
  let request: PrePostRequest
  let columns: PrePostColumns
  /// Rows that pass the filter.
  let selected: [Int]
  var rows: PrePostComparison.Rows

  init(_ request: PrePostRequest, _ table: Table) throws(PrePostError) {
    self.request = request
    columns = PrePostColumns(table)
    rows = PrePostComparison.Rows(read: table.rows, missing: 0, filtered: 0)
    if let filter = request.filter {
      selected = try PrePostReading.passing(filter, table)
      rows.filtered = table.rows - selected.count
    } else {
      selected = Array(0..<table.rows)
    }
  }

  static func passing(_ filter: RowFilter, _ table: Table) throws(PrePostError) -> [Int] {
    let formula: Formula
    do throws(FormulaError) { formula = try Formula("~ 1") } catch { throw .model(error.message) }
    do throws(DesignError) {
      let sample = try Design(DesignRequest(formula, filter: filter), table).sample
      return sample.positions ?? Array(0..<table.rows)
    } catch {
      if case .noRows = error { return [] }
      throw .model(error.description)
    }
  }

  func comparison() throws(PrePostError) -> PrePostComparison {
    if request.isPaired { return try paired() }
    return request.group == nil ? try twoColumns() : try grouped()
  }

  // MARK: - Binary outcomes

  /// Values of one or more columns as 0 and 1, nil where missing, and which value is 1; nil where they are no events.
  func events(_ names: [String]) throws(PrePostError) -> (values: [[Int?]], event: String)? {
    let found = try eventsIfAny(names)
    if found == nil, request.event != nil { throw .eventOfNumbers(names[0]) }
    return found
  }

  private func eventsIfAny(_ names: [String]) throws(PrePostError) -> (values: [[Int?]], event: String)? {
    if request.outcome == .numeric { return nil }
    var columns: [PrePostColumns.Levels] = []
    for name in names {
      if request.outcome == nil {
        // Text says what it is only where it is asked for.
        guard (try? self.columns.numbers(name)) != nil else { return nil }
      }
      columns.append(try self.columns.levels(name))
    }
    var levels: [String] = []
    var isIndicator = true
    for column in columns {
      let used = Set(selected.compactMap { column.codes[$0] })
      for code in used.sorted() where !levels.contains(column.names[code]) {
        levels.append(column.names[code])
      }
    }
    isIndicator = levels.allSatisfy { $0 == "0" || $0 == "1" }
    if request.outcome == nil { guard isIndicator, !levels.isEmpty else { return nil } }
    guard levels.count <= 2 else { throw .notBinary(column: names[0], found: levels.count) }
    if !isIndicator, IdentifierLikeness.mustNotBeShown(levels) { throw .identifier(names[0]) }
    let numbers = levels.compactMap(Double.init)
    let ordered =
      numbers.count == levels.count
      ? levels.sorted { (Double($0) ?? 0) < (Double($1) ?? 0) } : levels.sorted()
    var event = isIndicator ? "1" : ordered.last ?? "1"
    if let wanted = request.event {
      guard
        let found = levels.first(where: {
          $0 == wanted || Double($0).flatMap { $0 == Double(wanted) } == true
        })
      else {
        throw .noLevel(
          column: names[0], level: wanted, nearest: Suggestion.nearest(to: wanted, among: levels))
      }
      event = found
    } else if !isIndicator, levels.count < 2 {
      throw .notBinary(column: names[0], found: levels.count)
    }
    return (
      columns.map { column in column.codes.map { $0.map { column.names[$0] == event ? 1 : 0 } } }, event
    )
  }

  // MARK: - Pairs

  private func paired() throws(PrePostError) -> PrePostComparison {
    if request.group != nil { return try long() }
    guard let before = request.before, let after = request.after else {
      throw .missingPart("pairs need the columns of before and after")
    }
    let binary = try events([before, after])
    let first: [Double?]
    let second: [Double?]
    if let binary {
      (first, second) = (
        binary.values[0].map { $0.map(Double.init) }, binary.values[1].map { $0.map(Double.init) }
      )
    } else {
      (first, second) = (try columns.numbers(before), try columns.numbers(after))
    }
    var further: [[Double?]] = []
    for name in request.occasions + request.covariates { further.append(try columns.numbers(name)) }
    let clusters = try request.cluster.map { (name) throws(PrePostError) in try columns.levels(name).codes }
    let used = selected.filter { row in
      first[row] != nil && second[row] != nil && further.allSatisfy { $0[row] != nil }
        && clusters.map { $0[row] != nil } ?? true
    }
    func gathered(_ values: [Double?]) -> [Double] { used.compactMap { values[$0] } }
    return try comparison(
      before: gathered(first), after: gathered(second),
      occasions: further.prefix(request.occasions.count).map(gathered),
      covariates: further.dropFirst(request.occasions.count).map(gathered),
      clusters: clusters.map { codes in used.compactMap { codes[$0] } }, event: binary?.event,
      missing: selected.count - used.count)
  }

  /// A row a unit and occasion.
  private func long() throws(PrePostError) -> PrePostComparison {
    guard let group = request.group, let name = request.after ?? request.before else {
      throw .missingPart("pairs in a long table need --group with the occasions and --after with the outcome")
    }
    guard let id = request.id else {
      throw .missingPart(
        "pairs that --group tells apart need --id, the column of the units; for two groups of different units say --independent"
      )
    }
    let occasions = try columns.levels(group)
    let present = Set(selected.compactMap { occasions.codes[$0] }).sorted()
    guard present.count == 2 else {
      throw .groups(test: "a comparison of pairs", needs: "two", found: present.count)
    }
    let earlier =
      try request.reference.map { (level) throws(PrePostError) in try occasions.position(of: level) }
      ?? present[0]
    let units = try columns.levels(id)
    let binary = try events([name])
    let values: [Double?]
    if let binary {
      values = binary.values[0].map { $0.map(Double.init) }
    } else {
      values = try columns.numbers(name)
    }
    var found: [(before: Double?, after: Double?)] = Array(repeating: (nil, nil), count: units.names.count)
    var isSeen: [(Bool, Bool)] = Array(repeating: (false, false), count: units.names.count)
    var order: [Int] = []
    var duplicates: Set<Int> = []
    var missing = 0
    for row in selected {
      guard let unit = units.codes[row], let occasion = occasions.codes[row] else {
        missing += 1
        continue
      }
      if !isSeen[unit].0, !isSeen[unit].1 { order.append(unit) }
      if occasion == earlier {
        if isSeen[unit].0 { duplicates.insert(unit) }
        isSeen[unit].0 = true
        found[unit].before = values[row]
      } else {
        if isSeen[unit].1 { duplicates.insert(unit) }
        isSeen[unit].1 = true
        found[unit].after = values[row]
      }
    }
    guard duplicates.isEmpty else { throw .duplicatePairs(column: id, count: duplicates.count) }
    var (before, after): ([Double], [Double]) = ([], [])
    for unit in order {
      if let first = found[unit].before, let second = found[unit].after {
        before.append(first)
        after.append(second)
      } else {
        missing += (isSeen[unit].0 ? 1 : 0) + (isSeen[unit].1 ? 1 : 0)
      }
    }
    return try comparison(
      before: before, after: after, occasions: [], covariates: [], clusters: nil, event: binary?.event,
      missing: missing)
  }

  private func comparison(
    before: [Double], after: [Double], occasions: [[Double]], covariates: [[Double]], clusters: [Int]?,
    event: String?, missing: Int
  ) throws(PrePostError) -> PrePostComparison {
    var counts = rows
    counts.missing = missing
    guard !before.isEmpty else {
      throw .noRows(read: counts.read, missing: counts.missing, filtered: counts.filtered)
    }
    var pairs = try PairedSamples(before: before, after: after, clusters: clusters)
    pairs.covariates = covariates
    let options = request.options
    var extra: [PrePostTest] = []
    if clusters != nil { extra.append(.pairedTClustered) }
    if !covariates.isEmpty { extra.append(.pairedAdjusted) }
    var comparison: PrePostComparison
    if let event {
      guard occasions.isEmpty, request.reliability == nil, request.populationMean == nil else {
        throw .missingPart(
          "\(occasions.isEmpty ? "--reliability and --population-mean are" : "--occasions is") for numbers, and these pairs are events; use --outcome numeric"
        )
      }
      let table = try ContingencyTable(
        rows: 2, columns: 2,
        counts: [(1.0, 1.0), (1, 0), (0, 1), (0, 0)].map { first, second in
          zip(before, after).count { $0 == first && $1 == second }
        })
      let tests = try TestRun.run(request.tests, usual: PrePostTest.usual(for: .pairedBinary) + extra) {
        (test) throws(PrePostError) in
        if test.designs.contains(.pairedNumeric) { return try pairs.test(test, options) }
        try test.check(.pairedBinary)
        return try table.test(test, options)
      }
      comparison = PrePostComparison(
        design: .pairedBinary, count: pairs.count, tests: tests, effects: table.pairedEffects(options),
        descriptions: [
          .init("before", Proportion(valid: table.rowTotals[0], of: table.total), options),
          .init("after", Proportion(valid: table.columnTotals[0], of: table.total), options),
        ], options: options)
      comparison.table = table
      comparison.event = event
    } else {
      let usual =
        PrePostTest.usual(for: .pairedNumeric) + extra
        + (occasions.isEmpty
          ? [] : [.repeatedMeasures, .repeatedMeasuresGG, .repeatedMeasuresHF, .mauchly, .friedman])
      let repeated = try occasions.isEmpty ? nil : RepeatedMeasures([before, after] + occasions)
      let tests = try TestRun.run(request.tests, usual: usual) { (test) throws(PrePostError) in
        switch test {
        case .repeatedMeasures, .repeatedMeasuresGG, .repeatedMeasuresHF, .mauchly, .friedman:
          if let repeated { return try repeated.test(test) }
        default: break
        }
        return try pairs.test(test, options)
      }
      var descriptions: [PrePostComparison.Description] = [.init("before", before), .init("after", after)]
      for (name, values) in zip(request.occasions, occasions) { descriptions.append(.init(name, values)) }
      descriptions.append(.init("change", pairs.differences))
      comparison = PrePostComparison(
        design: .pairedNumeric, count: pairs.count, tests: tests, effects: pairs.effects(options),
        descriptions: descriptions, options: options)
      if request.reliability != nil || request.populationMean != nil {
        comparison.regressionToTheMean = try RegressionToTheMean(
          pairs, reliability: request.reliability, populationMean: request.populationMean, options)
      } else {
        comparison.regressionToTheMean = try? RegressionToTheMean(pairs)
      }
    }
    if let power = request.power {
      comparison.detectable = try DetectableEffect(pairs, power: power, alternative: options.alternative)
    }
    if clusters != nil, comparison.tests.contains(where: { $0.test != .pairedTClustered }) {
      comparison.warnings.append(
        "paired_t_cluster alone heeds the clusters; the other tests and the intervals of effect sizes take units as independent"
      )
    }
    comparison.rows = counts
    comparison.direction = "after − before"
    return comparison
  }
}
