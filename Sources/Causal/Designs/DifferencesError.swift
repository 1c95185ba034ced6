public import Models

/// Why a table and a request for a difference-in-differences give no answer.
public enum DifferencesError: Error, Equatable, CustomStringConvertible {
  /// Of the formula of covariates, the outcome's expression or a column's name.
  case design(DesignError)
  case regression(RegressionError)
  /// No row has everything that is asked for; the counts say why.
  case noRows(read: Int, dropped: [EstimationSample.Dropped])
  /// Text where whole numbers are needed; `first` is a place in the file.
  case notNumbers(column: String)
  /// Periods or first-treated periods that are no whole numbers.
  case notWhole(column: String, count: Int, first: String)
  /// Treatment other than 0 and 1.
  case notBinary(column: String, count: Int, first: String)
  /// Weights below zero or infinite, or, where the count is 0, none above zero.
  case invalidWeights(column: String, count: Int, first: String)
  /// Rows that share unit and period with another one.
  case duplicates(unit: String, time: String, count: Int, first: [String])
  /// Units whose first-treated period is not the same in all their rows.
  case cohortVaries(column: String, units: Int)
  /// Units whose cluster is not the same in all their rows.
  case clusterVaries(column: String, units: Int)
  /// One cluster holds all treated units and another one all others.
  case oneClusterEach(String)
  /// One period alone.
  case onePeriod(Int)
  /// Nobody is treated in the periods of the data.
  case noTreated
  /// Everybody is treated from the first period on.
  case alwaysTreated(units: Int)
  /// No unit is left untreated to compare with.
  case noNeverTreated
  /// All units are treated at once, so that nobody is left to compare with.
  case noComparison
  /// Units whose treatment ends again, with an estimator for treatments that stay.
  case reversals(estimator: String, units: Int)
  /// A treatment dummy in repeated cross-sections does not tell when a row's group was first treated.
  case cohortsUnknown(estimator: String)
  /// An option that an estimator does not have.
  case notOfEstimator(option: String, estimator: String, instead: String)
  /// More periods of anticipation than any group has before its treatment.
  case anticipationTooLong(Int, longest: Int)
  /// An event time of a reference that no row is at.
  case noReference(estimator: String, times: [Int], known: [Int])
  /// An estimator that needs the column of units.
  case unitsNeeded(estimator: String)
  /// Not two periods.
  case notTwoPeriods(count: Int)
  /// A covariate separates treated from comparison units, so that no propensity is finite.
  case separation(cell: String, terms: [String])
  /// Every comparison unit was trimmed or none has weight.
  case noOverlap(cell: String, trimmed: Int)
  /// Too few units for the covariates of a cell.
  case tooFew(cell: String, role: String, units: Int, parameters: Int)
  /// Covariates that are linear combinations of others in a cell.
  case collinear(cell: String, terms: [String])
  /// No cell of group and period could be estimated; the reasons of those that failed.
  case noCell([String])
  /// An aggregate without any cell, for instance of balanced event times that no group reaches.
  case emptyAggregate(String)
  /// Units that are left after a rule are too few.
  case noUnits(rule: String, dropped: Int)
  /// A computation that did not converge.
  case notConverged(what: String, iterations: Int)
  /// What an estimator asks of the data and these do not have.
  case unsuited(estimator: String, reason: String)

  public var description: String {
    switch self {
    case .design(let error): error.description
    case .regression(let error): error.description
    case .noRows(let read, let dropped):
      "no row is left of \(read)"
        + (dropped.isEmpty
          ? "; the table is empty" : ": \(dropped.map(\.description).joined(separator: ", "))")
    case .notNumbers(let column): "column '\(column)' is text where whole numbers are needed"
    case .notWhole(let column, let count, let first):
      "column '\(column)': \(count) values are no whole numbers of up to nine digits, the first in \(first); number periods 1, 2, …"
    case .notBinary(let column, let count, let first):
      "treatment '\(column)': \(count) values are neither 0 nor 1, the first in \(first)"
    case .invalidWeights(let column, let count, let first):
      count == 0
        ? "weights '\(column)': none is above zero in the rows in use"
        : "weights '\(column)': \(count) below zero or infinite, the first in \(first); weights are finite and not negative"
    case .duplicates(let unit, let time, let count, let first):
      "\(count) rows repeat '\(unit)' and '\(time)' of another row (\(first.joined(separator: ", "))); keep one row a unit and period"
    case .cohortVaries(let column, let units):
      "'\(column)' is not the same in all rows of \(units) units; the first treated period belongs to the unit"
    case .clusterVaries(let column, let units):
      "cluster '\(column)' is not the same in all rows of \(units) units; clusters hold whole units"
    case .oneClusterEach(let column):
      "'\(column)' has one treated and one untreated cluster, whose difference is the effect, so that nothing is left for its error; cluster by something finer"
    case .onePeriod(let period):
      "all rows are of the period \(period); a difference needs one before and one after"
    case .noTreated: "nobody becomes treated in the periods of the data; check the treatment's column"
    case .alwaysTreated(let units):
      "all \(units) treated units are treated from the first period on; nothing is known of them before"
    case .noNeverTreated:
      "no unit stays untreated; use --control not-yet, which compares with those treated later"
    case .noComparison:
      "all units are treated at once, nobody is left to compare with; a design of one group, as before and after or an interrupted series, would be right"
    case .reversals(let estimator, let units):
      "\(units) units leave the treatment again, which \(estimator) does not allow; effects of switching on and off (de Chaisemartin and D'Haultfœuille) or a sample until the first switch off would be right"
    case .cohortsUnknown(let estimator):
      "in repeated cross-sections a treatment dummy does not tell when a row's group is first treated; \(estimator) needs --first-treated"
    case .notOfEstimator(let option, let estimator, let instead):
      "\(option) does not go with \(estimator); \(instead)"
    case .anticipationTooLong(let asked, let longest):
      "--anticipation \(asked) leaves no period before the treatment; the longest that the data allow is \(longest)"
    case .noReference(let estimator, let times, let known):
      "\(estimator): no row is at the event time \(times.map(String.init).joined(separator: ", ")) of the reference; choose one of "
        + "\(known.map(String.init).joined(separator: ", ")) with --reference"
    case .unitsNeeded(let estimator): "\(estimator) needs --unit, the column of the units"
    case .notTwoPeriods(let count):
      "two-by-two compares two periods and these are \(count); select two, or use callaway-santanna"
    case .separation(let cell, let terms):
      "\(cell): the covariates separate treated from comparison units"
        + (terms.isEmpty ? "" : " (\(terms.joined(separator: ", ")))")
        + ", so that no propensity is finite; leave some out, or use --method reg"
    case .noOverlap(let cell, let trimmed):
      "\(cell): no comparison unit is left, \(trimmed) were trimmed for a propensity of 0.995 or more; there is no overlap"
    case .tooFew(let cell, let role, let units, let parameters) where parameters <= 1:
      "\(cell): \(units) \(role) units that count; without any there is nothing to compare, see periods, groups and weights"
    case .tooFew(let cell, let role, let units, let parameters):
      "\(cell): \(units) \(role) units for \(parameters) parameters; use fewer covariates"
    case .collinear(let cell, let terms):
      "\(cell): \(terms.joined(separator: ", ")) cannot be told apart from the covariates before among the comparison units; leave them out"
    case .noCell(let reasons):
      "no effect of a group in a period can be estimated"
        + (reasons.first.map { ": \($0)" } ?? "; check groups and periods")
    case .emptyAggregate(let type): "no group and period enters the aggregate '\(type)'"
    case .noUnits(let rule, let dropped): "no unit is left after \(rule) (\(dropped) dropped)"
    case .notConverged(let what, let iterations): "\(what) did not converge in \(iterations) steps"
    case .unsuited(let estimator, let reason): "\(estimator): \(reason)"
    }
  }

  /// Whether an option is wrong, whatever else the data hold.
  public var isOfUsage: Bool {
    switch self {
    case .notOfEstimator, .anticipationTooLong, .unitsNeeded: true
    default: false
    }
  }

  /// Whether the formula itself is wrong, rather than the data it is read against.
  public var isOfFormula: Bool { if case .design(let error) = self { error.isOfFormula } else { false } }
}
