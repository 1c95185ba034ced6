import Columns
import Kernels
import Synchronization
import TableFiles

/// Watches a column of whole numbers for points that may group thousands (`95.000`), where nothing says what a point is: read
/// with the decimal point such a number is a thousand times smaller, and no fraction tells.
///
/// On the way each field is looked at in one place, the fourth byte from its end. Only where a point stands there is the file
/// read again, to count.
struct GroupingWatch: FieldParser {
  /// Whether a point was seen before the last three bytes of a field.
  final class Flag: Sendable {
    private let seen = Atomic<Bool>(false)

    var isUp: Bool { seen.load(ordering: .relaxed) }

    func raise() { seen.store(true, ordering: .relaxed) }
  }

  let base: any FieldParser
  let flag: Flag

  func parse(_ fields: FieldColumn) -> ColumnPiece {
    for row in 0..<fields.count {
      let field = fields.field(row)
      if field.count >= 5, field[field.count - 4] == UInt8(ascii: ".") {
        flag.raise()
        break
      }
    }
    return base.parse(fields)
  }
}

/// Lists the fields with points, of one of two kinds, as those that fail.
struct PointedFields: FieldParser {
  /// Those in groups of three digits, or all others.
  let areGrouped: Bool

  func parse(_ fields: FieldColumn) -> ColumnPiece {
    var rows: [Int] = []
    var count = 0
    for row in 0..<fields.count {
      let field = fields.field(row)
      guard field.contains(UInt8(ascii: ".")), PointedFields.isGrouped(field) == areGrouped else { continue }
      count += 1
      if rows.count < ColumnPiece.kept { rows.append(row) }
    }
    let column = Column(
      values: .integer([Int64](repeating: 0, count: fields.count)), validity: Bitmap(count: fields.count))
    return ColumnPiece(column: column, failures: rows, failureCount: count)
  }

  /// One to three digits that do not begin with zero, then groups of a point and three digits; a sign may lead.
  private static func isGrouped(_ field: UnsafeBufferPointer<UInt8>) -> Bool {
    var groups = field.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard groups.count > 1, var lead = groups.first else { return false }
    groups.removeFirst()
    if lead.first == UInt8(ascii: "-") || lead.first == UInt8(ascii: "+") { lead = lead.dropFirst() }
    func areDigits(_ group: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
      group.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
    return (1...3).contains(lead.count) && lead.first != UInt8(ascii: "0") && areDigits(lead)
      && groups.allSatisfy { $0.count == 3 && areDigits($0) }
  }
}

extension RosterReader {
  /// What to say of columns of whole numbers in which every point stands before three digits.
  func groupingFindings(
    _ header: FileHeader, _ reader: DelimitedReader,
    _ watched: [(field: FieldDefinition, flag: GroupingWatch.Flag)]
  ) throws(TableFileError) -> [Finding] {
    var findings: [Finding] = []
    for (field, flag) in watched where flag.isUp {
      var again = reader
      again.progress = nil
      again.hashing = false
      let found = try again.read(
        header,
        columns: [true, false].map {
          ColumnRequest(name: field.name, headers: field.headers, parser: PointedFields(areGrouped: $0))
        }
      ).failures
      guard found[0].count > 0, found[1].count == 0 else { continue }
      findings.append(
        Finding(
          .ambiguousThousands, file: header.path, line: found[0].lines.first, column: field.headers.first,
          count: found[0].count, action: GroupingWatch.action))
    }
    return findings
  }
}

extension GroupingWatch {
  static let action = "read with a decimal point; if the points group thousands, write decimal: \",\""
}
