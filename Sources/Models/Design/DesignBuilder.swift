internal import Columns
internal import Kernels
internal import LinearAlgebra

/// Builds a design: resolves the formula's variables over all rows, finds the rows that have everything, and makes columns
/// of those.
struct DesignBuilder {
  let request: DesignRequest
  let table: Table
  private let evaluator: ExpressionEvaluator
  private var selection: SampleSelection

  /// A side of the formula with its variables resolved.
  private struct Side {
    let list: TermList
    let sources: [VariableSource]
  }

  init(_ request: DesignRequest, _ table: Table) throws(DesignError) {
    try request.check(names: table.names)
    self.request = request
    self.table = table
    let formula = request.formula
    let expressions = [
      formula.outcome, formula.exogenous, formula.fixedEffects, formula.endogenous, formula.instruments,
      request.filter?.condition,
    ].compactMap { $0 }
    var panel: PanelIndex?
    if expressions.contains(where: \.hasLag), let unit = request.panelID, let time = request.panelTime {
      let units = try DesignBuilder.groupValue(unit, table)
      let coded = DesignBuilder.partialCodes(units, count: table.rows)
      let times = try ExpressionEvaluator(table: table, panel: nil).numbers(DesignBuilder.name(time))
      panel = try PanelIndex(units: coded, times: times.high, unitName: unit, timeName: time, table: table)
    }
    evaluator = ExpressionEvaluator(table: table, panel: panel)
    selection = SampleSelection(count: table.rows)
  }

  mutating func build() throws(DesignError) -> Design {
    let formula = request.formula
    if let filter = request.filter {
      let keep = try evaluator.numbers(filter.condition)
      selection.drop { keep.high[$0] == 0 || keep.high[$0].isNaN ? .filter : nil }
    }
    let (outcome, outcomeName) = try outcomeValues()
    if let outcome, let expression = formula.outcome {
      dropMissing(outcome, of: expression, name: outcomeName)
    } else if let outcome, let column = request.outcome {
      dropMissing(outcome, of: DesignBuilder.name(column), name: column)
    }
    let exogenous = try side(formula.exogenous)
    let effects = try FixedEffectTerms(formula.fixedEffects, evaluator, table)
    for value in effects.groups { drop(missing: value.value, value.name) }
    for slope in effects.slopes { dropMissing(slope.values, of: slope.expression, name: slope.name) }
    let endogenous = try formula.endogenous.map { (side) throws(DesignError) in try self.side(side) }
    let instruments = try formula.instruments.map { (side) throws(DesignError) in try self.side(side) }
    if let endogenous, let instruments {
      try TermList.checkParts(
        exogenous: exogenous.list, endogenous: endogenous.list, instruments: instruments.list)
    }
    for side in [endogenous, instruments].compactMap({ $0 }) {
      if let misplaced = side.list.offsets.first {
        throw ExpressionEvaluator.invalid(misplaced, "an offset stands among the exogenous regressors")
      }
    }
    let offset = try offsetValues(exogenous.list.offsets)
    if let offset { dropOffset(offset, exogenous.list.offsets) }
    let weights = try weightValues()
    for column in [request.panelID, request.panelTime].compactMap({ $0 }) + request.also {
      drop(missing: try DesignBuilder.groupValue(column, table), column)
    }
    if let weights { selection.drop { weights.high[$0] == 0 ? .zeroWeight : nil } }
    let sample = selection.sample
    guard sample.rowsUsed > 0 else {
      if let weights, let name = request.weights, !weights.high.contains(where: { $0 > 0 }) {
        throw .noPositiveWeight(name)
      }
      throw .noRows(sample)
    }
    return try assemble(
      sample, outcome: outcome, outcomeName, exogenous, effects, endogenous, instruments, offset, weights)
  }

  // MARK: - Values of all rows

  private func outcomeValues() throws(DesignError) -> (NumberValues?, String) {
    if request.known != nil { return (nil, "") }
    if let expression = request.formula.outcome {
      if case .call(let function, _) = expression.kind, ["i", "factor", "poly", "offset"].contains(function) {
        throw ExpressionEvaluator.invalid(expression, "\(function)() is no outcome")
      }
      return (try evaluator.numbers(expression), FormulaText.text(expression))
    }
    guard let column = request.outcome else { return (nil, "") }
    return (try evaluator.numbers(DesignBuilder.name(column)), column)
  }

  private mutating func side(_ expression: FormulaExpression) throws(DesignError) -> Side {
    let list = try TermList(expression)
    var sources: [VariableSource] = []
    let needed = Set(list.terms.joined())
    for (position, variable) in list.variables.enumerated() {
      // A variable that was taken away again keeps its place and costs no row.
      guard needed.contains(position) else {
        sources.append(.numbers([]))
        continue
      }
      let source = try VariableSource(variable, evaluator, references: request.references)
      switch source {
      case .numbers(let columns):
        for column in columns { dropMissing(column.values, of: variable.expression, name: column.name) }
      case .factor(let factor): drop(factor, variable)
      case .slopes(let factor, let values, _):
        drop(factor, variable)
        dropMissing(values, of: variable.expression, name: variable.name)
      case .pairs(let first, let second):
        drop(first, variable)
        drop(second, variable)
      }
      sources.append(source)
    }
    return Side(list: list, sources: sources)
  }

  private func offsetValues(_ expressions: [FormulaExpression]) throws(DesignError) -> NumberValues? {
    var total: NumberValues?
    let named = request.offset.map { [DesignBuilder.name($0)] } ?? []
    for expression in expressions + named {
      let values = try evaluator.numbers(expression)
      if let sum = total {
        total = NumberValues(count: table.rows) { sum[$0] + values[$0] }
      } else {
        total = values
      }
    }
    return total
  }

  private mutating func weightValues() throws(DesignError) -> NumberValues? {
    guard let name = request.weights else { return nil }
    let weights = try evaluator.numbers(DesignBuilder.name(name))
    let used = (0..<table.rows).filter { selection.contains($0) }
    let invalid = used.filter { weights.high[$0] < 0 || weights.high[$0].isInfinite }
    if let first = invalid.first {
      throw .invalidWeights(name, count: invalid.count, first: table.place(ofRow: first))
    }
    if request.weightKind == .frequency {
      let fractional = used.filter {
        !weights.high[$0].isNaN && weights.high[$0] != weights.high[$0].rounded()
      }
      if let first = fractional.first {
        throw .fractionalWeights(name, count: fractional.count, first: table.place(ofRow: first))
      }
    }
    selection.drop { weights.high[$0].isNaN ? .missing(name) : nil }
    return weights
  }

  // MARK: - Rows left out

  /// Leaves out rows without a finite value, under the first of the expression's columns that has none there.
  private mutating func dropMissing(
    _ values: NumberValues, of expression: FormulaExpression, name: String
  ) {
    if values.high.allSatisfy(\.isFinite) { return }
    let columns = expression.columns.map(\.name).compactMap { name in
      (try? table.column(name)).map { (name, $0) }
    }
    let hasLag = expression.hasLag
    selection.drop { row in
      if values.high[row].isFinite { return nil }
      if hasLag { return values.high[row].isNaN ? .noNeighbour(name) : .notFinite(name) }
      if let missing = columns.first(where: { !$0.1.validity[row] }) { return .missing(missing.0) }
      return .notFinite(name)
    }
  }

  private mutating func dropOffset(_ values: NumberValues, _ expressions: [FormulaExpression]) {
    let named = request.offset.map { [DesignBuilder.name($0)] } ?? []
    let all = FormulaExpression(
      .call("offset", (expressions + named).map { .init(label: nil, value: $0) }), at: .outside)
    dropMissing(values, of: all, name: FormulaText.text(all))
  }

  private mutating func drop(_ factor: FactorSource, _ variable: TermList.Variable) {
    switch factor.value {
    case .numbers(let values): dropMissing(values, of: variable.expression, name: variable.name)
    default: drop(missing: factor.value, variable.expression.columns.first?.name ?? variable.name)
    }
    // A column that is no factor in the fit makes other terms, which is told then.
    guard let known = request.known, known.levels[factor.label] != nil else { return }
    let codes = known.codes(factor.label, factor.value, count: table.rows)
    selection.drop { codes[$0] == nil ? .unknownLevel(factor.label) : nil }
  }

  private mutating func drop(missing value: ExpressionValue, _ column: String) {
    switch value {
    case .numbers(let numbers): if numbers.high.allSatisfy(\.isFinite) { return }
    case .texts(_, _, let validity): if validity.population == validity.count { return }
    case .constant, .literal: return
    }
    selection.drop { DesignBuilder.isMissing(value, $0) ? .missing(column) : nil }
  }

  static func isMissing(_ value: ExpressionValue, _ row: Int) -> Bool {
    switch value {
    case .numbers(let numbers): !numbers.high[row].isFinite
    case .texts(_, _, let validity): !validity[row]
    case .constant, .literal: false
    }
  }

  /// A column as groups: numbers, texts or identifiers.
  static func groupValue(_ name: String, _ table: Table) throws(DesignError) -> ExpressionValue {
    let column: Column
    do throws(TableError) { column = try table.column(name) } catch {
      throw .unknownColumn(name, nearest: Suggestion.nearest(to: name, among: table.names), nil)
    }
    if column.count > 0, column.validity.population == 0 { throw .allMissing(name) }
    guard let value = ExpressionValue.of(column, identifiersAsGroups: true) else {
      preconditionFailure("column '\(name)' has no groups")
    }
    return value
  }

  /// A code a row, nil where the value is missing.
  private static func partialCodes(_ value: ExpressionValue, count: Int) -> [UInt32?] {
    let rows = (0..<count).filter { !isMissing(value, $0) }
    let coded = CodedValues(value, rows: rows)
    var codes = [UInt32?](repeating: nil, count: count)
    for (position, row) in rows.enumerated() { codes[row] = coded.codes[position] }
    return codes
  }

  static func name(_ column: String) -> FormulaExpression {
    FormulaExpression(.name(column), at: .outside)
  }

  // MARK: - Columns of the used rows

  private func assemble(
    _ sample: EstimationSample, outcome: NumberValues?, _ outcomeName: String, _ exogenous: Side,
    _ effects: FixedEffectTerms, _ endogenous: Side?, _ instruments: Side?, _ offset: NumberValues?,
    _ weights: NumberValues?
  ) throws(DesignError) -> Design {
    let rows = sample.positions
    // As fixest has it: fixed effects that hold a constant take the intercept's column, not its part in the coding.
    let coded = exogenous.list.intercept ?? true
    let intercept = coded && !effects.absorbsConstant
    var pool = ColumnPool(known: request.known, count: table.rows)
    let main = try part(exogenous, intercept: intercept, coded: coded, sample, &pool)
    let second = try endogenous.map { (side) throws(DesignError) in
      try part(side, intercept: false, coded: coded, sample, &pool)
    }
    let third = try instruments.map { (side) throws(DesignError) in
      try part(side, intercept: false, coded: coded, sample, &pool)
    }
    let data = RegressionData(
      matrix: main.matrix, names: main.names,
      outcome: outcome.map { $0.gathering(rows).column } ?? .constant(0), outcomeName: outcomeName,
      weights: weights.map { ObservationWeights(request.weightKind, values: $0.gathering(rows).high) },
      offset: offset.map { $0.gathering(rows).high })
    return Design(
      formula: request.formula, data: data, terms: main.terms, fixedEffects: effects.effects(rows),
      endogenous: second, instruments: third, sample: sample, table: table, levels: pool.levels)
  }

  private func part(
    _ side: Side, intercept: Bool, coded: Bool, _ sample: EstimationSample, _ pool: inout ColumnPool
  ) throws(DesignError) -> Design.Part {
    let terms = side.list.terms
    let coding = FactorCoding(terms: terms, isFactor: side.sources.map(\.isFactor), intercept: coded)
    let variables = try side.sources.map { (source) throws(DesignError) in
      try VariableColumns(source, sample, &pool)
    }
    var columns: [TallColumn] = []
    var names: [String] = []
    var found: [Design.Term] = []
    if intercept {
      columns.append(.constant(1))
      names.append("(Intercept)")
      found.append(.init(name: "(Intercept)", columns: 0..<1))
    }
    for (term, full) in zip(terms, coding.full) {
      let start = columns.count
      // The first variable's columns run fastest.
      var products: [ColumnProduct] = []
      for (position, variable) in term.enumerated() {
        let own = variables[variable].columns(full: full[position])
        products = position == 0 ? own : own.flatMap { right in products.map { $0.times(right) } }
      }
      for product in products {
        columns.append(try pool.column(product))
        names.append(product.name)
      }
      found.append(.init(name: side.list.name(term), columns: start..<columns.count))
    }
    return Design.Part(
      matrix: TallMatrix(rows: sample.rowsUsed, columns: columns), names: names, terms: found)
  }
}
