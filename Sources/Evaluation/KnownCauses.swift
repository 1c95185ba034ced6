public import Reports

/// What is known of a difference with a publication: what the spec says of it, labels that stand for each other, digits in the other
/// order, and what the arithmetic of the publication shows of the same cell. In that order; the first that speaks is the cause.
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
    return found.isEmpty ? nil : found.map { $0.shown(language) }.joined(separator: "; ")
  }

  /// The cause as files for programs have it: the same in every language.
  public func code(_ cell: ComparedCell) -> String? {
    if let known = spec.cause(of: cell) { return known }
    if let labels = exchange(cell) { return labels.code }
    if let digits = transposed(cell) { return digits.code }
    let found = publication?.causes(of: cell) ?? []
    return found.isEmpty ? nil : found.map(\.code).joined(separator: "; ")
  }

  private func exchange(_ cell: ComparedCell) -> ExchangedLabels? {
    comparison?.exchange(table: cell.table, row: cell.row, column: cell.column)
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
    for figure in failures(table: cell.table, row: cell.row, column: cell.column)
    where figure.table == cell.table && figure.row == cell.row && figure.column == cell.column {
      for diagnosis in figure.diagnoses where !found.contains(diagnosis) && diagnosis.isOf(cell) {
        found.append(diagnosis)
      }
    }
    return found
  }

  /// Says of the failing relations of which nothing else is known that labels of their figures stand for each other, where the comparison
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
  /// Whether it says something of the cell: transposed digits of another number do not.
  fileprivate func isOf(_ cell: ComparedCell) -> Bool {
    guard case .transposedDigits(let place, _, let read) = self else { return true }
    guard place == "\(cell.table) \(cell.row) \(cell.column)" else { return false }
    return PublishedTable.number(read) == PublishedTable.number(cell.recomputed)
  }
}
