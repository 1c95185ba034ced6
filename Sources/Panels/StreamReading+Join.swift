import Kernels
import Rosters
import TableFiles

extension StreamReading {
  struct Joined {
    let accounts: [YearAccount]
    let findings: [Finding]
    let counts: PanelCounts
  }

  /// Joins all parts and puts the account of every year together. `cubeLimit`: most sequences that there may be for the counts
  /// to be a cube whatever they are, nil for no limit; only narrow records are counted in another way.
  func join(years: [Int], cubeLimit: Int?) throws -> Joined {
    let labels = StateLabels.ordered(
      StreamReading.states(files.flatMap(\.workers)), first: schema.stateOrder)
    guard labels.count <= 254 else { throw PanelError.tooManyStates(labels.count) }
    let combinations = try StratumCodes(files.flatMap(\.workers), fields: by)
    if IdentifierLikeness.holds(labels) { throw PanelError.holdsIdentifiers(schema.state.field ?? "") }
    for (field, texts) in zip(by, combinations.texts) where IdentifierLikeness.holds(texts) {
      throw PanelError.holdsIdentifiers(field)
    }
    var figures: [PatternTally]?
    if let cubeLimit, case .narrow(let stores) = self.stores, years.count > 1 {
      let layout = PatternLayout(years: years.count, states: labels.count)
      if layout.isMore(than: cubeLimit) {
        figures = stores.map { _ in PatternTally(layout, memory: patternMemory) }
      }
    }
    let (tables, duplicates) = try join(labels, combinations, figures)
    if schema.duplicates == .stop, let year = years.indices.first(where: { duplicates[$0].people > 0 }),
      let pair = duplicates[year].firstPair
    {
      let first = try location(year, pair.0)
      let second = try location(year, pair.1)
      throw PanelError.conflictingRecords(
        year: years[year], people: duplicates[year].people, file: second.file, line: second.line,
        otherFile: first.file, otherLine: first.line)
    }
    let counts: PanelCounts =
      if let figures {
        .figures(try PanelFigures(years: years, stateLabels: labels, tallies: figures))
      } else {
        .cube(cube(tables, years: years, labels: labels, combinations))
      }
    let accounts = years.indices.map { account(years[$0], $0, duplicates[$0]) }
    for (index, account) in accounts.enumerated() where account.used == 0 {
      throw PanelError.noValidRow(year: years[index], read: account.read)
    }
    return Joined(accounts: accounts, findings: try findings(years, duplicates), counts: counts)
  }

  /// Joins the records, each layout in its own way: the cells of every worker and the duplicates of every year.
  private func join(_ labels: [String], _ combinations: StratumCodes, _ tallies: [PatternTally]?) throws -> (
    [CellTable], [DuplicateAccount]
  ) {
    switch stores {
    case .narrow(let stores):
      let plan = NarrowPlan(
        stores: stores, years: years, sourceYears: files.map(\.position),
        states: stores.indices.map { worker in files.map { codes($0.workers[worker], labels) } },
        stateCount: labels.count, rule: schema.duplicates, summing: schema.amount != nil)
      let (tables, found) = try plan.join(threads: threads, tallies: tallies)
      let rows = RowFinder(self)
      let duplicates = try found.enumerated().map { year, duplicates in
        try duplicates.account { try rows.row(of: $0, year: year) }
      }
      return (tables, duplicates)
    case .placed(let stores):
      let joins = partJoins(labels, combinations)
      try JoinPool(joins).run(over: stores.map(\.records), threads: threads) { join, part in
        join.join(part, of: stores)
      }
      return result(joins)
    case .wide(let stores):
      let joins = partJoins(labels, combinations)
      let wide = joins.map { WideJoin(stores, sources: files.count, join: $0) }
      try JoinPool(wide).run(over: stores, threads: threads) { join, part in join.join(part) }
      return result(joins)
    }
  }

  /// A join for each worker of records that have their place and stratum.
  private func partJoins(_ labels: [String], _ combinations: StratumCodes) -> [PartJoin] {
    let translations = (0..<threads).map { worker in
      files.map { file in
        CodeTranslation(
          states: codes(file.workers[worker], labels), strata: combinations.numbers(of: file.workers[worker]))
      }
    }
    return (0..<threads).map { _ in
      PartJoin(
        years: years, sourceYears: files.map(\.position), states: labels.count,
        strata: combinations.count + 1, rule: schema.duplicates, summing: schema.amount != nil,
        translations: translations)
    }
  }

  private func result(_ joins: [PartJoin]) -> ([CellTable], [DuplicateAccount]) {
    var duplicates = (0..<years).map { _ in DuplicateAccount() }
    for join in joins { for year in 0..<years { duplicates[year].merge(join.duplicates[year]) } }
    return (joins.map(\.table), duplicates)
  }

  /// A worker's states in the codes of the panel.
  private func codes(_ worker: CompactRecords, _ labels: [String]) -> [UInt8] {
    worker.stateLabels.map { UInt8((labels.firstIndex(of: $0) ?? 0) + 1) }
  }

  private func cube(_ tables: [CellTable], years: [Int], labels: [String], _ combinations: StratumCodes)
    -> TrajectoryCube
  {
    var cells: [TrajectoryCube.Cell] = []
    for table in tables {
      for cell in 0..<table.count {
        let code = Int(table.stratumOf[cell])
        cells.append(
          TrajectoryCube.Cell(
            states: table.sequence(cell),
            strata: by.isEmpty ? [] : combinations.members(of: code), people: table.people[cell],
            amounts: Array(table.amounts[cell * years.count..<(cell + 1) * years.count]),
            squares: table.squares[cell]))
      }
    }
    return TrajectoryCube(
      years: years, stateLabels: labels,
      strata: zip(by, combinations.texts).map { TrajectoryCube.Stratum(name: $0, members: $1) }, cells: cells)
  }

  private func account(_ year: Int, _ position: Int, _ duplicates: DuplicateAccount) -> YearAccount {
    var setAside: [SetAside: Int] = [:]
    for file in files where file.position == position {
      for (reason, tally) in file.setAside { setAside[reason, default: 0] += tally.count }
      if file.account.malformed > 0 { setAside[.malformedRow, default: 0] += file.account.malformed }
    }
    let identical = duplicates.identical
    let conflicting = duplicates.conflicting
    if identical > 0 { setAside[.duplicateIdentical] = identical }
    if conflicting > 0 { setAside[.duplicateConflicting] = conflicting }
    return YearAccount(year: year, read: read(year: position), setAside: setAside)
  }

  // MARK: Findings

  private func findings(_ years: [Int], _ duplicates: [DuplicateAccount]) throws -> [Finding] {
    var findings: [Finding] = []
    for file in files { findings += self.findings(file) }
    for position in years.indices {
      let account = duplicates[position]
      if let place = account.firstIdentical {
        let at = try location(position, .init(block: place.block, row: place.row))
        findings.append(
          Finding(
            .duplicateIdentical, file: at.file, line: at.line,
            count: account.identical, action: "collapsed into one"))
      }
      if let place = account.firstConflicting {
        let at = try location(position, .init(block: place.block, row: place.row))
        findings.append(
          Finding(
            .duplicateConflicting, file: at.file, line: at.line,
            count: account.conflicting, action: schema.duplicates.action))
      }
    }
    return findings
  }

  private func findings(_ file: FileOfStream) -> [Finding] {
    var findings: [Finding] = []
    func line(_ tally: CompactRecords.Tally) -> Int {
      file.account.line(block: tally.block - file.firstBlock, offset: tally.line)
    }
    if file.account.malformed > 0 {
      findings.append(
        Finding(
          .malformedRow, severity: .error, file: file.path, line: file.account.firstMalformedLine,
          count: file.account.malformed, action: "set aside"))
    }
    if file.account.hasNUL {
      findings.append(
        Finding(.nulBytes, file: file.path, count: 1, action: "kept as they are in text fields"))
    }
    for reason in SetAside.allCases {
      guard let tally = file.setAside[reason], let code = Finding.Code(rawValue: reason.rawValue) else {
        continue
      }
      let column =
        switch reason {
        case .invalidIdentifier: schema.identifier
        case .invalidCheckDigit: schema.digit ?? schema.identifier
        default: schema.state.field
        }
      findings.append(
        Finding(
          code, severity: .error, file: file.path, line: line(tally), column: column, count: tally.count,
          action: "set aside"))
    }
    var unparsed: [String: CompactRecords.Tally] = [:]
    var provisional = CompactRecords.Tally()
    for worker in file.workers {
      for (column, tally) in worker.unparsed { unparsed[column, default: .init()].merge(tally) }
      provisional.merge(worker.provisional)
    }
    for (column, tally) in unparsed.sorted(by: { $0.key < $1.key }) {
      findings.append(
        Finding(
          .unparsedField, file: file.path, line: line(tally), column: column, count: tally.count,
          action: "set missing"))
    }
    if provisional.count > 0 {
      findings.append(
        Finding(
          .provisionalIdentifier, severity: .information, file: file.path, line: line(provisional),
          column: schema.identifier, count: provisional.count, action: "kept"))
    }
    return findings
  }

  /// The file that a block of a year came from.
  func file(of block: Int, year position: Int) -> FileOfStream {
    guard let file = files.last(where: { $0.position == position && $0.firstBlock <= block }) else {
      preconditionFailure("no file has block \(block)")
    }
    return file
  }

  /// File and line of a record of a year: its block is read again.
  private func location(_ position: Int, _ place: DuplicateAccount.PlaceOfRecord) throws -> (
    file: String, line: Int
  ) {
    let file = file(of: place.block, year: position)
    let block = place.block - file.firstBlock
    return (file.path, try file.stream.line(of: file.account, block: block, row: place.row))
  }
}
