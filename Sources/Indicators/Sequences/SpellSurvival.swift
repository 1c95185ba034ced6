public import Kernels

// How long does a first stay last? The share still in the programme after k periods, by the product-limit estimator (Kaplan and Meier
// 1958, Journal of the American Statistical Association 53, 457–481): S(k) = Π_{j ≤ k} (1 − d_j / n_j), with d_j stays that ended
// after j periods among the n_j known to have lasted j or more; those still open at the end of the panel leave the count there. A
// stay that begins in the panel's first period may have begun before: its length is counted from there.

/// First stays in a programme by their length, with those still open at the end of the panel.
public struct SpellSurvival: Sendable, Equatable {
  public struct Step: Sendable, Equatable {
    /// Periods.
    public let length: Int
    /// Stays that lasted this long or longer, as far as is known.
    public let atRisk: Int
    /// Stays that ended after so many periods.
    public let ended: Int
    /// Stays of that length that the panel's end cut off.
    public let open: Int
    /// S: the share that lasts longer than this; nil once nobody is at risk.
    public let surviving: Exact?
  }

  /// For every length from 1 to the number of periods.
  public let steps: [Step]

  public init(_ spells: ProgrammeSpells) {
    var atRisk = spells.firstSpell.reduce(0) { $0 + $1.ended + $1.open }
    var surviving: Exact? = atRisk > 0 ? .one : nil
    var steps: [Step] = []
    for spell in spells.firstSpell {
      let stayed = Exact(atRisk - spell.ended) / Exact(atRisk)
      surviving = surviving.flatMap { share in stayed.map { share * $0 } }
      steps.append(
        Step(length: spell.years, atRisk: atRisk, ended: spell.ended, open: spell.open, surviving: surviving))
      atRisk -= spell.ended + spell.open
    }
    self.steps = steps
  }

  /// The first length that no more than half last longer than; nil where more than half do to the end.
  public var median: Int? {
    steps.first { step in step.surviving.map { $0 <= Exact(1, over: 2) } ?? false }?.length
  }
}
