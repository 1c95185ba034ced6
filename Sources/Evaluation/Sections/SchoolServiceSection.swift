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
    let service: SchoolService
    do throws(SchoolingError) { service = try SchoolService(read.reports) } catch {
      throw SectionDataError.schooling(file: file, error)
    }
    let tables = SchoolTables(
      service: service, chapter: chapter, source: source, threshold: threshold, run: run,
      ownSeason: ownSeason)
    return SectionResult(
      tables: tables.all,
      texts: SchoolTables.texts.merging(SchoolTables.yearTexts, uniquingKeysWith: { own, _ in own }),
      files: [read.file], findings: read.findings)
  }
}

/// Reads monthly reports; rows that cannot be are set aside and counted.
struct SchoolReportReader {
  let columns: [SchoolServiceSection.Field: String]
  let threads: Int

  func read(_ path: String) throws -> (reports: [SchoolMonth], file: RosterFile, findings: [Finding]) {
    let fields = SchoolServiceSection.Field.allCases
    let names = fields.map { columns[$0] ?? $0.rawValue }
    let read = try TableReader(DelimitedReader(threads: threads, hashing: true)).read(
      path: path, columns: names)
    let values = try fields.indices.map { try CellText(read.table.column(names[$0])) }
    var reports: [SchoolMonth] = []
    var wrong = 0
    var first: Int?
    for row in 0..<read.table.rows {
      if let report = SchoolReportReader.report(values.map { $0.text(row) }) {
        reports.append(report)
      } else {
        wrong += 1
        if first == nil { first = read.lines.line(ofRow: row) }
      }
    }
    return (
      reports, read.file(path, setAside: wrong),
      read.findings(
        path, setAside: wrong, first: first,
        because: "not whole numbers, more attended than enrolled days, or no such month")
    )
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
