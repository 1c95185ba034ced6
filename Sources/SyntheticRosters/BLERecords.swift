import Kernels

/// Writes one year of a simulation, in random order, drawing what belongs to the record alone:
/// communes, class, attendance, payee, way and day of payment.
struct BLERecords {
  private let simulation: BLESimulation
  private let year: BLEYear
  private let amounts: [Int]
  private let payments: [[BLECalibration.Payments]]
  private let calendarYear: Int
  private var generator: PCG64
  private let personSeed: UInt64

  init(
    simulation: BLESimulation, year: Int, calibration: BLECalibration, seed: UInt64
  ) {
    self.simulation = simulation
    self.year = simulation.years[year]
    amounts = calibration.amounts[year]
    payments = calibration.payments[year]
    calendarYear = BLECalibration.firstYear + year
    generator = BLEStage.records.generator(seed: seed, year: year)
    personSeed = CounterHash.mix(seed)
  }

  /// Writes `BLE_<year>.csv` in `directory`.
  mutating func write(to directory: String) throws(SyntheticRosterError) -> GeneratedRoster {
    let path = POSIXFile.join(directory, "BLE_\(calendarYear).csv")
    var writer = try RosterWriter(path: path)
    writer.append(text: BLEColumns.names[0])
    for name in BLEColumns.names.dropFirst() {
      writer.separate()
      writer.append(text: name)
    }
    try writer.endRow()
    let modality = modalities()
    let communeNames = TextTable(BLEGeography.communes.map(\.name))
    let communeCodes = BLEGeography.communes.map(\.code)
    let communePositions = BLEGeography.positions
    let dates = TextTable(BLEColumns.paymentDates[year.index])
    let sexes = BLEColumns.sexes
    let ways = BLEColumns.payments
    let people = simulation.people
    let households = simulation.households
    let schools = simulation.schools
    for packed in generator.permutation(year.count) {
      let row = Int(packed)
      let person = Int(year.person[row])
      let household = Int(households.household[person])
      let school = Int(year.school[row])
      let promotion = Int(year.promotion[row])
      let region = Int(year.region[row])
      let tramo = Int(year.tramo[row])
      let birthYear = Int(people.birthYear[person])
      let age = calendarYear - 1 - birthYear
      let place = residence(
        person: person, region: region, school: Int(schools.commune[school]),
        communes: communePositions)
      writer.append(integer: Int(households.folio[household]))
      writer.separate()
      let run = Int(people.run[person])
      let digit = CheckDigit.ascii(of: run)
      writer.append(integer: run)
      writer.separate()
      writer.append(digit)
      writer.separate()
      writer.append(sexes, Int(people.sex[person]) - 1)
      writer.separate()
      writer.append(
        year: birthYear, month: Int(people.birthMonth[person]), day: Int(people.birthDay[person]))
      writer.separate()
      writer.append(integer: age)
      writer.separate()
      writer.append(integer: region)
      writer.separate()
      writer.append(integer: communeCodes[place.commune])
      writer.separate()
      writer.append(integer: Int(year.dependency[row]))
      writer.separate()
      writer.append(integer: place.familyRegion)
      writer.separate()
      writer.append(integer: communeCodes[place.familyCommune])
      writer.separate()
      writer.append(integer: Int(schools.number[school]))
      writer.separate()
      writer.append(integer: Int(schools.teaching[school]))
      writer.separate()
      let grade = Int(year.grade[row])
      writer.append(integer: grade >= 9 ? grade - 8 : grade)
      writer.separate()
      let classes = min((promotion + 37) / 38, 10)
      writer.append(UInt8(ascii: "A") + UInt8(generator.nextInteger(below: classes)))
      writer.separate()
      writer.append(tenths: Int(year.average[row]))
      writer.separate()
      let ranking = Int(year.ranking[row])
      writer.append(integer: ranking)
      writer.separate()
      writer.append(integer: promotion)
      writer.separate()
      writer.append(share: ranking, of: promotion)
      writer.separate()
      let missed = generator.nextGamma(shape: 2, scale: 2.6)
      writer.append(integer: min(max(Int((100 - missed).rounded(.toNearestOrEven)), 75), 100))
      writer.separate()
      // Who is of age collects the bonus in person; for the others the head of household does.
      let ofAge = age >= 18
      let payee = ofAge ? run : Int(households.headRun[household])
      writer.append(integer: payee)
      writer.separate()
      writer.append(ofAge ? digit : CheckDigit.ascii(of: payee))
      writer.separate()
      let woman = ofAge ? people.sex[person] == 2 : households.headIsWoman[household]
      // The payee's sex was not recorded in 2017.
      writer.append(sexes, calendarYear == 2017 ? 2 : woman ? 1 : 0)
      writer.separate()
      writer.append(integer: amounts[tramo - 1])
      writer.separate()
      writer.append(ways, Int(modality[row]))
      writer.separate()
      writer.append(dates, generator.nextInteger(below: dates.count))
      writer.separate()
      writer.append(communeNames, place.familyCommune)
      try writer.endRow()
    }
    try writer.finish()
    return GeneratedRoster(year: calendarYear, path: path, rows: year.count)
  }

  private struct Residence {
    let commune: Int
    let familyCommune: Int
    let familyRegion: Int
  }

  /// Where a student lives: mostly in the school's commune, and always in its region; one family in
  /// a hundred has moved to the capital. The draws depend on the person only, not on the year.
  @inline(__always)
  private func residence(
    person: Int, region: Int, school: Int, communes: [Range<Int>]
  ) -> Residence {
    let draws = CounterHash.mix(personSeed &+ UInt64(person) &* CounterHash.step)
    var commune = school
    if draws & 0xFFFF >= 57_672 {  // 12% of 65,536 live in another commune
      let choices = communes[region]
      let choice = CounterHash.scale((draws >> 16) & 0xFFFF_FFFF, below: UInt64(choices.count))
      commune = choices.lowerBound + Int(choice)
    }
    let moved = (draws >> 48) < 655  // 1%
    if moved && region != BLEGeography.capitalRegion {
      return Residence(
        commune: commune, familyCommune: communes[BLEGeography.capitalRegion].lowerBound,
        familyRegion: BLEGeography.capitalRegion)
    }
    return Residence(commune: commune, familyCommune: commune, familyRegion: region)
  }

  /// The way of payment of each row, with the exact counts of each tramo and region.
  private mutating func modalities() -> [UInt8] {
    var rows = [[Int32]](repeating: [], count: 2 * (BLEGeography.regionCount + 1))
    for row in 0..<year.count {
      rows[Int(year.region[row]) * 2 + Int(year.tramo[row]) - 1].append(Int32(row))
    }
    var modality = [UInt8](repeating: 0, count: year.count)
    for index in rows.indices {
      generator.shuffle(&rows[index])
      let counts = payments[index % 2][index / 2]
      for row in rows[index].prefix(counts.inPerson) { modality[Int(row)] = 1 }
      for row in rows[index].dropFirst(counts.inPerson).prefix(counts.electronic) {
        modality[Int(row)] = 2
      }
    }
    return modality
  }
}
