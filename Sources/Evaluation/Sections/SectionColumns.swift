import Columns
import Kernels
import Rosters
import TableFiles

/// The columns of a section's file by what they hold, as its spec names them.
enum SectionColumns {
  /// Reads `columns`: the header of each field. Fields that are not named are left out, or have their own name where `defaults` says
  /// so. Refuses two fields in one column.
  static func read<Field: RawRepresentable & CaseIterable & Hashable>(
    _ node: SpecNode?, _ type: Field.Type, defaults: Bool
  ) throws(SpecError) -> [Field: String] where Field.RawValue == String {
    var columns: [Field: String] = [:]
    var owners: [String: Field] = [:]
    if let node {
      _ = try node.fields("columns", Field.allCases.map(\.rawValue))
      for (key, value) in try node.pairs("columns") {
        guard let field = Field(rawValue: try key.text("a column")) else { continue }
        let header = try value.text("a column")
        if let other = owners[header] { throw twice(header, field, other, value) }
        owners[header] = field
        columns[field] = header
      }
    }
    guard defaults else { return columns }
    for field in Field.allCases where columns[field] == nil {
      if let other = owners[field.rawValue], let node { throw twice(field.rawValue, other, field, node) }
      columns[field] = field.rawValue
    }
    return columns
  }

  private static func twice<Field: RawRepresentable>(
    _ header: String, _ field: Field, _ other: Field, _ node: SpecNode
  ) -> SpecError where Field.RawValue == String {
    node.failure("the column '\(header)' is named twice: for \(field.rawValue) and for \(other.rawValue)")
  }
}

/// A column of a section's file, cell by cell.
struct CellText {
  private let column: Column

  init(_ column: Column) { self.column = column }

  func isEmpty(_ row: Int) -> Bool { !column.validity[row] }

  /// Whether a cell that is not empty is a text that is no number.
  func isText(_ row: Int) -> Bool {
    if case .category(let codes, let levels) = column.values {
      return Exact(decimal: levels[Int(codes[row])]) == nil
    }
    return false
  }

  /// The text; whole numbers without a point, nil where the cell is empty or another number.
  func text(_ row: Int) -> String? {
    guard column.validity[row] else { return nil }
    switch column.values {
    case .category(let codes, let levels): return levels[Int(codes[row])]
    case .real(let values): return Int(exactly: values[row]).map(String.init)
    default: return nil
    }
  }

  /// The number; nil where the cell is empty or a text.
  func number(_ row: Int) -> Double? {
    guard column.validity[row] else { return nil }
    switch column.values {
    case .category(let codes, let levels): return Exact(decimal: levels[Int(codes[row])])?.double
    case .real(let values): return values[row].isFinite ? values[row] : nil
    default: return nil
    }
  }
}

extension TableRead {
  /// The account of the file, with rows set aside beside those of another width.
  func file(_ path: String, setAside wrong: Int) -> RosterFile {
    let aside = wrong + malformedCount
    return file(path, reasons: aside > 0 ? [.malformedRow: aside] : [:])
  }

  /// The account of the file with rows set aside by reason.
  func file(_ path: String, reasons: [SetAside: Int]) -> RosterFile {
    let dialect = header.dialect
    return RosterFile(
      path: path, sha256: sha256, bytes: bytes, encoding: encoding,
      delimiter: String(UnicodeScalar(dialect.delimiter)),
      decimalMark: String(UnicodeScalar(dialect.decimalMark)), rowsRead: table.rows + malformedCount,
      setAside: reasons)
  }

  /// What the audit says of rows set aside. `first`: the line of the first of them.
  func findings(_ path: String, setAside wrong: Int, first: Int?, because reason: String) -> [Finding] {
    var findings: [Finding] = []
    if wrong > 0 {
      findings.append(
        Finding(
          .unparsedField, severity: .warning, file: path, line: first, count: wrong,
          action: "row set aside: \(reason)"))
    }
    if malformedCount > 0 {
      findings.append(
        Finding(
          .malformedRow, severity: .warning, file: path, line: malformed.first?.line, count: malformedCount,
          action: "row set aside"))
    }
    return findings
  }
}
