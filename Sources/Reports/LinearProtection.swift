/// Which counts have to be hidden so that no hidden one follows from those shown, all of them taken together.
///
/// A hidden count is safe if people could be of other kinds than they are with everything that is shown staying the same and that count not:
/// if some change z of the sizes of kinds has Az = 0 for all shown counts A and hz ≠ 0 for the hidden one h. Only kinds that hold somebody are
/// changed, so that a small enough part of z, forwards or backwards, leaves no kind with less than nobody: a hidden count that is safe is then
/// not pinned down by counts being non-negative either (over the reals; how far it may move is not bounded). Zeros are shown, so that a hidden
/// count is known to be 1 or more: kinds in a hidden count of one person are changed one at a time and upwards only.
///
/// Shown counts are let through one by one, the largest first and those that yield to others last, each only if every hidden count stays safe, so that
/// those hidden in addition are small ones. Changes that keep what was let through are held as a basis of the counts' own changes, reduced by
/// Gauss modulo a prime.
///
/// Where there are many kinds only some of them are changed, as if the reader knew the others: that hides more, never less. O(k² n) for k kinds
/// and n counts.
struct LinearProtection {
  private let sizes: [Int]
  /// In a fixed order.
  private let measures: [DisclosurePopulation.Measure]
  private let values: [Int]
  private let threshold: Int

  /// Multiplications that a run may take, about a second: it bounds the kinds that are changed.
  private static let work = 1_500_000_000
  /// Kinds of a large hidden count that are among them in any case.
  private static let witnesses = 4

  /// `values`: the counts that tables show. Those of nobody tell nothing of anybody.
  init(_ population: DisclosurePopulation, values: [CountKey: Int], threshold: Int) {
    let known = population.measures.compactMap { measure -> (DisclosurePopulation.Measure, Int, String)? in
      guard let value = values[measure.key], value > 0 else { return nil }
      return (measure, value, DisclosureControl.sortKey(measure.key))
    }.sorted { $0.2 < $1.2 }
    measures = known.map(\.0)
    self.values = known.map(\.1)
    sizes = population.sizes
    self.threshold = threshold
  }

  /// Shown counts to hide beside those that are hidden.
  func additions(to hidden: Set<CountKey>) -> Set<CountKey> {
    let isHidden = measures.map { hidden.contains($0.key) }
    let order = sizes.indices.filter { sizes[$0] > 0 }.sorted { (sizes[$1], $0) < (sizes[$0], $1) }
    var kinds = chosen(from: order, isHidden)
    let pairs = smallDifferences(kinds, order)
    var among = Set(kinds)
    for pair in pairs {
      for kind in pair.kinds where among.insert(kind).inserted { kinds.append(kind) }
    }
    guard isHidden.contains(true) || !pairs.isEmpty else { return [] }
    let basis = changes(of: kinds, pairs)
    var targets = isHidden.indices.filter { isHidden[$0] } + pairs.indices.map { measures.count + $0 }
    // What no kind changes cannot be protected by hiding others.
    targets = targets.filter { column in (0..<basis.rows.count).contains { basis.rows[$0, column] != 0 } }
    let shown = measures.indices.filter { !isHidden[$0] }.sorted { a, b in
      if measures[a].yields != measures[b].yields { return !measures[a].yields }
      return (values[b], a) < (values[a], b)
    }
    return letThrough(shown, targets, basis)
  }

  /// Lets counts through in order; those that may not be.
  private func letThrough(_ shown: [Int], _ hidden: [Int], _ changes: Changes) -> Set<CountKey> {
    var targets = hidden
    var basis = changes.rows
    var free = Array(0..<changes.free)
    var upwards = Array(changes.free..<basis.count)
    var refused: Set<CountKey> = []
    for key in shown {
      // A free change makes up for what the others do to this count; without one, changes that touch it are no longer possible.
      let place = free.firstIndex { basis[$0, key] != 0 }
      if place == nil, upwards.allSatisfy({ basis[$0, key] == 0 }) { continue }
      func stays(_ target: Int) -> Bool {
        guard let place else {
          return free.contains { basis[$0, target] != 0 }
            || upwards.contains { basis[$0, key] == 0 && basis[$0, target] != 0 }
        }
        let pivot = free[place]
        let factor = ModularRows.product(basis[pivot, target], ModularRows.inverse(basis[pivot, key]))
        func remains(_ row: Int) -> Bool {
          basis[row, target] != ModularRows.product(factor, basis[row, key])
        }
        return free.contains(where: remains) || upwards.contains(where: remains)
      }
      if !targets.allSatisfy(stays) {
        refused.insert(measures[key].key)
        targets.append(key)
      } else if let place {
        let pivot = free.remove(at: place)
        for row in free + upwards { basis.clear(row, at: key, by: pivot) }
      } else {
        upwards.removeAll { basis[$0, key] != 0 }
      }
    }
    return refused
  }

  /// Kinds to change: all of small hidden counts, some of each other hidden one, and the largest, in a fixed order.
  private func chosen(from order: [Int], _ isHidden: [Bool]) -> [Int] {
    var most = 64
    while most < order.count, (most + 1) * (most + 1) * max(measures.count, 1) <= LinearProtection.work {
      most += 1
    }
    if order.count <= most { return order }
    let small = measures.indices.filter { isHidden[$0] && values[$0] < threshold }
    let large = measures.indices.filter { isHidden[$0] && values[$0] >= threshold }
    var missing = large.map { (measure: measures[$0], left: LinearProtection.witnesses) }
    var kinds: [Int] = []
    var rest: [Int] = []
    for kind in order {
      var isWanted = small.contains { measures[$0].times(kind) != 0 }
      for index in missing.indices where missing[index].left > 0 && missing[index].measure.times(kind) != 0 {
        missing[index].left -= 1
        isWanted = true
      }
      missing.removeAll { $0.left == 0 }
      if isWanted { kinds.append(kind) } else { rest.append(kind) }
    }
    return kinds + rest.prefix(max(0, most - kinds.count))
  }

  /// Two counts of which one holds the other and few people besides, who are in no count of their own maybe: `larger` less `smaller` must not
  /// be told either. `kinds`: of those few.
  private struct Difference {
    let larger: Int
    let smaller: Int
    let kinds: [Int]
  }

  private func smallDifferences(_ kinds: [Int], _ order: [Int]) -> [Difference] {
    let rising = measures.indices.filter { values[$0] >= threshold }.sorted {
      (values[$0], $0) < (values[$1], $1)
    }
    var found: [Difference] = []
    for (place, smaller) in rising.enumerated() {
      for larger in rising[(place + 1)...] {
        let difference = values[larger] - values[smaller]
        if difference >= threshold { break }
        guard difference > 0,
          kinds.allSatisfy({ measures[smaller].times($0) <= measures[larger].times($0) }),
          order.allSatisfy({ measures[smaller].times($0) <= measures[larger].times($0) })
        else { continue }
        let own = order.filter { measures[smaller].times($0) < measures[larger].times($0) }
        found.append(Difference(larger: larger, smaller: smaller, kinds: own))
      }
    }
    return found
  }

  /// How counts and differences change with the sizes of kinds: a column a count.
  private struct Changes {
    var rows: ModularRows
    /// The first so many rows are a basis in echelon form of what may be changed either way and together; the others are kinds that may grow,
    /// each with what the first ones make up for.
    var free: Int
  }

  private func changes(of kinds: [Int], _ pairs: [Difference]) -> Changes {
    let single = measures.indices.filter { values[$0] == 1 }
    var basis = ModularRows(columns: measures.count + pairs.count)
    var leads: [Int] = []
    var seen: Set<[Int]> = []
    func isSingle(_ times: [Int]) -> Bool { single.contains { times[$0] != 0 } }
    let rows = kinds.map { kind in measures.map { $0.times(kind) } }.filter { seen.insert($0).inserted }
    for times in rows where !isSingle(times) {
      basis.append(times + pairs.map { times[$0.larger] - times[$0.smaller] })
      let row = basis.count - 1
      for (base, lead) in leads.enumerated() { basis.clear(row, at: lead, by: base) }
      if let lead = basis.lead(of: row) { leads.append(lead) } else { basis.removeLast() }
    }
    let free = basis.count
    for times in rows where isSingle(times) {
      basis.append(times + pairs.map { times[$0.larger] - times[$0.smaller] })
    }
    return Changes(rows: basis, free: free)
  }
}
