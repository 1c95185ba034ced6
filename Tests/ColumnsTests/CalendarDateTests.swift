import Columns
import Testing

@Suite("CalendarDate")
struct CalendarDateTests {
  // Oracle: Python, (date(y, m, d) − date(1970, 1, 1)).days.
  @Test(
    "known dates",
    arguments: [
      (1970, 1, 1, 0), (1969, 12, 31, -1), (2000, 2, 29, 11016), (2014, 9, 15, 16328), (2017, 3, 1, 17226),
      (1900, 3, 1, -25508), (1, 1, 1, -719162), (9999, 12, 31, 2_932_896), (2024, 2, 29, 19782),
      (1600, 2, 29, -135081),
    ])
  func known(_ year: Int, _ month: Int, _ day: Int, _ days: Int) {
    #expect(CalendarDate(year: year, month: month, day: day)?.days == Int32(days))
  }

  // Oracle: the law that each day that exists is one more than the one before, with the lengths of months as known.
  @Test("consecutive days of four centuries")
  func consecutive() throws {
    var expected = try #require(CalendarDate(year: 1800, month: 1, day: 1)).days
    for year in 1800..<2200 {
      let leap = year % 400 == 0 || year % 4 == 0 && year % 100 != 0
      for (index, length) in [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
        for day in 1...length {
          #expect(CalendarDate(year: year, month: index + 1, day: day)?.days == expected)
          expected += 1
        }
        #expect(CalendarDate(year: year, month: index + 1, day: length + 1) == nil)
      }
    }
  }

  @Test(
    "dates that do not exist",
    arguments: [
      (2015, 2, 29), (1900, 2, 29), (2014, 4, 31), (2014, 0, 1), (2014, 13, 1), (2014, 1, 0), (2014, 1, 32),
      (0, 1, 1), (10000, 1, 1), (-1, 1, 1), (2014, 1, -1),
    ])
  func invalid(_ year: Int, _ month: Int, _ day: Int) {
    #expect(CalendarDate(year: year, month: month, day: day) == nil)
  }

  @Test("order")
  func order() throws {
    let early = try #require(CalendarDate(year: 2014, month: 12, day: 31))
    let late = try #require(CalendarDate(year: 2015, month: 1, day: 1))
    #expect(early < late)
    #expect(CalendarDate(days: early.days + 1) == late)
  }
}
