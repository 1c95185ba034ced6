/// The bonuses of one year, column by column; a row is a person in that year.
struct BLEYear {
  /// 0…3 from 2014.
  let index: Int
  /// Positions in `BLEPeople`, ascending.
  let person: [Int32]
  /// 1 or 2.
  let tramo: [UInt8]
  /// 5…8 básica, 9…12 media.
  let grade: [UInt8]
  var region: [UInt8]
  var dependency: [UInt8]
  var school: [Int32]
  /// The size of the promotion: the students of the school and grade.
  var promotion: [Int32]
  /// How far the promotion's averages lie above or below those of others.
  var schoolEffect: [Float]
  /// Tenths, 40…70.
  var average: [UInt8]
  /// The position in the promotion, 1 the best.
  var ranking: [Int32]

  var count: Int { person.count }

  /// The rows of a year, before schools and marks are drawn.
  init(index: Int, people: BLEPeople) {
    self.index = index
    var person: [Int32] = []
    var tramo: [UInt8] = []
    var grade: [UInt8] = []
    for (position, states) in people.states.enumerated() where states[index] > 0 {
      person.append(Int32(position))
      tramo.append(states[index])
      grade.append(people.cohort[position] + UInt8(index))
    }
    self.person = person
    self.tramo = tramo
    self.grade = grade
    region = [UInt8](repeating: 0, count: person.count)
    dependency = region
    school = [Int32](repeating: 0, count: person.count)
    promotion = school
    schoolEffect = [Float](repeating: 0, count: person.count)
    average = region
    ranking = school
  }

  /// 0 básica, 1 media.
  @inline(__always)
  func level(_ row: Int) -> Int { grade[row] >= 9 ? 1 : 0 }

  /// The positions that the rules allow to a row: the best 15% of the promotion for tramo 1, the
  /// next 15% for tramo 2. With at least seven students neither is empty.
  @inline(__always)
  func rankingRange(_ row: Int) -> ClosedRange<Int> {
    Self.rankingRange(tramo: Int(tramo[row]), promotion: Int(promotion[row]))
  }

  /// The positions of a tramo in a promotion of the given size.
  @inline(__always)
  static func rankingRange(tramo: Int, promotion: Int) -> ClosedRange<Int> {
    let first = 15 * promotion / 100
    return tramo == 1 ? 1...first : (first + 1)...(30 * promotion / 100)
  }
}
