import Kernels
import Rosters
import TableFiles

/// The join by direct addressing: a word for every identifier of the part holds the person's whole sequence of states, a few bits
/// a year, 0 for absent.
///
/// One pass over the records sets the bits and finds those that are taken; one over the words counts people; one over the
/// records adds amounts to the cell that the word names. All memory is reused from part to part.
final class NarrowJoin<Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable> {
  private let plan: NarrowPlan
  private let bits: Int
  private(set) var table: CellTable
  private(set) var duplicates: [NarrowDuplicates]

  private let words = Scratch<Word>(zero: 0)
  /// Cell of each word that is not zero, where words are no cells themselves.
  private let cells = Scratch<UInt32>(zero: 0)
  /// Identifiers of a part that is too wide for a word each, rising.
  private var sparse: [UInt32] = []
  /// Records of the part that are not used: worker and position.
  private var dropped: Set<Spot> = []

  /// Where words have few values each is a cell by itself: people, amounts by year, squares.
  private let isDirect: Bool
  private let people: Scratch<Int>
  private let amounts: Scratch<Int128>
  private let squares: Scratch<Int128>

  private struct Spot: Hashable {
    let worker: Int
    let position: Int
  }

  private static var directBits: Int { 10 }

  init(_ plan: NarrowPlan) {
    self.plan = plan
    bits = CellTable.bits(states: plan.stateCount)
    table = CellTable(years: plan.years, states: plan.stateCount, strata: 2)
    duplicates = Array(repeating: NarrowDuplicates(), count: plan.years)
    isDirect = bits * plan.years <= NarrowJoin.directBits
    let direct = isDirect ? 1 << (bits * plan.years) : 0
    people = Scratch(direct, zero: 0)
    amounts = Scratch(direct * plan.years, zero: 0)
    squares = Scratch(direct, zero: 0)
  }

  func join(_ part: Int) {
    let isDense = part < IdentifierParts.dense
    if !isDense { number(part) }
    let size = isDense ? 1 << Int(IdentifierParts.denseShift) : sparse.count
    words.reserve(size)
    words.clear(size)
    if !isDirect { cells.reserve(size) }
    if isDense {
      join(part, size) { Int($0.local) }
    } else {
      let sparse = self.sparse
      join(part, size) { sparse.firstPosition(notBelow: $0.local) }
    }
  }

  @inline(__always)
  private func join(_ part: Int, _ size: Int, _ locate: (NarrowRecord) -> Int) {
    let conflicts = place(part, locate)
    if !conflicts.isEmpty { resolve(conflicts, part, locate) }
    if isDirect { countDirect(size) } else { countHashed(size) }
    if plan.summing {
      if !dropped.isEmpty {
        addAmountsInUse(part, locate)
      } else if isDirect {
        addAmountsDirect(part, locate)
      } else {
        addAmounts(part, locate)
      }
    }
    dropped.removeAll(keepingCapacity: true)
  }

  /// Lists the identifiers of a part.
  private func number(_ part: Int) {
    var all: [UInt32] = []
    for store in plan.stores {
      for source in plan.sourceYears.indices {
        store.records.forEach(part: part, source: source) { all.append($0.local) }
      }
    }
    all.sort()
    sparse.removeAll(keepingCapacity: true)
    for identifier in all where sparse.last != identifier { sparse.append(identifier) }
  }

  // MARK: States

  /// Puts every record's state in its place; returns year and identifier of those that found it taken.
  @inline(__always)
  private func place(_ part: Int, _ locate: (NarrowRecord) -> Int) -> Set<UInt64> {
    var conflicts: Set<UInt64> = []
    let words = self.words.base
    for (source, year) in plan.sourceYears.enumerated() {
      let shift = bits * year
      let taken = ((Word(1) << bits) &- 1) << shift
      for (worker, store) in plan.stores.enumerated() {
        withCodes(plan.states[worker][source], shift) { codes in
          store.records.forEach(part: part, source: source) { record in
            let at = locate(record)
            let word = words[at]
            if word & taken != 0 {
              conflicts.insert(UInt64(year) << 32 | UInt64(record.local))
              return
            }
            words[at] = word | codes[record.state]
          }
        }
      }
    }
    return conflicts
  }

  /// The bits that a worker's codes of states set in a year.
  @inline(__always)
  private func withCodes(_ states: [UInt8], _ shift: Int, _ body: (UnsafePointer<Word>) -> Void) {
    withUnsafeTemporaryAllocation(of: Word.self, capacity: NarrowRecord.stateLimit) { codes in
      codes.initialize(repeating: 0)
      for (code, state) in states.enumerated() where code < NarrowRecord.stateLimit {
        codes[code] = Word(truncatingIfNeeded: state) << shift
      }
      if let base = codes.baseAddress { body(base) }
    }
  }

  // MARK: People

  private func countDirect(_ size: Int) {
    let people = self.people.base
    forEachPresent(size) { word, _ in people[Int(truncatingIfNeeded: word)] &+= 1 }
  }

  private func countHashed(_ size: Int) {
    let cells = self.cells.base
    forEachPresent(size) { word, at in
      let cell = table.cell(UInt128(truncatingIfNeeded: word), stratum: 1)
      table.add(people: 1, to: cell)
      cells[at] = UInt32(truncatingIfNeeded: cell)
    }
  }

  /// Calls `body` with each word that is not zero; empty stretches are passed over eight bytes at a time.
  @inline(__always)
  private func forEachPresent(_ size: Int, _ body: (Word, Int) -> Void) {
    let words = self.words.base
    let lanes = max(1, 8 / MemoryLayout<Word>.size)
    var at = 0
    if lanes > 1 {
      let wide = UnsafeRawPointer(words)
      while at + lanes <= size {
        if wide.loadUnaligned(fromByteOffset: at * MemoryLayout<Word>.size, as: UInt64.self) != 0 {
          for lane in at..<at + lanes where words[lane] != 0 { body(words[lane], lane) }
        }
        at += lanes
      }
    }
    while at < size {
      if words[at] != 0 { body(words[at], at) }
      at += 1
    }
  }

  // MARK: Amounts

  @inline(__always)
  private func addAmountsDirect(_ part: Int, _ locate: (NarrowRecord) -> Int) {
    let words = self.words.base
    let amounts = self.amounts.base
    let squares = self.squares.base
    let years = plan.years
    for (source, year) in plan.sourceYears.enumerated() {
      for store in plan.stores {
        store.records.forEach(part: part, source: source) { record in
          let stored = store.amount(of: record)
          if stored == CompactRecords.noAmount { return }
          let cell = Int(truncatingIfNeeded: words[locate(record)])
          amounts[cell &* years &+ year] &+= Int128(stored)
          squares[cell] &+= Int128(stored) &* Int128(stored)
        }
      }
    }
  }

  @inline(__always)
  private func addAmounts(_ part: Int, _ locate: (NarrowRecord) -> Int) {
    let cells = self.cells.base
    let years = plan.years
    table.withSums { amounts, squares in
      for (source, year) in plan.sourceYears.enumerated() {
        for store in plan.stores {
          store.records.forEach(part: part, source: source) { record in
            let stored = store.amount(of: record)
            if stored == CompactRecords.noAmount { return }
            let cell = Int(cells[locate(record)])
            amounts[cell &* years &+ year] &+= Int128(stored)
            squares[cell] &+= Int128(stored) &* Int128(stored)
          }
        }
      }
    }
  }

  /// The same where some records of the part are not in use.
  private func addAmountsInUse(_ part: Int, _ locate: (NarrowRecord) -> Int) {
    for (source, year) in plan.sourceYears.enumerated() {
      for (worker, store) in plan.stores.enumerated() {
        store.records.forEachPlaced(part: part, source: source) { record, position in
          let stored = store.amount(of: record)
          if stored == CompactRecords.noAmount || dropped.contains(Spot(worker: worker, position: position)) {
            return
          }
          let at = locate(record)
          if isDirect {
            let cell = Int(truncatingIfNeeded: words.base[at])
            amounts.base[cell * plan.years + year] += Int128(stored)
            squares.base[cell] += Int128(stored) * Int128(stored)
          } else {
            table.add(Int128(stored), to: Int(cells.base[at]), year: year)
          }
        }
      }
    }
  }

  /// Moves what was counted apart into the table.
  func finish() {
    guard isDirect else { return }
    for word in 1..<(1 << (bits * plan.years)) where people.base[word] != 0 {
      let cell = table.cell(UInt128(word), stratum: 1)
      table.add(people: people.base[word], to: cell)
      table.withSums { amounts, squares in
        for year in 0..<plan.years {
          amounts[cell * plan.years + year] += self.amounts.base[word * plan.years + year]
        }
        squares[cell] += self.squares.base[word]
      }
    }
  }

  // MARK: Duplicates

  private struct Candidate {
    let spot: Spot
    let place: NarrowDuplicates.Place
    let content: Content

    /// What the record says of the person.
    struct Content: Hashable {
      let state: UInt8
      let amount: Int64
    }
  }

  /// Looks again at persons with more than one record in a year: few, so without care for speed.
  private func resolve(_ conflicts: Set<UInt64>, _ part: Int, _ locate: (NarrowRecord) -> Int) {
    var groups: [UInt64: (at: Int, candidates: [Candidate])] = [:]
    let places = plan.stores.map { NarrowStore.Places($0, part: part) }
    for (source, year) in plan.sourceYears.enumerated() {
      for (worker, store) in plan.stores.enumerated() {
        store.records.forEachPlaced(part: part, source: source) { record, position in
          let key = UInt64(year) << 32 | UInt64(record.local)
          guard conflicts.contains(key) else { return }
          let place = places[worker].place(position)
          groups[key, default: (locate(record), [])].candidates.append(
            Candidate(
              spot: Spot(worker: worker, position: position),
              place: .init(block: place.block, part: part, ordinal: place.ordinal),
              content: .init(
                state: plan.states[worker][source][record.state], amount: store.amount(of: record))))
        }
      }
    }
    for (key, group) in groups {
      let year = Int(key >> 32)
      let kept = settle(group.candidates, year)
      let shift = bits * year
      let mask = ((Word(1) << bits) &- 1) << shift
      words.base[group.at] = words.base[group.at] & ~mask | Word(kept?.content.state ?? 0) << shift
    }
  }

  /// The record of a person and year that is used, if any; the others are dropped and counted.
  private func settle(_ candidates: [Candidate], _ year: Int) -> Candidate? {
    let ordered = candidates.sorted {
      ($0.place.block, $0.place.ordinal) < ($1.place.block, $1.place.ordinal)
    }
    var distinct: [Candidate] = []
    var seen: Set<Candidate.Content> = []
    for candidate in ordered {
      if seen.insert(candidate.content).inserted {
        distinct.append(candidate)
      } else {
        duplicates[year].add(identical: candidate.place)
        dropped.insert(candidate.spot)
      }
    }
    guard distinct.count > 1 else { return distinct.first }
    let choice = plan.rule.choice(among: distinct.map(\.content.amount))
    duplicates[year].addConflict(distinct[0].place, distinct[1].place)
    for (position, candidate) in distinct.enumerated() where position != choice {
      duplicates[year].add(conflicting: candidate.place)
      dropped.insert(candidate.spot)
    }
    return choice.map { distinct[$0] }
  }
}
