/// The pupils of a synthetic country through the years: grade, establishment, modality, average and situation of each school
/// year, with repeaters, dropouts who may return, moves, deaths and a new fifth grade every year.
struct CountryPupils {
  enum Modality: UInt8 {
    case regular
    case special
    case adults
  }

  /// What became of a pupil in a school year.
  enum Situation: UInt8 {
    case absent
    case passed
    case repeats
    /// Withdrew during the year: in the roster, without an average.
    case withdrew
  }

  let schools: CountrySchools
  private let key: UInt64
  private let firstSchoolYear: Int
  private let entering: Int
  private(set) var year: Int

  private(set) var grade: [UInt8] = []
  private(set) var school: [UInt32] = []
  private(set) var modality: [UInt8] = []
  /// Tenths; 0 where there is none.
  private(set) var average: [UInt8] = []
  private(set) var situation: [UInt8] = []
  private(set) var birthYear: [UInt16] = []
  /// Month of the death counted from year 0; `.max` for who lives.
  private(set) var death: [UInt32] = []

  var count: Int { grade.count }

  init(students: Int, schools: CountrySchools, key: UInt64, firstSchoolYear: Int, people: Int) {
    self.schools = schools
    self.key = key
    self.firstSchoolYear = firstSchoolYear
    entering = max(1, students / 8)
    year = firstSchoolYear
    grade.reserveCapacity(people)
    school.reserveCapacity(people)
    modality.reserveCapacity(people)
    average.reserveCapacity(people)
    situation.reserveCapacity(people)
    birthYear.reserveCapacity(people)
    death.reserveCapacity(people)
    for pupil in 0..<students { enter(grade: 5 + pupil % 8) }
    for pupil in 0..<count { study(pupil) }
  }

  @inline(__always)
  func hash(_ pupil: Int, _ salt: UInt64) -> UInt64 {
    CounterHash.mix(CounterHash.mix(key &+ UInt64(pupil) &* CounterHash.step) &+ salt)
  }

  private mutating func enter(grade level: Int) {
    let pupil = count
    let bits = hash(pupil, 1)
    // Most are of the age of their grade, some older, a few much older.
    let late = bits & 0x3FF
    let extra = late < 950 ? 0 : late < 1_000 ? 1 : late < 1_016 ? 2 : 8 + Int(bits &>> 10 & 7)
    grade.append(UInt8(level))
    school.append(UInt32(schools.draw(hash(pupil, 2))))
    modality.append(bits &>> 16 % 1_000 < 6 ? Modality.special.rawValue : Modality.regular.rawValue)
    average.append(0)
    situation.append(0)
    birthYear.append(UInt16(year - level - 5 - extra - Int(bits &>> 14 & 1)))
    let fate = hash(pupil, 3)
    // One in 1,500 dies in each of the first sixteen years.
    let months = fate % 288_000 / 16
    death.append(months < 192 ? UInt32(firstSchoolYear * 12) + UInt32(months) : .max)
  }

  /// Birth day of the year: month and day.
  func birthday(_ pupil: Int) -> (month: Int, day: Int) {
    let bits = hash(pupil, 4)
    return (1 + Int(bits % 12), 1 + Int(bits &>> 32 % 28))
  }

  /// Whether a pupil died before the month of a year (1…12) began.
  @inline(__always)
  func isDead(_ pupil: Int, before month: Int, of year: Int) -> Bool {
    death[pupil] < UInt32(year * 12 + month - 1)
  }

  /// The year's results of who is enrolled: the average and the situation.
  private mutating func study(_ pupil: Int) {
    guard !isDead(pupil, before: 13, of: year) else {
      situation[pupil] = Situation.absent.rawValue
      average[pupil] = 0
      return
    }
    let bits = hash(pupil, UInt64(year) &* 8 &+ 5)
    if bits % 1_000 < 7 {
      situation[pupil] = Situation.withdrew.rawValue
      average[pupil] = 0
      return
    }
    let ability = hash(pupil, 6)
    // Ability is the pupil's own, the sum of two uniform numbers; the rest is the school's and the year's.
    let talent = Int(ability & 0xFF) + Int(ability &>> 8 & 0xFF)
    let luck = Int(bits &>> 16 & 3) + Int(bits &>> 18 & 3) + Int(bits &>> 20 & 3) - 4
    let marks = 41 + talent * 24 / 510 + luck + schools.effect(Int(school[pupil]), year: year)
    average[pupil] = UInt8(min(70, max(32, marks)))
    let fails = average[pupil] < 43 && bits &>> 32 % 100 < 40
    situation[pupil] = (fails ? Situation.repeats : .passed).rawValue
  }

  /// Goes on to the next school year.
  mutating func advance() {
    let now = year + 1
    let before = count
    for pupil in 0..<before {
      let bits = hash(pupil, UInt64(now) &* 8 &+ 7)
      let was = situation[pupil]
      let promoted = was == Situation.passed.rawValue
      if promoted, grade[pupil] == 12 {
        // Finished for good.
        grade[pupil] = 13
        situation[pupil] = Situation.absent.rawValue
        average[pupil] = 0
        continue
      }
      if grade[pupil] == 13 { continue }
      // Dropouts stay out, three in ten return in a year.
      let isOut = was == Situation.absent.rawValue
      let stays = isOut ? bits % 10 < 3 : bits % 1_000 >= 14
      if promoted { grade[pupil] += 1 }
      guard stays else {
        situation[pupil] = Situation.absent.rawValue
        average[pupil] = 0
        continue
      }
      change(pupil, bits: bits, promoted: promoted, year: now)
    }
    year = now
    // The new fifth grade is a little smaller every year.
    let fewer = min(50, (now - firstSchoolYear) * 2)
    for _ in 0..<max(1, entering * (100 - fewer) / 100) { enter(grade: 5) }
    for pupil in 0..<count {
      if pupil >= before || situation[pupil] != Situation.absent.rawValue { study(pupil) }
    }
  }

  /// Moves of establishment and modality at the beginning of a school year.
  private mutating func change(_ pupil: Int, bits: UInt64, promoted: Bool, year now: Int) {
    let share: UInt64 = promoted && grade[pupil] == 9 ? 450 : 40
    if bits &>> 16 % 1_000 < share {
      school[pupil] = UInt32(schools.draw(hash(pupil, UInt64(now) &* 8 &+ 3)))
    }
    let chance = bits &>> 32 % 1_000
    switch Modality(rawValue: modality[pupil]) {
    case .regular:
      if grade[pupil] >= 9, now - Int(birthYear[pupil]) >= 17, chance < 12 {
        modality[pupil] = Modality.adults.rawValue
      } else if chance >= 997 {
        modality[pupil] = Modality.special.rawValue
      }
    case .special: if chance < 200 { modality[pupil] = Modality.regular.rawValue }
    case .adults, nil: break
    }
    // Whoever is enrolled again has results to come.
    situation[pupil] = Situation.passed.rawValue
  }

  /// The group that a pupil is ranked in; nil for who is not in the roster.
  @inline(__always)
  func group(_ pupil: Int) -> Int? {
    guard situation[pupil] != Situation.absent.rawValue else { return nil }
    let level = Int(grade[pupil]) - 5
    let slot =
      switch Modality(rawValue: modality[pupil]) {
      case .special: 8 + level
      case .adults: 16 + (level < 6 ? 0 : 1)
      default: level
      }
    return Int(school[pupil]) * CountrySchools.slots + slot
  }
}
