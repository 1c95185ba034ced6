/// Cells found by sequences of states that are too long for a key of 128 bits: the bytes themselves are kept and compared.
struct SequenceIndex {
  private let years: Int
  private var sequences: [UInt8] = []
  private var strata: [UInt32] = []
  private var slots = [Int32](repeating: -1, count: 1 << 10)

  init(years: Int) { self.years = years }

  /// The cell of a sequence and stratum; the next one where there is none yet.
  mutating func cell(_ sequence: UnsafePointer<UInt8>, stratum: UInt32) -> Int {
    let bytes = UnsafeBufferPointer(start: sequence, count: years)
    var slot = SequenceIndex.hash(bytes, stratum) & (slots.count - 1)
    while slots[slot] >= 0 {
      let cell = Int(slots[slot])
      if strata[cell] == stratum, bytes.elementsEqual(sequences[cell * years..<(cell + 1) * years]) {
        return cell
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = Int32(strata.count)
    strata.append(stratum)
    sequences.append(contentsOf: bytes)
    if strata.count * 2 > slots.count { grow() }
    return strata.count - 1
  }

  /// The states of a cell, year by year.
  func sequence(_ cell: Int) -> [UInt8] { Array(sequences[cell * years..<(cell + 1) * years]) }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 4)
    sequences.withUnsafeBufferPointer { sequences in
      for cell in strata.indices {
        let bytes = UnsafeBufferPointer(rebasing: sequences[cell * years..<(cell + 1) * years])
        var slot = SequenceIndex.hash(bytes, strata[cell]) & (slots.count - 1)
        while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = Int32(cell)
      }
    }
  }

  private static func hash(_ bytes: UnsafeBufferPointer<UInt8>, _ stratum: UInt32) -> Int {
    var hash = UInt64(stratum) &+ 0x1656_67b1_9e37_79f9
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x9e37_79b9_7f4a_7c15 ^ hash >> 31 }
    return Int(truncatingIfNeeded: (hash ^ hash >> 29) &* 0xff51_afd7_ed55_8ccd >> 16)
  }
}
