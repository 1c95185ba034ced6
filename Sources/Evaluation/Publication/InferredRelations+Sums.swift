import Kernels
import Reports

extension InferredRelations {
  /// The row `total` of a key column is the sum of the others, by column.
  func rowSums(_ layout: TableLayout) -> [Relation] {
    var classes: [String: [Relation]] = [:]
    var order: [String] = []
    for axis in layout.keys.indices {
      for group in layout.groups(over: axis) {
        guard let (total, parts) = layout.total(of: group, over: axis) else { continue }
        for column in layout.columns.indices {
          guard let figure = layout.figure(total, column) else { continue }
          let terms = parts.compactMap { layout.figure($0, column) }
          guard terms.count == parts.count else { continue }
          let name = "\(axis)|\(column)|\(layout.kind(total, besides: axis))"
          if classes[name] == nil { order.append(name) }
          if let sum = relation(.sumOfRows(key: layout.keys[axis]), figure, .sum(terms)) {
            classes[name, default: []].append(sum)
          }
        }
      }
    }
    return order.flatMap { adopted(classes[$0] ?? []) }
  }

  /// A column whose name begins with `total` is the sum of the columns before it that are not shares.
  func columnSums(_ layout: TableLayout) -> [Relation] {
    guard let column = layout.columns.firstIndex(where: { $0.hasPrefix("total") }) else { return [] }
    let parts = layout.columns.indices.filter {
      $0 < column && !InferredRelations.isShareName(layout.columns[$0])
    }
    guard parts.count >= 2 else { return [] }
    var classes: [String: [Relation]] = [:]
    var order: [String] = []
    for row in layout.labels.indices {
      guard let figure = layout.figure(row, column) else { continue }
      let terms = parts.compactMap { layout.figure(row, $0) }
      guard !terms.isEmpty else { continue }
      let name = layout.kind(row, besides: nil)
      if classes[name] == nil { order.append(name) }
      if let sum = relation(.sumOfColumns, figure, .sum(terms)) { classes[name, default: []].append(sum) }
    }
    return order.flatMap { adopted(classes[$0] ?? []) }
  }

  static func isShareName(_ name: String) -> Bool {
    ["pct", "porcentaje", "percent", "share", "acumulado"].contains { name.contains($0) }
  }

  // MARK: Changes

  /// Rows such as `variacion_2014_2017_pct`: the change of a column between the two labels that the name holds, as a
  /// difference or in percent, whichever most of the row's figures are.
  func changes(_ layout: TableLayout) -> [Relation] {
    var classes: [String: [Variation]] = [:]
    var order: [String] = []
    func keep(_ variation: Variation, _ row: Int, _ axis: Int) {
      let name = layout.kind(row, besides: axis)
      if classes[name] == nil { order.append(name) }
      classes[name, default: []].append(variation)
    }
    for axis in layout.keys.indices where layout.isNumeric[axis] {
      let known = Set(layout.labels.map { $0[axis] })
      for group in layout.groups(over: axis) {
        for row in group where layout.isExceptional(row, axis) {
          let ends = InferredRelations.numbers(in: layout.labels[row][axis]).filter(known.contains)
          guard ends.count == 2, let first = group.first(where: { layout.labels[$0][axis] == ends[0] }),
            let last = group.first(where: { layout.labels[$0][axis] == ends[1] })
          else { continue }
          let cells = layout.columns.indices.compactMap { column -> (column: Int, candidates: [Relation])? in
            guard let figure = layout.figure(row, column) else { return nil }
            return (column, candidates(figure, first: first, last: last, ends: ends, layout))
          }
          // Most of the row's figures say whether it is of differences or of percentages.
          let own = cells.map { cell in
            cell.candidates.filter { $0.places.contains { $0.column == cell.column && $0.row == first } }
          }
          let plain = own.count(where: { $0.contains { !$0.isRelative && InferredRelations.holds($0) } })
          let relative = own.count(where: { $0.contains { $0.isRelative && InferredRelations.holds($0) } })
          for (cell, mine) in zip(cells, own) {
            let isRelative = relative >= plain
            let preferred =
              mine.filter { $0.isRelative == isRelative } + mine.filter { $0.isRelative != isRelative }
            // Of another column only where that one comes out.
            if let best = preferred.first(where: InferredRelations.holds)
              ?? cell.candidates.first(where: InferredRelations.holds) ?? preferred.first
            {
              let block = "\(cell.column)|\(axis)|\(layout.labels[row][axis])"
              keep(Variation(block: block, chosen: best, candidates: cell.candidates), row, axis)
            }
          }
        }
      }
    }
    // Rows of one kind whose variations mostly fail mean something else by them.
    return order.flatMap { name in
      let found = InferredRelations.agreed(classes[name] ?? [])
      let holding = found.count(where: InferredRelations.holds)
      return holding >= 2 && 2 * holding >= found.count ? found : []
    }
  }

  /// A figure of a row of variation, the reading of it alone that was chosen, and all that it may be.
  private struct Variation {
    /// Its column and label: figures of one block are of one kind.
    let block: String
    let chosen: Relation
    let candidates: [Relation]
  }

  /// The readings of figures. One that comes out by none of its own is read as most others of its block that come out are, two at
  /// least: a table does not change in one row what it is a variation of.
  private static func agreed(_ variations: [Variation]) -> [Relation] {
    var tallies: [String: [InferredRule: Int]] = [:]
    for variation in variations where holds(variation.chosen) {
      tallies[variation.block, default: [:]][variation.chosen.rule, default: 0] += 1
    }
    return variations.map { variation in
      guard !holds(variation.chosen), let tally = tallies[variation.block],
        let most = tally.max(by: { ($0.value, $1.key.code) < ($1.value, $0.key.code) }), most.value >= 2,
        2 * most.value > tally.values.reduce(0, +),
        let same = variation.candidates.first(where: { $0.rule == most.key })
      else { return variation.chosen }
      return same
    }
  }

  /// The difference and the relative change of each column between two rows, as what a figure may be.
  private func candidates(
    _ figure: Publication.Figure, first: Int, last: Int, ends: [String], _ layout: TableLayout
  ) -> [Relation] {
    layout.columns.indices.flatMap { source -> [Relation] in
      guard let a = layout.figure(first, source), let b = layout.figure(last, source) else { return [] }
      let name = layout.columns[source]
      return [
        relation(.change(of: name, from: ends[0], to: ends[1]), figure, .change(a, b)),
        relation(.relativeChange(of: name, from: ends[0], to: ends[1]), figure, .relativeChange(a, b)),
      ].compactMap { $0 }
    }
  }

  /// Runs of digits of a text.
  static func numbers(in text: String) -> [String] {
    text.split { !("0"..."9").contains($0) }.map(String.init)
  }
}

extension InferredRelations.Relation {
  /// Whether it is a change in percent.
  fileprivate var isRelative: Bool {
    if case .relativeChange = rule { true } else { false }
  }
}
