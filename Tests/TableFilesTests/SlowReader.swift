/// The oracle of the block reader: a state for each byte, nothing shared with what is tested. Rows with the physical
/// line (from 1) on which each begins.
enum SlowReader {
  struct Row: Equatable {
    let line: Int
    let fields: [[UInt8]]
  }

  static func rows(_ bytes: [UInt8], delimiter: UInt8) -> [Row] {
    enum State { case start, plain, quoted, quoteSeen }
    var rows: [Row] = []
    var fields: [[UInt8]] = [[]]
    var state = State.start
    var line = 1
    var rowLine = 1
    var any = false
    func isLineEnd(_ index: Int) -> Bool {
      bytes[index] == 10 || bytes[index] == 13 && !(index + 1 < bytes.count && bytes[index + 1] == 10)
    }
    for (index, byte) in bytes.enumerated() {
      if isLineEnd(index) { line += 1 }
      if state == .quoted {
        if byte == 34 { state = .quoteSeen } else { fields[fields.count - 1].append(byte) }
        continue
      }
      if state == .quoteSeen, byte == 34 {
        fields[fields.count - 1].append(byte)
        state = .quoted
        continue
      }
      if state == .start, byte == 34 {
        state = .quoted
        any = true
        continue
      }
      if byte == delimiter {
        fields.append([])
        state = .start
        any = true
      } else if isLineEnd(index) {
        if any { rows.append(Row(line: rowLine, fields: fields)) }
        fields = [[]]
        state = .start
        any = false
        rowLine = line
      } else if byte != 13 || index + 1 == bytes.count || bytes[index + 1] != 10 {
        fields[fields.count - 1].append(byte)
        state = .plain
        any = true
      }
    }
    if any { rows.append(Row(line: rowLine, fields: fields)) }
    return rows
  }

  /// The field as a reader of values sees it: no spaces around it, nil where empty.
  static func value(_ field: [UInt8]) -> String? {
    let blanks: Set<UInt8> = [32, 9]
    var slice = field[...]
    while let first = slice.first, blanks.contains(first) { slice.removeFirst() }
    while let last = slice.last, blanks.contains(last) { slice.removeLast() }
    return slice.isEmpty ? nil : String(decoding: slice, as: UTF8.self)
  }
}
