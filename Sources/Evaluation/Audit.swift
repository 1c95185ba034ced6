public import Panels
public import Reports
public import Rosters
import TableFiles

/// What was found in rosters and what was done about it: the content of audit.json.
public struct Audit: Sendable {
  public let files: [RosterFile]
  public let findings: [Finding]
  public let identities: [IdentityAudit]
  /// Persons with records of one year that say different things.
  public let conflicts: [DuplicateConflict]
  /// Account of each year, where the files are years of a panel.
  public let accounts: [YearAccount]
  public let people: Int?
  /// How the years of accounts and conflicts are written.
  public let periods: PeriodLabels
  /// What keeps an evaluation of these files from a result; nil where nothing does.
  public let obstacle: (any Error)?

  public init(
    files: [RosterFile], findings: [Finding], identities: [IdentityAudit] = [],
    conflicts: [DuplicateConflict] = [], accounts: [YearAccount] = [],
    people: Int? = nil, periods: PeriodLabels = .years, obstacle: (any Error)? = nil
  ) {
    self.files = files
    self.findings = findings
    self.identities = identities
    self.conflicts = conflicts
    self.accounts = accounts
    self.people = people
    self.periods = periods
    self.obstacle = obstacle
  }

  /// How many conflicts are listed one by one; all of them are counted among the findings.
  private static let conflictsListed = 1000

  /// The worst severity among the findings.
  public var worst: Finding.Severity? { findings.map(\.severity).max() }

  /// `shown`: how a path is written, so that the same rosters give the same bytes wherever they lie.
  public func json(shown: (String) -> String = { $0 }) -> JSONText {
    .object([
      ("command", .string("audit")),
      (
        "files",
        .array(
          files.map { file in
            .object([
              ("path", .string(shown(file.path))), ("sha256", .string(file.sha256)),
              ("encoding", .string(file.encoding.rawValue)), ("delimiter", .string(file.delimiter)),
              ("decimal", .string(file.decimalMark)), ("rows_read", .integer(file.rowsRead)),
              ("rows_used", .integer(file.rowsUsed)), ("set_aside", Audit.json(file.setAside)),
            ])
          })
      ),
      (
        "years",
        .array(
          accounts.map { account in
            .object([
              ("year", period(account.year)), ("read", .integer(account.read)),
              ("used", .integer(account.used)),
              ("set_aside", Audit.json(account.setAside)),
            ])
          })
      ),
      ("people", .integer(people)),
      (
        "findings",
        .array(
          findings.map {
            Audit.json($0, shown: shown)
          })
      ),
      (
        "conflicts",
        .array(
          conflicts.prefix(Audit.conflictsListed).map { conflict in
            .object([
              ("year", period(conflict.year)), ("records", .integer(conflict.records)),
              ("file", .string(shown(conflict.file))), ("line", .integer(conflict.line)),
              ("other_file", .string(shown(conflict.otherFile))),
              ("other_line", .integer(conflict.otherLine)),
            ])
          })
      ),
      (
        "identities",
        .array(
          identities.map { identity in
            .object([
              ("field", .string(identity.field)), ("people_compared", .integer(identity.compared)),
              ("people_changed", .integer(identity.changed)),
            ])
          })
      ),
    ])
  }

  /// A year as a number, another period as its label.
  private func period(_ number: Int) -> JSONText {
    periods.areYears ? .integer(number) : .string(periods.label(of: number))
  }

  static func json(_ finding: Finding, shown: (String) -> String = { $0 }) -> JSONText {
    .object([
      ("code", .string(finding.code.rawValue)), ("severity", .string(finding.severity.rawValue)),
      ("file", .string(finding.file.map(shown))), ("line", .integer(finding.line)),
      ("column", .string(finding.column)), ("count", .integer(finding.count)),
      ("action", .string(finding.action)),
    ])
  }

  static func json(_ setAside: [SetAside: Int]) -> JSONText {
    .object(
      SetAside.allCases.compactMap { reason in setAside[reason].map { (reason.rawValue, .integer($0)) } })
  }
}
