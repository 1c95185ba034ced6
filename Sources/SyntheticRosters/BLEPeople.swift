import Kernels

/// The people who receive the bonus at least once: their trajectory and what never changes.
///
/// Ages are those on 31 December of the school year, the year before payment, so that they depend
/// on the year of birth only: birth year = 2008 − cohort − age offset.
struct BLEPeople {
  let count: Int
  var states: [SIMD4<UInt8>] = []
  var cohort: [UInt8] = []
  /// 1 man, 2 woman.
  var sex: [UInt8] = []
  var birthYear: [Int16] = []
  var birthMonth: [UInt8] = []
  var birthDay: [UInt8] = []
  /// RUNs grow with the date of birth, more or less, as the real ones do.
  var run: [Int32] = []

  /// Draws dates of birth and RUNs for the people of the cells, in random order.
  init(calibration: BLECalibration, seed: UInt64) {
    var generator = BLEStage.people.generator(seed: seed)
    count = calibration.people
    var cellOf: [Int32] = []
    cellOf.reserveCapacity(count)
    for (index, cell) in calibration.cells.enumerated() {
      cellOf.append(contentsOf: repeatElement(Int32(index), count: cell.people))
    }
    generator.shuffle(&cellOf)
    states.reserveCapacity(count)
    cohort.reserveCapacity(count)
    sex.reserveCapacity(count)
    birthYear.reserveCapacity(count)
    birthMonth.reserveCapacity(count)
    birthDay.reserveCapacity(count)
    let days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    var keys: [UInt64] = []
    keys.reserveCapacity(count)
    for person in 0..<count {
      let cell = calibration.cells[Int(cellOf[person])]
      let year = 2008 - cell.cohort - cell.ageOffset
      // The school year starts in March: who is a year older than usual was born after it, who is
      // younger before it.
      let months =
        switch cell.ageOffset {
        case ..<0: 1...3
        case 0: 1...6
        case 1: 4...12
        default: 1...12
        }
      let month = generator.nextInteger(in: months)
      let day = 1 + generator.nextInteger(below: days[month - 1])
      states.append(cell.states)
      cohort.append(UInt8(cell.cohort))
      sex.append(UInt8(cell.sex))
      birthYear.append(Int16(year))
      birthMonth.append(UInt8(month))
      birthDay.append(UInt8(day))
      let registered =
        Double(year) + Double(month - 1) / 12 + Double(day) / 366
        + generator.nextNormal(deviation: 0.12)
      keys.append(PackedOrder.pack(key: PackedOrder.key(of: registered - 2000), position: person))
    }
    keys.sort()
    run = [Int32](repeating: 0, count: count)
    var next = Self.firstRun
    for key in keys {
      next += generator.nextInteger(in: 1...26)
      run[PackedOrder.position(key)] = Int32(next)
    }
  }

  /// Students' RUNs start here; those of heads of household lie below.
  static let firstRun = 16_600_000

  /// In how many years a person is a beneficiary.
  @inline(__always)
  func periods(_ person: Int) -> Int {
    let one = SIMD4<UInt8>(repeating: 1)
    return Int(pointwiseMin(states[person], one).wrappedSum())
  }
}
