import Kernels
import Reports
import Rosters

// A population is no number below zero: where the spec writes it down that is a mistake of the spec; where persons are counted and
// subtracted, the cell and what follows from it have no value, and the audit says so. More served than have the problem is no mistake: two
// sources may define or count differently. It is kept and told.

/// Looks over the table of coverage that was computed.
struct CoverageCheck {
  let spec: EvaluationSpec

  /// Shares and the populations they are of.
  private static let shares: [String: [String]] = [
    "cobertura_pct": ["atendida", "potencial"], "cobertura_objetivo_pct": ["atendida", "objetivo"],
    "filtracion_pct": ["atendida", "atendida_elegible"], "meta_pct": ["atendida", "meta"],
  ]

  /// A population that should hold another, and what to say where it does not.
  private static let inclusions: [(part: String, whole: String, words: Phrase)] = [
    (
      "atendida", "potencial",
      Phrase(
        "más atendidos que población potencial, cobertura mayor que 100 %",
        "more served than potential population, coverage above 100 %")
    ),
    (
      "atendida", "objetivo",
      Phrase(
        "más atendidos que población objetivo, cobertura de la objetivo mayor que 100 %",
        "more served than target population, coverage of the target above 100 %")
    ),
    (
      "objetivo", "potencial",
      Phrase(
        "población objetivo mayor que la potencial", "a target population larger than the potential one")
    ),
    (
      "atendida_elegible", "atendida",
      Phrase(
        "más atendidos que cumplen que atendidos, filtración negativa",
        "more served who are eligible than served, negative leakage")
    ),
    (
      "atendida_elegible", "elegible",
      Phrase(
        "más atendidos que cumplen que elegibles, subcobertura negativa",
        "more served who are eligible than eligible, negative under-coverage")
    ),
  ]

  /// What stands out in the table of coverage, where it is among the tables; its cells and notes are set right.
  func check(among tables: inout [ReportTable]) throws(SpecError) -> [Finding] {
    guard spec.hasCoverage, let place = tables.firstIndex(where: { $0.id == CoverageTable.id }),
      let written = spec.tables.first(where: { $0.id == CoverageTable.id })
    else { return [] }
    var table = tables[place]
    defer { tables[place] = table }
    let file = spec.path.split(separator: "/").last.map(String.init)
    var findings: [Finding] = []
    for (column, rows) in try setNegativesMissing(&table, written) {
      findings.append(
        Finding(
          .negativeValue, file: file, line: written.position?.line, column: column, count: rows,
          action: "set missing"))
    }
    for inclusion in CoverageCheck.inclusions {
      let rows = table.rows.count { row in
        let whole =
          inclusion.whole == "elegible"
          ? value("objetivo", row, table) ?? value("potencial", row, table)
          : value(inclusion.whole, row, table)
        guard let part = value(inclusion.part, row, table), let whole else { return false }
        return part > whole
      }
      guard rows > 0 else { continue }
      findings.append(
        Finding(
          .populationExceeded, file: file, line: written.position?.line, column: inclusion.part,
          count: rows, action: "kept: larger than \(inclusion.whole)"))
      table.add(
        note: Phrase(
          "\(rows == 1 ? "1 fila" : "\(rows) filas") con ", "\(rows == 1 ? "1 row" : "\(rows) rows") with ")
          + inclusion.words
          + Phrase(
            "; revise si ambas cifras son de la misma definición y fuente.",
            "; see whether both figures are of the same definition and source."))
    }
    return findings
  }

  /// Sets populations below zero missing, with the shares that are of them; rows by column.
  private func setNegativesMissing(
    _ table: inout ReportTable, _ written: EvaluationSpec.Table
  ) throws(SpecError) -> [(column: String, rows: Int)] {
    var found: [(column: String, rows: Int)] = []
    for column in CoverageTable.populations {
      guard let place = table.columns.firstIndex(of: column) else { continue }
      var rows = 0
      for row in table.rows.indices where (value(column, table.rows[row], table) ?? .zero) < .zero {
        let block = written.block(of: column, in: table.rows[row].keys)
        let formula = block?[column]
        guard let block, let formula, PersonCounting(spec, columns: block).counts(formula) else {
          throw SpecError(
            path: spec.path, position: formula?.position ?? written.position,
            message: "\(column) of \(table.rows[row].keys.filter { !$0.isEmpty }.joined(separator: ", ")) is "
              + "\(value(column, table.rows[row], table)?.description ?? ""): a population is not below zero")
        }
        rows += 1
        for cell in table.columns.indices where cell == place || isOf(column, table.columns[cell]) {
          table.rows[row].cells[cell] = table.rows[row].cells[cell].map {
            .init(value: nil, decimals: $0.decimals)
          }
        }
      }
      if rows > 0 { found.append((column, rows)) }
    }
    return found
  }

  private func isOf(_ population: String, _ share: String) -> Bool {
    // Who is eligible is told by the target population, or the potential one.
    share == "subcobertura_pct"
      ? ["potencial", "objetivo", "atendida_elegible"].contains(population)
      : CoverageCheck.shares[share]?.contains(population) == true
  }

  private func value(_ column: String, _ row: ReportTable.Row, _ table: ReportTable) -> Exact? {
    guard let place = table.columns.firstIndex(of: column), case .exact(let value)? = row.cells[place]?.value
    else { return nil }
    return value
  }
}

extension EvaluationSpec.Table {
  /// The formulas of the block that has a column in the row with these keys, by column; nil where there is none.
  fileprivate func block(of column: String, in keys: [String]) -> [String: Expression]? {
    let found = blocks.first { block in
      block.columns.contains { $0.name == column }
        && zip(block.axes, keys).allSatisfy { axis, key in
          guard case .listed(let members) = axis.members else { return true }
          return members.contains { $0.label == key }
        }
    }
    return found.map {
      Dictionary($0.columns.map { ($0.name, $0.formula) }, uniquingKeysWith: { _, last in last })
    }
  }
}
