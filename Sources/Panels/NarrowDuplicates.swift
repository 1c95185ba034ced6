/// Records of a year that another record of the same person made superfluous, as the parts see them: a place is known by
/// block, part and position among the block's records in the part, and only a second look at the block tells its row.
struct NarrowDuplicates: Sendable {
  struct Place: Sendable, Hashable {
    let block: Int
    let part: Int
    let ordinal: Int
  }

  /// The places of the lowest block met, any of which may be the first in the year.
  struct Earliest: Sendable {
    private(set) var block = Int.max
    /// A place, and for two records that conflict the one before it.
    private(set) var places: [(place: Place, other: Place?)] = []

    mutating func add(_ place: Place, other: Place? = nil) {
      guard place.block <= block else { return }
      if place.block < block {
        block = place.block
        places = []
      }
      places.append((place, other))
    }

    mutating func merge(_ other: Earliest) {
      for entry in other.places { add(entry.place, other: entry.other) }
    }
  }

  private(set) var identical = 0
  private(set) var conflicting = 0
  private(set) var people = 0
  private(set) var firstIdentical = Earliest()
  private(set) var firstConflicting = Earliest()
  private(set) var firstPair = Earliest()

  mutating func add(identical place: Place) {
    identical += 1
    firstIdentical.add(place)
  }

  mutating func add(conflicting place: Place) {
    conflicting += 1
    firstConflicting.add(place)
  }

  mutating func addConflict(_ first: Place, _ second: Place) {
    people += 1
    firstPair.add(second, other: first)
  }

  mutating func merge(_ other: NarrowDuplicates) {
    identical += other.identical
    conflicting += other.conflicting
    people += other.people
    firstIdentical.merge(other.firstIdentical)
    firstConflicting.merge(other.firstConflicting)
    firstPair.merge(other.firstPair)
  }

  /// The account with rows instead of positions; `row` looks a place up.
  func account(_ row: (Place) throws -> Int) rethrows -> DuplicateAccount {
    func first(_ earliest: Earliest) throws -> (place: DuplicateAccount.PlaceOfRecord, other: Place?)? {
      var best: (place: DuplicateAccount.PlaceOfRecord, other: Place?)?
      for entry in earliest.places {
        let place = DuplicateAccount.PlaceOfRecord(block: entry.place.block, row: try row(entry.place))
        if best.map({ place < $0.place }) ?? true { best = (place, entry.other) }
      }
      return best
    }
    var pair: (DuplicateAccount.PlaceOfRecord, DuplicateAccount.PlaceOfRecord)?
    if let found = try first(firstPair), let other = found.other {
      pair = (DuplicateAccount.PlaceOfRecord(block: other.block, row: try row(other)), found.place)
    }
    return DuplicateAccount(
      identical: identical, conflicting: conflicting, people: people,
      firstIdentical: try first(firstIdentical)?.place, firstConflicting: try first(firstConflicting)?.place,
      firstPair: pair)
  }
}
