import Columns
import Kernels
import Panels
import Rosters

extension EligibilitySection {
  /// What the audit says of the list that was paid: tramos that the rules do not know, which are counted as another tramo than the one
  /// that was due, and amounts below zero.
  func paidFindings(_ data: EligibilityData) -> [Finding] {
    guard let paid else { return [] }
    var findings: [Finding] = []
    for year in data.years {
      if let field = paid.tramo {
        add(field, year, .unknownCategory, "counted as another tramo", &findings) { column in
          switch column.values {
          case .category(let codes, let levels):
            let isKnown = levels.map { tramos.contains($0) }
            return { column.validity[$0] && !isKnown[Int(codes[$0])] }
          case .integer(let values):
            let known = Set(tramos.compactMap { Int64($0) })
            return { column.validity[$0] && !known.contains(values[$0]) }
          default: return { _ in false }
          }
        }
      }
      if let field = paid.amount {
        add(field, year, .negativeValue, "kept", &findings) { column in
          guard case .integer(let values) = column.values else { return { _ in false } }
          return { column.validity[$0] && values[$0] < 0 }
        }
      }
    }
    return findings
  }

  private func add(
    _ field: FieldReference, _ year: EligibilityData.Year, _ code: Finding.Code, _ action: String,
    _ findings: inout [Finding], _ rule: (Column) -> (Int) -> Bool
  ) {
    let roster = year.rosters[field.register]
    let isWrong = rule(year.column(field))
    let rows = (0..<roster.rows).filter(isWrong)
    guard let first = rows.first else { return }
    let place = roster.positions.position(ofRow: first)
    let header = registers[field.register].schema.fields.first { $0.name == field.field }?.headers.first
    findings.append(
      Finding(
        code, file: place.file, line: place.line, column: header ?? field.field, count: rows.count,
        action: action))
  }
}
