import Kernels
import Reports

extension InferredRelations {
  /// Columns in percent: shares of one column in another or in a total row, running sums of shares, shares that add up to
  /// 100 where the table does not print what they are shares of.
  func shares(_ layout: TableLayout) -> [Relation] {
    var found: [Relation] = []
    var explained: Set<Int> = []
    var bases: [(part: Int, axis: Int)] = []
    let percents = layout.columns.indices.filter { isPercent($0, layout) }
    for column in percents {
      guard let best = bestShare(column, layout) else { continue }
      explained.insert(column)
      if let axis = best.axis { bases.append((best.part, axis)) }
      found += best.relations
      if let axis = best.axis { found += whole(column, axis, layout) }
    }
    for column in percents where !explained.contains(column) {
      for base in bases {
        let relations = cumulative(column, of: base.part, axis: base.axis, layout)
        guard Self.mostly(relations) else { continue }
        explained.insert(column)
        found += relations
        break
      }
    }
    for column in percents where !explained.contains(column) { found += hundreds(column, layout) }
    return found
  }

  /// Whether a column holds shares in percent: it is called so, or all of it lies in 0…100 with decimals.
  private func isPercent(_ column: Int, _ layout: TableLayout) -> Bool {
    let figures = layout.labels.indices.compactMap { layout.figure($0, column) }
    guard figures.count >= 2 else { return false }
    if InferredRelations.isShareName(layout.columns[column]) { return true }
    return figures.allSatisfy { $0.decimals > 0 && $0.value >= .zero && $0.value <= Exact(100) }
  }

  private static func mostly(_ relations: [Relation]) -> Bool {
    let holding = relations.count(where: holds)
    return holding >= 2 && 2 * holding >= relations.count
      && Set(relations.filter(holds).map(\.text)).count >= 2
  }

  /// The share that most figures of a column are.
  private func bestShare(_ column: Int, _ layout: TableLayout) -> (
    part: Int, axis: Int?, relations: [Relation]
  )? {
    var best: (part: Int, axis: Int?, relations: [Relation], holding: Int)?
    func consider(_ part: Int, _ axis: Int?, _ relations: [Relation]) {
      guard InferredRelations.mostly(relations) else { return }
      let holding = relations.count(where: InferredRelations.holds)
      if best.map({ holding > $0.holding }) ?? true { best = (part, axis, relations, holding) }
    }
    let others = layout.columns.indices.filter {
      $0 != column && !InferredRelations.isShareName(layout.columns[$0])
    }
    for part in others {
      for base in others where base != part {
        consider(
          part, nil,
          layout.labels.indices.compactMap { row in
            share(
              row, column, part, row, base, layout,
              .share(of: layout.columns[part], over: layout.columns[base], key: nil))
          })
      }
      for axis in layout.keys.indices {
        var relations: [Relation] = []
        for group in layout.groups(over: axis) {
          guard let (total, parts) = layout.total(of: group, over: axis) else { continue }
          for row in parts {
            if let relation = share(
              row, column, part, total, part, layout,
              .share(of: layout.columns[part], over: layout.columns[part], key: layout.keys[axis]))
            {
              relations.append(relation)
            }
          }
        }
        consider(part, axis, relations)
      }
    }
    return best.map { ($0.part, $0.axis, $0.relations) }
  }

  /// 100 × part / base for the figure of a row; nil where one of the three is missing or the row is a variation.
  private func share(
    _ row: Int, _ column: Int, _ part: Int, _ baseRow: Int, _ base: Int, _ layout: TableLayout,
    _ rule: InferredRule
  ) -> Relation? {
    guard !layout.isVariation(row), let figure = layout.figure(row, column),
      let top = layout.figure(row, part),
      let bottom = layout.figure(baseRow, base)
    else { return nil }
    return relation(rule, figure, .percent([top], of: bottom))
  }

  private func cumulative(_ column: Int, of part: Int, axis: Int, _ layout: TableLayout) -> [Relation] {
    var relations: [Relation] = []
    for group in layout.groups(over: axis) {
      guard let (total, parts) = layout.total(of: group, over: axis), let base = layout.figure(total, part)
      else { continue }
      var terms: [Publication.Figure] = []
      for row in parts {
        guard let term = layout.figure(row, part) else { break }
        terms.append(term)
        guard let figure = layout.figure(row, column),
          let running = relation(
            .cumulative(of: layout.columns[part], key: layout.keys[axis]), figure, .percent(terms, of: base))
        else { continue }
        relations.append(running)
      }
    }
    return relations
  }

  /// The share of a total in itself is 100, whatever its parts add up to.
  private func whole(_ column: Int, _ axis: Int, _ layout: TableLayout) -> [Relation] {
    adopted(
      layout.groups(over: axis).compactMap { group in
        guard let (total, _) = layout.total(of: group, over: axis), !layout.isVariation(total),
          let figure = layout.figure(total, column)
        else { return nil }
        return relation(.hundredOfTotal(key: layout.keys[axis]), figure, .hundred([]))
      })
  }

  /// Shares over a key that add up to 100, whether or not a row says so.
  private func hundreds(_ column: Int, _ layout: TableLayout) -> [Relation] {
    for axis in layout.keys.indices {
      var relations: [Relation] = []
      for group in layout.groups(over: axis) {
        let parts = group.filter { layout.labels[$0][axis] != "total" && !layout.isExceptional($0, axis) }
        let figures = parts.compactMap { layout.figure($0, column) }
        guard figures.count >= 2, figures.count == parts.count, let first = parts.first,
          figures.allSatisfy({ $0.value >= .zero && $0.value <= Exact(100) })
        else { continue }
        let decimals = figures.map(\.decimals).max() ?? 0
        var labels = layout.labels[first]
        labels[axis] = "*"
        relations.append(
          Relation(
            rule: .hundred(key: layout.keys[axis]), table: layout.table, own: nil,
            row: labels.joined(separator: "/"), column: layout.columns[column], text: "100",
            published: Exact(100), decimals: decimals, half: .zero,
            computed: figures.reduce(Bounded(.zero)) { $0 + $1.bounded }, formula: .sum(figures),
            places: Set(figures.map(\.place))))
      }
      let holding = relations.count(where: InferredRelations.holds)
      if holding >= 2, 2 * holding >= relations.count { return relations + whole(column, axis, layout) }
    }
    return []
  }
}
