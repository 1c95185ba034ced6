import Columns
import Testing

@Suite("Dates as text")
struct CalendarDateTextTests {
  @Test("every day of five centuries comes back from its parts and its text")
  func roundTrip() throws {
    let first = try #require(CalendarDate(year: 1600, month: 1, day: 1)).days
    for days in stride(from: first, to: first + 182_622, by: 1) {
      let date = CalendarDate(days: days)
      let (year, month, day) = date.parts
      #expect(CalendarDate(year: year, month: month, day: day) == date)
      #expect(CalendarDate(iso: date.text) == date)
    }
  }

  @Test("days known by hand")
  func known() {
    #expect(CalendarDate(days: 0).text == "1970-01-01")
    #expect(CalendarDate(days: 19_782).text == "2024-02-29")
    #expect(CalendarDate(days: -1).text == "1969-12-31")
  }

  @Test(
    "what is no day is none",
    arguments: [
      "", "2018-2-03", "2018-02-30", "2018/02/03", "2018-02-03 ", "18-02-03", "2018-13-01", "20x8-01-01",
    ])
  func wrong(_ text: String) { #expect(CalendarDate(iso: text) == nil) }
}
