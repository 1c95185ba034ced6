import Columns
public import Kernels
public import Rosters

extension Panel {
  /// Counts people by sequence of states and by strata. O(people × years).
  ///
  /// `amount`: the integer field that is summed, where there is one. Sums are integers, so the cube is the same for any
  /// number of threads.
  public func trajectories(
    strata: [PersonStratum] = [], dimensions: DimensionTable, amount: String? = nil,
    threads: Int = Parallel.cores
  ) -> (cube: TrajectoryCube, findings: [Finding]) {
    let codes = strata.map { self.codes(of: $0, dimensions: dimensions) }
    let described = zip(strata, codes).map { TrajectoryCube.Stratum(name: $0.name, members: $1.members) }
    if let amount {
      precondition(
        rosters.allSatisfy { if case .integer? = $0.columns[amount]?.values { true } else { false } },
        "the amount '\(amount)' is no whole-number field of every roster; amounts are whole pesos")
    }
    let amounts = rosters.map { roster -> [Int64]? in
      guard let column = amount.flatMap({ roster.columns[$0] }), case .integer(let values) = column.values
      else {
        return nil
      }
      return values
    }
    let pieceSize = 1 << 16
    let pieces = Parallel.map((people + pieceSize - 1) / pieceSize, threads: threads) { piece in
      cells(in: piece * pieceSize..<min(people, (piece + 1) * pieceSize), codes, amounts)
    }
    var findings: [Finding] = []
    for (stratum, code) in zip(strata, codes) where code.inconsistent > 0 {
      findings.append(
        Finding(
          .cohortChange, severity: .information, column: stratum.name, count: code.inconsistent,
          action: "the cohort of the first record is used"))
    }
    let cube = TrajectoryCube(
      years: years, stateLabels: stateLabels, strata: described, cells: pieces.flatMap { $0 })
    return (cube, findings)
  }

  /// Counts people by sequence of states alone.
  public func trajectories(amount: String? = nil, threads: Int = Parallel.cores) -> TrajectoryCube {
    do {
      let none = try DimensionTable([], panel: self)
      return trajectories(dimensions: none, amount: amount, threads: threads).cube
    } catch {
      preconditionFailure("an empty list of dimensions is refused: \(error)")
    }
  }

  private func cells(in range: Range<Int>, _ strata: [PersonCodes], _ amounts: [[Int64]?]) -> [TrajectoryCube
    .Cell]
  {
    var positions: [[UInt8]: Int] = [:]
    var cells: [TrajectoryCube.Cell] = []
    var key = [UInt8](repeating: 0, count: years.count + 2 * strata.count)
    let table = DirectPositions(
      years: years.count, states: stateLabels.count, strata: strata.map(\.members.count))
    var direct = table.map { [Int32](repeating: -1, count: $0.size) }
    for person in range {
      var address = 0
      let base = person * years.count
      let position: Int
      if let table {
        for year in years.indices { address = address &* table.states &+ Int(states[base + year]) }
        for (index, stratum) in strata.enumerated() {
          address = address &* table.strata[index] &+ Int(stratum.codes[person])
        }
        let known = direct![address]
        if known >= 0 {
          position = Int(known)
        } else {
          position = cells.count
          direct![address] = Int32(position)
          cells.append(newCell(person, strata))
        }
      } else {
        for year in years.indices { key[year] = states[base + year] }
        for (index, stratum) in strata.enumerated() {
          key[years.count + 2 * index] = UInt8(truncatingIfNeeded: stratum.codes[person])
          key[years.count + 2 * index + 1] = UInt8(truncatingIfNeeded: stratum.codes[person] >> 8)
        }
        if let known = positions[key] {
          position = known
        } else {
          position = cells.count
          positions[key] = position
          cells.append(newCell(person, strata))
        }
      }
      cells[position].people += 1
      for year in years.indices {
        guard states[base + year] != 0, let values = amounts[year] else { continue }
        let value = Int128(values[Int(rows[year][person]) - 1])
        cells[position].amounts[year] += value
        cells[position].squares += value * value
      }
    }
    return cells
  }

  private func newCell(_ person: Int, _ strata: [PersonCodes]) -> TrajectoryCube.Cell {
    TrajectoryCube.Cell(
      states: Array(states[person * years.count..<(person + 1) * years.count]),
      strata: strata.map { $0.codes[person] }, people: 0)
  }
}

/// Cells addressed by a number in mixed radix, where there are few enough of them.
private struct DirectPositions {
  let states: Int
  let strata: [Int]
  let size: Int

  init?(years: Int, states: Int, strata: [Int]) {
    self.states = states + 1
    self.strata = strata.map { $0 + 1 }
    var size = 1
    for radix in Array(repeating: self.states, count: years) + self.strata {
      let (product, overflow) = size.multipliedReportingOverflow(by: radix)
      guard !overflow, product <= 1 << 18 else { return nil }
      size = product
    }
    self.size = size
  }
}
