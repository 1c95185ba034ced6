/// One record of a panel: what a unit is in a year, computed from (seed, unit, year) alone.
///
/// The panel is made for size. Its columns are coherent — check digits, positions within the tramo,
/// dates of birth and ages, communes of the region — but it follows no school calendar: grades go
/// round from 5 básica to 4 media, ages grow with the years, and the size of a promotion is the record's.
struct PanelRecord {
  let folio: Int
  let run: Int
  /// 0 a man, 1 a woman.
  let sex: Int
  let birthYear: Int
  let birthMonth: Int
  let birthDay: Int
  let region: Int
  let familyRegion: Int
  /// 5…12.
  let grade: Int
  /// Tenths.
  let average: Int
  let ranking: Int
  let promotion: Int
  let tramo: Int
  /// 0…4, the administrative dependency less one.
  let dependency: Int
  /// Random bits that are fixed for the unit, each field its own: the household, the place of
  /// residence and school, the names; and the bits of the year.
  let householdBits: UInt64
  let fixedBits: UInt64
  let placeBits: UInt64
  let nameBits: UInt64
  let yearBits: UInt64

  /// The RUNs of payees lie below those of units, which start here.
  static let firstRun = 6_000_000
  /// As many units as there are RUNs below 100 million.
  static let mostUnits = 94_000_000

  /// The record of `unit` in the year `calendarYear`.
  ///
  /// - Parameters:
  ///   - seedKey: the mixed seed.
  ///   - runStride: the distance between the RUNs of neighbouring units.
  @inline(__always)
  init(seedKey: UInt64, unit: Int, runStride: Int, calendarYear: Int) {
    let unitKey = CounterHash.mix(seedKey &+ UInt64(unit) &* CounterHash.step)
    let fixed = CounterHash.mix(unitKey &+ 1)
    let names = CounterHash.mix(unitKey &+ 2)
    let year = CounterHash.mix(unitKey &+ UInt64(calendarYear) &<< 8)
    let second = CounterHash.mix(year ^ seedKey)
    householdBits = unitKey
    fixedBits = fixed
    placeBits = CounterHash.mix(unitKey &+ 3)
    nameBits = names
    yearBits = second
    let offset = CounterHash.scale(
      CounterHash.mix(unitKey &+ 4) & 0xFFFF_FFFF, below: UInt64(runStride))
    run = Self.firstRun &+ unit &* runStride &+ Int(offset)
    folio = 20_000_000 &+ Int(CounterHash.scale(unitKey & 0xFFFF_FFFF, below: 60_000_000))

    // Fixed bits: 0 sex, 1–3 year of birth, 4–19 month, 20–35 day, 36–43 dependency, 44–45 kind of
    // teaching, 46–51 sex of the payee.
    sex = Int(fixed & 1)
    let generation = Int(fixed &>> 1 & 7)
    birthYear = 1997 &+ generation
    birthMonth = 1 &+ Int(CounterHash.scale((fixed &>> 4 & 0xFFFF) &<< 16, below: 12))
    birthDay = 1 &+ Int(CounterHash.scale((fixed &>> 20 & 0xFFFF) &<< 16, below: 28))
    grade = 5 &+ (7 &- generation &+ calendarYear) % 8
    let share = fixed &>> 36 & 0xFF
    dependency = share < 36 ? 0 : share < 129 ? 1 : share < 248 ? 2 : share < 249 ? 3 : 4

    // Three in a hundred are elsewhere for the year.
    let home = 1 &+ Int(Self.regionOf[Int(unitKey &>> 56)])
    let away = 1 &+ Int(CounterHash.scale(year & 0xFFFF_FFFF, below: 15))
    region = year &>> 56 < 8 ? away : home
    familyRegion = home

    // Ability is the unit's, the rest of the year; their mean ranks the unit from 0, the best, to 1.
    let ability = Double(names &>> 48) * 0x1p-16
    let luck = Double(year &>> 32 & 0xFF_FFFF) * 0x1p-24
    let score = 0.7 * ability + 0.3 * luck
    tramo = score < 0.5 ? 1 : 2
    promotion = 20 &+ Int(CounterHash.scale(second & 0xFFFF_FFFF, below: 160))
    let range = BLEYear.rankingRange(tramo: tramo, promotion: promotion)
    let within = tramo == 1 ? score * 2 : score * 2 - 1
    ranking = min(range.lowerBound &+ Int(within * Double(range.count)), range.upperBound)
    average = max(
      BLEMarks.lowest, min(BLEMarks.highest, 68 &- Int(16 * score) &+ Int(second &>> 60 & 3) &- 2))
  }

  /// The region, less one, of each of 256 equal chances: shares near those of the country.
  static let regionOf: [UInt8] = {
    let chances = [5, 6, 4, 11, 26, 14, 22, 38, 25, 18, 2, 2, 72, 8, 3]
    let list = chances.enumerated().flatMap {
      repeatElement(UInt8($0.offset), count: $0.element)
    }
    return Array((list + repeatElement(12, count: 256)).prefix(256))
  }()
}
