package import Kernels
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

  /// Reads a published CSV. Throws where the file is missing or empty.
  ///
  /// `extraKeys`: names that are keys as well, where they lead the header.
  public init(id: String, path: String, extraKeys: Set<String> = []) throws(TableFileError) {
    self.id = id
    let bytes = try FileBytes.read(path)
    let rows = SimpleFields.rows(bytes, delimiter: UInt8(ascii: ",")).map { row in
      row.map { SimpleFields.text($0, encoding: .utf8) }
    }
    guard let header = rows.first else { throw .empty(path: path) }
    let keys = header.prefix { PublishedTable.keyNames.contains($0) || extraKeys.contains($0) }.count
    // A table without key columns is none of ours, and may be anything: nothing of it goes further.
    guard keys > 0 else {
      cells = []
      keyNames = []
      columns = []
      self.rows = []
      malformedRows = 0
      commonest = [:]
      return
    }
    keyNames = Array(header[..<keys])
    columns = Array(header[keys...])
    let whole = rows.dropFirst().filter { $0.count == header.count }
    self.rows = whole.map { Row(keys: Array($0[..<keys]), texts: Array($0[keys...])) }
    malformedRows = rows.count - 1 - whole.count
    let measures = header.indices.filter { $0 < keys && ["medida", "indicador"].contains(header[$0]) }
    var cells: [Cell] = []
    for row in whole {
      let measure = measures.map { row[$0] }.joined(separator: "/")
      for index in keys..<max(keys, header.count)
      where !row[index].isEmpty && !PublishedTable.textColumns.contains(header[index]) {
        cells.append(
          Cell(
            row: row[..<keys].joined(separator: "/"), column: header[index], text: row[index],
            measure: "\(header[index])|\(measure)"))
      }
    }
    self.cells = cells
    var tally: [String: [Int: Int]] = [:]
    for cell in cells where PublishedTable.number(cell.text) != nil {
      tally[cell.measure, default: [:]][PublishedTable.decimals(cell.text), default: 0] += 1
    }
    commonest = tally.mapValues { counts in
      counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key ?? 0
    }
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
      guard let ours = found["\(cell.row)\u{0}\(cell.column)"], case .exact(let value)? = ours.value else {
        return ComparedCell(
          table: id, row: cell.row, column: cell.column, published: cell.text, recomputed: "", exact: "",
          verdict: .notRecomputed)
      }
      return ComparedCell(
        table: id, row: cell.row, column: cell.column, published: cell.text,
        recomputed: value.text(decimals: k),
        exact: NumberText.roundTrip(value.double),
        verdict: Classification.verdict(of: value, parts: ours.parts, published: published, decimals: k))
    }
  }
}
