public import TableFiles

/// A whole publication beside the recomputed tables.
public struct PublishedComparison: Sendable {
  public let cells: [ComparedCell]
  /// What of the files was not read, in their order.
  public let unread: [UnreadPublication]
  /// Paths of the files read.
  public let files: [String]
  /// Names, without .csv, of the files read that are named for none of the tables.
  public let strays: [String]
  /// Labels of the publication that stand for each other.
  public let exchanges: [ExchangedLabels]
  /// By table, row and column, the exchange that explains a cell.
  private let exchanged: [[String]: Int]
  /// What explains all differing cells of a part of a table.
  public let commonCauses: [CommonCause]
  /// The same of `commonCauses`.
  private let common: [[String]: Int]

  /// Compares every CSV of a folder, in order of name; each is named after its table, whose keys are keys here too. Tables of
  /// text are passed over: what has no number has no verdict. `ids`: the tables that are compared; all where nil.
  public init(folder: String, tables: [ReportTable], only ids: [String]? = nil) throws(TableFileError) {
    let wanted = ids.map(Set.init)
    var cells: [ComparedCell] = []
    var unread: [UnreadPublication] = []
    var files: [String] = []
    var strays: [String] = []
    var exchanges: [ExchangedLabels] = []
    var exchanged: [[String]: Int] = [:]
    var commonCauses: [CommonCause] = []
    var common: [[String]: Int] = [:]
    for (name, id) in PublishedFiles.of(try FileBytes.names(in: folder), known: tables.map(\.id)) {
      if PublishedComparison.textTables.contains(id) || wanted?.contains(id) == false { continue }
      let table = tables.first { $0.id == id }
      files.append("\(folder)/\(name)")
      if table == nil { strays.append(id) }
      let published = try PublishedTable(
        id: id, path: "\(folder)/\(name)", ownKeys: table?.keyNames ?? [],
        ownColumns: Set(table?.columns ?? []), ownMembers: Set(table?.rows.flatMap(\.keys) ?? []))
      let compared = published.compare(with: table)
      cells += compared
      if let table {
        var explained: Set<Int> = []
        for (labels, places) in LabelExchange(published, table: table, compared: compared).found() {
          for place in places {
            exchanged[[id, compared[place].row, compared[place].column]] = exchanges.count
          }
          exchanges.append(labels)
          explained.formUnion(places)
        }
        let search = CommonCauseSearch(published, table: table, compared: compared, besides: explained)
        for (cause, places) in search.found() {
          for place in places {
            common[[id, compared[place].row, compared[place].column]] = commonCauses.count
          }
          commonCauses.append(cause)
        }
      }
      unread += published.unread
    }
    self.cells = cells
    self.unread = unread
    self.files = files
    self.strays = strays
    self.exchanges = exchanges
    self.exchanged = exchanged
    self.commonCauses = commonCauses
    self.common = common
  }

  /// Tables that hold words rather than results.
  static let textTables: Set<String> = ["anexo3-cuadro-01", "anexo3-tabla-01", "INDEX"]

  public func count(_ verdict: ComparedCell.Verdict) -> Int { cells.count(where: { $0.verdict == verdict }) }

  public var differences: [ComparedCell] { cells.filter { $0.verdict == .different } }

  /// The exchange of labels that explains a cell.
  public func exchange(table: String, row: String, column: String) -> ExchangedLabels? {
    exchanged[[table, row, column]].map { exchanges[$0] }
  }

  /// What explains a cell together with all others that differ in a part of its table.
  public func commonCause(table: String, row: String, column: String) -> CommonCause? {
    common[[table, row, column]].map { commonCauses[$0] }
  }

  /// comparison.csv
  public var csv: String {
    "table,row,column,published,recomputed,exact,verdict\n"
      + cells.map { cell in
        TableCSV.line([
          cell.table, cell.row, cell.column, cell.published, cell.recomputed, cell.exact,
          cell.verdict.rawValue,
        ])
      }.joined()
  }
}
