internal import Models

extension PrePostReading {
  /// Two columns as two groups of different units.
  func twoColumns() throws(PrePostError) -> PrePostComparison {
    guard let before = request.before, let after = request.after else {
      throw .missingPart(
        "independent samples need --group and an outcome, or the columns of before and after")
    }
    let binary = try events([after, before])
    var counts = rows
    if let binary {
      let samples = binary.values.map { values in selected.compactMap { values[$0] } }
      counts.missing = 2 * selected.count - samples[0].count - samples[1].count
      guard !samples[0].isEmpty, !samples[1].isEmpty else {
        throw .noRows(read: counts.read, missing: counts.missing, filtered: counts.filtered)
      }
      return try binaryGroups(samples, names: ["after", "before"], event: binary.event, counts)
    }
    var samples: [[Double]] = []
    for name in [after, before] {
      let values = try columns.numbers(name)
      samples.append(selected.compactMap { values[$0] })
    }
    counts.missing = 2 * selected.count - samples[0].count - samples[1].count
    return try numericGroups(samples, names: ["after", "before"], ancova: nil, counts)
  }

  /// Groups by a column: of one outcome, or of changes.
  func grouped() throws(PrePostError) -> PrePostComparison {
    guard let column = request.group, let name = request.after ?? request.before else {
      throw .missingPart("groups need an outcome: --after with its column")
    }
    let levels = try columns.levels(column)
    let present = Set(selected.compactMap { levels.codes[$0] }).sorted()
    guard present.count >= 2 else {
      throw .groups(test: "a comparison", needs: "two or more", found: present.count)
    }
    try levels.checkShown()
    // First − second; of more groups the reference comes first.
    var order = present
    if let reference = request.reference {
      let position = try levels.position(of: reference)
      guard present.contains(position) else {
        throw .noLevel(column: column, level: reference, nearest: present.map { levels.names[$0] })
      }
      order.removeAll { $0 == position }
      order = present.count == 2 ? order + [position] : [position] + order
    } else if present.count == 2, levels.isIndicator {
      order = [present[1], present[0]]
    }
    let names = order.map { levels.names[$0] }
    let before = request.before.flatMap { $0 == name ? nil : $0 }
    if before == nil, request.covariates.isEmpty, let binary = try events([name]) {
      var counts = rows
      let used = selected.filter { levels.codes[$0] != nil && binary.values[0][$0] != nil }
      counts.missing = selected.count - used.count
      var samples: [[Int]] = []
      for level in order {
        samples.append(used.compactMap { levels.codes[$0] == level ? binary.values[0][$0] : nil })
      }
      guard samples.allSatisfy({ !$0.isEmpty }) else {
        throw .noRows(read: counts.read, missing: counts.missing, filtered: counts.filtered)
      }
      return try binaryGroups(samples, names: names, event: binary.event, counts)
    }
    if before != nil, request.outcome == .binary {
      throw .missingPart(
        "the change of an event has three values: compare one occasion between the groups (--after alone), or use --outcome numeric"
      )
    }
    return try changes(levels, order, names, before: before, outcome: name)
  }

  private func changes(
    _ levels: PrePostColumns.Levels, _ order: [Int], _ names: [String], before: String?, outcome: String
  ) throws(PrePostError) -> PrePostComparison {
    if request.event != nil { throw .eventOfNumbers(outcome) }
    let after = try columns.numbers(outcome)
    let earlier = try before.map { (name) throws(PrePostError) in try columns.numbers(name) }
    var covariates: [(name: String, numbers: [Double?]?, levels: PrePostColumns.Levels?)] = []
    for name in request.covariates {
      do throws(PrePostError) { covariates.append((name, try columns.numbers(name), nil)) } catch {
        guard case .textForNumber = error else { throw error }
        let levels = try columns.levels(name)
        try levels.checkShown()
        covariates.append((name, nil, levels))
      }
    }
    let used = selected.filter { row in
      after[row] != nil && levels.codes[row] != nil && earlier.map { $0[row] != nil } ?? true
        && covariates.allSatisfy { ($0.numbers?[row] ?? nil) != nil || ($0.levels?.codes[row] ?? nil) != nil }
    }
    var counts = rows
    counts.missing = selected.count - used.count
    guard !used.isEmpty else {
      throw .noRows(read: counts.read, missing: counts.missing, filtered: counts.filtered)
    }
    // Changes to ten decimals, so that equal ones on paper are ties.
    func value(_ row: Int) -> Double? {
      guard let second = after[row] else { return nil }
      guard let earlier else { return second }
      return earlier[row].map { MidRanks.rounded(second - $0) }
    }
    let samples = order.map { level in used.compactMap { levels.codes[$0] == level ? value($0) : nil } }
    var ancova: Result<Ancova, PrePostError>?
    if earlier != nil || !covariates.isEmpty {
      var terms: [Ancova.Term] = []
      if let earlier, let before { terms.append(.init(before, used.compactMap { earlier[$0] })) }
      for covariate in covariates {
        if let numbers = covariate.numbers {
          terms.append(.init(covariate.name, used.compactMap { numbers[$0] }))
        } else if let own = covariate.levels {
          let present = Set(used.compactMap { own.codes[$0] }).sorted()
          terms.append(
            .init(
              covariate.name,
              codes: used.compactMap { row in own.codes[row].flatMap { present.firstIndex(of: $0) } },
              levels: present.map { own.names[$0] }))
        }
      }
      // The last of two groups is subtracted; the first of more is the reference.
      let coded = order.count == 2 ? [order[1], order[0]] : order
      terms.append(
        .init(
          levels.column,
          codes: used.compactMap { row in levels.codes[row].flatMap { coded.firstIndex(of: $0) } },
          levels: coded.map { levels.names[$0] }))
      do throws(PrePostError) {
        ancova = .success(
          try Ancova(
            outcome: used.compactMap { after[$0] }, outcomeName: outcome, terms: terms,
            confidence: request.options.confidence))
      } catch { ancova = .failure(error) }
    }
    var comparison = try numericGroups(samples, names: names, ancova: ancova, counts)
    if let before {
      comparison.direction =
        "change from \(before) to \(outcome)"
        + (comparison.direction.isEmpty ? "" : ": " + comparison.direction)
    }
    return comparison
  }

  private func numericGroups(
    _ samples: [[Double]], names: [String], ancova: Result<Ancova, PrePostError>?,
    _ counts: PrePostComparison.Rows
  ) throws(PrePostError) -> PrePostComparison {
    guard samples.contains(where: { !$0.isEmpty }) else {
      throw .noRows(read: counts.read, missing: counts.missing, filtered: counts.filtered)
    }
    let groups = try IndependentSamples(samples, names: names)
    let options = request.options
    let usual =
      PrePostTest.usual(for: .independentNumeric, groups: samples.count) + (ancova == nil ? [] : [.ancova])
    let tests = try TestRun.run(request.tests, usual: usual) { (test) throws(PrePostError) in
      if test == .ancova { return try PrePostReading.outcome(ancova, groups: samples.count, options) }
      return try groups.test(test, options)
    }
    var comparison = PrePostComparison(
      design: .independentNumeric, count: groups.count, tests: tests, effects: groups.effects(options),
      descriptions: zip(names, samples).map { .init($0, $1) }, options: options)
    if let power = request.power {
      comparison.detectable = try DetectableEffect(groups, power: power, alternative: options.alternative)
    }
    comparison.rows = counts
    comparison.groups = names
    if case .success(let found)? = ancova { comparison.ancova = found }
    comparison.direction = samples.count == 2 ? "\(names[0]) − \(names[1])" : ""
    return comparison
  }

  /// The group's line of the analysis of covariance, its last term.
  private static func outcome(
    _ result: Result<Ancova, PrePostError>?, groups: Int, _ options: TestOptions
  ) throws(PrePostError) -> TestOutcome {
    let ancova = try result?.get()
    guard let ancova, let line = ancova.typeTwo.last, let term = ancova.coefficients.last else {
      throw .missingPart("ancova needs --group with --before or --covariates")
    }
    var outcome = TestOutcome(.ancova)
    outcome.statistic = line.f
    outcome.degreesOfFreedom = Double(line.degrees)
    outcome.denominatorDegrees = Double(ancova.residualDegrees)
    outcome.pValue = line.pValue
    outcome.count = ancova.observations
    if groups == 2 {
      outcome.estimate = term.estimate
      outcome.standardError = term.standardError
      outcome.confidenceLow = term.confidenceLow
      outcome.confidenceHigh = term.confidenceHigh
    }
    return outcome
  }

  private func binaryGroups(
    _ samples: [[Int]], names: [String], event: String, _ counts: PrePostComparison.Rows
  ) throws(PrePostError) -> PrePostComparison {
    let options = request.options
    let table = try ContingencyTable(
      rows: samples.count, columns: 2,
      counts: samples.flatMap { values in [values.reduce(0, +), values.count - values.reduce(0, +)] })
    let groups = try IndependentSamples(samples.map { $0.map(Double.init) }, names: names)
    let usual = PrePostTest.usual(for: .independentBinary, groups: samples.count)
    let tests = try TestRun.run(request.tests, usual: usual) { (test) throws(PrePostError) in
      if test.designs.contains(.independentNumeric) { return try groups.test(test, options) }
      try test.check(.independentBinary)
      return try table.test(test, options)
    }
    var comparison = PrePostComparison(
      design: .independentBinary, count: table.total, tests: tests, effects: table.effects(options),
      descriptions: zip(names, samples).map {
        .init($0, Proportion(valid: $1.reduce(0, +), of: $1.count), options)
      }, options: options)
    if let power = request.power {
      comparison.detectable = try DetectableEffect(groups, power: power, alternative: options.alternative)
    }
    comparison.rows = counts
    comparison.groups = names
    comparison.table = table
    comparison.event = event
    comparison.direction = samples.count == 2 ? "\(names[0]) − \(names[1])" : ""
    return comparison
  }
}
