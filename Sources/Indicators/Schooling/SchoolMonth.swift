/// What an establishment reports of a month.
public struct SchoolMonth: Sendable, Equatable {
  public let establishment: String
  public let commune: String
  public let year: Int
  /// 1…12.
  public let month: Int
  /// Students on the roll at the end of the month.
  public let enrolled: Int
  /// Places.
  public let capacity: Int
  /// Student-days attended, of those on which students were enrolled.
  public let attendance: Share
  /// Students who left the school system in the month.
  public let withdrawn: Int

  public init(
    establishment: String, commune: String, year: Int, month: Int, enrolled: Int, capacity: Int,
    attendance: Share, withdrawn: Int
  ) {
    self.establishment = establishment
    self.commune = commune
    self.year = year
    self.month = month
    self.enrolled = enrolled
    self.capacity = capacity
    self.attendance = attendance
    self.withdrawn = withdrawn
  }

  /// Months since the year 0, so that neighbours differ by one.
  public var index: Int { year * 12 + month - 1 }

  /// The months that an establishment does not report after its first, of those that others report; closed ones report nobody.
  ///
  /// In alphabetical order of establishments, those without such a month left out; `before` is the place of its last report before
  /// the first of these months. O(n log n) for n reports.
  public static func gaps(
    in reports: [SchoolMonth]
  ) -> [(establishment: String, months: [(year: Int, month: Int)], before: Int)] {
    let periods = Set(reports.map(\.index)).sorted()
    return Dictionary(grouping: reports.indices) { reports[$0].establishment }
      .sorted { $0.key < $1.key }
      .compactMap { establishment, places in
        let own = Set(places.map { reports[$0].index })
        guard let first = own.min() else { return nil }
        let missing = periods.filter { $0 > first && !own.contains($0) }
        guard let gap = missing.first,
          let before = places.filter({ reports[$0].index < gap }).max(by: {
            reports[$0].index < reports[$1].index
          })
        else { return nil }
        return (establishment, missing.map { ($0 / 12, $0 % 12 + 1) }, before)
      }
  }
}

/// Why reports cannot be taken together.
public enum SchoolingError: Error, Equatable, CustomStringConvertible {
  case noReports
  case twice(establishment: String, year: Int, month: Int)
  case twoCommunes(establishment: String)

  public var description: String {
    switch self {
    case .noReports: "no month of any establishment"
    case .twice(let establishment, let year, let month):
      "establishment \(establishment) reports month \(month) of \(year) twice; keep one row"
    case .twoCommunes(let establishment): "establishment \(establishment) is in two communes"
    }
  }
}
