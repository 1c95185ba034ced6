package import Kernels
public import Rosters

/// Yearly rosters joined by person: units × years, with the state of each and the record behind it.
public struct Panel: Sendable {
  public let years: [Int]
  /// Labels of the states 1, 2, …
  public let stateLabels: [String]
  /// The yearly rosters, in the order of `years`.
  public package(set) var rosters: [Roster]
  /// Persons present in at least one year.
  public let people: Int
  /// What the join found: duplicates and changed identities.
  public let findings: [Finding]
  public let identities: [IdentityAudit]
  /// Persons with conflicting records, by year and place, and how the first two of them stand.
  public let conflicts: [DuplicateConflict]
  /// State of each person in each year, person by person: 0 where absent, else the position of the label plus one.
  package let states: [UInt8]
  /// For each year and person, the row of the record plus one; 0 where absent.
  package let rows: [[UInt32]]
  /// For each year, rows of the roster that are not used because another record of the person is.
  package let excluded: [Bitmap?]

  /// Rows of each year: read, used, set aside by reason. Read = used + set aside.
  public func account(year index: Int) -> YearAccount {
    var setAside: [SetAside: Int] = [:]
    var read = 0
    for file in rosters[index].files {
      read += file.rowsRead
      setAside.merge(file.setAside, uniquingKeysWith: +)
    }
    return YearAccount(year: years[index], read: read, setAside: setAside)
  }
}

/// What became of the rows of a year.
public struct YearAccount: Sendable, Equatable {
  public let year: Int
  public let read: Int
  public let setAside: [SetAside: Int]

  public var used: Int { read - setAside.values.reduce(0, +) }
}

/// How many persons changed a field that should stay the same.
public struct IdentityAudit: Sendable, Equatable {
  public let field: String
  /// Persons with that field in two years or more.
  public let compared: Int
  /// Those among them for whom it is not the same in all years.
  public let changed: Int
}
