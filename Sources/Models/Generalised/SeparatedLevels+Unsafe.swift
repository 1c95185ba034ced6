/// Rows in levels whose outcomes are all as far as they go in one direction.
enum SeparatedLevels {
  /// No row yet.
  private static let unseen: Int8 = 2

  /// Rows that stay when those of such levels are left out again and again until there is none; nil where all stay. O(n · effects)
  /// a round.
  static func remaining(_ outcome: [Double], _ effects: [FixedEffect], _ family: Family) -> [Int]? {
    let groupings = effects.filter { $0.slope == nil }.map(\.grouping)
    guard family.freeDirection(0) != 0, !groupings.isEmpty else { return nil }
    // A row's direction, and `unseen` for one that is left out.
    var directions = [Int8](unsafeUninitializedCapacity: outcome.count) { buffer, filled in
      for row in outcome.indices { buffer[row] = Int8(family.freeDirection(outcome[row])) }
      filled = outcome.count
    }
    // Rows that are free in no direction stay, and their levels with them: then one round finds all.
    let isOneSided = family.freeDirection(1) == 0
    var left = 0
    var changed = true
    while changed {
      changed = false
      for grouping in groupings {
        let found = leaveOut(&directions, grouping)
        left += found
        changed = changed || found > 0
      }
      if isOneSided { break }
    }
    return left == 0 ? nil : directions.indices.filter { directions[$0] != unseen }
  }

  /// Marks the rows of the levels that have one direction in common; how many.
  private static func leaveOut(_ directions: inout [Int8], _ grouping: Grouping) -> Int {
    var left = 0
    // What a level's rows have in common: 1 or −1, 0 where there is nothing, `unseen` where it has no row.
    var common = [Int8](repeating: unseen, count: grouping.count)
    common.withUnsafeMutableBufferPointer { common in
      directions.withUnsafeMutableBufferPointer { directions in
        grouping.codes.withUnsafeBufferPointer { codes in
          for row in codes.indices where directions[row] != unseen {
            let (own, level) = (directions[row], Int(codes[row]))
            let known = common[level]
            if known == unseen { common[level] = own } else if known != own { common[level] = 0 }
          }
          guard common.contains(where: { $0 == 1 || $0 == -1 }) else { return }
          for row in codes.indices where directions[row] != unseen && common[Int(codes[row])] != 0 {
            directions[row] = unseen
            left += 1
          }
        }
      }
    }
    return left
  }
}
