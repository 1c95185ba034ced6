/// Something the audit of rosters found: what, where, how often, and what was done with it. It never holds a value of
/// an identifier.
public struct Finding: Sendable, Equatable {
  public enum Severity: String, Sendable, Comparable {
    case information
    case warning
    case error

    public static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }
    private var rank: Int {
      switch self {
      case .information: 0
      case .warning: 1
      case .error: 2
      }
    }
  }

  /// What was found; the raw value is the code in the audit.
  public enum Code: String, Sendable, CaseIterable {
    case malformedRow = "malformed_row"
    case invalidIdentifier = "invalid_identifier"
    case invalidCheckDigit = "invalid_check_digit"
    case missingState = "missing_state"
    case stateOutOfRange = "state_out_of_range"
    case duplicateIdentical = "duplicate_identical"
    case duplicateConflicting = "duplicate_conflicting"
    case unparsedField = "unparsed_field"
    case missingValue = "missing_value"
    case negativeValue = "negative_value"
    case outOfRange = "out_of_range"
    case unknownCategory = "unknown_category"
    case provisionalIdentifier = "provisional_identifier"
    case identifierKind = "identifier_kind"
    case mixedEncoding = "not_utf8"
    case nulBytes = "nul_bytes"
    case identityChange = "identity_change"
    case cohortChange = "cohort_change"
    /// Whole numbers with a point before every three digits, where nothing says whether it is decimal.
    case ambiguousThousands = "ambiguous_thousands"
    /// A month that an establishment does not report.
    case missingReport = "missing_report"
    /// A population larger than the one that should hold it.
    case populationExceeded = "population_exceeded"
  }

  public let code: Code
  public let severity: Severity
  public let file: String?
  /// First line on which it stands.
  public let line: Int?
  public let column: String?
  public let count: Int
  /// What was done, in English.
  public let action: String

  public init(
    _ code: Code, severity: Severity = .warning, file: String? = nil, line: Int? = nil, column: String? = nil,
    count: Int, action: String
  ) {
    self.code = code
    self.severity = severity
    self.file = file
    self.line = line
    self.column = column
    self.count = count
    self.action = action
  }
}

/// Why a row of a roster is not used. Every row read is used or set aside for one of these.
public enum SetAside: String, Sendable, CaseIterable {
  case malformedRow = "malformed_row"
  case invalidIdentifier = "invalid_identifier"
  case invalidCheckDigit = "invalid_check_digit"
  case missingState = "missing_state"
  case stateOutOfRange = "state_out_of_range"
  case duplicateIdentical = "duplicate_identical"
  case duplicateConflicting = "duplicate_conflicting"
  /// A field without which a row says nothing is empty, no number, below zero, or not finite, too large or of no known code.
  case missingValue = "missing_value"
  case unparsedField = "unparsed_field"
  case negativeValue = "negative_value"
  case outOfRange = "out_of_range"
}
