import Evaluation
import Foundation
import Kernels
import Reports
import Rosters
import TableFiles
import TestFixtures
import Testing

/// Oracle: the tables of the final evaluation of the Bono por Logro Escolar (DIPRES, 2018), which the rosters are
/// calibrated to, and an independent count over the rows.
@Suite("The evaluation of the BLE, from rosters to verdicts", .serialized)
struct BLEEvaluationTests {
  private static func run(
    rosters: String? = nil, spec: String = BLERosters.spec, threads: Int = 2, blockSize: Int = 1 << 20
  ) throws -> EvaluationResult {
    try EvaluationSpec(path: spec).run(
      EvaluationOptions(
        rosters: rosters ?? (try BLERosters.path()), threads: threads, blockSize: blockSize))
  }

  private static let result: Result<EvaluationResult, any Error> = Result { try run() }
  private static let comparison: Result<PublishedComparison, any Error> = Result {
    try PublishedComparison(folder: BLERosters.published, tables: result.get().tables)
  }

  // MARK: Verdicts

  @Test("no cell differs without a cause")
  func causes() throws {
    let spec = try Self.result.get().spec
    let different = try Self.comparison.get().differences
    #expect(!different.isEmpty)
    for cell in different {
      #expect(
        spec.cause(of: cell) != nil,
        "\(cell.table) \(cell.row) \(cell.column): \(cell.published) → \(cell.recomputed)")
    }
  }

  /// Tables that come out whole, and how many cells they have.
  static let whole: [(id: String, cells: Int)] =
    [
      ("cuadro-03", 4), ("cuadro-04", 12), ("cuadro-08", 20), ("cuadro-09", 20), ("cuadro-10", 9),
      ("cuadro-11", 14), ("cuadro-12", 14), ("cuadro-13", 14), ("cuadro-14", 15), ("cuadro-15", 26),
      ("cuadro-16", 14), ("cuadro-17", 50), ("cuadro-18", 17), ("cuadro-19", 20), ("cuadro-20", 15),
      ("cuadro-22", 8), ("cuadro-23", 8), ("cuadro-24", 48), ("cuadro-25", 48), ("cuadro-27", 64),
      ("cuadro-28", 20), ("cuadro-29", 20), ("cuadro-30", 60), ("cuadro-31", 64), ("cuadro-38", 8),
      ("cuadro-39", 50), ("cuadro-40", 26), ("cuadro-41", 32), ("cuadro-42", 60), ("cuadro-43", 20),
      ("cuadro-44", 10), ("cuadro-45", 40), ("anexo5-factores-expansion", 5), ("anexo5-cuadro-01", 39),
      ("anexo5-cuadro-02", 17), ("anexo5-cuadro-04", 8), ("anexo5-cuadro-08", 8), ("anexo5-cuadro-09", 15),
      ("anexo5-cuadro-07-2017", 48), ("anexo5-cuadro-03-2018", 5),
      ("anexo5-estimacion-gasto-devengado-2014", 19),
      ("anexo5-estimacion-gasto-devengado-2015", 29), ("anexo5-estimacion-gasto-devengado-2016", 29),
      ("anexo5-estimacion-presupuesto-inicial-2018", 16),
    ]
    + (2014...2017).flatMap { year in
      [
        ("anexo5-cuadro-03-\(year)", 25), ("anexo5-cuadro-05-\(year)", 12),
        ("anexo5-estimacion-presupuesto-inicial-\(year)", 16),
        ("anexo5-estimacion-presupuesto-vigente-\(year)", 16),
      ]
    }

  @Test("every published cell comes out, up to its rounding", arguments: whole)
  func verdicts(id: String, cells: Int) throws {
    let found = try Self.comparison.get().cells.filter { $0.table == id }
    #expect(found.count == cells)
    for cell in found {
      #expect(
        [.equal, .doubleRounding, .withinRounding].contains(cell.verdict),
        "\(cell.row) \(cell.column): \(cell.published) → \(cell.recomputed)")
    }
  }

  @Test(
    "tables that come out but for named rows",
    arguments: [
      ("cuadro-32", "beneficiarios", 12, 4), ("cuadro-33", "beneficiarios", 36, 12),
    ])
  func beneficiaries(id: String, group: String, equal: Int, rest: Int) throws {
    let cells = try Self.comparison.get().cells.filter { $0.table == id }
    #expect(cells.count(where: { $0.verdict == .equal }) == equal)
    let others = cells.filter { $0.verdict != .equal }
    #expect(others.count == rest)
    #expect(others.allSatisfy { $0.verdict == .notRecomputed && $0.row.contains("no_beneficiarios") })
  }

  @Test("the estimation of 2017 but for the two cells that repeat the factor of 2016")
  func estimation2017() throws {
    let cells = try Self.comparison.get().cells.filter {
      $0.table == "anexo5-estimacion-gasto-devengado-2017"
    }
    #expect(cells.count == 24)
    let others = cells.filter { $0.verdict != .equal }
    #expect(others.map(\.row) == Array(repeating: "monto_transferencia_pago_presencial", count: 2))
    #expect(others.map(\.column) == ["tramo_1", "tramo_2"])
  }

  @Test("verdicts over the whole publication")
  func counts() throws {
    let comparison = try Self.comparison.get()
    let counts = ComparedCell.Verdict.allCases.map { comparison.count($0) }
    #expect(counts == [1_732, 5, 12, 181, 54])
  }

  // MARK: The arithmetic of the publication

  /// Checks by table as an independent count of the same publication has them (exact, within or after double rounding,
  /// failing), where the same relations are declared.
  static let checkCounts: [(group: String, counts: [Int])] = [
    ("Cuadro N° 2", [4, 0, 0]), ("Cuadro N°3", [4, 0, 0]), ("Cuadro N°4", [4, 0, 0]),
    ("Cuadro N°5", [6, 0, 0]), ("Cuadro N°6", [7, 0, 0]), ("Cuadro N°8", [13, 0, 0]),
    ("Cuadro N°9", [18, 0, 0]), ("Cuadro N°10", [0, 0, 3]), ("Cuadro N°11", [9, 0, 0]),
    ("Cuadro N° 12", [9, 0, 0]), ("Cuadro N°13", [9, 1, 0]), ("Cuadro N°14", [2, 0, 0]),
    ("Cuadro N°15", [17, 1, 0]), ("Cuadro N°16", [13, 0, 0]), ("Cuadro N°17", [32, 2, 0]),
    ("Cuadro N°18", [16, 0, 0]), ("Cuadro N°19", [13, 0, 0]), ("Cuadros 11 y 19", [1, 0, 0]),
    ("Cuadro N° 20", [3, 0, 0]), ("Cuadro N° 22", [4, 0, 0]), ("Cuadro N° 23", [4, 0, 0]),
    ("Cuadro N° 24", [3, 5, 0]), ("Cuadro N° 25", [6, 2, 0]), ("Cuadro N° 26", [3, 3, 2]),
    ("Cuadro N°27", [3, 5, 0]), ("Cuadro N°28", [3, 1, 0]), ("Cuadro N° 29", [3, 1, 0]),
    ("Cuadro N° 30", [0, 4, 0]), ("Cuadro N° 31", [2, 2, 0]), ("Cuadro N° 32", [3, 1, 0]),
    ("Cuadro N° 33", [8, 4, 0]), ("Cuadro N° 34", [6, 0, 1]), ("Cuadro N°35", [18, 0, 1]),
    ("Cuadro N°36", [7, 0, 0]), ("Cuadro N°37", [6, 0, 1]), ("Cuadro N°38", [8, 0, 0]),
    ("Cuadro N°39", [33, 1, 0]), ("Cuadro N°43", [8, 0, 0]), ("Cuadro N°44", [18, 0, 0]),
    ("Nota al pie 45", [4, 0, 1]), ("Nota al pie 78", [0, 1, 0]), ("Texto", [0, 0, 1]),
    ("Anexo 3 Cuadro N°2", [0, 0, 4]), ("Anexo 3 Cuadro N°3", [5, 0, 1]), ("Anexo 3 Tabla 1", [1, 0, 0]),
    ("Anexo 5 administración", [3, 2, 0]), ("Anexo 5 Cuadro N°1", [19, 0, 0]),
    ("Anexo 5 Cuadro N°2", [7, 0, 0]), ("Anexo 5 Cuadro N°3", [51, 2, 0]), ("Anexo 5 Cuadro N°8", [8, 0, 0]),
    ("Anexo 5 Estimación presupuesto inicial", [25, 0, 0]),
    ("Anexo 5 Estimación presupuesto vigente", [19, 1, 0]),
  ]

  private static let publication: Result<PublicationAudit, any Error> = Result {
    try EvaluationSpec(path: BLERosters.spec).auditPublication(folder: BLERosters.published)
  }

  @Test("the arithmetic of the publication by table", arguments: checkCounts)
  func arithmetic(group: String, counts: [Int]) throws {
    let figures = try Self.publication.get().figures.filter { $0.group == group && $0.origin == .declared }
    func count(_ verdicts: ComparedCell.Verdict...) -> Int {
      figures.count(where: { verdicts.contains($0.verdict) })
    }
    #expect([count(.equal), count(.withinRounding, .doubleRounding), count(.different)] == counts)
    #expect(count(.notRecomputed) == 0)
  }

  @Test("failures of the publication: how many, and what is shown behind them")
  func failures() throws {
    let audit = try Self.publication.get()
    #expect(audit.count(.notRecomputed) == 0)
    // 41 of the independent count, and the rate of cuadro 7 for 2014, which annex 2(b) contradicts.
    #expect(audit.count(.different, origin: .declared) == 42)
    func found(_ table: String, _ row: String, _ column: String) throws -> CheckedFigure {
      try #require(
        audit.figures.first {
          $0.verdict == .different && $0.table == table && $0.row == row && $0.column == column
        })
    }
    #expect(
      try found("nota-45-cuarto-medio", "2016", "pct").diagnoses == [
        .transposedDigits(
          place: "nota-45-cuarto-medio 2016 beneficiarios_4m_publicado", printed: "21371", read: "21731")
      ])
    #expect(
      try found("cuadro-38", "2014/1", "monto").diagnoses.contains(
        .swappedLabels(table: "anexo3-cuadro-02", key: "tramo_rotulado", first: "1", second: "2")))
    #expect(
      try found("anexo2b", "proposito/permanencia/2015/solo_una_vez_2015", "valor").diagnoses.map(\.code)
        == ["other_base: 206814 (anexo2b subcomponente_1/pct_alumnos_tramo/2015/ denominador)"])
    #expect(
      try found("cuadro-34", "variacion_2014_2017_pct", "pct_sobre_potencial").diagnoses == [
        .repeats(place: "cuadro-34 2014 pct_sobre_potencial")
      ])
    #expect(
      try found("anexo5-cuadro-07-2014", "2/total", "gasto_produccion").diagnoses == [
        .commonFactor("0.9999669")
      ])
    #expect(try found("cuadro-35", "2018/total", "monto").recomputed == "9653250")
    #expect(
      audit.figures.filter { $0.origin == .inferred && $0.verdict == .different }.allSatisfy {
        ["cuadro-06", "cuadro-34", "cuadro-35", "cuadro-36", "cuadro-37"].contains($0.table)
      })
  }

  // MARK: The same from other files

  /// The CSV of every table.
  private static func texts(_ result: EvaluationResult) -> [String: String] {
    Dictionary(uniqueKeysWithValues: result.tables.map { ($0.id, TableCSV.text($0)) })
  }

  private static func expectSame(_ other: EvaluationResult) throws {
    let (a, b) = (texts(try result.get()), texts(other))
    #expect(a.keys.sorted() == b.keys.sorted())
    for (id, text) in a { #expect(b[id] == text, "\(id)") }
    #expect(other.audit.people == (try result.get().audit.people))
    #expect(other.audit.accounts == (try result.get().audit.accounts))
  }

  @Test(
    "any number of threads and size of block give the same bytes",
    arguments: [(1, 1 << 22), (3, 100_003), (4, 1 << 16)])
  func threads(threads: Int, block: Int) throws {
    try Self.expectSame(try Self.run(threads: threads, blockSize: block))
  }

  @Test("rows in another order, dealt out to several files, with other line ends")
  func shuffledAndSplit() throws {
    try TemporaryFolder.with { folder in
      for year in BLERosters.years {
        var (header, rows) = try BLERosters.lines(year)
        var generator = PCG64(seed: 5, stream: UInt64(year))
        generator.shuffle(&rows)
        let size = (rows.count + 2) / 3
        for part in 0..<3 {
          let lines = rows[(part * size)..<min(rows.count, (part + 1) * size)]
          let end = part == 1 ? "\r\n" : "\n"
          let text = "\(header)\(end)\(lines.joined(separator: end))\(part == 2 ? "" : end)"
          try folder.write(text, to: "BLE_\(year)_\(part).csv")
        }
      }
      try Self.expectSame(try Self.run(rosters: folder.path, threads: 2))
    }
  }

  @Test("commas, decimal points, Latin-1 and CR LF")
  func otherDialect() throws {
    try TemporaryFolder.with { folder in
      for year in BLERosters.years {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(BLERosters.path())/BLE_\(year).csv"))
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count + bytes.count / 16)
        var previous: UInt8 = 0
        for byte in bytes {
          switch byte {
          case UInt8(ascii: ";"): out.append(UInt8(ascii: ","))
          case UInt8(ascii: ","): out.append(UInt8(ascii: "."))
          case UInt8(ascii: "\n"): out += [13, 10]
          // Two bytes of UTF-8 from U+00C0 on become one of Latin-1.
          case 0xc2: break
          case 0xc3: break
          case 0x80...0xbf: out.append(previous == 0xc3 ? byte + 0x40 : byte)
          default: out.append(byte)
          }
          previous = byte
        }
        try folder.write(Data(out), to: "BLE_\(year).csv")
      }
      let other = try Self.run(rosters: folder.path)
      try Self.expectSame(other)
      #expect(other.audit.files.allSatisfy { $0.delimiter == "," && $0.decimalMark == "." })
      #expect(other.audit.files.contains { $0.encoding == .latin1 })
    }
  }

  @Test("the spec and the rosters are enough: neither calibration nor publication is read")
  func alone() throws {
    try TemporaryFolder.with { folder in
      let text = try String(contentsOfFile: BLERosters.spec, encoding: .utf8)
      let path = try folder.write(text, to: "otra/evaluation.yaml")
      for year in BLERosters.years {
        try FileManager.default.createDirectory(
          atPath: folder.at("otra/rosters"), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
          atPath: folder.at("otra/rosters/BLE_\(year).csv"),
          withDestinationPath: "\(BLERosters.path())/BLE_\(year).csv")
      }
      let other = try EvaluationSpec(path: path).run(EvaluationOptions(threads: 2))
      try Self.expectSame(other)
      #expect(other.rosterFolder == folder.at("otra/rosters"))
    }
  }

  // MARK: An independent count

  /// Number, first-period sex, tramo and amount of each row.
  private struct Row {
    let run: Int
    let tramo: Int
    let woman: Bool
    let amount: Int
  }

  private static func rows(_ lines: (header: Substring, rows: [Substring])) throws -> [Row] {
    let names = lines.header.split(separator: ";", omittingEmptySubsequences: false)
    let columns = try ["run", "dn_pos", "sexo", "monto"].map { name in
      try #require(names.firstIndex { $0 == name })
    }
    return try lines.rows.map { line in
      let fields = line.utf8.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
      func whole(_ index: Int) throws -> Int { try #require(Int(String(Substring(fields[columns[index]])))) }
      // Positions have six decimals at most: 0,15 is 150,000 millionths.
      let position = Array(fields[columns[1]])
      let decimals = position.drop { $0 != UInt8(ascii: ",") }.count - 1
      let digits = position.filter { $0 != UInt8(ascii: ",") }.reduce(0) { $0 * 10 + Int($1) - 48 }
      let millionths = (max(0, decimals)..<6).reduce(digits) { value, _ in value * 10 }
      return Row(
        run: try whole(0), tramo: millionths <= 150_000 ? 1 : 2,
        woman: fields[columns[2]].first == UInt8(ascii: "M"), amount: try whole(3))
    }
  }

  static let removalSpec = """
    rosters:
      files: {2014: "BLE_2014*.csv", 2015: "BLE_2015*.csv", 2016: "BLE_2016*.csv", 2017: "BLE_2017*.csv"}
      identifier: {number: run, digit: dv}
      state: {name: tramo, cut: {field: dn_pos, at: [0.15, 0.30]}}
      amount: monto
    fields: {dn_pos: decimal, sexo: text, monto: integer}
    dimensions: {sexo: {field: sexo, values: {hombres: HOMBRE, mujeres: MUJER}}}
    disclosure: {threshold: 0, reason: prueba}
    chapters: {uno: Uno}
    tables:
      registros:
        rows:
          - for: {anio: years, tramo: [1, 2, total], sexo: [hombres, mujeres, total]}
            columns: {n: "count(anio, tramo, sexo)", pesos: "sum(monto, anio, tramo, sexo)"}
      permanencia:
        rows: [{for: {veces: 1..4}, columns: {n: people(times=veces)}}]
      movilidad:
        rows: [{for: {anio: 2015..2017, de: [1, 2, total], a: [1, 2, total]}, columns: {n: "moved(anio, de, a)"}}]

    """

  /// Rule: out go the people whose number times 2,654,435,761 modulo 10,007 is under 500, about one in twenty.
  @Test("without a twentieth of the people the counts are those of an independent count")
  func removal() throws {
    func isOut(_ run: Int) -> Bool { run &* 2_654_435_761 % 10_007 < 500 }
    var people: [Int: [Int]] = [:]
    var counts: [String: Int] = [:]
    var removed: Set<Int> = []
    try TemporaryFolder.with { folder in
      for (position, year) in BLERosters.years.enumerated() {
        let lines = try BLERosters.lines(year)
        let rows = try Self.rows(lines)
        var kept = String(lines.header) + "\n"
        for (row, line) in zip(rows, lines.rows) {
          if isOut(row.run) {
            removed.insert(row.run)
            continue
          }
          kept += line
          kept += "\n"
          people[row.run, default: [0, 0, 0, 0]][position] = row.tramo
          for tramo in [String(row.tramo), "total"] {
            for sex in [row.woman ? "mujeres" : "hombres", "total"] {
              counts["registros,\(year)/\(tramo)/\(sex),n", default: 0] += 1
              counts["registros,\(year)/\(tramo)/\(sex),pesos", default: 0] += row.amount
            }
          }
        }
        try folder.write(kept, to: "BLE_\(year).csv")
      }
      for states in people.values {
        counts["permanencia,\(states.count(where: { $0 > 0 })),n", default: 0] += 1
        for year in 1..<4 where states[year] > 0 && states[year - 1] > 0 {
          for from in [String(states[year - 1]), "total"] {
            for to in [String(states[year]), "total"] {
              counts["movilidad,\(2014 + year)/\(from)/\(to),n", default: 0] += 1
            }
          }
        }
      }
      let share = Double(removed.count) / Double(removed.count + people.count)
      #expect(abs(share - 0.05) < 0.005)
      let path = try folder.write(Self.removalSpec, to: "spec.yaml")
      let result = try EvaluationSpec(path: path).run(EvaluationOptions(threads: 2))
      #expect(result.audit.people == people.count)
      var found: [String: Int] = [:]
      for table in result.tables where ["registros", "permanencia", "movilidad"].contains(table.id) {
        for row in table.rows {
          for (column, cell) in zip(table.columns, row.cells) {
            if case .exact(let value)? = cell?.value {
              found["\(table.id),\(row.label),\(column)"] = value.integer
            }
          }
        }
      }
      #expect(found.count == 36 * 2 + 4 + 27)
      for (key, value) in found { #expect(value == counts[key] ?? 0, "\(key)") }
    }
  }
}
