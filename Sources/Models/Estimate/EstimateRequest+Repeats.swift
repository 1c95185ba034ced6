internal import Columns

extension EstimateRequest {
  /// Throws `.duplicateUnitTime` where unit and period are both named and used rows share them: copies, or rows whose key has more to
  /// it, which would count as so many observations of one. O(n).
  func checkRepeats(_ built: Design) throws(DesignError) {
    guard let unit = design.panelID, let time = design.panelTime else { return }
    let (units, periods) = (try built.grouping(unit), try built.grouping(time))
    let cells = UInt64(units.count) * UInt64(periods.count)
    var repeats: [Int] = []
    if cells <= 8 * UInt64(max(units.codes.count, 1024)) {
      var isSeen = [Bool](repeating: false, count: Int(cells))
      for row in units.codes.indices {
        let cell = Int(units.codes[row]) * periods.count + Int(periods.codes[row])
        if isSeen[cell] { repeats.append(row) }
        isSeen[cell] = true
      }
    } else {
      var seen = Set<UInt64>(minimumCapacity: units.codes.count)
      for row in units.codes.indices {
        let cell = UInt64(units.codes[row]) * UInt64(periods.count) + UInt64(periods.codes[row])
        if !seen.insert(cell).inserted { repeats.append(row) }
      }
    }
    guard !repeats.isEmpty else { return }
    throw .duplicateUnitTime(
      unit: unit, time: time, count: repeats.count,
      first: repeats.prefix(3).map { built.table.place(ofRow: built.sample.position(of: $0)) })
  }
}
