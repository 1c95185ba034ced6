/// Cells of a trajectory cube while they are counted by one worker: found by the packed sequence of states and the stratum,
/// through a plain table where there are few possible sequences, else through a hash table; sequences that are longer than
/// 128 bits are found by their bytes.
package struct CellTable {
  let years: Int
  /// States of each person in a year: 0 absent, then 1…states.
  let states: Int
  let strata: Int
  package private(set) var people: [Int] = []
  /// Cells × years.
  private(set) var amounts: [Int128] = []
  private(set) var squares: [Int128] = []
  private(set) var stratumOf: [UInt32] = []

  /// Bits of a state in a packed sequence.
  package let bits: Int
  private var keys: [UInt128] = []
  private var direct: [Int32]
  private var slots: [Int32] = []
  /// In place of keys, where a sequence does not fit into their 128 bits.
  private var long: SequenceIndex?

  /// Largest table that is addressed directly: this many bits of sequence and stratum.
  private static let directBits = 18

  /// Bits that hold 0…states.
  package static func bits(states: Int) -> Int { Int.bitWidth - states.leadingZeroBitCount }

  /// Whether a sequence of so many states fits into the 128 bits of a key.
  static func fits(years: Int, states: Int) -> Bool { years * bits(states: states) <= 128 }

  package init(years: Int, states: Int, strata: Int) {
    self.years = years
    self.states = states
    self.strata = strata
    bits = CellTable.bits(states: states)
    let size = bits * years + (Int.bitWidth - strata.leadingZeroBitCount)
    let isDirect = size <= CellTable.directBits
    direct = isDirect ? [Int32](repeating: -1, count: 1 << size) : []
    if !isDirect { slots = [Int32](repeating: -1, count: 1 << 10) }
    if !CellTable.fits(years: years, states: states) { long = SequenceIndex(years: years) }
  }

  package var count: Int { people.count }

  /// The cell of a packed sequence (the state of year i in bits i·`bits`…) and stratum; a new one where there is none yet.
  /// Only where sequences fit.
  @inline(__always)
  mutating func cell(_ key: UInt128, stratum: UInt32) -> Int {
    if !direct.isEmpty {
      let address = Int(stratum) << (bits * years) | Int(truncatingIfNeeded: key)
      let known = direct[address]
      if known >= 0 { return Int(known) }
      direct[address] = Int32(count)
      return add(key, stratum)
    }
    return hashedCell(key, stratum)
  }

  private mutating func hashedCell(_ key: UInt128, _ stratum: UInt32) -> Int {
    var slot = hash(key, stratum) & (slots.count - 1)
    while slots[slot] >= 0 {
      let known = Int(slots[slot])
      if keys[known] == key, stratumOf[known] == stratum { return known }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = Int32(count)
    let cell = add(key, stratum)
    if count * 2 > slots.count { grow() }
    return cell
  }

  private mutating func add(_ key: UInt128, _ stratum: UInt32) -> Int {
    people.append(0)
    squares.append(0)
    stratumOf.append(stratum)
    keys.append(key)
    for _ in 0..<years { amounts.append(0) }
    return count - 1
  }

  /// The same for a sequence of bytes that does not fit.
  private mutating func longCell(_ sequence: UnsafePointer<UInt8>, stratum: UInt32) -> Int {
    guard let cell = long?.cell(sequence, stratum: stratum) else {
      preconditionFailure("\(years) years of \(states) states fit into a key")
    }
    return cell == count ? add(0, stratum) : cell
  }

  private func hash(_ key: UInt128, _ stratum: UInt32) -> Int {
    let low =
      (UInt64(truncatingIfNeeded: key) &+ UInt64(stratum) &* 0x1656_67b1_9e37_79f9) &* 0x9e37_79b9_7f4a_7c15
    let high = UInt64(truncatingIfNeeded: key >> 64) &* 0xc2b2_ae3d_27d4_eb4f
    return Int(truncatingIfNeeded: ((low ^ (low >> 31) ^ (high >> 29)) &* 0xff51_afd7_ed55_8ccd) >> 16)
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 4)
    for cell in 0..<count {
      var slot = hash(keys[cell], stratumOf[cell]) & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(cell)
    }
  }

  /// The states of a cell, year by year.
  func sequence(_ cell: Int) -> [UInt8] {
    if let long { return long.sequence(cell) }
    let mask = (UInt128(1) << UInt128(bits)) - 1
    return (0..<years).map { UInt8(truncatingIfNeeded: keys[cell] >> UInt128($0 * bits) & mask) }
  }

  /// Adds people to a cell.
  mutating func add(people added: Int, to cell: Int) { people[cell] += added }

  /// Counts people: `states` has their sequences one after the other, `cells` gets the cell of each, −1 for a person
  /// who is absent in all years (because all records were dropped).
  package mutating func count(
    people: Int, states: UnsafePointer<UInt8>, strata: UnsafePointer<UInt32>,
    cells: UnsafeMutablePointer<Int32>
  ) {
    if long != nil { return countLong(people: people, states: states, strata: strata, cells: cells) }
    let bits = UInt128(self.bits)
    for person in 0..<people {
      let sequence = states + person &* years
      var key = UInt128(0)
      for year in (0..<years).reversed() { key = key << bits | UInt128(sequence[year]) }
      guard key != 0 else {
        cells[person] = -1
        continue
      }
      let cell = cell(key, stratum: strata[person])
      self.people[cell] += 1
      cells[person] = Int32(cell)
    }
  }

  private mutating func countLong(
    people: Int, states: UnsafePointer<UInt8>, strata: UnsafePointer<UInt32>,
    cells: UnsafeMutablePointer<Int32>
  ) {
    for person in 0..<people {
      let sequence = UnsafeBufferPointer(start: states + person &* years, count: years)
      guard let base = sequence.baseAddress, sequence.contains(where: { $0 != 0 }) else {
        cells[person] = -1
        continue
      }
      let cell = longCell(base, stratum: strata[person])
      self.people[cell] += 1
      cells[person] = Int32(cell)
    }
  }

  /// Adds what a person of a cell received in a year.
  mutating func add(_ amount: Int128, to cell: Int, year: Int) {
    amounts[cell * years + year] += amount
    squares[cell] += amount * amount
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
