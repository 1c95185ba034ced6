/// What was found for the units first treated in one period.
public struct SyntheticCohort: Sendable {
  /// Position of the first treated period.
  public let adoption: Int
  /// Positions of the treated units and of the donors.
  public let treated: [Int]
  public let donors: [Int]
  /// ω, one a donor, sum 1.
  public let unitWeights: [Double]
  /// λ, one a period before the treatment, sum 1; zeros in a synthetic control.
  public let timeWeights: [Double]
  /// Standard deviation of the donors' first differences before the treatment.
  public let noise: Double
  /// ζ_ω and ζ_λ.
  public let unitRidge: Double
  public let timeRidge: Double
  /// Mean outcome of the treated in each period.
  public let treatedPath: [Double]
  /// Outcome of the weighted donors in each period, shifted to the treated where the form has an intercept.
  public let syntheticPath: [Double]
  /// Mean over the periods after.
  public let effect: Double
  /// Largest violation of the optimality conditions of the weights.
  public let violation: Double
  /// False where other weights fit as well; those of least length were taken.
  public let areWeightsUnique: Bool

  init(
    adoption: Int, treated: [Int], donors: [Int], weights: SyntheticWeights, noise: Double, unitRidge: Double,
    timeRidge: Double, treatedPath: [Double], donorPath: [Double]
  ) {
    self.adoption = adoption
    self.treated = treated
    self.donors = donors
    unitWeights = weights.units
    timeWeights = weights.periods
    self.noise = noise
    self.unitRidge = unitRidge
    self.timeRidge = timeRidge
    self.treatedPath = treatedPath
    violation = weights.violation
    areWeightsUnique = weights.isUnique
    let gaps = SyntheticCohort.gaps(treatedPath, donorPath, weights.periods)
    syntheticPath = zip(treatedPath, gaps).map { $0 - $1 }
    effect = SyntheticCohort.mean(gaps[adoption...])
  }

  /// Treated less synthetic in each period, less the λ-weighted gap before.
  static func gaps(_ treated: [Double], _ donors: [Double], _ timeWeights: [Double]) -> [Double] {
    var shift = 0.0
    for (period, weight) in timeWeights.enumerated() where weight != 0 {
      shift += weight * (treated[period] - donors[period])
    }
    return zip(treated, donors).map { $0 - $1 - shift }
  }

  static func mean(_ values: ArraySlice<Double>) -> Double { values.reduce(0, +) / Double(values.count) }

  /// Treated less synthetic in each period: before the treatment how well it fits, after it the effect.
  public var gaps: [Double] { zip(treatedPath, syntheticPath).map { $0 - $1 } }

  /// Periods after, and treated units × those periods: the weight of the cohort in the average.
  public var periodsAfter: Int { treatedPath.count - adoption }
  public var treatedCells: Int { treated.count * periodsAfter }

  /// Root mean squared gap before the treatment. In a form with intercept around its mean.
  public var errorBefore: Double {
    SyntheticCohort.rootMeanSquare(gaps[..<adoption], isCentred: hasIntercept)
  }
  public var errorAfter: Double { SyntheticCohort.rootMeanSquare(gaps[adoption...], isCentred: false) }

  private var hasIntercept: Bool { timeWeights.contains { $0 != 0 } }

  static func rootMeanSquare(_ values: ArraySlice<Double>, isCentred: Bool) -> Double {
    let centre = isCentred ? mean(values) : 0
    return (values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(values.count)).squareRoot()
  }
}
