import Kernels
public import Reports
public import TableFiles

/// The arithmetic of a publication against itself: relations between its own figures, without any roster.
///
/// Relations are those that the spec declares under `publication_checks`, and those that the structure of the tables
/// suggests: totals, shares, running sums, changes, figures printed twice. With k decimals a figure is `equal` where the
/// computed value rounded once is the published one; `double_rounding` where only rounding to k + 1 first gives it;
/// `within_rounding` where some true figures behind the rounded ones fulfil the relation; `different` else; and
/// `not_recomputed` where a figure that the formula needs is missing.
public struct PublicationAudit: Sendable {
  /// All relations tried, the declared ones first.
  public private(set) var figures: [CheckedFigure]
  /// Tables too large to be one that people read; nothing of them was tried.
  public let oversizedTables: [String]
  /// Lines of tables that have another number of fields than their header, by table.
  public let malformedRows: [(table: String, count: Int)]
  /// Patterns under `whole` that no column of the publication fits: often a name misspelt.
  public let idleCounts: [String]
  private let places: [String: [Int]]

  /// `wanted`: the tables whose figures are told; all where nil.
  init(figures all: [CheckedFigure], publication: Publication, wanted: Set<String>? = nil) {
    func isWanted(_ id: String) -> Bool { wanted?.contains(id) ?? true }
    figures =
      wanted.map { wanted in
        all.filter { $0.speaks(of: wanted, in: publication) }
      } ?? all
    oversizedTables = publication.oversized.filter(isWanted)
    malformedRows = publication.tables.filter { $0.malformedRows > 0 && isWanted($0.id) }.map {
      ($0.id, $0.malformedRows)
    }
    idleCounts = publication.idleCounts
    var places: [String: [Int]] = [:]
    for (index, figure) in figures.enumerated() where figure.isFailure {
      for place in figure.places { places[publication.name(of: place), default: []].append(index) }
    }
    self.places = places
  }

  public func count(_ verdict: ComparedCell.Verdict, origin: CheckedFigure.Origin? = nil) -> Int {
    figures.count(where: {
      !$0.isInformative && $0.verdict == verdict && (origin == nil || $0.origin == origin)
    })
  }

  /// Declared relations that do not hold.
  public var failures: [CheckedFigure] { figures.filter { $0.isFailure && $0.origin == .declared } }

  /// Declared relations that could not be tried: a table, column or row that is not there, often a name misspelt.
  public var unanswered: [CheckedFigure] {
    figures.filter { $0.origin == .declared && $0.verdict == .notRecomputed && !$0.isInformative }
  }

  /// Relations that do not hold and that a published cell has part in.
  public func failures(table: String, row: String, column: String) -> [CheckedFigure] {
    places["\(table) \(row) \(column)"]?.map { figures[$0] } ?? []
  }

  /// Adds a diagnosis to the failing relations of a cell of which nothing is known, or only that cells may be exchanged.
  mutating func note(_ diagnosis: Diagnosis, table: String, row: String, column: String) {
    for index in places["\(table) \(row) \(column)"] ?? []
    where figures[index].diagnoses.allSatisfy(\.isOfCells) {
      figures[index].diagnoses = [diagnosis]
    }
  }

  /// Counts of verdicts, the declared relations and the others apart.
  public var json: JSONText {
    func counts(_ origin: CheckedFigure.Origin) -> JSONText {
      .object(
        ComparedCell.Verdict.allCases.map { ($0.rawValue, .integer(count($0, origin: origin))) } + [
          ("informative", .integer(figures.count(where: { $0.isInformative && $0.origin == origin })))
        ])
    }
    return .object([("declared", counts(.declared)), ("inferred", counts(.inferred))])
  }

  /// publication_audit.csv
  public var csv: String {
    "group,check,origin,table,row,column,published,recomputed,exact,verdict,informative,diagnosis,note\n"
      + figures.map { figure in
        TableCSV.line([
          figure.group, figure.check, figure.origin.rawValue, figure.table, figure.row, figure.column,
          figure.published, figure.recomputed, figure.exact, figure.verdict.rawValue,
          figure.isInformative ? "true" : "false",
          figure.diagnoses.map(\.code).joined(separator: "; "), figure.note,
        ])
      }.joined()
  }
}

extension EvaluationSpec {
  /// Tries the arithmetic of the publication in a folder: what the spec declares, and what its tables suggest.
  ///
  /// `ids`: the tables whose figures are checked, from whatever other tables they come; all where nil. Throws where the folder or a
  /// file cannot be read. Bad figures are no errors: what cannot be computed says so.
  public func auditPublication(
    folder: String, tables ids: [String]? = nil
  ) throws(TableFileError) -> PublicationAudit {
    let axes = Dictionary(
      tables.map { table in
        let columns = table.blocks.flatMap { $0.columns.map(\.name) }
        return (table.id, (keys: table.blocks.first?.axes.map(\.name) ?? [], columns: Set(columns)))
      },
      uniquingKeysWith: { own, _ in own })
    let publication = try Publication(
      folder: folder, keys: publication.keys, known: tableIDs, own: axes, whole: publication.whole)
    var figures = PublicationAuditor(spec: self, publication: publication).declared()
    if self.publication.infer {
      figures = InferredRelations(spec: self, publication: publication).figures(besides: figures)
    }
    return PublicationAudit(figures: figures, publication: publication, wanted: ids.map(Set.init))
  }
}

extension CheckedFigure {
  /// Whether the figure is one of some tables: in a table of them; of a check that found nothing, named for one of them; without a
  /// table of its own, made of one.
  fileprivate func speaks(of wanted: Set<String>, in publication: Publication) -> Bool {
    if wanted.contains(table) { return true }
    if table.isEmpty { return places.contains { wanted.contains(publication.tables[$0.table].id) } }
    guard reason == .nothing, let pattern = TablePattern(table) else { return false }
    return wanted.contains { pattern.match($0) != nil }
  }
}
