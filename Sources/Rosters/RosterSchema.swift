public import Kernels
public import TableFiles

/// The type of a roster's field.
public enum FieldType: String, Sendable, CaseIterable {
  /// Whole numbers of up to 64 bits, thousands grouped or not.
  case integer
  /// Decimal numbers, exact to nine places.
  case decimal
  /// Days, written year first or day first.
  case date
  /// Anything else, kept as categories.
  case text

  var parser: any FieldParser {
    switch self {
    case .integer: IntegerParser()
    case .decimal: DecimalParser()
    case .date: DateParser()
    case .text: CategoryParser()
    }
  }
}

/// A field of the roster: its name here, the headers it may have in files, its type.
public struct FieldDefinition: Sendable, Equatable {
  /// The name by which rules, dimensions and formulas know it.
  public let name: String
  /// Headers under which it may stand in a file; the first that the file has counts, letter case ignored.
  public let headers: [String]
  public let type: FieldType

  /// A field whose header is its name, unless others are given.
  public init(_ name: String, headers: [String]? = nil, type: FieldType) {
    self.name = name
    self.headers = headers ?? [name]
    self.type = type
  }
}

/// How the state of a beneficiary (the tramo) follows from a record.
public enum StateRule: Sendable, Equatable {
  /// State 1 up to and including the first point, 2 up to the second, …; above the last the record is set aside.
  case cut(field: String, at: [Exact])
  /// The codes in a field are the states.
  case given(field: String)
  /// The codes in a field, translated: text in the file → label of the state.
  case values(field: String, [String: String])
  /// The amount received tells the state: amounts of each year by label of the state.
  case amount(field: String, [Int: [Int64: String]])
  /// Being in the roster is the only state.
  case present

  /// The field it reads, if it reads one.
  public var field: String? {
    switch self {
    case .cut(let field, _), .given(let field), .values(let field, _), .amount(let field, _): field
    case .present: nil
    }
  }
}

/// What to do with conflicting records of one person in one year.
public enum DuplicateRule: String, Sendable, CaseIterable {
  /// End with an error that says where they stand.
  case stop
  /// Keep the first in the order of files and rows.
  case first
  /// Keep the last.
  case last
  /// Keep the one with the largest amount, the first of them where several have it.
  case largest
  /// Keep none: the person is absent in that year.
  case drop
}

/// What the files of a roster look like and which fields of them are wanted.
public struct RosterSchema: Sendable {
  /// Header of the person's number, and of its check digit where that is a column of its own.
  public var identifier: String
  public var digit: String?
  /// What the identifiers are; nil to find it out from the first rows of the first file (RUTs with `digit`).
  public var identifierKind: IdentifierKind?
  /// Every other field that is wanted; those that rules name must be among them.
  public var fields: [FieldDefinition]
  /// How a record's state follows from its fields.
  public var state: StateRule
  /// States in their order, from the lowest up; those that are not among them follow, by number and then by name.
  public var stateOrder: [String]
  /// The field of the amount received, where there is one.
  public var amount: String?
  /// What to do with conflicting records of a person in a year; identical ones are always collapsed.
  public var duplicates: DuplicateRule
  /// Fields that a person should not change from year to year.
  public var identities: [String]
  /// What is known of the files' delimiter, decimal mark and encoding; the rest is detected.
  public var dialect: DialectOptions

  /// A schema; only the identifier's header and the rule of the state are needed.
  public init(
    identifier: String, digit: String? = nil, identifierKind: IdentifierKind? = nil,
    fields: [FieldDefinition] = [], state: StateRule,
    stateOrder: [String] = [], amount: String? = nil, duplicates: DuplicateRule = .stop,
    identities: [String] = [],
    dialect: DialectOptions = DialectOptions()
  ) {
    self.identifier = identifier
    self.digit = digit
    self.identifierKind = identifierKind
    self.fields = fields
    self.state = state
    self.stateOrder = stateOrder
    self.amount = amount
    self.duplicates = duplicates
    self.identities = identities
    self.dialect = dialect
  }
}
