import Kernels
import Rosters
import TableFiles

/// The sixteen-byte records that one worker has read, parted by identifier.
final class RecordStore: @unchecked Sendable {
  let records: PartedChunks<PanelRecord>
  /// Amounts and strata of records that hold one which is no 32-bit or 16-bit number.
  private var aside: [(amount: Int64, stratum: UInt32)] = []
  private var asideStarts: [Int] = []

  /// `memory`: bytes that the records may take; nil for no bound.
  init(memory: Int? = nil) {
    records = PartedChunks(parts: IdentifierParts.count, chunkSize: 1024, memory: memory)
  }

  /// Begins the next source (file).
  func beginSource() {
    records.beginSource()
    asideStarts.append(aside.count)
  }

  /// Forgets what was appended since the source began.
  func restartSource() {
    guard let start = asideStarts.last else { return }
    records.restartSource()
    aside.removeLast(aside.count - start)
  }

  /// Takes over the rows in use of a block.
  func append(_ records: CompactRecords, block: Int) {
    let identifiers = records.identifiers.base
    let states = records.states.base
    let strata = records.strataCodes.base
    let rows = records.rows.base
    let amounts = records.amounts.base
    for index in 0..<records.count {
      append(
        identifier: identifiers[index], state: states[index], stratum: strata[index], block: block,
        row: Int(rows[index]), amount: amounts[index])
    }
  }

  @inline(__always)
  func append(
    identifier: UInt32, state: UInt8, stratum: UInt32, block: Int, row: Int, amount: Int64
  ) {
    var stored = UInt32(truncatingIfNeeded: amount)
    let isAside = Int64(stored) != amount || stratum >= UInt32(PanelRecord.farStratum)
    if isAside {
      stored = UInt32(truncatingIfNeeded: aside.count)
      aside.append((amount, stratum))
    }
    records.append(
      PanelRecord(
        identifier: identifier, state: state, stratum: UInt16(clamping: stratum), block: block, row: row,
        amount: stored, isAside: isAside),
      to: IdentifierParts.part(of: identifier))
  }

  @inline(__always)
  func stratum(of record: PanelRecord) -> UInt32 {
    record.stratum == PanelRecord.farStratum ? aside[Int(record.amount)].stratum : UInt32(record.stratum)
  }

  @inline(__always)
  func amount(of record: PanelRecord) -> Int64 {
    record.isAside ? aside[Int(record.amount)].amount : Int64(record.amount)
  }
}
