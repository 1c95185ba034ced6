import Kernels

/// Synthetic schools: as many as the bonuses of each region, dependency and level call for.
struct BLESchools {
  private(set) var size: [Double] = []
  /// Positions in `BLEGeography.communes`.
  private(set) var commune: [Int32] = []
  /// The kind of teaching (dn_cod_ens): 110 básica; 310, 410, … media.
  private(set) var teaching: [Int32] = []
  /// The official number (rbd) of each school.
  private(set) var number: [Int32] = []
  private var effect: [Double] = []
  /// The sizes of promotions and their effects, by school, grade − 5 and year.
  private var promotionSize: [Int32] = []
  private var promotionEffect: [Float] = []
  /// By region, dependency and level: the first school and the cumulative shares of size.
  private var groups: [Group]

  private struct Group {
    var first = 0
    var cumulative: [Double] = []
  }

  /// Promotions are at least this large, so that both tramos have a position in them.
  static let smallestPromotion = 7
  /// And at most this large: far below the 100,000 from which a tramo 2 position could round to 0.15.
  static let largestPromotion = 9_999

  private static func groupIndex(region: UInt8, dependency: UInt8, level: Int) -> Int {
    (Int(region) * 6 + Int(dependency)) * 2 + level
  }

  /// Draws the schools for the bonuses of all years.
  init(years: [BLEYear], seed: UInt64, attempt: Int) {
    var generator = BLEStage.schools.generator(seed: seed, attempt: attempt)
    let groupCount = (BLEGeography.regionCount + 1) * 6 * 2
    var bonuses = [Int](repeating: 0, count: groupCount)
    for year in years {
      for row in 0..<year.count {
        let group = Self.groupIndex(
          region: year.region[row], dependency: year.dependency[row], level: year.level(row))
        bonuses[group] += 1
      }
    }
    groups = [Group](repeating: Group(), count: groupCount)
    for group in 0..<groupCount where bonuses[group] > 0 {
      addSchools(group, bonuses: bonuses[group], using: &generator)
    }
    let numbers = generator.permutation(max(26_000, 2 * size.count))
    number = numbers.prefix(size.count).map { $0 + 1 }
    for school in size.indices {
      for _ in 0..<(8 * BLECalibration.yearCount) {
        let students = size[school] * (1 + 0.08 * generator.nextNormal())
        let bounded = min(
          max(students, Double(Self.smallestPromotion)), Double(Self.largestPromotion))
        promotionSize.append(Int32(bounded.rounded(.toNearestOrEven)))
        promotionEffect.append(Float(1.5 * effect[school] + 0.30 * generator.nextNormal()))
      }
    }
  }

  private mutating func addSchools(_ group: Int, bonuses: Int, using generator: inout PCG64) {
    let level = group % 2
    let dependency = group / 2 % 6
    let communes = BLEGeography.positions[group / 12]
    let yearly = Double(bonuses) / Double(BLECalibration.yearCount)
    let schools = max(1, Int((yearly / (level == 1 ? 43 : 22)).rounded(.toNearestOrEven)))
    let communeShares = Self.cumulative(
      communes.indices.map { 1 / Double($0 - communes.lowerBound + 1) })
    // Corporations of delegated administration (5) run technical schools only.
    let kinds = dependency == 5 ? [410, 510, 610, 710, 810] : [310, 410, 510, 610, 710]
    let kindShares = Self.cumulative(
      dependency == 5 ? [0.3, 0.5, 0.1, 0.08, 0.02] : [0.7, 0.14, 0.1, 0.04, 0.02])
    groups[group].first = size.count
    var relative: [Double] = []
    for _ in 0..<schools {
      let drawn = PortableElementary.exp(generator.nextNormal(mean: -0.18, deviation: 0.6))
      relative.append(drawn)
      size.append(drawn * (level == 1 ? 90 : 45))
      let place = Self.find(generator.nextUnit(), in: communeShares)
      commune.append(Int32(communes.lowerBound + place))
      let kind = Self.find(generator.nextUnit(), in: kindShares)
      teaching.append(level == 0 ? 110 : Int32(kinds[kind]))
      effect.append(generator.nextNormal())
    }
    groups[group].cumulative = Self.cumulative(relative)
  }

  private static func cumulative(_ weights: [Double]) -> [Double] {
    let total = weights.reduce(0, +)
    var sum = 0.0
    return weights.map {
      sum += $0
      return sum / total
    }
  }

  /// The first position whose cumulative share is above `uniform`, or the last.
  private static func find(_ uniform: Double, in cumulative: [Double]) -> Int {
    var low = 0
    var high = cumulative.count - 1
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] > uniform { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// Sends every row of every year to a school of its region, dependency and level; a person who
  /// keeps those keeps the school.
  func enrol(_ years: inout [BLEYear], people: BLEPeople, seed: UInt64, attempt: Int) {
    var generator = BLEStage.enrolment.generator(seed: seed, attempt: attempt)
    let draws = (0..<(2 * people.count)).map { _ in generator.nextUnit() }
    for year in years.indices {
      for row in 0..<years[year].count {
        let level = years[year].level(row)
        let group = groups[
          Self.groupIndex(
            region: years[year].region[row], dependency: years[year].dependency[row], level: level)]
        let uniform = draws[2 * Int(years[year].person[row]) + level]
        let school = group.first + Self.find(uniform, in: group.cumulative)
        let cell = (school * 8 + Int(years[year].grade[row]) - 5) * BLECalibration.yearCount + year
        years[year].school[row] = Int32(school)
        years[year].promotion[row] = promotionSize[cell]
        years[year].schoolEffect[row] = promotionEffect[cell]
      }
    }
  }
}
