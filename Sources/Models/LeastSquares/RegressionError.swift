public import LinearAlgebra

/// Why a regression has no meaningful answer: what was found, where, and what to do.
public enum RegressionError: Error, Equatable, CustomStringConvertible {
  /// No row is left after those of weight zero.
  case noRows
  /// Fewer observations than columns of the design.
  case tooFewRows(rows: Int, columns: Int)
  /// Every column is zero or there is none.
  case noColumns
  /// Two columns of the design have one name, so that no result could say which is meant; positions from 1.
  case nameTwice(name: String, first: Int, second: Int)
  /// The outcome is the same number in every row, so that nothing is left to explain.
  case constantOutcome(name: String, value: Double)
  /// A value that is not a finite number, rows from 1.
  case notFinite(column: String, row: Int)
  /// A column, the outcome or the weights, whose largest value is so large or so small that products of four of them leave the
  /// range of doubles.
  case outOfRange(column: String, largest: Double)
  /// A weight below zero or not finite, rows from 1.
  case weight(row: Int, value: Double)
  /// A frequency weight that is no whole number, rows from 1.
  case fractionalFrequency(row: Int, value: Double)
  /// Frequencies that add up to more than can be counted.
  case frequenciesTooLarge(sum: Double)
  /// All weights are zero.
  case noPositiveWeight
  /// A cluster-robust covariance over one cluster.
  case singleCluster(name: String)
  /// As many lags as there are periods, or more: the products of all scores together are the square of their sum, which is zero.
  case lagsBeyondPeriods(name: String, lags: Int, periods: Int)
  /// A grouping lacks its value in some rows; the first of them from 1.
  case missingGroup(name: String, rows: Int, first: Int)
  /// A unit has two rows in a period, or a series has two rows at a time.
  case duplicatePeriod(unit: String?, time: String, row: Int)
  /// Rows of a panel that share unit and period with another one: how many, and the first of them from 1.
  case duplicateUnitTime(unit: String, time: String, count: Int, first: [Int])
  /// A panel estimator with weights, which it does not have.
  case weightsNotOfEstimator(estimator: String)
  /// Variances between units where there is one.
  case singleUnit(name: String, estimator: String)
  /// Differences where no unit has two rows.
  case noDifferences(unit: String)
  /// A grouping that parts rows of a unit, where a unit is one row.
  case groupWithinUnits(group: String, unit: String, estimator: String)
  /// A covariance that has no meaning for an estimator.
  case covarianceNotOfEstimator(covariance: String, estimator: String, instead: String)
  /// A serial covariance over one period.
  case singlePeriod(name: String)
  /// Rows that stand for several observations have no place in a sequence.
  case frequencyWeightsInSeries
  /// A latitude outside −90…90 or a longitude outside −360…360 degrees, rows from 1.
  case coordinate(row: Int, latitude: Double, longitude: Double)
  /// Restrictions that contradict each other or repeat one another.
  case dependentRestrictions(count: Int, rank: Int)
  /// A name that is no term of the model.
  case unknownTerm(name: String, known: [String])
  /// More parameters than a piece of the sample has rows.
  case tooFewRowsInPart(part: String, rows: Int, columns: Int)
  /// No degree of freedom is left for what was asked.
  case noDegreesOfFreedom(what: String, rows: Int, parameters: Int)
  /// An outcome that its family does not have, rows from 1; `range` says which it has.
  case outcomeOutsideFamily(name: String, row: Int, value: Double, family: String, range: String)
  /// Combinations of these terms tell the outcome of some rows for certain, so that the likelihood has no maximum.
  case separation(family: String, terms: [String], rows: Int, of: Int)
  /// The offset or the design takes the mean of some row out of the range of doubles.
  case predictorOutOfRange
  /// The curvature of the likelihood has vanished in so many rows that the columns cannot be told apart.
  case weightsDegenerate
  /// A covariance that has no meaning for a family.
  case covarianceNotOfFamily(covariance: String, family: String, instead: String)
  /// The effects tell the outcome of every row for certain.
  case separatedOutcome(name: String, effects: [String])
  /// The effects fit the outcome exactly, so that nothing is left to explain.
  case absorbedOutcome(name: String, effects: [String])
  /// The effects fit every regressor exactly.
  case absorbedRegressors(names: [String], effects: [String])
  /// What was asked needs a matrix over the effects' coefficients, and there are too many.
  case effectsTooLarge(what: String, coefficients: Int, limit: Int)
  /// Fewer instruments than endogenous regressors; those that depend on others do not count.
  case tooFewInstruments(instruments: Int, endogenous: Int, dependent: [String])
  /// Endogenous regressors that the exogenous ones give already.
  case endogenousDependent(names: [String])
  /// The instruments say nothing of a regressor beyond the others.
  case notIdentified(name: String)
  /// Moments whose covariance has no inverse.
  case momentsSingular(instruments: Int)
  /// Adjusted clusters of an estimator whose bread is not that of its projected regressors, with effects that reach over clusters.
  case adjustedClustersNotOfMethod(covariance: String, method: String)
  /// A covariance that is none of moments.
  case notOfMoments(covariance: String)
  /// More sign vectors than can be enumerated, or weights that are no signs.
  case tooManyClustersToEnumerate(clusters: Int, most: Int)
  /// A variant of the wild bootstrap that is defined for least squares with clusters in one way alone.
  case variantNeedsOneWay(variant: String)
  /// An estimator that the wild bootstrap does not draw again.
  case bootstrapNotOfMethod(method: String)
  /// A bootstrap whose matrices of clusters by drawn groups are too large.
  case bootstrapTooLarge(clusters: Int, drawn: Int)
  /// Strata of conditional logit whose sets of ones are too many to go through.
  case strataTooLarge(strata: String, rows: Int, ones: Int, regressors: Int)
  /// A variance of the coefficient over these clusters that is not above zero.
  case bootstrapVariance(term: String)
  /// A treatment that is not one for each cluster (and period).
  case treatmentVaries(term: String, cluster: String, isByPeriod: Bool)
  /// Clusters without a row in some periods, so that another cluster's path cannot be given to them.
  case treatmentWithoutPeriods(term: String, cluster: String, cells: Int)
  /// Clusters that lie in several strata.
  case strataAcrossClusters(strata: String, cluster: String)
  /// A treatment that is the same in all clusters that it could be exchanged between.
  case oneAssignment(term: String)
  /// More assignments than can be enumerated.
  case tooManyAssignments(most: Int)
  /// More clusters and different paths than the products of a randomisation can be kept for.
  case randomisationTooLarge(clusters: Int, paths: Int)
  /// A coefficient that one cluster alone identifies.
  case clusterIdentifies(cluster: String)
  /// A matrix of the computation has no factorisation.
  case algebra(LinearAlgebraError)

  public var description: String { text(nil) }

  /// The same with a place, `line 3`, for the row that is named.
  public func description(at place: String) -> String { text(place) }

  /// The row of the data that is named, from 1; nil where none is.
  public var row: Int? {
    switch self {
    case .notFinite(_, let row), .weight(let row, _), .fractionalFrequency(let row, _),
      .missingGroup(_, _, let row), .duplicatePeriod(_, _, let row), .coordinate(let row, _, _),
      .outcomeOutsideFamily(_, let row, _, _, _):
      row
    case .duplicateUnitTime(_, _, _, let first): first.first
    default: nil
    }
  }

  private func text(_ place: String?) -> String {
    func at(_ row: Int) -> String { place ?? "row \(row)" }
    return switch self {
    case .noRows: "no row is left to estimate from; check the sample and the weights"
    case .tooFewRows(let rows, let columns):
      "\(rows) observations cannot identify \(columns) coefficients; drop terms or add rows"
    case .noColumns:
      "no regressor is left: every column is zero, or is the same within its groups; add a term that varies"
    case .nameTwice(let name, let first, let second):
      "columns \(first) and \(second) of the design are both named \(name); give each a name of its own"
    case .constantOutcome(let name, _):
      "the outcome \(name) is the same in every row, so there is nothing to explain; choose another outcome or sample"
    case .notFinite(let column, let row):
      "\(column) is not a finite number in \(at(row)); drop the row or mend the value"
    case .outOfRange(let column, let largest):
      "the largest value of \(column) is \(largest), and products leave the range of doubles; "
        + "rescale it to between 1e-70 and 1e70"
    case .weight(let row, let value):
      "the weight in \(at(row)) is \(value); weights are finite numbers not below zero"
    case .fractionalFrequency(let row, let value):
      "the frequency in \(at(row)) is \(value); frequencies are whole numbers, use analytic or probability weights"
    case .frequenciesTooLarge(let sum):
      "the frequencies add up to \(sum), more than can be counted (2^53); use analytic or probability weights"
    case .noPositiveWeight: "every weight is zero; check the column of weights"
    case .lagsBeyondPeriods(let name, let lags, let periods):
      "\(lags) lags of \(periods) periods of '\(name)'; give at most \(periods - 1), and far fewer for errors that mean something"
    case .singleCluster(let name):
      "\(name) has one cluster; a cluster-robust covariance needs two or more, cluster by something finer"
    case .missingGroup(let name, let rows, let first):
      "\(name) is missing in \(rows) rows, the first is \(at(first)); drop these rows or fill the value"
    case .duplicatePeriod(let unit, let time, let row):
      "\(unit.map { "a unit of \($0)" } ?? "the series") has two rows at one value of \(time), the second is \(at(row)); "
        + "remove the duplicate or use driscoll-kraay"
    case .duplicateUnitTime(let unit, let time, let count, let first):
      "\(count) rows repeat \(unit) and \(time) of another row, the first is \(at(first.first ?? 0)); leave out the copies, or "
        + "add up or average them before"
    case .weightsNotOfEstimator(let estimator):
      "\(estimator) takes no weights; leave them out, or use least squares with fixed effects"
    case .singleUnit(let name, let estimator):
      "\(name) has one unit; \(estimator) needs two or more to tell what units differ in, use least squares"
    case .noDifferences(let unit):
      "no \(unit) has two rows, so there is no difference to take; use more periods or another estimator"
    case .groupWithinUnits(let group, let unit, let estimator):
      "rows of one \(unit) are in several groups of \(group), and \(estimator) has one row for each \(unit); "
        + "cluster on \(unit) or on what holds whole units"
    case .covarianceNotOfEstimator(let covariance, let estimator, let instead):
      "\(covariance) has no meaning for \(estimator); use \(instead)"
    case .singlePeriod(let name): "\(name) has one period; a serial covariance needs two or more"
    case .frequencyWeightsInSeries:
      "frequency weights have no order in time; repeat the rows with their times, or use driscoll-kraay"
    case .coordinate(let row, _, _):
      "\(at(row)) has a latitude outside −90…90 or a longitude outside −360…360 degrees; check the columns"
    case .dependentRestrictions(let count, let rank):
      "\(count) restrictions are only \(rank) independent ones; remove those that follow from the others"
    case .unknownTerm(let name, let known):
      "\(name) is no term of the model; its terms are \(known.joined(separator: ", "))"
    case .tooFewRowsInPart(let part, let rows, let columns):
      "\(part) has \(rows) rows for \(columns) coefficients; choose another split"
    case .noDegreesOfFreedom(let what, let rows, let parameters):
      "\(what): \(rows) observations leave no degree of freedom after \(parameters) parameters; drop terms or add rows"
    case .outcomeOutsideFamily(let name, let row, _, let family, let range):
      // Without the value, which may be somebody's identifier.
      "\(name) in \(at(row)) is no outcome of \(family), which is \(range); choose another family or mend the value"
    case .separation(let family, let terms, let rows, let all):
      "\(terms.joined(separator: ", ")) tell\(terms.count == 1 ? "s" : "") the outcome of \(rows) of \(all) rows for certain, "
        + "so \(family) has no finite estimate; drop these rows or merge or drop the terms"
    case .predictorOutOfRange:
      "the offset or the regressors take the mean out of the range of doubles; rescale them"
    case .weightsDegenerate:
      "the likelihood is flat in so many rows that the terms cannot be told apart; drop near-collinear terms, or terms that "
        + "tell the outcome almost for certain"
    case .covarianceNotOfFamily(let covariance, let family, let instead):
      "\(covariance) has no meaning for \(family); use \(instead)"
    case .separatedOutcome(let name, let effects):
      "the fixed effects \(effects.joined(separator: " + ")) tell the outcome \(name) of every row for certain; drop effects or "
        + "choose another outcome"
    case .absorbedOutcome(let name, let effects):
      "the fixed effects \(effects.joined(separator: " + ")) fit the outcome \(name) exactly; drop effects or choose another outcome"
    case .absorbedRegressors(let names, let effects):
      "the fixed effects \(effects.joined(separator: " + ")) absorb every regressor (\(names.joined(separator: ", "))); "
        + "add a term that varies within them"
    case .effectsTooLarge(let what, let coefficients, let limit):
      "\(what) needs a matrix of order \(coefficients) over the fixed effects, the limit is \(limit); use hc1 or cluster"
    case .tooFewInstruments(let instruments, let endogenous, let dependent):
      "\(instruments) instrument\(instruments == 1 ? "" : "s") for \(endogenous) endogenous regressor\(endogenous == 1 ? "" : "s")"
        + (dependent.isEmpty
          ? ""
          : " (\(dependent.joined(separator: ", ")) depend\(dependent.count == 1 ? "s" : "") on other regressors, instruments or effects)")
        + "; at least as many instruments are needed"
    case .endogenousDependent(let names):
      "\(names.joined(separator: ", ")) depend\(names.count == 1 ? "s" : "") on the exogenous regressors; nothing is left to instrument"
    case .notIdentified(let name):
      "the instruments say nothing of \(name) beyond the other regressors; other instruments are needed"
    case .momentsSingular(let instruments):
      "the covariance of the \(instruments) moments has no inverse; use fewer instruments, or more clusters"
    case .notOfMoments(let covariance):
      "gmm has no weights for \(covariance); use hc0, cluster, newey-west, driscoll-kraay or conley"
    case .adjustedClustersNotOfMethod(let covariance, let method):
      "\(covariance) of \(method) takes no absorbed effects that reach over clusters; write them as columns with i(), or use "
        + "cluster"
    case .tooManyClustersToEnumerate(let clusters, let most):
      "all sign vectors of \(clusters) clusters are too many, or the weights are no signs; rademacher weights and up to "
        + "\(most) clusters can be enumerated, else give a number of repetitions"
    case .variantNeedsOneWay(let variant):
      "the bootstrap's variant \(variant) is defined for least squares with clusters in one way; use the variant 11"
    case .bootstrapNotOfMethod(let method):
      "the wild bootstrap draws least squares and two-stage least squares, not \(method); leave one of them out"
    case .bootstrapTooLarge(let clusters, let drawn):
      "the bootstrap with instruments keeps matrices of clusters by drawn groups, and \(clusters) by \(drawn) of them are "
        + "more than 67 million numbers; draw by a column with fewer groups (--bootstrap-by)"
    case .strataTooLarge(let strata, let rows, let ones, let regressors):
      "strata of \(strata) are too large for conditional-logit: the largest has \(rows) rows, \(ones) of them ones, with "
        + "\(regressors) regressors; constants of strata as large are estimated well: use logit with | \(strata)"
    case .bootstrapVariance(let term):
      "the variance of \(term) over these clusters is not above zero; cluster in one way, or by something finer"
    case .treatmentVaries(let term, let cluster, let isByPeriod):
      "\(term) has two values in one cluster of \(cluster)\(isByPeriod ? " and period" : ""), so that it was not assigned to "
        + "clusters; \(isByPeriod ? "choose the cluster it was assigned to" : "name the period with --panel-time or choose a finer cluster")"
    case .treatmentWithoutPeriods(let term, let cluster, let cells):
      "clusters of \(cluster) have no row in some periods, \(cells) cells in all, so that paths of \(term) cannot be "
        + "exchanged; balance the panel"
    case .strataAcrossClusters(let strata, let cluster):
      "some clusters of \(cluster) lie in several strata of \(strata); strata are groups of whole clusters"
    case .oneAssignment(let term):
      "\(term) is the same in all clusters that it could be exchanged between; there is nothing to permute"
    case .tooManyAssignments(let most):
      "there are more than \(most) assignments; give a number of repetitions"
    case .randomisationTooLarge(let clusters, let paths):
      "a randomisation of \(clusters) clusters and \(paths) different treatments keeps products of each with each, which are too "
        + "many; permute larger clusters or use the coefficient as statistic"
    case .clusterIdentifies(let cluster):
      "without one of the clusters of \(cluster) a coefficient is not identified; use the variant 11"
    case .algebra(let error): "\(error); rescale the columns or drop near-collinear terms"
    }
  }
}
