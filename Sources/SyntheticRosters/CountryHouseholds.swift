/// The households of a synthetic country: where they stand among all by vulnerability in each year, and who could collect.
///
/// Everything is a function of the seed, the family and the year; nothing is kept.
struct CountryHouseholds {
  /// A household in a year.
  struct Standing {
    /// Thousandths of a percentile, 0 the most vulnerable.
    let fine: Int
    /// By the instrument before the present one.
    let fineBefore: Int
    let isMember: Bool
    var percentile: Int { fine / 1_000 + 1 }
    var percentileBefore: Int { fineBefore / 1_000 + 1 }
  }

  /// RUNs of adults lie below those of pupils.
  private static let firstAdult: UInt64 = 1_000_000
  private static let adults: UInt64 = 4_900_000

  let key: UInt64
  /// The first year of the programme.
  let firstYear: Int

  /// Half of the families have two pupils, the others one.
  func family(of person: Int) -> UInt64 {
    let pair = CounterHash.mix(key ^ 0xF00D &+ UInt64(person / 2) &* CounterHash.step)
    return pair & 1 == 0 ? pair : CounterHash.mix(pair &+ UInt64(person & 1))
  }

  /// Where the family stands in a year; nil where it is not in the registry.
  func standing(_ family: UInt64, year: Int) -> Standing? {
    // Five in a hundred never registered; one in a hundred is out for the year.
    if family &>> 56 < 13 { return nil }
    if CounterHash.mix(family &+ UInt64(year) &* 31) % 100 == 0 { return nil }
    let bits = CounterHash.mix(family &+ 1)
    // Families with pupils are more vulnerable than others: the mean of a uniform number and its square.
    let uniform = Int(CounterHash.scale(bits &>> 32, below: 100_000))
    var fine = (uniform + uniform * uniform / 100_000) / 2
    var now = firstYear
    while now < year {
      now += 1
      let change = CounterHash.mix(family &+ UInt64(now) &* 57 &+ 2)
      if change % 100 < 18 {
        let first = Int(change &>> 16 & 0x3FFF)
        let second = Int(change &>> 32 & 0x3FFF)
        fine = min(99_999, max(0, fine + first - second))
      }
    }
    let shift = Int(bits & 0x3FFF) - 0x1FFF - 2_000
    let before = min(99_999, max(0, fine + shift))
    let membership = CounterHash.mix(family &+ 3)
    let isMember = uniform < 12_000 ? membership % 100 < 60 : uniform < 60_000 && membership % 100 < 3
    // Some leave the subsystem in a year of their own.
    let leaves = membership &>> 32 % 40
    let left = leaves < 8 && year > firstYear + Int(leaves)
    return Standing(fine: fine, fineBefore: before, isMember: isMember && !left)
  }

  /// Who collects other transfers, mother, father and guardian; 0 where there is none.
  func adults(_ family: UInt64, isMember: Bool) -> (collector: Int, mother: Int, father: Int, guardian: Int) {
    let bits = CounterHash.mix(family &+ 4)
    func run(_ salt: UInt64) -> Int {
      Int(Self.firstAdult + CounterHash.mix(family &+ salt) % Self.adults)
    }
    let mother = bits % 100 < 92 ? run(5) : 0
    let father = bits &>> 16 % 100 < 75 ? run(6) : 0
    let guardian = mother == 0 && bits &>> 32 % 100 < 80 ? run(7) : 0
    let collector = isMember && bits &>> 48 % 100 < 95 ? (mother > 0 && bits & 1 == 0 ? mother : run(8)) : 0
    return (collector, mother, father, guardian)
  }
}
