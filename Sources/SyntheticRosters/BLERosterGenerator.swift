/// Synthetic rosters of the Bono por Logro Escolar, 2014–2017, that print the published tables.
///
/// Every person, number and date is synthetic. Counted again, the rosters give exactly the numbers of
/// people by trajectory, grade, sex and age of the calibration; the bonuses by tramo, region and way
/// of payment; the shares of administrative dependency, bands and means of the averages; and the
/// mobility of averages and positions of two-period beneficiaries (Cuadro 14) — for any seed.
///
/// A file depends on the seed and on its year only: not on which other years are written.
public struct BLERosterGenerator: Sendable {
  private let calibration: BLECalibration

  /// Reads and checks `cells.csv` and `regions.csv` of the calibration and Cuadros 9, 14, 28, 29, 32
  /// and 33 and annex 3's Cuadro 2 of the publication.
  ///
  /// - Throws: what is missing, malformed or inconsistent, with the file and line.
  public init(
    calibrationDirectory: String, publishedDirectory: String
  ) throws(SyntheticRosterError) {
    calibration = try BLECalibration(
      calibrationDirectory: calibrationDirectory, publishedDirectory: publishedDirectory)
  }

  /// Writes `BLE_<year>.csv` for each of `years`, in ascending order, each year once.
  ///
  /// - Parameters:
  ///   - seed: any number; the same seed gives the same bytes.
  ///   - years: years from 2014 to 2017, at least one.
  ///   - directory: where to write; it is created when it does not exist.
  ///   - progress: told each step in a few words.
  /// - Returns: what was written.
  /// - Throws: a wrong year, a directory or file that cannot be written.
  public func write(
    seed: UInt64, years: [Int], to directory: String, progress: (String) -> Void
  ) throws(SyntheticRosterError) -> [GeneratedRoster] {
    let last = BLECalibration.firstYear + BLECalibration.yearCount - 1
    let expected = "years from \(BLECalibration.firstYear) to \(last), at least one"
    guard !years.isEmpty else {
      throw .wrongArgument(name: "years", value: "", expected: expected)
    }
    for year in years where year < BLECalibration.firstYear || year > last {
      throw .wrongArgument(name: "years", value: "\(year)", expected: expected)
    }
    try POSIXFile.createDirectory(directory)
    let simulation = try BLESimulation(calibration: calibration, seed: seed, progress: progress)
    var written: [GeneratedRoster] = []
    for year in Set(years).sorted() {
      var records = BLERecords(
        simulation: simulation, year: year - BLECalibration.firstYear, calibration: calibration,
        seed: seed)
      let roster = try records.write(to: directory)
      progress("BLE_\(year).csv: \(roster.rows) rows")
      written.append(roster)
    }
    return written
  }
}
