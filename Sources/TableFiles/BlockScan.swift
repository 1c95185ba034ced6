import CByteScan

/// The masks, rows and field offsets of one block; the memory is reused from block to block by one worker.
final class BlockScan {
  private var fieldEnds: [UInt64] = []
  private var lineEnds: [UInt64] = []
  private var starts: [UInt32] = []
  private var ends: [UInt32] = []
  private var rows: [cbs_row] = []
  private var bad: [cbs_row] = []

  /// A row that was set aside, by the line it begins on.
  struct BadRow {
    let line: Int
    /// Fields found; 0 where a quote does not close.
    let fields: Int
  }

  struct Result {
    var good = 0
    var bad: [BadRow] = []
    var badCount = 0
    var quoted = false
    var hasHighBytes = false
    var hasNUL = false
    var validUTF8 = true
    /// Whether row i begins on line firstLine + i.
    var regular = true
    /// Line ends, quoted ones included.
    var lines = 0
  }

  /// How many rows of the wrong width a block lists; the rest is only counted.
  static let badKept = 64

  /// Finds the rows of a block and the wanted fields in them. `wanted`: rising column positions. `firstLine`: the line on
  /// which the block begins. UTF-8 is checked only where that is asked.
  func scan(
    _ bytes: UnsafePointer<UInt8>, length: Int, firstLine: Int, delimiter: UInt8, wanted: [UInt32],
    columns: Int,
    checkingUTF8: Bool
  ) -> Result {
    let words = cbs_words(length)
    if fieldEnds.count < words {
      fieldEnds = Array(repeating: 0, count: words)
      lineEnds = fieldEnds
    }
    var summary = cbs_summary()
    cbs_masks(bytes, length, delimiter, 0, &fieldEnds, &lineEnds, &summary, Int32(CBS_AUTO))
    var result = Result()
    result.hasHighBytes = summary.has_high != 0
    result.hasNUL = summary.has_nul != 0
    var usable = length
    if summary.has_quote != 0 {
      result.quoted = true
      var opened = 0
      if cbs_masks_quoted(bytes, length, delimiter, 0, &fieldEnds, &lineEnds, &opened) != 0 {
        // The row with the open quote begins after the last line end before it.
        usable = rowStart(before: opened)
        let line = firstLine + Int(cbs_count_lines(bytes, usable))
        result.bad.append(BadRow(line: line, fields: 0))
        result.badCount = 1
        result.regular = false
      }
    }
    if result.hasHighBytes, checkingUTF8 {
      var offset = 0
      result.validUTF8 = cbs_utf8_valid(bytes, length, &offset) != 0
    }
    result.lines = result.quoted ? Int(cbs_count_lines(bytes, length)) : 0
    guard usable > 0 else { return result }
    let capacity = usable / max(columns, 2) + 1
    if rows.count < capacity { rows = Array(repeating: cbs_row(), count: capacity) }
    if starts.count < capacity * wanted.count {
      starts = Array(repeating: 0, count: capacity * wanted.count)
      ends = starts
    }
    if bad.isEmpty { bad = Array(repeating: cbs_row(), count: BlockScan.badKept) }
    let found = cbs_rows(
      bytes, usable, fieldEnds, lineEnds, wanted, wanted.count, UInt32(columns), &starts, &ends,
      &rows, capacity, &bad, bad.count, Int32(summary.has_carriage), Int32(CBS_AUTO))
    result.good = found.good
    result.badCount += found.bad
    if !result.quoted { result.lines = found.good + found.bad + found.blank }
    if found.bad > 0 || found.blank > 0 { result.regular = false }
    if result.quoted, found.good > 0,
      Int(cbs_count_lines(bytes, Int(rows[found.good - 1].begin))) != found.good - 1
    {
      // A quoted field holds a line end.
      result.regular = false
    }
    if result.badCount == 0 { return result }
    for row in bad.prefix(min(found.bad, bad.count)) {
      let line = firstLine + Int(cbs_count_lines(bytes, Int(row.begin)))
      result.bad.append(BadRow(line: line, fields: Int(row.fields)))
    }
    result.bad.sort { $0.line < $1.line }
    return result
  }

  private func rowStart(before offset: Int) -> Int {
    var word = offset / 64
    var bits = lineEnds[word] & ((UInt64(1) << UInt64(offset % 64)) - 1)
    while bits == 0 {
      if word == 0 { return 0 }
      word -= 1
      bits = lineEnds[word]
    }
    return 64 * word + 64 - bits.leadingZeroBitCount
  }

  /// The line on which each good row begins, for blocks in which that is not simply one more each time.
  func lines(_ bytes: UnsafePointer<UInt8>, firstLine: Int, rows count: Int) -> [UInt32] {
    var lines: [UInt32] = []
    lines.reserveCapacity(count)
    var at = 0
    var line = firstLine
    for index in 0..<count {
      let begin = Int(rows[index].begin)
      line += Int(cbs_count_lines(bytes + at, begin - at))
      at = begin
      lines.append(UInt32(clamping: line))
    }
    return lines
  }

  /// Calls `body` with the fields of one wanted column.
  func withColumn<Value>(
    _ position: Int, of wantedCount: Int, in bytes: UnsafePointer<UInt8>, rows count: Int, quoted: Bool,
    dialect: Dialect, _ body: (FieldColumn) -> Value
  ) -> Value {
    starts.withUnsafeBufferPointer { starts in
      ends.withUnsafeBufferPointer { ends in
        body(
          FieldColumn(
            bytes: bytes, starts: starts.baseAddress! + position, ends: ends.baseAddress! + position,
            stride: wantedCount, count: count, mayBeQuoted: quoted, dialect: dialect))
      }
    }
  }

  /// Lines before a good row of the block.
  func lineOffset(ofRow row: Int, in bytes: UnsafePointer<UInt8>) -> Int {
    Int(cbs_count_lines(bytes, Int(rows[row].begin)))
  }
}
