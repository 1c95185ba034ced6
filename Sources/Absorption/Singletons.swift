/// Rows that are alone in a group of some grouping: their effect fits them exactly, whatever the rest of the model.
///
/// Source: Correia (2015), Singletons, cluster-robust standard errors and fixed effects: a bad mix, working paper, Duke
/// University.
public enum Singletons {
  /// The rows that stay when rows alone in a group are left out again and again until there is none; nil where all stay.
  ///
  /// `groupings`: a code a row and the number of groups. `frequencies`: a row that stands for several is not alone. O(n ·
  /// groupings) a round.
  public static func remaining(
    rows: Int, _ groupings: [(codes: [UInt32], count: Int)], frequencies: [Double]? = nil
  ) -> [Int]? {
    var sizes = groupings.map { grouping in
      var sizes = [Int](repeating: 0, count: grouping.count)
      for (row, code) in grouping.codes.enumerated() {
        sizes[Int(code)] += frequencies.map { Int($0[row]) } ?? 1
      }
      return sizes
    }
    guard sizes.contains(where: { $0.contains(1) }) else { return nil }
    var isLeft = [Bool](repeating: false, count: rows)
    var changed = true
    while changed {
      changed = false
      for row in 0..<rows where !isLeft[row] {
        let isAlone = groupings.indices.contains { sizes[$0][Int(groupings[$0].codes[row])] == 1 }
        guard isAlone else { continue }
        isLeft[row] = true
        changed = true
        for grouping in groupings.indices { sizes[grouping][Int(groupings[grouping].codes[row])] -= 1 }
      }
    }
    return (0..<rows).filter { !isLeft[$0] }
  }
}
