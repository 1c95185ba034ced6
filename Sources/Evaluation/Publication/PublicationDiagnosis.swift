import Kernels
import Reports

/// Looks for what makes the failing figures of a check come out: exchanged labels, in whole or of a column, another base, transposed digits, a
/// figure copied from another cell, one factor for all.
struct PublicationDiagnosis {
  let auditor: PublicationAuditor
  let check: PublicationCheck
  let instances: [PublicationAuditor.Instance]
  let answers: [PublicationAuditor.Answer]

  /// Work that a diagnosis is worth.
  private static let instanceLimit = 400
  private static let memberLimit = 16
  private static let placeLimit = 24
  /// A figure of fewer digits comes out over some other base, or with some other digits, by chance.
  private static let digitsForBase = 3
  private static let digitsForTransposition = 4

  private var publication: Publication { auditor.publication }

  private var failing: [Int] {
    answers.indices.filter { answers[$0].verdict(tolerance: check.tolerance) == .different }
  }

  /// Diagnoses by index of the answer.
  func diagnoses() -> [Int: [Diagnosis]] {
    let failing = Array(self.failing.prefix(PublicationDiagnosis.instanceLimit))
    var found: [Int: [Diagnosis]] = [:]
    let swaps = swappedLabels()
    if !swaps.isEmpty {
      for index in failing { found[index] = swaps }
      return found
    }
    let cells = swappedCells(failing)
    found.merge(cells) { known, _ in known }
    for index in failing where cells[index] == nil {
      let transposed = transposedDigits(index)
      if let transposed { found[index, default: []].append(transposed) }
      if transposed == nil, let base = otherBase(index) { found[index, default: []].append(base) }
      if let copy = repeated(index) { found[index, default: []].append(copy) }
    }
    return found
  }

  private func verdict(_ index: Int, by evaluator: PublicationEvaluator) -> ComparedCell.Verdict {
    auditor.answer(check, instances[index], by: evaluator)?.verdict(tolerance: check.tolerance)
      ?? .notRecomputed
  }

  // MARK: Labels

  /// Pairs of labels of a key column that, exchanged, make every figure of the check come out. At least two must have failed:
  /// one figure alone shows no labels.
  private func swappedLabels() -> [Diagnosis] {
    let failures = failing
    guard failures.count >= 2, answers.count <= PublicationDiagnosis.instanceLimit else { return [] }
    var found: [Diagnosis] = []
    var places: Set<Publication.Place> = []
    for index in failures { places.formUnion(answers[index].places) }
    for table in Set(places.map(\.table)).sorted() {
      for (axis, key) in publication.tables[table].keyNames.enumerated() {
        let members = self.members(table: table, axis: axis)
        guard (2...PublicationDiagnosis.memberLimit).contains(members.count) else { continue }
        for (position, first) in members.enumerated() {
          for second in members[(position + 1)...] {
            var other = auditor.evaluator
            other.swap = .init(table: table, axis: axis, first: first, second: second)
            if comesOut(by: other) {
              found.append(
                .swappedLabels(
                  table: publication.tables[table].id, key: key, first: first, second: second))
            }
          }
        }
      }
    }
    return found
  }

  /// The labels of a key column, where there are few enough to try pairs of them.
  private func members(table: Int, axis: Int) -> [String] {
    var members: [String] = []
    var seen: Set<String> = []
    for row in publication.tables[table].rows where seen.insert(row.keys[axis]).inserted {
      members.append(row.keys[axis])
      if members.count > PublicationDiagnosis.memberLimit { return [] }
    }
    return members
  }

  /// Two cells of one column under each other's labels.
  private func swappedCells(_ failing: [Int]) -> [Int: [Diagnosis]] {
    guard failing.count >= 2, answers.count <= PublicationDiagnosis.instanceLimit else { return [:] }
    var touching: [Publication.Place: [Int]] = [:]
    for (index, answer) in answers.enumerated() {
      for place in answer.places { touching[place, default: []].append(index) }
    }
    let failures = failing.compactMap { index in
      answers[index].own.map { own in
        CellSwaps.Failure(
          index: index, kind: "\(own.table)|\(own.column)", own: own, places: answers[index].places,
          text: answers[index].text)
      }
    }
    return CellSwaps(
      publication: publication, failures: failures, touching: { touching[$0] ?? [] },
      verdict: { index, instead in
        var other = auditor.evaluator
        other.instead = instead
        return verdict(index, by: other)
      }
    ).diagnoses()
  }

  private func comesOut(by evaluator: PublicationEvaluator) -> Bool {
    let swapped = auditor.instances(of: check, by: evaluator)
    guard swapped.count == instances.count else { return false }
    // Those that failed come first: most exchanges are refused by the first of them.
    let failed = Set(failing)
    let order = failed.sorted() + swapped.indices.filter { !failed.contains($0) }
    return order.allSatisfy { index in
      guard let answer = auditor.answer(check, swapped[index], by: evaluator) else { return false }
      let verdict = answer.verdict(tolerance: check.tolerance)
      return verdict != .different && verdict != .notRecomputed
    }
  }

  // MARK: Digits

  /// The one number of the relation that makes it come out when two of its neighbouring digits change places.
  private func transposedDigits(_ index: Int) -> Diagnosis? {
    let answer = answers[index]
    let digits = Publication.digits(answer.text)
    // A count of three digits comes out with two of its own exchanged in one case of five hundred.
    let isShort = digits < PublicationDiagnosis.digitsForTransposition
    if isShort, digits < PublicationDiagnosis.digitsForTransposition - 1 || answer.decimals > 0 { return nil }
    var found: [(place: Publication.Place, diagnosis: Diagnosis)] = []
    for place in answer.places.sorted(by: Self.before).prefix(PublicationDiagnosis.placeLimit) {
      guard let figure = publication.figure(place) else { continue }
      for text in Self.transpositions(figure.text) {
        guard let value = PublishedTable.number(text) else { continue }
        var other = auditor.evaluator
        other.instead[place] = value
        let verdict = verdict(index, by: other)
        if verdict == .equal {
          found.append(
            (
              place,
              .transposedDigits(place: publication.name(of: place), printed: figure.text, read: text)
            ))
        }
      }
    }
    guard found.count == 1, !isShort || found[0].place == answer.own else { return nil }
    return found[0].diagnosis
  }

  /// A number with two neighbouring digits in the other order, also across its decimal point, for each pair of unlike ones that makes no
  /// leading zero.
  static func transpositions(_ text: String) -> [String] {
    let characters = Array(text)
    guard characters.count <= 20 else { return [] }
    let digits = characters.indices.filter { characters[$0].isNumber }
    return zip(digits, digits.dropFirst()).compactMap { place, next in
      guard characters[place] != characters[next], !(characters[next] == "0" && place == digits[0]) else {
        return nil
      }
      var other = characters
      other.swapAt(place, next)
      return String(other)
    }
  }

  // MARK: Bases

  /// Another figure of the tables at hand over which the published one comes out.
  private func otherBase(_ index: Int) -> Diagnosis? {
    let answer = answers[index]
    guard case .binary(.divided, let top, let bottom, _) = check.expect,
      Publication.digits(answer.text) >= PublicationDiagnosis.digitsForBase,
      let numerator = value(of: top, index), let denominator = value(of: bottom, index)
    else { return nil }
    let instance = instances[index]
    var seen: Set<Exact> = [denominator]
    var found: (Publication.Figure, Int)?
    for table in Set(answer.places.map(\.table)).sorted() {
      for row in publication.tables[table].rows.indices.prefix(2_000) {
        for column in publication.tables[table].columns.indices {
          guard let figure = publication.figure(table: table, row: row, column: column),
            figure.place != answer.own, seen.insert(figure.value).inserted,
            Publication.digits(figure.text) >= PublicationDiagnosis.digitsForBase,
            let quotient = numerator / figure.value,
            quotient.rounded(decimals: answer.decimals) == answer.published
          else { continue }
          // Nearest first: the same row, then the same table.
          let distance = table == instance.table ? (row == instance.row ? 0 : 1) : 2
          if found.map({ distance < $0.1 }) ?? true { found = (figure, distance) }
        }
      }
    }
    return found.map { .otherBase(place: publication.name(of: $0.0.place), value: $0.0.text) }
  }

  private func value(of expression: Expression, _ index: Int) -> Exact? {
    let instance = instances[index]
    let scope = PublicationEvaluator.Scope(
      table: instance.table, row: instance.row, column: instance.column.isEmpty ? nil : instance.column,
      selected: instance.selected, variables: instance.variables)
    return try? auditor.evaluator.evaluate(expression, scope).value
  }

  // MARK: Copies

  /// Another cell with the same number: a level that stands in a row of variation, or the same cell in the table of another
  /// year.
  private func repeated(_ index: Int) -> Diagnosis? {
    let answer = answers[index]
    guard let own = answer.own, Publication.digits(answer.text) >= PublicationDiagnosis.digitsForBase else {
      return nil
    }
    let table = publication.tables[own.table]
    let layout = TableLayout(publication, table: own.table)
    if layout.isVariation(own.row) {
      for row in table.rows.indices.prefix(5_000) where !layout.isVariation(row) {
        if let other = publication.figure(table: own.table, row: row, column: own.column),
          other.value == answer.published
        {
          return .repeats(place: publication.name(of: other.place))
        }
      }
    }
    let keys = table.rows[own.row].keys
    for (position, other) in publication.tables.enumerated()
    where position != own.table && publication.family(position) == publication.family(own.table) {
      guard let column = other.columns.firstIndex(of: table.columns[own.column]),
        let row = other.rows.firstIndex(where: { $0.keys == keys }),
        let figure = publication.figure(table: position, row: row, column: column),
        figure.value == answer.published
      else { continue }
      return .repeats(place: publication.name(of: figure.place))
    }
    return nil
  }

  static func before(_ a: Publication.Place, _ b: Publication.Place) -> Bool {
    (a.table, a.row, a.column) < (b.table, b.row, b.column)
  }
}
