import Kernels

/// Sequences of states as one worker meets them, and all that is counted from them, where they are too many for a cube.
///
/// A table of bounded size adds up the people of a sequence; when it is full, its cells go to a store that is parted by their
/// first years (and to a temporary file beyond a given memory), where cells of one sequence may stand more than once.
final class PatternTally {
  let layout: PatternLayout
  let store: PartedChunks<PatternCell>
  /// People by number of years in which they are present.
  let times: Scratch<Int>
  /// People by year (but the first), state the year before and state, 0 for absent.
  let moves: Scratch<Int>
  /// What was received, by year and state.
  let received: Scratch<Int128>

  private static let tableSize = 1 << 15
  private static let slotCount = 1 << 17
  private let slots = Scratch<UInt32>(PatternTally.slotCount, zero: 0)
  private let words = Scratch<UInt128>(PatternTally.tableSize, zero: 0)
  private let people = Scratch<Int>(PatternTally.tableSize, zero: 0)
  private let amounts = Scratch<Int128>(PatternTally.tableSize, zero: 0)
  private var count = 0

  /// `memory`: bytes that its store may take; nil for no bound.
  init(_ layout: PatternLayout, memory: Int?) {
    self.layout = layout
    store = PartedChunks(parts: layout.parts, chunkSize: 64, memory: memory)
    store.beginSource()
    let radix = layout.states + 1
    times = Scratch(layout.years + 1, zero: 0)
    moves = Scratch(max(1, layout.years - 1) * radix * radix, zero: 0)
    received = Scratch(layout.years * radix, zero: 0)
  }

  /// Counts a person: `word` has the state of year i in bits i·`bits`….
  @inline(__always)
  func add(_ word: UInt128, amount: Int64) {
    let slots = self.slots.base
    let words = self.words.base
    var slot = PatternTally.hash(word)
    while slots[slot] != 0 {
      let cell = Int(slots[slot]) &- 1
      if words[cell] == word {
        people.base[cell] &+= 1
        amounts.base[cell] &+= Int128(amount)
        return
      }
      slot = (slot &+ 1) & (PatternTally.slotCount &- 1)
    }
    words[count] = word
    people.base[count] = 1
    amounts.base[count] = Int128(amount)
    count &+= 1
    slots[slot] = UInt32(truncatingIfNeeded: count)
    if count == PatternTally.tableSize { flush() }
  }

  @inline(__always)
  private static func hash(_ word: UInt128) -> Int {
    let low = UInt64(truncatingIfNeeded: word) &* 0x9e37_79b9_7f4a_7c15
    let high = UInt64(truncatingIfNeeded: word >> 64) &* 0xc2b2_ae3d_27d4_eb4f
    return Int(truncatingIfNeeded: ((low ^ low >> 29 ^ high ^ high >> 31) &* 0xff51_afd7_ed55_8ccd) >> 47)
  }

  /// Counts what the cells of the table say and moves them to the store.
  func flush() {
    let mask = (UInt128(1) << UInt128(layout.bits)) - 1
    let radix = layout.states + 1
    let (times, moves) = (self.times.base, self.moves.base)
    for cell in 0..<count {
      var rest = words.base[cell]
      let here = people.base[cell]
      var key: UInt128 = 0
      var present = 0
      var before = 0
      for year in 0..<layout.years {
        let state = Int(truncatingIfNeeded: rest & mask)
        rest >>= UInt128(layout.bits)
        key = key << UInt128(layout.bits) | UInt128(state)
        if state != 0 { present += 1 }
        if year > 0 { moves[((year - 1) * radix + before) * radix + state] += here }
        before = state
      }
      times[present] += here
      store.append(PatternCell(key: key, amount: amounts.base[cell], people: here), to: layout.part(of: key))
    }
    count = 0
    slots.clear(PatternTally.slotCount)
  }
}
