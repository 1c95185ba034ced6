/// Records of a year that another record of the same person made superfluous.
struct DuplicateAccount: Sendable {
  struct PlaceOfRecord: Sendable, Comparable {
    let block: Int
    let row: Int

    static func < (a: PlaceOfRecord, b: PlaceOfRecord) -> Bool { (a.block, a.row) < (b.block, b.row) }
  }

  private(set) var identical = 0
  private(set) var conflicting = 0
  private(set) var people = 0
  /// Earliest places: of an identical record, of a conflicting one, and of the first two that conflict.
  private(set) var firstIdentical: PlaceOfRecord?
  private(set) var firstConflicting: PlaceOfRecord?
  private(set) var firstPair: (PlaceOfRecord, PlaceOfRecord)?

  init(
    identical: Int = 0, conflicting: Int = 0, people: Int = 0, firstIdentical: PlaceOfRecord? = nil,
    firstConflicting: PlaceOfRecord? = nil, firstPair: (PlaceOfRecord, PlaceOfRecord)? = nil
  ) {
    self.identical = identical
    self.conflicting = conflicting
    self.people = people
    self.firstIdentical = firstIdentical
    self.firstConflicting = firstConflicting
    self.firstPair = firstPair
  }

  mutating func add(identical place: PlaceOfRecord) {
    identical += 1
    firstIdentical = min(firstIdentical ?? place, place)
  }

  mutating func add(conflicting place: PlaceOfRecord) {
    conflicting += 1
    firstConflicting = min(firstConflicting ?? place, place)
  }

  mutating func addConflict(_ first: PlaceOfRecord, _ second: PlaceOfRecord) {
    people += 1
    if firstPair.map({ second < $0.1 }) ?? true { firstPair = (first, second) }
  }

  mutating func merge(_ other: DuplicateAccount) {
    identical += other.identical
    conflicting += other.conflicting
    people += other.people
    if let place = other.firstIdentical { firstIdentical = min(firstIdentical ?? place, place) }
    if let place = other.firstConflicting { firstConflicting = min(firstConflicting ?? place, place) }
    if let pair = other.firstPair, firstPair.map({ pair.1 < $0.1 }) ?? true { firstPair = pair }
  }
}
