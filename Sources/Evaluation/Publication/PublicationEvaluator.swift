import Indicators
import Kernels
import Reports
import Rosters

/// Why a formula over a publication has no value.
enum Unanswered: Error, Equatable {
  case noTable(String)
  case noColumn(String, table: String)
  case noKey(String, table: String)
  case noRow(table: String)
  case severalRows(table: String)
  case noNumber(String)
  case noValue(String)
  case zeroDivisor
  case tooLarge
  /// Of a check that finds nothing to look at.
  case nothing

  /// As files have it.
  var text: String {
    switch self {
    case .noTable(let id): "no table '\(id)'"
    case .noColumn(let name, let table): "no column '\(name)' in '\(table)'"
    case .noKey(let name, let table): "no key column '\(name)' in '\(table)'"
    case .noRow(let table): "no such row in '\(table)'"
    case .severalRows(let table): "more than one such row in '\(table)'"
    case .noNumber(let place): "no number in '\(place)'"
    case .noValue(let name): "no value for '\(name)'"
    case .zeroDivisor: "a division by zero"
    case .tooLarge: "a formula too large to compute"
    case .nothing: "no such table, row or number"
    }
  }

  func text(_ language: Language) -> String {
    if language == .english { return text }
    return switch self {
    case .noTable(let id): "no hay cuadro «\(id)»"
    case .noColumn(let name, let table): "no hay columna «\(name)» en «\(table)»"
    case .noKey(let name, let table): "no hay columna llave «\(name)» en «\(table)»"
    case .noRow(let table): "no hay tal fila en «\(table)»"
    case .severalRows(let table): "hay más de una fila así en «\(table)»"
    case .noNumber(let place): "no hay número en «\(place)»"
    case .noValue(let name): "no hay valor de «\(name)»"
    case .zeroDivisor: "una división por cero"
    case .tooLarge: "una fórmula demasiado grande para calcularla"
    case .nothing: "no hay tal cuadro, fila o número"
    }
  }
}

/// Computes formulas over published figures, with the bounds that their rounding leaves.
///
/// Bare names are columns of the row at hand or its keys; `cell`, `sum` and `running` reach other figures; inputs, the
/// deflator and definitions are those of the spec. Nothing here sees a roster.
struct PublicationEvaluator {
  let spec: EvaluationSpec
  let publication: Publication
  /// Two labels of a key column of a table that stand for each other.
  var swap: LabelSwap?
  /// Figures read as something else than what is printed.
  var instead: [Publication.Place: Exact] = [:]
  private let deflator: Deflator?
  private let budget = Budget()

  /// Rows that an audit may still look through: no publication that people read needs a part of it.
  private final class Budget {
    var rows = 5_000_000
  }

  init(spec: EvaluationSpec, publication: Publication) {
    self.spec = spec
    self.publication = publication
    deflator = spec.deflator.map { Deflator(baseYear: $0.baseYear, factors: $0.factors) }
  }

  struct LabelSwap: Hashable, Sendable {
    let table: Int
    let axis: Int
    let first: String
    let second: String
  }

  /// Where a formula stands, and what it has looked at.
  final class Scope {
    /// Nil for a figure of the text.
    let table: Int?
    let row: Int
    let column: String?
    /// Rows of the table that the check goes over.
    let selected: [Int]
    var variables: [String: String]
    /// Parameters of the definition that is being computed; inside one nothing else is seen.
    var parameters: [String: Operand]?
    var places: Set<Publication.Place> = []
    var steps = 0
    var depth = 0

    init(table: Int?, row: Int, column: String?, selected: [Int], variables: [String: String]) {
      self.table = table
      self.row = row
      self.column = column
      self.selected = selected
      self.variables = variables
    }
  }

  private static let stepLimit = 200_000
  private static let bitLimit = 1 << 13

  func evaluate(_ expression: Expression, _ scope: Scope) throws(Unanswered) -> Bounded {
    scope.steps += 1
    scope.depth += 1
    defer { scope.depth -= 1 }
    guard scope.steps <= PublicationEvaluator.stepLimit, scope.depth < 400 else { throw .tooLarge }
    let result = try step(expression, scope)
    guard result.value.bits <= PublicationEvaluator.bitLimit else { throw .tooLarge }
    return result
  }

  private func step(_ expression: Expression, _ scope: Scope) throws(Unanswered) -> Bounded {
    switch expression {
    case .number(let value): return Bounded(value)
    case .negated(let inner): return -(try evaluate(inner, scope))
    case .binary(let operation, let left, let right, _):
      let a = try evaluate(left, scope)
      let b = try evaluate(right, scope)
      switch operation {
      case .plus: return a + b
      case .minus: return a - b
      case .times: return a * b
      case .divided:
        guard let quotient = a / b else { throw .zeroDivisor }
        return quotient
      }
    case .name(let name, _): return try named(name, scope)
    case .call(let name, let arguments, _): return try call(name, arguments, scope)
    case .text(let text, _): throw .noValue(text)
    case .set, .range: throw .noValue("{…}")
    }
  }

  // MARK: Names and calls

  private func named(_ name: String, _ scope: Scope) throws(Unanswered) -> Bounded {
    if let parameters = scope.parameters {
      if let operand = parameters[name] {
        guard case .number(let value) = operand else { throw .noValue(name) }
        return Bounded(value)
      }
      return try call(name, [], scope)
    }
    if name == "column", let column = scope.column { return try cell(column, [], scope) }
    if let table = scope.table, publication.tables[table].columns.contains(name) {
      return try cell(name, [], scope)
    }
    if let text = scope.variables[name] {
      guard let value = PublishedTable.number(text) else { throw .noValue(name) }
      return Bounded(value)
    }
    return try call(name, [], scope)
  }

  private func call(_ name: String, _ arguments: [Expression.Argument], _ scope: Scope) throws(Unanswered)
    -> Bounded
  {
    switch name {
    case "cell", "sum", "running":
      guard let first = arguments.first, case .name(let given, _) = first.value else { throw .noValue(name) }
      let column = given == "column" ? scope.column ?? given : given
      switch name {
      case "cell": return try cell(column, arguments.dropFirst(), scope)
      case "sum": return try sum(column, arguments.dropFirst(), scope)
      default: return try running(column, scope)
      }
    case "real":
      return try evaluate(arguments[0].value, scope) * Bounded(try factor(arguments[1].value, scope))
    case "factor": return Bounded(try factor(arguments[0].value, scope))
    case "over": return try over(arguments, scope)
    default: break
    }
    var values: [Operand] = []
    for argument in arguments { values.append(try operand(argument.value, scope)) }
    if let definition = spec.definitions[name] {
      let outer = scope.parameters
      defer { scope.parameters = outer }
      scope.parameters = Dictionary(
        zip(definition.parameters, values), uniquingKeysWith: { first, _ in first })
      return try evaluate(definition.body, scope)
    }
    guard let input = spec.inputs[name] else { throw .noValue(name) }
    var keys: [String] = []
    for value in values {
      switch value {
      case .number(let number): keys.append(number.finiteDecimal ?? "")
      case .text(let text): keys.append(text)
      default: throw .noValue(name)
      }
    }
    guard let value = input.values[keys] else { throw .noValue(name) }
    return Bounded(value)
  }

  private func factor(_ expression: Expression, _ scope: Scope) throws(Unanswered) -> Exact {
    guard case .number(let value) = try operand(expression, scope), let year = value.integer,
      let real = deflator?.real(.one, of: year)
    else { throw .noValue("factor") }
    return real.amount
  }

  private func over(_ arguments: [Expression.Argument], _ scope: Scope) throws(Unanswered) -> Bounded {
    guard arguments.count == 2, case .name(let name, _) = arguments[0].value else { throw .noValue("over") }
    if let bound = scope.parameters?[name], bound != .total { return try evaluate(arguments[1].value, scope) }
    let members =
      name == spec.stateName
      ? spec.stateLabels ?? [] : spec.dimensions.first { $0.name == name }?.members ?? []
    guard !members.isEmpty else { throw .noValue(name) }
    let outer = scope.parameters
    defer { scope.parameters = outer }
    var total = Bounded(.zero)
    for member in members {
      scope.parameters = (outer ?? [:]).merging(
        [name: SpecReader.operand(member)], uniquingKeysWith: { _, new in new })
      total = total + (try evaluate(arguments[1].value, scope))
    }
    return total
  }

  // MARK: Figures

  private func cell(_ column: String, _ arguments: ArraySlice<Expression.Argument>, _ scope: Scope)
    throws(Unanswered) -> Bounded
  {
    if arguments.isEmpty, let table = scope.table { return try figure(table, scope.row, column, scope) }
    let (table, rows) = try self.rows(arguments, summing: false, scope)
    guard let row = rows.first else { throw .noRow(table: publication.tables[table].id) }
    if rows.count > 1 { throw .severalRows(table: publication.tables[table].id) }
    return try figure(table, row, column, scope)
  }

  private func sum(_ column: String, _ arguments: ArraySlice<Expression.Argument>, _ scope: Scope)
    throws(Unanswered) -> Bounded
  {
    let (table, rows) = try self.rows(arguments, summing: true, scope)
    let index = try self.column(column, of: table)
    var total = Bounded(.zero)
    var found = false
    for row in rows where publication.figure(table: table, row: row, column: index) != nil {
      scope.steps += 1
      guard scope.steps <= PublicationEvaluator.stepLimit else { throw .tooLarge }
      total = total + (try figure(table, row, column, scope))
      found = true
    }
    guard found else { throw .noRow(table: publication.tables[table].id) }
    return total
  }

  /// The figures of the rows that the check goes over, up to the one at hand.
  private func running(_ column: String, _ scope: Scope) throws(Unanswered) -> Bounded {
    guard let table = scope.table else { throw .noValue("running") }
    var total = Bounded(.zero)
    for row in scope.selected where row <= scope.row {
      scope.steps += 1
      guard scope.steps <= PublicationEvaluator.stepLimit else { throw .tooLarge }
      total = total + (try figure(table, row, column, scope))
    }
    return total
  }

  private func column(_ name: String, of table: Int) throws(Unanswered) -> Int {
    guard let index = publication.tables[table].columns.firstIndex(of: name) else {
      throw .noColumn(name, table: publication.tables[table].id)
    }
    return index
  }

  private func figure(_ table: Int, _ row: Int, _ name: String, _ scope: Scope) throws(Unanswered) -> Bounded
  {
    let column = try self.column(name, of: table)
    guard let figure = publication.figure(table: table, row: row, column: column) else {
      let place = "\(publication.tables[table].id) \(publication.label(table: table, row: row)) \(name)"
      throw .noNumber(place)
    }
    scope.places.insert(figure.place)
    if let other = instead[figure.place] { return Bounded(other, half: figure.half) }
    return figure.bounded
  }

  /// The rows of the table that `table=` names (else the one at hand) with the given keys. Keys that are not given are those
  /// of the row at hand where it has them; others are free.
  private func rows(_ arguments: ArraySlice<Expression.Argument>, summing: Bool, _ scope: Scope)
    throws(Unanswered) -> (table: Int, rows: [Int])
  {
    var table = scope.table
    var filters: [String: Operand] = [:]
    for argument in arguments {
      guard let name = argument.name else { throw .noValue("…") }
      guard name == "table" else {
        filters[name] = try operand(argument.value, scope)
        continue
      }
      guard case .text(let pattern, _) = argument.value,
        let id = TablePattern(pattern)?.filled({ variable($0, scope) })
      else { throw .noTable("…") }
      guard let index = publication.index(of: id) else { throw .noTable(id) }
      table = index
    }
    guard let table else { throw .noTable("…") }
    let names = publication.tables[table].keyNames
    for name in filters.keys.sorted() where !names.contains(name) {
      throw .noKey(name, table: publication.tables[table].id)
    }
    // Keys of this row, as the table reads them after a swap.
    let wanted = names.enumerated().map { axis, name -> Operand? in
      if let filter = filters[name] { return filter }
      return variable(name, scope).map { .set([$0]) }
    }
    if let keys = exactKeys(wanted, table: table) {
      let rows = publication.rows(table: table, keys: keys)
      if !rows.isEmpty { return (table, rows) }
    }
    let all = publication.tables[table].rows.indices
    budget.rows -= all.count
    guard budget.rows >= 0 else { throw .tooLarge }
    return (
      table,
      all.filter { row in
        for (axis, operand) in wanted.enumerated() {
          if let operand, !Self.fits(label(table: table, row: row, axis: axis), operand) { return false }
        }
        return true
      }
    )
  }

  /// The keys as they are printed, where each is one label; nil where one is free or stands for several.
  private func exactKeys(_ wanted: [Operand?], table: Int) -> [String]? {
    var keys: [String] = []
    for (axis, operand) in wanted.enumerated() {
      let text: String
      switch operand {
      case .total: text = "total"
      case .missing: text = ""
      case .text(let one): text = one
      case .set(let texts) where texts.count == 1: text = texts[0]
      case .number(let value):
        guard let one = value.finiteDecimal else { return nil }
        text = one
      default: return nil
      }
      if text.contains("*") { return nil }
      keys.append(printed(text, table: table, axis: axis))
    }
    return keys
  }

  private func variable(_ name: String, _ scope: Scope) -> String? {
    if let axis = scope.table.flatMap({ publication.tables[$0].keyNames.firstIndex(of: name) }),
      let table = scope.table
    {
      return label(table: table, row: scope.row, axis: axis)
    }
    return scope.variables[name]
  }

  /// A key of a row, after a swap of labels.
  func label(table: Int, row: Int, axis: Int) -> String {
    printed(publication.tables[table].rows[row].keys[axis], table: table, axis: axis)
  }

  /// The label that stands for another after a swap; itself without one. Twice this is nothing.
  private func printed(_ label: String, table: Int, axis: Int) -> String {
    guard let swap, swap.table == table, swap.axis == axis else { return label }
    if label == swap.first { return swap.second }
    return label == swap.second ? swap.first : label
  }

  /// Whether a label is what a filter asks for.
  static func fits(_ label: String, _ filter: Operand) -> Bool {
    switch filter {
    case .total: label == "total"
    case .known: label != "total" && !label.isEmpty
    case .missing: label.isEmpty
    case .text(let text): text == label || text.contains("*") && Pattern.matches(text, label)
    case .set(let texts): texts.contains { $0 == label || $0.contains("*") && Pattern.matches($0, label) }
    case .number(let value): PublishedTable.number(label) == value
    }
  }

  private func operand(_ expression: Expression, _ scope: Scope) throws(Unanswered) -> Operand {
    switch expression {
    case .name("total", _): return .total
    case .name("known", _): return .known
    case .name("missing", _): return .missing
    case .name(let name, _):
      if let parameters = scope.parameters { return parameters[name] ?? .text(name) }
      guard let text = variable(name, scope) else { return .text(name) }
      return text == "total" ? .total : PublishedTable.number(text).map { .number($0) } ?? .text(text)
    case .text(let text, _): return .text(text)
    case .set(let items):
      var texts: [String] = []
      for item in items {
        switch try operand(item, scope) {
        case .number(let value): texts.append(value.finiteDecimal ?? "")
        case .text(let text): texts.append(text)
        case .set(let more): texts += more
        case .total: texts.append("total")
        case .known, .missing: throw .noValue("known")
        }
      }
      return .set(texts)
    case .range(let low, let high, _):
      guard case .number(let first) = try operand(low, scope),
        case .number(let last) = try operand(high, scope),
        let from = first.integer, let to = last.integer, from <= to, to - from < 1000
      else { throw .noValue("..") }
      return .set((from...to).map(String.init))
    case .number, .negated, .binary, .call: return .number(try evaluate(expression, scope).value)
    }
  }
}
