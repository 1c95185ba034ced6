/// What follows from published numbers, by plain elimination: an oracle of disclosure control. Each number is a row of coefficients of the
/// unknown sizes of kinds of people; a hidden one follows from those shown where its row is a combination of theirs.
///
/// Rows are of kinds that hold somebody. Where a hidden number does not follow, sizes may be changed a little both ways without any becoming
/// negative, so that it is not pinned down by counts being 0 or more either.
package struct CountSystem {
  private static let prime = 1_000_000_007
  private var rows: [(lead: Int, row: [Int])] = []

  package init() {}

  package mutating func add(_ row: [Int]) {
    let rest = reduced(row)
    guard let lead = rest.firstIndex(where: { $0 != 0 }) else { return }
    let factor = CountSystem.power(rest[lead], CountSystem.prime - 2)
    rows.append((lead, rest.map { $0 * factor % CountSystem.prime }))
  }

  /// Whether a number follows from those added.
  package func gives(_ row: [Int]) -> Bool { reduced(row).allSatisfy { $0 == 0 } }

  private func reduced(_ row: [Int]) -> [Int] {
    let prime = CountSystem.prime
    var row = row.map { ($0 % prime + prime) % prime }
    for (lead, base) in rows where row[lead] != 0 {
      let factor = prime - row[lead]
      for place in row.indices { row[place] = (row[place] + factor * base[place]) % prime }
    }
    return row
  }

  private static func power(_ base: Int, _ exponent: Int) -> Int {
    var (result, base, exponent) = (1, base, exponent)
    while exponent > 0 {
      if exponent & 1 == 1 { result = result * base % prime }
      base = base * base % prime
      exponent >>= 1
    }
    return result
  }
}
