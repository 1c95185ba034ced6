import Kernels

/// Joins parts of records whose identifiers are no 32-bit numbers: numbers the persons of the part by their keys, then has
/// `PartJoin` join the records by those numbers. One a worker; its memory is reused from part to part.
final class WideJoin {
  private let stores: [WideStore]
  private let sources: Int
  private let join: PartJoin
  private let numbers = KeyTable()

  /// `join` counts and keeps the account; `sources`: files that were read.
  init(_ stores: [WideStore], sources: Int, join: PartJoin) {
    self.stores = stores
    self.sources = sources
    self.join = join
  }

  func join(_ part: Int) {
    numbers.clear(for: stores.reduce(0) { $0 + $1.count(part) })
    let numbered = stores.map { _ in RecordStore() }
    for source in 0..<sources {
      for (wide, numbered) in zip(stores, numbered) {
        numbered.beginSource()
        wide.forEach(part: part, source: source) { record in
          numbered.append(
            identifier: numbers.number(of: record.key), state: record.state, stratum: record.stratum,
            block: record.block, row: record.row, amount: record.amount)
        }
      }
    }
    // Numbers are small: all of them are in the first of their parts, as a rule.
    for part in 0..<IdentifierParts.count where numbered.contains(where: { $0.records.count(part) > 0 }) {
      join.join(part, of: numbered)
    }
  }
}
