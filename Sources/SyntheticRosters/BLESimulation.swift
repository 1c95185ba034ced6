/// The four years of one seed: people, bonuses, schools and households, consistent with each other
/// and with the published tables.
struct BLESimulation {
  let people: BLEPeople
  let years: [BLEYear]
  let schools: BLESchools
  let households: BLEHouseholds

  /// Everything but schools, marks and positions is right by construction; those are drawn again
  /// from other streams if Cuadro 14 cannot be reached, which no tried seed has needed.
  static let attempts = 32

  /// Simulates all four years.
  init(
    calibration: BLECalibration, seed: UInt64, progress: (String) -> Void
  ) throws(SyntheticRosterError) {
    let people = BLEPeople(calibration: calibration, seed: seed)
    var placed = (0..<BLECalibration.yearCount).map { BLEYear(index: $0, people: people) }
    let bonuses = placed.reduce(0) { $0 + $1.count }
    progress("\(people.count) people, \(bonuses) bonuses")
    BLEPlacement.assign(&placed, people: people, calibration: calibration, seed: seed)
    households = BLEHouseholds(years: placed, people: people, seed: seed)
    let pairs = BLETwoPeriods(years: placed, people: people, calibration: calibration).pairs
    for attempt in 0..<Self.attempts {
      var years = placed
      let schools = BLESchools(years: years, seed: seed, attempt: attempt)
      schools.enrol(&years, people: people, seed: seed, attempt: attempt)
      progress("\(schools.size.count) schools")
      BLEAverages.assign(
        &years, people: people, calibration: calibration, seed: seed, attempt: attempt)
      guard
        Self.reachMobility(
          pairs, years: &years, people: people, calibration: calibration, seed: seed,
          attempt: attempt)
      else { continue }
      progress("averages and positions")
      self.people = people
      self.years = years
      self.schools = schools
      return
    }
    throw .inputInconsistent(
      path: calibration.mobilityPath,
      reason: "its shares could not be reached in \(Self.attempts) attempts with seed \(seed)")
  }

  /// Cuadro 14: the averages are moved first, then positions follow the averages and are moved too.
  private static func reachMobility(
    _ pairs: [[BLETwoPeriods.Pair]], years: inout [BLEYear], people: BLEPeople,
    calibration: BLECalibration, seed: UInt64, attempt: Int
  ) -> Bool {
    var averages = BLEAverageMobility(years: years, people: people, seed: seed, attempt: attempt)
    for (list, mobility) in zip(pairs, calibration.mobility) {
      let target = BLETwoPeriods.target(mobility.averageKept, of: list.count)
      guard averages.adjust(list, target: target, years: &years) else { return false }
    }
    BLERankings.assign(&years, seed: seed, attempt: attempt)
    var generator = BLEStage.rankingMobility.generator(seed: seed, attempt: attempt)
    for (list, mobility) in zip(pairs, calibration.mobility) {
      let target = BLETwoPeriods.target(mobility.rankingKept, of: list.count)
      guard BLERankings.adjust(list, target: target, years: &years, using: &generator) else {
        return false
      }
    }
    return true
  }
}
