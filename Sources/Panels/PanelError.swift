/// Why yearly rosters do not make a panel.
public enum PanelError: Error, Equatable, CustomStringConvertible {
  case noYears
  case yearTwice(Int)
  case tooManyYears(Int)
  case tooManyStates(Int)
  /// A dimension and how many members it has.
  case tooManyMembers(String, Int)
  /// More combinations of strata than can be kept apart.
  case tooManyStrata(Int)
  /// A year of which no row is left.
  case noValidRow(year: Int, read: Int)
  /// Conflicting records under the rule `stop`.
  case conflictingRecords(year: Int, people: Int, file: String, line: Int, otherFile: String, otherLine: Int)
  case unknownDimension(String)
  /// Identifiers of one kind in one year and of another in another.
  case identifierKinds(year: Int, kind: String, otherYear: Int, otherKind: String)
  /// Identifiers of a register that are of another kind than the panel's.
  case registryKind(name: String, kind: String, panelKind: String)
  /// A column that would be shown holds what looks like identifiers of persons.
  case holdsIdentifiers(String)
  /// An error of a panel whose periods are no years, told with their labels.
  case inPeriods(String)

  public var description: String { description(of: String.init) }

  /// The message with the periods written as given.
  public func description(of period: (Int) -> String) -> String {
    switch self {
    case .noYears: "a panel needs at least one year; name its files"
    case .yearTwice(let year):
      "the year \(period(year)) is given twice; give all its files once, separated by commas"
    case .tooManyYears(let count): "\(count) years; a panel has at most 64"
    case .tooManyStates(let count): "\(count) different states; at most 254 are kept apart"
    case .tooManyMembers(let name, let count):
      "'\(name)' has \(count) different values; a dimension has at most 65535 members"
    case .tooManyStrata(let count):
      "\(count) combinations of the columns to tell people apart by; fewer than 2²⁹ are kept apart"
    case .noValidRow(let year, let read):
      "\(period(year)): no valid row among the \(read) read; check the identifier and state columns (the audit says why)"
    case .conflictingRecords(let year, let people, let file, let line, let otherFile, let otherLine):
      """
      \(file): line \(line): a second, different record of a person of \(otherFile), line \(otherLine) (\(period(year)); \
      \(people == 1 ? "1 person" : "\(people) people") in all); correct the roster or choose a rule for duplicates: first, last, largest or drop
      """
    case .unknownDimension(let name): "no dimension '\(name)'"
    case .identifierKinds(let year, let kind, let otherYear, let otherKind):
      "the identifiers of \(period(year)) are read as \(kind), those of \(period(otherYear)) as \(otherKind); state one kind for all years"
    case .registryKind(let name, let kind, let panelKind):
      "the identifiers of '\(name)' are read as \(kind), those of the panel as \(panelKind); state the kind in the schema"
    case .holdsIdentifiers(let name):
      "the values of '\(name)' look like identifiers of persons; they would be printed, so choose another column"
    case .inPeriods(let message): message
    }
  }
}
