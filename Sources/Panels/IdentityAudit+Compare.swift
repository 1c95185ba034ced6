import Columns
import Rosters

extension IdentityAudit {
  /// Compares a field over the years of each person; missing values say nothing.
  init(field: String, rosters: [Roster], rows: [[UInt32]], people: Int) {
    let keys = ComparableColumns(rosters.map { $0.columns[field] })
    var compared = 0
    var changed = 0
    for person in 0..<people {
      var first: Int64?
      var seen = 0
      var differs = false
      for year in rosters.indices {
        let row = rows[year][person]
        guard row != 0, let key = keys.key(year: year, row: Int(row) - 1) else { continue }
        seen += 1
        if let first { differs = differs || first != key } else { first = key }
      }
      if seen >= 2 { compared += 1 }
      if differs { changed += 1 }
    }
    self.init(field: field, compared: compared, changed: changed)
  }
}

/// The same field of several years with keys that can be compared between them: texts are numbered across the years.
struct ComparableColumns {
  private let columns: [Column?]
  private var translations: [[Int64]] = []

  init(_ columns: [Column?]) {
    self.columns = columns
    var codes: [String: Int64] = [:]
    for column in columns {
      guard case .category(_, let levels)? = column?.values else {
        translations.append([])
        continue
      }
      translations.append(
        levels.map { level in
          if let code = codes[level] { return code }
          let code = Int64(codes.count)
          codes[level] = code
          return code
        })
    }
  }

  func key(year: Int, row: Int) -> Int64? {
    guard let column = columns[year], let key = column.comparisonKey(row) else { return nil }
    if case .category = column.values { return translations[year][Int(key)] }
    return key
  }
}
