internal import Kernels

// Placebos in space: every donor in turn is taken for the treated unit, with the other donors as donors, and the share of placebos
// whose error after the treatment, relative to that before it, is at least the treated unit's is an exact p-value if any unit was as
// likely to be treated.
//
// Sources: Abadie, Diamond & Hainmueller (2010), JASA 105, 493–505, section 3.4 and figure 8 (ratio of mean squared prediction errors);
// Abadie (2021), J. Economic Literature 59, 391–425, section 3.5. The treated units are no donors of a placebo, whose counterpart
// would else hold the effect. For several treated units the placebos are draws of as many donors, and p = (1 + b)/(1 + B).

/// A permutation test of a synthetic control by placebos in space.
public struct SyntheticPlacebos: Sendable {
  /// Errors of one unit, or group of units, taken for treated.
  public struct Placebo: Sendable, Equatable {
    /// Positions of the units.
    public let units: [Int]
    /// Root mean squared gaps before and after the treatment.
    public let before: Double
    public let after: Double
    /// Mean gap after.
    public let effect: Double

    /// after / before; infinite where the fit before has no error.
    public var ratio: Double { before > 0 ? after / before : (after > 0 ? .infinity : 0) }

    init(_ cohort: SyntheticCohort) {
      units = cohort.treated
      before = cohort.errorBefore
      after = cohort.errorAfter
      effect = cohort.effect
    }
  }

  public let treated: Placebo
  public let placebos: [Placebo]
  /// Share of all, the treated among them, whose ratio is at least that of the treated; ties count.
  public let pValue: Double

  /// - Parameter draws: for several treated units; with one, each donor is one placebo.
  /// - Throws: `.severalCohorts`, `.placebosImpossible`, and what the estimator throws.
  /// - Complexity: one estimate a placebo. Bits do not depend on the estimator's threads.
  public init(
    _ estimator: SyntheticDifferences, _ panel: SyntheticPanel, draws: Int = 999, seed: UInt64 = 1
  ) throws(SyntheticControlError) {
    precondition(draws > 0, "\(draws) draws")
    guard panel.cohorts.count == 1, let cohort = panel.cohorts.first else {
      throw .severalCohorts(panel.cohorts.count)
    }
    let size = cohort.units.count
    guard panel.donors.count > size else {
      throw .placebosImpossible(donors: panel.donors.count, treated: size)
    }
    let found = try estimator.fit(panel, cohort.adoption, treated: cohort.units, donors: panel.donors)
    let treated = Placebo(found)
    let count = size == 1 ? panel.donors.count : draws
    let results = Parallel.map(count, threads: estimator.threads) {
      number -> Result<Placebo, SyntheticControlError> in
      var chosen = [panel.donors[size == 1 ? number : 0]]
      if size > 1 {
        var generator = PCG64(seed: seed, stream: UInt64(number))
        var order = panel.donors
        for position in 0..<size {
          order.swapAt(position, position + generator.nextInteger(below: order.count - position))
        }
        chosen = order[..<size].sorted()
      }
      let out = Set(chosen)
      do throws(SyntheticControlError) {
        let placebo = try estimator.fit(
          panel, cohort.adoption, treated: chosen, donors: panel.donors.filter { !out.contains($0) })
        return .success(Placebo(placebo))
      } catch { return .failure(error) }
    }
    var placebos: [Placebo] = []
    for result in results { placebos.append(try result.get()) }
    self.treated = treated
    self.placebos = placebos
    let extreme = placebos.count { $0.ratio >= treated.ratio }
    pValue = Double(1 + extreme) / Double(1 + placebos.count)
  }
}
