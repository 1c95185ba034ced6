import Evaluation
import Reports
import TestFixtures

/// Small publications: tables as text, and the checks of a spec over them.
enum PublicationFixture {
  /// Audits tables with the checks given as YAML under `publication_checks`.
  static func audit(
    _ tables: [String: String], _ section: String = "", only ids: [String]? = nil
  ) throws -> PublicationAudit {
    try TemporaryFolder.with { folder in
      let text =
        EvaluationFixture.head
        + (section.isEmpty
          ? "" : "publication_checks:\n" + section.split(separator: "\n").map { "  \($0)\n" }.joined())
      let path = try folder.write(text, to: "spec.yaml")
      // A folder that is there though it has no tables.
      try folder.write("", to: "pub/leeme.txt")
      for (name, text) in tables { try folder.write(text, to: "pub/\(name).csv") }
      return try EvaluationSpec(path: path).auditPublication(folder: folder.at("pub"), tables: ids)
    }
  }

  /// Only what the section declares.
  static func declared(_ tables: [String: String], _ checks: String) throws -> [CheckedFigure] {
    try audit(tables, "infer: false\n" + checks).figures
  }

  /// "row column: published → recomputed verdict"
  static func line(_ figure: CheckedFigure) -> String {
    "\(figure.row) \(figure.column): \(figure.published) → \(figure.recomputed) \(figure.verdict.rawValue)"
  }

  /// The error of a spec with these checks.
  static func error(_ section: String) throws -> SpecError? {
    do {
      _ = try audit([:], section)
      return nil
    } catch let error as SpecError {
      return error
    }
  }
}
