import Kernels
import Rosters
import TableFiles

/// Finds the rows that places of narrow records stand for: reads their blocks again, each once.
final class RowFinder {
  private struct Key: Hashable {
    let year: Int
    let block: Int
  }

  private let reading: StreamReading
  /// Rows in use of a block by part, in their order.
  private var blocks: [Key: [Int: [Int]]] = [:]

  init(_ reading: StreamReading) { self.reading = reading }

  /// The row, from 0, in its block. Throws where the file cannot be read any more, or has become another one.
  func row(of place: NarrowDuplicates.Place, year: Int) throws -> Int {
    let key = Key(year: year, block: place.block)
    let rows = try blocks[key] ?? rows(of: place.block, year: year)
    blocks[key] = rows
    guard let found = rows[place.part], place.ordinal < found.count else {
      throw TableFileError.unreadable(
        path: reading.file(of: place.block, year: year).path, reason: "it changed while it was read")
    }
    return found[place.ordinal]
  }

  private func rows(of block: Int, year: Int) throws(TableFileError) -> [Int: [Int]] {
    let file = reading.file(of: block, year: year)
    let (plan, form, calendarYear) = (file.plan, file.form, file.year)
    let found = try file.stream.revisit(file.account, block: block - file.firstBlock) { block in
      let records = CompactRecords(plan: plan, form: form, kind: .rut, year: calendarYear)
      records.fill(block, number: 0)
      var rows: [Int: [Int]] = [:]
      for index in 0..<records.count {
        rows[IdentifierParts.part(of: records.identifiers.base[index]), default: []].append(
          Int(records.rows.base[index]))
      }
      return rows
    }
    return found ?? [:]
  }
}
