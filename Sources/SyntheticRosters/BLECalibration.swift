/// What the published evaluation fixes about the rosters 2014–2017: how many people of each kind,
/// where they study and how they are paid, what marks they have, and how those move.
///
/// Everything here is a constant of the input files; nothing depends on a seed. Years are indexed
/// 0…3 from 2014, tramos 0…1 from tramo 1, levels 0 (básica) and 1 (media).
struct BLECalibration: Sendable {
  static let firstYear = 2014
  static let yearCount = 4

  /// People of one kind: the same trajectory, cohort, sex and age offset.
  struct Cell: Sendable {
    /// The state in each year: 0 not a beneficiary, 1 or 2 the tramo.
    let states: SIMD4<UInt8>
    /// The grade in 2014, or what it would be: 5…8 básica, 9…12 media.
    let cohort: Int
    /// 1 man, 2 woman.
    let sex: Int
    /// Years above or below the usual age of the grade.
    let ageOffset: Int
    /// How many people.
    let people: Int
  }

  /// Bonuses of one year, tramo and region, by the way they are paid.
  struct Payments: Sendable {
    let bonuses: Int
    let inPerson: Int
    let electronic: Int
  }

  /// Shares of Cuadro 14, in percent, of one trajectory of two-period beneficiaries.
  struct Mobility: Sendable {
    let from: Int
    let to: Int
    let averageKept: Double
    let rankingKept: Double
  }

  let cells: [Cell]
  let people: Int
  /// `payments[year][tramo][region]`, regions 1…15.
  let payments: [[[Payments]]]
  /// `dependencies[year][tramo][dependency]`: people by administrative dependency, 1…5.
  let dependencies: [[[Int]]]
  /// The exact marks to hand out in each year.
  let marks: [BLEMarks]
  let mobility: [Mobility]
  /// `amounts[year][tramo]` in pesos of the year.
  let amounts: [[Int]]
  /// Where Cuadro 14 was read, for messages.
  let mobilityPath: String

  /// Reads and checks every file that the generator needs.
  init(
    calibrationDirectory: String, publishedDirectory: String
  ) throws(SyntheticRosterError) {
    let cells = try Self.readCells(POSIXFile.join(calibrationDirectory, "cells.csv"))
    self.cells = cells
    people = cells.reduce(0) { $0 + $1.people }
    let counts = Self.levelCounts(cells)
    payments = try Self.readPayments(
      POSIXFile.join(calibrationDirectory, "regions.csv"), counts: counts)
    dependencies = try Self.readDependencies(publishedDirectory, counts: counts)
    marks = try BLEMarks.read(publishedDirectory, counts: counts)
    mobilityPath = POSIXFile.join(publishedDirectory, "cuadro-14.csv")
    mobility = try Self.readMobility(mobilityPath)
    amounts = try Self.readAmounts(POSIXFile.join(publishedDirectory, "anexo3-cuadro-02.csv"))
  }

  /// `[year][tramo][level]` people, from the cells.
  static func levelCounts(_ cells: [Cell]) -> [[[Int]]] {
    var counts = [[[Int]]](
      repeating: [[Int]](repeating: [0, 0], count: 2), count: yearCount)
    for cell in cells {
      for year in 0..<yearCount where cell.states[year] > 0 {
        counts[year][Int(cell.states[year]) - 1][cell.cohort + year >= 9 ? 1 : 0] += cell.people
      }
    }
    return counts
  }
}
