/// Why a comparison before and after has no answer.
public enum PrePostError: Error, Equatable, CustomStringConvertible {
  /// Paired samples of different length.
  case lengths(before: Int, after: Int)
  /// A test with fewer observations than it needs; `of` says what is counted: pairs, observations of a group.
  case tooFew(test: String, needs: Int, found: Int, of: String)
  /// No spread: all differences, or all values of each group, are one number.
  case constant(test: String, what: String)
  /// Values that are infinite or not numbers.
  case notFinite(what: String, count: Int)
  /// A number of groups that the test has no meaning for.
  case groups(test: String, needs: String, found: Int)
  /// A value that makes an outcome other than binary.
  case notBinary(column: String, found: Int)
  /// A test that is not one of the design: a test of pairs on groups, of a table on numbers.
  case notOfDesign(test: String, design: String)
  case emptyTable(test: String)
  /// A row or column of a table whose counts are all zero; numbered from 1.
  case emptyMargin(test: String, row: Int?, column: Int?)
  case count(row: Int, column: Int, value: String)
  case tableShape(rows: Int, columns: Int, counts: Int)
  /// Counts that add up to more than 2⁵³.
  case tableTooLarge
  /// A measure whose largest value is so large or so small that products of four of its values leave the range of doubles.
  case magnitude(what: String, largest: Double)
  /// The value of an event, where the outcome is a number.
  case eventOfNumbers(String)
  /// A column that is measured and adjusted for.
  case outcomeAsCovariate(String)
  case notTwoByTwo(test: String, rows: Int, columns: Int)
  /// An exact distribution that would take too long; `size` counts its steps.
  case exactTooLarge(test: String, size: Int, limit: Int)
  /// Ties, where the exact distribution is for different values only.
  case ties(test: String)
  case proportion(events: Int, of: Int)
  /// A value out of its range: a reliability, a confidence, a correlation.
  case outOfRange(what: String, value: Double, range: String)
  case noColumn(String, nearest: [String])
  /// A column of text where numbers are needed.
  case textForNumber(String)
  case noRows(read: Int, missing: Int, filtered: Int)
  /// Levels of a grouping that look like numbers of persons.
  case identifier(String)
  case noLevel(column: String, level: String, nearest: [String])
  /// A unit that has two values of one occasion; counted, not named.
  case duplicatePairs(column: String, count: Int)
  case missingPart(String)
  case model(String)

  public var description: String {
    switch self {
    case .lengths(let before, let after):
      "\(before) values before and \(after) after; pairs need as many of each, in the same order"
    case .tooFew(let test, let needs, let found, let of):
      "\(test) needs at least \(needs) \(of), there \(found == 1 ? "is" : "are") \(found)"
    case .constant(let test, let what): "\(test): \(what), so there is nothing to measure chance with"
    case .notFinite(let what, let count): "\(what): \(count) values are not finite; set them missing"
    case .groups(let test, let needs, let found):
      "\(test) needs \(needs) groups, there \(found == 1 ? "is" : "are") \(found)"
    case .notBinary(let column, let found):
      "'\(column)' is not binary: it has \(found) different values; use --outcome numeric, or a column of 0 and 1"
    case .notOfDesign(let test, let design): "\(test) is no test for \(design)"
    case .emptyTable(let test): "\(test): the table has no count above zero"
    case .emptyMargin(let test, let row, let column):
      "\(test): \(row.map { "row \($0)" } ?? "column \(column ?? 0)") of the table is empty; leave it out"
    case .count(let row, let column, let value):
      "the count in row \(row), column \(column) is \(value); counts are whole numbers from zero on"
    case .tableShape(let rows, let columns, _) where rows < 2 || columns < 2:
      "a table of \(rows)×\(columns) has nothing to compare; it needs two rows and two columns or more"
    case .tableShape(let rows, let columns, let counts):
      "a table of \(rows)×\(columns) has \(rows * columns) counts, not \(counts)"
    case .tableTooLarge: "the counts add up to more than 2^53; give them in thousands"
    case .magnitude(let what, let largest):
      "the largest value of \(what) is \(largest), and products leave the range of doubles; rescale it to between 1e-70 and 1e70"
    case .eventOfNumbers(let column):
      "--event names the value of a binary outcome and '\(column)' is of numbers; leave it out, or use --outcome binary"
    case .outcomeAsCovariate(let column):
      "'\(column)' is the outcome and cannot be adjusted for; leave it out of the covariates"
    case .notTwoByTwo(let test, let rows, let columns): "\(test) is for tables of 2×2, not \(rows)×\(columns)"
    case .exactTooLarge(let test, let size, let limit):
      "\(test): the exact distribution takes \(size == Int.max ? "too many" : "\(size)") steps, more than \(limit); use "
        + (test == PrePostTest.fisher.rawValue ? "chi_squared or g_test" : "the normal approximation")
    case .ties(let test): "\(test): there are ties, and this exact distribution is for different values"
    case .proportion(let events, let of): "\(events) events of \(of) is no proportion"
    case .outOfRange(let what, let value, let range): "\(what) is \(value); it goes \(range)"
    case .noColumn(let name, let nearest):
      nearest.isEmpty
        ? "no column '\(name)'; check its name"
        : "no column '\(name)'; did you mean \(nearest.map { "'\($0)'" }.joined(separator: ", "))?"
    case .textForNumber(let column):
      "column '\(column)' is text where numbers are needed; for an outcome of two words use --outcome binary"
    case .noRows(let read, let missing, let filtered):
      "no row is left: of \(read), \(missing) lack a value and \(filtered) are filtered out"
    case .identifier(let column):
      "the levels of '\(column)' look like numbers of persons and are not shown; group by another column"
    case .noLevel(let column, let level, let nearest):
      "'\(column)' has no level '\(level)'"
        + (nearest.isEmpty ? "" : "; did you mean \(nearest.map { "'\($0)'" }.joined(separator: ", "))?")
    case .duplicatePairs(let column, let count):
      "\(count) units of '\(column)' have more than one value of an occasion; keep one row a unit and occasion"
    case .missingPart(let what): what
    case .model(let message): message
    }
  }
}
