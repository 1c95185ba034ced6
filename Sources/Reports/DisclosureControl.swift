/// Hides small cells of published tables: a count of fewer people than the threshold is not shown (zeros are), nor any
/// count, share, mean or amount from which it could be had by subtraction.
///
/// Counts are known by whom they speak of (`CountKey`), so a count that is hidden in one table is hidden in all of them.
/// For every pair of a shown total and its parts along one dimension, what stays hidden must be at least two groups and at
/// least the threshold together; otherwise the smallest part still shown is hidden too (complementary suppression,
/// Willenborg & de Waal 2001, Elements of Statistical Disclosure Control, ch. 6), until nothing changes and
/// `DisclosureAttack` works nothing out either. Where it is known which people counts have in common (`DisclosurePopulation`), what is shown
/// in all tables is taken together as one system of equations (`LinearProtection`), and hidden until no hidden count follows from it.
public struct DisclosureControl: Sendable {
  public let threshold: Int

  public init(threshold: Int) { self.threshold = threshold }

  /// Suppresses cells in all tables together; returns how many.
  public func apply(to tables: inout [ReportTable]) -> Int { apply(to: &tables) { _ in [] } }

  /// The same where it is known whom the counts of some of the keys are of.
  public func apply(
    to tables: inout [ReportTable], populations: ([CountKey]) throws -> [DisclosurePopulation]
  ) rethrows -> Int {
    guard threshold > 1 else { return 0 }
    var values: [CountKey: Int] = [:]
    for table in tables {
      for row in table.rows {
        for cell in row.cells { for count in cell?.counts ?? [] { values[count.key] = count.value } }
      }
    }
    let relations = self.relations(values)
    let attack = DisclosureAttack(values: values, threshold: threshold)
    var hidden = Set(values.filter { 0 < $0.value && $0.value < threshold }.keys)
    // A few people may be the rest of a total of which every other part is shown.
    if !hidden.isEmpty || hasSmallDifference(values) || !closed(hidden, values, relations, attack).isEmpty {
      let protections = try populations(Array(values.keys)).map {
        LinearProtection($0, values: values, threshold: threshold)
      }
      // All together first: it chooses better what to hide than one dimension at a time, which then finds little left to do.
      var safe: Set<CountKey> = []
      repeat {
        safe = protections.reduce(into: hidden) { $0.formUnion($1.additions(to: hidden)) }
        hidden = closed(safe, values, relations, attack)
      } while hidden != safe
    }
    var suppressed = 0
    for table in tables.indices {
      tables[table].smallestShown = threshold
      // Columns in which a cell above is hidden.
      var hasHidden: Set<Int> = []
      for row in tables[table].rows.indices {
        for (column, cell) in tables[table].rows[row].cells.enumerated() {
          guard let cell else { continue }
          if cell.counts.contains(where: { hidden.contains($0.key) })
            || cell.holdsAbove && hasHidden.contains(column)
          {
            tables[table].suppress(row: row, column: column)
            suppressed += 1
            hasHidden.insert(column)
          } else {
            tables[table].coarsen(row: row, column: column, below: threshold)
            if tables[table].rows[row].cells[column]?.isSuppressed == true { suppressed += 1 }
          }
        }
      }
    }
    return suppressed
  }

  /// Whether few people may be what one shown count has more than another.
  private func hasSmallDifference(_ values: [CountKey: Int]) -> Bool {
    let rising = Set(values.values).filter { $0 >= threshold }.sorted()
    return zip(rising, rising.dropFirst()).contains { $1 - $0 < threshold }
  }

  /// Hidden counts with those without which they follow along one dimension at a time.
  private func closed(
    _ given: Set<CountKey>, _ values: [CountKey: Int], _ relations: [Relation], _ attack: DisclosureAttack
  ) -> Set<CountKey> {
    var hidden = given
    var leaks: Set<CountKey> = []
    repeat {
      var changed = true
      while changed {
        changed = false
        for relation in relations {
          if let more = complement(relation, hidden, values), hidden.insert(more).inserted { changed = true }
        }
      }
      leaks = attack.leaks(hidden: hidden)
      hidden.formUnion(leaks)
    } while !leaks.isEmpty
    return hidden
  }

  /// A total and disjoint parts of it along one dimension.
  private struct Relation {
    let total: CountKey
    let dimension: String
    let parts: [CountKey]
    /// People of the total that are in none of the parts.
    let rest: Int
  }

  private func relations(_ values: [CountKey: Int]) -> [Relation] {
    struct Family: Hashable {
      let universe: String
      let dimension: String
      let others: [String: Set<String>]
    }
    var families: [Family: [CountKey]] = [:]
    for key in values.keys {
      for dimension in key.filters.keys {
        var others = key.filters
        others[dimension] = nil
        families[Family(universe: key.universe, dimension: dimension, others: others), default: []].append(
          key)
      }
    }
    var relations: [Relation] = []
    for (family, members) in families {
      let whole = CountKey(universe: family.universe, filters: family.others)
      let ordered = members.sorted { a, b in order(a, family.dimension) < order(b, family.dimension) }
      let totals = ordered + (values[whole] == nil ? [] : [whole])
      for total in totals {
        let range = total.filters[family.dimension]
        var covered: Set<String> = []
        var parts: [CountKey] = []
        for part in ordered {
          guard let own = part.filters[family.dimension], part != total, covered.isDisjoint(with: own) else {
            continue
          }
          if let range, !own.isSubset(of: range) { continue }
          parts.append(part)
          covered.formUnion(own)
        }
        let sum = parts.reduce(0) { $0 + (values[$1] ?? 0) }
        guard !parts.isEmpty, let value = values[total], value >= sum else { continue }
        relations.append(
          Relation(total: total, dimension: family.dimension, parts: parts, rest: value - sum))
      }
    }
    // A fixed order, so that the same tables are always suppressed alike.
    return relations.sorted {
      (DisclosureControl.sortKey($0.total), $0.dimension) < (
        DisclosureControl.sortKey($1.total), $1.dimension
      )
    }
  }

  /// The count that has to be hidden as well, so that the relation gives nothing away; nil if it is safe.
  private func complement(_ relation: Relation, _ hidden: Set<CountKey>, _ values: [CountKey: Int])
    -> CountKey?
  {
    let hiddenParts = relation.parts.filter { hidden.contains($0) && (values[$0] ?? 0) > 0 }
    let shownParts = relation.parts.filter { !hidden.contains($0) && (values[$0] ?? 0) > 0 }
    let smallest = shownParts.min { a, b in
      (values[a] ?? 0, DisclosureControl.sortKey(a)) < (values[b] ?? 0, DisclosureControl.sortKey(b))
    }
    if hidden.contains(relation.total) {
      // The parts that are shown must not add up to a total that is not.
      return hiddenParts.isEmpty && relation.rest == 0 ? smallest : nil
    }
    let groups = hiddenParts.count + (relation.rest > 0 ? 1 : 0)
    let people = hiddenParts.reduce(relation.rest) { $0 + (values[$1] ?? 0) }
    if groups == 0 || (hiddenParts.isEmpty && relation.rest >= threshold) { return nil }
    if groups >= 2, people >= threshold { return nil }
    return smallest ?? relation.total
  }

  private func order(_ key: CountKey, _ dimension: String) -> (Int, String) {
    let members = key.filters[dimension] ?? []
    return (members.count, members.sorted().joined(separator: "|"))
  }

  static func sortKey(_ key: CountKey) -> String {
    key.universe
      + key.filters.keys.sorted().map { "|\($0)=\((key.filters[$0] ?? []).sorted().joined(separator: ","))" }
      .joined()
  }
}
