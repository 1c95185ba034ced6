// The truth about who is entitled and why who received leaves, worked out while the rosters are made.
//
// It is written apart from the code that evaluates rules: places are counted in histograms of averages by tenths, conditions
// are those of this country and of no specification, so that both can be held against each other.

/// A year of a synthetic country as it is known to who made it.
struct CountryTruth {
  /// What a rule says of a pupil, as the tables of an evaluation count it.
  enum Verdict: UInt8 {
    case failed
    case unknown
    case passed
  }

  static let rules = [
    "vivo", "grado", "edad", "reconocido", "modalidad", "vulnerabilidad", "rendimiento",
  ]
  static let reasons = [
    "egreso", "edad", "vulnerabilidad", "rendimiento", "establecimiento", "ausente", "fallecimiento",
    "sin_motivo",
  ]
  static let causes = ["own_fell", "others_rose", "size_changed", "not_comparable"]
  static let none = UInt32.max
  private static let bins = 71

  let programmeYear: Int
  /// Group of each pupil; `none` out of the roster.
  private(set) var group: [UInt32]
  private(set) var average: [UInt8]
  /// 1 or 2; 0 without.
  private(set) var tramo: [UInt8]
  /// What was paid: 1 or 2; 0 where nothing was.
  var paid: [UInt8]
  /// Whether the pupil finished the last grade in the school year before.
  private(set) var finished: [Bool]
  private var histogram: [UInt32]
  private var sizes: [UInt32]

  init(_ pupils: CountryPupils, programmeYear: Int) {
    self.programmeYear = programmeYear
    let people = pupils.count
    var group = [UInt32](repeating: Self.none, count: people)
    var histogram = [UInt32](
      repeating: 0, count: pupils.schools.count * CountrySchools.slots * Self.bins)
    var sizes = [UInt32](repeating: 0, count: pupils.schools.count * CountrySchools.slots)
    var finished = [Bool](repeating: false, count: people)
    for pupil in 0..<people {
      guard let own = pupils.group(pupil) else { continue }
      group[pupil] = UInt32(own)
      finished[pupil] =
        pupils.grade[pupil] == 12
        && pupils.modality[pupil] != CountryPupils.Modality.adults.rawValue
        && pupils.situation[pupil] == CountryPupils.Situation.passed.rawValue
      let mark = Int(pupils.average[pupil])
      if mark > 0 {
        histogram[own * Self.bins + mark] += 1
        sizes[own] += 1
      }
    }
    // From counts of each average to counts of better ones.
    for own in sizes.indices where sizes[own] > 0 {
      var better: UInt32 = 0
      for mark in stride(from: Self.bins - 1, through: 0, by: -1) {
        let equal = histogram[own * Self.bins + mark]
        histogram[own * Self.bins + mark] = better
        better += equal
      }
    }
    self.group = group
    average = pupils.average
    tramo = [UInt8](repeating: 0, count: people)
    paid = [UInt8](repeating: 0, count: people)
    self.finished = finished
    self.histogram = histogram
    self.sizes = sizes
  }

  /// Whether the pupil is in the school roster.
  func isEnrolled(_ pupil: Int) -> Bool { pupil < group.count && group[pupil] != Self.none }

  /// The tramo that the place gives: none in promotions under two, the first for the best of those under seven.
  func performance(_ pupil: Int) -> (verdict: Verdict, tramo: UInt8) {
    guard isEnrolled(pupil), average[pupil] > 0 else { return (.unknown, 0) }
    let own = Int(group[pupil])
    let size = Int(sizes[own])
    let better = Int(histogram[own * Self.bins + Int(average[pupil])])
    if size < 2 { return (.failed, 0) }
    if size < 7 { return better == 0 ? (.passed, 1) : (.failed, 0) }
    let place = better + 1
    if place * 100 <= 15 * size { return (.passed, 1) }
    return place * 100 <= 30 * size ? (.passed, 2) : (.failed, 0)
  }

  mutating func entitle(_ pupil: Int, tramo own: UInt8) { tramo[pupil] = own }

  /// The main cause of a fall from one year to the next, by the counts of better averages in both promotions.
  static func cause(of pupil: Int, from old: CountryTruth, to new: CountryTruth) -> Int {
    guard old.isEnrolled(pupil), new.isEnrolled(pupil), old.average[pupil] > 0, new.average[pupil] > 0 else {
      return 3
    }
    let oldGroup = Int(old.group[pupil])
    let newGroup = Int(new.group[pupil])
    let mark = Int(old.average[pupil])
    let next = Int(new.average[pupil])
    let oldSize = Int(old.sizes[oldGroup])
    let newSize = Int(new.sizes[newGroup])
    let a = Int(old.histogram[oldGroup * bins + mark])
    let b = Int(old.histogram[oldGroup * bins + next]) - (next < mark ? 1 : 0)
    let c = Int(new.histogram[newGroup * bins + mark]) - (next > mark ? 1 : 0)
    let d = Int(new.histogram[newGroup * bins + next])
    // Twice the parts of the change in (1 + better) / size, over both sizes.
    let own = (b - a) * newSize + (d - c) * oldSize
    let others = (c + d) * oldSize - (a + b) * newSize
    let size = 2 * (oldSize - newSize)
    if own + others + size <= 0 { return 2 }
    if own >= others && own >= size { return 0 }
    return others >= size ? 1 : 2
  }
}
