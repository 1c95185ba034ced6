public import Columns

/// Why a formula and a table make no design. Positions are those of the formula's text.
public enum DesignError: Error, Equatable, CustomStringConvertible {
  /// The formula says something that has no meaning, whatever the data.
  case formula(FormulaError)
  case unknownColumn(String, nearest: [String], FormulaPosition?)
  /// A column of text where a number is needed; `place` where a file's column has numbers and text.
  case textForNumber(String, Table.FilePlace?, FormulaPosition?)
  /// Numbers compared with text.
  case numberForText(String, FormulaPosition?)
  /// A column that identifies persons, where its values would become names of terms or numbers.
  case identifier(String, FormulaPosition?)
  case allMissing(String)
  /// A factor with one level among the rows that are used.
  case constantFactor(String)
  /// A reference that no row that is used has.
  case emptyLevel(term: String, level: String, nearest: [String])
  case noRows(EstimationSample)
  /// Weights below zero or infinite: how many, and where the first stands.
  case invalidWeights(String, count: Int, first: String)
  /// Frequency weights that are no whole numbers.
  case fractionalWeights(String, count: Int, first: String)
  case noPositiveWeight(String)
  /// Rows that share unit and time with another one, where lags or an estimator of panels are asked for.
  case duplicateUnitTime(unit: String, time: String, count: Int, first: [String])
  /// A time that is no whole number, where lags are asked for.
  case fractionalTime(String, count: Int, first: String)
  /// Rows that are used and have no group; rows without one are left out where the column is named in the request.
  case missingGroup(String, count: Int)
  /// A covariance over periods, and no column of them.
  case noPeriod(String)
  /// A term whose values leave the range of doubles.
  case overflow(String)

  public var description: String {
    switch self {
    case .formula(let error): error.description
    case .unknownColumn(let name, let nearest, let position):
      place(position)
        + (nearest.isEmpty
          ? "no column '\(name)'; check its name, and put values of text in quotes"
          : "no column '\(name)'; did you mean \(nearest.map { "'\($0)'" }.joined(separator: ", "))?")
    case .textForNumber(let column, let found, let position):
      place(position) + "column '\(column)' is text where a number is needed; "
        + (found.map {
          "line \($0.line), column \($0.column) of the file holds the first of \($0.count) values that are no number"
        } ?? "turn it into numbers, or use it as a factor")
    case .numberForText(let column, let position):
      place(position) + "\(column) is a number compared with text; write the value without quotes"
    case .identifier(let column, let position):
      place(position)
        + "'\(column)' identifies persons by the look of its values, which would become names of terms; use it for fixed effects, panels or clusters only"
    case .allMissing(let column): "column '\(column)' has no value in any row; leave it out"
    case .constantFactor(let term):
      "factor \(term) has one level among the rows that are used; leave it out or use more rows"
    case .emptyLevel(let term, let level, let nearest):
      "\(term): no row that is used has the level '\(level)'"
        + (nearest.isEmpty
          ? "; choose a reference that has rows"
          : "; did you mean \(nearest.map { "'\($0)'" }.joined(separator: ", "))?")
    case .noRows(let sample):
      "no row is left of \(sample.rowsRead)"
        + (sample.dropped.isEmpty
          ? "; the table is empty" : ": \(sample.dropped.map(\.description).joined(separator: ", "))")
    case .invalidWeights(let column, let count, let first):
      "weights '\(column)': \(count) below zero or infinite, the first in \(first); weights are finite and not negative"
    case .fractionalWeights(let column, let count, let first):
      "frequency weights '\(column)': \(count) are no whole numbers, the first in \(first); use analytic or probability weights"
    case .noPositiveWeight(let column): "weights '\(column)': none is above zero; nothing can be estimated"
    case .duplicateUnitTime(let unit, let time, let count, let first):
      "\(count) rows repeat '\(unit)' and '\(time)' of another row (\(first.joined(separator: ", "))); a panel has "
        + "one row a unit and time: leave out the copies, add up or average them before, or name columns that tell them apart"
    case .fractionalTime(let column, let count, let first):
      "time '\(column)': \(count) values are no whole numbers, the first in \(first); lags count whole periods"
    case .missingGroup(let column, let count):
      "'\(column)' is missing in \(count) of the rows that are used; name it in the request so that they are left out"
    case .noPeriod(let covariance):
      "\(covariance) needs the column of the period; name it as the panel's time"
    case .overflow(let term): "\(term) leaves the range of doubles; rescale its columns"
    }
  }

  private func place(_ position: FormulaPosition?) -> String {
    position.map { "formula, line \($0.line), column \($0.column): " } ?? ""
  }

  /// Whether the formula itself is wrong, rather than the data it is read against.
  public var isOfFormula: Bool { if case .formula = self { true } else { false } }
}
