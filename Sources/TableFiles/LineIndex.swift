/// The line of its file on which each row begins, at no cost where lines and rows go together.
public struct LineIndex: Sendable, Equatable {
  private struct Segment: Sendable, Equatable {
    let firstRow: Int
    let firstLine: Int
    let lines: [UInt32]?
  }

  private var segments: [Segment] = []
  public private(set) var rows = 0

  /// Adds the rows of a block; `lines` where they are not consecutive from `firstLine`.
  mutating func append(rows count: Int, firstLine: Int, lines: [UInt32]?) {
    segments.append(Segment(firstRow: rows, firstLine: firstLine, lines: lines))
    rows += count
  }

  /// Line (from 1) of a row (from 0).
  public func line(ofRow row: Int) -> Int {
    precondition(row >= 0 && row < rows, "row \(row) of \(rows)")
    var low = 0
    var high = segments.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if segments[middle].firstRow <= row { low = middle } else { high = middle }
    }
    // Blocks without rows share their first row with the one after them: the last of these holds it.
    let segment = segments[low]
    if let lines = segment.lines { return Int(lines[row - segment.firstRow]) }
    return segment.firstLine + row - segment.firstRow
  }
}
