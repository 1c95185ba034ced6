internal import Kernels

/// Rows in levels whose outcomes are all as far as they go in one direction.
enum SeparatedLevels {
  /// No row yet.
  private static let unseen: Int8 = 2

  /// A row's direction each, and `unseen` for one that is left out.
  private struct Directions: @unchecked Sendable {
    let memory: Scratch<Int8>
    let count: Int
    let threads: Int

    var base: UnsafeMutablePointer<Int8> { memory.base }

    /// Rows of one of some parts.
    func rows(_ part: Int, of parts: Int) -> Range<Int> { count * part / parts..<count * (part + 1) / parts }
  }

  /// Rows that stay when those of such levels are left out again and again until there is none; nil where all stay. O(n · effects)
  /// a round.
  static func remaining(
    _ outcome: [Double], _ effects: [FixedEffect], _ family: Family, threads: Int = Parallel.cores
  ) -> [Int]? {
    let groupings = effects.filter { $0.slope == nil }.map(\.grouping)
    guard family.freeDirection(0) != 0, !groupings.isEmpty, !outcome.isEmpty else { return nil }
    let isOneSided = family.isOneSided
    let directions = Directions(
      memory: Scratch(outcome.count, zero: 0), count: outcome.count, threads: threads)
    let parts = max(1, min(64, outcome.count / 16384))
    Parallel.forEach(parts, threads: threads) { part in
      let own = directions.base
      outcome.withUnsafeBufferPointer { outcome in
        for row in directions.rows(part, of: parts) {
          let value = outcome[row]
          own[row] = value == 0 ? -1 : value == 1 && !isOneSided ? 1 : 0
        }
      }
    }
    // Rows that are free in no direction stay, and their levels with them: then one round finds all.
    var left = 0
    var changed = true
    while changed {
      changed = false
      for grouping in groupings {
        let found = leaveOut(directions, grouping)
        left += found
        changed = changed || found > 0
      }
      if isOneSided { break }
    }
    guard left > 0 else { return nil }
    let unseen = unseen
    return [Int].below(outcome.count) { rows, isWanted in
      let own = directions.base + rows.lowerBound
      for place in 0..<rows.count { isWanted[place] = own[place] != unseen }
    }
  }

  /// Marks the rows of the levels that have one direction in common; how many. What a level's rows have in common, 0 where
  /// there is nothing, is found for parts of the rows and then for all of them.
  private static func leaveOut(_ directions: Directions, _ grouping: Grouping) -> Int {
    let unseen = unseen
    let parts = max(1, min(8, directions.count / max(16384, 4 * grouping.count)))
    let tables = Parallel.map(parts, threads: directions.threads) { part in
      let directed = directions.base
      var common = [Int8](repeating: unseen, count: grouping.count)
      common.withUnsafeMutableBufferPointer { common in
        grouping.codes.withUnsafeBufferPointer { codes in
          for row in directions.rows(part, of: parts) where directed[row] != unseen {
            let (own, level) = (directed[row], Int(codes[row]))
            let known = common[level]
            if known == unseen { common[level] = own } else if known != own { common[level] = 0 }
          }
        }
      }
      return common
    }
    var together = tables[0]
    together.withUnsafeMutableBufferPointer { together in
      for table in tables.dropFirst() {
        table.withUnsafeBufferPointer { table in
          for level in table.indices where table[level] != unseen {
            if together[level] == unseen {
              together[level] = table[level]
            } else if together[level] != table[level] {
              together[level] = 0
            }
          }
        }
      }
    }
    let common = together
    guard common.contains(where: { $0 == 1 || $0 == -1 }) else { return 0 }
    let pieces = max(1, min(64, directions.count / 16384))
    return Parallel.map(pieces, threads: directions.threads) { piece in
      let directed = directions.base
      var left = 0
      common.withUnsafeBufferPointer { common in
        grouping.codes.withUnsafeBufferPointer { codes in
          for row in directions.rows(piece, of: pieces)
          where directed[row] != unseen && common[Int(codes[row])] != 0 {
            directed[row] = unseen
            left += 1
          }
        }
      }
      return left
    }.reduce(0, +)
  }
}
