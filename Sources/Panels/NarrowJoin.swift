import Kernels
import Rosters
import TableFiles

/// The join by direct addressing: a word for every identifier of the part holds the person's whole sequence of states, a few bits
/// a year, 0 for absent.
///
/// One pass over the records sets the bits, finds those that are taken, and counts people where sequences are few (see
/// `WordCells`), else one over the words does; one more over the records adds amounts to the cell that the word names. All
/// memory is reused from part to part. (Tried: one word for every identifier there is, without parts, prefetched: twice the
/// time, for each record misses the cache twice.)
final class NarrowJoin<Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable> {
  let plan: NarrowPlan
  let bits: Int
  private(set) var table: CellTable
  var duplicates: [NarrowDuplicates]

  /// Zeros between parts.
  let words = Scratch<Word>(zero: 0)
  /// Cell of each word that is not zero, where words are no cells themselves.
  private let cells = Scratch<UInt32>(zero: 0)
  private let direct: WordCells?
  /// Counts sequences in place of the cells, where it is given.
  private let tally: PatternTally?
  /// What the person of each word that is not zero received, where a tally counts; zeros between parts.
  private let received = Scratch<Int64>(zero: 0)
  /// Identifiers of a part that is too wide for a word each, rising.
  private var sparse: [UInt32] = []
  /// Records of the part that are not used: worker and position.
  var dropped: Set<Spot> = []

  struct Spot: Hashable {
    let worker: Int
    let position: Int
  }

  init(_ plan: NarrowPlan, _ tally: PatternTally?) {
    precondition(
      zip(plan.sourceYears, plan.sourceYears.dropFirst()).allSatisfy { $0 <= $1 }, "years must rise")
    self.plan = plan
    bits = CellTable.bits(states: plan.stateCount)
    table = CellTable(years: plan.years, states: plan.stateCount, strata: 2)
    duplicates = Array(repeating: NarrowDuplicates(), count: plan.years)
    self.tally = tally
    direct =
      tally == nil && bits * plan.years <= WordCells.mostBits
      ? WordCells(bits: bits, years: plan.years, states: plan.stateCount) : nil
  }

  func join(_ part: Int) {
    let isDense = part < IdentifierParts.dense
    if !isDense { number(part) }
    let size = isDense ? 1 << Int(IdentifierParts.denseShift) : sparse.count
    words.reserve(size)
    if tally != nil { received.reserve(size) } else if direct == nil { cells.reserve(size) }
    if isDense {
      join(part, size) { Int($0.local) }
    } else {
      let sparse = self.sparse
      join(part, size) { sparse.firstPosition(notBelow: $0.local) }
    }
  }

  @inline(__always)
  private func join(_ part: Int, _ size: Int, _ locate: (NarrowRecord) -> Int) {
    let records = plan.stores.reduce(0) { $0 + $1.records.count(part) }
    let conflicts: Set<UInt64>
    let union: NarrowRecord
    if let direct {
      let even = direct.arrivals.base
      let odd = even + direct.count
      (conflicts, union) = place(part, locate) { word, turn in
        (turn == 0 ? even : odd)[Int(truncatingIfNeeded: word)] &+= 1
      }
      direct.endPart(counting: conflicts.isEmpty)
    } else {
      (conflicts, union) = place(part, locate) { _, _ in }
    }
    if !conflicts.isEmpty { resolve(conflicts, part, locate) }
    if let tally {
      tallyUp(part, size, tally, locate)
    } else if let direct {
      if !conflicts.isEmpty {
        forEachPresent(size) { word, _ in direct.add(person: Int(truncatingIfNeeded: word)) }
      }
    } else {
      countHashed(size)
    }
    if plan.summing, tally == nil {
      if !dropped.isEmpty {
        addAmountsInUse(part, locate)
      } else if let direct {
        let isShort = direct.prepare(records: records, amountBits: union.amount)
        if isShort, !union.isOdd {
          addShortAmounts(part, direct, locate)
        } else {
          addAmounts(part, direct, isShort: isShort, locate)
        }
      } else {
        addAmounts(part, locate)
      }
    }
    dropped.removeAll(keepingCapacity: true)
    wipe(part, size, records, locate)
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

  /// Makes all words zero again: one by one where there are few of them.
  @inline(__always)
  private func wipe(_ part: Int, _ size: Int, _ records: Int, _ locate: (NarrowRecord) -> Int) {
    if records > size / 64 { return words.clear(size) }
    let words = self.words.base
    for source in plan.sourceYears.indices {
      for store in plan.stores {
        store.records.forEach(part: part, source: source) { words[locate($0)] = 0 }
      }
    }
  }

  // MARK: States

  /// Puts every record's state in its place and calls `arrived` with the sequence that the person has then, and 0 and 1 in turn.
  /// Returns year and identifier of the records that found their place taken, and all bits of all records.
  @inline(__always)
  private func place(_ part: Int, _ locate: (NarrowRecord) -> Int, _ arrived: (Word, Int) -> Void) -> (
    conflicts: Set<UInt64>, union: NarrowRecord
  ) {
    var conflicts: Set<UInt64> = []
    var union = NarrowRecord.none
    let words = self.words.base
    for (source, year) in plan.sourceYears.enumerated() {
      let shift = bits * year
      let taken = ((Word(1) << bits) &- 1) << shift
      for (worker, store) in plan.stores.enumerated() {
        withCodes(plan.states[worker][source], shift) { codes in
          store.records.forEachStretch(part: part, source: source) { stretch, _ in
            guard let base = stretch.baseAddress else { return }
            // Also brings the stretch near, so that the loop below does not wait for it.
            union = union.union(stretch)
            var index = 0
            while true {
              index = place(base, index, stretch.count, words, codes, taken, locate, arrived)
              if index == stretch.count { return }
              conflicts.insert(UInt64(year) << 32 | UInt64(base[index].local))
              index &+= 1
            }
          }
        }
      }
    }
    return (conflicts, union)
  }

  /// The same for records that lie together, from one of them to the first that finds its place taken: its position, else their
  /// end.
  @inline(__always)
  private func place(
    _ records: UnsafePointer<NarrowRecord>, _ start: Int, _ end: Int, _ words: UnsafeMutablePointer<Word>,
    _ codes: UnsafePointer<Word>, _ taken: Word, _ locate: (NarrowRecord) -> Int,
    _ arrived: (Word, Int) -> Void
  ) -> Int {
    @inline(__always)
    func isPlaced(_ record: NarrowRecord, turn: Int) -> Bool {
      let at = locate(record)
      let word = words[at]
      if word & taken != 0 { return false }
      let now = word | codes[record.state]
      words[at] = now
      arrived(now, turn)
      return true
    }
    var index = start
    while index &+ 1 < end {
      if !isPlaced(records[index], turn: 0) { return index }
      if !isPlaced(records[index &+ 1], turn: 1) { return index &+ 1 }
      index &+= 2
    }
    if index < end, !isPlaced(records[index], turn: 0) { return index }
    return end
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

  /// Hands every person's sequence, and what the person received, to the tally.
  @inline(__always)
  private func tallyUp(_ part: Int, _ size: Int, _ tally: PatternTally, _ locate: (NarrowRecord) -> Int) {
    let received = self.received.base
    if plan.summing {
      let byState = tally.received.base
      let radix = plan.stateCount + 1
      let isClean = dropped.isEmpty
      for (source, year) in plan.sourceYears.enumerated() {
        for (worker, store) in plan.stores.enumerated() {
          let codes = plan.states[worker][source]
          store.records.forEachStretch(part: part, source: source) { stretch, position in
            for (index, record) in stretch.enumerated() {
              let amount = store.amount(of: record)
              if amount == CompactRecords.noAmount
                || !isClean && dropped.contains(Spot(worker: worker, position: position + index))
              {
                continue
              }
              received[locate(record)] &+= amount
              byState[year &* radix &+ Int(codes[record.state])] += Int128(amount)
            }
          }
        }
      }
    }
    forEachPresent(size) { word, at in
      tally.add(UInt128(truncatingIfNeeded: word), amount: received[at])
      received[at] = 0
    }
  }

  // MARK: Amounts

  /// Adds amounts to cells that words address, where the sums have room for all of them in 64 bits and every record holds its own.
  @inline(__always)
  private func addShortAmounts(_ part: Int, _ direct: WordCells, _ locate: (NarrowRecord) -> Int) {
    let words = self.words.base
    for (source, year) in plan.sourceYears.enumerated() {
      let even = direct.sums(year: year, turn: 0)
      let odd = direct.sums(year: year, turn: 1)
      for store in plan.stores {
        store.records.forEachInTurn(part: part, source: source) { record, turn in
          let sum = (turn == 0 ? even : odd) + 2 &* Int(truncatingIfNeeded: words[locate(record)])
          let amount = UInt64(record.amount)
          sum[0] &+= amount
          sum[1] &+= amount &* amount
        }
      }
    }
  }

  /// Adds amounts to cells that words address. `isShort`: the sums have room for all of them in 64 bits.
  @inline(__always)
  private func addAmounts(_ part: Int, _ direct: WordCells, isShort: Bool, _ locate: (NarrowRecord) -> Int) {
    let words = self.words.base
    for (source, year) in plan.sourceYears.enumerated() {
      let even = direct.sums(year: year, turn: 0)
      let odd = direct.sums(year: year, turn: 1)
      for store in plan.stores {
        store.records.forEachInTurn(part: part, source: source) { record, turn in
          let cell = Int(truncatingIfNeeded: words[locate(record)])
          if isShort, !record.isOdd {
            let amount = UInt64(record.amount)
            let sum = (turn == 0 ? even : odd) + 2 &* cell
            sum[0] &+= amount
            sum[1] &+= amount &* amount
            return
          }
          let stored = store.amount(of: record)
          if stored != CompactRecords.noAmount { direct.add(stored, to: cell, year: year) }
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
          if let direct {
            direct.add(stored, to: Int(truncatingIfNeeded: words.base[at]), year: year)
          } else {
            table.add(Int128(stored), to: Int(cells.base[at]), year: year)
          }
        }
      }
    }
  }

  /// Moves what was counted apart into the table.
  func finish() { direct?.finish(into: &table) }
}
