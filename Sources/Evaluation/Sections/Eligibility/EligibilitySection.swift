import Indicators
import Kernels
import Reports
import Rosters

/// The section `eligibility` of a spec: a programme's rules as data, from full registers of each year to the list of those
/// entitled; its comparison with the list that was paid; why beneficiaries leave, and what changed their number.
package struct EligibilitySection: SpecSection {
  /// The list that was paid.
  struct Paid: Sendable {
    let register: Int
    let tramo: FieldReference?
    let amount: FieldReference?
    let payee: FieldReference?
  }

  /// The tramos of a registry of households.
  struct RegistryTramos: Sendable {
    let field: FieldReference
    let labels: [String]
    let intervals: [Interval]
    /// What orders the lowest tramo, and the thresholds of its bands.
    let score: FieldReference?
    let scoreLabels: [String]
    let scoreIntervals: [Interval]
  }

  let chapter: String
  let source: String
  let folder: String
  let registers: [EligibilityRegister]
  let people: Int
  let years: [Int]
  let rules: [EligibilityRule]
  /// Position of the rule that gives the tramo; nil where none does.
  let tramoRule: Int?
  let tramos: [String]
  /// Pesos by year and tramo.
  let amounts: [Int: [Int]]?
  let paid: Paid?
  let payees: [PayeeRule]
  let registry: RegistryTramos?
  let continuity: [LeavingReason]?
  /// Fields by whose values the change in beneficiaries is counted in cells; nil where it is not decomposed.
  let cells: [FieldReference]?
  let path: String
  let position: SpecPosition?

  /// Whether a rule ranks people, so that they can fall in the ranking.
  var ranks: Bool { rules.contains(where: \.isRank) }

  package var tableIDs: [String] {
    EligibilityTables.ids.filter { id in
      switch id {
      case "elegibilidad-pago", "elegibilidad-errores": paid != nil
      case "elegibilidad-receptores": !payees.isEmpty
      case "registro-tramos": registry != nil
      case "registro-tramo-menor": registry?.score != nil
      case "continuidad-motivos": continuity != nil
      case "continuidad-rendimiento": continuity != nil && ranks
      case "continuidad-descomposicion": cells != nil
      default: true
      }
    }
  }

  package var readsRosters: Bool { true }

  /// Whether a rule has another wording in one year than in another.
  func rulesDiffer(_ a: Int, _ b: Int) -> Bool { rules.contains { $0.variant(a) != $0.variant(b) } }

  private func place(in base: String) -> String {
    folder == "." || folder.isEmpty
      ? base : folder.hasPrefix("/") || base.isEmpty ? folder : "\(base)/\(folder)"
  }

  package func inputs(folder base: String, threads: Int) throws -> SectionResult {
    var files: [RosterFile] = []
    var findings: [Finding] = []
    for year in years {
      for register in registers {
        // A register that cannot be read is what `run` told.
        guard
          let roster = try? register.read(
            year: year, folder: place(in: base), threads: threads, blockSize: 1 << 20, kind: nil)
        else { continue }
        files += roster.files
        findings += roster.findings
      }
    }
    return SectionResult(tables: [], files: files, findings: findings)
  }

  package func run(folder base: String, threads: Int) throws -> SectionResult {
    let place = place(in: base)
    let data = try EligibilityData(self, folder: place, threads: threads)
    let outcome = EligibilityOutcome(self, data, threads: threads)
    let tables = EligibilityTables(section: self, outcome: outcome).all
    let keys = Array(tables.reduce(into: Set()) { $0.formUnion($1.countKeys) })
    return SectionResult(
      tables: tables, texts: EligibilityTables.texts.merging(rankWords.causes) { $1 }, files: data.files,
      findings: data.findings + paidFindings(data),
      populations: outcome.years.map { EligibilityPopulation(self, $0).population(keys) })
  }
}
