/// A synthetic country for the rules of the Bono por Logro Escolar: full rosters of school results and of households, deaths, the
/// lists that were paid, and the truth about them. Every person is synthetic.
///
/// For each year t of the programme the files are `rendimiento_<t−1>.csv` (school results of the year before), `hogares_<t>.csv`,
/// `fallecidos_<t>.csv`, `pagados_<t>.csv`; in `verdad/` `beneficiarios_<t>.csv`, `salidas_<t>.csv` with the reason of each who
/// received in t − 1 and not in t, and `conteos.csv` with the counts that an evaluation must find; beside them
/// `evaluation.yaml`, a specification that reads all of it. The same arguments give the same bytes.
public struct CountryGenerator: Sendable {
  private let students: Int
  private let years: [Int]
  private let seed: UInt64

  /// The years of the programme that can be asked for.
  public static let possibleYears = 2014...2033
  private static let mostStudents = 5_000_000

  /// Describes a country.
  ///
  /// - Parameters:
  ///   - students: pupils enrolled in the first year, from 1,000 to 5 million.
  ///   - years: consecutive years of the programme within 2014…2033.
  ///   - seed: any number.
  /// - Throws: the argument that is out of its range.
  public init(students: Int = 1_000_000, years: [Int] = [2014, 2015, 2016, 2017], seed: UInt64 = 2018)
    throws(SyntheticRosterError)
  {
    guard (1_000...Self.mostStudents).contains(students) else {
      throw .wrongArgument(
        name: "students", value: "\(students)", expected: "an integer from 1000 to \(Self.mostStudents)")
    }
    let sorted = years.sorted()
    guard let first = sorted.first, let last = sorted.last, Self.possibleYears.contains(first),
      Self.possibleYears.contains(last), sorted == Array(first...last)
    else {
      throw .wrongArgument(
        name: "years", value: years.map(String.init).joined(separator: ","),
        expected:
          "consecutive years from \(Self.possibleYears.lowerBound) to \(Self.possibleYears.upperBound), each once"
      )
    }
    self.students = students
    self.years = sorted
    self.seed = seed
  }

  /// The year from which the registry in use ranks households in place of the instrument before; nil for fewer than three years.
  var instrumentYear: Int? { years.count >= 3 ? years[2] : nil }

  /// The specification that reads the files.
  public var specification: String { CountrySpecification(years: years, instrumentYear: instrumentYear).text }

  /// Writes all files in `directory`, which is created when it does not exist.
  ///
  /// - Parameter progress: told each finished year.
  /// - Returns: the rosters written. O(people × years) time; memory for some forty bytes a person.
  /// - Throws: a directory or file that cannot be written.
  public func write(
    to directory: String, progress: (String) -> Void
  ) throws(SyntheticRosterError) -> [GeneratedRoster] {
    try POSIXFile.createDirectory(directory)
    let truthFolder = POSIXFile.join(directory, "verdad")
    try POSIXFile.createDirectory(truthFolder)
    let key = CounterHash.mix(seed)
    let people = students + (years.count + 1) * (students / 8 + 1)
    let schools = CountrySchools(students: students, key: CounterHash.mix(key &+ 1))
    var pupils = CountryPupils(
      students: students, schools: schools, key: CounterHash.mix(key &+ 2), firstSchoolYear: years[0] - 1,
      people: people)
    let households = CountryHouseholds(key: CounterHash.mix(key &+ 3), firstYear: years[0])
    let runs = CountryRuns(people: people, key: CounterHash.mix(key &+ 4))
    var counts = CountryCounts()
    var written: [GeneratedRoster] = []
    var before: CountryTruth?
    for year in years {
      if year > years[0] { pupils.advance() }
      let writing = CountryYearWriter(
        directory: directory, truthFolder: truthFolder, pupils: pupils, households: households, runs: runs,
        firstSchoolYear: years[0] - 1, programmeYear: year,
        usesRegistry: instrumentYear.map { year >= $0 } ?? true)
      let (truth, rosters) = try writing.write(after: before, counts: &counts)
      before = truth
      written += rosters
      progress("\(year): \(rosters.reduce(0) { $0 + $1.rows }) rows")
    }
    try counts.write(to: POSIXFile.join(truthFolder, "conteos.csv"))
    var writer = try RosterWriter(path: POSIXFile.join(directory, "evaluation.yaml"))
    for line in specification.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      for byte in line.utf8 { writer.append(byte) }
      try writer.endRow()
    }
    try writer.finish()
    return written
  }
}

/// RUNs of people, in no order.
struct CountryRuns {
  private let order: FeistelPermutation
  private let stride: Int
  private let key: UInt64

  init(people: Int, key: UInt64) {
    order = FeistelPermutation(size: people, key: key)
    stride = (26_000_000 - PanelRecord.firstRun) / people
    self.key = key
  }

  /// The RUN of a person.
  @inline(__always)
  func run(_ person: Int) -> Int {
    let place = order(person)
    return PanelRecord.firstRun + place * stride
      + Int(CounterHash.scale(CounterHash.mix(key &+ UInt64(place)) & 0xFFFF_FFFF, below: UInt64(stride)))
  }
}
