import Kernels
import Reports

extension InferredRelations {
  /// Figures that two tables with the same rows and a column of the same name both print, where at least three different
  /// ones, and half of all, are equal. Tables of the same name for several years are not expected to.
  func repeatedFigures() -> [Relation] {
    var found: [Relation] = []
    let rowKeys = publication.tables.map { Set($0.rows.map(\.keys)) }
    var groups: [String: [(table: Int, column: Int)]] = [:]
    var order: [String] = []
    for (index, table) in publication.tables.enumerated() {
      for (column, name) in table.columns.enumerated() where !PublishedTable.isText(name) {
        let signature = (table.keyNames + [name]).joined(separator: "|")
        if groups[signature] == nil { order.append(signature) }
        groups[signature, default: []].append((index, column))
      }
    }
    for signature in order {
      guard let members = groups[signature], members.count > 1, members.count <= 50 else { continue }
      var matched: Set<Int> = []
      for (position, first) in members.enumerated() where !matched.contains(position) {
        for other in members.indices.dropFirst(position + 1) where !matched.contains(other) {
          let second = members[other]
          guard publication.family(first.table) != publication.family(second.table) else { continue }
          guard rowKeys[first.table] == rowKeys[second.table] else { continue }
          let pairs = common(first, second)
          let agreeing = pairs.filter { $0.verdict == .equal }
          if Set(agreeing.map(\.text)).count >= 3, 2 * agreeing.count >= pairs.count {
            matched.insert(other)
            found += pairs
          }
        }
      }
    }
    return found
  }

  private func common(_ a: (table: Int, column: Int), _ b: (table: Int, column: Int)) -> [Relation] {
    let (first, second) = (publication.tables[a.table], publication.tables[b.table])
    let places = Dictionary(
      first.rows.enumerated().map { ($1.keys, $0) }, uniquingKeysWith: { first, _ in first })
    return second.rows.indices.compactMap { row in
      guard let other = places[second.rows[row].keys],
        let base = publication.figure(table: a.table, row: other, column: a.column),
        let figure = publication.figure(table: b.table, row: row, column: b.column)
      else { return nil }
      return relation(.same(table: first.id), figure, .same(base))
    }
  }
}
