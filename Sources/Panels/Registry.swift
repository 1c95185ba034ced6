public import Rosters

/// Another register of persons that a panel is joined to: the school rosters of each year, or a register of households that
/// holds at all times.
///
/// Its files are read like those of a roster (`RosterReader` with `StateRule.present`), with their own schema: identifier,
/// fields to attach, rule for several records of a person.
public struct Registry: Sendable {
  /// The name by which its fields are known in a panel: `name.field`.
  public let name: String
  public let schema: RosterSchema
  /// One roster a year, rising; one in all where the register holds at all times.
  let rosters: [Roster]
  /// Whether it is the same in all years.
  public let isTimeless: Bool

  /// A register of years. Throws where a year stands twice, has no valid row, or there is none.
  public init(_ name: String, yearly rosters: [Roster], schema: RosterSchema) throws(PanelError) {
    try self.init(name, rosters.sorted { $0.year < $1.year }, schema, isTimeless: false)
    for (a, b) in zip(self.rosters, self.rosters.dropFirst()) where a.year == b.year {
      throw .yearTwice(a.year)
    }
  }

  /// A register that is the same in all years; the year of `roster` does not matter. Throws where it has no valid row.
  public init(_ name: String, timeless roster: Roster, schema: RosterSchema) throws(PanelError) {
    try self.init(name, [roster], schema, isTimeless: true)
  }

  private init(_ name: String, _ rosters: [Roster], _ schema: RosterSchema, isTimeless: Bool)
    throws(PanelError)
  {
    guard let first = rosters.first else { throw .noYears }
    for roster in rosters {
      guard roster.rows > 0 else {
        throw .noValidRow(year: roster.year, read: roster.files.reduce(0) { $0 + $1.rowsRead })
      }
      if roster.kind != first.kind {
        throw .identifierKinds(
          year: first.year, kind: first.kind.rawValue, otherYear: roster.year, otherKind: roster.kind.rawValue
        )
      }
    }
    self.name = name
    self.schema = schema
    self.rosters = rosters
    self.isTimeless = isTimeless
  }

  /// Its years; none where it holds at all times.
  public var years: [Int] { isTimeless ? [] : rosters.map(\.year) }
}

/// What became of the rows of a register in a year, and of the people of both sides.
///
/// read = used + set aside; used = matched + in other years + in no year; people of the panel in the year = matched + only in
/// the panel.
public struct RegistryAccount: Sendable, Equatable {
  /// Nil where the register holds at all times.
  public let year: Int?
  /// Rows of the register.
  public let read: Int
  /// Rows set aside: invalid identifiers, rows of the wrong width, identical and conflicting records of a person.
  public let setAside: [SetAside: Int]
  /// People who are in the register and in the panel in that year (at any time where `year` is nil).
  public let matched: Int
  /// People of the panel in that year who are not in the register.
  public let onlyInPanel: Int
  /// People of the register who are in the panel in other years only.
  public let inOtherYears: Int
  /// People of the register who are in the panel in no year.
  public let inNoYear: Int

  package init(
    year: Int?, read: Int, setAside: [SetAside: Int], matched: Int, onlyInPanel: Int, inOtherYears: Int,
    inNoYear: Int
  ) {
    self.year = year
    self.read = read
    self.setAside = setAside
    self.matched = matched
    self.onlyInPanel = onlyInPanel
    self.inOtherYears = inOtherYears
    self.inNoYear = inNoYear
  }

  /// Rows in use, one a person.
  public var used: Int { read - setAside.values.reduce(0, +) }
  /// People of the register who are not in the panel in that year.
  public var onlyInRegistry: Int { inOtherYears + inNoYear }
}
