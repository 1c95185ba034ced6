/// People who share a sequence of states, and what they received in all years together.
struct PatternCell: BitwiseCopyable, Sendable {
  /// The states, a few bits a year, the first year in the highest ones: cells by rising key stand by rising sequence.
  let key: UInt128
  var amount: Int128
  var people: Int
}

/// How sequences of states are packed into keys.
struct PatternLayout: Sendable {
  let years: Int
  /// Bits of a state.
  let bits: Int
  /// States, 0 for absent not counted.
  let states: Int

  /// Parts that keys fall into, by their first bits: so many that what has to be in memory at once is small.
  private static let partBits = 12

  init(years: Int, states: Int) {
    precondition(CellTable.fits(years: years, states: states), "\(years) years of \(states) states")
    self.years = years
    self.states = states
    bits = CellTable.bits(states: states)
  }

  var parts: Int { 1 << min(PatternLayout.partBits, years * bits) }

  @inline(__always)
  func part(of key: UInt128) -> Int {
    Int(truncatingIfNeeded: key >> UInt128(max(0, years * bits - PatternLayout.partBits)))
  }

  /// States by year of a key.
  func states(of key: UInt128) -> [UInt8] {
    let mask = (UInt128(1) << UInt128(bits)) - 1
    return (0..<years).map { UInt8(truncatingIfNeeded: key >> UInt128((years - 1 - $0) * bits) & mask) }
  }

  /// How many sequences there can be, for as long as that is not beyond a limit.
  func isMore(than limit: Int) -> Bool {
    var possible = 1
    for _ in 0..<years {
      possible *= states + 1
      if possible > limit { return true }
    }
    return false
  }
}
