import Foundation
package import Kernels
public import Reports
public import Rosters

/// The whole of an evaluation as its YAML says it: rosters, dimensions, inputs, formulas and tables.
public struct EvaluationSpec: Sendable {
  /// What the report says of itself.
  public struct Heading: Sendable {
    public var program = ""
    public var title = ""
    public var institution = ""
    public var notes: [String] = []

    /// Programme and title in one line, those that there are.
    public var line: String { [program, title].filter { !$0.isEmpty }.joined(separator: ". ") }
  }

  /// The files of one period.
  public struct YearFiles: Sendable {
    /// The year, or the number of another period: `EvaluationSpec.periods` has its label.
    public let year: Int
    public let glob: String
  }

  /// A table of numbers that no roster gives.
  public struct Input: Sendable {
    public let keys: [String]
    public let unit: String
    package let values: [[String]: Exact]
  }

  /// A named formula.
  package struct Definition: Sendable {
    let parameters: [String]
    let body: Expression
    let position: SpecPosition?
  }

  /// Members of an axis of a block.
  package enum AxisMembers: Sendable {
    /// Label in the row and value of the variable.
    case listed([(label: String, value: Operand)])
    /// Follows another axis: shows the label of its member in the dimension of that name.
    case labelOf(String)
  }

  package struct Axis: Sendable {
    let name: String
    let members: AxisMembers
  }

  /// Rows of one kind.
  package struct Block: Sendable {
    let axes: [Axis]
    let columns: [(name: String, formula: Expression)]
    /// Decimals of columns in these rows, where they are not the table's.
    var decimals: [String: Int] = [:]
  }

  /// Where a publication contradicts itself.
  public struct KnownDifference: Sendable {
    public let row: String
    public let column: String
    public let cause: String
    /// The largest part of the recomputed value that the cause accounts for; nil where it has no bound.
    package let reach: Exact?
  }

  package struct Table: Sendable {
    let id: String
    let number: Phrase
    let chapter: String
    let title: Phrase
    let unit: Phrase
    let years: Phrase
    let across: String?
    let formula: Phrase
    let source: String
    let notes: [String]
    let decimals: [String: Int]
    let labels: [String: Phrase]
    let blocks: [Block]
    let differences: [KnownDifference]
    let position: SpecPosition?
    /// The order of its columns where it has a fixed one; else that in which the blocks first name them.
    var columnOrder: [String] = []
    /// The column that its figure draws; nil for the first with numbers.
    var figure: String?
    /// What to show for members of axes that are no dimensions.
    var keyLabels: [String: [String: Phrase]] = [:]
  }

  public struct Disclosure: Sendable {
    /// Cells of fewer people than this are suppressed.
    public var threshold = 10
    public var reason = ""
  }

  public let path: String
  public let heading: Heading
  /// Folder of the rosters, as written.
  public let folder: String
  public let files: [YearFiles]
  /// How the panel's periods are written: years, months, …
  public let periods: PeriodLabels
  /// Under this name the period is among the dimensions.
  public let periodName: String
  public let schema: RosterSchema
  /// The headers of the identifier, of which the schema has the first.
  let identifiers: IdentifierColumns
  /// Name of the state among the dimensions, and its labels where the rule fixes them.
  public let stateName: String
  package let stateLabels: [String]?
  public let dimensions: [CategoryDimension]
  package let paths: [String: (field: String, rule: PathRuleText)]
  package let deflator: (baseYear: Int, factors: [Int: Exact])?
  public let inputs: [String: Input]
  package let definitions: [String: Definition]
  public let disclosure: Disclosure
  public let chapters: [(id: String, title: String)]
  public let texts: [String: String]
  package let tables: [Table]
  /// The logical framework matrix, where the spec has one.
  package let framework: LogicalFramework?
  /// The tables of sequences, where the spec asks for them.
  let sequences: SequenceSection?
  /// Whether the table of coverage is among the tables.
  let hasCoverage: Bool
  /// Relations that the figures of a publication should fulfil.
  package let publication: PublicationChecks
  /// Parts with tables of their own, of other files than rosters.
  package let sections: [any SpecSection]

  /// The name of the period where the spec gives none.
  public static let yearName = "anio"

  public var years: [Int] { files.map(\.year) }

  /// Ids of all tables, in order.
  public var tableIDs: [String] {
    tables.map(\.id) + (framework == nil ? [] : [LogicalFramework.matrixID]) + (sequences?.tableIDs ?? [])
      + sections.flatMap(\.tableIDs)
  }

  /// Whether there are rosters to join; a spec may consist of other sections alone.
  public var hasRosters: Bool { !files.isEmpty }

  /// What people read for a member of a dimension, where a dimension says so.
  package func label(of member: String) -> String? {
    dimensions.lazy.compactMap { $0.labels[member] }.first
  }

  /// The cause that the spec knows for a difference, and that reaches as far as it.
  public func cause(of cell: ComparedCell) -> String? {
    let published = PublishedTable.number(cell.published)
    let recomputed = PublishedTable.number(cell.recomputed)
    return tables.first { $0.id == cell.table }?.differences.first { known in
      guard Pattern.matches(known.row, cell.row), Pattern.matches(known.column, cell.column) else {
        return false
      }
      guard let reach = known.reach else { return true }
      guard let published, let recomputed else { return false }
      let miss = published - recomputed
      return (miss < .zero ? -miss : miss) <= reach * (recomputed < .zero ? -recomputed : recomputed)
    }?.cause
  }

  /// The first cause that the spec names for differences in that cell, however large.
  public func cause(table: String, row: String, column: String) -> String? {
    tables.first { $0.id == table }?.differences.first {
      Pattern.matches($0.row, row) && Pattern.matches($0.column, column)
    }?.cause
  }
}

/// The value of a variable in formulas.
package enum Operand: Sendable, Hashable {
  case number(Exact)
  case text(String)
  /// No restriction.
  case total
  case set([String])
  case known
  case missing
}

/// The rule of a path as the spec writes it.
package enum PathRuleText: String, Sendable, CaseIterable {
  case atLeast = "last >= first"
  case atMost = "last <= first"
  case more = "last > first"
  case less = "last < first"
  case same = "last = first"
}

/// Text with `*` for anything.
enum Pattern {
  static func matches(_ pattern: String, _ text: String) -> Bool {
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard parts.count > 1 else { return pattern == text }
    var rest = Substring(text)
    guard rest.hasPrefix(parts[0]) else { return false }
    rest = rest.dropFirst(parts[0].count)
    for part in parts[1..<(parts.count - 1)] where !part.isEmpty {
      guard let found = rest.range(of: part) else { return false }
      rest = rest[found.upperBound...]
    }
    return rest.hasSuffix(parts[parts.count - 1])
  }
}
