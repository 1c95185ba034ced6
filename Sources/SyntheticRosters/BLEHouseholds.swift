import Kernels

/// Households: who shares one, its folio and the person who collects the bonus.
struct BLEHouseholds {
  /// The household of each person.
  private(set) var household: [Int32]
  private(set) var folio: [Int32] = []
  private(set) var headRun: [Int32] = []
  private(set) var headIsWoman: [Bool] = []

  /// Groups people of the same first region; one in seven joins the household before.
  init(years: [BLEYear], people: BLEPeople, seed: UInt64) {
    var generator = BLEStage.households.generator(seed: seed)
    var region = [UInt8](repeating: 0, count: people.count)
    for year in years.reversed() {
      for row in 0..<year.count { region[Int(year.person[row])] = year.region[row] }
    }
    var byRegion = [[Int32]](repeating: [], count: BLEGeography.regionCount + 1)
    for person in generator.permutation(people.count) {
      byRegion[Int(region[Int(person)])].append(person)
    }
    household = [Int32](repeating: 0, count: people.count)
    var count: Int32 = 0
    for list in byRegion {
      for (position, person) in list.enumerated() {
        if position == 0 || generator.nextUnit() > 0.15 { count += 1 }
        household[Int(person)] = count - 1
      }
    }
    var nextFolio: Int32 = 20_000_000
    var nextRun: Int32 = 6_000_000
    for _ in 0..<count {
      nextFolio += Int32(generator.nextInteger(in: 1...39))
      nextRun += Int32(generator.nextInteger(in: 1...26))
      folio.append(nextFolio)
      headRun.append(nextRun)
      headIsWoman.append(generator.nextUnit() < 0.9425)
    }
    generator.shuffle(&folio)
    generator.shuffle(&headRun)
  }
}
