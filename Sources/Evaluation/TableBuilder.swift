import Kernels
import Reports
import Rosters

/// Turns a table of the spec into rows of numbers.
struct TableBuilder {
  let spec: EvaluationSpec
  let evaluator: Evaluator

  /// Tables whose formulas of inputs alone may not divide by zero: what the spec writes down it can put right. Where nobody is counted the
  /// figure has no value.
  private let refusesZeros: Set<String> = [LogicalFramework.measurementID, CoverageTable.id]

  /// A table that people read has fewer rows than this.
  private static let rowLimit = 20_000

  func build(_ table: EvaluationSpec.Table) throws(SpecError) -> ReportTable {
    var columns: [String] = []
    for block in table.blocks {
      for column in block.columns where !columns.contains(column.name) { columns.append(column.name) }
    }
    if !table.columnOrder.isEmpty {
      columns =
        table.columnOrder.filter(columns.contains) + columns.filter { !table.columnOrder.contains($0) }
    }
    var rows: [ReportTable.Row] = []
    var above: [String: [Exact]] = [:]
    for block in table.blocks {
      let formulas = Dictionary(
        block.columns.map { ($0.name, $0.formula) }, uniquingKeysWith: { _, last in last })
      let people = PersonCounting(spec, columns: formulas)
      let running = RunningColumns.among(formulas)
      let size = block.axes.reduce(1) { size, axis in
        guard case .listed(let members) = axis.members else { return size }
        return min(size * members.count, TableBuilder.rowLimit + 1)
      }
      guard size <= TableBuilder.rowLimit else {
        throw SpecError(
          path: spec.path, position: table.position,
          message: "the table '\(table.id)' has more than \(TableBuilder.rowLimit) rows")
      }
      for (keys, variables) in product(of: block.axes) {
        var cells: [ReportTable.Cell?] = []
        var values: [String: Exact] = [:]
        for column in columns {
          guard let formula = formulas[column] else {
            cells.append(nil)
            continue
          }
          let scope = Evaluator.Scope(variables: variables, columns: formulas, above: above)
          let result = try evaluator.evaluate(formula, scope)
          if result.value == nil, refusesZeros.contains(table.id),
            try dividesByInputs(formula, scope, people)
          {
            throw SpecError(
              path: spec.path, position: formula.position ?? table.position,
              message:
                "\(column) of \(keys.filter { !$0.isEmpty }.joined(separator: ", ")) is a division by zero: "
                + "the inputs give a denominator of 0")
          }
          values[column] = result.value
          cells.append(
            ReportTable.Cell(
              value: result.value.map(ReportTable.Value.exact), numerator: result.numerator,
              denominator: result.denominator,
              decimals: block.decimals[column] ?? table.decimals[column]
                ?? (TableBuilder.isPercentage(formula) ? 1 : 0),
              parts: result.parts, counts: TableBuilder.distinct(result.counts),
              holdsAbove: running.contains(column)))
        }
        for (column, value) in values { above[column, default: []].append(value) }
        rows.append(.init(keys: keys, cells: cells))
      }
    }
    return SectionTable.table(
      table.id, table.number, table.title, chapter: table.chapter, unit: table.unit, years: table.years,
      keys: table.blocks.first?.axes.map(\.name) ?? [], columns: columns, rows: rows, formula: table.formula,
      source: Phrase(same: table.source), notes: table.notes.map(Phrase.init(same:)), across: table.across,
      headings: table.labels,
      keyLabels: keyLabels(table.blocks.first?.axes ?? []).merging(
        table.keyLabels, uniquingKeysWith: { _, own in own }))
  }

  /// Whether something without a value is divided by a zero that comes of inputs alone.
  private func dividesByInputs(_ formula: Expression, _ scope: Evaluator.Scope, _ people: PersonCounting)
    throws(SpecError) -> Bool
  {
    guard people.counts(formula) else { return true }
    switch formula {
    case .binary(let operation, let left, let right, _):
      if operation == .divided, !people.counts(right) {
        let divisor = try evaluator.evaluate(right, scope).value
        if divisor?.isZero == true { return true }
      }
      for side in [left, right] where people.counts(side) {
        if try dividesByInputs(side, scope, people) { return true }
      }
      return false
    case .negated(let inner): return try dividesByInputs(inner, scope, people)
    case .name(let name, _):
      guard let column = scope.columns[name] else { return false }
      return try dividesByInputs(column, scope, people)
    default: return false
    }
  }

  /// Labels of the members of axes that are dimensions, but for those whose labels an axis of their own shows.
  private func keyLabels(_ axes: [EvaluationSpec.Axis]) -> [String: [String: Phrase]] {
    var labelled: Set<String> = []
    for axis in axes { if case .labelOf(let other) = axis.members { labelled.insert(other) } }
    var labels: [String: [String: Phrase]] = [:]
    for axis in axes where !labelled.contains(axis.name) {
      if let dimension = spec.dimensions.first(where: { $0.name == axis.name }), !dimension.labels.isEmpty {
        labels[axis.name] = dimension.labels.mapValues(Phrase.init(same:))
      }
    }
    return labels
  }

  /// The rows of a block: labels and variables, first axis outermost.
  private func product(of axes: [EvaluationSpec.Axis]) -> [(keys: [String], variables: [String: Operand])] {
    var rows: [(keys: [String], variables: [String: Operand])] = [([], [:])]
    for axis in axes {
      rows = rows.flatMap { row -> [(keys: [String], variables: [String: Operand])] in
        switch axis.members {
        case .listed(let members):
          return members.map { member in
            var variables = row.variables
            variables[axis.name] = member.value
            return (row.keys + [member.label], variables)
          }
        case .labelOf(let other):
          guard let index = axes.firstIndex(where: { $0.name == other }) else { return [row] }
          let member = row.keys[index]
          let label = spec.dimensions.first { $0.name == other }?.labels[member] ?? member
          var variables = row.variables
          variables[axis.name] = .text(label)
          return [(row.keys + [label], variables)]
        }
      }
    }
    return rows
  }

  /// Whether the formula is `100 * …`.
  private static func isPercentage(_ formula: Expression) -> Bool {
    switch formula {
    case .number(let value): value == Exact(100)
    case .binary(.times, let left, _, _), .binary(.divided, let left, _, _): isPercentage(left)
    default: false
    }
  }

  private static func distinct(_ counts: [ReportTable.Count]) -> [ReportTable.Count] {
    var seen: Set<CountKey> = []
    return counts.filter { seen.insert($0.key).inserted }
  }
}
