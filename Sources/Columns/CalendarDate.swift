/// A day of the proleptic Gregorian calendar, counted from 1970-01-01.
public struct CalendarDate: Hashable, Comparable, Sendable {
  public let days: Int32

  public init(days: Int32) { self.days = days }

  /// A date that exists; nil for 31 April and the like. Years 1…9999.
  ///
  /// Days from civil after Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2013): years start in March, so
  /// that the leap day is the last of them.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= CalendarDate.length(ofMonth: month, year: year)
    else { return nil }
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    days = Int32(era * 146097 + dayOfEra - 719468)
  }

  public static func < (a: CalendarDate, b: CalendarDate) -> Bool { a.days < b.days }

  static func length(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
