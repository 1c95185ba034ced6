import Kernels
import TableFiles

extension CompactRecords {
  /// The 128-bit keys of the block's rows, for identifiers that are no RUTs.
  func readKeys(_ fields: FieldColumn) {
    keys.reserve(fields.count)
    let keys = self.keys.base
    let identifiers = self.identifiers.base
    let faults = self.faults.base
    for row in 0..<fields.count {
      let key = PersonKey.key(fields, row, kind)
      keys[row] = key ?? 0
      identifiers[row] = 0
      faults[row] = key == nil ? Fault.identifier : 0
    }
  }

  /// Moves the keys of the rows in use together, as `compact` did with the rest of them.
  func compactKeys() {
    let keys = self.keys.base
    let rows = self.rows.base
    for index in 0..<count { keys[index] = keys[Int(rows[index])] }
  }
}
