/// The people that the counts of some tables are of, in kinds that no count divides: everybody of a kind is in the same counts.
///
/// Every number of people that a table shows is then a sum of kinds, those of all tables are one system of linear equations in the sizes of
/// the kinds, and what a reader can work out from them is what that system says (`LinearProtection`).
public struct DisclosurePopulation: Sendable {
  /// How a count comes out of kinds.
  public struct Measure: Sendable {
    let key: CountKey
    let yields: Bool
    let times: @Sendable (Int) -> Int

    /// - Parameters:
    ///   - yields: whether it is hidden rather than another count, as a sum of money with so much a person is.
    ///   - times: how often a person of a kind, by its position, is in the count: 1 or 0, the number of their records where records are
    ///     counted, pesos in an amount.
    public init(_ key: CountKey, yields: Bool = false, times: @escaping @Sendable (Int) -> Int) {
      self.key = key
      self.yields = yields
      self.times = times
    }
  }

  /// People of each kind.
  let sizes: [Int]
  let measures: [Measure]

  /// - Parameter sizes: people of each kind. Kinds of nobody do no harm and are no help.
  public init(sizes: [Int], measures: [Measure]) {
    self.sizes = sizes
    self.measures = measures
  }
}
