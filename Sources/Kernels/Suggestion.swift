/// The names that someone who mistyped one probably meant.
public enum Suggestion {
  /// Up to `limit` of the names nearest to `name` by edit distance, letter case ignored; none that is farther
  /// than a third of the longer name.
  public static func nearest(to name: String, among names: [String], limit: Int = 3) -> [String] {
    let target = Array(name.lowercased().utf8)
    let scored = names.enumerated().compactMap { index, candidate -> (Int, Int, String)? in
      let other = Array(candidate.lowercased().utf8)
      let distance = editDistance(target, other)
      let contained = !target.isEmpty && candidate.lowercased().contains(name.lowercased())
      let bound = max(1, max(target.count, other.count) / 3)
      return distance <= bound || contained ? (distance, index, candidate) : nil
    }
    return scored.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.prefix(limit).map(\.2)
  }

  /// Levenshtein's distance (1966), by rows.
  package static func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var row = Array(0...b.count)
    for i in 0..<a.count {
      var diagonal = row[0]
      row[0] = i + 1
      for j in 0..<b.count {
        let above = row[j + 1]
        row[j + 1] = min(above + 1, row[j] + 1, diagonal + (a[i] == b[j] ? 0 : 1))
        diagonal = above
      }
    }
    return row[b.count]
  }
}
