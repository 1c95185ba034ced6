import Foundation
import SyntheticRosters
import Testing

@Suite("panel rosters")
struct PanelRosterGeneratorTests {
  private func generate(
    units: Int, years: Int, rowsPerYear: Int? = nil, columns: Int = 31, seed: UInt64 = 1
  ) throws -> [Data] {
    let directory = try RosterFixture.temporaryDirectory()
    defer { try? FileManager.default.removeItem(at: directory) }
    let generator = try PanelRosterGenerator(
      units: units, years: years, rowsPerYear: rowsPerYear, columns: columns, seed: seed)
    let rosters = try generator.write(to: directory.path, progress: { _ in })
    #expect(rosters.map(\.year) == Array(2014..<(2014 + years)))
    return try rosters.map { try Data(contentsOf: URL(fileURLWithPath: $0.path)) }
  }

  @Test("units are distinct in a year and keep what is fixed over the years")
  func units() throws {
    let files = try generate(units: 5_000, years: 3, rowsPerYear: 4_000)
    var fixed: [Int: String] = [:]
    var wrong = 0
    var tramos = [0, 0, 0]
    for (index, file) in files.enumerated() {
      let rows = RosterRows(file)
      #expect(rows.count == 4_000)
      let names = [
        "folio", "run", "dv", "sexo", "fecha_nacimiento", "nombres", "apellido_paterno",
        "apellido_materno",
      ]
      let columns = try names.map { try rows.column($0) }
      let (position, tramo) = (try rows.column("dn_pos"), try rows.column("tramo"))
      let (age, birth) = (try rows.column("edad"), try rows.column("fecha_nacimiento"))
      var runs: Set<Int> = []
      rows.read { fields in
        let run = RosterRows.integer(fields[columns[1]])
        if !runs.insert(run).inserted || run >= 100_000_000 { wrong += 1 }
        if !fields[columns[2]].elementsEqual([CheckDigit.ascii(of: run)]) { wrong += 1 }
        let key = columns.map { String(decoding: fields[$0], as: UTF8.self) }.joined(separator: "|")
        if let known = fixed[run], known != key { wrong += 1 }
        fixed[run] = key
        let half = RosterRows.integer(fields[tramo])
        tramos[half] += 1
        let micros = RosterRows.micros(fields[position])
        let expected = micros <= 150_000 ? 1 : micros <= 300_000 ? 2 : 3
        if half != expected { wrong += 1 }
        let born = RosterRows.integer(fields[birth].prefix(4))
        if RosterRows.integer(fields[age]) != 2013 + index - born { wrong += 1 }
      }
    }
    #expect(wrong == 0)
    #expect(fixed.count > 4_900 && fixed.count <= 5_000)
    #expect(abs(tramos[1] - tramos[2]) < 1_000)
  }

  @Test("the columns asked for", arguments: [6, 7, 31, 33])
  func columns(count: Int) throws {
    let header = RosterRows(try generate(units: 4, years: 1, columns: count)[0]).header
    let all = BLEColumns.names + ["nombres", "apellido_paterno", "apellido_materno", "tramo"]
    switch count {
    case 6: #expect(header == ["run", "dv", "sexo", "c_region", "monto", "tramo"])
    case 7: #expect(header == ["folio", "run", "dv", "sexo", "c_region", "monto", "tramo"])
    case 31: #expect(header == all)
    default: #expect(header == all + ["extra_1", "extra_2"])
    }
  }

  @Test("every row has as many fields as the header", arguments: [6, 20, 31, 40])
  func fields(count: Int) throws {
    let rows = RosterRows(try generate(units: 100, years: 1, columns: count)[0])
    #expect(rows.header.count == count)
    #expect(rows.count == 50)
    rows.read { #expect($0.count == count) }
  }

  @Test("the same arguments give the same bytes, another seed does not")
  func determinism() throws {
    let first = try generate(units: 1_000, years: 2)
    #expect(try generate(units: 1_000, years: 2) == first)
    #expect(try generate(units: 1_000, years: 2, seed: 2) != first)
    #expect(first[0] != first[1])
    // A year's file does not depend on how many years follow.
    #expect(try generate(units: 1_000, years: 1)[0] == first[0])
  }

  @Test("one unit makes one row")
  func one() throws {
    #expect(RosterRows(try generate(units: 1, years: 1)[0]).count == 1)
  }

  @Test("arguments out of range are named")
  func arguments() {
    func name(_ units: Int, _ years: Int, _ rows: Int?, _ columns: Int) -> String? {
      do throws(SyntheticRosterError) {
        _ = try PanelRosterGenerator(
          units: units, years: years, rowsPerYear: rows, columns: columns, seed: 1)
        return nil
      } catch {
        guard case .wrongArgument(let name, _, _) = error else { return "\(error)" }
        return name
      }
    }
    #expect(name(0, 1, nil, 31) == "units")
    #expect(name(94_000_001, 1, nil, 31) == "units")
    #expect(name(10, 0, nil, 31) == "years")
    #expect(name(10, 1, 11, 31) == "rowsPerYear")
    #expect(name(10, 1, 0, 31) == "rowsPerYear")
    #expect(name(10, 1, nil, 5) == "columns")
    #expect(name(94_000_000, 1, 1, 6) == nil)
  }
}
