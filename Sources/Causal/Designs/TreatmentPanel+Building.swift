public import Columns
internal import Kernels
internal import LinearAlgebra
internal import Models

extension TreatmentColumns {
  /// The outcome as an expression; nil where it is a column's name.
  private func outcomeExpression(among names: [String]) throws(DifferencesError) -> Formula? {
    if names.contains(outcome) { return nil }
    let isName = outcome.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "_" || $0 == "."
    }
    if isName { return nil }
    return try TreatmentColumns.formula("\(outcome) ~ 1")
  }

  private static func formula(_ text: String) throws(DifferencesError) -> Formula {
    do throws(FormulaError) { return try Formula(text) } catch { throw .design(.formula(error)) }
  }

  /// The formula of the covariates.
  func covariateFormula() throws(DifferencesError) -> Formula? {
    guard let covariates else { return nil }
    let trimmed = covariates.drop { $0 == " " }
    guard !trimmed.isEmpty else { return nil }
    return try TreatmentColumns.formula(trimmed.hasPrefix("~") ? covariates : "~ " + covariates)
  }

  /// The columns that a table must have, each once. `names` are those of the file.
  ///
  /// Throws for a formula that is not well written or the first column that is not among the names.
  public func needed(among names: [String]) throws(DifferencesError) -> [String] {
    var formulas: [(String, FormulaPosition?)] = []
    let expression = try outcomeExpression(among: names)
    if let expression {
      formulas += expression.columns.map { ($0.name, $0.position) }
    } else {
      formulas.append((outcome, nil))
    }
    if let covariates = try covariateFormula() {
      formulas += covariates.columns.map { ($0.name, $0.position) }
      do throws(FormulaError) {
        if let whole = expression?.outcome {
          try covariates.checkOutcome(whole)
        } else {
          try covariates.checkOutcome(column: outcome)
        }
      } catch { throw .design(.formula(error)) }
    }
    formulas += filter?.columns.map { ($0.name, $0.position) } ?? []
    let others = [areRepeatedCrossSections ? nil : unit, time, treatment.column, weights, cluster, triple]
    let all = formulas + others.compactMap { $0 }.map { ($0, nil) }
    var seen: Set<String> = []
    let known = Set(names)
    var needed: [String] = []
    for (name, position) in all where seen.insert(name).inserted {
      guard known.contains(name) else {
        throw .design(.unknownColumn(name, nearest: Suggestion.nearest(to: name, among: names), position))
      }
      needed.append(name)
    }
    return needed
  }

  /// The panel of a table.
  ///
  /// Throws `DifferencesError`. O(n) for n rows, plus the sorting of units that are not in order.
  public func panel(_ table: Table) throws(DifferencesError) -> TreatmentPanel {
    _ = try needed(among: table.names)
    return try TreatmentPanelBuilder(self, table, try outcomeExpression(among: table.names)).build()
  }
}

/// Rows chosen, coded and sorted.
private struct TreatmentPanelBuilder {
  let columns: TreatmentColumns
  let table: Table
  let expression: Formula?

  init(_ columns: TreatmentColumns, _ table: Table, _ expression: Formula?) {
    self.columns = columns
    self.table = table
    self.expression = expression
  }

  private func column(_ name: String) throws(DifferencesError) -> Column {
    do throws(TableError) { return try table.column(name) } catch {
      throw .design(
        .unknownColumn(name, nearest: Suggestion.nearest(to: name, among: table.names), nil))
    }
  }

  /// A column's numbers, NaN where missing.
  private func numbers(_ name: String) throws(DifferencesError) -> [Double] {
    let column = try column(name)
    switch column.values {
    case .real(let values):
      if column.validity.population == column.count { return values }
      return values.indices.map { column.validity[$0] ? values[$0] : .nan }
    case .integer(let values):
      return values.indices.map { column.validity[$0] ? Double(values[$0]) : .nan }
    case .decimal(let values):
      return values.indices.map { column.validity[$0] ? FixedDecimal.double(values[$0]) : .nan }
    case .date(let values):
      return values.indices.map { column.validity[$0] ? Double(values[$0]) : .nan }
    case .category, .identifier, .key: throw .design(.textForNumber(name, table.firstText[name], nil))
    }
  }

  /// A formula of nothing, of which all rows have everything.
  private static func everything() throws(DesignError) -> Formula {
    do throws(FormulaError) { return try Formula("~ 1") } catch { throw .formula(error) }
  }

  func build() throws(DifferencesError) -> TreatmentPanel {
    var keep = KeptRows(count: table.rows)
    if let filter = columns.filter {
      do throws(DesignError) {
        let kept = try Design(DesignRequest(try TreatmentPanelBuilder.everything(), filter: filter), table)
          .sample
        if let positions = kept.positions {
          var has = [Bool](repeating: false, count: table.rows)
          for row in positions { has[row] = true }
          keep.drop(.filter) { !has[$0] }
        }
      } catch { throw .design(error) }
    }
    // Outcome and covariates: through a design where there are expressions, else straight from the columns.
    var design: Design?
    var outcome: [Double]
    let formula = try columns.covariateFormula()
    if let formula {
      do throws(DesignError) {
        design = try Design(DesignRequest(formula, filter: columns.filter), table)
      } catch {
        throw .design(error)
      }
    }
    if let expression {
      let built: Design
      do throws(DesignError) { built = try Design(DesignRequest(expression), table) } catch {
        throw .design(error)
      }
      outcome = [Double](repeating: .nan, count: table.rows)
      for row in 0..<built.sample.rowsUsed {
        outcome[built.sample.position(of: row)] = built.data.outcome[row]
      }
    } else {
      outcome = try numbers(columns.outcome)
    }
    let unitColumn = columns.areRepeatedCrossSections ? nil : try columns.unit.map(column)
    let time = try WholeValues(column(columns.time), name: columns.time, role: .periods, table: table)
    var isDummy = false
    if case .dummy = columns.treatment { isDummy = true }
    let treatment = try WholeValues(
      column(columns.treatment.column), name: columns.treatment.column,
      role: isDummy ? .indicator : .firstTreated, table: table)
    if let unitColumn, let name = columns.unit { keep.drop(unitColumn, .missing(name)) }
    if let missing = time.isMissing { keep.drop(.missing(columns.time)) { missing[$0] } }
    keep.drop(.missing(columns.outcome)) { outcome[$0].isNaN }
    keep.drop(.notFinite(columns.outcome)) { outcome[$0].isInfinite }
    if isDummy, let missing = treatment.isMissing {
      keep.drop(.missing(columns.treatment.column)) { missing[$0] }
    }
    if let design, let positions = design.sample.positions {
      var has = [Bool](repeating: false, count: table.rows)
      for row in positions { has[row] = true }
      keep.drop(.missing("covariates")) { !has[$0] }
    }
    var weights = try columns.weights.map { (name) throws(DifferencesError) in try numbers(name) }
    if let weights, let name = columns.weights {
      keep.drop(.missing(name)) { weights[$0].isNaN }
      let wrong = (0..<table.rows).filter {
        keep.contains($0) && (weights[$0] < 0 || weights[$0].isInfinite)
      }
      if let first = wrong.first {
        throw .invalidWeights(column: name, count: wrong.count, first: table.place(ofRow: first))
      }
    }
    let clusterColumn = try columns.cluster.map(column)
    if let clusterColumn, let name = columns.cluster { keep.drop(clusterColumn, .missing(name)) }
    if isDummy {
      let wrong = (0..<table.rows).filter {
        keep.contains($0) && treatment.values[$0] != 0 && treatment.values[$0] != 1
      }
      if let first = wrong.first {
        throw .notBinary(
          column: columns.treatment.column, count: wrong.count, first: table.place(ofRow: first))
      }
    }
    let triple = try columns.triple.map { (name) throws(DifferencesError) in
      try WholeValues(column(name), name: name, role: .indicator, table: table)
    }
    if let triple, let name = columns.triple {
      if let missing = triple.isMissing { keep.drop(.missing(name)) { missing[$0] } }
      let wrong = (0..<table.rows).filter {
        keep.contains($0) && triple.values[$0] != 0 && triple.values[$0] != 1
      }
      if let first = wrong.first {
        throw .notBinary(column: name, count: wrong.count, first: table.place(ofRow: first))
      }
    }
    let chosen = keep.rows
    guard (chosen?.count ?? table.rows) > 0 else { throw .noRows(read: table.rows, dropped: keep.dropped) }
    if let name = columns.weights, let given = weights,
      !(0..<table.rows).contains(where: { keep.contains($0) && given[$0] > 0 })
    {
      throw .invalidWeights(column: name, count: 0, first: "any row")
    }
    return try assemble(
      keep, chosen, outcome: &outcome, unitColumn, time.values, treatment.values, isDummy: isDummy, &weights,
      clusterColumn, design, triple?.values)
  }

  /// Throws where products of four values leave the range of doubles.
  private static func checkRange(_ values: [Double], _ name: String) throws(DifferencesError) {
    var largest = 0.0
    for value in values { largest = max(largest, abs(value)) }
    guard largest == 0 || (1e-70...1e70).contains(largest) else {
      throw .regression(.outOfRange(column: name, largest: largest))
    }
  }

  private func assemble(
    _ keep: KeptRows, _ chosen: [Int32]?, outcome: inout [Double], _ unitColumn: Column?, _ time: [Int32],
    _ treatment: [Int32], isDummy: Bool, _ weights: inout [Double]?, _ clusterColumn: Column?,
    _ design: Design?, _ triple: [Int32]?
  ) throws(DifferencesError) -> TreatmentPanel {
    let count = chosen?.count ?? table.rows
    let coded = unitColumn.map { OrderedCodes($0, rows: chosen) }
    let calendar = PeriodCodes(time, rows: chosen)
    var unit = coded?.codes ?? (0..<UInt32(count)).map { $0 }
    let units = coded?.count ?? count
    var period = calendar.codes
    // Rows by unit and then by period: two counting sorts, the later period first, or nothing where they are in order.
    var order: [Int32]?
    if coded != nil {
      let isSorted = (1..<max(1, count)).allSatisfy {
        unit[$0 - 1] < unit[$0] || (unit[$0 - 1] == unit[$0] && period[$0 - 1] < period[$0])
      }
      if !isSorted {
        let byPeriod = CountingSort.order(period, groups: calendar.periods.count, over: nil)
        let sorted = CountingSort.order(unit, groups: units, over: byPeriod)
        unit = sorted.map { unit[Int($0)] }
        period = sorted.map { period[Int($0)] }
        order = sorted
      }
    }
    let rows: [Int32]? =
      if let order { chosen.map { chosen in order.map { chosen[Int($0)] } } ?? order } else { chosen }
    if let coded, coded.count > 0, let name = columns.unit {
      var duplicates: [Int] = []
      for row in 1..<max(1, count) where unit[row - 1] == unit[row] && period[row - 1] == period[row] {
        duplicates.append(rows.map { Int($0[row]) } ?? row)
      }
      if !duplicates.isEmpty {
        throw .duplicates(
          unit: name, time: columns.time, count: duplicates.count,
          first: duplicates.sorted().prefix(3).map { table.place(ofRow: $0) })
      }
    }
    if calendar.periods.count < 2 { throw .onePeriod(calendar.periods[0]) }
    if let rows {
      outcome = rows.map { outcome[Int($0)] }
      if let given = weights { weights = rows.map { given[Int($0)] } }
    }
    try TreatmentPanelBuilder.checkRange(outcome, columns.outcome)
    if let weights, let name = columns.weights { try TreatmentPanelBuilder.checkRange(weights, name) }
    var starts = [Int](repeating: 0, count: units + 1)
    for code in unit { starts[Int(code) + 1] += 1 }
    for number in 0..<units { starts[number + 1] += starts[number] }
    let timing = try Timing(
      treatment, rows: rows, period: period, periods: calendar.periods, starts: starts, isDummy: isDummy,
      hasUnits: coded != nil, column: columns.treatment.column)
    var covariates: TreatmentPanel.Covariates?
    if let design {
      var matrix = design.data.matrix
      if let rows {
        // Positions among the design's rows.
        var places = [Int32](repeating: 0, count: table.rows)
        for row in 0..<design.sample.rowsUsed { places[design.sample.position(of: row)] = Int32(row) }
        matrix = matrix.selecting(rows: rows.map { Int(places[Int($0)]) })
      }
      for (name, column) in zip(design.data.names, matrix.columns) {
        if case .real(let values) = column { try TreatmentPanelBuilder.checkRange(values, name) }
      }
      covariates = .init(matrix: matrix, names: design.data.names)
    }
    var cluster: Grouping?
    if let clusterColumn, let name = columns.cluster {
      let groups = OrderedCodes(clusterColumn, rows: rows)
      cluster = Grouping(name: name, codes: groups.codes, count: groups.count)
    }
    var panel = TreatmentPanel(
      columns: columns, tableRows: rows, unit: unit, period: period, outcome: outcome,
      isTreated: timing.isTreated, weights: weights, covariates: covariates, cluster: cluster,
      triple: triple.map { triple in (0..<count).map { row in triple[rows.map { Int($0[row]) } ?? row] == 1 }
      },
      periods: calendar.periods, unitStarts: starts, firstTreated: timing.firstTreated,
      cohorts: timing.cohorts, reversals: timing.reversals, rowsRead: table.rows, dropped: keep.dropped,
      unitColumn: unitColumn, unitRepresentatives: coded?.representatives ?? [])
    panel.readsZeroAsNever = timing.readsZeroAsNever
    return panel
  }
}

/// Rows still in, and how many left for which reason.
private struct KeptRows {
  private var isOut: [Bool]
  private(set) var dropped: [EstimationSample.Dropped] = []

  init(count: Int) { isOut = [Bool](repeating: false, count: count) }

  func contains(_ row: Int) -> Bool { !isOut[row] }

  mutating func drop(_ reason: EstimationSample.Reason, where isWrong: (Int) -> Bool) {
    var count = 0
    for row in isOut.indices where !isOut[row] && isWrong(row) {
      isOut[row] = true
      count += 1
    }
    if count > 0 { dropped.append(.init(reason: reason, rows: count)) }
  }

  mutating func drop(_ column: Column, _ reason: EstimationSample.Reason) {
    if column.validity.population == column.count { return }
    drop(reason) { !column.validity[$0] }
  }

  /// Nil for all rows.
  var rows: [Int32]? {
    dropped.isEmpty ? nil : isOut.indices.filter { !isOut[$0] }.map { Int32($0) }
  }
}

/// Periods as positions in their rising order.
private struct PeriodCodes {
  let codes: [UInt32]
  let periods: [Int]

  init(_ values: [Int32], rows: [Int32]?) {
    let count = rows?.count ?? values.count
    var low = Int32.max
    var high = Int32.min
    for position in 0..<count {
      let value = values[rows.map { Int($0[position]) } ?? position]
      low = min(low, value)
      high = max(high, value)
    }
    let base = Int(low)
    let width = Int(high) - base + 1
    var codes = [UInt32](repeating: 0, count: count)
    var sorted: [Int32] = []
    if width <= 1 << 20 {
      var table = [UInt32](repeating: .max, count: width)
      for position in 0..<count {
        table[Int(values[rows.map { Int($0[position]) } ?? position]) - base] = 0
      }
      for slot in 0..<width where table[slot] == 0 {
        table[slot] = UInt32(sorted.count)
        sorted.append(Int32(base + slot))
      }
      for position in 0..<count {
        codes[position] = table[Int(values[rows.map { Int($0[position]) } ?? position]) - base]
      }
    } else {
      var index: [Int32: UInt32] = [:]
      for position in 0..<count { index[values[rows.map { Int($0[position]) } ?? position]] = 0 }
      sorted = index.keys.sorted()
      for (code, value) in sorted.enumerated() { index[value] = UInt32(code) }
      for position in 0..<count {
        codes[position] = index[values[rows.map { Int($0[position]) } ?? position], default: 0]
      }
    }
    self.codes = codes
    periods = sorted.map(Int.init)
  }
}

/// Positions in the order of their groups, stable.
enum CountingSort {
  /// `over`: the order to start from, nil for rising positions. O(n + groups).
  static func order(_ codes: [UInt32], groups: Int, over first: [Int32]?) -> [Int32] {
    var next = [Int](repeating: 0, count: groups + 1)
    for code in codes { next[Int(code) + 1] += 1 }
    for group in 0..<groups { next[group + 1] += next[group] }
    var order = [Int32](repeating: 0, count: codes.count)
    for position in codes.indices {
      let row = first.map { Int($0[position]) } ?? position
      let group = Int(codes[row])
      order[next[group]] = Int32(row)
      next[group] += 1
    }
    return order
  }
}

/// When each unit is first treated.
private struct Timing {
  let isTreated: [Bool]
  let firstTreated: [Int?]
  let cohorts: [Int]
  let reversals: Int
  /// Whether a 0 was read as never and is, or lies between, periods of the data.
  let readsZeroAsNever: Bool

  init(
    _ treatment: [Int32], rows: [Int32]?, period: [UInt32], periods: [Int], starts: [Int], isDummy: Bool,
    hasUnits: Bool, column: String
  ) throws(DifferencesError) {
    let units = starts.count - 1
    let count = period.count
    func value(_ row: Int) -> Int32 { treatment[rows.map { Int($0[row]) } ?? row] }
    var isTreated = [Bool](repeating: false, count: count)
    var first = [Int?](repeating: nil, count: units)
    var reversals = 0
    var holdsZero = false
    if isDummy {
      for row in 0..<count { isTreated[row] = value(row) == 1 }
      if hasUnits {
        for unit in 0..<units {
          var leaves = false
          for row in starts[unit]..<starts[unit + 1] {
            if isTreated[row] {
              if first[unit] == nil { first[unit] = periods[Int(period[row])] }
            } else if first[unit] != nil {
              leaves = true
            }
          }
          if leaves { reversals += 1 }
        }
      }
    } else {
      var varying = 0
      for unit in 0..<units where starts[unit] < starts[unit + 1] {
        let own = value(starts[unit])
        let date = own == 0 ? WholeValues.never : own
        var isSame = true
        for row in starts[unit]..<starts[unit + 1] {
          let other = value(row)
          if other == 0 { holdsZero = true }
          if (other == 0 ? WholeValues.never : other) != date { isSame = false }
          if date != WholeValues.never { isTreated[row] = periods[Int(period[row])] >= Int(own) }
        }
        if !isSame { varying += 1 }
        if date != WholeValues.never { first[unit] = Int(own) }
      }
      if varying > 0 { throw .cohortVaries(column: column, units: varying) }
    }
    self.isTreated = isTreated
    firstTreated = first
    var seen: Set<Int> = []
    var previous: Int?
    let last = periods[periods.count - 1]
    for case let start? in first where start != previous {
      previous = start
      if start <= last { seen.insert(start) }
    }
    cohorts = seen.sorted()
    self.reversals = reversals
    readsZeroAsNever = holdsZero && periods[0] <= 0 && last >= 0
  }
}
