import Evaluation
import Foundation
import Panels
import Reports
import Rosters
import TestFixtures
import Testing

/// Oracle: rosters of a few rows, counted by hand.
@Suite("An audit where there can be no evaluation")
struct AuditObstacleTests {
  private static let spec = EvaluationFixture.spec([("n", "count(anio)")], axes: "{anio: years}")

  private func audit<Result>(
    _ rosters: [String: String], _ body: (Audit, EvaluationSpec) throws -> Result
  ) throws -> Result {
    try TemporaryFolder.with { folder in
      for (name, text) in EvaluationFixture.rosters.merging(rosters, uniquingKeysWith: { _, own in own }) {
        try folder.write(text, to: name)
      }
      let spec = try EvaluationSpec(path: try folder.write(Self.spec, to: "s.yaml"))
      return try body(try spec.audit(), spec)
    }
  }

  @Test(
    "a year without a valid row: what was read of it and of the other is told, then why there is no panel")
  func noValidRow() throws {
    let header = "run;tramo;sexo;edad;monto;nota\n"
    try audit([
      "r2015.csv": header + "1;9;H;11;60;5.6\nx;1;M;1;1;1\n;2;M;1;1;1\n"
    ]) { audit, spec in
      #expect(audit.files.map(\.rowsRead) == [4, 3])
      #expect(audit.files.map(\.rowsUsed) == [4, 0])
      #expect(audit.findings.contains { $0.code == .invalidIdentifier && $0.count == 2 && $0.line == 3 })
      #expect(audit.findings.contains { $0.code == .stateOutOfRange && $0.count == 1 })
      #expect(audit.accounts.map(\.year) == [2014])
      guard case .noValidRow(let year, let read)? = audit.obstacle as? PanelError else {
        Issue.record("\(String(describing: audit.obstacle))")
        return
      }
      #expect(year == 2015 && read == 3)
      #expect(throws: PanelError.self) { try spec.run() }
    }
  }

  @Test("conflicts under the rule stop: all of them are counted, and said to have stopped it")
  func conflicts() throws {
    let more = "1;2;H;11;60;5.6\n3;2;;13;60;6.5\n3;1;;13;60;6.5\n"
    try audit(["r2015.csv": (EvaluationFixture.rosters["r2015.csv"] ?? "") + more]) { audit, spec in
      let found = try #require(audit.findings.first { $0.code == .duplicateConflicting })
      #expect(found.count == 1 && found.action == "stopped" && found.severity == .error && found.line == 7)
      #expect(audit.findings.contains { $0.code == .duplicateIdentical && $0.count == 2 })
      #expect(audit.conflicts.map(\.line) == [3] && audit.people == 5)
      guard case .conflictingRecords(2015, let people, _, let line, _, _)? = audit.obstacle as? PanelError
      else {
        Issue.record("\(String(describing: audit.obstacle))")
        return
      }
      #expect(people == 1 && line == 7)
      #expect(throws: PanelError.self) { try spec.run() }
    }
  }

  @Test("nothing is in the way of good rosters")
  func good() throws {
    try audit([:]) { audit, _ in #expect(audit.obstacle == nil && audit.people == 5) }
  }

  /// A table by cohorts that contradict themselves (person 1 is in the first band in both years), and a coverage with more served than there
  /// are, a population below zero, and a target of another person stratum.
  @Test("audit and evaluate find the same in cohorts and coverage", arguments: [true, false])
  func counted(withRosters: Bool) throws {
    let coverage = """
      coverage:
        for: {anio: 2014..2015}
        definitions:
          - {name: d, potential: "2", target: "fijo", served: "3"}

      """
    let counted = """
      coverage:
        definitions:
          - {name: d, potential: "2", target: "people(mejora=yes)", served: count(anio),
           served_eligible: "count(anio, tramo=1) - count(anio)"}

      """
    let tables = EvaluationFixture.spec(
      [("n", "people(cohorte=5)")], axes: "{x: [a]}")
    let alone =
      "inputs: {fijo: {values: 7}}\ndisclosure: {threshold: 0, reason: x}\nchapters: {uno: Uno}\n" + coverage
    let text = withRosters ? tables + counted : alone
    try TemporaryFolder.with { folder in
      for (name, text) in EvaluationFixture.rosters { try folder.write(text, to: name) }
      let spec = try EvaluationSpec(path: try folder.write(text, to: "s.yaml"))
      let (run, audit) = (try spec.run().audit, try spec.audit())
      #expect(audit.json().text == run.json().text)
      #expect(audit.findings.contains { $0.code == .populationExceeded })
      #expect(audit.findings.contains { $0.code == .cohortChange } == withRosters)
      #expect(audit.findings.contains { $0.code == .negativeValue } == withRosters)
    }
  }

  @Test("audit and evaluate write one audit, with the files of all sections as the spec sees them")
  func same() throws {
    let text =
      Self.spec.replacing("rosters:\n", with: "rosters:\n  folder: nominas\n")
      + "school_service: {chapter: uno, file: escuelas/meses.csv}\n"
    try TemporaryFolder.with { folder in
      for (name, text) in EvaluationFixture.rosters { try folder.write(text, to: "nominas/\(name)") }
      try folder.write(
        "establishment,commune,year,month,enrolled,capacity,attended,days,withdrawn\n1,A,2024,3,5,6,1,2,9\n",
        to: "escuelas/meses.csv")
      let path = try folder.write(text, to: "s.yaml")
      let spec = try EvaluationSpec(path: path)
      _ = try EvaluationOutput(result: try spec.run(), formats: [.csv], version: "0").write(
        to: folder.at("fuera"))
      let written = try String(contentsOfFile: folder.at("fuera/audit.json"), encoding: .utf8)
      let paths = ShownPaths(spec)
      #expect(try spec.audit().json(shown: { paths($0) }).text == written)
      for name in ["nominas/r2014.csv", "nominas/r2015.csv", "escuelas/meses.csv"] {
        #expect(written.contains("\"\(name)\""), "\(name)")
      }
      #expect(!written.contains(folder.path))
      // Rosters looked for in another folder are as seen from there.
      let given = ShownPaths(spec, rosters: folder.at("otra"))
      #expect(given(folder.at("otra/r2014.csv")) == "r2014.csv")
      #expect(given(folder.at("escuelas/meses.csv")) == "escuelas/meses.csv")
      #expect(given("/de/afuera.csv") == "/de/afuera.csv")
    }
  }
}
