/// What a reader can work out from the counts that are shown, by sums and differences along one dimension at a time.
///
/// Along a dimension every count is the sum of the smallest groups that the tables tell apart, so a count can be worked
/// out exactly where its row of zeros and ones is a combination of the rows of known counts. What is worked out is known
/// from then on, for the other dimensions too. Members that hold everybody leave nobody aside, and the reader knows it.
///
/// Rows are reduced modulo the prime 2³¹ − 1: exact, and counts are smaller than it.
struct DisclosureAttack {
  let values: [CountKey: Int]
  let threshold: Int

  private struct Family: Hashable {
    let universe: String
    let dimension: String
    let others: [String: Set<String>]
  }

  private struct Known {
    let value: Int
    /// The shown counts it was worked out from.
    let source: Set<CountKey>
  }

  /// The smallest groups of a dimension: for each set of members that occurs (nil: everybody), the groups in it. The
  /// last group is whoever is in no member.
  private struct Groups {
    let sets: [Set<String>?]
    let rows: [[Int]]
    let count: Int

    init(_ sets: Set<Set<String>>) {
      let members = sets.reduce(into: Set<String>()) { $0.formUnion($1) }.sorted()
      let ordered = sets.sorted { $0.sorted().lexicographicallyPrecedes($1.sorted()) }
      var numbers: [[Bool]: Int] = [:]
      let groups = members.map { member -> Int in
        let signature = ordered.map { $0.contains(member) }
        if let known = numbers[signature] { return known }
        numbers[signature] = numbers.count
        return numbers.count - 1
      }
      let count = numbers.count + 1
      self.count = count
      self.sets = [nil] + ordered
      rows =
        [Array(repeating: 1, count: count)]
        + ordered.map { set in
          var row = [Int](repeating: 0, count: count)
          for (member, group) in zip(members, groups) where set.contains(member) { row[group] = 1 }
          return row
        }
    }
  }

  /// Shown counts to hide as well, so that neither a hidden count nor one below the threshold can be worked out; empty
  /// where that is so already.
  func leaks(hidden: Set<CountKey>) -> Set<CountKey> {
    var families: Set<Family> = []
    var sets: [String: [String: Set<Set<String>>]] = [:]
    for key in values.keys {
      for (dimension, members) in key.filters {
        sets[key.universe, default: [:]][dimension, default: []].insert(members)
        var others = key.filters
        others[dimension] = nil
        families.insert(Family(universe: key.universe, dimension: dimension, others: others))
      }
    }
    let groups = sets.mapValues { $0.mapValues { Groups($0) } }
    let ordered = families.sorted {
      DisclosureControl.sortKey(key($0, nil)) + $0.dimension < DisclosureControl.sortKey(key($1, nil))
        + $1.dimension
    }
    var known = values.filter { !hidden.contains($0.key) }.mapValues { Known(value: $0, source: []) }
    for (key, fact) in known { known[key] = Known(value: fact.value, source: [key]) }
    var complete: [Family: Bool] = [:]
    for family in ordered {
      if let groups = groups[family.universe]?[family.dimension] {
        complete[family] = isComplete(family, groups)
      }
    }
    var more: Set<CountKey> = []
    var waiting = ordered
    while !waiting.isEmpty {
      var touched: Set<String> = []
      for family in waiting {
        guard let groups = groups[family.universe]?[family.dimension] else { continue }
        let whole = Family(universe: family.universe, dimension: family.dimension, others: [:])
        let closed = complete[family] == true || complete[whole] == true
        let found = work(family, groups, closed, known)
        for (key, fact) in found where known[key] == nil {
          if !fact.source.isDisjoint(with: more) { continue }
          if hidden.contains(key) || (0 < fact.value && fact.value < threshold) {
            let candidates = fact.source.filter { (values[$0] ?? 0) > 0 }
            if let least = candidates.min(by: { order($0) < order($1) }) { more.insert(least) }
          } else {
            known[key] = fact
            touched.insert(family.universe)
          }
        }
      }
      waiting = ordered.filter { touched.contains($0.universe) }
    }
    return more
  }

  private func order(_ key: CountKey) -> (Int, String) { (values[key] ?? 0, DisclosureControl.sortKey(key)) }

  private func key(_ family: Family, _ set: Set<String>?) -> CountKey {
    var filters = family.others
    filters[family.dimension] = set
    return CountKey(universe: family.universe, filters: filters)
  }

  /// Whether the members of a family hold everybody in it, by all counts, hidden or not.
  private func isComplete(_ family: Family, _ groups: Groups) -> Bool {
    var basis = Basis(columns: groups.count)
    var numbers: [Int] = []
    for (set, row) in zip(groups.sets, groups.rows) {
      guard let value = values[key(family, set)] else { continue }
      basis.add(row)
      numbers.append(value)
    }
    var rest = [Int](repeating: 0, count: groups.count)
    rest[groups.count - 1] = 1
    return basis.combination(of: rest).map { Basis.value($0, numbers) == 0 } ?? false
  }

  /// Counts of a family that follow from known ones: those of sets that occur, and of single groups.
  private func work(_ family: Family, _ groups: Groups, _ closed: Bool, _ known: [CountKey: Known]) -> [(
    CountKey, Known
  )] {
    let columns = closed ? groups.count - 1 : groups.count
    var basis = Basis(columns: columns)
    var facts: [Known] = []
    var targets: [(key: CountKey, row: [Int])] = []
    for (set, row) in zip(groups.sets, groups.rows) {
      let key = key(family, set)
      let row = Array(row.prefix(columns))
      if let fact = known[key] {
        basis.add(row)
        facts.append(fact)
      } else {
        targets.append((key, row))
      }
    }
    guard facts.count > 1 else { return [] }
    for group in 0..<columns {
      var row = [Int](repeating: 0, count: columns)
      row[group] = 1
      if groups.rows.contains(where: { Array($0.prefix(columns)) == row }) { continue }
      // A group without a name of its own; the name cannot be a member's.
      targets.append((key(family, ["\u{0}group \(group)"]), row))
    }
    let numbers = facts.map(\.value)
    return targets.compactMap { key, row in
      guard let combination = basis.combination(of: row) else { return nil }
      var source: Set<CountKey> = []
      for (index, factor) in combination.enumerated() where factor != 0 && facts[index].value != 0 {
        source.formUnion(facts[index].source)
      }
      return (key, Known(value: Basis.value(combination, numbers), source: source))
    }
  }

  /// Rows in echelon form modulo a prime, each with the combination of given rows that it is.
  private struct Basis {
    static let prime = 2_147_483_647
    private let columns: Int
    private var rows: [(lead: Int, row: [Int], combination: [Int])] = []
    private var given = 0

    init(columns: Int) { self.columns = columns }

    mutating func add(_ row: [Int]) {
      given += 1
      var combination = [Int](repeating: 0, count: given)
      combination[given - 1] = 1
      var row = row
      reduce(&row, &combination)
      guard let lead = row.firstIndex(where: { $0 != 0 }) else { return }
      let factor = Basis.inverse(row[lead])
      rows.append(
        (lead, row.map { $0 * factor % Basis.prime }, combination.map { $0 * factor % Basis.prime }))
    }

    /// The factors of the given rows that make up a row; nil where it is no combination of them.
    func combination(of row: [Int]) -> [Int]? {
      var row = row
      var combination = [Int](repeating: 0, count: given)
      reduce(&row, &combination)
      guard row.allSatisfy({ $0 == 0 }) else { return nil }
      return combination.map { $0 == 0 ? 0 : Basis.prime - $0 }
    }

    private func reduce(_ row: inout [Int], _ combination: inout [Int]) {
      for base in rows where row[base.lead] != 0 {
        let factor = Basis.prime - row[base.lead]
        for column in 0..<columns { row[column] = (row[column] + factor * base.row[column]) % Basis.prime }
        for index in base.combination.indices {
          combination[index] = (combination[index] + factor * base.combination[index]) % Basis.prime
        }
      }
    }

    /// Σ factor × number, which is a count.
    static func value(_ combination: [Int], _ numbers: [Int]) -> Int {
      zip(combination, numbers).reduce(0) { ($0 + $1.0 * ($1.1 % prime)) % prime }
    }

    /// By Fermat: a^(p − 2).
    private static func inverse(_ value: Int) -> Int {
      var (result, base, exponent) = (1, value % prime, prime - 2)
      while exponent > 0 {
        if exponent & 1 == 1 { result = result * base % prime }
        base = base * base % prime
        exponent >>= 1
      }
      return result
    }
  }
}
