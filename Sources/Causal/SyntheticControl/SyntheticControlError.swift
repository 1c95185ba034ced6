public import LinearAlgebra
public import Models

/// Why a synthetic control has no answer.
public enum SyntheticControlError: Error, Equatable, CustomStringConvertible {
  /// Cells of units × periods without an outcome: the panel has to be balanced.
  case unbalanced(missing: Int, cells: Int)
  /// Outcomes that are no finite numbers.
  case notFinite(cells: Int)
  case noTreated
  /// Units that are treated from the first period on.
  case alwaysTreated(units: Int)
  /// No unit that stays untreated.
  case noDonor(treated: Int)
  /// Periods before the treatment of a cohort, by its position among the periods.
  case tooFewPeriodsBefore(found: Int, needed: Int)
  /// Placebos need more donors than treated units.
  case placebosImpossible(donors: Int, treated: Int)
  /// Resampling and leaving out need two treated units in each cohort and two donors of weight.
  case errorsImpossible(method: String, reason: String)
  /// Treated units of several dates where the method knows one.
  case severalCohorts(Int)
  case covariatesCollinear(names: [String])
  /// A column of predictors with a missing value or none that varies.
  case predictor(index: Int, reason: String)
  case regression(RegressionError)
  case algebra(LinearAlgebraError)

  public var description: String {
    switch self {
    case .unbalanced(let missing, let cells):
      "\(missing) of \(cells) cells of units and periods have no outcome; the panel has to be balanced: drop the units or the periods"
    case .notFinite(let cells): "\(cells) outcomes are no finite numbers"
    case .noTreated: "nobody becomes treated in the periods of the data"
    case .alwaysTreated(let units):
      "\(units) units are treated from the first period on; leave them out or add earlier periods"
    case .noDonor(let treated): "\(treated) units are treated and none stays untreated to be a donor"
    case .tooFewPeriodsBefore(let found, let needed):
      "\(found) period before the treatment where \(needed) are needed"
    case .placebosImpossible(let donors, let treated):
      "placebos need more donors than treated units and there are \(donors) and \(treated); use the jackknife or the bootstrap, or no errors"
    case .errorsImpossible(let method, let reason): "no errors by \(method): \(reason)"
    case .severalCohorts(let count):
      "the treatment starts in \(count) different periods where one is needed; select one cohort and the never treated"
    case .covariatesCollinear(let names):
      "covariates that unit and period effects explain: \(names.joined(separator: ", "))"
    case .predictor(let index, let reason): "predictor \(index): \(reason)"
    case .regression(let error): error.description
    case .algebra(let error): error.description
    }
  }
}
