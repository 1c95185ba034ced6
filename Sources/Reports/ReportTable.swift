public import Kernels

/// A table of an evaluation: rows under keys, columns of exact numbers, each traceable to what it is a ratio of.
public struct ReportTable: Sendable {
  /// The number in a cell.
  public enum Value: Sendable, Equatable {
    case exact(Exact)
    case real(Double)

    public var double: Double {
      switch self {
      case .exact(let exact): exact.double
      case .real(let real): real
      }
    }
  }

  /// One count of people or records that a cell shows or can be computed from; the key says of whom.
  public struct Count: Hashable, Sendable {
    public let key: CountKey
    public let value: Int

    public init(key: CountKey, value: Int) {
      self.key = key
      self.value = value
    }
  }

  public struct Cell: Sendable {
    /// Nil where the formula has no value (a division by zero).
    public var value: Value?
    /// The two sides of the ratio, where the cell is one.
    public var numerator: Exact?
    public var denominator: Exact?
    /// Decimals shown.
    public internal(set) var decimals: Int
    /// The terms of which the cell is a sum or difference, in the unit of the table; empty where it is not one.
    public let parts: [Exact]
    /// Every count that went into the cell.
    public let counts: [Count]
    /// What to show where groups that went into the cell are small.
    let coarse: Coarse?
    /// Whether the cell holds what the cells above it in its column hold, as running sums do.
    let holdsAbove: Bool
    public var isSuppressed = false
    /// Whether it shows less than was computed.
    var isCoarse = false

    public init(
      value: Value?, numerator: Exact? = nil, denominator: Exact? = nil, decimals: Int, parts: [Exact] = [],
      counts: [Count] = [], coarse: Coarse? = nil, holdsAbove: Bool = false
    ) {
      self.value = value
      self.numerator = numerator
      self.denominator = denominator
      self.decimals = decimals
      self.parts = parts
      self.counts = counts
      self.coarse = coarse
      self.holdsAbove = holdsAbove
    }
  }

  public struct Row: Sendable {
    /// Values of the key columns.
    public let keys: [String]
    /// One a column; nil where the row has no such cell.
    public var cells: [Cell?]
    /// What people read for keys of this row alone, by key column, where it is not what the member is shown as elsewhere.
    public let shown: [String: String]
    /// The same in English; nil where that is what `shown` says.
    public let english: [String: String]?

    public init(
      keys: [String], cells: [Cell?], shown: [String: String] = [:], english: [String: String]? = nil
    ) {
      self.keys = keys
      self.cells = cells
      self.shown = shown
      self.english = english
    }

    /// The keys joined with `/`.
    public var label: String { keys.joined(separator: "/") }
  }

  public let id: String
  /// "Cuadro N° 10"
  public let number: String
  public let chapter: String
  public let title: String
  public let unit: String
  public let years: String
  /// Names of the key columns.
  public let keyNames: [String]
  public let columns: [String]
  public var rows: [Row]
  public let formula: String
  public let source: String
  public var notes: [String]
  /// The key column that runs across the page where people read.
  public let across: String?
  /// Headings of columns, where they are not the names.
  public let headings: [String: String]
  /// What to show for the members of a key column, where it is not the member.
  public let keyLabels: [String: [String: String]]
  /// The words of the table in English, where its own are Spanish: of tables that the program makes itself. Nil where the table has but one
  /// set of words, those of whoever wrote it.
  public var english: Words?
  /// Fewer people than this are hidden; nil where disclosure control has not gone over the table.
  public internal(set) var smallestShown: Int?

  public init(
    id: String, number: String, chapter: String, title: String, unit: String, years: String,
    keyNames: [String],
    columns: [String], rows: [Row], formula: String, source: String, notes: [String] = [],
    across: String? = nil,
    headings: [String: String] = [:], keyLabels: [String: [String: String]] = [:]
  ) {
    self.id = id
    self.number = number
    self.chapter = chapter
    self.title = title
    self.unit = unit
    self.years = years
    self.keyNames = keyNames
    self.columns = columns
    self.rows = rows
    self.formula = formula
    self.source = source
    self.notes = notes
    self.across = across
    self.headings = headings
    self.keyLabels = keyLabels
  }

  /// "Cuadro N° 10. Title", or the title alone where the table has no number.
  package var caption: String { number.isEmpty ? title : "\(number). \(title)" }

  /// Years and unit, those that there are, with a text between them.
  package func scope(_ separator: String) -> String {
    [years, unit].filter { !$0.isEmpty }.joined(separator: separator)
  }

  /// The keys of a row as people read them. `texts`: what to show for machine labels.
  package func shownKeys(_ row: Row, _ texts: [String: String]) -> [String] {
    zip(keyNames, row.keys).map { key, label in
      row.shown[key] ?? keyLabels[key]?[label] ?? texts[label] ?? label
    }
  }

  /// Of whom its cells speak.
  package var countKeys: Set<CountKey> {
    rows.reduce(into: []) { keys, row in
      for cell in row.cells { for count in cell?.counts ?? [] { keys.insert(count.key) } }
    }
  }

  /// The counts that a reader sees as they are.
  package var shownCounts: Set<CountKey> {
    rows.reduce(into: []) { keys, row in
      for case .some(let cell) in row.cells where !cell.isSuppressed && cell.counts.count == 1 {
        if cell.value == .exact(Exact(cell.counts[0].value)) { keys.insert(cell.counts[0].key) }
      }
    }
  }

  /// Whether a cell was taken out.
  public var hasSuppressedCells: Bool { rows.contains { $0.cells.contains { $0?.isSuppressed == true } } }

  /// Takes value and ratio out of a cell.
  public mutating func suppress(row: Int, column: Int) {
    rows[row].cells[column]?.value = nil
    rows[row].cells[column]?.numerator = nil
    rows[row].cells[column]?.denominator = nil
    rows[row].cells[column]?.isSuppressed = true
  }

}

/// Of whom a count speaks: which table of cells, and which members of which dimensions (no entry: all of them).
public struct CountKey: Hashable, Sendable {
  public let universe: String
  public let filters: [String: Set<String>]

  public init(universe: String, filters: [String: Set<String>]) {
    self.universe = universe
    self.filters = filters
  }
}
