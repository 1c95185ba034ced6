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
