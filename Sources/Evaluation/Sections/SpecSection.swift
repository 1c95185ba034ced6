import Reports
import Rosters

/// A part of a spec that makes tables of files or figures of its own, without a panel of persons.
package protocol SpecSection: Sendable {
  /// Ids of its tables, in order.
  var tableIDs: [String] { get }

  /// Whether its files are rosters, which a run may look for in another folder.
  var readsRosters: Bool { get }

  /// Its tables. `folder`: where the spec lies, to which its files are relative.
  func run(folder: String, threads: Int) throws -> SectionResult

  /// What can be said of its files where `run` finds that they give no tables; it has none.
  func inputs(folder: String, threads: Int) throws -> SectionResult
}

extension SpecSection {
  package var readsRosters: Bool { false }

  package func inputs(folder: String, threads: Int) throws -> SectionResult {
    SectionResult(tables: [])
  }
}

/// What a section gives to the report.
package struct SectionResult: Sendable {
  var tables: [ReportTable]
  /// What to show for machine labels.
  var texts: [String: Phrase] = [:]
  var files: [RosterFile] = []
  var findings: [Finding] = []
  /// Whom the counts of the tables are of, where disclosure control is told.
  var populations: [DisclosurePopulation] = []
}
