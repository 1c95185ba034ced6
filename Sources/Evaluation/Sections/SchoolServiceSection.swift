import Columns
import Indicators
import Kernels
import Reports
import Rosters
import TableFiles

/// The section `school_service` of a spec: monthly reports of establishments to attendance, alerts, occupancy, enrolment and
/// dropout.
package struct SchoolServiceSection: SpecSection {
  /// Columns of the file by what they hold.
  enum Field: String, CaseIterable {
    case establishment, commune, year, month, enrolled, capacity, attended, days, withdrawn
  }

  let chapter: String
  let file: String
  let columns: [Field: String]
  let source: String
  let threshold: Exact
  let run: Int
  let ownSeason: Bool

  static let ids = [
    "asistencia-mensual", "asistencia-tendencia", "asistencia-alertas", "ocupacion", "flujo-matricula",
    "desercion",
  ]

  package var tableIDs: [String] { SchoolServiceSection.ids + SchoolTables.yearIDs }

  init(_ node: SpecNode) throws(SpecError) {
    let fields = try node.fields("school_service", ["chapter", "file", "columns", "source", "alerts"])
    chapter = try fields["chapter"]?.text("chapter") ?? ""
    file = try node.required(fields, "file", in: "school_service").text("file")
    source = try fields["source"]?.text("source") ?? ""
    columns = try SectionColumns.read(fields["columns"], Field.self, defaults: true)
    let alerts = try fields["alerts"]?.fields("alerts", ["threshold", "run", "own_season"]) ?? [:]
    threshold = try alerts["threshold"]?.number("threshold") ?? Exact(85, over: 100)
    if let given = alerts["threshold"], threshold < .zero || threshold > .one {
      throw given.failure("threshold goes from 0 to 1")
    }
    run = try alerts["run"]?.integer("run") ?? 3
    if let given = alerts["run"], run < 1 || run > 120 {
      throw given.failure("run goes from 1 to 120 months")
    }
    ownSeason = try alerts["own_season"]?.choice("own_season", of: YesNo.self) == .yes
  }

  package func run(folder: String, threads: Int) throws -> SectionResult {
    let path = RosterFiles.path(file, in: folder)
    let reader = SchoolReportReader(columns: columns, threads: threads)
    let read = try reader.read(path)
    for (field, labels) in [
      (Field.establishment, read.reports.map(\.establishment)), (.commune, read.reports.map(\.commune)),
    ] {
      try ShownLabels.check(Set(labels), column: columns[field] ?? field.rawValue, file: file)
    }
    let service: SchoolService
    do throws(SchoolingError) { service = try SchoolService(read.reports) } catch {
      throw SectionDataError.schooling(
        file: file, line: SchoolReportReader.line(of: error, read.reports, read.lines), error)
    }
    let tables = SchoolTables(
      service: service, chapter: chapter, source: source, threshold: threshold, run: run,
      ownSeason: ownSeason)
    return SectionResult(
      tables: tables.all,
      texts: SchoolTables.texts.merging(SchoolTables.yearTexts, uniquingKeysWith: { own, _ in own }),
      files: [read.file], findings: read.findings)
  }

  package func inputs(folder: String, threads: Int) throws -> SectionResult {
    let read = try SchoolReportReader(columns: columns, threads: threads).read(
      RosterFiles.path(file, in: folder))
    return SectionResult(tables: [], files: [read.file], findings: read.findings)
  }
}

/// Reads monthly reports; rows that cannot be are set aside and counted.
struct SchoolReportReader {
  let columns: [SchoolServiceSection.Field: String]
  let threads: Int

  /// The reports with the line of each, the account of the file, and what was found in it.
  func read(_ path: String) throws -> (
    reports: [SchoolMonth], lines: [Int], file: RosterFile, findings: [Finding]
  ) {
    let fields = SchoolServiceSection.Field.allCases
    let names = fields.map { columns[$0] ?? $0.rawValue }
    let read = try TableReader(DelimitedReader(threads: threads, hashing: true)).read(
      path: path, columns: names)
    let values = try fields.indices.map { try CellText(read.table.column(names[$0])) }
    var reports: [SchoolMonth] = []
    var lines: [Int] = []
    var wrong = 0
    var first: Int?
    for row in 0..<read.table.rows {
      if let report = SchoolReportReader.report(values.map { $0.text(row) }) {
        reports.append(report)
        lines.append(read.lines.line(ofRow: row))
      } else {
        wrong += 1
        if first == nil { first = read.lines.line(ofRow: row) }
      }
    }
    return (
      reports, lines, read.file(path, setAside: wrong),
      read.findings(
        path, setAside: wrong, first: first,
        because: "not whole numbers, more attended than enrolled days, or no such month")
        + implausible(reports, lines, path) + silent(reports, lines, path)
    )
  }

  /// Reports that are used and stand out: more students who left in a month than are on the roll at its end, and students in an
  /// establishment without places.
  private func implausible(_ reports: [SchoolMonth], _ lines: [Int], _ path: String) -> [Finding] {
    func finding(
      _ field: SchoolServiceSection.Field, _ action: String, _ isWrong: (SchoolMonth) -> Bool
    ) -> Finding? {
      let found = reports.indices.filter { isWrong(reports[$0]) }
      guard let first = found.first else { return nil }
      return Finding(
        .outOfRange, file: path, line: lines[first], column: columns[field] ?? field.rawValue,
        count: found.count, action: action)
    }
    return [
      finding(.withdrawn, "kept: more left in the month than stayed") { $0.withdrawn > $0.enrolled },
      finding(.capacity, "kept: students and no places") { $0.capacity == 0 && $0.enrolled > 0 },
    ].compactMap { $0 }
  }

  /// Establishments that do not report a month which others report, after their first: one finding each, and one for all others where
  /// they are many. Their names are no numbers of persons: such a name is refused before it is shown.
  private func silent(_ reports: [SchoolMonth], _ lines: [Int], _ path: String) -> [Finding] {
    let gaps = SchoolMonth.gaps(in: reports)
    let column = columns[.establishment] ?? SchoolServiceSection.Field.establishment.rawValue
    func finding(_ line: Int, _ count: Int, _ what: String) -> Finding {
      Finding(
        .missingReport, file: path, line: line, column: column, count: count, action: "no report: \(what)")
    }
    let shown = gaps.prefix(Self.mostNamed).map { establishment, months, before in
      let listed = months.prefix(12).map { "\($0.year)-\(SchoolTables.padded($0.month))" }
      return finding(
        lines[before], months.count,
        "\(establishment), \(listed.joined(separator: " "))\(months.count > 12 ? " …" : "")")
    }
    let others = gaps.dropFirst(Self.mostNamed)
    guard let first = others.first else { return shown }
    let months = others.reduce(0) { $0 + $1.months.count }
    return shown + [finding(lines[first.before], months, "\(others.count) …")]
  }

  /// Findings of one kind that a person reads through.
  private static let mostNamed = 50

  /// The first line that says otherwise than one before it, of an establishment that an error names.
  static func line(of error: SchoolingError, _ reports: [SchoolMonth], _ lines: [Int]) -> Int? {
    switch error {
    case .twice(let establishment, let year, let month):
      return zip(reports, lines).filter {
        $0.0.establishment == establishment && $0.0.year == year && $0.0.month == month
      }.dropFirst().first?.1
    case .twoCommunes(let establishment):
      let own = zip(reports, lines).filter { $0.0.establishment == establishment }
      return own.first { $0.0.commune != own.first?.0.commune }?.1
    default: return nil
    }
  }

  /// The report of texts in the order of the fields; nil where one is no report.
  private static func report(_ texts: [String?]) -> SchoolMonth? {
    guard let establishment = texts[0], let commune = texts[1] else { return nil }
    let numbers = texts.dropFirst(2).compactMap { $0.flatMap { Int($0) } }
    guard numbers.count == 7, numbers.allSatisfy({ (0...1_000_000_000).contains($0) }),
      (1...9999).contains(numbers[0]), (1...12).contains(numbers[1]), numbers[4] <= numbers[5]
    else { return nil }
    return SchoolMonth(
      establishment: establishment, commune: commune, year: numbers[0], month: numbers[1],
      enrolled: numbers[2], capacity: numbers[3], attendance: Share(numbers[4], of: numbers[5]),
      withdrawn: numbers[6])
  }
}
