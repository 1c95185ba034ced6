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
    let radices = chosen.map { $0.members.count + 1 }
    let pieceSize = 1 << 16
    let work = years.indices.flatMap { year in
      (0..<(rosters[year].rows + pieceSize - 1) / pieceSize).map { (year, $0 * pieceSize) }
    }
    let pieces = Parallel.map(work.count, threads: threads) { index in
      let (year, start) = work[index]
      let range = start..<min(rosters[year].rows, start + pieceSize)
      return tally(
        range, year: year, axes: chosen, radices: radices, fields: fields, dimensions: dimensions, yearName,
        stateName)
    }
    var merged: [Int: (records: Int, sums: [RecordCube.Sum])] = [:]
    for piece in pieces {
      for (address, cell) in piece {
        guard var sum = merged[address] else {
          merged[address] = cell
          continue
        }
        sum.records += cell.records
        for index in fields.indices {
          sum.sums[index].count += cell.sums[index].count
          sum.sums[index].total += cell.sums[index].total
          sum.sums[index].squares += cell.sums[index].squares
        }
        merged[address] = sum
      }
    }
    let cells = merged.sorted { $0.key < $1.key }.map { address, cell in
      var rest = address
      var codes = [UInt16](repeating: 0, count: radices.count)
      for index in radices.indices.reversed() {
        codes[index] = UInt16(rest % radices[index])
        rest /= radices[index]
      }
      return RecordCube.Cell(codes: codes, records: cell.records, sums: cell.sums)
    }
    let decimal = fields.map { field in
      rosters.contains { if case .decimal? = $0.columns[field]?.values { true } else { false } }
    }
    return RecordCube(axes: axes, fields: fields, decimal: decimal, cells: cells)
  }

  private func tally(
    _ range: Range<Int>, year: Int, axes: [RecordCube.Axis], radices: [Int], fields: [String],
    dimensions: DimensionTable, _ yearName: String, _ stateName: String
  ) -> [Int: (records: Int, sums: [RecordCube.Sum])] {
    let roster = rosters[year]
    var addresses = [Int](repeating: 0, count: range.count)
    for (axis, radix) in zip(axes, radices) {
      if axis.name == yearName {
        for index in addresses.indices { addresses[index] = addresses[index] &* radix &+ year &+ 1 }
      } else if axis.name == stateName {
        let translation = roster.stateLabels.map { (stateLabels.firstIndex(of: $0) ?? -1) + 1 }
        for index in addresses.indices {
          addresses[index] =
            addresses[index] &* radix &+ translation[Int(roster.states[range.lowerBound + index])]
        }
      } else {
        let codes = dimensions.codes(of: axis.name, year: year).codes
        for index in addresses.indices {
          addresses[index] = addresses[index] &* radix &+ Int(codes[range.lowerBound + index])
        }
      }
    }
    let excluded = self.excluded[year]
    var positions: [Int: Int] = [:]
    var cells: [(address: Int, records: Int, sums: [RecordCube.Sum])] = []
    let size = radices.reduce(1, *)
    var direct = size <= 1 << 16 ? [Int32](repeating: -1, count: size) : []
    var slots = [Int32](repeating: -1, count: range.count)
    for (index, address) in addresses.enumerated() {
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
        let value = Int128(values[row])
        sums[Int(slot)].count += 1
        sums[Int(slot)].total += value
        sums[Int(slot)].squares += value * value
      }
      for position in cells.indices { cells[position].sums[fieldIndex] = sums[position] }
    }
    return Dictionary(uniqueKeysWithValues: cells.map { ($0.address, ($0.records, $0.sums)) })
  }
}
