internal import Columns
internal import LinearAlgebra
internal import Models

extension TreatmentPanel {
  /// Some of the rows, rising, with other dates for the units where they are given; units, periods and clusters without a row
  /// are gone. `dates`: one a unit of this panel.
  func selecting(rows kept: [Int], dates: [Int?]? = nil) -> TreatmentPanel {
    let dense = DenseCodes(kept.map { unit[$0] }, count: units)
    let calendar = DenseCodes(kept.map { period[$0] }, count: periods.count)
    let newPeriods = calendar.former.map { periods[$0] }
    let first = dense.former.map { (dates ?? firstTreated)[$0] }
    var starts = [Int](repeating: 0, count: dense.former.count + 1)
    for code in dense.codes { starts[Int(code) + 1] += 1 }
    for number in dense.former.indices { starts[number + 1] += starts[number] }
    let treated = kept.indices.map { position -> Bool in
      guard dates != nil else { return isTreated[kept[position]] }
      guard let date = first[Int(dense.codes[position])] else { return false }
      return newPeriods[Int(calendar.codes[position])] >= date
    }
    let last = newPeriods.last ?? 0
    var leaving = 0
    for number in dense.former.indices {
      let rows = starts[number]..<starts[number + 1]
      if rows.dropFirst().contains(where: { treated[$0 - 1] && !treated[$0] }) { leaving += 1 }
    }
    let clusters = cluster.map { whole in
      let codes = DenseCodes(kept.map { whole.codes[$0] }, count: whole.count)
      return Grouping(name: whole.name, codes: codes.codes, count: codes.former.count)
    }
    var panel = TreatmentPanel(
      columns: columns, tableRows: kept.map { row in tableRows.map { $0[row] } ?? Int32(row) },
      unit: dense.codes,
      period: calendar.codes, outcome: kept.map { outcome[$0] }, isTreated: treated,
      weights: weights.map { all in kept.map { all[$0] } },
      covariates: covariates.map { .init(matrix: $0.matrix.selecting(rows: kept), names: $0.names) },
      cluster: clusters, triple: triple.map { all in kept.map { all[$0] } }, periods: newPeriods,
      unitStarts: starts, firstTreated: first,
      cohorts: Set(first.compactMap { $0 }.filter { $0 <= last }).sorted(), reversals: leaving,
      rowsRead: rowsRead,
      dropped: dropped, unitColumn: unitColumn,
      unitRepresentatives: unitRepresentatives.isEmpty ? [] : dense.former.map { unitRepresentatives[$0] })
    panel.readsZeroAsNever = readsZeroAsNever
    return panel
  }
}

/// Codes without those that no row has, in the same order.
private struct DenseCodes {
  let codes: [UInt32]
  /// The former code of each.
  let former: [Int]

  init(_ codes: [UInt32], count: Int) {
    var isUsed = [Bool](repeating: false, count: count)
    for code in codes { isUsed[Int(code)] = true }
    former = isUsed.indices.filter { isUsed[$0] }
    var numbers = [UInt32](repeating: 0, count: count)
    for (number, code) in former.enumerated() { numbers[code] = UInt32(number) }
    self.codes = codes.map { numbers[Int($0)] }
  }
}
