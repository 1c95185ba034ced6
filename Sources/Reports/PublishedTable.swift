package import Kernels
import Rosters
public import TableFiles

/// A published table as it was transcribed: key columns first, then columns of numbers.
public struct PublishedTable: Sendable {
  public struct Cell: Sendable, Equatable {
    public let row: String
    public let column: String
    public let text: String
    /// What the cell measures, where rows of one column measure different things.
    let measure: String
  }

  /// A line of the file: keys, and one text a column of numbers (empty where there is none).
  public struct Row: Sendable, Equatable {
    public let keys: [String]
    public let texts: [String]
  }

  public let id: String
  public let cells: [Cell]
  /// Names of the key columns that lead the header, and of the columns of numbers after them.
  public let keyNames: [String]
  public let columns: [String]
  public let rows: [Row]
  /// Lines that have another number of fields than the header; nothing is read of them.
  public let malformedRows: Int
  /// What of the file is not compared: the file itself, lines, cells that are no number.
  public let unread: [UnreadPublication]
  private let commonest: [String: Int]

  /// Names of columns that are keys where they lead the header.
  public static let keyNames: Set<String> = [
    "anio", "anio_t", "movilidad", "tramo", "tramo_rotulado", "tramo_correcto", "fuente", "partida", "medida",
    "gasto",
    "subcomponente", "sexo", "tramo_edad", "grado", "cod_dependencia", "dependencia", "cod_region", "region",
    "grupo",
    "pertenencia", "ocasiones", "trayectoria", "item", "uso", "concepto", "nivel", "indicador", "detalle",
    "motivo",
  ]

  /// Columns that hold words.
  static let textColumns: Set<String> = ["unidad"]

  /// Digits and marks of the longest number that is read as one.
  static let longestNumber = 60

  /// Reads a published file of fields between `,` or `;` (see `PublishedNotation` for its marks of numbers). Texts of
  /// numbers are kept with a decimal point and no other mark. Throws where the file is missing or empty.
  ///
  /// - Parameters:
  ///   - extraKeys: names that are keys as well as those of `keyNames`, where they lead the header.
  ///   - ownKeys: the keys of the table that the file is compared with. Where they lead the header, a column of numbers
  ///     after them is no key, whatever its name.
  ///   - ownColumns: the columns of that table, which are never keys.
  ///   - ownMembers: the keys in the rows of that table. Of others a line is passed over where one looks like the identifier of a
  ///     person, so that none gets from a publication into what is written.
  public init(
    id: String, path: String, extraKeys: Set<String> = [], ownKeys: [String] = [],
    ownColumns: Set<String> = [], ownMembers: Set<String> = []
  ) throws(TableFileError) {
    self.id = id
    let bytes = PublishedNotation.withoutMark(try FileBytes.read(path))
    let delimiter = PublishedNotation.delimiter(bytes)
    let numbered = SimpleFields.numberedRows(bytes, delimiter: delimiter).map { row in
      (line: row.line, fields: row.fields.map { SimpleFields.text($0, encoding: .utf8) })
    }
    guard let header = numbered.first?.fields else { throw .empty(path: path) }
    let file = "\(id).csv"
    let lines = numbered.dropFirst().filter { row in row.fields.contains { !$0.isEmpty } }
    let whole = lines.filter { $0.fields.count == header.count }
    let keys = PublishedTable.keyCount(
      header, whole.map(\.fields), names: PublishedTable.keyNames.union(extraKeys), own: ownKeys,
      columns: ownColumns)
    // A table without key columns is none of ours, and may be anything: nothing of it goes further.
    guard keys > 0 else {
      cells = []
      keyNames = []
      columns = []
      rows = []
      malformedRows = 0
      commonest = [:]
      unread = [UnreadPublication(file: file, line: 1, column: nil, reason: .noKeys(expected: ownKeys))]
      return
    }
    // What a person is called is no name of a column.
    let personal = header.indices.filter {
      !ownColumns.contains(header[$0]) && !ownKeys.contains(header[$0])
        && IdentifierLikeness.standsIn(header[$0])
    }
    guard personal.isEmpty else {
      cells = []
      keyNames = []
      columns = []
      rows = []
      malformedRows = 0
      commonest = [:]
      unread = [UnreadPublication(file: file, line: 1, column: nil, reason: .identifier)]
      return
    }
    keyNames = Array(header[..<keys])
    columns = Array(header[keys...])
    var unread: [UnreadPublication] = lines.filter { $0.fields.count != header.count }.map { row in
      UnreadPublication(
        file: file, line: row.line, column: nil,
        reason: .fields(found: row.fields.count, expected: header.count))
    }
    malformedRows = unread.count
    let notation = PublishedNotation(
      delimiter: delimiter,
      texts: whole.lazy.flatMap { row in
        (keys..<header.count).lazy.filter { !PublishedTable.textColumns.contains(header[$0]) }.map {
          row.fields[$0]
        }
      })
    let measures = header.indices.filter { $0 < keys && ["medida", "indicador"].contains(header[$0]) }
    var cells: [Cell] = []
    var rows: [Row] = []
    var known: Set<[String]> = []
    for row in whole {
      let names = Array(row.fields[..<keys])
      if names.contains(where: { !ownMembers.contains($0) && IdentifierLikeness.standsIn($0) }) {
        unread.append(UnreadPublication(file: file, line: row.line, column: nil, reason: .identifier))
        continue
      }
      // Rows of a table that is recomputed are known by their keys; of another they may have more that tells them apart.
      let isTwice = !ownMembers.isEmpty && !known.insert(names).inserted
      if isTwice {
        unread.append(UnreadPublication(file: file, line: row.line, column: nil, reason: .twice))
      }
      let measure = measures.map { row.fields[$0] }.joined(separator: "/")
      var texts: [String] = []
      for index in keys..<max(keys, header.count) {
        let given = row.fields[index]
        guard !given.isEmpty, !PublishedTable.textColumns.contains(header[index]) else {
          texts.append(given)
          continue
        }
        let plain = notation.plain(given)
        let text = plain ?? ""
        texts.append(text)
        if isTwice { continue }
        if PublishedTable.number(text) == nil {
          unread.append(
            UnreadPublication(
              file: file, line: row.line, column: header[index], reason: notation.reason(given)))
        }
        if plain == nil { continue }
        cells.append(
          Cell(
            row: names.joined(separator: "/"), column: header[index], text: text,
            measure: "\(header[index])|\(measure)"))
      }
      rows.append(Row(keys: names, texts: texts))
    }
    self.rows = rows
    self.unread = unread
    self.cells = cells
    var tally: [String: [Int: Int]] = [:]
    for cell in cells where PublishedTable.number(cell.text) != nil {
      tally[cell.measure, default: [:]][PublishedTable.decimals(cell.text), default: 0] += 1
    }
    commonest = tally.mapValues { counts in
      counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key ?? 0
    }
  }

  /// How many columns lead the header as keys: the table's own ones where they come first, then those known by name, as
  /// long as they hold words.
  private static func keyCount(
    _ header: [String], _ rows: [[String]], names: Set<String>, own: [String], columns: Set<String>
  ) -> Int {
    let isOwn = Set(own)
    let leads = !own.isEmpty && Set(header.prefix(own.count)) == isOwn
    var count = leads ? own.count : 0
    while count < header.count {
      let name = header[count]
      guard isOwn.contains(name) || names.contains(name) && !columns.contains(name) else { break }
      if leads, !rows.isEmpty, rows.allSatisfy({ PublishedNotation.looksNumeric($0[count]) }) { break }
      count += 1
    }
    return count
  }

  /// Decimals at which the cell is compared: as published, but at least the commonest of its column and measure.
  func decimals(of cell: Cell) -> Int {
    max(PublishedTable.decimals(cell.text), commonest[cell.measure] ?? 0)
  }

  /// The same of a text in a row and a column.
  package func decimals(of text: String, row: Row, column: String) -> Int {
    let measure = zip(keyNames, row.keys).filter { ["medida", "indicador"].contains($0.0) }.map(\.1)
      .joined(separator: "/")
    return max(PublishedTable.decimals(text), commonest["\(column)|\(measure)"] ?? 0)
  }

  /// The number that a published text is; nil for words, and for more digits than a published number has.
  package static func number(_ text: String) -> Exact? {
    text.utf8.count > longestNumber ? nil : Exact(decimal: text)
  }

  /// Whether a column holds words.
  package static func isText(_ column: String) -> Bool { textColumns.contains(column) }

  package static func decimals(_ text: String) -> Int {
    text.firstIndex(of: ".").map { text.distance(from: $0, to: text.endIndex) - 1 } ?? 0
  }

  /// Puts each published cell beside the recomputed one.
  public func compare(with table: ReportTable?) -> [ComparedCell] {
    var found: [String: ReportTable.Cell] = [:]
    for row in table?.rows ?? [] {
      for (name, cell) in zip(table?.columns ?? [], row.cells) {
        if let cell { found["\(row.label)\u{0}\(name)"] = cell }
      }
    }
    return cells.compactMap { cell in
      guard let published = PublishedTable.number(cell.text) else { return nil }
      let k = decimals(of: cell)
      // What is shown coarser than it was computed has nothing to say of the digits that were published.
      guard let ours = found["\(cell.row)\u{0}\(cell.column)"], !ours.isCoarse,
        let (value, error) = ours.value?.compared
      else {
        return ComparedCell(
          table: id, row: cell.row, column: cell.column, published: cell.text, recomputed: "", exact: "",
          verdict: .notRecomputed, isWhole: false)
      }
      return ComparedCell(
        table: id, row: cell.row, column: cell.column, published: cell.text,
        recomputed: value.text(decimals: k),
        exact: NumberText.roundTrip(value.double),
        verdict: error.isZero
          ? Classification.verdict(of: value, parts: ours.parts, published: published, decimals: k)
          : Classification.verdict(of: value, error: error, published: published, decimals: k),
        isWhole: ours.decimals == 0 && value.isExact(atDecimals: 0))
    }
  }
}
