import Kernels
import Reports
import TableFiles

/// The published tables of a folder as figures that formulas can point at.
struct Publication: Sendable {
  /// Where a figure stands.
  struct Place: Hashable, Sendable {
    let table: Int
    let row: Int
    let column: Int
  }

  /// A published number and what its rounding leaves open.
  struct Figure: Sendable {
    let place: Place
    let text: String
    let value: Exact
    /// Decimals to which it was rounded.
    let decimals: Int
    /// Whether it counts and was not rounded.
    let isWhole: Bool

    /// Half of the last decimal, or nothing.
    var half: Exact { isWhole ? .zero : Publication.half(decimals) }

    var bounded: Bounded { Bounded(value, half: half) }

    /// Digits from the first that is not zero: 5.9 has two.
    var digits: Int { Publication.digits(text) }
  }

  let tables: [PublishedTable]
  /// By table, row and column.
  private let figures: [[[Figure?]]]
  private let order: [String: Int]
  /// By table, the rows of a list of keys.
  private let rowsOfKeys: [[[String]: [Int]]]

  /// More cells than a table that people read has; what is larger is named and left out.
  static let cellLimit = 200_000

  /// Tables left out for their size.
  let oversized: [String]
  /// Patterns of columns that count which no column of the publication fits.
  let idleCounts: [String]

  /// Reads every CSV of a folder, in order of name.
  ///
  /// - Parameters:
  ///   - keys: names that are keys besides those of `PublishedTable`.
  ///   - known: ids of the tables of the spec, for which files are named whatever the case of their letters.
  ///   - own: by table, its keys in their order and its columns.
  ///   - whole: `table.column` of numbers that count, with `*` for anything.
  init(
    folder: String, keys: Set<String>, known: [String] = [],
    own: [String: (keys: [String], columns: Set<String>)], whole: [String]
  ) throws(TableFileError) {
    var tables: [PublishedTable] = []
    var oversized: [String] = []
    for (name, id) in PublishedFiles.of(try FileBytes.names(in: folder), known: known) {
      let table = try PublishedTable(
        id: id, path: "\(folder)/\(name)", extraKeys: keys, ownKeys: own[id]?.keys ?? [],
        ownColumns: own[id]?.columns ?? [])
      if table.rows.count * table.columns.count > Publication.cellLimit {
        oversized.append(table.id)
      } else if !table.keyNames.isEmpty {
        tables.append(table)
      }
    }
    self.oversized = oversized
    self.tables = tables
    idleCounts = whole.filter { pattern in
      !tables.contains { table in table.columns.contains { Pattern.matches(pattern, "\(table.id).\($0)") } }
    }
    order = Dictionary(
      tables.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    rowsOfKeys = tables.map { table in
      Dictionary(grouping: table.rows.indices, by: { table.rows[$0].keys })
    }
    figures = tables.enumerated().map { index, table in
      let counts = table.columns.map { column in
        whole.contains { Pattern.matches($0, "\(table.id).\(column)") }
      }
      return table.rows.enumerated().map { line, row in
        row.texts.indices.map { column in
          let text = row.texts[column]
          let name = table.columns[column]
          guard !PublishedTable.isText(name), let value = PublishedTable.number(text) else { return nil }
          let decimals = table.decimals(of: text, row: row, column: name)
          return Figure(
            place: Place(table: index, row: line, column: column), text: text, value: value,
            decimals: decimals,
            isWhole: counts[column] && value.isInteger && PublishedTable.decimals(text) == 0)
        }
      }
    }
  }

  func index(of id: String) -> Int? { order[id] }

  /// The rows of a table with exactly these keys.
  func rows(table: Int, keys: [String]) -> [Int] { rowsOfKeys[table][keys] ?? [] }

  func figure(_ place: Place) -> Figure? { figures[place.table][place.row][place.column] }

  func figure(table: Int, row: Int, column: Int) -> Figure? { figures[table][row][column] }

  /// The keys of a row joined with `/`.
  func label(table: Int, row: Int) -> String { tables[table].rows[row].keys.joined(separator: "/") }

  /// "table row column"
  func name(of place: Place) -> String {
    let table = tables[place.table]
    return "\(table.id) \(label(table: place.table, row: place.row)) \(table.columns[place.column])"
  }

  /// An id without a year at its end: tables of one family say the same of several years.
  func family(_ table: Int) -> String {
    let id = tables[table].id
    guard let dash = id.lastIndex(of: "-"), id[id.index(after: dash)...].count == 4,
      id[id.index(after: dash)...].allSatisfy(\.isNumber)
    else { return id }
    return String(id[..<dash])
  }

  /// ½ · 10^−decimals
  static func half(_ decimals: Int) -> Exact {
    var half = Exact(1, over: 2)
    for _ in 0..<decimals { half = half * Exact(1, over: 10) }
    return half
  }

  static func digits(_ text: String) -> Int {
    text.drop { !("1"..."9").contains($0) }.count(where: \.isNumber)
  }
}
