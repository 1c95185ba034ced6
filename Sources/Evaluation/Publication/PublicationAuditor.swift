import Kernels
import Reports

/// Tries the relations that a spec declares on every figure that they speak of.
struct PublicationAuditor {
  let spec: EvaluationSpec
  let publication: Publication
  let evaluator: PublicationEvaluator

  init(spec: EvaluationSpec, publication: Publication) {
    self.spec = spec
    self.publication = publication
    evaluator = PublicationEvaluator(spec: spec, publication: publication)
  }

  /// One figure to be checked.
  struct Instance: Sendable {
    let table: Int?
    let row: Int
    let column: String
    let selected: [Int]
    let variables: [String: String]
  }

  /// More figures than a check of a publication that people read has.
  private static let instanceLimit = 20_000

  /// The figures of a check: by table, row and column.
  func instances(of check: PublicationCheck, by evaluator: PublicationEvaluator) -> [Instance] {
    let columns = check.columns.isEmpty ? [""] : check.columns
    if check.tables.isEmpty {
      return [Instance(table: nil, row: 0, column: columns[0], selected: [], variables: [:])]
    }
    var found: [Instance] = []
    let patterns = check.tables.compactMap(TablePattern.init)
    for (index, table) in publication.tables.enumerated() {
      guard let bound = patterns.lazy.compactMap({ $0.match(table.id) }).first else { continue }
      let axes = check.rows.map { (axis: table.keyNames.firstIndex(of: $0.key), filter: $0.filter) }
      let rows = table.rows.indices.filter { row in
        axes.allSatisfy { axis, filter in
          axis.map {
            PublicationEvaluator.fits(evaluator.label(table: index, row: row, axis: $0), filter)
          } ?? false
        }
      }
      var seen: Set<[String]> = []
      for row in rows {
        let labels = table.keyNames.indices.map { evaluator.label(table: index, row: row, axis: $0) }
        if !check.each.isEmpty {
          let group = check.each.map { name in table.keyNames.firstIndex(of: name).map { labels[$0] } ?? "" }
          guard seen.insert(group).inserted else { continue }
        }
        let variables = bound.merging(
          zip(table.keyNames, labels), uniquingKeysWith: { _, key in key })
        for column in columns {
          // An empty cell says nothing that could be wrong.
          if check.figure == nil, let place = table.columns.firstIndex(of: column),
            publication.figure(table: index, row: row, column: place) == nil
          {
            continue
          }
          found.append(
            Instance(table: index, row: row, column: column, selected: rows, variables: variables))
          if found.count == PublicationAuditor.instanceLimit { return found }
        }
      }
    }
    return found
  }

  /// What comes out for a figure: the published number, the computed one with its bounds, and what was looked at.
  struct Answer {
    let published: Exact
    let text: String
    let decimals: Int
    let half: Exact
    let own: Publication.Place?
    var computed: Bounded?
    var places: Set<Publication.Place> = []
    var reason: Unanswered?

    /// `tolerance`: what the relation leaves open besides rounding.
    func verdict(tolerance: Exact) -> ComparedCell.Verdict {
      guard let computed else { return .notRecomputed }
      return Answer.verdict(of: computed, published: published, decimals: decimals, half: half + tolerance)
    }

    static func verdict(of computed: Bounded, published: Exact, decimals: Int, half: Exact)
      -> ComparedCell.Verdict
    {
      let plain = Classification.verdict(
        of: computed.value, parts: [], published: published, decimals: decimals)
      guard plain == .different, let range = computed.range else { return plain }
      return range.lowerBound <= published + half && published - half <= range.upperBound
        ? .withinRounding : .different
    }
  }

  func answer(_ check: PublicationCheck, _ instance: Instance, by evaluator: PublicationEvaluator) -> Answer?
  {
    var answer: Answer
    let place = instance.table.flatMap { table in
      publication.tables[table].columns.firstIndex(of: instance.column)
        .map { Publication.Place(table: table, row: instance.row, column: $0) }
    }
    if let text = check.figure {
      guard let value = PublishedTable.number(text) else { return nil }
      // Beside a column of rounded numbers a figure without decimals is none of them, and was not rounded.
      let beside = place.flatMap { publication.figure($0) }
      let decimals = max(PublishedTable.decimals(text), beside?.decimals ?? 0)
      answer = Answer(
        published: value, text: text, decimals: decimals,
        half: instance.column.isEmpty ? Publication.half(decimals) : .zero, own: nil)
    } else {
      guard let place, let figure = publication.figure(place) else {
        guard let table = instance.table else { return nil }
        return Answer(
          published: .zero, text: "", decimals: 0, half: .zero, own: nil, computed: nil,
          reason: .noColumn(instance.column, table: publication.tables[table].id))
      }
      let value = evaluator.instead[place] ?? figure.value
      answer = Answer(
        published: value, text: figure.text, decimals: figure.decimals, half: figure.half, own: place)
    }
    let scope = PublicationEvaluator.Scope(
      table: instance.table, row: instance.row, column: instance.column.isEmpty ? nil : instance.column,
      selected: instance.selected, variables: instance.variables)
    do throws(Unanswered) {
      answer.computed = try evaluator.evaluate(check.expect, scope)
    } catch {
      answer.reason = error
    }
    answer.places = scope.places
    if let own = answer.own { answer.places.insert(own) }
    return answer
  }

  /// Every declared check on every figure; a check that finds none of its tables stands there with one line that says so.
  func declared() -> [CheckedFigure] {
    var results: [CheckedFigure] = []
    var factors = CommonFactors()
    for check in spec.publication.checks {
      let instances = instances(of: check, by: evaluator)
      if instances.isEmpty {
        results.append(
          CheckedFigure(
            group: check.group ?? check.tables.first ?? "", check: check.name, rule: nil, origin: .declared,
            table: check.tables.first ?? "", row: "", column: check.columns.first ?? "", published: "",
            recomputed: "", exact: "", verdict: .notRecomputed, isInformative: check.isInformative,
            diagnoses: [], note: Unanswered.nothing.text, reason: .nothing, places: [], own: nil))
        continue
      }
      var found: [CheckedFigure] = []
      var answers: [Answer] = []
      for instance in instances {
        guard let answer = answer(check, instance, by: evaluator) else { continue }
        found.append(result(check, instance, answer))
        answers.append(answer)
      }
      if found.contains(where: { $0.verdict == .different }) {
        let diagnosis = PublicationDiagnosis(
          auditor: self, check: check, instances: instances, answers: answers)
        for (index, all) in diagnosis.diagnoses() { found[index].diagnoses = all }
        for (index, figure) in found.enumerated() where figure.verdict == .different {
          factors.add(figure, answers[index], at: results.count + index)
        }
      }
      results += found
    }
    for (index, factor) in factors.diagnoses() where results[index].diagnoses.isEmpty {
      results[index].diagnoses = [factor]
    }
    return results
  }

  private func result(_ check: PublicationCheck, _ instance: Instance, _ answer: Answer) -> CheckedFigure {
    let verdict = answer.verdict(tolerance: check.tolerance)
    let id = instance.table.map { publication.tables[$0].id } ?? ""
    let row = instance.table.map { table -> String in
      guard !check.each.isEmpty else { return publication.label(table: table, row: instance.row) }
      return check.each.map { instance.variables[$0] ?? "" }.joined(separator: "/")
    }
    return CheckedFigure(
      group: check.group ?? group(of: id), check: check.name, rule: nil, origin: .declared, table: id,
      row: row ?? "", column: instance.column, published: answer.text,
      recomputed: answer.computed?.value.text(decimals: answer.decimals) ?? "",
      exact: answer.computed.map { NumberText.roundTrip($0.value.double) } ?? "", verdict: verdict,
      isInformative: check.isInformative, diagnoses: [],
      note: answer.reason?.text ?? (verdict == .different ? check.cause ?? "" : ""),
      reason: answer.reason, places: answer.places,
      own: answer.own)
  }

  /// The number of the table in the spec, or its id.
  func group(of id: String) -> String {
    guard let table = spec.tables.first(where: { $0.id == id }), !table.number.spanish.isEmpty else {
      return id
    }
    return table.number.spanish
  }
}
