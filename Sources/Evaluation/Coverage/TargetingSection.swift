import Columns
import Indicators
import Kernels
import Reports
import Rosters
import TableFiles

/// The section `targeting` of a spec: a file of persons or households with what orders them from the poorest up, their weight and
/// what they received, to the concentration of the benefit and the errors of inclusion and exclusion.
package struct TargetingSection: SpecSection {
  /// Columns of the file by what they hold.
  enum Field: String, CaseIterable {
    case rank, benefit, weight, year, stratum
  }

  /// Who is eligible.
  enum Eligibility: Sendable {
    /// Those of a rank up to this one, inclusive.
    case upTo(Double)
    /// Those with 1 in a column, not those with 0.
    case column(String)
  }

  let chapter: String
  let file: String
  let source: String
  /// Only those that the spec names, and rank and benefit.
  let columns: [Field: String]
  let poorest: [Exact]
  let groups: Int
  let eligible: [(name: String, rule: Eligibility)]

  static let ids = [
    "focalizacion-resumen", "focalizacion-cgh", "focalizacion-grupos", "focalizacion-definiciones",
  ]

  package var tableIDs: [String] {
    eligible.isEmpty ? Array(TargetingSection.ids.dropLast()) : TargetingSection.ids
  }

  init(_ node: SpecNode) throws(SpecError) {
    let fields = try node.fields(
      "targeting", ["chapter", "file", "columns", "source", "poorest", "groups", "eligible"])
    chapter = try fields["chapter"]?.text("chapter") ?? ""
    file = try node.required(fields, "file", in: "targeting").text("file")
    source = try fields["source"]?.text("source") ?? ""
    let given = try node.required(fields, "columns", in: "targeting")
    columns = try SectionColumns.read(given, Field.self, defaults: false)
    for field in [Field.rank, .benefit] where columns[field] == nil {
      throw given.failure("columns lacks the key '\(field.rawValue)'")
    }
    var poorest: [Exact] = []
    for item in try fields["poorest"]?.listOrOne("poorest") ?? [] {
      let share = try item.number("a share of the poorest")
      guard share > .zero, share <= .one else {
        throw item.failure("a share of the poorest lies above 0 and up to 1, not \(share)")
      }
      guard !poorest.contains(share) else { throw item.failure("the share \(share) is given twice") }
      poorest.append(share)
    }
    self.poorest = poorest.isEmpty ? [Exact(1, over: 5), Exact(2, over: 5)] : poorest
    groups = try fields["groups"]?.integer("groups") ?? 5
    if let given = fields["groups"], !(2...100).contains(groups) {
      throw given.failure("groups goes from 2 to 100")
    }
    var eligible: [(name: String, rule: Eligibility)] = []
    for (key, value) in try fields["eligible"]?.pairs("eligible") ?? [] {
      let parts = try value.fields("who is eligible", ["up_to", "column"])
      guard parts.count == 1 else { throw value.failure("who is eligible is said by up_to or by column") }
      let rule: Eligibility =
        if let limit = parts["up_to"] { .upTo(try limit.number("up_to").double) } else {
          .column(try value.required(parts, "column", in: "eligible").text("column"))
        }
      eligible.append((try key.text("a definition"), rule))
    }
    self.eligible = eligible
  }

  package func run(folder: String, threads: Int) throws -> SectionResult {
    let path = RosterFiles.path(file, in: folder)
    let read = try TargetingReader(section: self, threads: threads).read(path)
    guard !read.samples.isEmpty else {
      throw SectionDataError.noTargetingRow(file: file, read: read.file.rowsRead)
    }
    for (field, labels) in [
      (Field.year, read.samples.compactMap(\.year)), (.stratum, read.samples.compactMap(\.stratum)),
    ] {
      try ShownLabels.check(Set(labels), column: columns[field] ?? field.rawValue, file: file)
    }
    do throws(TargetingError) {
      let made = try TargetingTables(section: self, samples: read.samples, file: read.file)
      let tables = made.all
      let keys = Array(tables.reduce(into: Set()) { $0.formUnion($1.countKeys) })
      return SectionResult(
        tables: tables, texts: TargetingTables.texts, files: [read.file], findings: read.findings,
        populations: made.populations(keys))
    } catch {
      throw SectionDataError.targeting(file: file, error)
    }
  }

  package func inputs(folder: String, threads: Int) throws -> SectionResult {
    let read = try TargetingReader(section: self, threads: threads).read(RosterFiles.path(file, in: folder))
    return SectionResult(tables: [], files: [read.file], findings: read.findings)
  }
}

/// The people of a year and stratum.
struct TargetingSample: Sendable {
  let year: String?
  /// Nil for all of the year.
  let stratum: String?
  var records: [BenefitRecord] = []
  /// For each definition, whether each record is eligible.
  var eligible: [[Bool]]
  /// Of all of the year, the stratum of each record; empty where there are none.
  var strata: [String] = []
}

/// Reads the file of a targeting section; rows that lack what is needed are set aside and counted.
struct TargetingReader {
  let section: TargetingSection
  let threads: Int

  /// Weights are kept to nine decimals, amounts to six.
  static let weightScale = 1_000_000_000
  static let benefitScale = 1_000_000

  func read(_ path: String) throws -> (samples: [TargetingSample], file: RosterFile, findings: [Finding]) {
    let flags = section.eligible.compactMap { definition -> String? in
      if case .column(let name) = definition.rule { name } else { nil }
    }
    var names: [String] = []
    for name in TargetingSection.Field.allCases.compactMap({ section.columns[$0] }) + flags
    where !names.contains(name) { names.append(name) }
    let read = try TableReader(DelimitedReader(threads: threads, hashing: true)).read(
      path: path, columns: names)
    func cells(_ name: String?) throws -> CellText? { try name.map { CellText(try read.table.column($0)) } }
    let rank = try cells(section.columns[.rank])
    let benefit = try cells(section.columns[.benefit])
    let weight = try cells(section.columns[.weight])
    let year = try cells(section.columns[.year])
    let stratum = try cells(section.columns[.stratum])
    let flagCells = try section.eligible.map { definition -> CellText? in
      if case .column(let name) = definition.rule { try cells(name) } else { nil }
    }
    var order: [[String]] = []
    var samples: [[String]: TargetingSample] = [:]
    var faults = RowFaults()
    for row in 0..<read.table.rows {
      let eligible = section.eligible.indices.map { place -> Bool? in
        if case .upTo(let limit) = section.eligible[place].rule {
          return rank?.number(row).map { $0 <= limit }
        }
        return switch flagCells[place]?.number(row) {
        case 1: true
        case 0: false
        default: nil
        }
      }
      guard let place = rank?.number(row),
        let amount = TargetingReader.whole(benefit?.number(row), scale: TargetingReader.benefitScale),
        let people = weight == nil
          ? 1 : TargetingReader.whole(weight?.number(row), scale: TargetingReader.weightScale),
        let period = year == nil ? "" : year?.text(row), let group = stratum == nil ? "" : stratum?.text(row),
        !eligible.contains(nil)
      else {
        let fault = fault(row, rank: rank, benefit: benefit, weight: weight, [year, stratum], flagCells)
        faults.add(fault.reason, column: fault.column, line: read.lines.line(ofRow: row))
        continue
      }
      let record = BenefitRecord(rank: TargetingReader.order(place), weight: people, benefit: amount)
      // Of all, and of the stratum where there are strata.
      for key in stratum == nil ? [[period]] : [[period], [period, group]] {
        if samples[key] == nil {
          order.append(key)
          samples[key] = TargetingSample(
            year: year == nil ? nil : period, stratum: key.count > 1 ? group : nil,
            eligible: section.eligible.map { _ in [] })
        }
        samples[key]?.records.append(record)
        if stratum != nil, key.count == 1 { samples[key]?.strata.append(group) }
        for (index, value) in eligible.enumerated() { samples[key]?.eligible[index].append(value == true) }
      }
    }
    // Years and strata in order, the whole after its parts.
    let sorted = order.sorted { a, b in
      if a[0] != b[0] { return ColumnText.precedes(a[0], b[0]) }
      if a.count != b.count { return a.count > b.count }
      return a.count > 1 && ColumnText.precedes(a[1], b[1])
    }
    return (
      sorted.compactMap { samples[$0] }, read.file(path, setAside: faults),
      read.findings(path, setAside: faults)
    )
  }

  /// The first thing that is wrong with a row that cannot be used: a cell that is empty, no number or below zero, else one beyond
  /// what is kept or another eligibility than 0 and 1.
  private func fault(
    _ row: Int, rank: CellText?, benefit: CellText?, weight: CellText?, _ labels: [CellText?],
    _ flags: [CellText?]
  ) -> (reason: SetAside, column: String) {
    func name(_ field: TargetingSection.Field) -> String { section.columns[field] ?? field.rawValue }
    if let reason = rank?.fault(row, mayBeNegative: true) { return (reason, name(.rank)) }
    for (cells, field, scale) in [
      (benefit, TargetingSection.Field.benefit, TargetingReader.benefitScale),
      (weight, .weight, TargetingReader.weightScale),
    ] {
      guard let cells else { continue }
      if let reason = cells.fault(row) { return (reason, name(field)) }
      if TargetingReader.whole(cells.number(row), scale: scale) == nil { return (.outOfRange, name(field)) }
    }
    for (cells, field) in zip(labels, [TargetingSection.Field.year, .stratum]) {
      if let reason = cells?.fault(row, isLabel: true) { return (reason, name(field)) }
    }
    for (place, definition) in section.eligible.enumerated() {
      guard case .column(let column) = definition.rule, let cells = flags[place] else { continue }
      if let reason = cells.fault(row) { return (reason, column) }
      if let value = cells.number(row), value != 0, value != 1 { return (.outOfRange, column) }
    }
    return (.malformedRow, name(.rank))
  }

  /// A number that is not negative, in parts of `scale`; nil where it is missing or too large.
  private static func whole(_ value: Double?, scale: Int) -> Int64? {
    guard let value, value >= 0 else { return nil }
    return Int64(exactly: (value * Double(scale)).rounded())
  }

  /// Whole numbers in the order of the doubles: two ranks are equal where the doubles are.
  private static func order(_ value: Double) -> Int64 {
    let bits = Int64(bitPattern: (value == 0 ? 0 : value).bitPattern)
    return bits >= 0 ? bits : Int64.min - bits
  }
}

/// Labels in order: numbers by size, before texts.
enum ColumnText {
  static func precedes(_ a: String, _ b: String) -> Bool {
    switch (Int(a), Int(b)) {
    case (let x?, let y?): x < y
    case (.some, nil): true
    case (nil, .some): false
    case (nil, nil): a < b
    }
  }
}
