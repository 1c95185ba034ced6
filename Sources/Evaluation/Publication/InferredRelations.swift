import Kernels
import Reports

/// Relations that the structure of the published tables suggests, without a spec of them.
///
/// A kind of relation is taken for meant where it holds, up to rounding, for at least half of the figures that it could hold
/// for, and two at least; with fewer, where the others, or the one figure alone, miss by little. What then fails is shown.
struct InferredRelations {
  let spec: EvaluationSpec
  let publication: Publication

  /// A relation on one figure.
  struct Relation {
    let rule: InferredRule
    let table: Int
    /// The cell that it speaks of; nil for a sum that no cell holds.
    let own: Publication.Figure?
    let row: String
    let column: String
    let text: String
    let published: Exact
    let decimals: Int
    let half: Exact
    let computed: Bounded
    let formula: InferredFormula
    let places: Set<Publication.Place>

    /// Whether it is a total and what it adds up.
    var isSum: Bool {
      switch rule {
      case .sumOfRows, .sumOfColumns: true
      default: false
      }
    }

    var verdict: ComparedCell.Verdict {
      PublicationAuditor.Answer.verdict(
        of: computed, published: published, decimals: decimals, half: half)
    }
  }

  /// A figure that misses by more than this part of itself was not meant to be the sum.
  private static let nearMiss = Exact(1, over: 20)
  /// Tables of more rows are only summed and compared, not searched for shares.
  static let rowLimit = 2_000
  static let columnLimit = 40

  /// What is checked already, and all relations of all tables on other figures than those.
  func figures(besides declared: [CheckedFigure]) -> [CheckedFigure] {
    var seen = Set(declared.map(\.places))
    var relations: [Relation] = []
    for table in publication.tables.indices {
      let layout = TableLayout(publication, table: table)
      var found = rowSums(layout) + columnSums(layout) + changes(layout)
      if layout.rows <= InferredRelations.rowLimit, layout.columns.count <= InferredRelations.columnLimit {
        found += shares(layout)
      }
      for relation in found where seen.insert(relation.places).inserted { relations.append(relation) }
    }
    for relation in repeatedFigures() where seen.insert(relation.places).inserted {
      relations.append(relation)
    }
    let found = InferredDiagnosis(publication, relations).diagnoses()
    // What a figure turns out to be misprinted as explains the declared relations that it takes part in too.
    let known = declared.map { figure in
      guard figure.verdict == .different, figure.diagnoses.isEmpty else { return figure }
      var figure = figure
      figure.diagnoses = figure.places.sorted(by: PublicationDiagnosis.before).compactMap {
        found.byPlace[$0]
      }
      return figure
    }
    return known
      + relations.enumerated().map { index, relation in
        figure(relation, found.byRelation[index] ?? [])
      }
  }

  private func figure(_ relation: Relation, _ diagnoses: [Diagnosis]) -> CheckedFigure {
    let id = publication.tables[relation.table].id
    let number = spec.tables.first { $0.id == id }?.number.spanish ?? ""
    let verdict = relation.verdict
    return CheckedFigure(
      group: number.isEmpty ? id : number, check: relation.rule.code, rule: relation.rule, origin: .inferred,
      table: id, row: relation.row, column: relation.column, published: relation.text,
      recomputed: relation.computed.value.text(decimals: relation.decimals),
      exact: NumberText.roundTrip(relation.computed.value.double), verdict: verdict, isInformative: false,
      diagnoses: diagnoses, note: "", reason: nil, places: relation.places, own: relation.own?.place)
  }

  // MARK: What is taken for meant

  static func holds(_ relation: Relation) -> Bool { relation.verdict != .different }

  /// The relations of a class, where most of them hold, or those that do not miss by little; none otherwise.
  func adopted(_ relations: [Relation]) -> [Relation] {
    let holding = relations.count(where: InferredRelations.holds)
    if holding >= 2, 2 * holding >= relations.count { return relations }
    guard holding >= 1 || relations.count == 1 else { return [] }
    return relations.allSatisfy { InferredRelations.holds($0) || InferredRelations.isNear($0) }
      ? relations : []
  }

  private static func isNear(_ relation: Relation) -> Bool {
    let miss = relation.published - relation.computed.value
    let size = miss < .zero ? -miss : miss
    return size <= nearMiss * (relation.published < .zero ? -relation.published : relation.published)
  }

  /// A relation on a cell; nil where its formula has no value.
  func relation(_ rule: InferredRule, _ figure: Publication.Figure, _ formula: InferredFormula) -> Relation? {
    guard let computed = formula.value() else { return nil }
    let table = figure.place.table
    return Relation(
      rule: rule, table: table, own: figure, row: publication.label(table: table, row: figure.place.row),
      column: publication.tables[table].columns[figure.place.column], text: figure.text,
      published: figure.value, decimals: figure.decimals, half: figure.half, computed: computed,
      formula: formula, places: Set(formula.figures.map(\.place) + [figure.place]))
  }
}

/// How the rows of a table hang together.
struct TableLayout {
  let publication: Publication
  let table: Int
  let keys: [String]
  let columns: [String]
  let labels: [[String]]
  /// Whether the labels of a key are numbers, but for a total and a few others.
  let isNumeric: [Bool]
  /// By key, the keys that only say the same in other words: a code and its name.
  private let twins: [[Int]]

  /// Keys that say what a row measures.
  private static let measures: Set<String> = [
    "medida", "indicador", "nivel", "concepto", "detalle", "unidad",
  ]

  init(_ publication: Publication, table: Int) {
    self.publication = publication
    self.table = table
    let given = publication.tables[table]
    let labels = given.rows.map(\.keys)
    keys = given.keyNames
    columns = given.columns
    self.labels = labels
    isNumeric = given.keyNames.indices.map { axis in
      let numbers = labels.count(where: { PublishedTable.number($0[axis]) != nil })
      return 2 * numbers > labels.count
    }
    twins = TableLayout.twins(labels, given.keyNames.count)
  }

  /// By key, the others that only say the same in other words.
  static func twins(_ labels: [[String]], _ keys: Int) -> [[Int]] {
    (0..<keys).map { axis in (0..<keys).filter { $0 != axis && areTwins(labels, axis, $0) } }
  }

  private static func areTwins(_ labels: [[String]], _ a: Int, _ b: Int) -> Bool {
    var there: [String: String] = [:]
    var back: [String: String] = [:]
    for row in labels {
      if there.updateValue(row[b], forKey: row[a]).map({ $0 != row[b] }) ?? false { return false }
      if back.updateValue(row[a], forKey: row[b]).map({ $0 != row[a] }) ?? false { return false }
    }
    return there.count > 1
  }

  var rows: Int { labels.count }

  func figure(_ row: Int, _ column: Int) -> Publication.Figure? {
    publication.figure(table: table, row: row, column: column)
  }

  /// Whether a row holds something else than the others of a key of numbers: a total, a variation.
  func isExceptional(_ row: Int, _ axis: Int) -> Bool {
    isNumeric[axis] && PublishedTable.number(labels[row][axis]) == nil
  }

  /// Whether a row stands beside a key of numbers without being one of them or a total.
  func isVariation(_ row: Int) -> Bool {
    keys.indices.contains { isExceptional(row, $0) && labels[row][$0] != "total" && !labels[row][$0].isEmpty }
  }

  /// What a row measures, as far as its keys but one say: two rows of one kind can be compared.
  func kind(_ row: Int, besides axis: Int?) -> String {
    keys.indices.filter { $0 != axis }.map { other in
      if TableLayout.measures.contains(keys[other]) { return labels[row][other] }
      let isOther = isExceptional(row, other) && labels[row][other] != "total"
      return isOther ? labels[row][other] : "*"
    }.joined(separator: "/")
  }

  /// Rows that differ in one key alone, in order.
  func groups(over axis: Int) -> [[Int]] {
    var order: [[String]] = []
    var groups: [[String]: [Int]] = [:]
    for row in labels.indices {
      var rest = labels[row]
      rest[axis] = ""
      for twin in twins[axis] { rest[twin] = "" }
      if groups[rest] == nil { order.append(rest) }
      groups[rest, default: []].append(row)
    }
    return order.compactMap { groups[$0] }
  }

  /// The total row of a group and the rows that it could add up.
  func total(of group: [Int], over axis: Int) -> (total: Int, parts: [Int])? {
    let totals = group.filter { labels[$0][axis] == "total" }
    guard totals.count == 1, let total = totals.first else { return nil }
    let parts = group.filter { $0 != total && !isExceptional($0, axis) }
    return parts.count >= 2 ? (total, parts) : nil
  }
}
