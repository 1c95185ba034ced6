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
          classes[name, default: []].append(
            relation(
              .sumOfRows(key: layout.keys[axis]), figure,
              computed: terms.reduce(Bounded(.zero)) { $0 + $1.bounded }, places: terms.map(\.place)))
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
      classes[name, default: []].append(
        relation(
          .sumOfColumns, figure, computed: terms.reduce(Bounded(.zero)) { $0 + $1.bounded },
          places: terms.map(\.place)))
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
    var classes: [String: [Relation]] = [:]
    var order: [String] = []
    func keep(_ relation: Relation, _ row: Int, _ axis: Int) {
      let name = layout.kind(row, besides: axis)
      if classes[name] == nil { order.append(name) }
      classes[name, default: []].append(relation)
    }
    for axis in layout.keys.indices where layout.isNumeric[axis] {
      let known = Set(layout.labels.map { $0[axis] })
      for group in layout.groups(over: axis) {
        for row in group where layout.isExceptional(row, axis) {
          let ends = InferredRelations.numbers(in: layout.labels[row][axis]).filter(known.contains)
          guard ends.count == 2, let first = group.first(where: { layout.labels[$0][axis] == ends[0] }),
            let last = group.first(where: { layout.labels[$0][axis] == ends[1] })
          else { continue }
          for column in layout.columns.indices {
            guard let figure = layout.figure(row, column) else { continue }
            let candidates = layout.columns.indices.flatMap { source -> [Relation] in
              guard let a = layout.figure(first, source), let b = layout.figure(last, source) else {
                return []
              }
              let name = layout.columns[source]
              var list = [
                relation(
                  .change(of: name, from: ends[0], to: ends[1]), figure, computed: b.bounded - a.bounded,
                  places: [a.place, b.place])
              ]
              if let quotient = b.bounded / a.bounded {
                list.append(
                  relation(
                    .relativeChange(of: name, from: ends[0], to: ends[1]), figure,
                    computed: Bounded(Exact(100)) * (quotient - Bounded(.one)), places: [a.place, b.place]))
              }
              return list
            }
            // Of its own column first; of another only where that one comes out.
            let own = candidates.filter { $0.places.contains { $0.column == column && $0.row == first } }
            if let best = own.first(where: InferredRelations.holds)
              ?? candidates.first(where: InferredRelations.holds)
            {
              keep(best, row, axis)
            } else if let wrong = own.last {
              keep(wrong, row, axis)
            }
          }
        }
      }
    }
    // Rows of one kind whose variations mostly fail mean something else by them.
    return order.flatMap { name in
      let found = classes[name] ?? []
      let holding = found.count(where: InferredRelations.holds)
      return holding >= 2 && 2 * holding >= found.count ? found : []
    }
  }

  /// Runs of digits of a text.
  static func numbers(in text: String) -> [String] {
    text.split { !("0"..."9").contains($0) }.map(String.init)
  }
}
