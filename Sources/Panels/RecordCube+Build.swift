import Columns
public import Kernels
import Rosters

extension Panel {
  /// Counts the records in use by the given dimensions. O(records × (dimensions + fields)).
  ///
  /// `yearName` and `stateName` are the names under which year and state may be among `dimensions`.
  public func records(
    by names: [String], sums fields: [String] = [], dimensions: DimensionTable, yearName: String,
    stateName: String,
    threads: Int = Parallel.cores
  ) throws(PanelError) -> RecordCube {
    var axes: [RecordCube.Axis] = []
    for name in names {
      if name == yearName {
        axes.append(.init(name: name, members: years.map(String.init)))
      } else if name == stateName {
        axes.append(.init(name: name, members: stateLabels))
      } else if let dimension = dimensions.dimension(name), !dimension.isPersonLevel {
        axes.append(.init(name: name, members: dimension.members))
      } else {
        throw .unknownDimension(name)
      }
    }
    let chosen = axes
    let pieceSize = 1 << 16
    let work = years.indices.flatMap { year in
      (0..<(rosters[year].rows + pieceSize - 1) / pieceSize).map { (year, $0 * pieceSize) }
    }
    let pieces = Parallel.map(work.count, threads: threads) { index in
      let (year, start) = work[index]
      let range = start..<min(rosters[year].rows, start + pieceSize)
      return tally(
        range, year: year, axes: chosen, fields: fields, dimensions: dimensions, yearName, stateName)
    }
    var merged: [[UInt16]: RecordCube.Cell] = [:]
    for cell in pieces.joined() {
      guard var sum = merged[cell.codes] else {
        merged[cell.codes] = cell
        continue
      }
      sum.records += cell.records
      for index in fields.indices {
        sum.sums[index].count += cell.sums[index].count
        sum.sums[index].total += cell.sums[index].total
        sum.sums[index].squares += cell.sums[index].squares
      }
      merged[cell.codes] = sum
    }
    let cells = merged.values.sorted { $0.codes.lexicographicallyPrecedes($1.codes) }
    let decimal = fields.map { field in
      rosters.contains { if case .decimal? = $0.columns[field]?.values { true } else { false } }
    }
    return RecordCube(axes: axes, fields: fields, decimal: decimal, cells: cells)
  }

  private func tally(
    _ range: Range<Int>, year: Int, axes: [RecordCube.Axis], fields: [String],
    dimensions: DimensionTable, _ yearName: String, _ stateName: String
  ) -> [RecordCube.Cell] {
    let roster = rosters[year]
    var rows = MixedRadix(rows: range.count)
    for axis in axes {
      let radix = axis.members.count + 1
      if axis.name == yearName {
        rows.add(radix: radix) { _ in year + 1 }
      } else if axis.name == stateName {
        let translation = roster.stateLabels.map { (stateLabels.firstIndex(of: $0) ?? -1) + 1 }
        rows.add(radix: radix) { translation[Int(roster.states[range.lowerBound + $0])] }
      } else {
        let codes = dimensions.codes(of: axis.name, year: year).codes
        rows.add(radix: radix) { Int(codes[range.lowerBound + $0]) }
      }
    }
    let excluded = self.excluded[year]
    var positions: [Int: Int] = [:]
    var cells: [(address: Int, records: Int, sums: [RecordCube.Sum])] = []
    var direct = rows.size <= 1 << 16 ? [Int32](repeating: -1, count: rows.size) : []
    var slots = [Int32](repeating: -1, count: range.count)
    for (index, address) in rows.addresses.enumerated() {
      if let excluded, excluded[range.lowerBound + index] { continue }
      var position: Int
      if !direct.isEmpty {
        position = Int(direct[address])
      } else {
        position = positions[address] ?? -1
      }
      if position < 0 {
        position = cells.count
        cells.append((address, 0, Array(repeating: RecordCube.Sum(), count: fields.count)))
        if direct.isEmpty { positions[address] = position } else { direct[address] = Int32(position) }
      }
      cells[position].records += 1
      slots[index] = Int32(position)
    }
    for (fieldIndex, field) in fields.enumerated() {
      guard let column = roster.columns[field] else { continue }
      let values: [Int64]
      switch column.values {
      case .integer(let array), .decimal(let array): values = array
      default: continue
      }
      var sums = [RecordCube.Sum](repeating: .init(), count: cells.count)
      for (index, slot) in slots.enumerated() where slot >= 0 {
        let row = range.lowerBound + index
        guard column.validity[row] else { continue }
        sums[Int(slot)].count += 1
        sums[Int(slot)].total += Int128(values[row])
        sums[Int(slot)].squares.add(squareOf: values[row])
      }
      for position in cells.indices { cells[position].sums[fieldIndex] = sums[position] }
    }
    return cells.map {
      RecordCube.Cell(codes: rows.codes(of: $0.address), records: $0.records, sums: $0.sums)
    }
  }
}
