import Evaluation
import Foundation
import Kernels
import Reports
import Rosters
import SyntheticRosters
import TestFixtures
import Testing

/// Oracle: the truth that the generator works out apart from the rules (`verdad/`).
@Suite("A synthetic country is reproduced")
struct CountryTests {
  typealias Fixture = EligibilityFixture

  private func tables(_ spec: EvaluationSpec, threads: Int = 2) throws -> [String: ReportTable] {
    Dictionary(
      uniqueKeysWithValues: try spec.run(EvaluationOptions(threads: threads)).tables.map { ($0.id, $0) })
  }

  @Test("every count of the truth is the table's", arguments: [1, 77, 4242] as [UInt64])
  func counts(seed: UInt64) throws {
    try TemporaryFolder.with { folder in
      let path = folder.path
      _ = try CountryGenerator(students: 6_000, years: [2015, 2016, 2017, 2018], seed: seed).write(to: path) {
        _ in
      }
      let tables = try tables(EvaluationSpec(path: path + "/evaluation.yaml"))
      let lines = try String(contentsOfFile: path + "/verdad/conteos.csv", encoding: .utf8)
        .split(separator: "\n").dropFirst()
      #expect(lines.count > 250)
      for line in lines {
        let parts = line.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
        let value = try Fixture.count(tables[parts[0]], parts[1], parts[2])
        #expect(value == Int(parts[3]), "\(line)")
      }
      // Every kind of case happens.
      for reason in ["egreso", "vulnerabilidad", "rendimiento", "establecimiento", "ausente", "sin_motivo"] {
        let people = try (2016...2018).reduce(0) { sum, year in
          sum + (try Fixture.count(tables["continuidad-motivos"], "\(year)/\(reason)", "personas") ?? 0)
        }
        #expect(people > 0, "\(reason)")
      }
      let change = tables["continuidad-descomposicion"]
      for year in 2016...2018 {
        let parts = try ["poblacion", "vulnerabilidad", "rendimiento", "instrumento", "entrega"].map {
          try #require(try Fixture.value(change, "\(year)/\($0)", "personas"))
        }
        #expect(parts.reduce(.zero, +) == (try Fixture.value(change, "\(year)/total", "personas")))
        #expect(parts[3].isZero == (year != 2017))
      }
    }
  }

  @Test(
    "person by person: the truth's list as the list paid has no error of any kind, and each reason is that person's"
  )
  func persons() throws {
    try TemporaryFolder.with { folder in
      let path = folder.path
      _ = try CountryGenerator(students: 8_000, years: [2014, 2015, 2016], seed: 9).write(to: path) { _ in }
      let text = try String(contentsOfFile: path + "/evaluation.yaml", encoding: .utf8)
      // Those entitled, as if they were the list paid.
      let asPaid = text.replacing("pagados_", with: "verdad/beneficiarios_")
      let result = try EvaluationSpec(text: asPaid, path: path + "/a.yaml").run()
      #expect(result.audit.findings.allSatisfy { $0.column != "receptor" }, "\(result.audit.findings)")
      let paid = result.tables.first { $0.id == "elegibilidad-pago" }
      for year in 2014...2016 {
        let entitled = try #require(try Fixture.count(paid, "\(year)", "con_derecho"))
        #expect(entitled > 500)
        #expect(try Fixture.count(paid, "\(year)", "entregados") == entitled)
        for column in ["exclusion", "inclusion", "otro_tramo", "otro_monto", "otro_receptor"] {
          #expect(try Fixture.count(paid, "\(year)", column) == 0, "\(column) \(year)")
        }
      }
      // Payees are compared: another number than the truth's, here of a mother, is another payee.
      let lines = try String(contentsOfFile: path + "/verdad/beneficiarios_2014.csv", encoding: .utf8)
        .split(separator: "\n")
      #expect(lines.first == "run;dv;tramo;monto;receptor;quien")
      let mothers = try #require(lines.firstIndex { $0.hasSuffix(";madre") })
      var fields = lines[mothers].split(separator: ";").map(String.init)
      fields[4] = String(try #require(Int(fields[4])) + 1)
      var changed = lines.map(String.init)
      changed[mothers] = fields.joined(separator: ";")
      try (changed.joined(separator: "\n") + "\n").write(
        toFile: path + "/verdad/beneficiarios_2014.csv", atomically: true, encoding: .utf8)
      let other = try tables(EvaluationSpec(text: asPaid, path: path + "/a.yaml"))["elegibilidad-pago"]
      #expect(try Fixture.count(other, "2014", "otro_receptor") == 1)
      // A reason that also asks for the truth's own reason finds as many people as without: with the counts by precedence, which
      // are equal, that makes them the same people.
      var labelled = text.replacing(
        "    pagados:\n",
        with: """
              verdad:
                files: {2014: verdad/salidas_2014.csv, 2015: verdad/salidas_2015.csv, 2016: verdad/salidas_2016.csv}
                identifier: {number: run, digit: dv}
                fields: {motivo: text}
              pagados:

          """)
      let plain = try tables(EvaluationSpec(text: text, path: path + "/a.yaml"))["continuidad-motivos"]
      for id in [
        "edad", "vulnerabilidad", "rendimiento", "ausente", "fallecimiento", "egreso", "establecimiento",
      ] {
        let own = "now: {in: {field: verdad.motivo, values: \(id)}}"
        labelled = labelled.replacing("- {id: \(id), title", with: "- {id: \(id), \(own), title")
          .replacing("- id: \(id)\n        title", with: "- id: \(id)\n        \(own)\n        title")
      }
      #expect(labelled.components(separatedBy: "verdad.motivo").count == 8)
      let both = try tables(EvaluationSpec(text: labelled, path: path + "/a.yaml"))["continuidad-motivos"]
      for row in try #require(plain).rows {
        #expect(
          try Fixture.count(both, row.label, "personas") == Fixture.count(plain, row.label, "personas"),
          "\(row.label)")
      }
    }
  }

  @Test("the example's spec is the generator's, and the same seed writes the same bytes")
  func example() throws {
    let text = try String(
      contentsOfFile: Project.path("notebooks-data/country/evaluation.yaml"), encoding: .utf8)
    #expect(text == (try CountryGenerator().specification))
    var first: [String: Data] = [:]
    for round in 0..<2 {
      try TemporaryFolder.with { folder in
        let written = try CountryGenerator(students: 1_000, years: [2016, 2017], seed: 5).write(
          to: folder.path
        ) { _ in }
        #expect(written.count == 8)
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path) where name.hasSuffix("v")
        {
          let data = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/" + name))
          if round == 0 { first[name] = data } else { #expect(first[name] == data, "\(name)") }
        }
      }
    }
    #expect(first.count == 13)
  }

  @Test("arguments out of range are refused")
  func refused() {
    #expect(throws: SyntheticRosterError.self) { try CountryGenerator(students: 999) }
    #expect(throws: SyntheticRosterError.self) { try CountryGenerator(students: 1000, years: []) }
    #expect(throws: SyntheticRosterError.self) { try CountryGenerator(students: 1000, years: [2014, 2016]) }
    #expect(throws: SyntheticRosterError.self) { try CountryGenerator(students: 1000, years: [2014, 2014]) }
    #expect(throws: SyntheticRosterError.self) { try CountryGenerator(students: 1000, years: [2013]) }
  }
}
