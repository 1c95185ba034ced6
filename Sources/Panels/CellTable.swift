/// Cells of a trajectory cube while they are counted by one worker: found by the sequence of states and the stratum, through
/// a plain table where there are few possible sequences, else through a hash table of packed sequences.
package struct CellTable {
  let years: Int
  /// States of each person in a year: 0 absent, then 1…states.
  let states: Int
  let strata: Int
  package private(set) var people: [Int] = []
  /// Cells × years.
  private(set) var amounts: [Int128] = []
  private(set) var squares: [Int128] = []
  private(set) var sequences: [UInt8] = []
  private(set) var stratumOf: [UInt32] = []

  private var direct: [Int32]
  private let bits: UInt64
  private var keys: [UInt128] = []
  private var slots: [Int32] = []
  /// In place of keys, where a sequence does not fit into their 128 bits.
  private var long: SequenceIndex?

  /// Largest table that is addressed directly.
  private static let directLimit = 1 << 18

  package init(years: Int, states: Int, strata: Int) {
    self.years = years
    self.states = states
    self.strata = strata
    bits = UInt64(64 - states.leadingZeroBitCount)
    var size = strata
    var overflow = false
    for _ in 0..<years where !overflow {
      (size, overflow) = size.multipliedReportingOverflow(by: states + 1)
      overflow = overflow || size > CellTable.directLimit
    }
    direct = overflow ? [] : [Int32](repeating: -1, count: size)
    if overflow, UInt64(years) * bits > 128 {
      long = SequenceIndex(years: years)
    } else if overflow {
      keys = [UInt128](repeating: 0, count: 1 << 10)
      slots = [Int32](repeating: -1, count: 1 << 10)
    }
  }

  package var count: Int { people.count }

  /// The cell of a sequence (years entries from `base`) and stratum; a new one where there is none yet.
  mutating func cell(_ sequence: UnsafePointer<UInt8>, stratum: UInt32) -> Int {
    if !direct.isEmpty {
      var address = Int(stratum)
      for year in 0..<years { address = address &* (states &+ 1) &+ Int(sequence[year]) }
      let known = direct[address]
      if known >= 0 { return Int(known) }
      direct[address] = Int32(count)
      return add(sequence, stratum)
    }
    if let cell = long?.cell(sequence, stratum: stratum) {
      return cell == count ? add(sequence, stratum) : cell
    }
    var key = UInt128(0)
    for year in 0..<years { key = key << UInt128(bits) | UInt128(sequence[year]) }
    var slot = hash(key, stratum) & (keys.count - 1)
    while slots[slot] >= 0 {
      if keys[slot] == key, stratumOf[Int(slots[slot])] == stratum { return Int(slots[slot]) }
      slot = (slot + 1) & (keys.count - 1)
    }
    keys[slot] = key
    slots[slot] = Int32(count)
    let cell = add(sequence, stratum)
    if count * 2 > keys.count { grow() }
    return cell
  }

  private mutating func add(_ sequence: UnsafePointer<UInt8>, _ stratum: UInt32) -> Int {
    people.append(0)
    squares.append(0)
    stratumOf.append(stratum)
    for year in 0..<years {
      sequences.append(sequence[year])
      amounts.append(0)
    }
    return count - 1
  }

  private func hash(_ key: UInt128, _ stratum: UInt32) -> Int {
    let low =
      (UInt64(truncatingIfNeeded: key) &+ UInt64(stratum) &* 0x1656_67b1_9e37_79f9) &* 0x9e37_79b9_7f4a_7c15
    let high = UInt64(truncatingIfNeeded: key >> 64) &* 0xc2b2_ae3d_27d4_eb4f
    return Int(truncatingIfNeeded: ((low ^ (high >> 29)) &* 0xff51_afd7_ed55_8ccd) >> 16)
  }

  private mutating func grow() {
    let old = zip(keys, slots).filter { $0.1 >= 0 }
    keys = [UInt128](repeating: 0, count: keys.count * 4)
    slots = [Int32](repeating: -1, count: keys.count)
    for (key, value) in old {
      var slot = hash(key, stratumOf[Int(value)]) & (keys.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (keys.count - 1) }
      keys[slot] = key
      slots[slot] = value
    }
  }

  /// Counts people: `states` has their sequences one after the other, `cells` gets the cell of each, −1 for a person
  /// who is absent in all years (because all records were dropped).
  package mutating func count(
    people: Int, states: UnsafePointer<UInt8>, strata: UnsafePointer<UInt32>,
    cells: UnsafeMutablePointer<Int32>
  ) {
    for person in 0..<people {
      let sequence = states + person &* years
      var present = false
      for year in 0..<years where sequence[year] != 0 { present = true }
      guard present else {
        cells[person] = -1
        continue
      }
      let cell = cell(sequence, stratum: strata[person])
      self.people[cell] += 1
      cells[person] = Int32(cell)
    }
  }

  /// Calls `body` with the sums by cell and year, and the sums of squares by cell, to be added to.
  mutating func withSums(_ body: (UnsafeMutablePointer<Int128>, UnsafeMutablePointer<Int128>) -> Void) {
    amounts.withUnsafeMutableBufferPointer { amounts in
      squares.withUnsafeMutableBufferPointer { squares in
        if let amounts = amounts.baseAddress, let squares = squares.baseAddress { body(amounts, squares) }
      }
    }
  }
}
