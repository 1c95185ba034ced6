/// The establishments of a synthetic country: how likely pupils are to be in each, and which are recognised.
///
/// One in five is a small rural one with promotions of a few pupils, so that the rules for small promotions have cases.
struct CountrySchools {
  /// Groups that a school ranks apart: eight grades of regular teaching, eight of special teaching, two levels of adults.
  static let slots = 18
  private static let meanPupils = 280

  let count: Int
  private let key: UInt64
  /// Sums of the weights up to each school.
  private let cumulative: [UInt64]

  init(students: Int, key: UInt64) {
    count = max(3, students / Self.meanPupils)
    self.key = key
    var sum: UInt64 = 0
    cumulative = (0..<count).map { school in
      let bits = CounterHash.mix(key &+ UInt64(school) &* CounterHash.step)
      let isSmall = bits & 0xFF < 51
      sum += isSmall ? 10 + bits &>> 8 & 63 : 500 + CounterHash.scale(bits &>> 32, below: 2_000)
      return sum
    }
  }

  /// A school drawn by weight from 64 random bits.
  func draw(_ bits: UInt64) -> Int {
    let total = cumulative[count - 1]
    let wanted = bits.multipliedFullWidth(by: total).high
    var low = 0
    var high = count - 1
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] > wanted { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// Whether the ministry recognises the school in a school year: two in a hundred never, and three in a thousand lose it each
  /// year.
  func isRecognised(_ school: Int, year: Int, since first: Int) -> Bool {
    let own = CounterHash.mix(key ^ 0xA5A5 &+ UInt64(school) &* CounterHash.step)
    if own % 100 < 2 { return false }
    if year <= first { return true }
    for past in (first + 1)...year where CounterHash.mix(own &+ UInt64(past)) % 1_000 < 3 { return false }
    return true
  }

  /// The code of secondary teaching: one in three schools is technical.
  func teaching(_ school: Int) -> Int { CounterHash.mix(key ^ 0x5A5A &+ UInt64(school)) % 3 == 0 ? 410 : 310 }

  /// Tenths that a school's averages are above or below the others' in a year.
  func effect(_ school: Int, year: Int) -> Int {
    let fixed = CounterHash.mix(key ^ 0x33CC &+ UInt64(school))
    let own = CounterHash.mix(fixed &+ UInt64(year))
    return Int(fixed % 5) - 2 + Int(own % 5) - 2
  }
}
