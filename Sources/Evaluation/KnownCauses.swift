public import Reports

/// What is known of a difference with a publication: what the spec says of it, labels that stand for each other, digits in the other
/// order, what the arithmetic of the publication shows of the same cell, and what explains all differing cells of a part of its table. In
/// that order; the first that speaks is the cause.
public struct KnownCauses: Sendable {
  private let spec: EvaluationSpec
  private let comparison: PublishedComparison?
  private let publication: PublicationAudit?

  public init(
    _ spec: EvaluationSpec, comparison: PublishedComparison? = nil, publication: PublicationAudit? = nil
  ) {
    self.spec = spec
    self.comparison = comparison
    self.publication = publication
  }

  /// The cause as people read it. `shown`: what they read for a key, column or member.
  public func text(_ cell: ComparedCell, _ language: Language, _ shown: (String) -> String = { $0 })
    -> String?
  {
    if let known = spec.cause(of: cell) { return known }
    if let labels = exchange(cell) { return labels.shown(language, shown) }
    if let digits = transposed(cell) { return digits.shown(language) }
    let found = publication?.causes(of: cell) ?? []
    if found.isEmpty { return common(cell)?.shown(language, shown) }
    return found.map { $0.shown(language) }.joined(separator: "; ")
  }

  /// The cause as files for programs have it: the same in every language.
  public func code(_ cell: ComparedCell) -> String? {
    if let known = spec.cause(of: cell) { return known }
    if let labels = exchange(cell) { return labels.code }
    if let digits = transposed(cell) { return digits.code }
    let found = publication?.causes(of: cell) ?? []
    return found.isEmpty ? common(cell)?.code : found.map(\.code).joined(separator: "; ")
  }

  private func exchange(_ cell: ComparedCell) -> ExchangedLabels? {
    comparison?.exchange(table: cell.table, row: cell.row, column: cell.column)
  }

  private func common(_ cell: ComparedCell) -> CommonCause? {
    comparison?.commonCause(table: cell.table, row: cell.row, column: cell.column)
  }

  /// The published number with two neighbouring digits in the other order, where that is the recomputed one: two in a thousand numbers
  /// of three digits are, by chance.
  private func transposed(_ cell: ComparedCell) -> Diagnosis? {
    guard cell.verdict == .different, let value = PublishedTable.number(cell.recomputed),
      Publication.digits(cell.published) >= 3,
      let read = PublicationDiagnosis.transpositions(cell.published).first(where: {
        PublishedTable.number($0) == value
      })
    else { return nil }
    return .transposedDigits(
      place: "\(cell.table) \(cell.row) \(cell.column)", printed: cell.published, read: read)
  }
}

extension PublicationAudit {
  /// What the arithmetic shows of a cell itself, not of others that are made of it.
  func causes(of cell: ComparedCell) -> [Diagnosis] {
    var found: [Diagnosis] = []
    for figure in failures(table: cell.table, row: cell.row, column: cell.column) {
      let isOwn = figure.table == cell.table && figure.row == cell.row && figure.column == cell.column
      for diagnosis in figure.diagnoses
      where !found.contains(diagnosis) && (isOwn || diagnosis.isOfCells) && diagnosis.isOf(cell) {
        found.append(diagnosis)
      }
    }
    return found
  }

  /// Says of the failing relations of which nothing else is known, or only that one of several columns may be exchanged, that labels of their figures stand for each other, where the comparison
  /// shows it.
  public mutating func explain(by comparison: PublishedComparison) {
    for cell in comparison.differences {
      guard let labels = comparison.exchange(table: cell.table, row: cell.row, column: cell.column) else {
        continue
      }
      note(.exchanged(labels), table: cell.table, row: cell.row, column: cell.column)
    }
  }
}

extension Diagnosis {
  /// Whether it says something of cells other than that of the relation itself: of two under each other's labels.
  var isOfCells: Bool {
    if case .swappedLabels(_, _, _, _, let within) = self { !within.isEmpty } else { false }
  }

  /// Whether it says something of the cell: transposed digits of another number do not, nor labels exchanged elsewhere.
  fileprivate func isOf(_ cell: ComparedCell) -> Bool {
    if case .swappedLabels(let table, _, let first, let second, let within) = self, isOfCells {
      let labels = Set(cell.row.split(separator: "/", omittingEmptySubsequences: false).map(String.init))
      return table == cell.table
        && within.allSatisfy {
          $0.key == ExchangedLabels.Place.column ? $0.member == cell.column : labels.contains($0.member)
        } && (labels.contains(first) || labels.contains(second))
    }
    guard case .transposedDigits(let place, _, let read) = self else { return true }
    guard place == "\(cell.table) \(cell.row) \(cell.column)" else { return false }
    return PublishedTable.number(read) == PublishedTable.number(cell.recomputed)
  }
}
