import Kernels

/// A relation that the figures of a publication should fulfil: a published cell and the formula that gives it.
package struct PublicationCheck: Sendable {
  let name: String
  /// Under what it is counted; the table's own number where nil.
  let group: String?
  /// Ids of tables; `{name}` stands for any text and gives it that name.
  let tables: [String]
  /// Which rows of them: values of key columns.
  let rows: [(key: String, filter: Operand)]
  /// One row for each combination of these keys, where given.
  let each: [String]
  /// The columns whose cells are checked.
  let columns: [String]
  /// A number in place of the cell: of the text where there is no column, else one that nothing rounded.
  let figure: String?
  let expect: Expression
  /// What the relation leaves open besides rounding.
  let tolerance: Exact
  /// Shown, and no failure where it does not hold.
  let isInformative: Bool
  /// What is known of a failure.
  let cause: String?
  let position: SpecPosition?
}

/// What a spec says of the publication that it is compared with.
package struct PublicationChecks: Sendable {
  var keys: Set<String> = []
  var whole: [String] = []
  var infer = true
  var checks: [PublicationCheck] = []
}
