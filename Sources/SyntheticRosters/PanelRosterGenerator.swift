/// Synthetic panel rosters of any size, for measuring and trying: `panel_<year>.csv` from 2014 on.
///
/// Each year holds a pseudo-random subset of the units in pseudo-random order. Nothing grows with the
/// number of rows: a row is computed from the seed, the year and its number, so that twenty years of
/// five million rows take the memory of one. Every person is synthetic.
public struct PanelRosterGenerator: Sendable {
  private let units: Int
  private let years: Int
  private let rowsPerYear: Int
  private let columns: Int
  private let seed: UInt64

  /// The first year written.
  package static let firstYear = 2014
  private static let mostYears = 100
  private static let mostColumns = 10_000

  /// Describes a panel.
  ///
  /// - Parameters:
  ///   - units: people who can appear, from 1 to 94 million, the RUNs there are.
  ///   - years: yearly files, from 1 to 100, from 2014 on.
  ///   - rowsPerYear: distinct units in each year, at most `units`; half of them if not given.
  ///   - columns: 31 are those of the yearly roster, names and tramo; fewer, from 6, keep `run`,
  ///     `dv`, `sexo`, `c_region`, `monto` and `tramo` and then the others in order; more, up to
  ///     10,000, add `extra_1`, `extra_2`, ….
  ///   - seed: any number; the same arguments give the same bytes.
  /// - Throws: the argument that is out of its range.
  public init(
    units: Int, years: Int, rowsPerYear: Int? = nil, columns: Int = 31, seed: UInt64
  ) throws(SyntheticRosterError) {
    func require(
      _ name: String, _ value: Int, _ range: ClosedRange<Int>
    ) throws(SyntheticRosterError) {
      guard range.contains(value) else {
        throw .wrongArgument(
          name: name, value: "\(value)",
          expected: "an integer from \(range.lowerBound) to \(range.upperBound)")
      }
    }
    try require("units", units, 1...PanelRecord.mostUnits)
    try require("years", years, 1...Self.mostYears)
    let rows = rowsPerYear ?? max(1, units / 2)
    try require("rowsPerYear", rows, 1...units)
    try require("columns", columns, PanelColumn.essential.count...Self.mostColumns)
    self.units = units
    self.years = years
    self.rowsPerYear = rows
    self.columns = columns
    self.seed = seed
  }

  /// Writes the yearly files in `directory`, which is created when it does not exist.
  ///
  /// - Parameter progress: told each finished year.
  /// - Returns: what was written, by year. O(years × rowsPerYear × columns) time, constant memory.
  /// - Throws: a directory or file that cannot be written.
  public func write(
    to directory: String, progress: (String) -> Void
  ) throws(SyntheticRosterError) -> [GeneratedRoster] {
    try POSIXFile.createDirectory(directory)
    let format = PanelRowFormat(columns: columns)
    var written: [GeneratedRoster] = []
    for year in Self.firstYear..<(Self.firstYear + years) {
      let path = POSIXFile.join(directory, "panel_\(year).csv")
      try write(year, path: path, format: format)
      progress("panel_\(year).csv: \(rowsPerYear) rows")
      written.append(GeneratedRoster(year: year, path: path, rows: rowsPerYear))
    }
    return written
  }

  private func write(
    _ year: Int, path: String, format: PanelRowFormat
  ) throws(SyntheticRosterError) {
    let seedKey = CounterHash.mix(seed)
    let order = FeistelPermutation(size: units, key: seedKey &+ UInt64(year))
    let runStride = PanelRecord.mostUnits / units
    var writer = try RosterWriter(path: path)
    try format.writeHeader(to: &writer)
    for row in 0..<rowsPerYear {
      let record = PanelRecord(
        seedKey: seedKey, unit: order(row), runStride: runStride, calendarYear: year)
      try format.write(record, year: year, to: &writer)
    }
    try writer.finish()
  }
}
