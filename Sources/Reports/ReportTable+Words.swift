extension ReportTable {
  /// What people read of a table besides its numbers, in one language.
  public struct Words: Sendable, Equatable {
    public var number: String
    public var title: String
    public var unit: String
    public var years: String
    public var formula: String
    public var source: String
    public var notes: [String]
    /// Headings of columns, where they are not the names.
    public var headings: [String: String]
    /// What to show for the members of a key column, where it is not the member.
    public var keyLabels: [String: [String: String]]

    /// The words that a table has.
    public init(_ table: ReportTable) {
      number = table.number
      title = table.title
      unit = table.unit
      years = table.years
      formula = table.formula
      source = table.source
      notes = table.notes
      headings = table.headings
      keyLabels = table.keyLabels
    }
  }

  /// The table as people of a language read it. Keys, columns and numbers are the same in all, and so are files for programs, which have the
  /// table as it was made.
  public func said(in language: Language) -> ReportTable {
    guard language == .english, let words = english else { return self }
    var table = ReportTable(
      id: id, number: words.number, chapter: chapter, title: words.title, unit: words.unit,
      years: words.years, keyNames: keyNames, columns: columns,
      rows: rows.map { row in
        row.english.map { ReportTable.Row(keys: row.keys, cells: row.cells, shown: $0) } ?? row
      },
      formula: words.formula, source: words.source, notes: words.notes, across: across,
      headings: words.headings, keyLabels: words.keyLabels)
    table.smallestShown = smallestShown
    return table
  }

  /// Adds a note, in each language.
  public mutating func add(note: Phrase) {
    notes.append(note.spanish)
    english?.notes.append(note.english)
  }
}
