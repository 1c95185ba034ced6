import Kernels
import Rosters

/// Joins the records of one part of the identifiers: who is present when, in which state; and adds them to a worker's cells.
///
/// All its memory is reused from part to part. Persons are numbered within the part by rank in a bit map of 32 kB.
final class PartJoin {
  /// The records of the part that is being joined, and others.
  private var stores: [RecordStore] = []
  private let years: Int
  private let rule: DuplicateRule
  /// Whether amounts are summed.
  private let summing: Bool
  /// Year (its position) of each source, that is file, in the order in which they were read.
  private let sourceYears: [Int]
  /// For each worker and source: state and stratum codes of the worker's records in the codes of the panel.
  private let translations: [[CodeTranslation]]
  private(set) var table: CellTable
  private(set) var duplicates: [DuplicateAccount]

  private let numbering = PartNumbering()
  private let states = Scratch<UInt8>(zero: 0)
  private let strata = Scratch<UInt32>(zero: 0)
  private let cells = Scratch<Int32>(zero: -1)
  /// Records that are not used, by year and place.
  private var dropped: Set<Place> = []

  private struct Place: Hashable {
    let year: Int
    let place: UInt64
  }

  init(
    years: Int, sourceYears: [Int], states: Int, strata: Int, rule: DuplicateRule, summing: Bool,
    translations: [[CodeTranslation]]
  ) {
    self.years = years
    self.sourceYears = sourceYears
    self.rule = rule
    self.summing = summing
    self.translations = translations
    table = CellTable(years: years, states: states, strata: strata)
    duplicates = Array(repeating: DuplicateAccount(), count: years)
  }

  /// Joins a part of the stores of all workers.
  func join(_ part: Int, of stores: [RecordStore]) {
    self.stores = stores
    defer { self.stores = [] }
    let people = numbering.number(part, sourceYears.count, stores)
    guard people > 0 else { return }
    states.reserve(people * years)
    states.clear(people * years)
    strata.reserve(people)
    strata.clear(people)
    cells.reserve(people)
    let conflicts = place(part)
    if !conflicts.isEmpty { resolve(conflicts, part) }
    table.count(people: people, states: states.base, strata: strata.base, cells: cells.base)
    if summing { addAmounts(part) }
    dropped.removeAll(keepingCapacity: true)
  }

  /// Puts every record in its place; returns year and identifier of those that found it taken.
  private func place(_ part: Int) -> Set<UInt64> {
    var conflicts: Set<UInt64> = []
    let position = numbering.position
    let states = self.states.base
    let strata = self.strata.base
    let years = self.years
    for (source, year) in sourceYears.enumerated() {
      for (worker, store) in stores.enumerated() {
        let codes = translations[worker][source]
        codes.states.withUnsafeBufferPointer { stateCodes in
          codes.strata.withUnsafeBufferPointer { stratumCodes in
            store.records.forEach(part: part, source: source) { record in
              let person = position(record.identifier)
              let at = person &* years &+ year
              if states[at] != 0 {
                conflicts.insert(UInt64(year) << 32 | UInt64(record.identifier))
                return
              }
              states[at] = stateCodes[Int(record.state)]
              if strata[person] == 0 { strata[person] = stratumCodes[Int(store.stratum(of: record))] }
            }
          }
        }
      }
    }
    return conflicts
  }

  private func addAmounts(_ part: Int) {
    let position = numbering.position
    let cells = self.cells.base
    let years = self.years
    let dropped = self.dropped
    let isClean = dropped.isEmpty
    table.withSums { amounts, squares in
      for (source, year) in sourceYears.enumerated() {
        for store in stores {
          store.records.forEach(part: part, source: source) { record in
            if !isClean, dropped.contains(Place(year: year, place: record.place)) { return }
            let cell = Int(cells[position(record.identifier)])
            let stored = store.amount(of: record)
            if stored == CompactRecords.noAmount { return }
            let amount = Int128(stored)
            amounts[cell &* years &+ year] &+= amount
            squares[cell] &+= amount &* amount
          }
        }
      }
    }
  }

  /// Every record of a part, with its source and worker.
  private func forEach(_ part: Int, _ body: (PanelRecord, Int, Int) -> Void) {
    for source in sourceYears.indices {
      for (worker, store) in stores.enumerated() {
        store.records.forEach(part: part, source: source) { record in body(record, source, worker) }
      }
    }
  }

  // MARK: Duplicates

  private struct Candidate {
    let record: PanelRecord
    let state: UInt8
    let stratum: UInt32
    let amount: Int64

    /// What it says of the person.
    struct Content: Hashable {
      let state: UInt8
      let stratum: UInt32
      let amount: Int64
    }

    var content: Content { Content(state: state, stratum: stratum, amount: amount) }
  }

  /// Looks again at persons with more than one record in a year: few, so without care for speed.
  private func resolve(_ conflicts: Set<UInt64>, _ part: Int) {
    var groups: [UInt64: [Candidate]] = [:]
    forEach(part) { record, source, worker in
      let key = UInt64(sourceYears[source]) << 32 | UInt64(record.identifier)
      guard conflicts.contains(key) else { return }
      let codes = translations[worker][source]
      groups[key, default: []].append(
        Candidate(
          record: record, state: codes.states[Int(record.state)],
          stratum: codes.strata[Int(stores[worker].stratum(of: record))],
          amount: stores[worker].amount(of: record)))
    }
    for (key, unordered) in groups {
      let year = Int(key >> 32)
      let group = unordered.sorted { $0.record.place < $1.record.place }
      var distinct: [Candidate] = []
      var seen: Set<Candidate.Content> = []
      for candidate in group {
        if !seen.insert(candidate.content).inserted {
          duplicates[year].add(identical: candidate.record.position)
          dropped.insert(Place(year: year, place: candidate.record.place))
        } else {
          distinct.append(candidate)
        }
      }
      var kept: Candidate? = distinct[0]
      if distinct.count > 1 {
        kept = rule.choice(among: distinct.map(\.amount)).map { distinct[$0] }
        duplicates[year].addConflict(distinct[0].record.position, distinct[1].record.position)
        for candidate in distinct where candidate.record.place != kept?.record.place {
          duplicates[year].add(conflicting: candidate.record.position)
          dropped.insert(Place(year: year, place: candidate.record.place))
        }
      }
      states.base[numbering.position(UInt32(truncatingIfNeeded: key)) * years + year] = kept?.state ?? 0
    }
    restoreStrata(Set(conflicts.map { UInt32(truncatingIfNeeded: $0) }), part)
  }

  /// The stratum of a person is that of the first record in use; a dropped one may have given it.
  private func restoreStrata(_ identifiers: Set<UInt32>, _ part: Int) {
    var first: [UInt32: (year: Int, place: UInt64, stratum: UInt32)] = [:]
    forEach(part) { record, source, worker in
      guard identifiers.contains(record.identifier) else { return }
      let year = sourceYears[source]
      if dropped.contains(Place(year: year, place: record.place)) { return }
      if let known = first[record.identifier], (known.year, known.place) < (year, record.place) { return }
      first[record.identifier] = (
        year, record.place, translations[worker][source].strata[Int(stores[worker].stratum(of: record))]
      )
    }
    for (identifier, found) in first { strata.base[numbering.position(identifier)] = found.stratum }
  }
}

/// From a worker's own codes of a year to those of the panel: states 1…, strata 1… (0 is nobody yet).
struct CodeTranslation: Sendable {
  let states: [UInt8]
  let strata: [UInt32]
}
