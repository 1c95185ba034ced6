package import Kernels

/// Whether figures that agree with one of some explanations would not as well do so by chance.
///
/// A figure that is published with a half unit h and misses what it should be by d agrees with a number somewhere as far off with
/// probability about 2h / d; so many figures with one of `candidates` numbers at most with the product of these times the candidates
/// (Boole's inequality).
package enum ChanceAgreement {
  package struct Figure: Sendable {
    let published: Exact
    let expected: Exact
    let half: Exact

    package init(published: Exact, expected: Exact, half: Exact) {
      self.published = published
      self.expected = expected
      self.half = half
    }
  }

  /// What is left to chance: one in twenty at most of the explanations that are told.
  private static let level = 0.05

  package static func isUnlikely(_ figures: [Figure], candidates: Int) -> Bool {
    var chance = Double(max(1, candidates))
    for figure in figures {
      let miss = abs((figure.published - figure.expected).double)
      let width = 2 * figure.half.double
      if width < miss { chance *= width / miss }
    }
    return chance <= level
  }
}
